"""Real DICOM systems on loopback: finding, starting, filling, asking and ending them.

`programs` finds executables, `process` starts and ends them, `files` makes what they serve, `dcmtk`, `orthanc` and
`pynetdicom` know one system each, `fixtures` starts each once a session, `datasets` reads and compares identifiers with
pydicom only. Nothing here imports findscu, so that nothing of ours can supply an expectation.
"""
