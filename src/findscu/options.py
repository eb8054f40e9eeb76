"""The keyword arguments of `connect` and `find` as type checkers see them, for whoever hands them on:

    def todays_studies(peer: str, **options: Unpack[FindOptions]) -> list[Match]:
        return list(find(peer, level="STUDY", StudyDate=date.today(), **options))

A DICOM keyword begins with a capital letter and an option does not, so nothing is taken for what it is not. What each
option does stands in `settings.Settings`, in `query.build_query`, and in docs/library.md.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    import pydicom

    from ._keywords import Keywords
    from .elements import DataSet
    from .keys import Reader
    from .models import Model
    from .settings import Options

    class Asked(Keywords, total=False):
        """What can be said about a query, beside and with DICOM keywords; all but the character set."""

        model: str | Model | None
        level: str | None
        preset: str | None
        keys: Iterable[str]
        return_keys: Iterable[str]
        dataset: DataSet | pydicom.Dataset | None
        attributes: Mapping[str, object] | None
        ask_charset: bool
        now: datetime | Callable[[], datetime] | None
        reader: Reader | None

    class Question(Asked, total=False):
        """The arguments of `Association.find`: those of `query.build_query`, and DICOM keywords."""

        charset: str

    class FindOptions(Options, Asked, total=False):
        """The arguments of `find`: those of `connect`, and what to ask."""

else:  # as any TypedDict is when a program runs
    Keywords = Options = Asked = Question = FindOptions = dict

__all__ = ["Asked", "FindOptions", "Keywords", "Options", "Question"]
