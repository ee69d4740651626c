"""What Zotero makes of a page or a file: a small reader, written from what its translators are published to do.

A page is asked by unAPI first, of which `rdf_zotero` is taken before any other format, then by COinS, then by its meta
tags (the priorities 300, 310 and 320 of the translators unAPI, COinS and Embedded Metadata).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from bs4 import BeautifulSoup

_NAMESPACES = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.zotero.org/namespaces/export#": "z:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/net/biblio#": "bib:",
    "http://xmlns.com/foaf/0.1/": "foaf:",
    "http://schema.org/": "so:",
}
_OF_ALL = ["title", "date", "publisher", "url", "accessDate", "language", "extra"]
_FIELDS = {  # of each type, those of its schema that are asked for here
    "podcast": {*_OF_ALL, "seriesTitle", "episodeNumber"},
    "report": {*_OF_ALL, "seriesTitle"},
    "webpage": {*_OF_ALL, "websiteTitle"},
    "document": {*_OF_ALL},
}
_OF_TEXTS = {"dc:creator": "author", "bib:contributors": "contributor"}
_CREATORS = {  # of each type, by what says them
    "podcast": {
        "z:podcasters": "podcaster", "z:guests": "guest", "so:producer": "producer", "bib:contributors": "contributor",
    },
    "report": _OF_TEXTS, "webpage": _OF_TEXTS, "document": _OF_TEXTS,
}  # fmt: skip
_DUBLIN_CORE = {f"dc:{name}": name for name in ("title", "date", "publisher", "language")}


@dataclass
class Item:
    """An item as it stands in a Zotero library: what its type has no field for is not there."""

    type: str
    fields: dict[str, str] = field(default_factory=dict)
    creators: list[tuple[str, str, str]] = field(default_factory=list)  # role, family name, given name
    notes: list[str] = field(default_factory=list)


def of_rdf(text: str) -> Item:
    """The one item of a file of Zotero RDF, with its notes."""
    root = ET.fromstring(text)  # noqa: S314  # ours
    (node,) = [each for each in root if any(_name(child) == "z:itemType" for child in each)]
    memos = {each.get(_tag("rdf:about")): each for each in root if _name(each) == "bib:Memo"}
    said: list[tuple[str, str | tuple[str, str]]] = []
    notes = []
    for child in node:
        people = list(child.iter(_tag("foaf:Person")))
        said += [(_name(child), _person(each)) for each in people] or [(_name(child), child.text or "")]
        if _name(child) == "dcterms:isReferencedBy":
            notes.append(memos[child.get(_tag("rdf:resource"))].findtext(_tag("rdf:value"), ""))
    item = _item(said)
    item.notes += notes
    return item


def of_meta(html: str) -> Item | None:
    """The item that meta tags tell; None where they tell nothing."""
    soup = BeautifulSoup(html, "html.parser")
    metas = [(str(each.get("name", "")), str(each.get("content", ""))) for each in soup.select("head > meta")]
    if any(name.startswith("citation_") for name, _ in metas):
        return Item("journalArticle")
    said = [(name, value) for name, value in metas if name.partition(":")[0] in ("z", "dc", "bib", "so")]
    return _item([(name, _split(value) if _is_creator(name) else value) for name, value in said]) if said else None


def of_coins(html: str) -> list[Item]:
    """An item for each context object of a page."""
    spans = BeautifulSoup(html, "html.parser").select("span.Z3988[title]")
    return [_of_context_object(str(span["title"])) for span in spans]


def of_page(get: Callable[[str], str], path: str) -> Item | list[str] | None:
    """What is offered on a page: an item, a list of titles, or nothing."""
    html = get(path)
    soup = BeautifulSoup(html, "html.parser")
    server, ids = soup.select_one('link[rel="unapi-server"]'), soup.select("abbr.unapi-id[title]")
    if server and ids:
        at = urlsplit(str(server["href"])).path
        names = [str(each["name"]) for each in BeautifulSoup(get(at), "xml").find_all("format")]
        assert "rdf_zotero" in names
        items = [of_rdf(get(f"{at}?id={each['title']}&format=rdf_zotero")) for each in ids]
    else:
        items = of_coins(html)
    if len(items) > 1:
        return [item.fields["title"] for item in items]
    return items[0] if items else of_meta(html)


def _item(said: Sequence[tuple[str, str | tuple[str, str]]]) -> Item:
    type = next(str(value) for name, value in said if name == "z:itemType")
    assert type in _FIELDS
    item = Item(type)
    for name, value in said:
        if isinstance(value, tuple):
            if role := _CREATORS[type].get(name):
                item.creators.append((role, *value))
        elif (plain := _DUBLIN_CORE.get(name, name.removeprefix("z:"))) in _FIELDS[type]:
            item.fields.setdefault(plain, value)
    return item


def _of_context_object(text: str) -> Item:
    parts = [each.partition("=") for each in text.split("&")]
    said = [(name, unquote(value.replace("+", " "))) for name, _, value in parts]
    assert ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc") in said
    names = {f"rft.{name}": name for name in ("title", "date", "publisher", "language")} | {"rft.identifier": "url"}
    item = Item(dict(said)["rft.type"], {names[name]: value for name, value in said if name in names})
    item.creators += [("author", *_split(value)) for name, value in said if name == "rft.creator"]
    return item


def _is_creator(name: str) -> bool:
    return any(name in roles for roles in _CREATORS.values())


def _split(name: str) -> tuple[str, str]:
    """A name in one text: at its comma, else before its last word, which takes institutions apart too."""
    family, comma, given = name.partition(", ")
    if comma:
        return family, given
    given, _, family = name.rpartition(" ")
    return family, given


def _person(node: ET.Element) -> tuple[str, str]:
    return node.findtext(_tag("foaf:surname"), ""), node.findtext(_tag("foaf:givenName"), "")


def _name(node: ET.Element) -> str:
    uri, _, local = node.tag[1:].partition("}")
    return _NAMESPACES[uri] + local


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    (uri,) = [uri for uri, each in _NAMESPACES.items() if each == f"{prefix}:"]
    return f"{{{uri}}}{local}"
