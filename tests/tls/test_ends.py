"""What can end a conversation over TLS before its time: the wake-up socket, and the peer's end of the stream."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest

from drivers.literal import A_RELEASE_RP, accept, final, pending
from drivers.running import SHORT, LiteralQuery
from findscu import client
from findscu.errors import ConnectionLost
from findscu.testing.scripted import ScriptedPeer, Step
from findscu.tls import make_context
from findscu.transport import Interrupted
from peers.process import HOST
from peers.tls import Forwarder, server_context


def test_the_wakeup_socket_ends_a_wait_and_the_query_can_be_cancelled(pki):
    steps = [Step(accept((1, 0)), after=1), Step(pending(b"Test^One"), after=2), Step(final(0xFE00), after=1)]
    steps.append(Step(A_RELEASE_RP, after=1))
    context = make_context(ca=[pki["ca.crt"]])
    ours, theirs = socket.socketpair()
    with ours, theirs, ScriptedPeer(steps) as peer, Forwarder(server_context(pki, "server"), (HOST, peer.port)) as tls:
        options = {**SHORT, "response_timeout": 10.0}
        association = client.connect("localhost", tls.port, tls=context, wakeup=ours, **options)
        matches = association.find(LiteralQuery())
        assert [match.PatientName for match in next(matches.blocks())] == ["Test^One"]
        theirs.send(b"!")
        with pytest.raises(Interrupted):
            next(matches.blocks())
        ours.recv(1)
        matches.cancel()
        assert list(matches) == []
        assert matches.outcome.was_cancelled
        association.release()


@pytest.mark.parametrize("is_closed", [True, False], ids=["closed", "cut"])
def test_an_end_amid_the_answers_is_never_a_whole_list(pki, is_closed):
    """TLS's own end, or none at all: without a final response the list is not complete."""

    def serve():
        connection, _ = listener.accept()
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(1 << 16)
            secure.sendall(accept((1, 0)))
            secure.recv(1 << 16)
            secure.sendall(pending(b"Test^One"))
            if is_closed:
                with suppress(OSError):
                    secure.unwrap()
            else:
                secure.shutdown(socket.SHUT_RDWR)

    context = server_context(pki, "server")
    with socket.create_server((HOST, 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        trusting = make_context(ca=[pki["ca.crt"]])
        association = client.connect("localhost", listener.getsockname()[1], tls=trusting, **SHORT)
        matches = association.find(LiteralQuery())
        blocks = matches.blocks()
        assert [match.PatientName for match in next(blocks)] == ["Test^One"]
        with pytest.raises(ConnectionLost, match="before the final response"):
            next(blocks)
        thread.join(10)
    assert not matches.complete
