"""Files that command lines name: queries made by dump2dcm, command files, logger configurations, dictionaries."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from peers.certificates import Certificates
from peers.programs import ROOT, missing, require_dcmtk

SHIPPED = ROOT / "src" / "findscu" / "data"
"""Examples that come with the package."""

QUERIES = {
    # the script that DCMTK's manual shows
    "patqry": b"(0008,0052) CS [PATIENT]\n(0010,0010) PN []\n(0010,0020) LO []\n",
    "study": b"(0008,0052) CS [STUDY]\n(0010,0010) PN [Doe*]\n(0010,0020) LO []\n(0020,000d) UI []\n",
    "worklist": b"(0010,0010) PN []\n(0040,0100) SQ\n(fffe,e000) -\n(0008,0060) CS [MR]\n(0040,0002) DA []\n"
    b"(fffe,e00d) -\n(fffe,e0dd) -\n",
    "latin1": b"(0008,0005) CS [ISO_IR 100]\n(0008,0052) CS [STUDY]\n(0010,0010) PN [M\xfcller*]\n",
    "odd": b"(0008,0052) CS [STUDY]\n(0010,0010) PN [Odd]\n(0009,0010) LO [PRIVATE]\n(0009,1001) UN ab\\cd\n"
    b"(0028,0010) US 512\n(7fe0,0010) OW 0001\\0002\n",
    "newvrs": b"(0008,0052) CS [STUDY]\n(0040,a160) UT [text]\n(0008,0119) UC [unlimited]\n(0008,0120) UR [http://x]\n"
    b"(0009,0010) LO [PRIVATE]\n(0009,1001) UN ab\\cd\n(0066,0129) OL 01020304\n(7fe0,0008) OF 3f800000\n",
}
"""Query files, as dump2dcm reads them."""

BARE = ["patqry", "study"]
"""Those that are there without a header too, named `NAME-bare.dcm`."""

TEXTS = {
    "common.txt": "-S -k QueryRetrieveLevel=STUDY\n-k   PatientName\n",
    "quoted.txt": "-S -k \"PatientName=Doe J*\" -k 'StudyDescription=two  words'\n",
    "nested.txt": "-S @common.txt\n",
    "open-quote.txt": '-S -k "PatientName=Doe\n',
    "empty.txt": "",
    "blank.dcm": "",
    "no-query.txt": "this is not DICOM\n",
    "query.dump": QUERIES["study"].decode("latin-1"),
    "private.dic": '(0029,"TEST",10)\tLO\tMyPrivateName\t1\tPrivate\n(0010,0010)\tPN\tMyOwnName\t1\tDICOM\n',
    "broken.dic": "(zzzz,0010)\tPN\tBroken\t1\tDICOM\n(0010,0010)\tXX\tBadVR\n",
    "empty.dic": "",
    "plain.cfg": """\
log4cplus.rootLogger = INFO, console
log4cplus.appender.console = log4cplus::ConsoleAppender
log4cplus.appender.console.logToStdErr = true
log4cplus.appender.console.layout = log4cplus::PatternLayout
log4cplus.appender.console.layout.ConversionPattern = [%-5p|%P|%c] %m%n
""",
    "stdout.cfg": """\
log4cplus.rootLogger = INFO, console
log4cplus.appender.console = log4cplus::ConsoleAppender
log4cplus.appender.console.layout = log4cplus::PatternLayout
log4cplus.appender.console.layout.ConversionPattern = %c{1}: %m%n
""",
    "files.cfg": """\
log4cplus.rootLogger = WARN, all
log4cplus.logger.dcmtk.apps.findscu = INFO, app
log4cplus.logger.dcmtk.dcmnet = INFO
log4cplus.logger.dcmtk.dcmnet.responses = INFO, answers
log4cplus.additivity.dcmtk.dcmnet.responses = false
log4cplus.appender.all = log4cplus::FileAppender
log4cplus.appender.all.File = all.log
log4cplus.appender.all.layout = log4cplus::PatternLayout
log4cplus.appender.all.layout.ConversionPattern = %P: %c: %m%n
log4cplus.appender.app = log4cplus::RollingFileAppender
log4cplus.appender.app.File = ${appname}.log
log4cplus.appender.app.MaxFileSize = 1MB
log4cplus.appender.app.MaxBackupIndex = 2
log4cplus.appender.app.layout = log4cplus::PatternLayout
log4cplus.appender.app.layout.ConversionPattern = %p - %m%n
log4cplus.appender.answers = log4cplus::FileAppender
log4cplus.appender.answers.File = answers.log
log4cplus.appender.answers.layout = log4cplus::PatternLayout
log4cplus.appender.answers.layout.ConversionPattern = %m%n
""",
    "quiet-answers.cfg": """\
