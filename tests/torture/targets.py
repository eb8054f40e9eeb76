"""The peer behind the proxies: a dcmqrscp, plain and behind TLS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from findscu.tls import make_context
from peers import dcmtk
from peers.certificates import Certificates
from peers.process import Peer
from peers.tls import Forwarder, server_context

from .proxy import Proxy
from .runs import Target, measured


@contextmanager
def targets_for(peer: Peer, folder: Path, pki: Certificates) -> Iterator[Sequence[Target]]:
    """Yield the peer as a target twice. What is right is what DCMTK's findscu gets."""
    keys = ("-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID")
    expected = [str(dataset.StudyInstanceUID) for dataset in dcmtk.find(peer, folder / "expected", *keys).datasets]
    ca_file = str(pki["ca.crt"])
    with ExitStack() as stack:
        forwarder = stack.enter_context(Forwarder(server_context(pki, "server"), (peer.host, peer.port)))
        plain = stack.enter_context(Proxy((peer.host, peer.port)))
        secure = stack.enter_context(Proxy((peer.host, forwarder.port)))
        found = [
            Target(plain, peer.ae_title, expected, None, "", (0, 0)),
            Target(secure, peer.ae_title, expected, make_context(ca=[ca_file]), ca_file, (0, 0)),
        ]
        yield [measured(target.proxy, target) for target in found]
