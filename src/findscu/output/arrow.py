"""The Arrow formats: a stream of record batches (Arrow IPC), and a Parquet file. `findscu.arrow` makes the batches."""

from __future__ import annotations

from ..arrow import BATCH_ROW_COUNT, Batches, import_pyarrow
from ..tabular import columns_of
from .json import JsonLinesWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..matches import Match
    from ..query import Query

ROW_GROUP_COUNT = 16384
"""Matches in a row group of Parquet, which is in memory as a whole, some 20 MiB; small groups are slow to read."""


class _Written:
    """What pyarrow has written since somebody took it: a file that only grows."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def write(self, content: Any) -> int:
        """Take some bytes."""
        piece = bytes(content)
        self._pieces.append(piece)
        self._position += len(piece)
        return len(piece)

    def tell(self) -> int:
        """Return the length of all that was written."""
        return self._position

    def flush(self) -> None:
        """Do nothing."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


class ArrowWriter(JsonLinesWriter):
    """Writes an Arrow IPC stream, also an empty one. A match whose structure is broken is left out, and noted.

    Args:
        queries: all queries of the run.
        chosen: columns, in place of those of the queries.
    """

    is_binary = True
    batch_row_count = BATCH_ROW_COUNT

    def __init__(self, queries: Sequence[Query], chosen: Sequence[str] = ()) -> None:
        super().__init__(queries)
        self._batches = Batches(queries, columns_of(queries, chosen), self.batch_row_count)
        self._written = _Written()
        self._stream = self._open()

    def block(self, matches: Sequence[Match]) -> bytes:
        """Return the batches that some matches fill."""
        for match in matches:
            as_json = self.format_match(match)
            if as_json is None:
                continue
            self._batches.add(match.dataset, as_json)
            if self._batches.is_full:
                self._stream.write_batch(self._batches.take())
        return self._written.take()

    def close(self) -> bytes:
        """Return the last batch and the end."""
        if self._batches.row_count:
            self._stream.write_batch(self._batches.take())
        self._stream.close()
        return self._written.take()

    def _open(self) -> Any:
        import_pyarrow()
        from pyarrow import ipc

        return ipc.new_stream(self._written, self._batches.schema)


class ParquetWriter(ArrowWriter):
    """Writes a Parquet file; it can be read once it is closed."""

    batch_row_count = ROW_GROUP_COUNT

    def _open(self) -> Any:
        import_pyarrow()
        from pyarrow import parquet

        return parquet.ParquetWriter(self._written, self._batches.schema)
