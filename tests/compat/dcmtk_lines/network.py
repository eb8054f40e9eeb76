"""The association: transfer syntaxes, sizes, time-outs, C-CANCEL, and everything that goes wrong."""

from __future__ import annotations

from compat.dcmtk_lines.words import ASK, STUDY, TEXT, words
from compat.lines import line
from compat.scps import REJECTIONS, SCPS

SYNTAXES = [
    line("syntax-default", "three", f"-v {ASK}"),
    line("syntax-uncompressed", "three", f"-xi -x= {ASK}"),
    line("syntax-uncompressed-long", "three", f"-xi --propose-uncompr {ASK}"),
    line("syntax-little", "three", f"-xb -xe {ASK}"),
    line("syntax-little-long", "three", f"-xb --propose-little {ASK}"),
    line("syntax-big", "big-endian", f"-v -xb -X {STUDY}"),
    line("syntax-big-long", "three", f"--propose-big {ASK}"),
    line("syntax-deflated", "deflated", f"-v -xd -X {STUDY}"),
    line("syntax-deflated-long", "three", f"--propose-deflated {ASK}"),
    line("syntax-deflated-not-taken", "three", f"-v -xd -X {STUDY}"),
    line("syntax-implicit", "implicit", f"-v -xi -X {STUDY}"),
    line("syntax-implicit-long", "three", f"--propose-implicit {ASK}"),
    line("syntax-implicit-real", "dcmqrscp", f"-v -xi {STUDY}"),
    line("syntax-deflated-real", "archives-deflated", f"-v -xd {STUDY}"),
    line("syntax-big-real", "archives-big-endian", f"-v -xb -X {STUDY}"),
    *(line(f"deflate-{level}", "deflated", f"-v -xd +cl {level} {TEXT}") for level in (0, 1, 9)),
    line("deflate-long", "deflated", f"-xd --compression-level 3 {TEXT}"),
    line("deflate-10", "deflated", f"-xd +cl 10 {ASK}"),
    line("deflate-negative", "deflated", f"-xd +cl -1 {ASK}"),
    line("deflate-alone", "three", f"+cl 3 {ASK}"),
    line("deflate-before", "deflated", f"+cl 3 -xd {ASK}"),
    line("deflate-overridden", "three", f"-xd +cl 3 -xi {ASK}"),
    line("new-vrs", "three", "-v -u +u -S {peer} newvrs.dcm"),
    line("new-vrs-long", "three", "-v -u --enable-new-vr -S {peer} newvrs.dcm"),
    line("no-new-vrs", "three", "-v -u -S {peer} newvrs.dcm"),
    line("no-new-vrs-long", "three", "-v --disable-new-vr -S -k TextValue=text -k 0009,1001=ab {peer}"),
    line("no-new-vrs-files", "every-vr", f"-v -u -X {STUDY}"),
    line("no-new-vrs-implicit", "every-vr-implicit", f"-v -u -xi -X {STUDY}"),
]  # fmt: skip

