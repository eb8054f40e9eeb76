"""Logger configurations do what they do in DCMTK: the real program's events go through ours, with the same file."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import findscu
from compat.oflog_configurations import CONFIGURATIONS, PATTERN, ROOT, console, file_of, pattern
from compat.talk import EXPLICIT, ScriptedScp, Talk, explicit
from findscu.cli.oflog import DEBUG, ERROR, INFO, TRACE, WARN, OflogError, configured, default_hierarchy, level_of
from peers import process
from peers.programs import require_dcmtk

EXAMPLE = Path(findscu.__file__).parent / "data" / "logger.cfg"
ANSWER = explicit(0x00080052, "CS", b"STUDY ") + explicit(0x00104000, "LT", b"one\r\nM\xfcller ")

RECORDING = """
log4cplus.appender.a=log4cplus::FileAppender
log4cplus.appender.a.File=all.log
log4cplus.appender.a.layout=log4cplus::PatternLayout
log4cplus.appender.a.layout.FormatEachLine=false
log4cplus.appender.a.layout.ConversionPattern=\x01%c\x02%p\x02%m
"""


@pytest.fixture(scope="module")
def scp() -> Iterator[ScriptedScp]:
    def script(talk: Talk) -> None:
        talk.accept(EXPLICIT)
        for find in talk.finds():
            talk.answer(find, ANSWER)
            talk.final(find)

    with ScriptedScp(script) as peer:
        yield peer


class Reference:
    """DCMTK's findscu, asking one peer."""

    def __init__(self, scp: ScriptedScp, folder: Path) -> None:
        self._words = ["-S", "-k", "0008,0052=STUDY", scp.host, str(scp.port)]
        self._folder = folder

    def run(self, name: str, text: str) -> tuple[str, str, dict[str, str]]:
        """Return standard output, standard error and files of a run with a configuration."""
        folder = self._folder / name
        folder.mkdir()
        (folder / "c.cfg").write_bytes(text.encode())
        started = subprocess.Popen(
            [require_dcmtk("findscu"), "-lc", "c.cfg", *self._words],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=process.environment(),
        )
        stdout, stderr = started.communicate(timeout=60)
        said = stderr.decode("latin-1")
        if said.startswith("$dcmtk"):
            said = said[said.index("error: ") :]
        return comparable(stdout.decode("latin-1"), said, folder, started.pid)

    def events(self, text: str) -> list[tuple[str, int, str]]:
        """Return what is logged under the levels of a configuration: logger, level, message."""
        levels = dict(re.findall(r"(?m)^ *log4cplus\.(rootLogger|logger\.[\w.]+) *= *(\w*)", text))
        root = levels.pop("rootLogger", "") or "INFO"
        lines = [f"log4cplus.rootLogger={root}, a", *(f"log4cplus.{name}={level}" for name, level in levels.items())]
        _, _, files = self.run("recorded", "\n".join(lines) + RECORDING)
        events = [event.split("\x02", 2) for event in files["all.log"].split("\x01")[1:]]
        return [(name, level_of(word), recoded(message)) for name, word, message in events]


def recoded(text: str) -> str:
    """Turn bytes that were read as Latin-1 into the text they are for us."""
    return text.encode("latin-1").decode("utf-8", "surrogateescape")


def comparable(stdout: str, stderr: str, folder: Path, pid: int) -> tuple[str, str, dict[str, str]]:
    def plain(text: str) -> str:
        text = re.sub(r"\d\d:\d\d:\d\d(\.\d+(\.\d+)?)?", "TIME", text)
        return re.sub(r"\[1[34]\d{13}\]", "[THREAD]", text).replace(str(pid), "PID")

    files = {plain(path.name): plain(path.read_bytes().decode("latin-1")) for path in sorted(folder.iterdir())}
    return plain(stdout), plain(stderr), files


class Text(io.StringIO):
    def latin(self) -> str:
        return self.getvalue().encode("utf-8", "surrogateescape").decode("latin-1")


