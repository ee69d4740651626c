"""A feed's XML: taken apart at its items, mended where there is one way to do it, and parsed item by item.

Each item is parsed by itself, within the start tags that it stands in: a faulty one spoils no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from html.entities import html5
from typing import NamedTuple
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from corpus.errors import ReadError
from corpus.text import NOT_XML, verbatim

_NAMESPACES = {  # by address, without its scheme and last slash, in lower case: feeds spell them in many ways
    "purl.org/rss/1.0": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "backend.userland.com/rss2": "",
    "purl.org/atom/ns#": "atom:",  # Atom 0.3
    "www.w3.org/2005/atom": "atom:",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "podcastindex.org/namespace/1.0": "podcast:",
    "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast:",
    "purl.org/rss/1.0/modules/content": "content:",
    "purl.org/dc/elements/1.1": "dc:",
    "search.yahoo.com/mrss": "media:",
    "podlove.org/simple-chapters": "psc:",
}
_ADDRESSES = {prefix.rstrip(":"): f"http://{address}" for address, prefix in _NAMESPACES.items() if prefix}
_ROOT = re.compile(
    r"\ufeff?(?P<prolog>(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*+)"
    r"(?P<tag><(?P<name>rss|(?:[\w.-]+:)?RDF|(?P<prefix>(?:[\w.-]+:)?)feed)(?=[\s/>])(?P<attributes>[^<>]*)>)",
    re.DOTALL,
)
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_ROOT_NAMESPACE = re.compile(
    r"http://www\.w3\.org/2005/Atom|http://purl\.org/atom/ns#|http://purl\.org/rss/1\.0/|/rdf/simple/0\.9/"
)
_CDATA = r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
_TAG = re.compile(rf"{_CDATA}|<!--.*?(?:-->|\Z)|<(?P<end>/?)(?P<name>[\w.:-]+)(?=[\s/>])[^<>]*>", re.DOTALL)
_BREAKS = str.maketrans("\x0b\x0c", "\n\n")  # a line's or page's end in a word processor
_LOOSE = re.compile(rf"{_CDATA}|&(?:#(?:[0-9]+|x[0-9a-f]+)|\w+);|&|<(?![/!?A-Z_])|\]\]>", re.DOTALL | re.IGNORECASE)
_PREFIX = re.compile(r"</?([a-z_][\w.-]*):|\s([a-z_][\w.-]*):[\w.-]+\s*=", re.IGNORECASE | re.ASCII)
_DECLARED = re.compile(r"xmlns:([\w.-]+)\s*=")
_FIELDS = "title|description|content:encoded|itunes:summary|itunes:subtitle"
_FIELD = re.compile(
    rf"{_CDATA}|(?P<start><(?P<name>{_FIELDS})(?:\s[^<>]*)?>)"
    rf"(?P<inside>(?>{_CDATA}|(?!</?(?:{_FIELDS})[\s/>]).)*+)(?P<end></(?P=name)\s*>)",
    re.DOTALL,
)
_INSIDE = re.compile(r"<!\[CDATA\[(?P<said>.*?)\]\]>|(?P<markup>(?>(?!<!\[CDATA\[).)+)", re.DOTALL)


class Parts(NamedTuple):
    """A feed's text, taken apart: `before` + all between + `after` is the whole of it, unless it is cut short."""

    before: str  # up to the first item
    items: tuple[str, ...]
    after: str  # what stands after the last item
    head: str  # `before`, from the root's start
    tail: str  # `after`, to the root's end
    opening: str  # the start tags that items stand in
    closing: str
    is_cut: bool

    def feed(self) -> Element:
        """The root without its items; what stands after them is passed over where it is no XML. Else ReadError."""
        try:
            return parsed(self.head + self.tail)
        except ReadError:
            return parsed(self.head + self.closing)

    def item(self, item: str) -> list[Element]:
        """The elements that an item stands in, root first, and the item itself; ReadError where it is no XML."""
        path = [parsed(self.opening + item + self.closing)]
        while len(path) <= self.closing.count("<"):
            path.append(path[-1][0])
        return path


def is_feed(data: bytes) -> bool:
    """Whether bytes are those of a feed: RSS, Atom, or RSS 1.0 in RDF, by the root element and its namespace."""
    head = data[:65_536].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xfe\xff")  # UTF-16, told by its ASCII
    return _root(head.decode("latin-1")) is not None


def _root(text: str) -> re.Match[str] | None:
    root = _ROOT.match(text)
    return root if root and (root["name"] == "rss" or _ROOT_NAMESPACE.search(root["attributes"])) else None


def take_apart(text: str) -> Parts:
    """A feed at its items; ReadError where it has entities of its own, or ends before its first item does."""
    if (root := _root(text)) is None:
        raise ReadError("is not a feed in RSS or Atom")
    if "<!ENTITY" in root["prolog"]:
        raise ReadError("declares XML entities, which can do harm and no feed needs: take them out of its DOCTYPE")
    spans, open_tags, unfinished, end = _spans(text, root)
    is_cut = end is None
    if is_cut and not spans:
        raise ReadError("is a feed that is cut short before its first item ends")
    whole = len(text) if end is None else end
    first, last = (spans[0][0], spans[-1][1]) if spans else (whole, whole)
    closing = "".join(f"</{_name(tag)}>" for tag in reversed(open_tags))
    return Parts(
        before=text[:first],
        items=tuple(text[start:stop] for start, stop in spans),
        after="" if unfinished else text[last:],
        head=text[root.start("tag") : first],
        tail=closing if is_cut else text[last:end],
        opening="".join(open_tags),
        closing=closing,
        is_cut=is_cut,
    )


