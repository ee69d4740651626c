"""Markdown: its paragraphs, each with the ends of its lines, without code and what stands at its top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.draft import Paragraph, ParagraphKind
from corpus.readers.drafts.inline import ADDRESS, LABEL, TITLE, address_of, inline, key
from corpus.readers.drafts.page import blocks_of
from corpus.readers.drafts.written import Block, with_notes_in_place

_SAYS = r"(?=[ \t]*+(?:[#\[]|[\w\"'][\w\"' .-]{0,60}[:=]|---|\.\.\.|\+\+\+))"  # as the first line of details does
_TOP = re.compile(
    rf"\s*+(?:(?P<yaml>---)|\+\+\+)[ \t]*+\n{_SAYS}(?:.*\n)*?(?(yaml)(?:---|\.\.\.)|\+\+\+)[ \t]*+(?:\n|\Z)"
)
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}+(?=[^`]*+$)|~{3,}+)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]++(?P<text>.*?))?(?:(?:^|[ \t])#*+)?[ \t]*$")
_UNDER = re.compile(r" {0,3}(?:=++|-++)[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*+){3,}|(?:-[ \t]*+){3,}|(?:_[ \t]*+){3,})$")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_ITEM = re.compile(r" {0,3}(?:[-*+]|(?P<number>\d{1,9})[.)])(?=[ \t]|$)(?P<blanks>[ \t]*+)")
_TASK = re.compile(r"\[[ xX]\][ \t]")
_NOTE = re.compile(r" {0,3}\[\^(?P<label>[^\[\]\s]{1,99})\]:[ \t]*+")
_DEFINED = re.compile(rf" {{0,3}}{LABEL}:[ \t]*+{ADDRESS}(?:[ \t]++{TITLE})?[ \t]*$")
_ROW_BELOW_HEAD = re.compile(r" {0,3}\|?[ \t]*:?-++:?[ \t]*(?:\|[ \t]*:?-++:?[ \t]*)*+\|?[ \t]*$")
_CELLS = re.compile(r"(?:[^|\\]|\\.?)++")
_RAW = re.compile(r" {0,3}<(?P<name>script|pre|style|textarea)\b", re.IGNORECASE)
_HTML = re.compile(
    r" {0,3}</?(?:address|article|aside|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    r"|fieldset|figcaption|figure|footer|form|frame|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav"
    r"|noframes|ol|optgroup|option|p|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul)(?:[\s>]|/>|$)",
    re.IGNORECASE,
)
_BLOCKQUOTE = re.compile(r"<(?P<end>/?)blockquote\b", re.IGNORECASE)
_DEEPEST = 20  # lists and quotations within each other


class _Leaf(NamedTuple):
    """A paragraph in Markdown or in HTML; of a note, its label."""

    text: str
    kind: ParagraphKind
    label: str = ""
    is_html: bool = False


def paragraphs_of_markdown(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs; a footnote stands behind the one that refers to it."""
    top = _TOP.match(text)
    reader = _Reader()
    leaves = [*reader.leaves((text[top.end() :] if top else text).split("\n"), "text", "", 0)]
    labels = {leaf.label for leaf in leaves}
    blocks: list[Block] = []
    for leaf in leaves:
        if leaf.is_html:
            names = (leaf.label,) if leaf.label else ()
            blocks += (each._replace(names=(*names, *each.names)) for each in blocks_of(leaf.text, leaf.kind))
            continue
        found = inline(leaf.text, reader.addresses, labels)
        if paragraph := found.written.paragraph(leaf.kind):
            blocks.append(Block(paragraph, found.refers, (leaf.label,) if leaf.label else ()))
    return with_notes_in_place(blocks)