@pytest.mark.peer
@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_configurations(scp, tmp_path, monkeypatch, name):
    text = CONFIGURATIONS[name]
    reference = Reference(scp, tmp_path)
    expected = reference.run("dcmtk", text)
    events = reference.events(text.replace("${lvl}", "INFO").replace("\r", ""))
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "c.cfg").write_bytes(text.encode())
    monkeypatch.chdir(folder)
    stdout, stderr = Text(), Text()
    try:
        hierarchy = configured("c.cfg", stderr, stdout)
        for logger, level, message in events:
            hierarchy.logger(logger).log(level, message)
        hierarchy.close()
    except OflogError as error:
        stderr.write(f"error: {error}\n")
    assert comparable(stdout.latin(), stderr.latin(), folder, os.getpid()) == expected


def test_a_root_that_crashes_dcmtk(tmp_path):
    hierarchy, said = configure(tmp_path, console(root="FOO, c"))
    hierarchy.logger("dcmtk").log(INFO, "still here")
    assert said.getvalue() == ("log4cplus:ERROR You have tried to set NOT_SET_LOG_LEVEL to root.\nINFO - still here\n")


def configure(folder: Path, text: str) -> tuple:
    path = folder / "logger.cfg"
    path.write_text(text)
    said = Text()
    return configured(str(path), said, Text()), said


@pytest.mark.parametrize(
    "path, expected",
    [("none", "does not exist"), (".", "does not exist")],
)
def test_files_that_are_none(tmp_path, path, expected):
    with pytest.raises(OflogError, match=f"Specified --log-config file {expected}"):
        configured(str(tmp_path / path), Text(), Text())


def test_a_file_that_cannot_be_read(tmp_path, monkeypatch):
    (tmp_path / "a").touch()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(OflogError, match="Specified --log-config file cannot be read"):
        configured(str(tmp_path / "a"), Text(), Text())


def test_without_a_configuration():
    said = Text()
    hierarchy = default_hierarchy(said, WARN)
    hierarchy.logger("dcmtk.dcmnet").log(INFO, "hidden")
    hierarchy.logger("dcmtk.dcmnet.responses").set_level(INFO)
    hierarchy.logger("dcmtk.dcmnet.responses").log(INFO, "a\n\nb\n")
    hierarchy.logger("dcmtk.apps.findscu").log(ERROR, "bad")
    hierarchy.root.force(TRACE, "said all the same")
    assert said.getvalue() == "I: a\nI: \nI: b\nI: \nE: bad\nT: said all the same\n"


def test_variables_that_name_each_other_end(tmp_path):
    _, said = configure(tmp_path, "a = ${b}\nb = ${a}\nc = ${c}${c}\n" + console())
    assert said.getvalue() == ""


def test_places(tmp_path):
    hierarchy, said = configure(tmp_path, pattern("%b:%M %L %l %F %m%n"))
    hierarchy.logger("dcmtk").log(INFO, "here")
    line = test_places.__code__.co_firstlineno + 2
    expected = f"test_oflog.py:test_places {line} {__file__}:{line} {__file__} here\n"
    assert said.getvalue() == expected


def test_a_stream_that_is_gone(tmp_path):
    hierarchy, said = configure(tmp_path, console())
    said.close()
    hierarchy.logger("dcmtk").log(INFO, "nobody listens")
    hierarchy.close()


class TestRolling:
    CONFIGURATION = file_of(
        "RollingFileAppender", "File = {}", "MaxFileSize = 1KB", "MaxBackupIndex = 2", "Append = true"
    )

    def test_by_size(self, tmp_path):
        path = tmp_path / "x.log"
        hierarchy, said = configure(tmp_path, self.CONFIGURATION.format(path))
        line = "x" * 1000
        for _ in range(900):  # a file takes 200 KB, however little is asked for
            hierarchy.logger("dcmtk").log(INFO, line)
        hierarchy.close()
        assert said.getvalue() == ""
        sizes = [(tmp_path / name).stat().st_size for name in ("x.log.2", "x.log.1")]
        assert sizes == [204 * 1008, 204 * 1008]
        assert sorted(path.name for path in tmp_path.glob("x.log*")) == ["x.log", "x.log.1", "x.log.2"]

    def test_appends(self, tmp_path):
        path = tmp_path / "x.log"
        path.write_text("old\n")
        hierarchy, _ = configure(tmp_path, self.CONFIGURATION.format(path))
        hierarchy.logger("dcmtk").log(INFO, "new")
        hierarchy.close()
        assert path.read_text() == "old\nINFO - new\n"

    def test_by_time(self, tmp_path, monkeypatch):
        from findscu.cli.oflog import hierarchy as hierarchy_module
        from findscu.cli.oflog import rolling

        now = [1_800_000_000.0]
        monkeypatch.setattr(rolling, "time", lambda: now[0])
        monkeypatch.setattr(hierarchy_module, "time", lambda: now[0])
        path = tmp_path / "x.log"
        text = file_of("DailyRollingFileAppender", f"File = {path}", "Schedule = MINUTELY", "MaxBackupIndex = 1")
        hierarchy, _ = configure(tmp_path, text)
        for message, seconds in (("one", 61), ("two", 0), ("three", 0)):
            hierarchy.logger("dcmtk").log(INFO, message)
            now[0] += seconds
        hierarchy.close()
        old = sorted(tmp_path.glob("x.log.*"))
        assert [each.read_text() for each in old] == ["INFO - one\n", "INFO - two\nINFO - three\n"]
        assert path.read_text() == ""