def _spans(text: str, root: re.Match[str]) -> tuple[list[tuple[int, int]], list[str], bool, int | None]:
    """Where items stand, the tags open before the first, whether the last has no end, and where the root ends."""
    item = f"{root['prefix']}entry" if root["prefix"] is not None else "item"
    spans: list[tuple[int, int]] = []
    open_tags, start = [root["tag"]], None
    if root["tag"].endswith("/>"):
        return spans, open_tags, False, root.end()
    for match in _TAG.finditer(text, root.end()):
        name, is_end = match["name"], bool(match["end"])
        if name == item:
            if start is not None:  # its end, or the next item where it has none
                spans.append((start, match.end() if is_end else match.start()))
            start = None if is_end else match.start()
            if not is_end and match[0].endswith("/>"):
                spans.append((match.start(), match.end()))
                start = None
        elif name == "channel" and start is None and not spans:
            if is_end:
                del open_tags[1:]
            elif len(open_tags) == 1 and not match[0].endswith("/>"):
                open_tags.append(match[0])
        elif name == root["name"] and is_end:
            if start is not None:
                spans.append((start, match.start()))
            return spans, open_tags, False, match.end()
    return spans, open_tags, start is not None, None


def _name(tag: str) -> str:
    return re.split(r"[\s/>]", tag[1:], maxsplit=1)[0]


def parsed(xml: str) -> Element:
    """The element, each name in it with the usual prefix of its namespace (`itunes:author`), whatever the feed's own.

    What is not well-formed is mended step by step; ReadError where it still is not.
    """
    fault = ""
    for mend in (str, _with_loose_ends_tied, _with_markup_as_text):
        xml = mend(xml)
        try:
            root: Element = ElementTree.fromstring(xml)
        except ElementTree.ParseError as error:
            fault = str(error).partition(":")[0]
            continue
        for element in root.iter():
            element.tag = _usual(element.tag)
        return root
    raise ReadError(f"is not well-formed XML ({fault})")


@lru_cache(1024)
def _usual(tag: str) -> str:
    if not tag.startswith("{"):
        return tag
    namespace, _, name = tag[1:].partition("}")
    prefix = _NAMESPACES.get(namespace.lower().partition("://")[2].rstrip("/"))
    return tag if prefix is None else prefix + name


def _with_loose_ends_tied(xml: str) -> str:
    """Characters that XML has not, taken out; HTML's entities resolved; bare & and < written out; prefixes declared."""
    xml = _LOOSE.sub(_tied, NOT_XML.sub("", xml.translate(_BREAKS)))
    tag = xml[: xml.find(">")]
    used = dict.fromkeys(first or second for first, second in _PREFIX.findall(xml))
    missing = used.keys() - {"xml", "xmlns", *_DECLARED.findall(tag)}
    declared = "".join(f' xmlns:{prefix}="{_ADDRESSES.get(prefix, "urn:" + prefix)}"' for prefix in sorted(missing))
    name_end = 1 + len(_name(xml))
    return xml[:name_end] + declared + xml[name_end:]


def _tied(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("<!["):
        return found
    if found.startswith("&#"):
        number = int(found[3:-1], 16) if found[2] in "xX" else int(found[2:-1].lstrip("0")[:8] or "0")
        return "" if number > 0x10FFFF or NOT_XML.match(chr(number)) else found
    if found.endswith(";") and found not in ("&lt;", "&gt;", "&amp;", "&quot;", "&apos;"):
        return escape(html5.get(found[1:], found))
    return found if found.endswith(";") else escape(found)


def _with_markup_as_text(xml: str) -> str:
    """HTML that stands in a field without being escaped, escaped: it need not be well-formed."""
    return _FIELD.sub(_escaped, xml)


def _escaped(match: re.Match[str]) -> str:
    parts = list(_INSIDE.finditer(match["inside"] or ""))
    if not any("<" in (part["markup"] or "") for part in parts):
        return match[0]
    return match["start"] + "".join(escape(part["said"] or part["markup"] or "") for part in parts) + match["end"]


def children(parent: Element, *names: str) -> Iterator[Element]:
    """An element's children of these names, those of the first name first."""
    for name in names:
        yield from (child for child in parent if child.tag == name)


def words(parent: Element, *names: str) -> str:
    """The text of the first child of these names that has one, verbatim; else nothing."""
    return next((text for child in children(parent, *names) if (text := verbatim("".join(child.itertext())))), "")


def based(base: str, *path: Element) -> str:
    """The base address within an element, given those that it stands in, from the outermost (XML Base, 4)."""
    for element in path:
        if given := element.get(_BASE):
            base = address(given, base) or base
    return base


def address(url: str | None, base: str) -> str | None:
    """An address that could be fetched, made whole by its base; None where it is not one of http or https."""
    try:
        whole = urljoin(base, url.strip()) if url and url.strip() else ""
    except ValueError:
        return None
    return whole if whole.lower().startswith(("http://", "https://")) else None
