"""The rows of the option table that are about TLS: DCMTK's, and our own beside them.

Rows only, for whoever reads the table; what they do stands in `tls_setup`.
"""

from __future__ import annotations

from .option import TLS, Option

_WITH_TLS = ("--tls", "--enable-tls", "--anonymous-tls")
_WITH_KEY = ("--enable-tls", "--tls-cert")
_WITH_SEED = ("--seed",)


def _row(names: str, field: str, text: str, *, needs: tuple[str, ...] = _WITH_TLS, **more: object) -> Option:
    return Option(TLS, names, field, text, needs=needs, **more)  # type: ignore[arg-type]


def _profile(names: str, name: str, title: str) -> Option:
    return _row(names, "tls_profile", f"offer what the {title} says", constant=name)


TLS_OPTIONS: tuple[Option, ...] = (
    _row("--tls", "tls_mode", "speak TLS; the port is 2762 when none is given", constant="anonymous", needs=()),
    _row("+tla --anonymous-tls", "tls_mode", "the same, by DCMTK's name", constant="anonymous", needs=()),
    _row(
        "+tls --enable-tls",
        "tls_mode",
        "speak TLS, and show a certificate",
        values="KEY-FILE CERTIFICATE-FILE",
        label="mutual",
        needs=(),
    ),
    _row("-tls --disable-tls", "tls_mode", "do not speak TLS", constant="", needs=()),
    _row(
        "--tls-ca",
        "tls_ca",
        "trust the certificates in a file or folder, instead of those that the system trusts",
        values="PATH",
        repeats=True,
    ),
    _row(
        "--tls-pin",
        "tls_pins",
        "trust the certificate with this SHA-256, in hexadecimal, or sha256//BASE64 for that of its key; without "
        "--tls-ca it need not be signed by anybody, nor be for this host",
        values="SHA256",
        repeats=True,
    ),
    _row("--tls-cert", "tls_certificate", "show a certificate to the peer", values="FILE"),
    _row(
        "--tls-key",
        "tls_key",
        "the private key of --tls-cert (default:\xa0in the same file)",
        values="FILE",
        needs=("--tls-cert",),
    ),
    _row(
        "--tls-password",
        "tls_password",
        "where the password of the key comes from: ask, file:PATH, env:NAME or command:COMMAND (default:\xa0ask)",
        values="SOURCE",
        label="from",
        needs=_WITH_KEY,
    ),
    _row(
        "--tls-name --request-sni",
        "tls_server_name",
        "ask for this host name (SNI), and expect a certificate for it (default:\xa0the peer's host)",
        values="NAME",
    ),
    _row("--no-sni", "tls_without_sni", "do not say which host is asked for"),
    _row("--tls-no-host-check", "tls_skips_host", "take a trusted certificate for any host"),
    _row("-rc --require-peer-cert", "tls_ignores_peer", "verify the peer's certificate (default)", constant=False),
    _row("-ic --ignore-peer-cert", "tls_ignores_peer", "take any certificate, anybody's"),
    _row(
        "+ps --std-passwd", "tls_password", "ask for the password of the key", constant=("from", "ask"), needs=_WITH_KEY
    ),
    _row(
        "+pw --use-passwd",
        "tls_password",
        "the password of the key; others can see it while the command runs",
        values="PASSWORD",
        label="text",
        is_secret=True,
        needs=_WITH_KEY,
    ),
    _row(
        "-pw --null-passwd", "tls_password", "the password of the key is empty", constant=("text", ""), needs=_WITH_KEY
    ),
    _row("-pem --pem-keys", "tls_file_format", "keys and certificates are PEM files", constant="pem"),
    _row("-der --der-keys", "tls_file_format", "keys and certificates are DER files", constant="der"),
    _row(
        "+cf --add-cert-file",
        "tls_trust_files",
        "trust the certificates in a file, as --tls-ca",
        values="FILE",
        repeats=True,
    ),
    _row(
        "+cd --add-cert-dir",
        "tls_trust_folders",
        "trust the certificates in a folder whose files are named by hashes (openssl rehash)",
        values="FOLDER",
        repeats=True,
    ),
    _row(
        "+crl --add-crl-file",
        "tls_crl_files",
        "a list of revoked certificates; the peer's must not be on it",
        values="FILE",
        repeats=True,
    ),
    _row("+crv --enable-crl-vfy", "tls_checks_leaf", "look up the peer's certificate in the revocation lists"),
    _row("+cra --enable-crl-all", "tls_checks_chain", "look up its CAs too"),
    _profile("+pg --profile-8996", "8996", "BCP 195 RFC 8996 TLS profile (default)"),
    _profile("+pm --profile-8996-mod", "8996-mod", "Modified BCP 195 RFC 8996 TLS profile"),
    _profile("+py --profile-bcp195-nd", "bcp195-nd", "Non-Downgrading BCP 195 TLS profile (retired)"),
    _profile("+px --profile-bcp195", "bcp195", "BCP 195 TLS profile (retired)"),
    _profile("+pz --profile-bcp195-ex", "bcp195-ex", "Extended BCP 195 TLS profile (retired)"),
    _profile("+pb --profile-basic", "basic", "Basic TLS profile (retired; needs 3DES)"),
    _profile("+pa --profile-aes", "aes", "AES TLS profile (retired)"),
    _profile("+pn --profile-null", "null", "profile without encryption (retired)"),
    _row(
        "+cs --cipher",
        "tls_ciphers",
        "offer this cipher suite for TLS 1.2 too",
        values="NAME",
        repeats=True,
    ),
    _row("+rs --seed", "tls_seed", "stir the random numbers with the contents of a file", values="FILE"),
    _row("+ws --write-seed", "tls_seed_output", "write random bytes back to it", constant="", needs=_WITH_SEED),
    _row("+wf --write-seed-file", "tls_seed_output", "write random bytes to a file", values="FILE", needs=_WITH_SEED),
    _row(
        "+ph --list-profiles", "action", "list the TLS profiles, and end", constant="profiles", ends_line=True, needs=()
    ),
    _row(
        "+cc --list-ciphers",
        "action",
        "list the cipher suites that can be named, and end",
        constant="ciphers",
        ends_line=True,
        needs=(),
    ),
)
