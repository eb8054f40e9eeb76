"""Data sets of every VR and character set, nested, as strategies."""

from __future__ import annotations

import struct

from hypothesis import settings
from hypothesis import strategies as st
from pydicom._dicom_dict import DicomDictionary

from findscu.identifier import EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE, SYNTAXES, DataSet, Element
from findscu.values import NUMBER_CODES, VRS, WORD_LENGTHS

untimed = settings(deadline=None)  # a slow machine is no failure

syntaxes = st.sampled_from(list(SYNTAXES.values()))
plain_syntaxes = st.sampled_from([IMPLICIT_LE, EXPLICIT_LE, EXPLICIT_BE])

TAGS = {
    vr: [
        tag
        for tag, (its_vr, *_) in sorted(DicomDictionary.items())
        if its_vr == vr and tag > 0x00080005 and tag & 0xFFFF
    ][:3]
    for vr in sorted(VRS - {"UN"})
}
"""Attributes that have only this VR, which is what Implicit VR needs."""

ASCII = st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="\\^=")
LATIN = st.one_of(ASCII, st.sampled_from("äöüßéÿ"))

CHARSETS = {
    "": ASCII,
    "ISO_IR 100": LATIN,
    "ISO_IR 192": st.one_of(LATIN, st.sampled_from("山田やまだ홍길동Люк😀")),
    "ISO_IR 144": st.one_of(ASCII, st.sampled_from("Люкceмбypг")),
    "GB18030": st.one_of(ASCII, st.sampled_from("王小东张俓予乛😀")),
    "\\ISO 2022 IR 87": st.one_of(ASCII, st.sampled_from("山田太郎やまだ予移緯")),
    "\\ISO 2022 IR 149": st.one_of(ASCII, st.sampled_from("洪吉洞홍길동")),
    "ISO 2022 IR 13\\ISO 2022 IR 87": st.one_of(ASCII, st.sampled_from("ﾔﾏﾀﾞ山田やまだ予")),
    "\\ISO 2022 IR 58": st.one_of(ASCII, st.sampled_from("张小东")),
    "ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126": st.one_of(LATIN, st.sampled_from("ЛюкΔιο")),
    "\\ISO 2022 IR 87\\ISO 2022 IR 159": st.one_of(ASCII, st.sampled_from("山丂鷗")),
}
"""Terms of (0008,0005) and characters that they have."""

PLAIN = ("", "ISO_IR 100", "ISO_IR 192", "ISO_IR 144")
"""Sets in which pydicom, which splits bytes, splits rightly too."""


def text(alphabet, most):
    return st.text(alphabet, min_size=1, max_size=most)


def values_of(vr, alphabet):
    """Lists of values of a VR as `Element` holds them: without padding, since that is not kept."""
    if vr in WORD_LENGTHS:
        size = max(2, WORD_LENGTHS[vr])
        return (
            st.integers(1, 4).flatmap(lambda n: st.binary(min_size=n * size, max_size=n * size)).map(lambda raw: [raw])
        )
    if vr == "AT":
        return st.lists(st.integers(0, 0xFFFFFFFF), min_size=1, max_size=3)
    if vr in ("FD", "FL"):
        return st.lists(st.floats(width=64 if vr == "FD" else 32, allow_nan=False), min_size=1, max_size=3)
    if vr in NUMBER_CODES:
        bits = 8 * struct.calcsize(NUMBER_CODES[vr])
        low = 0 if vr[0] == "U" else -(1 << bits - 1)
        return st.lists(st.integers(low, low + (1 << bits) - 1), min_size=1, max_size=3)
    one = TEXTS.get(vr, lambda alphabet: text(alphabet, 16))(alphabet)
    return st.lists(one, min_size=1, max_size=1 if vr in ("LT", "ST", "UR", "UT") else 3)


TEXTS = {
    "AE": lambda _: text(ASCII, 16),
    "AS": lambda _: st.from_regex(r"[0-9]{3}[DWMY]", fullmatch=True),
    "CS": lambda _: st.text("ABCXYZ019_", min_size=1, max_size=16),
    "DA": lambda _: st.dates().map(lambda date: f"{date:%Y%m%d}".zfill(8)),
    "DS": lambda _: st.from_regex(r"[+-]?(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?(e[+-]?[0-9])?", fullmatch=True),
    "DT": lambda _: st.datetimes().map(lambda moment: f"{moment:%Y%m%d%H%M%S}".zfill(14)),
    "IS": lambda _: st.integers(-(1 << 31), (1 << 31) - 1).map(str),
    "PN": lambda alphabet: st.lists(text(alphabet, 8), min_size=1, max_size=3).map("=".join),
    "TM": lambda _: st.times().map(lambda time: f"{time:%H%M%S}"),
    "UI": lambda _: st.lists(st.integers(0, 10**9).map(str), min_size=1, max_size=6).map(".".join),
    "UR": lambda _: text(st.sampled_from("abc:/?."), 20),
}


def elements(alphabet, items):
    def of(vr):
        tags = st.sampled_from(TAGS[vr])
        values = st.just([]) | (st.lists(items, max_size=2) if vr == "SQ" else values_of(vr, alphabet))
        return st.builds(Element, tags, st.just(vr), values)

    vrs = [vr for vr in TAGS if vr != "SQ" or items is not None]
    private = st.builds(Element, st.sampled_from([0x00091001, 0x00191001]), st.just("UN"), values_of("UN", alphabet))
    return st.sampled_from(vrs).flatmap(of) | private


def datasets_of(alphabet):
    def nest(items):
        return st.lists(elements(alphabet, items), max_size=4).map(DataSet)

    return st.recursive(nest(None), nest, max_leaves=4)


def declaring(terms):
    def declare(dataset):
        if terms:
            dataset.set("SpecificCharacterSet", terms)
        return dataset

    return datasets_of(CHARSETS[terms]).map(declare)


datasets = st.sampled_from(list(CHARSETS)).flatmap(declaring)
plain_datasets = st.sampled_from(PLAIN).flatmap(declaring)