class _Reader:
    """Lines to paragraphs, as CommonMark 0.31 has it, with tables and footnotes; and the addresses that labels have."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        self._quotes = 0  # `<blockquote>`s that are open

    def leaves(self, lines: Sequence[str], kind: ParagraphKind, label: str, depth: int) -> Iterator[_Leaf]:
        """The paragraphs of some lines, which are those of a quotation or of a note where they are not the text's."""
        open: list[str] = []  # lines of the paragraph that is not yet ended
        at = 0

        def ended(own: ParagraphKind = kind) -> Iterator[_Leaf]:
            if open:
                text = "\n".join(open)
                yield _Leaf(text, "quote" if own == "text" and self._quotes else own, label)
                open.clear()

        while at < len(lines):
            line = _spaced(lines[at])
            at += 1
            if not line.strip():
                yield from ended()
            elif line.startswith("    "):
                if open:
                    open.append(line.strip())
            elif fence := _FENCE.match(line):
                yield from ended()
                at = _after_fence(lines, at, fence["fence"])
            elif heading := _HEADING.match(line):
                yield from ended()
                open.append(heading["text"] or "")
                yield from ended("heading" if kind == "text" else kind)
            elif open and _UNDER.match(line):
                yield from ended("heading" if kind == "text" else kind)
            elif _RULE.match(line):
                yield from ended()
            elif _QUOTE.match(line) and depth < _DEEPEST:
                yield from ended()
                inner, at = _quoted(lines, at - 1)
                yield from self.leaves(inner, "quote" if kind == "text" else kind, label, depth + 1)
            elif (item := _ITEM.match(line)) and depth < _DEEPEST and not (open and _is_text(item)):
                yield from ended()
                inner, at = _item(lines, at - 1, item)
                yield from self.leaves(inner, kind, label, depth + 1)
            elif (note := _NOTE.match(line)) and depth < _DEEPEST:
                yield from ended()
                inner, at = _indented(lines, at, line[note.end() :], 4)
                yield from self.leaves(inner, "note", key(note["label"]), depth + 1)
            elif not open and (defined := _DEFINED.match(line)):
                self.addresses.setdefault(key(defined["label"]), address_of(defined))
            elif line.lstrip().startswith("<!--"):
                yield from ended()
                at = _after(lines, at - 1, "-->")
            elif raw := _RAW.match(line):
                yield from ended()
                at = _after(lines, at - 1, f"</{raw['name']}>")
            elif _HTML.match(line):
                yield from ended()
                end = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
                yield self._html("\n".join(lines[at - 1 : end]), kind, label)
                at = end
            elif not open and "|" in line and at < len(lines) and _ROW_BELOW_HEAD.match(lines[at]):
                end = next((n for n in range(at, len(lines)) if "|" not in lines[n]), len(lines))
                for row in (line, *lines[at + 1 : end]):
                    for cell in _CELLS.findall(row):
                        open.append(cell.strip().replace("\\|", "|"))
                        yield from ended()
                at = end
            else:
                open.append(line.strip())
        yield from ended()

    def _html(self, text: str, kind: ParagraphKind, label: str) -> _Leaf:
        """A block of HTML; a `<blockquote>` that it leaves open holds what follows."""
        is_quote = self._quotes > 0 and kind == "text"
        for match in _BLOCKQUOTE.finditer(text):
            self._quotes = max(self._quotes - 1, 0) if match["end"] else self._quotes + 1
        return _Leaf(text, "quote" if is_quote else kind, label, is_html=True)


def _spaced(line: str) -> str:
    """A line indented by blanks alone."""
    begin = len(line) - len(line.lstrip(" \t"))
    return line[:begin].expandtabs(4) + line[begin:]


def _is_text(item: re.Match[str]) -> bool:
    """Whether what looks like an item of a list is not one where a paragraph is open, such as a year and a period."""
    return item["number"] not in (None, "1") or item.end() == len(item.string)


def _begins(line: str) -> bool:
    """Whether a line begins something of its own, so that it does not go on with a paragraph."""
    return bool(
        _FENCE.match(line)
        or _HEADING.match(line)
        or _RULE.match(line)
        or _QUOTE.match(line)
        or _ITEM.match(line)
        or _NOTE.match(line)
        or _HTML.match(line)
        or line.lstrip().startswith("<!--")
    )


def _quoted(lines: Sequence[str], at: int) -> tuple[list[str], int]:
    """The lines of a block quotation without its marks, and which line follows it."""
    inner: list[str] = []
    while at < len(lines):
        line = _spaced(lines[at])
        if match := _QUOTE.match(line):
            inner.append(line[match.end() :])
        elif line.strip() and inner[-1].strip() and not _begins(line):
            inner.append(line.lstrip())
        else:
            break
        at += 1
    return inner, at


def _item(lines: Sequence[str], at: int, item: re.Match[str]) -> tuple[list[str], int]:
    """The lines of an item of a list, and which line follows it."""
    blanks = len(item["blanks"].expandtabs(4)) if item.string[item.end() :].strip() else 1
    width = item.end() - len(item["blanks"]) + (blanks if 1 <= blanks <= 4 else 1)
    first = _TASK.sub("", item.string[item.end() :], count=1)
    return _indented(lines, at + 1, first, width)


def _indented(lines: Sequence[str], at: int, first: str, width: int) -> tuple[list[str], int]:
    """What begins with the rest of a line and goes on in lines indented so far, and which line follows it."""
    inner = [first]
    while at < len(lines):
        line = _spaced(lines[at])
        if line.startswith(" " * width):
            inner.append(line[width:])
        elif not line.strip():
            inner.append("")
        elif inner[-1].strip() and not _begins(line):
            inner.append(line.lstrip())
        else:
            break
        at += 1
    return inner, at


def _after_fence(lines: Sequence[str], at: int, fence: str) -> int:
    """The line behind fenced code that begins before one."""
    ends = re.compile(rf" {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$")
    return next((number + 1 for number in range(at, len(lines)) if ends.match(lines[number])), len(lines))


def _after(lines: Sequence[str], at: int, end: str) -> int:
    """The line behind the first from one on that has an end."""
    return next((number + 1 for number in range(at, len(lines)) if end in lines[number].lower()), len(lines))
