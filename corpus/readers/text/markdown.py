"""Markdown, below its front matter: a transcript, or a page by way of HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import markdown
from markdown.inlinepatterns import LinkInlineProcessor

from corpus.errors import ReadError
from corpus.model import Document, Hints, Passage, Reading, merged
from corpus.readers.base.assemble import assemble
from corpus.readers.base.details import details, with_summary
from corpus.readers.base.front_matter import front_matter
from corpus.readers.base.speech import section_under, transcript
from corpus.readers.html.blocks import blocks_of
from corpus.readers.html.text import soup_of
from corpus.readers.talk.printed import Talk, spoken
from corpus.readers.text.marked import Marked, marked
from corpus.text import verbatim

_LONGEST_LINK = 1000  # characters of its words, and of its title
_ADDRESS = re.compile(r"\(\s{0,9}<?[^\s()<>]*")


def read_markdown(text: str, hints: Hints) -> Reading:
    """The document below the front matter; ReadError where the front matter cannot be understood."""
    said, body = front_matter(text)
    reading = with_summary(_read(body, details(said), hints), said)
    if not any(section.passages for section in reading.document.sections):
        raise ReadError("has no text below the details at its top")
    return reading


def _read(body: str, known: dict[str, Any], hints: Hints) -> Reading:
    text = marked(body)
    talk = spoken(text.lines, known=[person.name for person in known["people"]], breaks=text.headings)
    if talk.turns:
        return _transcript(known, text, talk, hints)
    soup = soup_of(_html(body))
    h1 = soup.find("h1")
    if h1:
        known.setdefault("title", verbatim(h1.get_text()))
        h1.extract()
    sections, links, italics, _ = blocks_of(soup)
    type_ = "report" if known.get("publisher") else "note"
    document = Document(**{"type": type_, "title": "", **known, "sections": sections})
    return assemble(document, hints, links=links, italics=italics)


def _transcript(known: dict[str, Any], text: Marked, talk: Talk, hints: Hints) -> Reading:
    """A transcript; each heading opens a section, but for the one that is the title of all."""
    headings = dict(text.headings)
    first = next(iter(headings), 0)
    top = [heading for heading in headings.values() if heading.level == 1]
    if len(top) == 1 and headings[first] in top and not any(line.text for line in text.lines[:first]):
        known.setdefault("title", headings.pop(first).text)
    sections = []
    for begin, end in pairwise([-1, *headings, len(text.lines)]):
        said = tuple(passage for number, passage in talk.turns if begin <= number < end)
        heading = headings[begin].text if begin in headings else ""
        if not said and heading:
            said = (Passage(text=heading),)  # so that it is found
        if said:
            sections.append(section_under(heading, said))
    named = merged((*known["people"], *talk.people))
    about = Document(**{"type": "transcript", "title": "", **known, "people": named})
    return transcript(sections, hints, about=about, checks=talk.checks)


def _html(text: str) -> str:
    """The HTML of Markdown; a bracket whose end is farther than a link is long stays text, so that none looks on."""
    reader = markdown.Markdown(extensions=["tables", "footnotes", "def_list"])
    for processor in reader.inlinePatterns:
        if isinstance(processor, LinkInlineProcessor):
            processor.getText = partial(_words, processor.getText)  # type: ignore[method-assign]
            processor.getLink = partial(_target, processor.getLink)  # type: ignore[method-assign]
    return reader.convert(text)


def _words(get: Callable[[str, int], tuple[str, int, bool]], data: str, index: int) -> tuple[str, int, bool]:
    """The words of a link."""
    text, length, is_one = get(data[index : index + _LONGEST_LINK], 0)
    return text, index + length, is_one


def _target(
    get: Callable[[str, int], tuple[str, str | None, int, bool]], data: str, index: int
) -> tuple[str, str | None, int, bool]:
    """The address and the title of a link; an image may be written out in its address."""
    address = _ADDRESS.match(data, index)
    last = (address.end() if address else index) + _LONGEST_LINK
    href, title, length, is_one = get(data[index:last], 0)
    return href, title, index + length, is_one
