"""How DCMTK writes a floating-point number: the digits of C's %g, but found by multiplying by ten.

Each step multiplies a binary fraction by ten and rounds, so that from the 16th digit on the digits may be others than
those of %g. Who compares logs byte by byte needs the same ones.
"""

from __future__ import annotations

from math import isinf, isnan, modf


def format_float(value: float, digits: int) -> str:
    """Return a number with at most so many significant digits, trailing zeros removed."""
    if isnan(value):
        return "nan"
    if isinf(value):
        return "inf" if value > 0 else "-inf"
    fraction, whole = modf(abs(value))
    before = _whole_digits(whole)
    sign = "-" if value < 0 else ""
    if len(before) > digits or (not before and 0 < fraction < 0.0001):
        return sign + _scientific(before, fraction, digits)
    return sign + _fixed(before, fraction, digits)


def _whole_digits(whole: float) -> list[int]:
    digits = []
    while whole:
        last, whole = modf(whole / 10)
        digits.append(int((last + 0.01) * 10))
    return digits[::-1]


def _fixed(before: list[int], fraction: float, digits: int) -> str:
    wanted = digits - len(before)
    after: list[int] = []
    if wanted:
        fraction, after = _take_zeros(fraction)
        fraction = _take(fraction, wanted - 1, after)
    found = (before or [0]) + after
    point = len(found) - len(after)
    if _rounds_up(fraction) and _increment(found):
        found.insert(0, 1)
        point += 1
    text = "".join(map(str, found))
    return f"{text[:point]}.{text[point:]}".rstrip("0").rstrip(".") if wanted else text


def _scientific(before: list[int], fraction: float, digits: int) -> str:
    exponent = len(before) - 1
    found = before[:digits]
    if len(before) > digits:
        rounds_up = before[digits] > 4
    else:
        if not before:
            fraction, zeros = _take_zeros(fraction)
            exponent, found = -len(zeros), zeros[-1:]
        fraction = _take(fraction, digits - len(found), found)
        rounds_up = _rounds_up(fraction)
    if rounds_up and _increment(found):
        found[0] = 1
        exponent += 1
    text = "".join(map(str, found))
    mantissa = f"{text[0]}.{text[1:]}".rstrip("0").rstrip(".")
    return f"{mantissa}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _take_zeros(fraction: float) -> tuple[float, list[int]]:
    """Take digits up to the first that is not zero; none when there is none."""
    taken: list[int] = []
    while fraction and not (taken and taken[-1]):
        fraction, digit = modf(fraction * 10)
        taken.append(int(digit))
    return fraction, taken


def _take(fraction: float, count: int, digits: list[int]) -> float:
    """Append at most so many digits of a fraction; return what is left of it."""
    while count > 0 and fraction:
        fraction, digit = modf(fraction * 10)
        digits.append(int(digit))
        count -= 1
    return fraction


def _rounds_up(fraction: float) -> bool:
    return modf(fraction * 10)[1] > 4


def _increment(digits: list[int]) -> bool:
    """Add one to the last digit; return whether all were nines and are zeros now."""
    for place in reversed(range(len(digits))):
        if digits[place] < 9:
            digits[place] += 1
            return False
        digits[place] = 0
    return True
