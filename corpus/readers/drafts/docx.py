"""Word documents: the paragraphs of the body with their places, and the notes behind those that refer to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from corpus.draft import Paragraph, ParagraphKind
from corpus.errors import ReadError
from corpus.readers.drafts.archive import Archive
from corpus.readers.drafts.styles import Style, kind_of
from corpus.readers.drafts.written import Written

DOCUMENT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES = f"{_MC}AlternateContent"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_STRICT = "{http://purl.oclc.org/ooxml/"
_TEXT, _PARAGRAPH = f"{_W}t", f"{_W}p"
_SIGNS = {
    f"{_W}tab": " ",
    f"{_W}ptab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "\u00ad",
}
_GONE = {f"{_W}del", f"{_W}moveFrom"}  # what was deleted, or moved elsewhere
_NO_TEXT = {*_GONE, _PARAGRAPH, *(f"{_W}{name}" for name in ("pPr", "rPr", "sdtPr", "rt", "txbxContent"))}
_NOTES = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}
_HYPERLINK = re.compile(r'\s*HYPERLINK\b(?:\s+(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<bare>[^\s"\\]\S*+)))?', re.I)
_WITHIN = re.compile(r'\\l\s+"(?P<name>[^"]*+)"')


class Origin(NamedTuple):
    """Where a paragraph is in the file: its element, those that say its text and what each says; of a note, what
    refers to it, and nothing else."""

    paragraph: Element | None
    said: Sequence[tuple[Element, str]] = ()
    reference: Element | None = None


def paragraphs_of_word(archive: Archive) -> Iterator[Paragraph]:
    """The paragraphs that have text. That of a paragraph of the body is not stripped: a place in it is one of Word's.

    What was inserted is text, what was deleted is none; a text box stands there once.
    """
    return (paragraph for paragraph, _ in with_origins(archive, archive.xml(DOCUMENT)))


def with_origins(archive: Archive, root: Element | None) -> Iterator[tuple[Paragraph, Origin]]:
    """The same, each with where it is below a root, which is that of DOCUMENT."""
    if root is not None and root.tag.startswith(_STRICT):
        raise ReadError("is a Strict Open XML document; save it as “Word Document (.docx)”, and give that")
    body = root.find(f"{_W}body") if root is not None else None
    if body is None:
        raise ReadError(archive.damaged)
    styles = _styles(archive)
    story = _Story(_addresses(archive, "document"))
    notes = {kind: _Notes(archive, kind) for kind in _NOTES.values()}
    for place, (element, is_read) in enumerate(_paragraphs(body)):
        if not is_read:
            continue
        written, called = story.read(element)
        if paragraph := written.paragraph(_kind(element, styles), place=place, is_stripped=False):
            yield paragraph, Origin(element, story.said)
        for kind, reference in called:
            for note in notes[kind].taken(reference.get(f"{_W}id", "")):
                yield note, Origin(None, reference=reference)


def _paragraphs(body: Element) -> Iterator[tuple[Element, bool]]:
    """All paragraphs in their order, and whether each is read."""
    left = [(body, True)]
    while left:
        element, is_read = left.pop()
        if element.tag == _PARAGRAPH:
            yield element, is_read
        chosen = _chosen(element) if element.tag == _ALTERNATIVES else None
        for each in reversed(element):
            left.append((each, is_read and each.tag not in _GONE and (chosen is None or each in chosen)))


def _chosen(alternatives: Element) -> list[Element]:
    """The first of some alternatives that has text, else the one for older programs."""
    choices = (each for each in alternatives if each.tag == f"{_MC}Choice")
    first = next((each for each in choices if next(each.iter(_TEXT), None) is not None), None)
    return [first] if first is not None else [each for each in alternatives if each.tag == f"{_MC}Fallback"]


@dataclass(slots=True)
class _Field:
    """A field that is open: its code, and from where on its result is text."""

    code: str = ""
    begin: int | None = None

    @property
    def address(self) -> str:
        return _address_in(self.code)


class _Story:
    """The text of one part: the addresses of its links, and the fields that are open, maybe through paragraphs."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = addresses
        self._fields: list[_Field] = []
        self._written = Written()
        self._called: list[tuple[str, Element]] = []
        self.said: list[tuple[Element, str]] = []  # what the text of the paragraph is of

    def read(self, paragraph: Element) -> tuple[Written, list[tuple[str, Element]]]:
        """The text of a paragraph, and what refers to notes in it."""
        self._written, self._called, self.said = Written(), [], []
        self._fields = [_Field(each.code, 0) for each in self._fields if each.begin is not None]
        for element in paragraph:
            self._add(element)
        for each in self._fields:
            if each.begin is not None:
                self._written.link(each.begin, each.address)
        return self._written, self._called

    def _add(self, element: Element) -> None:
        tag, begin = element.tag, self._written.length
        if tag in (_TEXT, _MATH_TEXT):
            self._say(element, element.text or "")
        elif tag in _SIGNS:
            self._say(element, _SIGNS[tag])
        elif tag == f"{_W}fldChar":
            self._mark(element.get(f"{_W}fldCharType", ""))
        elif tag == f"{_W}instrText":
            if self._fields and self._fields[-1].begin is None:
                self._fields[-1].code += element.text or ""
        elif tag in _NOTES:
            self._called.append((_NOTES[tag], element))
        elif tag not in _NO_TEXT:
            for each in _chosen(element) if tag == _ALTERNATIVES else element:
                self._add(each)
            if tag == f"{_W}hyperlink":
                self._written.link(begin, self._address(element))
            elif tag == f"{_W}fldSimple":
                self._written.link(begin, _address_in(element.get(f"{_W}instr", "")))

    def _say(self, element: Element, text: str) -> None:
        if text and all(each.begin is not None for each in self._fields):
            self._written.add(text)
            self.said.append((element, text))

    def _mark(self, type: str) -> None:
        """A field begins, is followed by its result, or ends."""
        if type == "begin":
            self._fields.append(_Field())
        elif type == "separate" and self._fields:
            self._fields[-1].begin = self._written.length
        elif type == "end" and self._fields:
            field = self._fields.pop()
            if field.begin is not None:
                self._written.link(field.begin, field.address)

    def _address(self, hyperlink: Element) -> str:
        address = self._addresses.get(hyperlink.get(f"{_R}id", ""), "")
        within = hyperlink.get(f"{_W}anchor", "")
        return f"{address}#{within}" if within and "#" not in address else address


