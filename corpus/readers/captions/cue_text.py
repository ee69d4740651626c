"""The text of a WebVTT cue: words and the voices that say them (W3C WebVTT, 6.4, cue text parsing rules)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from corpus.text import verbatim

_TOKEN = re.compile(r"[^<]+|<([^>]*)>?")
OVERRIDE = re.compile(r"\{\\[^{}]*\}")  # of SubStation Alpha, which converters leave in other captions
_START = re.compile(r"(?P<name>[^\s.]*)(?:\.\S*)?(?:\s(?P<annotation>.*))?", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,8}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,30});")
_KNOWN = frozenset({"c", "i", "b", "u", "ruby", "rt", "v", "lang"})


class Words(NamedTuple):
    """A stretch of text and the innermost voice around it: None outside any, empty where it has no name.

    A `reading` says how the words before it are read aloud, above them in ruby: it is not itself said.
    """

    voice: str | None
    text: str
    reading: bool = False


def text_of(parts: Iterable[Words]) -> str:
    """The text of stretches that stand one after the other, verbatim."""
    return verbatim("".join(part.text for part in parts))


class _Node(NamedTuple):
    name: str
    voice: str | None
    reading: bool = False


def words(cue: str) -> Iterator[Words]:
    """The words of a cue in order, entities decoded, tags and timestamps taken out; total on any text."""
    open_nodes = [_Node("", None)]
    for match in _TOKEN.finditer(OVERRIDE.sub("", cue)):
        tag = match[1]
        if tag is None:
            yield Words(open_nodes[-1].voice, unescaped(match[0]), open_nodes[-1].reading)
        elif tag.startswith("/"):
            _close(tag[1:], open_nodes)
        elif not tag[:1].isdigit():
            _open(tag, open_nodes)


def _open(tag: str, nodes: list[_Node]) -> None:
    start = _START.match(tag)
    name = start["name"] if start else ""
    if name not in _KNOWN or (name == "rt" and nodes[-1].name != "ruby"):
        return
    annotation = unescaped(" ".join((start["annotation"] or "").split())) if start else ""
    voice = annotation if name == "v" else nodes[-1].voice
    nodes.append(_Node(name, voice, name == "rt" or nodes[-1].reading))


def _close(name: str, nodes: list[_Node]) -> None:
    if name == nodes[-1].name and len(nodes) > 1:
        nodes.pop()
    elif name == "ruby" and nodes[-1].name == "rt":
        del nodes[-2:]


def without_entities(text: str) -> str:
    """The text with the characters that `&#39;`, `&quot;` and the like name; `AT&T` and `R&D` stay as they are."""
    return _ENTITY.sub(lambda match: unescaped(match[0]), text)


def unescaped(text: str) -> str:
    """The text with its character references decoded, as HTML decodes them; total on any text."""
    try:
        return html.unescape(text)
    except ValueError:  # a number with more digits than Python reads: no character has it
        return text
