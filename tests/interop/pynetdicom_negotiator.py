"""An SCP made with pynetdicom that writes down what it is offered besides contexts; run by .venv-peers's interpreter.

    python pynetdicom_negotiator.py PORT HEARD

For each association HEARD gets a JSON object on a line. Somebody called "nobody" is refused. Of extended negotiation it
grants all that is asked for a Query/Retrieve model, and nothing for others. pynetdicom confirms no user names, and can
send no empty server response.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from pynetdicom import AE, evt

STUDY, WORKLIST = "1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.31"
SERVER_RESPONSES = {3: b"server ticket", 4: b"<Response/>"}
heard: dict[str, object] = {}


def hear_user(event: evt.Event) -> tuple[bool, bytes]:
    heard["identity"] = [event.user_id_type, event.primary_field.hex(), (event.secondary_field or b"").hex()]
    return event.primary_field != b"nobody", SERVER_RESPONSES.get(event.user_id_type, b"yes")


def hear_extended(event: evt.Event) -> dict[str, bytes]:
    heard["extended"] = {str(uid): said.hex() for uid, said in event.app_info.items()}
    return {uid: said for uid, said in event.app_info.items() if uid == STUDY}


def hear_window(event: evt.Event) -> tuple[int, int]:
    heard["window"] = [event.nr_invoked, event.nr_performed]
    return 1, 1


def write_down(event: evt.Event, path: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(json.dumps(heard) + "\n")
    heard.clear()


def main(port: str, path: str) -> None:
    ae = AE(ae_title="ANY-SCP")
    ae.add_supported_context(STUDY)
    ae.add_supported_context(WORKLIST)
    handlers = [
        (evt.EVT_USER_ID, hear_user),
        (evt.EVT_SOP_EXTENDED, hear_extended),
        (evt.EVT_ASYNC_OPS, hear_window),
        (evt.EVT_ACCEPTED, write_down, [path]),
    ]
    ae.start_server(("127.0.0.1", int(port)), block=False, evt_handlers=handlers)
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main(*sys.argv[1:])
