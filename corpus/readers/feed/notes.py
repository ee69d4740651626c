"""Show notes: the fields of a feed's item that tell of it, as sections that say nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape
from typing import NamedTuple
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from corpus.model import Section
from corpus.readers.feed.xml import children
from corpus.readers.html import page
from corpus.readers.html.blocks import Blocks
from corpus.readers.text import plain
from corpus.text import verbatim

_FIELDS = (
    "content:encoded", "atom:content", "description", "itunes:summary", "atom:summary", "media:description",
    "itunes:subtitle",
)  # fmt: skip
_BLOCKS = (
    "article|aside|blockquote|body|br|center|d[dlt]|details|div|figure|h[1-6]|hr|html|li|main|ol|p|pre|section"
    "|t[dhr]|table|ul"
)
_INLINE = (
    "a|abbr|audio|b|big|cite|code|del|em|font|i|iframe|img|ins|mark|q|s|script|small|span|strike|strong|style|su[bp]"
    "|tt|u"
)
_BLOCK = re.compile(rf"</?(?:{_BLOCKS})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_MARKUP = re.compile(rf"</?(?:{_BLOCKS}|{_INLINE})(?=[\s/>])[^<>]*>|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_EXCERPT = re.compile(r"\s*\[?(?:…|\.\.\.)\]?$")  # the end of a text that was cut to length


class _Notes(NamedTuple):
    text: str
    is_markup: bool

    def words(self) -> str:
        """What is said, without markup, verbatim."""
        if not self.is_markup:
            return verbatim(self.text)
        return verbatim(unescape(_MARKUP.sub("", _BLOCK.sub(" ", self.text))))

    def blocks(self) -> Blocks:
        if not self.is_markup:
            return Blocks(plain.sections_of(self.text), {}, {})
        if _BLOCK.search(self.text):
            return page.blocks_in(self.text)
        lines = plain.paragraphs(self.text)  # a text with a link or two: its lines are those of plain text
        return page.blocks_in("".join(f"<p>{line}</p>" for line in lines))


def show_notes(item: Element) -> Blocks:
    """The sections of an item's fullest text, after what only its other texts say."""
    found: dict[str, _Notes] = {}
    for field in _notes(item):
        found.setdefault(_gist(field.words()), field)
    notes = Blocks((), {}, {})
    said = ""
    for gist in sorted(found, key=len, reverse=True):
        if gist in said:  # as the text that says nothing always is
            continue
        more = found[gist].blocks()
        sections = (*_unsaid(more.sections, said), *notes.sections)
        notes = Blocks(sections, {**more.links, **notes.links}, {**more.italics, **notes.italics})
        said += gist
    return notes


def text_of(parent: Element, *names: str) -> str:
    """The first of these fields that says something, without its markup, verbatim."""
    return next(filter(None, (_of(field).words() for field in children(parent, *names))), "")


def _notes(item: Element) -> Iterator[_Notes]:
    for parent in (item, *children(item, "media:group")):
        yield from map(_of, children(parent, *_FIELDS))


def _of(field: Element) -> _Notes:
    """What a field holds: text or HTML, as it says (RFC 4287, 3.1), or else as it looks."""
    if len(field):
        return _Notes(_inside(field), is_markup=True)
    text = field.text or ""
    if field.tag.startswith("atom:") and field.get("type", "text") in ("text", "text/plain"):
        return _Notes(text, is_markup=False)
    if _MARKUP.search(text):
        return _Notes(text, is_markup=True)
    return _Notes(unescape(text), is_markup=False)


def _inside(field: Element) -> str:
    """The elements in a field, as HTML."""
    for element in field.iter():
        element.tag = element.tag.rpartition("}")[2]
    elements = (ElementTree.tostring(element, encoding="unicode", method="html") for element in field)
    return escape(field.text or "") + "".join(elements)


def _unsaid(sections: tuple[Section, ...], said: str) -> Iterator[Section]:
    for section in sections:
        fresh = tuple(passage for passage in section.passages if _gist(_EXCERPT.sub("", passage.text)) not in said)
        if fresh:
            yield replace(section, passages=fresh)


def _gist(text: str) -> str:
    """Verbatim text without its blanks, to compare what is said however it is laid out."""
    return text.replace(" ", "")
