"""Comments in the text of a Word file: marks around characters, for which runs are divided (ECMA-376, 17.13.4)."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARAGRAPH, _RUN, _TEXT = f"{W}p", f"{W}r", f"{W}t"
_BOX = f"{W}txbxContent"
_HOLDERS = {  # what may have the marks of a comment between its runs
    _PARAGRAPH,
    *(f"{W}{name}" for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "fldSimple", "dir", "bdo")),
}
_PLAIN = tuple(f"{W}{name}" for name in ("text", "date", "dropDownList", "comboBox"))  # content controls of one run
_PROPERTIES = {f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr", "fldData")}
Element = Any  # of lxml


class Comment(NamedTuple):
    """A comment that is to be marked: its id, and the style of what refers to it, where there is one."""

    id: str
    style: str = ""


class Letters:
    """The text of a paragraph, and which elements say it. Runs are divided as marks are put between characters."""

    def __init__(self, said: Sequence[tuple[Element, str]]) -> None:
        self._elements = [element for element, _ in said]
        self._texts = [text for _, text in said]
        self._begins: list[int] = []
        at = 0
        for text in self._texts:
            self._begins.append(at)
            at += len(text)
        self._length = at
        self._places = _Places("".join(self._texts))

    def mark_begin(self, at: int, comment: Comment) -> None:
        """Put the mark that begins a comment before a character of the text, as that is counted in NFC."""
        at = min(self._places.of(at), self._length - 1)
        self._divide(at)
        mark_begin(self._elements[bisect_right(self._begins, at) - 1], comment)

    def mark_end(self, at: int, comment: Comment) -> None:
        """Put the mark that ends one where the text is that long."""
        at = min(max(self._places.of(at), 1), self._length)
        self._divide(at)
        mark_end(self._elements[bisect_left(self._begins, at) - 1], comment)

    def _divide(self, at: int) -> None:
        """Divide the element that has the characters before a place and behind it, where that can be done."""
        number = bisect_right(self._begins, at) - 1
        within = at - self._begins[number]
        element, text = self._elements[number], self._texts[number]
        if not 0 < within < len(text) or element.tag != _TEXT or not _is_in_run_of_its_own(element):
            return
        rest = deepcopy(element)
        rest.text, element.text = text[within:], text[:within]
        for each in (rest, element):
            each.set(_SPACE, "preserve")
        element.addnext(rest)
        self._elements.insert(number + 1, rest)
        self._texts[number : number + 1] = [text[:within], text[within:]]
        self._begins.insert(number + 1, at)


def mark_begin(element: Element, comment: Comment) -> None:
    """Put the mark that begins a comment before an element within a run, or as near as it may stand."""
    unit = _unit(element)
    if element.getparent() is unit:
        _divide_run(unit, element)
        unit = element.getparent()
    while unit.getparent().tag != _PARAGRAPH and _is_first(unit):
        unit = unit.getparent()
    unit.addprevious(etree.Element(f"{W}commentRangeStart", {f"{W}id": comment.id}))


def mark_end(element: Element, comment: Comment) -> None:
    """Put the mark that ends a comment, and what refers to it, behind an element within a run."""
    unit = _unit(element)
    if element.getparent() is unit and (behind := element.getnext()) is not None:
        _divide_run(unit, behind)
    while unit.getparent().tag != _PARAGRAPH and unit.getnext() is None:
        unit = unit.getparent()
    end = etree.Element(f"{W}commentRangeEnd", {f"{W}id": comment.id})
    unit.addnext(end)
    reference = etree.Element(_RUN)
    if comment.style:
        etree.SubElement(etree.SubElement(reference, f"{W}rPr"), f"{W}rStyle", {f"{W}val": comment.style})
    etree.SubElement(reference, f"{W}commentReference", {f"{W}id": comment.id})
    end.addnext(reference)


def box_of(element: Element) -> Element | None:
    """The text box that an element is in, the outermost; in one, Word has no comments."""
    boxes = list(element.iterancestors(_BOX))
    return boxes[-1] if boxes else None


def _unit(element: Element) -> Element:
    """What of a paragraph a mark may stand next to: the run of an element, or what holds that and may have no marks."""
    unit = element
    for each in (element, *_up_to_paragraph(element)):
        if not _holds(each):
            unit = each
    return unit


def _up_to_paragraph(element: Element) -> Iterator[Element]:
    for each in element.iterancestors():
        if each.tag == _PARAGRAPH:
            return
        yield each


def _holds(element: Element) -> bool:
    if element.tag == f"{W}sdtContent":
        return _holds(element.getparent())
    if element.tag == f"{W}sdt":
        properties = element.find(f"{W}sdtPr")
        return properties is None or all(properties.find(name) is None for name in _PLAIN)
    return element.tag in _HOLDERS


def _is_in_run_of_its_own(element: Element) -> bool:
    return element.getparent().tag == _RUN and element.getparent() is _unit(element)


def _divide_run(run: Element, element: Element) -> None:
    """Have an element of a run, and what follows it there, in a run that is formatted alike."""
    if _is_first(element):
        return
    other = etree.Element(run.tag, run.attrib, run.nsmap)
    properties = run.find(f"{W}rPr")
    if properties is not None:
        other.append(deepcopy(properties))
    moved = [element, *element.itersiblings()]
    run.addnext(other)
    other.extend(moved)


def _is_first(element: Element) -> bool:
    return all(each.tag in _PROPERTIES for each in element.itersiblings(preceding=True))


class _Places:
    """Where the characters of a text's NFC are in the text itself."""

    def __init__(self, text: str) -> None:
        self._composed: list[int] = []
        self._written: list[int] = []
        if unicodedata.is_normalized("NFC", text):
            return
        begin = composed = 0
        for end in (*_beginnings(text), len(text)):
            self._composed.append(composed)
            self._written.append(begin)
            composed += len(unicodedata.normalize("NFC", text[begin:end]))
            begin = end
        self._composed.append(composed)
        self._written.append(len(text))

    def of(self, at: int) -> int:
        if not self._written:
            return at
        number = bisect_right(self._composed, at) - 1
        within = at - self._composed[number]
        last = self._written[min(number + 1, len(self._written) - 1)]
        return min(self._written[number] + within, last)


def _beginnings(text: str) -> Iterator[int]:
    """Where, behind its first character, a text has one that is never composed with what stands before it."""
    for at, character in enumerate(text):
        is_mark = unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"
        if at and not is_mark:
            yield at
