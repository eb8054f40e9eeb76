"""findscu asks DICOM systems questions: a C-FIND Service Class User (PS3.4, PS3.7, PS3.8) as a library."""

__version__ = "0.1.0"
