"""Command lines for DCMTK's findscu: each option of its manual, its errors, its combinations.

A line is: id, peer, words. Real peers: dcmqrscp, wlmscpfs, wlmscpfs_slow, orthanc_server, qrscp. Scripted ones: `scps`.
"""

from __future__ import annotations

from compat.dcmtk_lines import command, network, output, queries, tls
from compat.lines import Line

UNJUDGED: list[Line] = tls.UNJUDGED

GROUPS = (command.GENERAL, command.LOG_CONFIGURATION, command.USAGE, command.COMMAND_FILES)
GROUPS += (queries.MODELS, queries.TITLES, queries.KEYS, queries.DICTIONARIES, queries.QUERY_FILES)
GROUPS += (network.SYNTAXES, network.NETWORK, network.FAILURES)
GROUPS += (output.OUTPUT, output.CHARSETS, output.ANSWERS, tls.TLS)
LINES: list[Line] = [entry for group in GROUPS for entry in group]
assert len({entry.id for entry in [*LINES, *UNJUDGED]}) == len(LINES) + len(UNJUDGED)
