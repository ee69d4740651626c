"""What the lines of several commands say alike: of a document, and of who says a passage where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus.locators import locate
from corpus.model import Document, Passage
from corpus.origin import origin, timed


def details(document: Document) -> Iterator[str]:
    yield document.id
    yield f"{document.type}, version {document.version}"
    if document.show:
        yield document.show
    if document.date:
        yield document.date.written


def beside(document: Document, passages: Iterable[Passage]) -> Iterator[str]:
    """What is said beside words: that a machine heard them, or gave them their times."""
    found = [*passages]
    return (each for each in (origin(document, found), timed(document, found)) if each)


def who(passage: Passage) -> str:
    time = f" {found}" if (found := locate(passage).time) else ""
    if not passage.speaker:
        return f"({passage.label}, no speaker) " if passage.label else ""
    person = f" ({passage.person})" if passage.person not in (None, passage.speaker) else ""
    return f"{passage.speaker}{person}{time}: "
