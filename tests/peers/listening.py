"""What our own servers and forwarders share: a loopback port, and a thread for each connection."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self

from peers.process import HOST

PATIENCE = 20.0
"""Seconds for a thread to end once nothing listens any more, and for the other side to say something."""


class Listener:
    """Hands each connection to `handle`, in a thread of its own, as long as its block lasts.

    Attributes:
        port: where it listens.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._serve, daemon=True)]
        self._threads[0].start()

    def handle(self, connection: socket.socket) -> None:
        """Serve a connection, and close it."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._threads = [thread for thread in self._threads if thread.is_alive()]
            thread = threading.Thread(target=self.handle, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()
