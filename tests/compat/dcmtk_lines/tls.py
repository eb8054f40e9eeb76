"""TLS, and what newer versions than Debian's have."""

from __future__ import annotations

from compat.dcmtk_lines.words import ASK, ENCRYPTED, PASSWORD, words
from compat.lines import line

TLS_ASK = "-v -S -k QueryRetrieveLevel=STUDY -k PatientName=Doe*"
TLS_ALONE = words("-pw +ps -pem -der +crv +cra +py +px +pz +pa +pn +ws -rc -ic")
TLS_ALONE += ["+pw x", "+cf ca.crt", "+cd trusted", "+crl ca.crl", "+cs TLS_X", "+rs seed", "+wf out/seed"]
TLS = [
    line("tls-anonymous", "dcmqrscp/server", f"+tla +cf ca.crt {TLS_ASK}"),
    line("tls-anonymous-long", "dcmqrscp/server", f"--anonymous-tls --add-cert-file ca.crt {TLS_ASK}"),
    line("tls-mutual", "dcmqrscp/mutual", f"+tls client.key client.crt +cf ca.crt {TLS_ASK}"),
    line("tls-mutual-long", "dcmqrscp/mutual", f"--enable-tls client.key client.crt -ic {TLS_ASK}"),
    line("tls-disabled", "dcmqrscp", f"+tla -tls {ASK}"),
    line("tls-disabled-long", "dcmqrscp", f"+tla --disable-tls {ASK}"),
    line("tls-silent-peer", "silent-on-request", f"+tla -ic -ts 1 {ASK}"),
    line(
        "tls-arguments",
        "dcmqrscp/mutual",
        f"--arguments +tls {ENCRYPTED} -ic +pw 'correct horse' {ASK}",
        differs="secret",
    ),
    line("tls-folder", "dcmqrscp/server", f"+tla +cd trusted {TLS_ASK}"),
    line("tls-folder-long", "dcmqrscp/server", f"+tla --add-cert-dir trusted {TLS_ASK}"),
    line("tls-not-trusted", "dcmqrscp/server", f"+tla +cf other-ca.crt {TLS_ASK}"),
    line("tls-self-signed", "dcmqrscp/self-signed", f"+tla +cf ca.crt {TLS_ASK}"),
    line("tls-expired", "dcmqrscp/expired", f"+tla +cf ca.crt {TLS_ASK}"),
    line("tls-not-yet", "dcmqrscp/not-yet", f"+tla +cf ca.crt {TLS_ASK}"),
    line("tls-wrong-host", "dcmqrscp/wrong-host", f"+tla +cf ca.crt {TLS_ASK}"),
    line("tls-ignored", "dcmqrscp/expired", f"+tla -rc -ic {TLS_ASK}"),
    line("tls-ignored-long", "dcmqrscp/expired", f"+tla --ignore-peer-cert {TLS_ASK}"),
    line("tls-required", "dcmqrscp/expired", f"+tla -ic -rc {TLS_ASK}"),
    line("tls-required-long", "dcmqrscp/expired", f"+tla -ic --require-peer-cert {TLS_ASK}"),
    line("tls-revoked", "dcmqrscp/revoked", f"+tla +cf ca.crt {TLS_ASK}"),
    line("tls-revoked-listed", "dcmqrscp/revoked", f"+tla +cf ca.crt +crl ca.crl {TLS_ASK}"),
    line("tls-revoked-listed-long", "dcmqrscp/revoked", f"+tla +cf ca.crt --add-crl-file ca.crl {TLS_ASK}"),
    line("tls-no-list", "dcmqrscp/server", f"+tla +cf ca.crt +crv {TLS_ASK}"),
    line("tls-no-list-long", "dcmqrscp/server", f"+tla +cf ca.crt --enable-crl-vfy {TLS_ASK}"),
    line("tls-no-lists", "dcmqrscp/server", f"+tla +cf ca.crt +cra {TLS_ASK}"),
    line("tls-no-lists-long", "dcmqrscp/server", f"+tla +cf ca.crt --enable-crl-all {TLS_ASK}"),
    line("tls-der", "dcmqrscp/mutual", f"+tls client.key.der client.crt.der -der +cf ca.crt.der {TLS_ASK}"),
    line("tls-der-long", "dcmqrscp/mutual", f"+tls client.key.der client.crt.der --der-keys +cf ca.crt.der {TLS_ASK}"),
    line("tls-pem", "dcmqrscp/mutual", f"+tls client.key client.crt -der -pem +cf ca.crt {TLS_ASK}"),
    line("tls-pem-long", "dcmqrscp/mutual", f"+tls client.key client.crt -der --pem-keys +cf ca.crt {TLS_ASK}"),
    line("tls-password", "dcmqrscp/mutual", f"{PASSWORD} +cf ca.crt {TLS_ASK}"),
    line("tls-password-long", "dcmqrscp/mutual", f"+tls {ENCRYPTED} --use-passwd 'correct horse' -ic {TLS_ASK}"),
    line("tls-password-asked", "dcmqrscp/mutual", f"+tls {ENCRYPTED} -pw +ps +cf ca.crt {TLS_ASK}"),
    line("tls-password-asked-long", "dcmqrscp/mutual", f"+tls {ENCRYPTED} -pw --std-passwd +cf ca.crt {TLS_ASK}"),
    line("tls-password-wrong", "dcmqrscp/mutual", f"+tls {ENCRYPTED} +pw wrong +cf ca.crt {TLS_ASK}"),
    line("tls-password-empty", "dcmqrscp/mutual", f"{PASSWORD} -pw +cf ca.crt {TLS_ASK}"),
    line("tls-password-empty-long", "dcmqrscp/mutual", f"+tls {ENCRYPTED} --null-passwd +cf ca.crt {TLS_ASK}"),
    line("tls-key-of-another", "dcmqrscp/mutual", f"+tls server.key client.crt +cf ca.crt {TLS_ASK}"),
    line("tls-key-missing", "dcmqrscp/mutual", f"+tls nowhere.key client.crt +cf ca.crt {TLS_ASK}"),
    line("tls-no-certificate", "dcmqrscp/mutual", f"+tla +cf ca.crt +pa {TLS_ASK}"),
    line("tls-to-plain-peer", "dcmqrscp", f"+tla +cf ca.crt {TLS_ASK} -ta 2"),
    line("tls-plain-to-tls-peer", "dcmqrscp/server", f"{TLS_ASK} -ta 2"),
    line("tls-refused", "nobody", f"+tla +cf ca.crt {TLS_ASK}"),
    *(
        line(f"tls-profile{profile}", "dcmqrscp/rsa1024", f"+tla +cf ca.crt {profile} {TLS_ASK}")
        for profile in words("+py +px +pa +pn")
    ),
    *(
        line(f"tls{profile[1:]}", "dcmqrscp/rsa1024", f"+tla +cf ca.crt {profile} {TLS_ASK}")
        for profile in words("--profile-bcp195-nd --profile-bcp195 --profile-aes --profile-null")
    ),
    line("tls-profile+pz", "dcmqrscp/rsa", f"+tla +cf ca.crt +pz {TLS_ASK}"),
    line("tls-profile-bcp195-ex", "dcmqrscp/rsa", f"+tla +cf ca.crt --profile-bcp195-ex {TLS_ASK}"),
    line("tls-cipher", "dcmqrscp/server", f"+tla +cf ca.crt +py +cs TLS_RSA_WITH_AES_256_CBC_SHA {TLS_ASK}"),
    line("tls-cipher-long", "dcmqrscp/server", f"+tla +cf ca.crt +py --cipher TLS_RSA_WITH_AES_256_CBC_SHA {TLS_ASK}"),
    line("tls-cipher-unknown", "dcmqrscp/server", f"+tla +cf ca.crt +py +cs TLS_NO_SUCH_SUITE {TLS_ASK}"),
    line("tls-cipher-extended", "dcmqrscp/server", f"+tla +pz +cs TLS_RSA_WITH_AES_256_CBC_SHA {TLS_ASK}"),
    line(
        "tls-cipher-extended-long",
        "dcmqrscp/server",
        f"+tla --profile-bcp195-ex +cs TLS_RSA_WITH_AES_256_CBC_SHA {TLS_ASK}",
    ),
    line("tls-ciphers", "", "+cc", differs="wording"),
    line("tls-ciphers-long", "", "--list-ciphers", differs="wording"),
    line("tls-seed", "dcmqrscp/server", f"+tla +cf ca.crt +rs seed {TLS_ASK}"),
    line("tls-seed-written", "dcmqrscp/server", f"+tla +cf ca.crt +rs seed +ws {TLS_ASK}", made_up=("seed",)),
    line("tls-seed-written-long", "dcmqrscp/server", f"+tla -ic --seed seed --write-seed {ASK}", made_up=("seed",)),
    line("tls-seed-file", "dcmqrscp/server", f"+tla -ic +rs seed +wf new {ASK}", made_up=("new",)),
    line("tls-seed-file-long", "dcmqrscp/server", f"+tla -ic +rs seed --write-seed-file new {ASK}", made_up=("new",)),
    line("tls-seed-missing", "dcmqrscp/server", f"+tla +cf ca.crt --seed nowhere {TLS_ASK}"),
    *(line(f"tls-alone{option.split()[0]}", "three", f"{option} {ASK}") for option in TLS_ALONE),
]

