"""Sections of an HTML page from its blocks: the text that falls into each, with its captions and links."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from bs4 import Tag
from bs4.element import NavigableString

from corpus.model import Passage, Section, SectionKind
from corpus.passages import tokens
from corpus.readers.base.chapters import begins_with_time
from corpus.readers.html.headings import (
    TOP,
    Run,
    heading_of,
    is_bold_heading,
    is_control,
    is_subtitle,
    label_of,
    level_of,
    take_out_field_label,
    take_out_summary,
)
from corpus.readers.html.text import BLOCKS, HEADINGS, holds, names_of, neighbour, text_of, web_address
from corpus.sections import known_kind
from corpus.text import verbatim

_CAPTION_NAME = re.compile(r"(^|[-_])caption([-_]text)?$")
_CREDIT = re.compile(r"\(?(?:Photo |Image )?(?:Credit|Photo|Image|Source)s?: ?([^)]+?)\)?\.?$", re.IGNORECASE)


class _Place(NamedTuple):
    """Where in the article a walk is: the heading, its kind, and the headings that it is under."""

    heading: str
    kind: SectionKind
    above: tuple[tuple[int, SectionKind], ...]


@dataclass
class _Walk:
    """The article's sections as they come: blocks of text fall into the section of the last heading."""

    story: Tag | None = None
    sections: list[Section] = field(default_factory=list)
    heading: str = ""
    kind: SectionKind = "summary"
    passages: list[Passage] = field(default_factory=list)
    captions: list[Section] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    italics: dict[str, str] = field(default_factory=dict)
    above: list[tuple[int, SectionKind]] = field(default_factory=list)  # the headings that this one is under
    outside: bool = False  # of the story, where only sections of known kind and captions are taken
    left_out: int = 0  # words outside that were not
    stands_alone: bool = False  # whether the heading is text of the page, and stays where none is under it

    def open(self, heading: str, level: int, *, printed: bool = True) -> None:
        """Begin a section; a heading of no known kind belongs to the section that it is under."""
        self.close()
        self.stands_alone = printed and not self.outside
        self.above = [(upper, kind) for upper, kind in self.above if upper < level]
        kind = known_kind(heading) or (self.above[-1][1] if self.above else "body")
        self.heading, self.kind = heading, kind
        self.above.append((level, kind))

    def place(self) -> _Place:
        return _Place(self.heading, self.kind, tuple(self.above))

    def return_to(self, place: _Place) -> None:
        """Go on with a section that another one stood within."""
        if place != self.place():
            self.close()
            self.stands_alone = False
            self.heading, self.kind, self.above = place.heading, place.kind, [*place.above]

    def is_at_start(self) -> bool:
        return not (self.heading or self.sections or self.passages)

    def close(self) -> None:
        if self.passages or self.stands_alone:
            self.sections.append(Section(heading=self.heading, kind=self.kind, passages=tuple(self.passages)))
        self.sections += self.captions
        self.passages, self.captions = [], []

    def add(self, text: str) -> None:
        if self.outside and self.kind in ("summary", "body"):
            self.left_out += tokens(text)
        elif text:
            self.passages.append(Passage(text=text))

    def caption(self, text: str) -> None:
        credit = _CREDIT.search(text)
        section = Section(
            heading="", kind="caption", passages=(Passage(text=text),), credit=credit[1] if credit else None
        )
        self.captions.append(section)


class Blocks(NamedTuple):
    """What the blocks of a page come to; the first link and the first words in italics of a block by its text."""

    sections: tuple[Section, ...]
    links: dict[str, str]
    italics: dict[str, str]
    left_out: int = 0


def blocks_of(root: Tag, story: Tag | None = None) -> Blocks:
    """The sections below an element, also those of a heading alone, and what their text does not show.

    Of what stands outside of the `story` only sections of known kind and captions are taken; `left_out` words are not.
    """
    walk = _Walk(story=story, outside=story is not None)
    _into(root, walk)
    walk.close()
    return Blocks(tuple(walk.sections), walk.links, walk.italics, walk.left_out)


