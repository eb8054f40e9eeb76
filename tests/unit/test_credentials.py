"""Who asks, and who may use a proxy, as users say it; the types of PS3.7 Table D.3-14 are written out here."""

from __future__ import annotations

import pytest

from findscu.credentials import read_identity, read_proxy
from findscu.errors import UsageError
from findscu.proxy import Proxy
from findscu.user_information import UserIdentity


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", " me:s3cret \n")


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("jane", None, (1, b"jane", b"")),
        ("jane", "pass", (2, b"jane", b" me:s3cret ")),
        (None, "kerberos", (3, b" me:s3cret \n", b"")),
        (None, "saml", (4, b" me:s3cret \n", b"")),
        (None, "jwt", (5, b"me:s3cret", b"")),
    ],
)
def test_each_kind_of_user(name: str | None, kind: str | None, expected: tuple[int, bytes, bytes]) -> None:
    identity = read_identity(name, None if kind is None else (kind, "env:SECRET"))
    assert identity == UserIdentity(*expected, wants_response=True)


def test_nobody_in_particular() -> None:
    assert read_identity(None, None) is None


@pytest.mark.parametrize("kind", ["kerberos", "saml", "jwt"])
def test_a_name_has_no_place_beside_a_token(kind: str) -> None:
    with pytest.raises(UsageError, match=f"--user-{kind} says who asks, and --user too"):
        read_identity("jane", (kind, "env:SECRET"), "--")


@pytest.mark.parametrize("proxy", ["http://proxy.example:3128", Proxy("proxy.example", 3128)])
def test_a_proxy_and_who_may_use_it(proxy: Proxy | str) -> None:
    assert read_proxy(proxy, None) == Proxy("proxy.example", 3128)
    assert read_proxy(proxy, "env:SECRET").credentials == " me:s3cret "


def test_messages_name_options_as_the_user_writes_them() -> None:
    for dashes in ("", "--"):
        with pytest.raises(UsageError) as caught:
            read_identity("jane", ("pass", "s3cret"), dashes)
        assert f"write {dashes}user-pass with " in caught.value.hint
        with pytest.raises(UsageError) as caught:
            read_proxy("proxy.example", "s3cret", dashes)
        assert f"write {dashes}proxy-auth with " in caught.value.hint
