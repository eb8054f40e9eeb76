"""Words for what goes wrong in TLS: each failure its own, with one line of advice.

OpenSSL's name of a failure stays in `TlsError.reason`, its words in `TlsError.detail`.
"""

from __future__ import annotations

import ssl

from ..errors import ConnectionLost, TlsError

_ASK_PEER = "ask those who run the peer for a new certificate"
_GIVE_CA = "give the certificate of the CA with --tls-ca, or the peer's fingerprint with --tls-pin"
_OTHER_PROFILE = "ask what the peer offers; --profile-bcp195-nd and --profile-bcp195 (older) offer other suites"
_OTHER_VERSION = "if the peer cannot be updated, --profile-bcp195 offers TLS 1.0 and 1.1 too"
_OWN_CERTIFICATE = "give a certificate that the peer trusts, with --tls-cert and --tls-key"
_STRONGER = "ask for a stronger certificate (RSA of 2048 bits, SHA-256), or try --profile-bcp195-nd"
_GIVE_LIST = "give the current list of each CA with --add-crl-file"

_CERTIFICATE_FAULTS: dict[int, tuple[str, str]] = {
    2: ("was issued by a CA that is not trusted here", _GIVE_CA),
    3: ("cannot be looked up: there is no revocation list of its CA", _GIVE_LIST),
    7: ("is forged or damaged: its signature is wrong", "do not trust this peer before you know why"),
    8: ("cannot be looked up: the signature of the revocation list is wrong", _GIVE_LIST),
    9: ("is not valid yet", "check the clocks, here and where it was issued"),
    10: ("has expired", _ASK_PEER),
    11: ("cannot be looked up: the revocation list is not valid yet", "check the clocks, here and where it was issued"),
    12: ("cannot be looked up: the revocation list has expired", _GIVE_LIST),
    18: (
        "is self-signed and not trusted here",
        "compare its fingerprint with those who run the peer, and give it with --tls-pin, or the file with --tls-ca",
    ),
    19: ("was issued by a CA that is not trusted here", _GIVE_CA),
    20: ("was issued by a CA that is not trusted here", _GIVE_CA),
    21: ("was issued by a CA that is not trusted here", _GIVE_CA),
    23: ("has been revoked", _ASK_PEER),
    24: ("was issued by a certificate that is none of a CA", _ASK_PEER),
    26: ("is not meant for servers", _ASK_PEER),
    62: ("is for another host", "say its name with --tls-name, or do without the check: --tls-no-host-check"),
    64: ("is for another address", "say its name with --tls-name, or do without the check: --tls-no-host-check"),
    66: ("has too short a key", _STRONGER),
    67: ("was issued with too short a key", _STRONGER),
    68: ("was signed with too weak a hash", _STRONGER),
    79: ("was issued by a certificate that is none of a CA", _ASK_PEER),
}
"""OpenSSL's X509_V_ERR_...: what is wrong with the peer's certificate, and what to do."""

_REFUSED_OURS = "the peer refused our certificate"

_REFUSALS: dict[str, tuple[str, str]] = {
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": ("the peer wants a certificate of ours", _OWN_CERTIFICATE),
    "TLSV1_ALERT_UNKNOWN_CA": (f"{_REFUSED_OURS}: it does not know its CA", _OWN_CERTIFICATE),
    "SSLV3_ALERT_BAD_CERTIFICATE": (_REFUSED_OURS, _OWN_CERTIFICATE),
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": (_REFUSED_OURS, _OWN_CERTIFICATE),
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": (f"{_REFUSED_OURS}: it is not meant for this", _OWN_CERTIFICATE),
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": (f"{_REFUSED_OURS}: it has expired", "renew it"),
    "SSLV3_ALERT_CERTIFICATE_REVOKED": (f"{_REFUSED_OURS}: it has been revoked", "get another one"),
    "TLSV1_ALERT_ACCESS_DENIED": ("the peer lets us not in, whatever our certificate", "ask those who run the peer"),
}
"""OpenSSL's names of alerts that are about our certificate; with TLS 1.3 they come after the handshake."""

