"""The lines of Markdown with their marks reduced to text, as far as who speaks in them is to be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.names import is_name
from corpus.readers.base.inline_markdown import plain, reduced
from corpus.readers.talk.openings import Line
from corpus.text import verbatim

_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?:[ \t]++(?P<text>.*)|$)")
_ITEM = re.compile(r"[ \t]*(?:[*+-]|\d{1,3}[.)])[^\S\n]+(?=\S)|[ \t]*>[ \t]?")
_LINK = re.compile(r"\[[^\[\]]*\]\([^()]*\)\W*")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_RULES, _ITEMS = ("-", "*", "_"), ("*", "+", "-", ">")
_LABEL = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?=\S)(?P<label>[^*_\n]++)(?P=mark)")
_WITHIN = re.compile(r"(?<=\S)[ \t]++(?=\*\*(?P<name>[^*:\n]{1,60}):\*\*\s)")
_AT_START = re.compile(r"[ \t]*\*\*(?P<name>[^*:\n]{1,60}):\*\*")
_LONGEST_LINK = 1000  # characters of a line that ends within a link


class Heading(NamedTuple):
    """A heading, and its level from 1."""

    text: str
    level: int


class Marked(NamedTuple):
    """The lines of a text, and the headings by the number, from 0, of the empty line that each leaves."""

    lines: list[Line]
    headings: dict[int, Heading]


def marked(text: str) -> Marked:
    """Markdown line by line: a heading that is a speaker's bold label, or a name that returns, is a label.

    An item of a list stands between empty lines, and so does what follows it. A bold `Name:` within a line begins one,
    where it also begins others.
    """
    source = text.split("\n")
    heads = Counter(heading.text for line in source if (heading := _heading(line)))
    lines: list[Line] = []
    headings: dict[int, Heading] = {}
    for line in _whole(source):
        heading = _heading(line)
        if heading:
            found = _line(heading.text)
            if found.marked or (heads[heading.text] > 1 and is_name(found.text)):
                lines.append(found._replace(marked=found.marked or len(found.text)))
            else:
                headings[len(lines)] = heading._replace(text=found.text)
                lines.append(Line(""))
        elif not (first := line.lstrip()[:1]) or (first in _RULES and _RULE.match(line)):
            lines.append(Line(""))
        elif (first in _ITEMS or first.isdigit()) and (item := _ITEM.match(line)):
            lines += (Line(""), _item(line[item.end() :]))
        else:
            lines.append(_line(line))
    return Marked(lines, headings)


def _whole(source: Sequence[str]) -> Iterator[str]:
    """Lines, one that ends within the words of a link with the next, one in which others begin in pieces."""
    names = {match["name"] for line in source if line.lstrip()[:2] == "**" and (match := _AT_START.match(line))}
    before = ""
    for line in source:
        if before and line.strip():
            line = f"{before} {line.strip()}"
        elif before:
            yield before
        before = ""
        if line.rfind("[") > line.rfind("]") and len(line) < _LONGEST_LINK:
            before = line
        elif names and line.count(":**") > (line.lstrip()[:2] == "**"):
            yield from _WITHIN.sub(lambda match: "\n" if match["name"] in names else match[0], line).split("\n")
        else:
            yield line
    if before:
        yield before


def _heading(line: str) -> Heading | None:
    """A heading with the marks within it, and without those around it."""
    match = _HEADING.match(line) if line.lstrip()[:1] == "#" else None
    if not match:
        return None
    text = (match["text"] or "").rstrip()
    closed = text.rstrip("#")
    return Heading(closed.strip() if not closed or closed[-1].isspace() else text, len(match["marks"]))


def _line(line: str) -> Line:
    """A line reduced to its words; the label at its start by itself, so that its length is known."""
    line = line.lstrip()
    label = _LABEL.match(line) if line[:1] in ("*", "_") else None
    if not label:
        return Line(plain(line))
    bold = plain(label["label"])
    blank = label["label"][len(label["label"].rstrip()) :]
    text = verbatim(f"{bold}{blank}{reduced(line[label.end() :])}")
    is_label = bold.endswith(":") or line.startswith(":", label.end())
    if label["mark"] in ("*", "_") and not is_label:
        return Line(text, is_italic=label.end() >= len(line.rstrip(" .")))
    return Line(text, len(bold))


def _item(source: str) -> Line:
    """An item of a list, which bold words may begin that are no label, unless they are a person's name."""
    line = _line(source)
    marked = line.marked if is_name(line.text[: line.marked].rstrip(" :")) else 0
    return line._replace(marked=marked, is_item=not marked, is_link=bool(_LINK.fullmatch(source)))
