"""What comes of answers: text, files, XML, character sets."""

from __future__ import annotations

from compat.dcmtk_lines.words import ASK, STUDY, words
from compat.lines import line
from compat.scps import SCPS

OUTPUT = [
    line("extract", "three", f"-X {STUDY}"),
    line("extract-long", "three", f"-v --extract {STUDY}"),
    line("extract-real", "dcmqrscp", f"-v -X {STUDY}"),
    line("extract-folder", "three", f"-v -X -od out {STUDY}"),
    line("extract-folder-long", "three", f"-X --output-directory out {STUDY}"),
    line("extract-folder-slash", "three", f"-v -X -od out/ {STUDY}"),
    line("extract-folder-dot", "three", f"-v -X -od . {STUDY}"),
    line("extract-folder-missing", "three", f"-X -od nowhere {STUDY}"),
    line("extract-folder-file", "three", f"-X -od study.dcm {STUDY}"),
    line("extract-folder-empty", "three", f"-v -X -od '' {STUDY}"),
    line("folder-alone", "three", f"-od out {STUDY}"),
    line("folder-missing-alone", "three", f"-od nowhere {STUDY}"),
    line("extract-final-data", "success-with-dataset", f"-v -X {STUDY}"),
    line("extract-many", "many", f"-X -od out {STUDY}"),
    line("extract-none", "none", f"-v -X {STUDY}"),
    line("extract-nested", "nested", f"-v -X {STUDY}"),
    line("extract-odd-values", "odd-values", f"-v -X {STUDY}"),
    line("extract-private", "private", f"-v -X {STUDY}"),
    line("extract-every-vr", "every-vr", f"-v -X {STUDY}"),
    line("extract-group-2", "group-2", f"-v -X {STUDY}"),
    line("xml", "three", f"-Xx {STUDY}"),
    line("xml-long", "three", f"-v --extract-xml {STUDY}"),
    line("xml-folder", "three", f"-v -Xx -od out {STUDY}"),
    line("xml-real", "dcmqrscp", f"-Xx {STUDY}"),
    line("xml-nested", "nested", f"-Xx {STUDY}"),
    line("xml-nested-implicit", "nested-implicit", f"-Xx -xi {STUDY}"),
    line("xml-private", "private", f"-Xx {STUDY}"),
    line("xml-odd-values", "odd-values", f"-v -Xx {STUDY}"),
    line("xml-every-vr", "every-vr", f"-v -Xx {STUDY}"),
    line("xml-big-endian", "big-endian", f"-Xx {STUDY}"),
    line("xml-deflated", "deflated", f"-Xx -xd {STUDY}"),
    line("xml-long-value", "long-value", f"-Xx {STUDY}"),
    line("xml-empty-dataset", "empty-dataset", f"-v -Xx {STUDY}"),
    line("xml-unsorted", "unsorted", f"-v -Xx {STUDY}"),
    line("single", "three", f"-Xs all.xml {STUDY}"),
    line("single-long", "three", f"-v --extract-xml-single all.xml {STUDY}"),
    line("single-folder", "three", f"-v -Xs all.xml -od out {STUDY}"),
    line("single-empty-name", "three", f"-v -Xs '' {STUDY}"),
    line("single-none", "none", f"-v -Xs all.xml {STUDY}"),
    line("single-failed", "status-a700", f"-v -Xs all.xml {STUDY}"),
    line("single-rejected", "reject-1-1-7", f"-v -Xs all.xml {STUDY}"),
    line("single-full-disk", "three", f"-v -Xs /dev/full {STUDY}"),
    line("single-missing-folder", "three", f"-v -Xs nowhere/all.xml {STUDY}"),
    line("single-absolute-in-folder", "three", f"-v -Xs all.xml -od nowhere {STUDY}"),
    line("single-nested", "nested", f"-Xs all.xml {STUDY}"),
    line("single-odd-values", "odd-values", f"-v -Xs all.xml {STUDY}"),
    line("single-every-vr", "every-vr", f"-v -Xs all.xml {STUDY}"),
    line("single-repeat", "three", f"-v -Xs all.xml --repeat 2 {STUDY}"),
    line("single-files", "three", "-v -Xs all.xml -S {peer} study.dcm patqry.dcm"),
    line("single-unsorted", "unsorted", f"-v -Xs all.xml {STUDY}"),
    line("single-real", "orthanc_server", f"-Xs all.xml {STUDY}"),
    line("extract-rightmost", "three", f"-Xx -Xs all.xml -X {STUDY}"),
    line("extract-rightmost-xml", "three", f"-X -Xs all.xml -Xx {STUDY}"),
    line("extract-rightmost-single", "three", f"-X -Xx -Xs all.xml {STUDY}"),
    line("limit", "three", f"-v -X -Xlo 2 {STUDY}"),
    line("limit-long", "three", f"-v -Xx --limit-output 1 {STUDY}"),
    line("limit-single", "three", f"-v -Xs all.xml -Xlo 1 {STUDY}"),
    line("limit-equal", "three", f"-v -X -Xlo 3 {STUDY}"),
    line("limit-debug", "many", f"-d -X -Xlo 2 {STUDY}"),
    line("limit-repeat", "three", f"-v -X -Xlo 5 --repeat 2 {STUDY}"),
    line("limit-0", "three", f"-X -Xlo 0 {STUDY}"),
    line("limit-alone", "three", f"-Xlo 2 {STUDY}"),
    line("show", "three", f"-X +sr {STUDY}"),
    line("show-long", "three", f"-Xx --show-responses {STUDY}"),
    line("show-quiet", "three", f"-q +sr {STUDY}"),
    line("show-error-level", "three", f"-ll error +sr {STUDY}"),
    line("hide", "three", f"-sr {STUDY}"),
    line("hide-long", "three", f"-v --hide-responses {STUDY}"),
    line("hide-show", "three", f"-sr +sr {STUDY}"),
    line("show-hide", "three", f"+sr -sr {STUDY}"),
    line("show-extract-verbose", "three", f"-v -X +sr {STUDY}"),
    line("correct", "odd-values", f"-v +dc {STUDY}"),
    line("correct-long", "odd-values", f"--enable-correction {STUDY}"),
    line("correct-extract", "odd-values", f"-v +dc -X {STUDY}"),
    line("correct-xml", "odd-values", f"-v +dc -Xx {STUDY}"),
    line("correct-not", "odd-values", f"+dc -dc {STUDY}"),
    line("correct-not-long", "odd-values", f"+dc --disable-correction {STUDY}"),
    line("correct-file", "three", "-v +dc -S {peer} odd.dcm"),
]

