"""TLS without a socket: what came goes in, what is to go out comes out, so that both drivers speak it in the same way.

A driver runs `handshake`, which is a flow, as it runs the flows of DICOM. After that it passes what the session wants
sent through `send`, what came from the network through `receive`, and asks `take` for what was in it. `data_to_send`
is due after each of them: TLS has things to say of its own.

Nothing of a peer can make it wait, and no failure is lost: what came in good order before is taken first.
"""

from __future__ import annotations

import ssl

from ..errors import HandshakeTimeout, TlsError
from ..records import Record
from .failures import describe_handshake_failure, describe_later_failure, describe_lost_handshake
from .pins import check_pins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

RECORD_LENGTH = 1 << 14
"""Bytes of plain text in one TLS record, at most (RFC 8446 §5.1)."""

ANSWER_LENGTH = 8
"""Bytes of the peer's first answer that are kept, to tell what it speaks when it is not TLS."""


class Security(Record):
    """What a handshake agreed on.

    Attributes:
        version: such as "TLSv1.3".
        cipher: OpenSSL's name of the cipher suite.
        bits: length of the secret key; 0 for suites that do not encrypt.
        certificate: the peer's, as DER; b"" when it showed none.
        is_verified: whether the certificate was verified, by its chain or by a pin.
    """

    version: str
    cipher: str
    bits: int
    certificate: bytes
    is_verified: bool


class Channel:
    """The client's side of one TLS connection.

    Args:
        context: what to offer and whom to trust.
        host: name or address of the peer, to say in failures.
        server_name: the name that is asked for (SNI) and that the certificate must be for; None for `host`, "" for
            none.
        pins: see `pins`; one of them must fit.
    """

    def __init__(
        self, context: ssl.SSLContext, host: str, server_name: str | None = None, pins: Sequence[str] = ()
    ) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._name = host if server_name is None else server_name
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=self._name or None)
        self._host = host
        self._pins = pins
        self._answer = b""
        self._unwritten = b""
        self._failure: Exception | None = None
        self._is_at_end = False

    def handshake(self, until: float, limit: float) -> Generator[float, tuple[float, bytes | None], Security]:
        """Agree with the peer on keys, and look at its certificate; a flow, see `flows`.

        Args:
            until: the moment until which the peer may take.
            limit: the time-out that this moment comes from, in seconds, to say when it has passed.

        Raises:
            TlsError: the handshake failed, or the peer does not speak TLS.
            HandshakeTimeout: the moment passed.
        """
        now = until - limit
        while not self._advance():
            if now >= until:
                raise HandshakeTimeout(
                    f"no TLS handshake with {self._host} within {limit:g} s",
                    hint="check that the peer speaks TLS on this port, or allow it more time",
                    limit=limit,
                    elapsed=limit + now - until,
                )
            now, data = yield until
            if data is not None:
                self.receive(data)
        security = self._security()
        check_pins(security.certificate, self._pins)
        return security

    def data_to_send(self) -> bytes:
        """Take the bytes that are to go to the network."""
        return self._outgoing.read()

    def send(self, data: bytes) -> None:
        """Take bytes of the application, to be encrypted."""
        self._unwritten += data
        try:
            while self._unwritten:
                self._unwritten = self._unwritten[self._tls.write(self._unwritten) :]
        except ssl.SSLWantReadError:
            pass  # the peer asked for new keys: the rest goes out when it has answered
        except ssl.SSLError:
            self._unwritten = b""  # it is over; `take` tells why

    def receive(self, data: bytes) -> None:
        """Take bytes from the network; b"" is the end of the stream."""
        if not data:
            self._incoming.write_eof()
            return
        self._answer += data[: ANSWER_LENGTH - len(self._answer)]
        self._incoming.write(data)

    def take(self) -> bytes | None:
        """Return what came, decrypted; b"" at the end of the stream, None when there is nothing yet.

        Raises:
            TlsError: the peer refused us after the handshake, as TLS 1.3 does it with certificates.
            ConnectionLost: the stream was damaged.
        """
        taken = b"" if self._is_at_end or self._failure else self._read()
        if taken:
            self.send(b"")  # what waited for this
            return taken
        if self._failure is not None:
            raise self._failure
        return b"" if self._is_at_end else None

    def close(self) -> None:
        """Say that we are done; what `data_to_send` then returns ends the stream."""
        try:
            self._tls.unwrap()
        except (ssl.SSLError, ValueError):
            pass  # the peer's answer does not matter, and before the handshake there is nothing to say

    def _advance(self) -> bool:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            raise describe_lost_handshake(self._answer) from None
        except ssl.SSLError as error:
            raise describe_handshake_failure(error, self._answer, self._name) from None
        return True

    def _read(self) -> bytes:
        """Decrypt all that came, and note what ended it."""
        parts = []
        try:
            while part := self._tls.read(RECORD_LENGTH):
                parts.append(part)
            self._is_at_end = True  # the peer said so
        except ssl.SSLWantReadError:
            pass
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            self._is_at_end = True  # cut off: to DICOM that is as bad as closed, it has an end of its own
        except ssl.SSLError as error:
            self._failure = describe_later_failure(error)
        return b"".join(parts)

    def _security(self) -> Security:
        cipher, _, bits = self._tls.cipher() or ("", "", 0)
        is_verified = self._tls.context.verify_mode != ssl.CERT_NONE or bool(self._pins)
        certificate = self._tls.getpeercert(True) or b""
        if not certificate and is_verified:
            raise TlsError("the peer showed no certificate", reason="NO_CERTIFICATE")
        return Security(self._tls.version() or "", cipher, bits, certificate, is_verified)
