"""Transcripts in HTML: `<cite>` names the speaker, `<time>` says when, `<p>` what (Podcasting 2.0)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bs4 import Tag

from corpus.model import Passage
from corpus.names import is_name
from corpus.readers.html.text import around, neighbour, text_of
from corpus.speakers import bare_label
from corpus.text import milliseconds, verbatim

_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d\d)(?:[.,](\d{1,3}))?")


def spoken(article: Tag) -> tuple[Passage, ...] | None:
    """The turns of a transcript, or None where fewer than two speakers' names are followed by a time."""
    part = part_spoken(article)
    return tuple(_turns(part)) if part else None


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


def part_spoken(article: Tag) -> Tag | None:
    """The smallest part of a page with all speakers' names that are followed by a time, if there are two or more."""
    named = [cite for cite in article.find_all("cite") if (after := cite.find_next_sibling()) and after.name == "time"]
    parts = [cite.parent for cite in named if cite.parent]
    return around(parts[0], parts[-1]) if len(parts) > 1 else None


def _turns(article: Tag) -> Iterator[Passage]:
    speaker: str | None = None
    start_ms: int | None = None
    for line_break in article.find_all("br"):
        line_break.replace_with("\n")
    for element in article.find_all(["cite", "time", "p"]):
        text = verbatim(element.get_text())
        if element.name == "cite":
            speaker = text.rstrip(":").rstrip() or None
        elif element.name == "time":
            match = _TIME.fullmatch(text)
            start_ms = milliseconds(*match.groups()) if match else None
        elif text:
            yield Passage(text=text, speaker=speaker, start_ms=start_ms)
            start_ms = None
