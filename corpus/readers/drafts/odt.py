"""OpenDocument texts: their paragraphs, and the notes behind those that refer to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from corpus.draft import Paragraph, ParagraphKind
from corpus.errors import ReadError
from corpus.readers.drafts.archive import Archive
from corpus.readers.drafts.styles import Style, kind_of
from corpus.readers.drafts.written import Written

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_NOTE = f"{_TEXT}note"
_ASIDE = {f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", _NOTE, f"{_TEXT}ruby-text"}  # not of the running text
_BLANKS = re.compile("[ \t\r\n]+")
_MOST_BLANKS = 100  # of one element
_CODED = re.compile(r"_([\da-f]{2,4})_")  # a sign in the name of a style


def paragraphs_of_open_document(archive: Archive) -> Iterator[Paragraph]:
    """The paragraphs that have text, without what was deleted or is a comment."""
    root = archive.xml("content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text") if root is not None else None
    if root is None or body is None:
        raise ReadError(archive.damaged)
    styles = {**_styles(archive.xml("styles.xml")), **_styles(root)}
    for element in _paragraphs(body):
        notes: list[Element] = []
        if paragraph := _read(element, notes).paragraph(_kind(element, styles)):
            yield paragraph
        for note in notes:
            within = note.find(f"{_TEXT}note-body")
            for each in _paragraphs(within) if within is not None else ():
                if paragraph := _read(each, []).paragraph("note"):
                    yield paragraph


def _paragraphs(body: Element) -> Iterator[Element]:
    """The paragraphs of the running text in their order, those of text boxes behind the one that they hang on."""
    left = [body]
    while left:
        element = left.pop()
        if element.tag in _PARAGRAPHS:
            yield element
        left += (each for each in reversed(element) if each.tag not in _ASIDE)


def _read(paragraph: Element, notes: list[Element]) -> Written:
    """The text of a paragraph; its notes are put to `notes`."""
    written = Written()
    _add(paragraph, written, notes)
    return written


def _add(element: Element, written: Written, notes: list[Element]) -> None:
    _say(element.text, written)
    for each in element:
        begin = written.length
        if each.tag == f"{_TEXT}s":
            written.add(" " * _count(each))
        elif each.tag == f"{_TEXT}tab":
            written.add(" ")
        elif each.tag == f"{_TEXT}line-break":
            written.without_blank()
            written.add("\n")
        elif each.tag == _NOTE:
            notes.append(each)
        elif each.tag not in _ASIDE and each.tag not in _PARAGRAPHS and not each.tag.startswith(_DRAW):
            _add(each, written, notes)
            if each.tag == f"{_TEXT}a":
                written.link(begin, each.get(_HREF, ""))
        _say(each.tail, written)


def _say(text: str | None, written: Written) -> None:
    """Text, in which white space is one blank, and none after another or at the start of a line (ODF 1.3, 6.1.2)."""
    text = _BLANKS.sub(" ", text or "")
    written.add(text.removeprefix(" ") if written.last in ("", " ", "\n") else text)


def _count(blanks: Element) -> int:
    said = blanks.get(f"{_TEXT}c", "1")
    return min(int(said), _MOST_BLANKS) if said.isascii() and said.isdigit() and len(said) < 10 else 1


def _styles(root: Element | None) -> dict[str, Style]:
    """The paragraph styles of a part by their names."""
    found: dict[str, Style] = {}
    for element in root.iter(f"{_STYLE}style") if root is not None else ():
        if element.get(f"{_STYLE}family") == "paragraph":
            id = element.get(f"{_STYLE}name", "")
            name = element.get(f"{_STYLE}display-name") or _decoded(id)
            found[id] = Style(name, element.get(f"{_STYLE}parent-style-name", ""))
    return found


def _decoded(name: str) -> str:
    return _CODED.sub(lambda match: chr(int(match[1], 16)), name)


def _kind(paragraph: Element, styles: Mapping[str, Style]) -> ParagraphKind:
    if paragraph.tag == f"{_TEXT}h":
        return "heading"
    return kind_of(paragraph.get(f"{_TEXT}style-name", ""), styles)
