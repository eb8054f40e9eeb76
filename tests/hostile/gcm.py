"""AES-GCM (FIPS 197, NIST SP 800-38D) by hand, to seal TLS records that no TLS library would send."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

REDUCTION = 0xE1 << 120


def doubled(byte: int) -> int:
    """Multiply by x in AES's field."""
    return (byte << 1 ^ 0x11B) if byte & 0x80 else byte << 1


def make_substitutions() -> list[int]:
    """The S-box: each byte's inverse, by powers of the generator 3, and an affine map."""
    table, power, inverse = [0x63] * 256, 1, 1
    while True:
        power ^= doubled(power)
        inverse ^= inverse << 1
        inverse ^= inverse << 2
        inverse = (inverse ^ inverse << 4) & 0xFF
        inverse ^= 0x09 if inverse & 0x80 else 0
        rotated = inverse | inverse << 8
        table[power] = (inverse ^ rotated >> 7 ^ rotated >> 6 ^ rotated >> 5 ^ rotated >> 4) & 0xFF ^ 0x63
        if power == 1:
            return table


DOUBLED = [doubled(byte) for byte in range(256)]
SUBSTITUTED = make_substitutions()
SHIFTED = [(at + 4 * (at % 4)) % 16 for at in range(16)]


@cache
def round_keys(key: bytes) -> list[bytes]:
    """Expand a key of 16 or 32 bytes to one for each round."""
    count, constant = len(key) // 4, 1
    words = [list(key[at : at + 4]) for at in range(0, len(key), 4)]
    while len(words) < 4 * (count + 7):
        word = words[-1]
        if len(words) % count == 0:
            word = [SUBSTITUTED[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = doubled(constant)
        elif count == 8 and len(words) % 8 == 4:
            word = [SUBSTITUTED[byte] for byte in word]
        words.append([one ^ other for one, other in zip(word, words[-count], strict=True)])
    flat = bytes(byte for word in words for byte in word)
    return [flat[at : at + 16] for at in range(0, len(flat), 16)]


def mixed(column: list[int]) -> Iterator[int]:
    """Mix a column of four bytes."""
    everything = column[0] ^ column[1] ^ column[2] ^ column[3]
    for at, byte in enumerate(column):
        yield byte ^ everything ^ DOUBLED[byte ^ column[(at + 1) % 4]]


def encrypt_block(keys: list[bytes], block: bytes) -> bytes:
    """Encrypt 16 bytes."""
    state = [byte ^ key for byte, key in zip(block, keys[0], strict=True)]
    for number, key in enumerate(keys[1:], 1):
        state = [SUBSTITUTED[state[at]] for at in SHIFTED]
        if number < len(keys) - 1:
            state = [byte for at in range(0, 16, 4) for byte in mixed(state[at : at + 4])]
        state = [byte ^ part for byte, part in zip(state, key, strict=True)]
    return bytes(state)


def multiplied(one: int, other: int) -> int:
    """Multiply in GCM's field."""
    product = 0
    for bit in range(127, -1, -1):
        if one >> bit & 1:
            product ^= other
        other = other >> 1 ^ (REDUCTION if other & 1 else 0)
    return product


def seal(key: bytes, nonce: bytes, plain: bytes, header: bytes) -> bytes:
    """Encrypt and sign; a nonce is 12 bytes, the tag at the end 16."""
    keys = round_keys(key)

    def stream(number: int) -> bytes:
        return encrypt_block(keys, nonce + number.to_bytes(4, "big"))

    pads = b"".join(stream(2 + at) for at in range((len(plain) + 15) // 16))
    secret = bytes(byte ^ pad for byte, pad in zip(plain, pads, strict=False))
    hashed, power = 0, int.from_bytes(encrypt_block(keys, bytes(16)), "big")
    lengths = (8 * len(header)).to_bytes(8, "big") + (8 * len(secret)).to_bytes(8, "big")
    text = b"".join(part + bytes(-len(part) % 16) for part in (header, secret)) + lengths
    for at in range(0, len(text), 16):
        hashed = multiplied(hashed ^ int.from_bytes(text[at : at + 16], "big"), power)
    tag = hashed.to_bytes(16, "big")
    return secret + bytes(byte ^ pad for byte, pad in zip(tag, stream(1), strict=True))
