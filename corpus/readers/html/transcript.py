"""Transcripts in HTML: `<cite>` names the speaker, `<time>` says when, `<p>` what (Podcasting 2.0)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from corpus.model import Passage, Section
from corpus.names import is_name
from corpus.passages import tokens
from corpus.readers.base.speech import section_under
from corpus.readers.base.times import Times
from corpus.readers.html.headings import heading_of
from corpus.readers.html.text import BLOCKS, around, holds, neighbour, text_of
from corpus.speakers import bare_label
from corpus.text import verbatim


class Talk(NamedTuple):
    """What is said in a transcript, a section for each heading in it, and what to check of its times."""

    sections: tuple[Section, ...]
    checks: tuple[str, ...]


def take_out_talk(article: Tag) -> Talk | None:
    """The transcript on a page, taken out; None where fewer than two speakers' names are followed by a time."""
    named = [cite for cite in article.find_all("cite") if (after := _after(cite)) and after.name == "time"]
    parts = [cite.parent for cite in named if cite.parent]
    if len(parts) < 2:
        return None
    part = around(parts[0], parts[-1])
    walk = _Walk()
    walk.into(part)
    walk.open("")
    if not any(passage.speaker for section in walk.sections for passage in section.passages):
        return None
    part.clear()
    return Talk(tuple(walk.sections), walk.times.checks())


@dataclass
class _Walk:
    """The transcript as it comes: what a paragraph says is the last speaker's, other text that of a name before it."""

    times: Times = field(default_factory=Times)
    sections: list[Section] = field(default_factory=list)
    heading: str = ""
    said: list[Passage] = field(default_factory=list)
    speaker: str | None = None
    start_ms: int | None = None
    is_named: bool = False  # by what stands just before
    beside: list[str] = field(default_factory=list)  # text in no paragraph

    def into(self, parent: Tag) -> None:
        for child in [*parent.children]:
            if not isinstance(child, Tag) or _is_inline(child):
                self.beside.append(text_of(child) if isinstance(child, Tag | NavigableString) else "")
                continue
            self.flush()
            if _is_label(child):
                self.speaker, self.is_named = verbatim(text_of(child)).rstrip(":").rstrip() or None, True
            elif child.name == "time":
                self.start_ms, self.is_named = self.times.written(verbatim(text_of(child))), True
            elif any(map(_is_label, child.find_all("cite"))):
                self.into(child)
            elif heading := heading_of(child):
                self.open(heading)
            elif child.name == "p":
                self.say(verbatim(text_of(child)), self.speaker)
            else:
                self.into(child)
            self.flush()

    def flush(self) -> None:
        text = verbatim("".join(self.beside))
        self.beside = []
        if tokens(text):
            self.say(text, self.speaker if self.is_named else None)

    def say(self, text: str, speaker: str | None) -> None:
        if text:
            self.said.append(Passage(text=text, speaker=speaker, start_ms=self.start_ms))
            self.start_ms, self.is_named = None, False

    def open(self, heading: str) -> None:
        """Begin a section: nobody goes on to speak in it."""
        if self.said or self.heading:
            self.sections.append(section_under(self.heading, self.said))
        self.heading, self.said, self.speaker, self.start_ms = heading, [], None, None


def _after(element: Tag) -> Tag | None:
    """The element that stands behind one with no words between."""
    other: PageElement | None = element.next_sibling
    while isinstance(other, NavigableString) and not tokens(other):
        other = other.next_sibling
    return other if isinstance(other, Tag) else None


def _is_label(element: Tag) -> bool:
    """Whether an element names who speaks, rather than a work that somebody speaks of."""
    after = _after(element) if element.name == "cite" else None
    return after is not None and (after.name == "time" or after.name in BLOCKS)


def _is_inline(element: Tag) -> bool:
    if element.name in ("cite", "time"):
        return element.name == "cite" and not _is_label(element)
    return element.name not in BLOCKS and not holds(element, (*BLOCKS, "cite", "time"))


def mark_speakers(article: Tag) -> None:
    """Make headings of terms, and of bold first lines of paragraphs, that are names of speakers and return."""
    for element in article.find_all("dl"):
        terms = element.find_all("dt")
        if _return(terms):
            for term in terms:
                term["role"] = "heading"
    lines = [(bold, end) for bold in article.find_all(["b", "strong"]) if (end := _break_after(bold))]
    if _return([bold for bold, _ in lines]):
        for bold, end in lines:
            end.extract()
            bold.name, bold["role"] = "div", "heading"


def _return(names: Sequence[Tag]) -> bool:
    """Whether elements are names, two or more, and one again; of a person, one at the least."""
    counts = Counter(verbatim(text_of(name)) for name in names)
    return 1 < len(counts) < counts.total() and any(is_name(bare_label(name)) for name in counts)


def _break_after(bold: Tag) -> Tag | None:
    """The line break that ends the first line of a paragraph, where all of that is bold."""
    if bold.parent is None or bold.parent.name not in ("p", "div") or neighbour(bold, "previous_sibling"):
        return None
    after = neighbour(bold, "next_sibling")
    return after if isinstance(after, Tag) and after.name == "br" else None
