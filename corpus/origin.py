"""What is said of words that a machine heard, and of times that a machine gave: never passed off as what was said."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.model import Document, Passage
from corpus.sound import Checked

MACHINE = "machine transcript"
NOT_CHECKED = f"{MACHINE}, not checked"
BY_ALIGNMENT = "time by alignment"


def origin(document: Document, passages: Iterable[Passage]) -> str | None:
    """What is said beside words of a document: “machine transcript, not checked”, or by whom and when it was checked.

    None of words that nobody's machine heard. Of several passages, all have to be checked; of a document that comes
    without its passages nobody can tell whether they are, where any turn is.
    """
    machine = document.machine
    if machine is None:
        return None
    checks = {machine.check_of(passage.paragraph) for passage in passages}
    if not checks and machine.checked:
        return MACHINE
    known = sorted(check for check in checks if check)
    if not known or None in checks:
        return NOT_CHECKED
    return f"{MACHINE}, checked by {', '.join(dict.fromkeys(map(_told, known)))}"


def _told(check: Checked) -> str:
    return f"{check.by} on {check.day.written}"


def timed_by(document: Document, passage: Passage) -> str | None:
    """What is said beside the time of a passage that a machine gave to printed words, and how sure it is, in percent.

    Each time that a machine gave has its confidence; others, such as those of chapters, are the source's own.
    """
    sure = [part.confidence for part in passage.parts if part.confidence is not None]
    return f"{BY_ALIGNMENT}, {sum(sure) // len(sure)} % sure" if document.alignment and sure else None


def timed(document: Document, passages: Iterable[Passage]) -> str | None:
    """The same in short, of several passages: that a machine gave any of them its time."""
    return BY_ALIGNMENT if any(timed_by(document, passage) for passage in passages) else None
