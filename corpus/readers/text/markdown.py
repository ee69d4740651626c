"""Markdown, below its front matter: a transcript, or a page by way of HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import markdown
from markdown.inlinepatterns import LinkInlineProcessor

from corpus.errors import ReadError
from corpus.model import Document, Hints, Reading, Section
from corpus.readers.base.assemble import assemble
from corpus.readers.base.details import details, with_summary
from corpus.readers.base.front_matter import front_matter
from corpus.readers.html.blocks import blocks_of
from corpus.readers.html.text import soup_of
from corpus.readers.talk import turns
from corpus.text import verbatim

_LONGEST_LINK = 1000  # characters of its words, and of its title
_ADDRESS = re.compile(r"\(\s{0,9}<?[^\s()<>]*")


def read_markdown(text: str, hints: Hints) -> Reading:
    """The document below the front matter; ReadError where the front matter cannot be understood."""
    said, body = front_matter(text)
    reading = with_summary(_read(body, details(said), hints), said)
    if not any(section.passages for section in reading.document.sections):
        raise ReadError("has no text below its front matter")
    return reading


def _read(body: str, known: dict[str, Any], hints: Hints) -> Reading:
    spoken = turns.turns(body)
    if spoken:
        section = Section(heading="Transcript", kind="transcript", passages=spoken)
        people = (*known.pop("people"), *turns.people(spoken))
        document = Document(**{"type": "transcript", "title": "", **known, "people": people, "sections": (section,)})
        return assemble(document, hints)
    soup = soup_of(_html(body))
    h1 = soup.find("h1")
    if h1:
        known.setdefault("title", verbatim(h1.get_text()))
        h1.extract()
    sections, links, italics = blocks_of(soup)
    type_ = "report" if known.get("publisher") else "note"
    document = Document(**{"type": type_, "title": "", **known, "sections": sections})
    return assemble(document, hints, links=links, italics=italics)


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
