"""Every error of the library has its exit code."""

from __future__ import annotations

import pytest

from findscu import errors
from findscu.cli.exit_codes import MEANINGS, code_of

EXPECTED = {
    "InvalidAETitle": 1,
    "InvalidKey": 1,
    "InvalidQuery": 1,
    "InvalidState": 1,
    "TlsSetupError": 1,
    "EncodeError": 1,
    "ProxyError": 2,
    "MissingExtra": 1,
    "TotalTimeout": 6,
    "HandshakeTimeout": 2,
    "TlsError": 2,
    "ForeignProtocol": 2,
    "AssociationRejected": 3,
    "NoAcceptedContext": 3,
    "AssociationAborted": 4,
    "AssociationTimeout": 4,
    "ConnectionLost": 4,
    "LimitExceeded": 4,
    "LocalProtocolError": 4,
    "MalformedMessage": 4,
    "MalformedPdu": 4,
    "IdleTimeout": 4,
    "ReleaseTimeout": 4,
    "ResponseTimeout": 4,
    "UnexpectedPdu": 4,
    "StatusError": 5,
    "IncompleteList": 6,
    "DecodeError": 6,
    "UnsupportedCharset": 1,
}


def leaves(kind: type) -> list[type]:
    children = [child for child in kind.__subclasses__() if child.__module__.startswith(errors.__name__)]
    return [leaf for child in children for leaf in leaves(child)] or [kind]


def test_the_list_is_whole() -> None:
    assert {leaf.__name__ for leaf in leaves(errors.FindscuError)} <= set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_code(name: str) -> None:
    assert code_of(getattr(errors, name)("...")) == EXPECTED[name]


def test_help_explains_them_all() -> None:
    assert {code for code, _ in MEANINGS} == {0, 1, 2, 3, 4, 5, 6, 7, 130, 143}
