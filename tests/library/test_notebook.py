"""A notebook shows matches as a table and goes on with them: executed by nbclient, on a kernel of its own."""

from __future__ import annotations

import pytest

from findscu.testing import FindScp, instance

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

CELLS = (
    "from findscu import find\nmatches = find({host!r}, {port}, level='PATIENT', PatientName='')\nmatches",
    "[match.PatientID for match in matches]",
    "import polars as pl\npl.DataFrame(find({host!r}, {port}, level='PATIENT', PatientID=''))['PatientID'].to_list()",
    "from findscu import aio\n[match.PatientID async for match in aio.find({host!r}, {port}, level='PATIENT')]",
)


@pytest.fixture(scope="module")
def outputs():
    """What the cells show: the data of their results."""
    pytest.importorskip("polars")
    patients = [
        instance(1, PatientName="Yamada^Tarou=山田^太郎", PatientID="<1>"),
        instance(2, PatientName="Doe^Jane", PatientID="2"),
    ]
    with FindScp(*patients) as scp:
        sources = [cell.format(host=scp.host, port=scp.port) for cell in CELLS]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
        nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    return [cell.outputs[-1]["data"] for cell in notebook.cells]


def test_a_cell_shows_a_table(outputs):
    shown = outputs[0]["text/html"]
    assert shown.count("<tr>") == 3
    assert "<td>Yamada^Tarou=山田^太郎</td><td>&lt;1&gt;</td>" in shown
    assert "<p>2 matches, complete</p>" in shown


def test_a_loop_in_a_later_cell_gets_them_all(outputs):
    assert outputs[1]["text/plain"] == "['<1>', '2']"


def test_a_data_frame(outputs):
    assert outputs[2]["text/plain"] == "['<1>', '2']"


def test_a_cell_that_awaits(outputs):
    assert outputs[3]["text/plain"] == "['<1>', '2']"
