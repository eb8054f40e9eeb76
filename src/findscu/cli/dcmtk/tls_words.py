"""DCMTK's words about TLS: doubts about keys and cipher suites, and why there is no connection."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...errors import TlsError
    from ...tls.der import Certificate
    from ...tls.profiles import Profile

_NEWEST = ("8996", "8996-mod")
"""Profiles that DCMTK 3.6.7 does not have; of these it is 3.7 that speaks."""

_SHA_2 = (
    *(f"1.2.840.113549.1.1.{number}" for number in (11, 12, 13, 15)),
    *(f"1.2.840.10045.4.3.{number}" for number in (2, 3, 4)),
    *(f"2.16.840.1.101.3.4.3.{number}" for number in (2, 3, 4, 6, 7, 8, 10, 11, 12, 14, 15, 16)),
)
_HASHES = {
    "1.2.840.113549.1.1.4": "RSA-MD5",
    "1.2.840.113549.1.1.5": "RSA-SHA1",
    "1.2.840.113549.1.1.14": "RSA-SHA224",
    "1.2.840.10045.4.1": "ecdsa-with-SHA1",
    "1.2.840.10045.4.3.1": "ecdsa-with-SHA224",
}


def weaknesses(certificate: Certificate, path: str, profile: Profile) -> list[str]:
    """Return what is to be said of our own certificate."""
    document = "9325" if profile.name in _NEWEST else "7525"
    found = []
    if certificate.is_rsa and certificate.key_bits < 2048:
        found.append(
            f"Key length of RSA public key too short: RFC {document} recommends at least 2048 bits for RSA keys, "
            f"but the key in certificate file '{path}' is only {certificate.key_bits} bits."
        )
    name = _HASHES.get(certificate.signature_algorithm, certificate.signature_algorithm)
    if certificate.signature_algorithm not in _SHA_2:
        if document == "9325":
            found.append(
                "Possibly weak certificate hash key: RFC 9325 recommends the use of SHA-256 (or better) for "
                f"certificates, but certificate file '{path}' uses '{name}'."
            )
        elif certificate.is_rsa:
            found.append(
                "Certificate hash key not SHA-256: RFC 7525 recommends the use of SHA-256 for RSA certificates, but "
                f"certificate file '{path}' uses '{name}'."
            )
    return found


def doubts(profile: Profile, suite: str) -> list[str]:
    """Return what is to be said of a further cipher suite."""
    if not profile.is_encrypted:
        return []
    if profile.name not in _NEWEST:
        transport = "RSA" if suite.startswith("TLS_RSA_") else "NO RSA"
        return [
            f"Ciphersuite '{suite}' uses {transport} key transport. "
            "RFC 7525 recommends that such cipher suites should not be used."
        ]
    advice = "RFC 9325 recommends that such cipher suites should not be used"
    uses = [
        ("TLS_RSA_", f"RSA key transport. {advice}."),
        ("TLS_DHE_", f"ephemeral finite-field Diffie-Hellman key agreement. {advice}."),
        (
            "_CBC_",
            f"CBC mode of operation. {advice}, unless both sides support the encrypt_then_mac extension (we do).",
        ),
    ]
    return [f"Ciphersuite '{suite}' uses {what}" for word, what in uses if word in suite]


def describe_tls(error: TlsError) -> str:
    """Return DCMTK's number and words for a failure of TLS."""
    if error.is_late or not error.reason:
        return "0006:0317 Peer aborted Association (or never connected)"
    number = _REASONS.get(error.reason, 0)
    words = "certificate verify failed" if error.reason == "CERTIFICATE_VERIFY_FAILED" else error.detail
    return f"000b:{0x800 + number:04x} TLS error: {words}"


_REASONS = {
    "BAD_ECPOINT": 306,
    "BAD_EXTENSION": 110,
    "BAD_KEY_SHARE": 108,
    "BAD_PACKET_LENGTH": 115,
    "BAD_RECORD_TYPE": 443,
    "BAD_SIGNATURE": 123,
    "CERTIFICATE_VERIFY_FAILED": 134,
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC": 281,
    "DH_KEY_TOO_SMALL": 394,
    "EE_KEY_TOO_SMALL": 399,
    "HTTP_REQUEST": 156,
    "LENGTH_MISMATCH": 159,
    "NO_CIPHERS_AVAILABLE": 181,
    "NO_PROTOCOLS_AVAILABLE": 191,
    "PACKET_LENGTH_TOO_LONG": 198,
    "RECORD_TOO_SMALL": 298,
    "SSLV3_ALERT_BAD_CERTIFICATE": 1042,
    "SSLV3_ALERT_BAD_RECORD_MAC": 1020,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": 1045,
    "SSLV3_ALERT_CERTIFICATE_REVOKED": 1044,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": 1046,
    "SSLV3_ALERT_DECOMPRESSION_FAILURE": 1030,
    "SSLV3_ALERT_HANDSHAKE_FAILURE": 1040,
    "SSLV3_ALERT_ILLEGAL_PARAMETER": 1047,
    "SSLV3_ALERT_NO_CERTIFICATE": 1041,
    "SSLV3_ALERT_UNEXPECTED_MESSAGE": 1010,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": 1043,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": 1116,
    "TLSV13_ALERT_MISSING_EXTENSION": 1109,
    "TLSV1_ALERT_ACCESS_DENIED": 1049,
    "TLSV1_ALERT_DECODE_ERROR": 1050,
    "TLSV1_ALERT_DECRYPTION_FAILED": 1021,
    "TLSV1_ALERT_DECRYPT_ERROR": 1051,
    "TLSV1_ALERT_EXPORT_RESTRICTION": 1060,
    "TLSV1_ALERT_INAPPROPRIATE_FALLBACK": 1086,
    "TLSV1_ALERT_INSUFFICIENT_SECURITY": 1071,
    "TLSV1_ALERT_INTERNAL_ERROR": 1080,
    "TLSV1_ALERT_NO_APPLICATION_PROTOCOL": 1120,
    "TLSV1_ALERT_NO_RENEGOTIATION": 1100,
    "TLSV1_ALERT_PROTOCOL_VERSION": 1070,
    "TLSV1_ALERT_RECORD_OVERFLOW": 1022,
    "TLSV1_ALERT_UNKNOWN_CA": 1048,
    "TLSV1_ALERT_UNKNOWN_PSK_IDENTITY": 1115,
    "TLSV1_ALERT_USER_CANCELLED": 1090,
    "TLSV1_BAD_CERTIFICATE_HASH_VALUE": 1114,
    "TLSV1_BAD_CERTIFICATE_STATUS_RESPONSE": 1113,
    "TLSV1_CERTIFICATE_UNOBTAINABLE": 1111,
    "TLSV1_UNRECOGNIZED_NAME": 1112,
    "TLSV1_UNSUPPORTED_EXTENSION": 1110,
    "UNEXPECTED_EOF_WHILE_READING": 294,
    "UNEXPECTED_MESSAGE": 244,
    "UNKNOWN_CERTIFICATE_TYPE": 247,
    "UNKNOWN_CIPHER_RETURNED": 248,
    "UNSUPPORTED_PROTOCOL": 258,
    "WRONG_CIPHER_RETURNED": 261,
    "WRONG_CURVE": 378,
    "WRONG_SIGNATURE_TYPE": 370,
    "WRONG_SSL_VERSION": 266,
    "WRONG_VERSION_NUMBER": 267,
}
"""OpenSSL's numbers for the reasons of its SSL library that a client can meet."""
