"""All options of both manuals, every spelling, and for each spelling the test that fails when it is ignored.

A row is: spellings | number of values | for each spelling the id of a command line in `dcmtk_lines` or
`pynetdicom_lines`. Such a line is judged against the program itself, and `test_manual_options.py` runs it without the
option, which must make a difference. The lines of `dcmtk_lines.UNJUDGED` hold what Debian's DCMTK 3.6.7 does not have:
there the manual judges, in `test_unjudged.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from compat import dcmtk_lines, pynetdicom_lines
from compat.lines import Line


@dataclass(frozen=True)
class ManualOption:
    """One option of a manual.

    Attributes:
        manual: "dcmtk" or "pynetdicom".
        names: its spellings.
        value_count: how many words follow it.
        lines: for each spelling the command line that needs it.
    """

    manual: str
    names: tuple[str, ...]
    value_count: int
    lines: tuple[Line, ...]

    @property
    def is_judged(self) -> bool:
        """Whether the program that we are compared with has the option."""
        return self.lines[0] not in dcmtk_lines.UNJUDGED

    def line(self, name: str) -> Line:
        """Return the command line that needs a spelling."""
        return self.lines[self.names.index(name)]

    def node_id(self, name: str) -> str:
        """Return the test of a spelling."""
        line = self.line(name)
        if not self.is_judged:
            return f"tests/compat/test_unjudged.py::test_as_the_manual_says[{line.id}]"
        return f"tests/compat/test_differential_{self.manual}.py::test_same_as_{self.manual}[{line.id}]"


DCMTK = """
-h --help                    | 0 | help-short-after-parameters help-after-parameters
--version                    | 0 | version
--arguments                  | 0 | arguments
-q --quiet                   | 0 | quiet quiet-long
-v --verbose                 | 0 | verbose verbose-long
-d --debug                   | 0 | debug debug-long
-ll --log-level              | 1 | level-info level-long
-lc --log-config             | 1 | lc-console lc-long
-k --key                     | 1 | key-none key-long
-W --worklist                | 0 | model-worklist model-worklist-long
-P --patient                 | 0 | model-patient model-patient-long
-S --study                   | 0 | model-study model-study-long
-O --psonly                  | 0 | model-psonly model-psonly-long
-i4 --ipv4                   | 0 | ipv4 ipv4-long
-i6 --ipv6                   | 0 | ipv6 ipv6-long
-i0 --ip-auto                | 0 | ip-auto ip-auto-long
-aet --aetitle               | 1 | aet aet-long
-aec --call                  | 1 | aec aec-long
+u --enable-new-vr           | 0 | new-vrs new-vrs-long
-u --disable-new-vr          | 0 | no-new-vrs no-new-vrs-long
-x= --propose-uncompr        | 0 | syntax-uncompressed syntax-uncompressed-long
-xe --propose-little         | 0 | syntax-little syntax-little-long
-xb --propose-big            | 0 | syntax-big syntax-big-long
-xd --propose-deflated       | 0 | syntax-deflated syntax-deflated-long
-xi --propose-implicit       | 0 | syntax-implicit syntax-implicit-long
+cl --compression-level      | 1 | deflate-0 deflate-long
-to --timeout                | 1 | connect-timeout-short connect-timeout-short-long
-ts --socket-timeout         | 1 | socket-timeout-late socket-timeout-late-long
-ta --acse-timeout           | 1 | acse-timeout-late acse-timeout-late-long
-td --dimse-timeout          | 1 | dimse-timeout-late dimse-timeout-late-long
-pdu --max-pdu               | 1 | pdu-4096 pdu-131072
--repeat                     | 1 | repeat
--abort                      | 0 | abort
--cancel                     | 1 | cancel-2
-tls --disable-tls           | 0 | tls-disabled tls-disabled-long
+tls --enable-tls            | 2 | tls-mutual tls-mutual-long
+tla --anonymous-tls         | 0 | tls-anonymous tls-anonymous-long
+ps --std-passwd             | 0 | tls-password-asked tls-password-asked-long
+pw --use-passwd             | 1 | tls-password tls-password-long
-pw --null-passwd            | 0 | tls-password-empty tls-password-empty-long
-pem --pem-keys              | 0 | tls-pem tls-pem-long
-der --der-keys              | 0 | tls-der tls-der-long
+cf --add-cert-file          | 1 | tls-anonymous tls-anonymous-long
+cd --add-cert-dir           | 1 | tls-folder tls-folder-long
+crl --add-crl-file          | 1 | tls-revoked-listed tls-revoked-listed-long
+crv --enable-crl-vfy        | 0 | tls-no-list tls-no-list-long
+cra --enable-crl-all        | 0 | tls-no-lists tls-no-lists-long
+ph --list-profiles          | 0 | profiles profiles-long
+pg --profile-8996           | 0 | profile-8996 profile-8996-long
+pm --profile-8996-mod       | 0 | profile-8996-mod profile-8996-mod-long
+py --profile-bcp195-nd      | 0 | tls-profile+py tls-profile-bcp195-nd
+px --profile-bcp195         | 0 | tls-profile+px tls-profile-bcp195
+pz --profile-bcp195-ex      | 0 | tls-cipher-extended tls-cipher-extended-long
+pb --profile-basic          | 0 | profile-basic profile-basic-long
+pa --profile-aes            | 0 | tls-profile+pa tls-profile-aes
+pn --profile-null           | 0 | tls-profile+pn tls-profile-null
+cc --list-ciphers           | 0 | tls-ciphers tls-ciphers-long
+cs --cipher                 | 1 | tls-cipher tls-cipher-long
--no-sni                     | 0 | no-sni
--request-sni                | 1 | request-sni
+rs --seed                   | 1 | tls-seed-written tls-seed-written-long
+ws --write-seed             | 0 | tls-seed-written tls-seed-written-long
+wf --write-seed-file        | 1 | tls-seed-file tls-seed-file-long
-rc --require-peer-cert      | 0 | tls-required tls-required-long
-ic --ignore-peer-cert       | 0 | tls-ignored tls-ignored-long
-od --output-directory       | 1 | extract-folder extract-folder-long
+dc --enable-correction      | 0 | correct correct-long
-dc --disable-correction     | 0 | correct-not correct-not-long
+sr --show-responses         | 0 | show show-long
-sr --hide-responses         | 0 | hide hide-long
-X --extract                 | 0 | extract extract-long
-Xx --extract-xml            | 0 | xml xml-long
-Xs --extract-xml-single     | 1 | single single-long
-Xlo --limit-output          | 1 | limit limit-long
"""

PYNETDICOM = """
--version                    | 0 | version
-q --quiet                   | 0 | quiet quiet-long-refused
-v --verbose                 | 0 | verbose-debug verbose-debug-long
-d --debug                   | 0 | debug debug-long
-ll --log-level              | 1 | level-error level-long
-aet --calling-aet           | 1 | aet aet-long
-aec --called-aet            | 1 | aec aec-long
-ta --acse-timeout           | 1 | acse-timeout-late acse-timeout-late-long
-td --dimse-timeout          | 1 | dimse-timeout-late dimse-timeout-late-long
-tn --network-timeout        | 1 | network-timeout network-timeout-long
-pdu --max-pdu               | 1 | pdu pdu-0
-P --patient                 | 0 | models-together models-together-patient
-S --study                   | 0 | study study-long
-O --psonly                  | 0 | psonly psonly-long
-W --worklist                | 0 | worklist worklist-long
-U --ups                     | 0 | ups ups-long
-k --keyword                 | 1 | key-none key-long
-f --file                    | 1 | file file-long
--relational-query           | 0 | relational
--dt-matching                | 0 | date-time
--fuzzy-names                | 0 | fuzzy
--timezone-adj               | 0 | timezone
--enhanced-conversion        | 0 | enhanced
-w --write                   | 0 | write write-long
"""


def _read(manual: str, table: str, lines: list[Line]) -> list[ManualOption]:
    by_id = {line.id: line for line in lines}
    rows = [[part.strip() for part in row.split("|")] for row in table.strip().splitlines()]
    return [
        ManualOption(manual, tuple(names.split()), int(count), tuple(by_id[id] for id in ids.split()))
        for names, count, ids in rows
    ]


OPTIONS = [
    *_read("dcmtk", DCMTK, [*dcmtk_lines.LINES, *dcmtk_lines.UNJUDGED]),
    *_read("pynetdicom", PYNETDICOM, pynetdicom_lines.LINES),
]
"""Every option of both manuals."""