def _into(parent: Tag, walk: _Walk) -> None:
    """Take an element's blocks in order; a run of text and inline elements between blocks is one."""
    outside, walk.outside = walk.outside, walk.outside and parent is not walk.story
    run: Run = []
    for child in [*parent.children]:
        if isinstance(child, NavigableString) or (isinstance(child, Tag) and _is_inline(child, run, walk.kind)):
            run.append(child)
            continue
        _flush(run, walk, parent)
        run = []
        if isinstance(child, Tag):
            _block(child, walk)
    _flush(run, walk, parent)
    walk.outside = outside


def _is_inline(element: Tag, before: Run, kind: SectionKind) -> bool:
    """Whether an element stands within a line: it holds no block, and is no break that ends one."""
    if element.name == "br":
        return not (kind in ("resources", "chapters") or _ends_line(element) or is_bold_heading(before, known=True))
    return element.name not in BLOCKS and not is_control(element) and not holds(element, BLOCKS)


def _ends_line(element: Tag) -> bool:
    """Whether a break is one of two in a row, or the next line begins with a time."""
    after, before = neighbour(element, "next_sibling"), neighbour(element, "previous_sibling")
    if any(isinstance(each, Tag) and each.name == "br" for each in (after, before)):
        return True
    following = after.next_sibling if isinstance(after, Tag) else None  # a time may be a link, its topic behind it
    rest = text_of(following) if isinstance(following, NavigableString | Tag) else ""
    return isinstance(after, NavigableString | Tag) and begins_with_time(verbatim(text_of(after) + rest))


def _flush(run: Run, walk: _Walk, parent: Tag) -> None:
    text = verbatim("".join(text_of(node) for node in run))
    if not text:
        return
    labelled = text.endswith(":") and known_kind(text)
    if parent.name not in ("li", "dd", "dt", "summary") and (labelled or is_bold_heading(run)):
        walk.open(text, level=level_of(text))
        return
    walk.add(text)
    inline = [element for node in run if isinstance(node, Tag) for element in (node, *node.find_all(True))]
    if address := next(
        (found for each in inline if each.name == "a" and (found := web_address(each.get("href")))), None
    ):
        walk.links.setdefault(text, address)
    if words := next((found for each in inline if _is_italic(each) and (found := verbatim(text_of(each)))), None):
        walk.italics.setdefault(text, words)


def _block(element: Tag, walk: _Walk) -> None:
    if element.name == "br":
        return
    if label := take_out_field_label(element):
        around = walk.place()
        walk.open(label, TOP - 1)  # a field of its own, whatever stands before it
        _into(element, walk)
        walk.return_to(around)
    elif (heading := heading_of(element)) and not (walk.is_at_start() and is_subtitle(element)):
        walk.open(heading, level=HEADINGS.index(element.name) if element.name in HEADINGS else level_of(heading))
    elif element.name == "figcaption" or any(map(_CAPTION_NAME.search, names_of(element))):
        if text := verbatim(text_of(element)):
            walk.caption(text)
    elif element.name == "tr" and not _is_layout(element):
        walk.add(verbatim(" ".join(text_of(cell) for cell in element.find_all(["td", "th"], recursive=False))))
    elif element.name == "pre":
        walk.add(verbatim(text_of(element)))
    elif label := take_out_summary(element) or label_of(element, walk.kind):
        around = walk.place()
        printed = element.name == "details"
        walk.open(label, level_of(label) - 1, printed=printed)  # above the headings in it, and over where it ends
        _into(element, walk)
        walk.return_to(around)
    elif element.name == "dl":
        _definitions(element, walk)
    else:
        _into(element, walk)


def _definitions(element: Tag, walk: _Walk) -> None:
    """A list of terms: what one of them heads ends with the next."""
    around = walk.place()
    for child in element.find_all(True, recursive=False):
        if child.name != "dd":
            walk.return_to(around)
        _block(child, walk)
    walk.return_to(around)


def _is_layout(row: Tag) -> bool:
    """Whether a table's row places parts of the page, rather than holding data."""
    for cell in row.find_all(["td", "th"], recursive=False):
        if holds(cell, (*HEADINGS, "table")) or len(cell.find_all(["p", "li"], limit=2)) > 1:
            return True
        if any(known_kind(verbatim(text_of(bold))) for bold in cell.find_all(["b", "strong"], limit=20)):
            return True
    return False


def _is_italic(element: Tag) -> bool:
    return element.name in ("i", "em", "cite") or "font-style:italic" in str(element.get("style"))