class _Notes:
    """The footnotes or the endnotes; each is taken once."""

    def __init__(self, archive: Archive, kind: str) -> None:
        root = archive.xml(f"word/{kind}s.xml")
        elements = root.iter(f"{_W}{kind}") if root is not None else ()
        self._notes = {element.get(f"{_W}id", ""): element for element in elements}
        self._addresses = _addresses(archive, f"{kind}s")

    def taken(self, id: str) -> Iterator[Paragraph]:
        note = self._notes.pop(id, None)
        if note is None:
            return
        story = _Story(self._addresses)
        for element, is_read in _paragraphs(note):
            if is_read and (paragraph := story.read(element)[0].paragraph("note")):
                yield paragraph


def _address_in(code: str) -> str:
    """The address that the code of a field links to; nothing where it links to none."""
    match = _HYPERLINK.match(code)
    if not match:
        return ""
    address = (match["quoted"] or match["bare"] or "").replace("\\\\", "\\")
    within = _WITHIN.search(code, match.end())
    return f"{address}#{within['name']}" if within and address and "#" not in address else address


def _addresses(archive: Archive, part: str) -> dict[str, str]:
    root = archive.xml(f"word/_rels/{part}.xml.rels")
    links = root.iter(_RELATIONSHIP) if root is not None else ()
    return {link.get("Id", ""): link.get("Target", "") for link in links if link.get("TargetMode") == "External"}


def _styles(archive: Archive) -> dict[str, Style]:
    root = archive.xml("word/styles.xml")
    return {
        element.get(f"{_W}styleId", ""): Style(_value(element, "name"), _value(element, "basedOn"))
        for element in (root.iter(f"{_W}style") if root is not None else ())
    }


def _value(element: Element, name: str) -> str:
    child = element.find(f"{_W}{name}")
    return child.get(f"{_W}val", "") if child is not None else ""


def _kind(paragraph: Element, styles: Mapping[str, Style]) -> ParagraphKind:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return kind_of(style.get(f"{_W}val", ""), styles) if style is not None else "text"
