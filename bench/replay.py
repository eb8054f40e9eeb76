"""A find SCP that answers every C-FIND with the same pre-encoded identifiers, as fast as the socket takes them.

    python bench/replay.py COUNT [--workload NAME] [--packing two|one] [--delay SECONDS] [--rate N] [--port PORT]
                                 [--tls CERTIFICATE KEY]

Prints its port, then serves any number of associations, at once if need be, until it is interrupted. With packing
"two" command set and identifier come in a P-DATA-TF each, with "one" both in one. `--delay` waits before the first
answer, `--rate` sends so many a second.
"""

from __future__ import annotations

import argparse
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from itertools import cycle, islice
from struct import unpack_from

import pdus
from workloads import WORKLOADS, Workload

CHUNK_LENGTH = 1000
"""Answers sent at once."""

MOST_CHUNKS = 100
"""Chunks that are made; where more answers are wanted they come again."""


class Replay:
    """Answers of one kind, ready to be sent."""

    def __init__(self, workload: Workload, count: int, packing: str, delay: float, rate: float) -> None:
        self._identifiers = list(workload.identifiers(min(count, CHUNK_LENGTH * MOST_CHUNKS)))
        self._count = count
        self._is_one_pdu = packing == "one"
        self._delay = delay
        self._rate = rate
        self._made: dict[pdus.Request, list[bytes]] = {}

    def send(self, stream: socket.socket, request: pdus.Request) -> None:
        """Send all answers and the final response."""
        if self._delay:
            time.sleep(self._delay)
        for chunk in self._chunks(request):
            stream.sendall(chunk)
            if self._rate:
                time.sleep(1 / self._rate)
        final = pdus.find_rsp(request.sop_class, request.message_id, pdus.SUCCESS)
        stream.sendall(pdus.p_data(pdus.pdv(request.context_id, pdus.COMMAND, final)))

    def _chunks(self, request: pdus.Request) -> Iterator[bytes]:
        length = 1 if self._rate else CHUNK_LENGTH
        if self._count <= CHUNK_LENGTH:  # made anew: a request of each message ID is not worth keeping
            yield from self._make(request, length)
            return
        if request not in self._made:
            self._made[request] = list(self._make(request, length))
        yield from islice(cycle(self._made[request]), self._count // length)

    def _make(self, request: pdus.Request, length: int) -> Iterator[bytes]:
        command = pdus.pdv(
            request.context_id, pdus.COMMAND, pdus.find_rsp(request.sop_class, request.message_id, pdus.PENDING)
        )
        identifiers = iter(self._identifiers)
        while some := list(islice(identifiers, length)):
            yield b"".join([self._pack(command, pdus.pdv(request.context_id, pdus.DATA, one)) for one in some])

    def _pack(self, command: bytes, identifier: bytes) -> bytes:
        return pdus.p_data(command, identifier) if self._is_one_pdu else pdus.p_data(command) + pdus.p_data(identifier)


def serve(stream: socket.socket, replay: Replay) -> None:
    """Serve one association."""
    request: pdus.Request | None = None
    reader = stream.makefile("rb")
    while header := reader.read(6):
        kind, length = unpack_from(">BxI", header)
        body = reader.read(length)
        if kind == 1:
            stream.sendall(pdus.associate_ac(header + body))
        elif kind == 4:
            request = pdus.read_find_rq(body) or request
            if request is not None and pdus.ends_identifier(body):
                replay.send(stream, request)
        else:
            if kind == 5:
                stream.sendall(pdus.RELEASE_RP)
            return


def handle(stream: socket.socket, replay: Replay, context: ssl.SSLContext | None) -> None:
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        with stream if context is None else context.wrap_socket(stream, server_side=True) as speaking:
            serve(speaking, replay)
    except OSError:
        pass  # a client that leaves early


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--workload", default="study", choices=WORKLOADS)
    parser.add_argument("--packing", default="two", choices=("one", "two"))
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    options = parser.parse_args()
    replay = Replay(WORKLOADS[options.workload], options.count, options.packing, options.delay, options.rate)
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
    with socket.create_server(("127.0.0.1", options.port), backlog=2000) as listener:
        print(listener.getsockname()[1], flush=True)
        while True:
            stream, _ = listener.accept()
            threading.Thread(target=handle, args=(stream, replay, context), daemon=True).start()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
