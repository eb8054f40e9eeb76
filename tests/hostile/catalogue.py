"""The whole catalogue, by layer."""

from __future__ import annotations

from dataclasses import replace

from .acse import ACSE
from .case import Case
from .commands import COMMANDS
from .identifiers import IDENTIFIERS
from .p_data import P_DATA
from .pdus import PDUS
from .semantics import SEMANTICS
from .tcp import TCP
from .tls import TLS
from .tls_records import TLS_RECORDS

LAYERS = {
    "tcp": TCP,
    "tls": TLS,
    "pdu": PDUS,
    "acse": ACSE,
    "p-data": P_DATA,
    "command set": COMMANDS,
    "identifier": IDENTIFIERS,
    "semantics": SEMANTICS,
}

CASES: tuple[Case, ...] = tuple(
    replace(case, name=f"{layer}: {case.name}") for layer, cases in LAYERS.items() for case in cases
)

WITHIN_TLS: tuple[Case, ...] = tuple(replace(case, name=f"within TLS: {case.name}") for case in TLS_RECORDS)
"""These need real keys, so there is no virtual clock for them."""
