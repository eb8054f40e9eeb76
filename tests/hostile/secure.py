"""A scripted peer within TLS: after an honest handshake it seals records by hand, of any kind and in any state.

Python's `ssl` shakes hands and decrypts what the client says; the keys for the other direction are taken over from it
by its key log. So a script can say what no TLS library lets it say.
"""

from __future__ import annotations

import atexit
import hmac
import select
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory
from time import monotonic

from findscu.testing.scripted import SEND_TIMEOUT, Script, ScriptedPeer, Step
from peers.programs import require_program

from .gcm import seal
from .tls import APPLICATION

RECEIVE_LENGTH = 1 << 16
TLS_1_2, TLS_1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


class RecordStep(Step):
    """A step that is one record.

    Attributes:
        kind: its content type.
        change: what happens to its bytes on the way.
        is_sealed: whether it is encrypted at all; if not, `sends` are the bytes on the wire.
        has_new_keys: whether new keys hold after it.
    """

    kind: int = APPLICATION
    change: Callable[[bytes], bytes] = bytes
    is_sealed: bool = True
    has_new_keys: bool = False


@cache
def identity() -> tuple[str, str]:
    """Return the files of a certificate that is its own CA, and of its key."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    certificate, key = (str(Path(folder.name, name)) for name in ("peer.crt", "peer.key"))
    words = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=peer")
    names = ("-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate, "-keyout", key)
    subprocess.run([require_program("openssl"), *words, *names], check=True, capture_output=True)
    return certificate, key


class Sealer:
    """Makes the records of the server's side; see RFC 8446 §5 and §7, and RFC 5246 §6 with RFC 5288."""

    def __init__(self, secure: ssl.SSLObject, said: bytes, log: str) -> None:
        name, version, _ = secure.cipher() or ("", "", 0)
        self._is_1_3 = version == "TLSv1.3"
        self._hash = "sha384" if "256" in name.partition("GCM")[0] else "sha256"
        self._key_length = 32 if self._hash == "sha384" else 16
        self._number = 0
        if self._is_1_3:
            self._secret = secret_in(log, "SERVER_TRAFFIC_SECRET_0")[1]
            self._derive()
        else:
            client_random, master = secret_in(log, "CLIENT_RANDOM")
            self._number = 1  # the first was our Finished
            block = self._expanded(master, b"key expansion" + said[11:43] + client_random)
            self._key = block[self._key_length : 2 * self._key_length]
            self._nonce = block[2 * self._key_length + 4 :][:4]

    def sealed(self, kind: int, content: bytes) -> bytes:
        """Return a record."""
        number = self._number.to_bytes(8, "big")
        self._number += 1
        if not self._is_1_3:
            header = number + pack(">BHH", kind, 0x0303, len(content))
            sealed = number + seal(self._key, self._nonce + number, content, header)
            return pack(">BHH", kind, 0x0303, len(sealed)) + sealed
        plain = content + bytes((kind,) if kind else ())
        header = pack(">BHH", APPLICATION, 0x0303, len(plain) + 16)
        nonce = bytes(one ^ other for one, other in zip(self._nonce, bytes(4) + number, strict=True))
        return header + seal(self._key, nonce, plain, header)

    def renew(self) -> None:
        """Take the next keys (RFC 8446 §7.2)."""
        self._secret = self._labelled("traffic upd", hmac.new(b"", b"", self._hash).digest_size)
        self._number = 0
        self._derive()

    def _derive(self) -> None:
        self._key, self._nonce = self._labelled("key", self._key_length), self._labelled("iv", 12)

    def _labelled(self, label: str, length: int) -> bytes:
        name = b"tls13 " + label.encode()
        text = pack(">HB", length, len(name)) + name + b"\0\1"
        return hmac.digest(self._secret, text, self._hash)[:length]

    def _expanded(self, master: bytes, seed: bytes) -> bytes:
        parts, state = [], seed
        for _ in range(4):
            state = hmac.digest(master, state, self._hash)
            parts.append(hmac.digest(master, state + seed, self._hash))
        return b"".join(parts)


def secret_in(log: str, label: str) -> tuple[bytes, bytes]:
    """Return the client's random bytes and the last secret of a kind in a key log."""
    lines = [line.split() for line in Path(log).read_text().splitlines()]
    _, random, secret = [line for line in lines if line[0] == label][-1]
    return bytes.fromhex(random), bytes.fromhex(secret)


class SecurePeer(ScriptedPeer):
    """Plays a script within TLS; `received` is what the client said in it."""

    def __init__(self, steps: Iterable[Step], version: ssl.TLSVersion = TLS_1_3) -> None:
        super().__init__(steps)
        self._folder = TemporaryDirectory()
        self._log = str(Path(self._folder.name, "keys"))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(*identity())
        self._context.minimum_version = self._context.maximum_version = version
        self._context.set_ciphers("ECDHE+AESGCM")
        self._context.num_tickets = 0
        self._context.options |= ssl.OP_NO_TICKET
        self._context.keylog_filename = self._log

    def close(self) -> None:
        """Stop, and forget the keys."""
        super().close()
        self._folder.cleanup()

    def serve(self, connection: socket.socket) -> None:
        """Shake hands, and play the script until it hangs up, or the client does."""
        connection.settimeout(SEND_TIMEOUT)
        self.received.append(b"")
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        secure = self._context.wrap_bio(incoming, outgoing, server_side=True)
        said = b""
        while True:
            try:
                secure.do_handshake()
                break
            except ssl.SSLWantReadError:
                said += self._pass_on(connection, outgoing)
                incoming.write(connection.recv(RECEIVE_LENGTH))
        said += self._pass_on(connection, outgoing)
        self._play_within(connection, secure, incoming, Sealer(secure, said, self._log))

    @staticmethod
    def _pass_on(connection: socket.socket, outgoing: ssl.MemoryBIO) -> bytes:
        data = outgoing.read()
        connection.sendall(data)
        return data

    def _play_within(
        self, connection: socket.socket, secure: ssl.SSLObject, incoming: ssl.MemoryBIO, sealer: Sealer
    ) -> None:
        place, script = len(self.received) - 1, Script(self._steps, monotonic())
        script.hear(self._decrypted(secure, place), monotonic())
        while True:
            wait = min(max(script.due - monotonic(), 0.0), SEND_TIMEOUT)
            if select.select([connection], [], [], wait)[0]:
                data = connection.recv(RECEIVE_LENGTH)
                if not data:
                    return
                incoming.write(data)
                script.hear(self._decrypted(secure, place), monotonic())
            elif script.due <= monotonic():
                step = script.play(monotonic())
                if step.sends == b"" and not isinstance(step, RecordStep):
                    return
                self._say(connection, sealer, step)

    def _say(self, connection: socket.socket, sealer: Sealer, step: Step) -> None:
        step = step if isinstance(step, RecordStep) else RecordStep(sends=step.sends)
        data = sealer.sealed(step.kind, step.sends) if step.is_sealed else step.sends
        try:
            connection.sendall(step.change(data))
        except ConnectionError:
            pass  # it has gone; it may have said a last word
        if step.has_new_keys:
            sealer.renew()

    def _decrypted(self, secure: ssl.SSLObject, place: int) -> bytes:
        heard = b""
        try:
            while data := secure.read(RECEIVE_LENGTH):
                heard += data
        except ssl.SSLError:
            pass  # nothing more, or an alert, or an end
        self.received[place] += heard
        return heard
