"""Words that many command lines share."""

from __future__ import annotations

STUDY = "-S -k QueryRetrieveLevel=STUDY -k PatientName -k StudyInstanceUID"
ASK = "-S -k QueryRetrieveLevel=STUDY"
KEY = "-v -S -k"

ENCRYPTED = "client.encrypted.key client.crt"
PASSWORD = f"+tls {ENCRYPTED} +pw 'correct horse'"
TEXT = "-S -k TextValue=" + "deflate_this" * 40


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()
