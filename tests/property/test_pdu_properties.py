"""What holds for every PDU: it comes back as it went, however it is cut; broken bytes give documented errors only."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from findscu.acceptance import accept
from findscu.associate import (
    AssociateAc,
    AssociateRq,
    OperationsWindow,
    PresentationContextAc,
    PresentationContextRq,
    UserInformation,
)
from findscu.errors import LimitExceeded, MalformedPdu, RemoteProtocolError
from findscu.negotiation import negotiated
from findscu.pdu import Abort, AssociateRj, PDataTf, PduReader, Pdv, ReleaseRp, ReleaseRq, decode_pdu, encode_pdu
from findscu.user_information import (
    CommonExtendedNegotiation,
    ExtendedNegotiation,
    RoleSelection,
    UnknownItem,
    UserIdentity,
)

DOCUMENTED = (MalformedPdu, LimitExceeded)

untimed = settings(deadline=None)  # a slow machine is no failure

uint8 = st.integers(0, 0xFF)
uint16 = st.integers(0, 0xFFFF)
short_bytes = st.binary(max_size=40)
uids = st.text("0123456789.", min_size=1, max_size=64)
ae_titles = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=16).map(
    lambda text: text.strip(" ")
)
version_names = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=16)


def tuples_of(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


user_information = st.builds(
    UserInformation,
    maximum_length=st.integers(0, 0xFFFFFFFF),
    implementation_class_uid=st.none() | uids,
    implementation_version_name=st.none() | version_names,
    operations_window=st.none() | st.builds(OperationsWindow, uint16, uint16),
    role_selections=tuples_of(st.builds(RoleSelection, uids, is_scu=st.booleans(), is_scp=st.booleans())),
    extended_negotiations=tuples_of(st.builds(ExtendedNegotiation, uids, short_bytes)),
    common_extended_negotiations=tuples_of(st.builds(CommonExtendedNegotiation, uids, uids, tuples_of(uids))),
    user_identity=st.none() | st.builds(UserIdentity, uint8, short_bytes, short_bytes, wants_response=st.booleans()),
    user_identity_response=st.none() | short_bytes,
    unknown_items=tuples_of(st.builds(UnknownItem, st.integers(0x5A, 0xFF), short_bytes)).map(
        lambda items: tuple(sorted(items, key=lambda item: item.item_type))
    ),
)
contexts_rq = st.builds(PresentationContextRq, uint8, uids, tuples_of(uids))
contexts_ac = st.builds(PresentationContextAc, uint8, st.just(0), uids) | st.builds(
    PresentationContextAc, uint8, st.integers(1, 0xFF)
)
associate_rqs = st.builds(
    AssociateRq,
    ae_titles,
    ae_titles,
    tuples_of(contexts_rq),
    user_information,
    application_context=uids,
    protocol_version=uint16,
)
associate_acs = st.builds(
    AssociateAc,
    ae_titles,
    ae_titles,
    tuples_of(contexts_ac),
    user_information,
    application_context=uids,
    protocol_version=uint16,
)
pdvs = st.builds(Pdv, uint8, st.booleans(), st.booleans(), st.binary(max_size=200))
pdus = st.one_of(
    associate_rqs,
    associate_acs,
    st.builds(AssociateRj, uint8, uint8, uint8),
    st.builds(PDataTf, st.lists(pdvs, min_size=1, max_size=4).map(tuple)),
    st.builds(ReleaseRq),
    st.builds(ReleaseRp),
    st.builds(Abort, uint8, uint8),
)
streams = st.lists(pdus, min_size=1, max_size=4)


def read_all(chunks):
    """Return the PDUs of a stream, and the name and text of the error that ended it ("" if none did)."""
    reader = PduReader()
    found = []
    try:
        for chunk in chunks:
            reader.receive(chunk)
            for pdu in reader.iter_pdus():
                found.append(decode_pdu(*pdu))
    except DOCUMENTED as error:
        return found, f"{type(error).__name__}: {error}"
    return found, ""


def cut(raw, places):
    edges = [0, *sorted(place % (len(raw) + 1) for place in places), len(raw)]
    return [raw[start:end] for start, end in pairwise(edges)]


@untimed
@given(pdus)
def test_round_trip(pdu):
    raw = encode_pdu(pdu)
    assert decode_pdu(raw[0], raw[6:]) == pdu
    assert int.from_bytes(raw[2:6], "big") == len(raw) - 6


@untimed
@given(streams, st.lists(st.integers(0, 1 << 20), max_size=10))
def test_any_chunking_gives_the_same_pdus(sent, places):
    raw = b"".join(encode_pdu(pdu) for pdu in sent)
    assert read_all(cut(raw, places)) == (sent, "")


@untimed
@given(pdus, st.integers(0, 1 << 20))
def test_a_truncated_stream_needs_more(pdu, place):
    raw = encode_pdu(pdu)
    assert read_all([raw[: place % len(raw)]]) == ([], "")


@untimed
@given(pdus, st.integers(0, 1 << 20))
def test_a_truncated_body_is_malformed_or_shorter_by_whole_items(pdu, place):
    raw = encode_pdu(pdu)
    body = raw[6 : 6 + place % (len(raw) - 6)]
    try:
        shorter = decode_pdu(raw[0], body)
    except MalformedPdu as error:
        assert 6 <= error.offset <= 6 + len(body)
    else:
        assert type(shorter) is type(pdu)


@untimed
@given(pdus, st.lists(st.tuples(st.integers(0, 1 << 20), uint8), min_size=1, max_size=5))
def test_mutated_bytes_give_documented_errors_only(pdu, mutations):
    raw = bytearray(encode_pdu(pdu))
    for place, value in mutations:
        raw[place % len(raw)] = value
    whole = read_all([bytes(raw)])
    assert read_all([bytes([byte]) for byte in raw]) == whole


@untimed
@given(uint8, st.binary(max_size=300))
def test_any_bytes_give_a_pdu_or_a_documented_error(pdu_type, body):
    try:
        pdu = decode_pdu(pdu_type, body)
    except MalformedPdu as error:
        assert isinstance(error, RemoteProtocolError)
        assert error.abort_reason in (1, 6)
    else:
        assert pdu.pdu_type == pdu_type


@untimed
@given(st.sampled_from((1, 2)), st.binary(max_size=300))
def test_any_items_give_a_pdu_or_a_documented_error(pdu_type, items):
    try:
        pdu = decode_pdu(pdu_type, b"\0\1\0\0" + b"A" * 32 + bytes(32) + items)
    except MalformedPdu:
        return
    again = encode_pdu(pdu)
    assert decode_pdu(pdu_type, again[6:]) == pdu


few_uids = st.sampled_from(("1.1", "1.2", "1.3"))
few_ids = st.integers(1, 5)
requests = st.builds(
    AssociateRq,
    ae_titles,
    ae_titles,
    tuples_of(st.builds(PresentationContextRq, few_ids, few_uids, tuples_of(few_uids))),
    user_information,
)
answers = st.builds(
    AssociateAc,
    ae_titles,
    ae_titles,
    tuples_of(st.builds(PresentationContextAc, few_ids, st.integers(0, 5), st.just("") | few_uids)),
    user_information,
)


@untimed
@given(requests, answers)
def test_every_proposed_context_is_accepted_or_refused(request, answer):
    agreed = negotiated(request, answer)
    proposed = {context.context_id for context in request.presentation_contexts}
    refused = {refusal.context_id for refusal in agreed.refusals if refusal.abstract_syntax}
    assert proposed == set(agreed.accepted) | refused
    assert not set(agreed.accepted) & refused
    assert all(refusal.reason for refusal in agreed.refusals)


@untimed
@given(requests, st.dictionaries(few_uids, st.lists(few_uids, max_size=3)), st.booleans())
def test_an_acceptor_answers_every_context(request, supported, follows_requestor):
    answer = accept(request, supported, follows_requestor=follows_requestor)
    contexts = list(zip(request.presentation_contexts, answer.presentation_contexts, strict=True))
    for asked, answered in contexts:
        common = set(asked.transfer_syntaxes) & set(supported.get(asked.abstract_syntax, ()))
        assert answered.context_id == asked.context_id
        assert (answered.result == 0) is bool(common)
        assert answered.result or answered.transfer_syntax in common
