"""What is said of words that a machine heard, and of times that a machine gave: never passed off as what was said."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.model import Checked, Document, Passage

MACHINE = "machine transcript"
NOT_CHECKED = f"{MACHINE}, not checked"
BY_ALIGNMENT = "time by alignment"


def origin(document: Document, passages: Iterable[Passage]) -> str | None:
    """What is said beside words of a document: “machine transcript, not checked”, or by whom and when it was checked.

    None of words that nobody's machine heard. Of several passages, all have to be checked.
    """
    machine = document.machine
    if machine is None:
        return None
    checks = {machine.check_of(passage.paragraph) for passage in passages}
    known = sorted(check for check in checks if check)
    if not known or None in checks:
        return NOT_CHECKED
    return f"{MACHINE}, checked by {', '.join(dict.fromkeys(map(_told, known)))}"


def _told(check: Checked) -> str:
    return f"{check.by} on {check.day.written}"


def timed_by(document: Document, passage: Passage) -> str | None:
    """What is said beside the time of a passage that a machine gave to printed words, and how sure it is, in percent."""
    if document.alignment is None or passage.start_ms is None:
        return None
    sure = [part.confidence for part in passage.parts if part.confidence is not None]
    return f"{BY_ALIGNMENT}, {sum(sure) // len(sure)} % sure" if sure else BY_ALIGNMENT
