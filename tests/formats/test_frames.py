"""Arrow and Parquet as data frames read them: pyarrow, polars and duckdb, from pipes, files and streams."""

from __future__ import annotations

import re
from datetime import date, time
from io import BytesIO
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

from compat.talk import EXPLICIT
from findscu.arrow import stream_of
from findscu.identifier import EXPLICIT_LE
from findscu.matches import Match
from findscu.query import build_query
from formats.asking import ask
from formats.identifiers import UTF_8, text

KEYS = ("QueryRetrieveLevel=STUDY", "StudyDate", "StudyTime", "ModalitiesInStudy", "PatientName", "PatientID")
KEYS = (*KEYS, "NumberOfStudyRelatedInstances")
QUERY = ("-S", *(word for key in KEYS for word in ("-k", key)))
ANSWERS = (
    UTF_8
    + text(0x00080020, "DA", "20260131")
    + text(0x00080030, "TM", "1015")
    + text(0x00080052, "CS", "STUDY")
    + text(0x00080061, "CS", "CT\\MR")
    + text(0x00100010, "PN", "Yamada^Tarou=山田^太郎")
    + text(0x00100020, "LO", "0042")
    + text(0x00201208, "IS", "120"),
    UTF_8
    + text(0x00080020, "DA", "2026-02-01")
    + text(0x00080052, "CS", "STUDY")
    + text(0x00080061, "CS", "US")
    + text(0x00100010, "PN", "")
    + text(0x00201208, "IS", "+7"),
)
ROWS = [
    {
        "StudyDate": date(2026, 1, 31),
        "StudyTime": time(10, 15),
        "QueryRetrieveLevel": "STUDY",
        "ModalitiesInStudy": ["CT", "MR"],
        "PatientName": "Yamada^Tarou=山田^太郎",
        "PatientID": "0042",
        "NumberOfStudyRelatedInstances": 120,
    },
    {
        "StudyDate": None,
        "StudyTime": None,
        "QueryRetrieveLevel": "STUDY",
        "ModalitiesInStudy": ["US"],
        "PatientName": None,
        "PatientID": None,
        "NumberOfStudyRelatedInstances": 7,
    },
]


@pytest.fixture(scope="module")
def parquet_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parquet") / "matches.parquet"
    assert ask(ANSWERS, EXPLICIT, "--format", "parquet", "-o", path, query=QUERY) == b""
    assert [other.name for other in path.parent.iterdir()] == ["matches.parquet"]
    return path


@pytest.fixture(scope="module")
def stream() -> bytes:
    return ask(ANSWERS, EXPLICIT, "--format", "arrow", query=QUERY)


def without_matches(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name != "dicom_json"} for row in rows]


def test_pyarrow(stream: bytes, parquet_file: Path) -> None:
    assert without_matches(pa.ipc.open_stream(stream).read_all().to_pylist()) == ROWS
    assert without_matches(pyarrow.parquet.read_table(parquet_file).to_pylist()) == ROWS


def test_polars(stream: bytes, parquet_file: Path) -> None:
    assert without_matches(pl.read_ipc_stream(BytesIO(stream)).to_dicts()) == ROWS
    frame = pl.read_parquet(parquet_file)
    assert without_matches(frame.to_dicts()) == ROWS
    assert frame.schema["StudyDate"] == pl.Date
    assert frame.filter(pl.col("StudyDate") > date(2026, 1, 1))["PatientID"].to_list() == ["0042"]


def test_duckdb(parquet_file: Path) -> None:
    with duckdb.connect() as connection:
        found = connection.sql(f"select * exclude dicom_json from read_parquet('{parquet_file}')")
        assert [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()] == ROWS
        of_ct = f"from '{parquet_file}' where list_contains(ModalitiesInStudy, 'CT')"
        assert connection.sql(f"select sum(NumberOfStudyRelatedInstances) {of_ct}").fetchall() == [(120,)]


def test_duckdb_finds_what_has_no_column(parquet_file: Path) -> None:
    with duckdb.connect() as connection:
        path = "$.00080020.Value[0]"
        found = connection.sql(f"select json_extract_string(dicom_json, '{path}') from '{parquet_file}'")
        assert found.fetchall() == [("20260131",), ("2026-02-01",)]


def reader() -> pa.RecordBatchReader:
    asked = [build_query(model="study", keys=KEYS)]
    return stream_of(asked, [[Match(raw, EXPLICIT_LE)] for raw in ANSWERS])


def test_streams_are_taken_directly() -> None:
    assert without_matches(pl.DataFrame(reader()).to_dicts()) == ROWS
    with duckdb.connect() as connection:
        connection.register("matches", reader())
        assert connection.sql("select PatientID from matches order by 1").fetchall() == [("0042",), (None,)]


PAGE = Path(__file__).parents[2] / "docs" / "formats.md"


def test_the_page_s_examples(
    parquet_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    parquet_file.with_name("studies.parquet").write_bytes(parquet_file.read_bytes())
    monkeypatch.chdir(parquet_file.parent)
    (example,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    exec(example, {})
    shown = capsys.readouterr().out
    assert '"0042"' in shown
    assert "2026-01-31" in shown