_HANDSHAKES: dict[str, tuple[str, str]] = {
    **_REFUSALS,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": (
        "the peer ended the handshake: no cipher suite in common, or it wants a certificate of ours",
        "ask what it wants; --tls-cert and --tls-key show a certificate, --profile-bcp195-nd offers other suites",
    ),
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": ("the peer wants stronger cipher suites than we offer", _OTHER_PROFILE),
    "TLSV1_ALERT_PROTOCOL_VERSION": ("no TLS version in common with the peer", _OTHER_VERSION),
    "UNSUPPORTED_PROTOCOL": ("no TLS version in common with the peer", _OTHER_VERSION),
    "WRONG_SSL_VERSION": ("no TLS version in common with the peer", _OTHER_VERSION),
    "TLSV1_UNRECOGNIZED_NAME": ("the peer does not know the host name that it is asked for", "say it with --tls-name"),
    "DH_KEY_TOO_SMALL": ("the peer's Diffie-Hellman key is too short", _OTHER_PROFILE),
    "WRONG_SIGNATURE_TYPE": ("the peer signs with too weak a hash", _STRONGER),
    "BAD_SIGNATURE": ("the peer's signature is wrong", "do not trust this peer before you know why"),
}

_NOT_TLS = "leave out the TLS options for a port without TLS, or give the peer's TLS port"
_SPOKEN = ((b"HTTP/", "HTTP"), (b"SSH-", "SSH"), (b"\x07\x00\x00\x00\x00\x04", "DICOM without TLS"))
_RECORD_TYPES = range(0x14, 0x19)
"""First byte of a TLS record (RFC 8446 §5.1)."""


def describe_handshake_failure(error: ssl.SSLError, answer: bytes, name: str) -> TlsError:
    """Put into words why a handshake failed.

    Args:
        error: OpenSSL's.
        answer: the first bytes of the peer's answer.
        name: the host that the certificate should have been for.
    """
    reason, detail = error.reason or "", reason_of(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        text, hint = _CERTIFICATE_FAULTS.get(error.verify_code, (f"was refused: {error.verify_message}", _ASK_PEER))
        if error.verify_code in (62, 64):
            text = f"is not for {name}"
        return TlsError(
            f"the peer's certificate {text}", hint=hint, reason=reason, detail=detail, verify_code=error.verify_code
        )
    if answer and answer[0] not in _RECORD_TYPES:
        return _not_tls(answer, reason, detail)
    text, hint = _HANDSHAKES.get(reason, (f"the TLS handshake failed: {detail}", "look into the peer's log"))
    return TlsError(text, hint=hint, reason=reason, detail=detail)


def describe_lost_handshake(answer: bytes) -> TlsError:
    """Put into words that the peer went away in the middle of a handshake."""
    reason, detail = "UNEXPECTED_EOF_WHILE_READING", "unexpected eof while reading"
    if answer and answer[0] not in _RECORD_TYPES:
        return _not_tls(answer, reason, detail)
    return TlsError(
        "the peer closed the connection during the TLS handshake", hint=_NOT_TLS, reason=reason, detail=detail
    )


def _not_tls(answer: bytes, reason: str, detail: str) -> TlsError:
    protocol = next((name for start, name in _SPOKEN if answer.startswith(start)), "something else")
    return TlsError(f"the peer does not speak TLS here, but {protocol}", hint=_NOT_TLS, reason=reason, detail=detail)


def describe_later_failure(error: ssl.SSLError) -> TlsError | ConnectionLost:
    """Put into words what went wrong after the handshake: a refusal, or damage on the way."""
    reason, detail = error.reason or "", reason_of(error)
    if reason in _REFUSALS:
        text, hint = _REFUSALS[reason]
        return TlsError(text, hint=hint, reason=reason, detail=detail, is_late=True)
    return ConnectionLost(f"the TLS connection broke: {detail}", hint="look into the peer's log", reason=reason)


def reason_of(error: OSError) -> str:
    """Return what OpenSSL says of an error, without its codes and places."""
    text = str(error.args[-1]).partition("] ")[2] or str(error.args[-1])
    return text.partition(" (_ssl.c")[0].lower()
