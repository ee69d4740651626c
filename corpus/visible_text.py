"""What of an HTML page is seen: its blocks of text, as browsers search them, without styles and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from corpus.addresses import web_address

_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "slot", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_UNSEEN = {
    "audio", "canvas", "datalist", "defs", "desc", "embed", "head", "iframe", "meta", "metadata", "meter", "noframes",
    "noscript", "object", "progress", "rp", "rt", "script", "select", "style", "symbol", "template", "title",
    "video",
}  # fmt: skip
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_DISPLAYS = re.compile(r"(?:^|;)\s*display\s*:\s*(?!(?:inline|contents)\s*(?:!|;|$))", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\n\f\r]+")  # those that HTML folds: of several no-break spaces each is shown
_AS_WRITTEN = re.compile(r"[\t\n\f\r]+|  +")  # where they are not folded, nothing is matched across them
_EDGE = "\0"  # of a block; no page has it


class Seen(NamedTuple):
    """A page's blocks of text in the order of its elements, and the address that it says it has."""

    blocks: tuple[str, ...]
    address: str | None


def seen(markup: str) -> Seen:
    """What is seen of a page, whose elements are displayed as HTML has it (HTML, 15.3) unless their own `style` says
    otherwise; a line break, a picture or a field ends a block, as no text is matched across it."""
    root = etree.fromstring(markup.encode(), etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True))
    if root is None:
        return Seen((), None)
    blocks = (_BLANKS.sub(" ", block).strip(" ") for block in "".join(_text(root)).split(_EDGE))
    return Seen(tuple(filter(str.strip, blocks)), _address(root))


def _text(root: etree._Element) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end", "pi"))
    as_written = 0  # how many elements around keep their blanks
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else ""
        is_unseen = not name or name in _UNSEEN or _is_hidden(element)
        if event == "start":
            if is_unseen or not _is_inline(element):
                yield _EDGE
            if is_unseen:
                walk.skip_subtree()
            else:
                as_written += name == "pre"
                yield _AS_WRITTEN.sub(_EDGE, element.text or "") if as_written else element.text or ""
            continue
        as_written -= name == "pre" and not is_unseen
        if is_unseen or not _is_inline(element):
            yield _EDGE
        yield _AS_WRITTEN.sub(_EDGE, element.tail or "") if as_written else element.tail or ""


def _is_inline(element: etree._Element) -> bool:
    return (element.tag in _INLINE or "-" in element.tag) and not _DISPLAYS.search(element.get("style") or "")


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden", "until-found") != "until-found"
        or (element.tag == "dialog" and element.get("open") is None)
        or any(element.get(name) is not None for name in ("inert", "popover"))
        or bool(_HIDES.search(element.get("style") or ""))
    )


def _address(root: etree._Element) -> str | None:
    """The canonical address (RFC 6596), else that of Open Graph."""
    said = [*root.xpath("//link[@rel='canonical']/@href"), *root.xpath("//meta[@property='og:url']/@content")]
    return next(filter(None, map(web_address, map(str, said))), None)
