"""A program of a user, for type checkers only: see test_typing. Lines that end in `# wrong` have to be found."""

from __future__ import annotations

import asyncio
import ssl
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, assert_type

import findscu
from findscu import Echo, FindscuError, Match, Matches, Observer, Outcome, Query, aio, build_query, connect, find
from findscu.errors import ResponseTimeout, StatusError

if TYPE_CHECKING:
    from typing import Unpack

    import pyarrow
    import pydicom

    from findscu.options import FindOptions, Keywords

PEER = "PACS@127.0.0.1:11112"


def ask() -> None:
    with find(PEER, level="STUDY", StudyDate="20260101-", PatientName="MÜLLER*", limit=10) as matches:
        assert_type(matches, Matches)
        for match in matches:
            assert_type(match, Match)
            assert_type(match.PatientName, str)
            assert_type(match.RequestAttributesSequence, list[Match])
            assert_type(match["RequestAttributesSequence"], list[Match])
            assert_type(match.to_dict(), dict[str, Any])
            print(match["StudyDate"].values, match.RequestAttributesSequence[0].ScheduledProcedureStepID)
            print(match.PatientNam)  # wrong
        assert_type(matches.outcome, Outcome)
        assert_type(matches.complete, bool)


def values() -> None:
    find(PEER, StudyDate=date(2026, 1, 31), StudyTime=time(8), AcquisitionDateTime=datetime(2026, 1, 31, 8))
    find(PEER, Rows=512, PatientWeight="70.5", ModalitiesInStudy=["CT", "MR"], PatientID=None)
    find(PEER, ScheduledProcedureStepSequence={"Modality": "CT", "ScheduledProcedureStepStartDate": date.today()})
    find(PEER, ScheduledProcedureStepSequence=[{"Modality": "CT"}])
    find(PEER, level="STUDY", attributes={"(0009,0010)": "ACME", "00091001": "x"}, keys=["PatientID=1"], preset="all")
    find(PEER, StudyDate=20260131)  # wrong
    find(PEER, Rows=date.today())  # wrong
    find(PEER, ScheduledProcedureStepSequence={"Modalty": "CT"})  # wrong
    find(PEER, PatientNmae="")  # wrong


def options() -> None:
    context: ssl.SSLContext = ssl.create_default_context()
    find(PEER, 104, tls=context, response_timeout=30, called_ae_title="PACS", models=["study"], level="PATIENT")
    connect(PEER, calling_ae_title="ME", max_pdu_length=0, tls=None, observer=Observer()).release()
    find(PEER, response_timeout="30")  # wrong
    connect(PEER, level="STUDY")  # wrong
    connect(PEER, PatientName="")  # wrong


def association() -> None:
    with connect(PEER) as one:
        assert_type(one.echo(), Echo)
        assert_type(one.find(level="SERIES", StudyInstanceUID="1.2.3").to_dicts(), list[dict[str, Any]])
        one.find(response_timeout=5)  # wrong
        query: Query = build_query(level="STUDY", attributes={"PatientName": "A*"})
        one.find(query).raise_for_status()
        for block in one.find(query, priority="high").blocks():
            assert_type(block, list[Match])


def whole() -> None:
    datasets: list[pydicom.Dataset] = find(PEER, level="STUDY").to_pydicom()
    table: pyarrow.Table = find(PEER, level="STUDY").to_arrow()
    print(datasets, table)


def todays_studies(peer: str, **more: Unpack[FindOptions]) -> Matches:
    more["StudyDate"] = date.today()
    return find(peer, **more)


def items() -> Keywords:
    return {"Modality": "CT", "ScheduledStationAETitle": ["CT1", "CT2"]}


def errors() -> None:
    try:
        todays_studies(PEER, PatientID="4711", tls=None)
    except StatusError as error:
        print(f"{error.status:04X}", error.hint, error.offending_elements)
    except (ResponseTimeout, findscu.errors.NetworkError) as error:
        print(error.peer)
    except FindscuError:
        raise


async def several(peers: list[str]) -> list[str]:
    async def ask(peer: str) -> list[str]:
        async with aio.find(peer, level="STUDY", PatientName="", StudyDate="today") as matches:
            assert_type(matches, aio.Matches)
            return [match.PatientName async for match in matches]

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        tasks = [group.create_task(ask(peer)) for peer in peers]
    return [name for task in tasks for name in task.result()]


async def awaited() -> None:
    async with aio.connect(PEER) as one:
        assert_type(one, aio.Association)
        assert_type(await one.echo(), Echo)
        async for match in one.find(level="STUDY", PatientID="1"):
            assert_type(match, Match)
    async for match in aio.find(PEER, level="STUDY"):
        print(match.StudyDate)
    matches = await aio.find(PEER, level="STUDY", limit=1)
    assert_type(await matches.to_dicts(), list[dict[str, Any]])
