"""HTML pages: the paragraphs that are seen, with their links and what is marked as a quotation."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from corpus.draft import Paragraph, ParagraphKind
from corpus.errors import ReadError
from corpus.readers.drafts.written import Block, Written, with_notes_in_place
from corpus.readers.html.text import BLOCKS, HEADINGS

_BLOCKS = {*BLOCKS, "caption", "dialog", "dir", "hgroup", "legend", "menu", "nav", "option", "search", "td", "th"}
_UNSEEN = {
    "audio", "canvas", "datalist", "embed", "head", "iframe", "math", "meta", "meter", "nav", "noframes", "noscript",
    "object", "progress", "rp", "rt", "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_BLANKS = re.compile("[ \t\n\f\r]+")  # those that HTML folds
_NOTE = re.compile(r"(?:sd)?(?:foot|end)notes?(?:[-_:]?\d+)?|_?(?:ftnt?|edn)\d+", re.IGNORECASE)
_NOTE_ROLES = {"doc-footnote", "doc-endnote", "doc-endnotes"}
_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[ivx]{1,6}|[*†‡§]{1,3}|[a-z])[\])]?")
_BACK = re.compile(r"[\s\[(]*[↩↑^⏎⤴]+\ufe0e?[\s\])]*")


def paragraphs_of_page(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs that are seen; a footnote behind the one that refers to it, and their marks left out."""
    return with_notes_in_place(blocks_of(text))


def blocks_of(markup: str, kind: ParagraphKind = "text") -> list[Block]:
    """What is seen of markup, all of it within an element of some kind; ReadError where it is nested too deeply."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup.replace("\0", "").encode(), parser)
    except etree.XMLSyntaxError as error:
        if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return []  # there is nothing in it
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise ReadError("is nested too deeply to be read")
    return _Page(kind).read(root) if root is not None else []


@dataclass(slots=True, eq=False)
class _Span:
    """A link that is open, or without an address a quotation, and where in the paragraph it begins."""

    begin: int
    address: str = ""


@dataclass(slots=True)
class _Open:
    """An element that is open: the kind of what stands in it, and what it does when it ends."""

    kind: ParagraphKind
    is_block: bool = False
    is_as_written: bool = False
    names: tuple[str, ...] = ()  # of the note that it is
    span: _Span | None = None


@dataclass
class _Page:
    """The blocks of a page as it is walked through."""

    kind: ParagraphKind
    blocks: list[Block] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    spans: list[_Span] = field(default_factory=list)
    refers: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    written: Written = field(default_factory=Written)

    def read(self, root: etree._Element) -> list[Block]:
        self.open.append(_Open(self.kind))
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                is_seen = self._begin(element)
                if not is_seen:
                    walk.skip_subtree()
                self._say(element.text if is_seen else None)
            else:
                self._end()
                self._say(element.tail)
        self._close()
        return self.blocks

    def _begin(self, element: etree._Element) -> bool:
        """Whether what is in an element is seen."""
        name, said, above = str(element.tag), element.attrib, self.open[-1]
        is_block = name in _BLOCKS
        if is_block:
            self._close()
        kind = _kind(element, above.kind)
        own = tuple(filter(None, (said.get("id"), said.get("name") if name == "a" else None)))
        names = (*above.names, *own) if kind == "note" and is_block else above.names
        self.open.append(_Open(kind, is_block, above.is_as_written or name == "pre", names))
        if kind == "note" and not is_block:
            self.names += own
        if name in _UNSEEN or "hidden" in said or _HIDES.search(said.get("style", "")):
            return False
        if name in ("a", "sup") and self._is_mark(element, kind):
            return False
        if name == "br":
            self.written.without_blank()
            self.written.add("\n")
        elif name == "q" or (name == "a" and said.get("href")):
            span = _Span(self.written.length, said.get("href", "") if name == "a" else "")
            self.open[-1].span = span
            self.spans.append(span)
        return True

    def _end(self) -> None:
        if self.open[-1].is_block:
            self._close()
        if span := self.open.pop().span:
            self.spans.remove(span)
            self._mark(span)

    def _close(self) -> None:
        """End the paragraph; links and quotations that are open go on in the next."""
        for span in self.spans:
            self._mark(span)
            span.begin = 0
        if paragraph := self.written.paragraph(self.open[-1].kind):
            names = (*self.open[-1].names, *self.names)
            self.blocks.append(Block(paragraph, tuple(self.refers), names))
            self.refers, self.names = [], []
        self.written = Written()

    def _mark(self, span: _Span) -> None:
        if span.address:
            self.written.link(span.begin, span.address)
        else:
            self.written.quote(span.begin)

    def _say(self, text: str | None) -> None:
        """Text, with white space as browsers show it."""
        if not text:
            return
        if self.open[-1].is_as_written:
            self.written.add(text)
            return
        text = _BLANKS.sub(" ", text)
        self.written.add(text.removeprefix(" ") if self.written.last in ("", " ", "\n") else text)

    def _is_mark(self, element: etree._Element, kind: ParagraphKind) -> bool:
        """Whether an element is the mark of a note or leads back from one; what it refers to is kept."""
        anchor = element if element.tag == "a" else element.find(".//a")
        href = anchor.get("href", "") if anchor is not None else ""
        text = "".join(map(str, islice(element.itertext(), 5))).strip()
        if anchor is None or not href.startswith("#"):
            return False
        if kind == "note":
            self.names += filter(None, (anchor.get("id"), anchor.get("name")))
            return bool(_BACK.fullmatch(text) or _MARK.fullmatch(text))
        is_raised = element.tag == "sup" or element.find(".//sup") is not None
        said = f"{anchor.get('role', '')} {anchor.get('class', '')}"
        if _MARK.fullmatch(text) and (is_raised or "noteref" in said or "footnote" in said):
            self.refers += (href[1:], href[1:].removesuffix("sym"))  # LibreOffice refers to a mark within the note
            return True
        return False


def _kind(element: etree._Element, above: ParagraphKind) -> ParagraphKind:
    """What stands in an element, by what the element says and what that which it stands in is."""
    name = str(element.tag)
    if name in HEADINGS:
        return above if above == "quote" else "heading"
    if above == "note" or (name in _BLOCKS and _is_note(element)):
        return "note"
    if name == "blockquote":
        return "quote"
    return "text" if name in ("footer", "figcaption") else above


def _is_note(element: etree._Element) -> bool:
    """Whether a block is a note or several, by its role and names; or by the anchor that it begins with."""
    said = element.attrib
    names = f"{said.get('class', '')} {said.get('id', '')}".split()
    if element.tag == "p" and len(element) and element[0].tag == "a":
        names.append(element[0].get("id", ""))
    return said.get("role") in _NOTE_ROLES or any(map(_NOTE.fullmatch, names))
