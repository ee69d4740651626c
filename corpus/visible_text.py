"""What of an HTML page is seen: its blocks of text, as browsers search them, without styles and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from corpus.addresses import web_address

_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "slot", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_UNSEEN = {
    "audio", "canvas", "datalist", "defs", "desc", "dialog", "embed", "head", "iframe", "meta", "metadata", "meter",
    "noframes", "noscript", "object", "progress", "rp", "rt", "script", "select", "style", "symbol", "template",
    "title", "video",
}  # fmt: skip
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_DISPLAYS = re.compile(r"(?:^|;)\s*display\s*:\s*(?!(?:inline|contents)\s*(?:!|;|$))", re.IGNORECASE)
_BLANKS = " \t\n\f\r"  # those that HTML folds: of several no-break spaces each is shown
_SEVERAL = re.compile("  +")
_AS_WRITTEN = re.compile(r"[\t\n\f\r]+|  +")  # where they are not folded, nothing is matched across them
_EDGE = "\0"  # of a block; no page has it


class Seen(NamedTuple):
    """A page's blocks of text in the order of its elements, and the address that it says it has."""

    blocks: tuple[str, ...]
    address: str | None


def seen(markup: str) -> Seen:
    """What is seen of a page, whose elements are displayed as HTML has it (HTML, 15.3) unless their own `style` says
    otherwise; a line break, a picture or a field ends a block, as no text is matched across it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(markup.encode(), parser)
    if root is None:
        return Seen((), None)
    text = "".join(_text(root))
    for blank in _BLANKS:
        text = text.replace(blank, " ")
    blocks = (block.strip(" ") for block in _SEVERAL.sub(" ", text).split(_EDGE))
    return Seen(tuple(block for block in blocks if block and not block.isspace()), _address(root))


def _text(root: etree._Element) -> Iterator[str]:
    """All text that is seen, with the edges of its blocks."""
    walk = etree.iterwalk(root, events=("start", "end"))
    edges: list[str] = []  # of the elements that are open; none has one that stands within a line
    as_written = 0  # how many of them keep their blanks
    for event, element in walk:
        if event == "start":
            name, said = element.tag, element.attrib
            is_unseen = name in _UNSEEN or (bool(said) and _is_hidden(said))
            is_inline = not is_unseen and name in _INLINE and not (said and _DISPLAYS.search(said.get("style", "")))
            edges.append("" if is_inline else _EDGE)
            if is_unseen:
                walk.skip_subtree()
            as_written += name == "pre"
            text = "" if is_unseen else element.text
            yield edges[-1]
        else:
            as_written -= element.tag == "pre"
            text = element.tail
            yield edges.pop()
        if text:
            yield _AS_WRITTEN.sub(_EDGE, text) if as_written else text


def _is_hidden(said: Mapping[str, str]) -> bool:
    return (
        said.get("hidden", "until-found") != "until-found"
        or "inert" in said
        or "popover" in said
        or bool(_HIDES.search(said.get("style", "")))
    )


def _address(root: etree._Element) -> str | None:
    """The canonical address (RFC 6596), else that of Open Graph."""
    said = [*root.xpath("//link[@rel='canonical']/@href"), *root.xpath("//meta[@property='og:url']/@content")]
    return next(filter(None, map(web_address, map(str, said))), None)
