"""The little of DER (X.690) that is needed: the kind of a key file, and of a certificate its key and its signature."""

from __future__ import annotations

from ..records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

INTEGER, BIT_STRING, OCTET_STRING, OBJECT_IDENTIFIER, SEQUENCE, VERSION = 0x02, 0x03, 0x04, 0x06, 0x30, 0xA0

RSA = "1.2.840.113549.1.1.1"
EC = "1.2.840.10045.2.1"

CURVE_BITS = {
    "1.2.840.10045.3.1.1": 192,
    "1.3.132.0.33": 224,
    "1.2.840.10045.3.1.7": 256,
    "1.3.132.0.10": 256,
    "1.3.132.0.34": 384,
    "1.3.132.0.35": 521,
    "1.3.36.3.3.2.8.1.1.7": 256,
    "1.3.36.3.3.2.8.1.1.11": 384,
    "1.3.36.3.3.2.8.1.1.13": 512,
}
"""Curves by name: P-192 to P-521, secp256k1, brainpool."""


class NotDer(ValueError):
    """These bytes are not what they should be in DER."""


class Certificate(Record):
    """What we look at in a certificate ourselves.

    Attributes:
        signature_algorithm: OID of the algorithm that it is signed with.
        key_algorithm: OID of its public key's algorithm.
        key_bits: length of an RSA key, or of the curve; 0 for others.
        public_key: the SubjectPublicKeyInfo, as DER.
    """

    signature_algorithm: str
    key_algorithm: str
    key_bits: int
    public_key: bytes

    @property
    def is_rsa(self) -> bool:
        """Whether its key is one for RSA."""
        return self.key_algorithm == RSA


def read_certificate(raw: bytes) -> Certificate:
    """Read a certificate.

    Raises:
        NotDer: it is none.
    Source: RFC 5280 §4.1.
    """
    body, algorithm, *_ = _sequence(raw, 3)
    fields = _sequence(body, 6)
    is_versioned = len(fields) > 6 and fields[0][0] == VERSION
    public_key = fields[6 if is_versioned else 5]  # after serial number, signature, issuer, validity and subject
    key_algorithm, bits = _read_public_key(public_key)
    return Certificate(_read_algorithm(algorithm)[0], key_algorithm, bits, public_key)


def key_label(raw: bytes) -> str:
    """Return the label that a private key has in PEM, "" if these bytes are none.

    Source: RFC 5208 §5 and §6, RFC 8017 A.1.2, RFC 5915 §3.
    """
    try:
        fields = _sequence(raw)
    except NotDer:
        return ""
    tags = [field[0] for field in fields]
    if tags[:2] == [SEQUENCE, OCTET_STRING]:
        return "ENCRYPTED PRIVATE KEY"
    if tags[:3] == [INTEGER, SEQUENCE, OCTET_STRING]:
        return "PRIVATE KEY"
    if tags[:2] == [INTEGER, OCTET_STRING]:
        return "EC PRIVATE KEY"
    return {9: "RSA PRIVATE KEY", 6: "DSA PRIVATE KEY"}.get(len(tags), "") if set(tags) == {INTEGER} else ""


def _read_public_key(raw: bytes) -> tuple[str, int]:
    algorithm, key, *_ = _sequence(raw, 2)
    name, parameter = _read_algorithm(algorithm)
    if name == EC:
        return name, CURVE_BITS.get(parameter, 0)
    if name == RSA:
        modulus = _contents(_sequence(_contents(key, BIT_STRING)[1:])[0], INTEGER)
        return name, int.from_bytes(modulus, "big").bit_length()
    return name, 0


def _read_algorithm(raw: bytes) -> tuple[str, str]:
    """Return the OIDs of an algorithm and of its parameter, "" when that is something else."""
    name, *parameters = _sequence(raw)
    is_named = bool(parameters) and parameters[0][0] == OBJECT_IDENTIFIER
    return _read_oid(name), _read_oid(parameters[0]) if is_named else ""


def _read_oid(raw: bytes) -> str:
    numbers, number = [], 0
    for byte in _contents(raw, OBJECT_IDENTIFIER):
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    if not numbers:
        raise NotDer("an OID without numbers")
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - 40 * first, *numbers[1:])))


def _sequence(raw: bytes, at_least: int = 1) -> list[bytes]:
    """Return the fields of a SEQUENCE, each with its header."""
    fields = list(_fields(_contents(raw, SEQUENCE)))
    if len(fields) < at_least:
        raise NotDer(f"a sequence of {len(fields)} fields, expected at least {at_least}")
    return fields


def _contents(raw: bytes, tag: int) -> bytes:
    start, end = _bounds(raw)
    if raw[0] != tag:
        raise NotDer(f"tag {raw[0]:02X}H, expected {tag:02X}H")
    return raw[start:end]


def _fields(raw: bytes) -> Iterator[bytes]:
    while raw:
        _, end = _bounds(raw)
        yield raw[:end]
        raw = raw[end:]


def _bounds(raw: bytes) -> tuple[int, int]:
    """Return where the contents of the first field begin and end."""
    if len(raw) < 2:
        raise NotDer("cut off in a header")
    start, length = 2, raw[1]
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(raw[2:start], "big")
    if start + length > len(raw):
        raise NotDer(f"a field of {length} bytes, of which {len(raw) - start} are there")
    return start, start + length