class TestSysLog:
    @pytest.fixture
    def listener(self) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
            listener.bind(("127.0.0.1", 0))
            listener.settimeout(10)
            yield listener

    def text(self, listener: socket.socket) -> str:
        own = {"ident": "me", "facility": "LOCAL3", "host": "127.0.0.1", "port": str(listener.getsockname()[1])}
        lines = [f"log4cplus.appender.c.{key} = {value}" for key, value in own.items()]
        return "log4cplus.rootLogger = DEBUG, c\nlog4cplus.appender.c = log4cplus::SysLogAppender\n" + "\n".join(
            [*lines, PATTERN + "%p %m"]
        )

    def test_remote(self, tmp_path, listener):
        hierarchy, said = configure(tmp_path, self.text(listener))
        for level in (DEBUG, INFO, WARN, ERROR, 50000):
            hierarchy.logger("dcmtk.dcmnet").log(level, "text")
        got = [listener.recv(9999).decode() for _ in range(5)]
        hierarchy.close()
        assert said.getvalue() == ""
        assert [datagram[:5] for datagram in got] == ["<159>", "<158>", "<156>", "<155>", "<154>"]
        shape = r"<158>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \S+ me \d+ dcmtk\.dcmnet - INFO text"
        assert re.fullmatch(shape, got[1])

    @pytest.mark.peer
    def test_as_dcmtk_sends_it(self, tmp_path, listener):
        (tmp_path / "s.cfg").write_text(self.text(listener))
        words = [require_dcmtk("findscu"), "-lc", "s.cfg", "-k", "0010,0010", "127.0.0.1", "1"]
        subprocess.run(words, cwd=tmp_path, capture_output=True, check=False, env=process.environment())
        theirs = next(datagram for datagram in iter(lambda: listener.recv(9999), b"") if b"Requesting" in datagram)
        hierarchy, _ = configure(tmp_path, self.text(listener))
        hierarchy.logger("dcmtk.dcmnet").log(INFO, "Requesting Association")
        ours = next(each for each in iter(lambda: listener.recv(9999), b"") if str(os.getpid()).encode() in each)
        hierarchy.close()
        hidden = [re.sub(rb"1 \S+Z (\S+) me \d+", rb"1 TIME \1 me PID", datagram) for datagram in (theirs, ours)]
        assert hidden[0] == hidden[1]

    def test_a_host_that_is_none(self, tmp_path, listener):
        text = self.text(listener).replace("127.0.0.1", "no host.invalid")
        hierarchy, said = configure(tmp_path, text)
        hierarchy.logger("dcmtk").log(INFO, "lost")
        hierarchy.close()
        assert said.getvalue() == "log4cplus:WARN SysLogAppender::appendRemote- socket write failed\n"

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no syslog")
    def test_local(self, tmp_path, monkeypatch):
        import syslog

        sent: list[tuple[object, ...]] = []
        monkeypatch.setattr(syslog, "openlog", lambda *arguments: sent.append(("open", *arguments)))
        monkeypatch.setattr(syslog, "syslog", lambda *arguments: sent.append(arguments))
        monkeypatch.setattr(syslog, "closelog", lambda: sent.append(("close",)))
        text = ROOT + "log4cplus.appender.c = log4cplus::SysLogAppender\nlog4cplus.appender.c.ident = me\n"
        hierarchy, _ = configure(tmp_path, text)
        hierarchy.logger("dcmtk").log(WARN, "a\0b")
        hierarchy.close()
        assert sent == [("open", "me"), (syslog.LOG_USER | syslog.LOG_WARNING, "WARN - ab\n"), ("close",)]


