"""`--dry-run`: what would be sent, to whom."""

from __future__ import annotations

from ..escaping import escape_text
from .sentences import format_query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .dialects import Task


def dry_run_text(task: Task, *, redacts: bool = False) -> str:
    """Return the peer and every query of a task as text.

    Args:
        task: what would be asked, and whom.
        redacts: whether values that lead to a patient are masked; those that are no text are left out.

    Raises:
        UsageError: a query that is built only now cannot be.
    """
    if redacts:
        from .redacting import redacted_query
    request = task.settings.request()
    lines = [f"# to {escape_text(str(task.settings.asked))}, from {request.calling_ae_title}\n"]
    for question in task.questions:
        query = question.build()
        lines.append(f"# {question.place.partition(' of ')[0]}{': ' if question.place else ''}")
        lines.append(f"{query.model.title} ({query.model.uid})\n")
        lines.append(format_query(redacted_query(query) if redacts else query))
    return "".join(lines)
