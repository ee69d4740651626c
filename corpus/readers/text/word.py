"""What a Word document's own marks say: its title, the lines of a transcript, and what of it is not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from mammoth import documents

from corpus.readers.base.title_page import title_of
from corpus.readers.talk.printed import spoken
from corpus.readers.text.word_tables import with_turns
from corpus.sections import known_kind
from corpus.text import plural, verbatim

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXTS = frozenset((f"{_WORD}t", f"{_WORD}delText"))
_PARTS = {
    kind: re.compile(rf"word/{name}\d*\.xml")
    for kind, name in (("body", "document"), ("comment", "comments"), ("header", "header"), ("footer", "footer"))
}
_BEFORE = 3  # short paragraphs that may stand before a title: a date, a number
_SHORT = 100  # characters


def prepared(document: Any, *, is_titled: bool) -> Any:
    """A document, as Mammoth has it, whose title has the style of one; `is_titled`, where its properties say it.

    A first Heading 1 is the title where nothing has that style. The lines of a transcript, and the rows of
    one in a table, are paragraphs.
    """
    children = [*with_turns(document.children, _text)]
    texts = {at: verbatim(_text(each)) for at, each in enumerate(children) if isinstance(each, documents.Paragraph)}
    filled = {at: text for at, text in texts.items() if text}
    if not any(_style(children[at]) == "title" for at in filled) and filled:
        before = [*filled][: 1 if is_titled else 1 + _BEFORE]
        heading = next((at for at in before if _style(children[at]) == "heading 1"), None)
        is_title = heading is not None and all(len(filled[at]) <= _SHORT for at in before if at < heading)
        if heading is not None and is_title and known_kind(filled[heading]) is None and title_of(filled[heading]):
            children[heading] = children[heading].copy(style_name="Title")
    lines = [[each] if not isinstance(each, documents.Paragraph) else [*_lines(each)] for each in children]
    printed = [text for paragraph in lines for text in (*map(_text, paragraph), "")]
    if any(len(each) > 1 for each in lines) and (talk := spoken(printed, sure=False)) and talk.turns:
        children = [line for paragraph in lines for line in paragraph]
    return document.copy(children=children)


def _style(paragraph: Any) -> str:
    return (paragraph.style_name or "").casefold()


def _text(element: Any) -> str:
    if isinstance(element, documents.Text):
        return str(element.value)
    if isinstance(element, documents.Tab | documents.Break):
        return " "
    return "".join(map(_text, getattr(element, "children", ())))


def _lines(paragraph: Any) -> Iterator[Any]:
    """The lines of a paragraph, each as a paragraph of its own."""
    line: list[Any] = []
    for run in paragraph.children:
        part: list[Any] = []
        for each in getattr(run, "children", ()):
            if isinstance(each, documents.Break) and each.break_type == "line":
                yield paragraph.copy(children=[*line, run.copy(children=part)])
                line, part = [], []
            else:
                part.append(each)
        line.append(run.copy(children=part) if part else run)
    yield paragraph.copy(children=line)


def left_out(names: Iterable[str], part: Callable[[str], bytes]) -> tuple[str, ...]:
    """What of a document is not read, as a check: 2 comments, 1 header and 3 deletions; `part` gives a part's XML."""
    roots = {
        kind: [_parsed(part(name)) for name in names if pattern.fullmatch(name)] for kind, pattern in _PARTS.items()
    }
    counts = {
        "comment": sum(bool(_said(each)) for root in roots["comment"] for each in root.iter(f"{_WORD}comment")),
        "header": _running(roots["header"]),
        "footer": _running(roots["footer"]),
        "deletion": sum(bool(_said(each)) for root in roots["body"] for each in root.iter(f"{_WORD}del")),
        "text box": sum(map(_boxes, roots["body"])),
    }
    said = [plural(count, one, f"{one}es" if one.endswith("x") else "") for one, count in counts.items() if count]
    return (f"{' and '.join(filter(None, [', '.join(said[:-1]), said[-1]]))} left out",) if said else ()


def _parsed(data: bytes) -> Element:
    try:
        root: Element = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        return Element("none")  # Mammoth says what is wrong with it, where it needs it
    return root


def _said(element: Element) -> str:
    """The words in an element, those that were deleted among them."""
    return "".join(each.text or "" for each in element.iter() if each.tag in _TEXTS).strip()


def _running(roots: Iterable[Element]) -> int:
    """How many different headers or footers there are that are more than a page's number."""
    return len({text for root in roots if any(map(str.isalpha, text := _said(root)))})


def _boxes(body: Element) -> int:
    """How many text boxes with words there are that do not stand there once more in the older form, which is read."""
    boxes, older, twins = (
        sum(bool(_said(box)) for around in found for box in around.iter(f"{_WORD}txbxContent"))
        for found in ([body], body.iter(f"{_WORD}pict"), body.iter(f"{_COMPATIBLE}Fallback"))
    )
    return max(0, boxes - older - twins)
