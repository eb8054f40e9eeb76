"""`--dry-run`: what would be sent, to whom."""

from __future__ import annotations

from ..escaping import escape_text
from .sentences import format_query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .dialects import Task


def dry_run_text(task: Task) -> str:
    """Return the peer and every query of a task as text.

    Raises:
        UsageError: a query that is built only now cannot be.
    """
    request = task.settings.request()
    lines = [f"# to {escape_text(str(task.settings.asked))}, from {request.calling_ae_title}\n"]
    for question in task.questions:
        query = question.build()
        lines.append(f"# {question.place.partition(' of ')[0]}{': ' if question.place else ''}")
        lines.append(f"{query.model.title} ({query.model.uid})\n")
        lines.append(format_query(query))
    return "".join(lines)
