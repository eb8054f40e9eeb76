"""The bounds on what a peer can make us hold. Each is a choice; the comment says why this number.

Sizes in bytes, `_count` in items, `_depth` in levels.
"""

MAX_PDU_LENGTH = 16384
"""What we offer by default: DCMTK's default too; larger brings nothing on short identifiers."""

MAX_CONTROL_PDU_LENGTH = 1 << 20
"""A-ASSOCIATE and the other control PDUs: 128 contexts of a dozen syntaxes are 100 KiB."""

MAX_RECEIVED_PDU_LENGTH = 16 << 20
"""A P-DATA-TF above what we offered is tolerated up to this (DEVIATION(oversize-pdu)): some peers ignore the offer."""

MAX_PROXY_ANSWER_LENGTH = 16 << 10
"""The answer of an HTTP proxy, headers and all; what web servers allow for headers."""

MAX_CONTINUATION_COUNT = 100_000
"""Requests by which one Repository Query is continued: a hundred million studies, at a thousand a time."""

MAX_COMMAND_LENGTH = 64 << 10
"""A command set: the longest legal one is under 2 KiB."""

MAX_IDENTIFIER_LENGTH = 16 << 20
"""One identifier before inflating: three hundred times the largest instance-level answer seen."""

MAX_INFLATED_LENGTH = 64 << 20
"""One identifier after inflating: a deflate bomb of a few KiB would otherwise fill the memory."""

FREE_INFLATED_LENGTH = 1 << 20
MAX_INFLATED_RATIO = 128
"""Beyond the first, in bytes, an identifier may not inflate to more than so many times its length. Answers deflate to a
third or a tenth, zeros to a thousandth: a peer that sends these again and again would keep us busy with nothing."""

MAX_NESTING_DEPTH = 64
"""Sequences in sequences: DCMTK's limit too; a worklist needs three."""

MAX_ELEMENT_COUNT = 1 << 16
"""Elements and items of one identifier, at all levels: an empty one takes 8 bytes on the wire and 25 times as much in
memory, some 16 MiB for these. A large study's answer has a few hundred."""

MAX_ITEM_COUNT = 65536
"""Items that one `-k` path may create: `[5000000]` is a typing error, not a query."""

MAX_HELD_LENGTH = 256 << 20
"""What is held in memory of an answer: matches to be sorted, or values to be compared or counted. Four hundred thousand
studies, or a million values."""
