"""Inline Markdown, reduced to its words."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from corpus.text import verbatim

_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`++)(?:(?P<code>[^`]++)(?P=ticks)(?!`))?"
    r"|!?\[(?P<link>(?:\\.|[^\[\]\\])*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,30});)"
    r"|<(?P<address>https?://[^<>\s]+)>"
    r"|(?<!\w)(?P<mark>\*\*|__|\*|_)(?=[^\s*_])"
)
_SPECIAL = re.compile(r"[\\`\[&<*_]|!(?=\[)")  # where one of them may begin
_MARKED = {
    mark: re.compile(rf"(?:\\.|(?!{re.escape(mark)}(?!\w))[^\\\n])*+") for mark in ("**", "__", "*", "_")
}  # up to where the mark ends it, or the line does


def plain(markdown: str) -> str:
    """The text of inline Markdown: escapes undone, links and emphasis reduced to their words."""
    return verbatim(reduced(markdown))


def reduced(markdown: str) -> str:
    """Where a mark may end is looked for once, not from each mark before it: time grows with the length alone."""
    found: list[str] = []
    ends: dict[str, int] = {}
    at = 0
    start = 0  # of what is not yet found
    while special := _SPECIAL.search(markdown, at):
        match = _INLINE.match(markdown, special.start())
        if not match:
            at = special.end()
            continue
        found.append(markdown[start : match.start()])
        start = at = match.end()
        if mark := match["mark"]:
            if ends.get(mark, 0) <= at and (marked := _MARKED[mark].match(markdown, at)):
                ends[mark] = marked.end()
            end = ends[mark]
            closed = markdown.startswith(mark, end) and not markdown[end - 1].isspace()
            found.append(reduced(markdown[at:end]) if closed else mark)
            start = at = end + len(mark) if closed else at
        elif match["link"]:
            found.append(reduced(match["link"]))
        elif match["entity"]:
            found.append(_character(match["entity"]))
        else:
            found.append(match["escaped"] or match["code"] or match["address"] or match["ticks"] or "")
    return "".join([*found, markdown[start:]]) if found else markdown


def _character(entity: str) -> str:
    return unescape(entity) if entity[1] == "#" else html5.get(entity[1:], entity)
