"""The tree answers whose fault it was by type; nothing of an error is lost on the way to another process."""

import pickle

import pytest

from findscu import errors

ALL = [getattr(errors, name) for name in errors.__all__]

STANDARD_BASES = {
    errors.InvalidKey: ValueError,
    errors.ConnectionLost: OSError,
    errors.ResponseTimeout: TimeoutError,
}


@pytest.mark.parametrize("cls", ALL, ids=lambda cls: cls.__name__)
def test_message_hint_and_peer(cls):
    error = cls("fact, expectation", hint="do this", peer="PACS@host:104")
    assert str(error) == error.message == "fact, expectation"
    assert (error.hint, error.peer) == ("do this", "PACS@host:104")
    assert (cls("fact").hint, cls("fact").peer) == ("", "")


@pytest.mark.parametrize("cls", ALL, ids=lambda cls: cls.__name__)
def test_pickles_with_all_attributes(cls):
    error = cls("fact", hint="do this", peer="PACS@host:104", status=0xA700)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is cls
    assert str(copy) == "fact"
    assert vars(copy) == vars(error)


@pytest.mark.parametrize(("cls", "base"), STANDARD_BASES.items())
def test_standard_library_bases(cls, base):
    assert issubclass(cls, base)


def test_a_timeout_is_no_network_error():
    assert not issubclass(errors.DicomTimeout, errors.NetworkError)


@pytest.mark.parametrize(("result", "is_transient"), [(1, False), (2, True)])
def test_rejection_says_whether_to_try_again(result, is_transient):
    assert errors.AssociationRejected("rejected", result=result).is_transient is is_transient


@pytest.mark.parametrize(
    ("cls", "abort_reason"),
    [(errors.RemoteProtocolError, 0), (errors.MalformedPdu, 6), (errors.UnexpectedPdu, 2)],
)
def test_reason_of_the_abort_that_answers(cls, abort_reason):
    assert cls("fact").abort_reason == abort_reason
    assert cls("fact", abort_reason=1).abort_reason == 1


def test_the_drawing_shows_every_error():
    drawn = {word for word in errors.__doc__.replace("(", " ").split() if word.isidentifier()}
    assert {cls.__name__ for cls in ALL} <= drawn


def test_all_are_listed_whether_loaded_or_not():
    assert set(errors.__all__) <= set(dir(errors))
    with pytest.raises(AttributeError, match="no attribute 'Misprint'"):
        _ = errors.Misprint