# What Debian's 3.6.7 does not know: the manual judges, and `test_options_of_newer_versions.py`.
UNJUDGED = [
    line("ipv4", "three@::1", f"-i6 -i4 {ASK}"),
    line("ipv4-long", "three@::1", f"-i6 --ipv4 {ASK}"),
    line("ipv6", "three@::1", f"-i6 {ASK}"),
    line("ipv6-long", "three@::1", f"--ipv6 {ASK}"),
    line("ip-auto", "three@::1", f"-i0 {ASK}"),
    line("ip-auto-long", "three@::1", f"--ip-auto {ASK}"),
    line("profiles", "", "+ph"),
    line("profiles-long", "", "--list-profiles"),
    line("profile-8996", "dcmqrscp/rsa1024", f"+tla +cf ca.crt +py +pg {TLS_ASK}"),
    line("profile-8996-long", "dcmqrscp/rsa1024", f"+tla +cf ca.crt +py --profile-8996 {TLS_ASK}"),
    line("profile-8996-mod", "dcmqrscp/rsa1024", f"+tla +cf ca.crt +py +pm {TLS_ASK}"),
    line("profile-8996-mod-long", "dcmqrscp/rsa1024", f"+tla +cf ca.crt +py --profile-8996-mod {TLS_ASK}"),
    line("profile-basic", "dcmqrscp/server", f"+tla +cf ca.crt +pb {TLS_ASK}"),
    line("profile-basic-long", "dcmqrscp/server", f"+tla +cf ca.crt --profile-basic {TLS_ASK}"),
    line("no-sni", "dcmqrscp/server", f"+tla +cf ca.crt --request-sni pacs.example --no-sni {TLS_ASK}"),
    line("request-sni", "dcmqrscp/server", f"+tla +cf ca.crt --request-sni pacs.example {TLS_ASK}"),
]
