"""The channel against OpenSSL's own server side, in memory: no socket, no clock."""

from __future__ import annotations

import ssl

import pytest

from findscu.errors import ConnectionLost, ConnectTimeout, TlsError
from findscu.tls import make_context
from findscu.tls.channel import Channel
from peers.tls import server_context

REQUEST = bytes(range(256)) * 300


class Server:
    """The other end: Python's `ssl`, over memory too."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.is_shaken = False

    def exchange(self, data: bytes) -> bytes:
        """Take bytes, and return what the server answers to them."""
        self.incoming.write(data)
        try:
            if not self.is_shaken:
                self.tls.do_handshake()
                self.is_shaken = True
        except ssl.SSLWantReadError:
            pass
        return self.outgoing.read()

    def say(self, data: bytes) -> bytes:
        self.tls.write(data)
        return self.outgoing.read()

    def hear(self, data: bytes) -> bytes:
        self.incoming.write(data)
        heard = b""
        while True:
            try:
                heard += self.tls.read(1 << 16)
            except ssl.SSLWantReadError:
                return heard

    def close(self) -> bytes:
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        return self.outgoing.read()


@pytest.fixture(params=[ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=["1.2", "1.3"])
def version(request):
    return request.param


def shake_hands(channel: Channel, server: Server, chop=lambda data: [data]):
    """Run a handshake as a driver does; return what it agreed on."""
    flow = channel.handshake(until=10.0, limit=10.0)
    try:
        assert next(flow) == 10.0
        while True:
            answer = server.exchange(channel.data_to_send())
            for part in chop(answer):
                assert flow.send((0.0, part)) == 10.0
            if not answer:
                raise AssertionError("both wait")
    except StopIteration as end:
        return end.value


def pair(pki, version, **options) -> tuple[Channel, Server]:
    """Return both ends after the handshake, nothing left in between."""
    context = server_context(pki, "server")
    context.maximum_version = version
    channel, server = Channel(make_context(ca=[pki["ca.crt"]]), "localhost", **options), Server(context)
    shake_hands(channel, server)
    tickets = server.exchange(channel.data_to_send())
    if tickets:
        channel.receive(tickets)
    assert channel.take() is None
    return channel, server


def bytewise(data: bytes) -> list[bytes]:
    return [data[at : at + 1] for at in range(len(data))]


@pytest.mark.parametrize("chop", [lambda data: [data], bytewise], ids=["whole", "byte by byte"])
def test_handshake(pki, version, chop):
    context = server_context(pki, "server")
    context.maximum_version = version
    channel, server = Channel(make_context(ca=[pki["ca.crt"]]), "localhost"), Server(context)
    security = shake_hands(channel, server, chop)
    assert security.version == f"TLSv1.{3 if version == ssl.TLSVersion.TLSv1_3 else 2}"
    assert security.bits in (128, 256)
    with open(pki["server.crt"]) as file:
        assert security.certificate == ssl.PEM_cert_to_DER_cert(file.read())
    assert security.is_verified


@pytest.mark.parametrize("chop", [lambda data: [data], bytewise], ids=["whole", "byte by byte"])
def test_both_ways(pki, version, chop):
    channel, server = pair(pki, version)
    channel.send(REQUEST)
    assert server.hear(channel.data_to_send()) == REQUEST
    heard = b""
    for part in chop(server.say(b"answer" * 10_000)):
        channel.receive(part)
        heard += channel.take() or b""
    assert heard == b"answer" * 10_000
    assert channel.take() is None


def test_what_came_before_the_end_is_taken_first(pki, version):
    channel, server = pair(pki, version)
    channel.receive(server.say(b"last words") + server.close())
    assert [channel.take(), channel.take(), channel.take()] == [b"last words", b"", b""]


def test_cut_off(pki, version):
    channel, server = pair(pki, version)
    record = server.say(b"last words")
    channel.receive(record[:-1])
    assert channel.take() is None
    channel.receive(b"")
    assert channel.take() == b""


def test_closing_tells_the_peer(pki, version):
    channel, server = pair(pki, version)
    channel.close()
    server.incoming.write(channel.data_to_send())
    assert server.tls.read(1) == b""  # closed in order; a cut stream would raise


def test_closing_twice_or_before_the_handshake_says_nothing(pki, version):
    channel, _ = pair(pki, version)
    channel.close()
    channel.data_to_send()
    channel.close()
    assert channel.data_to_send() == b""
    untouched = Channel(make_context(), "localhost")
    untouched.close()
    assert untouched.data_to_send() == b""


def test_damage_is_noticed_and_told_to_the_peer(pki, version):
    channel, server = pair(pki, version)
    sound, damaged = server.say(b"sound"), bytearray(server.say(b"damaged"))
    damaged[-1] ^= 1
    channel.receive(sound + bytes(damaged))
    assert channel.take() == b"sound"
    for _ in range(2):
        with pytest.raises(ConnectionLost, match="the TLS connection broke: decryption failed or bad record mac"):
            channel.take()
    with pytest.raises(ssl.SSLError, match=r"(?i)bad.record.mac"):
        server.hear(channel.data_to_send())


def test_sending_after_the_end_does_nothing(pki, version):
    channel, server = pair(pki, version)
    channel.receive(server.close())
    assert channel.take() == b""
    channel.close()
    channel.data_to_send()
    channel.send(b"too late")
    assert channel.data_to_send() == b""


def test_time_is_up(pki):
    channel = Channel(make_context(ca=[pki["ca.crt"]]), "localhost")
    flow = channel.handshake(until=10.0, limit=4.0)
    next(flow)
    assert flow.send((9.9, None)) == 10.0
    with pytest.raises(ConnectTimeout, match="no TLS handshake with localhost within 4 s") as caught:
        flow.send((10.5, None))
    assert caught.value.limit == 4.0
    assert caught.value.elapsed == 4.5


def test_a_trickle_does_not_extend_the_time(pki):
    channel, server = Channel(make_context(ca=[pki["ca.crt"]]), "localhost"), Server(server_context(pki, "server"))
    flow = channel.handshake(until=10.0, limit=10.0)
    next(flow)
    answer = server.exchange(channel.data_to_send())
    flow.send((9.0, answer[:10]))
    with pytest.raises(ConnectTimeout):
        flow.send((10.0, answer[10:20]))


def test_what_completes_the_handshake_is_never_too_late(pki):
    channel, server = Channel(make_context(ca=[pki["ca.crt"]]), "localhost"), Server(server_context(pki, "server"))
    flow = channel.handshake(until=10.0, limit=10.0)
    next(flow)
    with pytest.raises(StopIteration):
        flow.send((11.0, server.exchange(channel.data_to_send())))


def test_the_peer_hears_why_it_is_refused(pki):
    channel, server = (
        Channel(make_context(ca=[pki["other-ca.crt"]]), "localhost"),
        Server(server_context(pki, "server")),
    )
    with pytest.raises(TlsError):
        shake_hands(channel, server)
    with pytest.raises(ssl.SSLError, match=r"(?i)unknown.ca"):
        server.exchange(channel.data_to_send())


def test_random_answers_raise_nothing_else(pki):
    import random

    chooser = random.Random(4)
    context = make_context()
    for _ in range(300):
        channel = Channel(context, "localhost")
        flow = channel.handshake(until=10.0, limit=10.0)
        next(flow)
        start = bytes.fromhex(chooser.choice(["", "160303", "1603030040", "150303000202", "170303", "140303000101"]))
        with pytest.raises((TlsError, ConnectTimeout)):
            flow.send((0.0, start + chooser.randbytes(chooser.randint(1, 80))))
            flow.send((0.0, b""))


def test_flipped_bits_in_a_handshake_raise_nothing_else(pki, version):
    import random

    chooser = random.Random(5)
    context = server_context(pki, "server")
    context.maximum_version = version
    trusting = make_context(ca=[pki["ca.crt"]])
    for _ in range(200):
        channel, server = Channel(trusting, "localhost"), Server(context)
        flow = channel.handshake(until=10.0, limit=10.0)
        next(flow)
        answer = bytearray(server.exchange(channel.data_to_send()))
        answer[chooser.randrange(len(answer))] ^= 1 << chooser.randrange(8)
        with pytest.raises((TlsError, ConnectTimeout, StopIteration)):
            flow.send((0.0, bytes(answer)))
            flow.send((0.0, b""))