# Debian's DCMTK knows no ISO_IR 203, and glibc's iconv no ISO 2022 IR 87: nobody judges these two in XML.
CONVERTED = {name for name in SCPS if name.startswith("charset-")} - {"charset-latin9", "charset-japanese"}
CHARSETS = [
    *(line(f"show-{name}", name, f"{STUDY}") for name in SCPS if name.startswith("charset-")),
    *(line(f"xml-{name}", name, f"-v -Xx {STUDY}") for name in SCPS if name in CONVERTED),
    *(line(f"single-{name}", name, f"-v -Xs all.xml {STUDY}") for name in SCPS if name in CONVERTED),
    line("show-charsets-real", "wlmscpfs_without_charset", "-k PatientName -k SpecificCharacterSet"),
    line("show-charsets-orthanc", "orthanc_server", f"{ASK} -k PatientName -k SpecificCharacterSet"),
    line("xml-charsets-orthanc", "orthanc_server", f"-Xx {ASK} -k PatientName -k SpecificCharacterSet"),
    line("single-charsets-orthanc", "orthanc_server", f"-Xs all.xml {ASK} -k PatientName"),
]  # fmt: skip

ANSWERS = [
    *(
        line(f"show-{name}", name, STUDY)
        for name in words(
            "three none ff01 implicit big-endian nested nested-implicit private private-implicit "
            "every-vr every-vr-implicit odd-values unsorted long-value empty-dataset fragments "
            "tiny-pdus "
        )
    ),
    line("show-deflated", "deflated", f"-xd {STUDY}"),
    line("show-real-patients", "dcmqrscp", "-P -k QueryRetrieveLevel=PATIENT -k PatientName -k PatientID"),
    line("show-real-series", "orthanc_server", "-S -k QueryRetrieveLevel=SERIES -k Modality -k SeriesInstanceUID"),
    line("show-real-images", "qrscp", "-S -k QueryRetrieveLevel=IMAGE -k SOPInstanceUID -k InstanceNumber"),
    line("show-real-worklist", "wlmscpfs", "-k '(0040,0100)[0].Modality=CT' -k '(0040,0100)[0].0040,0002'"),
    line("show-real-worklist-orthanc", "orthanc_worklist", "-k PatientName -k '(0040,0100)[0].Modality'"),
    line("real-missing-level", "dcmqrscp", "-v -S -k PatientName"),
    line("real-missing-level-orthanc", "orthanc_server", "-v -S -k PatientName"),
    line("real-missing-level-qrscp", "qrscp", "-v -S -k PatientName"),
    line("real-bad-level", "dcmqrscp", "-S -k QueryRetrieveLevel=NOTHING"),
]  # fmt: skip