NETWORK = [
    line("pdu-4096", "long-value", f"-v -pdu 4096 {STUDY}"),
    line("pdu-131072", "three", f"-v --max-pdu 131072 {ASK}"),
    line("pdu-4095", "three", f"-pdu 4095 {ASK}"),
    line("pdu-131073", "three", f"-pdu 131073 {ASK}"),
    line("pdu-word", "three", f"-pdu large {ASK}"),
    line("pdu-with-tail", "three", f"-v -pdu 8192abc {ASK}"),
    line("pdu-hex", "three", f"-pdu 0x2000 {ASK}"),
    line("pdu-empty", "three", f"-pdu '' {ASK}"),
    line("pdu-plus", "three", f"-pdu +8192 {ASK}"),
    line("pdu-huge", "three", f"-pdu 99999999999999999999 {ASK}"),
    line("timeout-0", "three", f"-to 0 {ASK}"),
    line("timeout-fraction", "three", f"-v -to 1.5 {ASK}"),
    line("timeout-long", "three", f"-v --timeout 5 {ASK}"),
    line("acse-timeout", "silent-on-request", f"-v -ta 1 {ASK}"),
    line("acse-timeout-long", "silent-on-request", f"--acse-timeout 1 {ASK}"),
    line("acse-timeout-0", "three", f"-ta 0 {ASK}"),
    line("acse-timeout-release", "silent-on-release", f"-v -ta 1 {ASK}"),
    line("dimse-timeout", "silent-before", f"-v -td 1 {ASK}"),
    line("dimse-timeout-long", "silent-after-two", f"--dimse-timeout 1 {STUDY}"),
    line("dimse-timeout-0", "three", f"-td 0 {ASK}"),
    line("dimse-timeout-each", "slow", f"-v -td 1 {STUDY}"),
    line("socket-timeout", "silent-before", f"-v -ts 1 {ASK}"),
    line("socket-timeout-long", "silent-after-two", f"--socket-timeout 1 {STUDY}"),
    line("socket-timeout-0", "three", f"-v -ts 0 {ASK}"),
    line("socket-timeout-minus-1", "three", f"-v -ts -1 {ASK}"),
    line("socket-timeout-minus-2", "three", f"-ts -2 {ASK}"),
    line("socket-timeout-association", "silent-on-request", f"-v -ts 1 -ta 5 {ASK}"),
    line("socket-timeout-slow", "slow", f"-v -ts 1 {ASK}"),
    line("connect-timeout", "full", f"-v -to 1 {ASK}"),
    line("connect-timeout-short", "full-at-first", f"-v -to 1 {ASK}"),
    line("connect-timeout-short-long", "full-at-first", f"--timeout 1 {ASK}"),
    line("connect-timeout-enough", "full-at-first", f"-v -to 8 {ASK}"),
    line("acse-timeout-late", "late-accept", f"-v -ta 1 {ASK}"),
    line("acse-timeout-late-long", "late-accept", f"--acse-timeout 1 {ASK}"),
    line("dimse-timeout-late", "late-answer", f"-v -td 1 {ASK}"),
    line("dimse-timeout-late-long", "late-answer", f"--dimse-timeout 1 {ASK}"),
    line("socket-timeout-late", "late-answer", f"-v -ts 1 {ASK}"),
    line("socket-timeout-late-long", "late-answer", f"--socket-timeout 1 {ASK}"),
    line("repeat", "three", f"-v --repeat 3 {STUDY}"),
    line("repeat-extract", "three", f"-v --repeat 2 -X {STUDY}"),
    line("repeat-files", "three", "-v --repeat 2 -S {peer} study.dcm patqry.dcm"),
    line("repeat-0", "three", f"--repeat 0 {ASK}"),
    line("repeat-worklist", "wlmscpfs", "-v --repeat 2 -k PatientName"),
    line("abort", "three", f"-v --abort {STUDY}"),
    line("abort-real", "dcmqrscp", f"-v --abort {STUDY}"),
    line("abort-after-failure", "status-a700", f"-v --abort {STUDY}"),
    line("cancel-1", "cancel-after-1", f"-v --cancel 1 {STUDY}"),
    line("cancel-2", "cancel-after-2", f"-v --cancel 2 {STUDY}"),
    line("cancel-2-quietly", "cancel-after-2", f"--cancel 2 {STUDY}"),
    line("cancel-late", "cancel-after-2-late", f"-v --cancel 2 -X {STUDY}"),
    line("cancel-ignored", "cancel-after-2-ignored", f"-v --cancel 2 {STUDY}"),
    line("cancel-repeat", "cancel-after-2", f"-v --cancel 2 --repeat 2 -td 1 {STUDY}"),
    line("cancel-0", "three", f"-v --cancel 0 {STUDY}"),
    line("cancel-negative", "three", f"--cancel -1 {STUDY}"),
    line("cancel-beyond", "three", f"-v --cancel 9 {STUDY}"),
    # On a busy machine one more response may be on its way before the C-CANCEL arrives.
    line("cancel-slow-worklist", "wlmscpfs_slow", "-v --cancel 2 -k PatientName", races=True),
]

FAILURES = [
    *(line(f"final-{name}", name, f"-v {STUDY}") for name in SCPS if name.startswith("status-")),
    line("final-a700-default", "a700-after-two", STUDY),
    line("final-a700-verbose", "a700-after-two", f"-v -X {STUDY}"),
    line("final-a900-comment", "a900-with-comment", f"-v {STUDY}"),
    line("final-c001-comment", "c001-with-comment", f"-v {STUDY}"),
    line("final-c001-debug", "c001-with-comment", f"-d {STUDY}"),
    line("final-fe00", "fe00-after-two", f"-v {STUDY}"),
    *(line(f"rejected-{a}-{b}-{c}", f"reject-{a}-{b}-{c}", f"-v {ASK}") for a, b, c in REJECTIONS),
    *(line(f"refused-context-{number}", f"no-context-{number}", f"-v {ASK}") for number in (1, 2, 3, 4)),
    line("refused-context-default", "no-context-3", ASK),
    line("no-contexts-listed", "no-contexts-listed", f"-v {ASK}"),
    *(
        line(name, name, f"-v -ta 1 -td 1 -X {STUDY}")
        for name in words(
            "abort-on-request-0 abort-on-request-2 abort-on-find-0 abort-on-find-2 close-on-connect "
            "close-on-request reset-on-request unknown-pdu-on-request http close-on-release "
            "abort-on-release releases-too close-before close-after-two reset-before reset-after-two "
            "release-before release-after-two unknown-pdu-before unknown-pdu-after-two abort-after-two "
            "provider-abort-after-two half-a-pdu success-with-dataset pending-without-dataset "
            "wrong-command wrong-message-id wrong-context truncated-dataset over-long-element "
            "implicit-in-explicit too-long-pdu empty-p-data no-status "
        )
    ),
    *(
        line(f"{name}-default", name, STUDY)
        for name in words(
            "close-after-two abort-after-two truncated-dataset success-with-dataset wrong-message-id "
        )
    ),
    line("closed-while-repeating", "close-after-two", f"-v --repeat 2 {STUDY}"),
    line("command-and-data-in-one-pdu", "one-pdu-a-match", f"-v {STUDY}"),
]  # fmt: skip