class TestEventLog:
    """Windows's library is played by one that notes what it is asked."""

    class Library:
        def __init__(self, handle: int = 7, works: bool = True) -> None:
            self.calls: list[tuple[object, ...]] = []
            self._handle = handle
            self._works = works

        def RegisterEventSourceW(self, server: str | None, source: str) -> int:
            self.calls.append((server, source))
            return self._handle

        def ReportEventW(self, handle: int, kind: int, category: int, number: int, *more: object) -> bool:
            text = more[3]._obj.value  # type: ignore[attr-defined]
            self.calls.append((handle, kind, category, number, text))
            return self._works

        def DeregisterEventSource(self, handle: int) -> None:
            self.calls.append((handle,))

    def run(self, library: Library, source: str = "findscu", server: str = "") -> list[tuple[str, str]]:
        from findscu.cli.oflog.event_log import NTEventLogAppender
        from findscu.cli.oflog.hierarchy import Event

        said: list[tuple[str, str]] = []
        appender = NTEventLogAppender(source, server, lambda *complaint: said.append(complaint), library)
        appender.handle(Event("dcmtk", ERROR, "bad", 0.0))
        appender.close()
        return said

    def test_entries(self):
        library = self.Library()
        assert self.run(library, server="there") == []
        assert library.calls == [("there", "findscu"), (7, 1, 2, 0x1000, "ERROR - bad\n"), (7,)]

    def test_complaints(self):
        assert self.run(self.Library(works=False)) == [("ERROR", "Cannot report event in NT EventLog.")]
        not_open = ("WARN", "NT EventLog not opened.")
        assert self.run(self.Library(handle=0)) == [("WARN", "Event source registration failed."), not_open]
        assert self.run(self.Library(), source="") == [("WARN", "Source option not set for appender []."), not_open]

    def test_kinds_and_categories(self):
        from findscu.cli.oflog.event_log import category_of, kind_of

        levels = (50000, ERROR, WARN, INFO, DEBUG, TRACE)
        assert [category_of(level) for level in levels] == [1, 2, 3, 4, 5, 6]
        assert [kind_of(level) for level in levels] == [1, 1, 2, 4, 4, 4]

    @pytest.mark.skipif(sys.platform == "win32", reason="there it is")
    def test_is_nowhere_else(self):
        from findscu.cli.oflog.event_log import windows_library

        assert windows_library() is None


class TestExample:
    @pytest.mark.peer
    def test_dcmtk_takes_it_too(self, scp, tmp_path, monkeypatch):
        reference = Reference(scp, tmp_path)
        expected = reference.run("dcmtk", EXAMPLE.read_text())
        events = reference.events(EXAMPLE.read_text())
        monkeypatch.chdir(tmp_path)
        (tmp_path / "ours").mkdir()
        monkeypatch.chdir(tmp_path / "ours")
        (tmp_path / "ours" / "c.cfg").write_bytes(EXAMPLE.read_bytes())
        stdout, stderr = Text(), Text()
        hierarchy = configured("c.cfg", stderr, stdout)
        for logger, level, message in events:
            hierarchy.logger(logger).log(level, message)
        hierarchy.close()
        actual = comparable(stdout.latin(), stderr.latin(), tmp_path / "ours", os.getpid())
        assert sorted(actual[1].splitlines()) == sorted(expected[1].splitlines())  # theirs are buffered apart
        assert [re.sub(r"\d{4}-\d\d-\d\d", "DATE", actual[2]["findscu.log"]), actual[0]] == [
            re.sub(r"\d{4}-\d\d-\d\d", "DATE", expected[2]["findscu.log"]),
            expected[0],
        ]

    def test_keeps_patients_out_of_the_file(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        said = Text()
        hierarchy = configured(str(EXAMPLE), said, Text())
        hierarchy.logger("dcmtk.dcmnet").log(INFO, "Requesting Association")
        hierarchy.logger("dcmtk.dcmnet.responses").log(INFO, "(0010,0010) PN [Doe^Jo]")
        hierarchy.close()
        assert "Doe^Jo" in said.getvalue()
        assert "Doe^Jo" not in (tmp_path / "findscu.log").read_text()
        assert "dcmnet: Requesting Association" in (tmp_path / "findscu.log").read_text()
