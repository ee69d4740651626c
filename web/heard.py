"""What a machine heard, as pages show it: words that it is not sure of, when each is said, what came of it since."""

from __future__ import annotations

from typing import NamedTuple

from corpus.model import Document, Passage, place
from corpus.origin import origin
from search.results.values import Span
from search.results.views import PassageView

UNSURE = 50  # percent: words that are heard with less are marked


def unsure(document: Document, passage: Passage) -> list[tuple[Span, int]]:
    """The words of a passage that a machine is not sure of, and that nobody has checked, each with how sure it is."""
    machine = document.machine
    if machine is None or machine.check_of(passage.paragraph):
        return []
    ends = [*(part.offset for part in passage.parts[1:]), len(passage.text)]
    return [
        ((part.offset, part.offset + len(passage.text[part.offset : end].rstrip())), part.confidence)
        for part, end in zip(passage.parts, ends, strict=True)
        if part.confidence is not None and part.confidence < UNSURE
    ]


class Doubt(NamedTuple):
    """A word that a machine is not sure of: where it is, how sure it is in percent, its number and that of the next."""

    word: Span
    sure: int
    number: int
    next: int


class Doubts:
    """The unsure words of a document, numbered through it: each leads to the next, the last one to the first."""

    def __init__(self, document: Document) -> None:
        found = [
            (passage.id, word, sure) for passage in document.passages() for word, sure in unsure(document, passage)
        ]
        self.total = len(found)
        self._of: dict[str, list[Doubt]] = {}
        for number, (id, word, sure) in enumerate(found, 1):
            self._of.setdefault(id, []).append(Doubt(word, sure, number, number % self.total + 1))

    def of(self, passage: Passage) -> list[Doubt]:
        """Those of a passage, in order."""
        return self._of.get(passage.id, [])


def times(passage: Passage) -> str:
    """When each word of a passage is said, for the player: offset, begin and end in milliseconds, by blanks; empty
    where the times of its words are not known."""
    if not any(part.confidence is not None for part in passage.parts):
        return ""
    return " ".join(
        f"{part.offset}:{part.start_ms}:{part.end_ms}"
        for part in passage.parts
        if part.start_ms is not None and part.end_ms is not None
    )


def heard_since(view: PassageView) -> str:
    """What became since of cited words that a machine heard: heard anew, corrected, checked; empty where nothing."""
    was, now = view.document.machine, view.newest.machine if view.newest else None
    if was is None or now is None or view.newest is None:
        return ""
    if was.model != now.model:
        return f"The recording was heard anew since, by the model {now.model}. "
    if view.document.recording != view.newest.recording:
        return "Another recording was heard since, in place of the one that this is of. "
    if view.state != "current":
        return "A person corrected the transcript since, while listening. "
    here = view.quotation.passages
    there = [found.passage for each in here if (found := place(view.newest, each.id))]
    is_the_same = origin(view.document, here) == (told := origin(view.newest, there))
    return "" if is_the_same else f"In the newest version this is a {told}. "
