"""Certificates for the tests, made with the `openssl` command: two CAs, a certificate for each thing that can be wrong.

Everything is made new in each session, so that nothing in the repository expires.
"""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from peers.programs import require_program

PASSWORD = "correct horse"

_CONFIG = """\
[ca]
default_ca = test
[test]
database = {folder}/index.txt
serial = {folder}/serial
crlnumber = {folder}/crlnumber
new_certs_dir = {folder}/new
certificate = {folder}.crt
private_key = {folder}.key
default_md = sha256
policy = anything
email_in_dn = no
unique_subject = no
default_crl_days = 30
copy_extensions = copy
x509_extensions = leaf
[anything]
commonName = supplied
[leaf]
basicConstraints = CA:FALSE
[intermediate]
basicConstraints = critical,CA:TRUE
"""

LOCAL = "DNS:localhost,IP:127.0.0.1,IP:::1"


class Certificates:
    """A folder of keys (`NAME.key`), certificates (`NAME.crt`) and revocation lists (`CA.crl`), all PEM.

    The CAs are `ca` and `other-ca`. Made by `ca`: `server`, `client`, `expired`, `not-yet`, `revoked`, `wrong-host`,
    `client-only` (not meant for servers), `rsa1024`, `rsa`; by `other-ca`: `stranger`. `self-signed` is by itself,
    `chained` by `middle`, which is by `ca`; the file `chained.crt` holds both. `client.encrypted.key` has `PASSWORD`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._openssl = require_program("openssl")
        for name in ("ca", "other-ca"):
            self._make_ca(name)
        self.make("server")
        self.make("client", names="DNS:client")
        self.make("stranger", ca="other-ca")
        self.make("wrong-host", names="DNS:elsewhere.example")
        self.make("client-only", usage="clientAuth")
        self.make("expired", start=-20, end=-10)
        self.make("not-yet", start=10, end=20)
        self.make("revoked")
        self.make("rsa", key=("-newkey", "rsa:2048"))
        self.make("rsa1024", key=("-newkey", "rsa:1024"))
        self.make("self-signed", ca="")
        self._make_chain()
        self._revoke("revoked")
        self._run("pkcs8", "-topk8", "-in", self["client.key"], "-out", self["client.encrypted.key"], *_encrypted())

    def __getitem__(self, name: str) -> str:
        """Return the path of a file."""
        return str(self.folder / name)

    def make(
        self,
        name: str,
        *,
        ca: str = "ca",
        names: str = LOCAL,
        usage: str = "serverAuth,clientAuth",
        key: tuple[str, ...] = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        start: int = -1,
        end: int = 300,
        extensions: str = "leaf",
    ) -> None:
        """Make a key and a certificate that is valid from `start` to `end`, in days from now; "" signs itself."""
        extra = ("-addext", f"subjectAltName={names}", "-addext", f"extendedKeyUsage={usage}")
        request = ("-x509", "-out", self[f"{name}.crt"]) if not ca else ("-out", self[f"{name}.csr"])
        self._run("req", *request, *key, "-nodes", "-keyout", self[f"{name}.key"], "-subj", f"/CN={name}", *extra)
        if ca:
            dates = ("-startdate", _date(start), "-enddate", _date(end))
            files = ("-in", self[f"{name}.csr"], "-out", self[f"{name}.crt"])
            self._ca(ca, *files, "-notext", "-batch", "-extensions", extensions, *dates)

    def to_der(self, name: str) -> str:
        """Write a key, certificate or revocation list as DER, and return the file."""
        kind = {".key": "pkey", ".crt": "x509", ".crl": "crl"}[Path(name).suffix]
        self._run(kind, "-in", self[name], "-outform", "DER", "-out", self[f"{name}.der"])
        return self[f"{name}.der"]

    def openssl(self, *words: str) -> str:
        """Run the command, and return what it prints."""
        return self._run(*words)

    def _make_ca(self, name: str) -> None:
        (self.folder / name / "new").mkdir(parents=True)
        for file, text in (("index.txt", ""), ("serial", "1000\n"), ("crlnumber", "1000\n")):
            (self.folder / name / file).write_text(text)
        (self.folder / f"{name}.cnf").write_text(_CONFIG.format(folder=self.folder / name))
        extra = ("-addext", "basicConstraints=critical,CA:TRUE", "-days", "400", "-subj", f"/CN=findscu test {name}")
        self._run("req", "-x509", "-newkey", "rsa:2048", "-nodes", *extra, *_files(self, name))
        self._ca(name, "-gencrl", "-out", self[f"{name}.crl"])

    def _make_chain(self) -> None:
        self.make("middle", extensions="intermediate")
        extra = ("-CA", self["middle.crt"], "-CAkey", self["middle.key"], "-set_serial", "77", "-days", "30")
        words = ("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=chained")
        self._run(*words, "-addext", f"subjectAltName={LOCAL}", "-keyout", self["chained.key"], "-out", self["c.csr"])
        self._run("x509", "-req", "-copy_extensions", "copy", "-in", self["c.csr"], *extra, "-out", self["leaf.crt"])
        text = Path(self["leaf.crt"]).read_text() + Path(self["middle.crt"]).read_text()
        Path(self["chained.crt"]).write_text(text)

    def _revoke(self, name: str) -> None:
        self._ca("ca", "-revoke", self[f"{name}.crt"])
        self._ca("ca", "-gencrl", "-out", self["ca.crl"])

    def _ca(self, name: str, *words: str) -> None:
        self._run("ca", "-config", self[f"{name}.cnf"], *words)

    def _run(self, *words: str) -> str:
        done = subprocess.run([self._openssl, *words], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"openssl {words}: {done.stderr}"
        return done.stdout


def _files(certificates: Certificates, name: str) -> tuple[str, ...]:
    return ("-keyout", certificates[f"{name}.key"], "-out", certificates[f"{name}.crt"])


def _encrypted() -> tuple[str, ...]:
    return ("-passout", f"pass:{PASSWORD}")


def _date(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")
