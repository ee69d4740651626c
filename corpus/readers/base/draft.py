"""A document on its way to a Reading, as the steps of assembling it pass it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corpus.locators import parts_of
from corpus.model import Document, Hints, Passage, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known so far of a source: its document, those it introduces, and what there is to check.

    `links` gives the address of a reference by its text, `italics` the words that it prints in italics;
    `bylines` are lines that are no passages, but may tell the date and the authors. `is_talk`, where most of a page
    that does not say what it is turned out to be said by speakers.
    """

    document: Document
    hints: Hints
    links: Mapping[str, str] = field(default_factory=dict)
    italics: Mapping[str, str] = field(default_factory=dict)
    bylines: Sequence[str] = ()
    related: tuple[Document, ...] = ()
    checks: tuple[str, ...] = ()
    is_talk: bool = False

    @property
    def opening(self) -> list[str]:
        """The texts of what stands before the first heading of known kind, and of the sections without one."""
        sections = self.document.sections
        return [passage.text for s in sections if s.kind in ("summary", "body") for passage in s.passages]

    def telling(self, *checks: str, **details: Any) -> Draft:
        """The draft with details of its document set, and with more to check."""
        return replace(self, document=replace(self.document, **details), checks=(*self.checks, *checks))

    def with_sections(self, sections: Sequence[Section]) -> Draft:
        return self.telling(sections=tuple(sections))


def is_told(passage: Passage) -> bool:
    """Whether its reader says who speaks or when; then no step reads either from its words or its heading."""
    return passage.speaker is not None or any(part.start_ms is not None for part in parts_of(passage))
