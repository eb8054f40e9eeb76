"""Run the command against an SCP that answers with given bytes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO, StringIO

from compat.talk import ScriptedScp, Talk
from findscu.cli.run import run

QUERY = ("-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientName", "-k", "ModalitiesInStudy", "-k", "StudyDate")


def ask(answers: Sequence[bytes], syntax: str, *options: object, query: Sequence[str] = QUERY) -> bytes:
    """Return what the command writes to standard output; it proposes every transfer syntax."""

    def script(talk: Talk) -> None:
        talk.accept(syntax)
        for find in talk.finds():
            for answer in answers:
                talk.answer(find, answer)
            talk.final(find)

    with ScriptedScp(script) as scp:
        out, err = BytesIO(), StringIO()
        words = [*query, "-xd", *map(str, options), scp.host, str(scp.port)]
        assert run(words, out, err) == 0, err.getvalue()
    return out.getvalue()