log4cplus.rootLogger = INFO, console
log4cplus.logger.dcmtk.dcmnet.responses = OFF
log4cplus.appender.console = log4cplus::ConsoleAppender
log4cplus.appender.console.logToStdErr = true
log4cplus.appender.console.layout = log4cplus::PatternLayout
log4cplus.appender.console.layout.ConversionPattern = %P: %m%n
""",
    "thresholds.cfg": """\
log4cplus.rootLogger = INFO, errors, infos, nothing
log4cplus.appender.errors = log4cplus::FileAppender
log4cplus.appender.errors.File = errors.log
log4cplus.appender.errors.Threshold = ERROR
log4cplus.appender.errors.layout = log4cplus::SimpleLayout
log4cplus.appender.infos = log4cplus::FileAppender
log4cplus.appender.infos.File = infos.log
log4cplus.appender.infos.layout = log4cplus::PatternLayout
log4cplus.appender.infos.layout.ConversionPattern = %m%n
log4cplus.appender.infos.filters.1 = log4cplus::spi::LevelMatchFilter
log4cplus.appender.infos.filters.1.LogLevelToMatch = INFO
log4cplus.appender.infos.filters.1.AcceptOnMatch = true
log4cplus.appender.infos.filters.2 = log4cplus::spi::DenyAllFilter
log4cplus.appender.nothing = log4cplus::NullAppender
""",
    "times.cfg": """\
log4cplus.rootLogger = INFO, console, daily
log4cplus.appender.console = log4cplus::ConsoleAppender
log4cplus.appender.console.logToStdErr = true
log4cplus.appender.console.layout = log4cplus::TTCCLayout
log4cplus.appender.daily = log4cplus::DailyRollingFileAppender
log4cplus.appender.daily.File = daily.log
log4cplus.appender.daily.Schedule = DAILY
log4cplus.appender.daily.MaxBackupIndex = 3
log4cplus.appender.daily.layout = log4cplus::PatternLayout
log4cplus.appender.daily.layout.ConversionPattern = %D{%Y-%m-%d %H:%M:%S.%q}|%i|%-20.10c|%5p|%m|%%%n
""",
    "no-root.cfg": "log4cplus.appender.console = log4cplus::ConsoleAppender\n",
    "bad-appender.cfg": "log4cplus.rootLogger = INFO, console\nlog4cplus.appender.console = log4cplus::NoSuch\n",
}
"""Other files, by name."""


def write(folder: Path) -> None:
    """Make all of them."""
    folder.mkdir(parents=True)
    for name, dump in QUERIES.items():
        _dump2dcm(folder / f"{name}.dcm", dump)
    for name in BARE:
        _dump2dcm(folder / f"{name}-bare.dcm", QUERIES[name], "-F")
    for name, text in TEXTS.items():
        (folder / name).write_bytes(text.encode("latin-1"))
    (folder / "truncated.dcm").write_bytes((folder / "study.dcm").read_bytes()[:-7])
    shutil.copy(_dcmtk_dictionary(), folder / "dicom.dic")
    for name in ("logger.cfg", "study.args"):
        shutil.copy(SHIPPED / name, folder)
    (folder / "out").mkdir()
    (folder / "out" / "rsp0001.dcm").write_bytes(b"an older answer")


def write_certificates(folder: Path, pki: Certificates) -> None:
    """Copy what TLS needs: our keys, CAs and revocation lists, some in DER too."""
    for name in ("ca.crt", "ca.crl", "other-ca.crt", "client.crt", "client.key", "client.encrypted.key", "server.key"):
        shutil.copy(pki[name], folder)
    for name in ("ca.crt", "client.crt", "client.key"):
        shutil.copy(pki.to_der(name), folder)
    digest = pki.openssl("x509", "-in", pki["ca.crt"], "-noout", "-hash").strip()
    (folder / "trusted").mkdir()
    shutil.copy(pki["ca.crt"], folder / "trusted" / f"{digest}.0")
    (folder / "seed").write_bytes(bytes(range(256)) * 4)


def _dcmtk_dictionary() -> Path:
    """Return the dictionary that DCMTK comes with, which lies beside its programs."""
    prefix = Path(require_dcmtk("findscu")).parents[1]
    found = sorted(prefix.glob("share/*dcmtk*/dicom.dic"))
    return found[0] if found else missing("DCMTK's dictionary")


def _dump2dcm(path: Path, dump: bytes, *options: str) -> None:
    source = path.with_suffix(".source")
    source.write_bytes(dump)
    subprocess.run([require_dcmtk("dump2dcm"), "-q", *options, str(source), str(path)], check=True, timeout=60)
    source.unlink()
