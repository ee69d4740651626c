"""What Zotero calls a work, its people and its details, and Zotero RDF, which loses nothing of that.

The names are those of Zotero's schema (github.com/zotero/zotero-schema, version 41). As properties Zotero reads some of
Dublin Core, and any field in a namespace of its own (its translators RDF and Embedded Metadata).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from corpus.citation.item import Item, Kind, Name, Run, Work, name_of
from corpus.citation.notes import key, quoted, whole_note
from corpus.model import Person, Role
from corpus.text import for_xml

_TYPES: dict[Kind, str] = {"podcast": "podcast", "report": "report", "web page": "webpage"}
_OF_A_PODCAST: dict[Role, str] = {"host": "podcaster", "guest": "guest", "producer": "producer"}
_OF_A_TEXT: dict[Role, str] = {"author": "author"}
_SHOW = {"podcast": "seriesTitle", "report": "seriesTitle", "webpage": "websiteTitle"}
_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "z": "http://www.zotero.org/namespaces/export#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "bib": "http://purl.org/net/biblio#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "so": "http://schema.org/",
}
_PROPERTIES = {  # where it is not z: and the name, in the plural of people
    "title": "dc:title", "date": "dc:date", "publisher": "dc:publisher", "language": "dc:language",
    "author": "dc:creator", "contributor": "bib:contributors", "producer": "so:producer",
}  # fmt: skip


class Creator(NamedTuple):
    """A person or an institution, and what Zotero calls their role."""

    role: str
    name: Name

    @property
    def property(self) -> str:
        """What says it: z:podcasters, dc:creator."""
        return _property(self.role) if self.role in _PROPERTIES else f"z:{self.role}s"


class Described(NamedTuple):
    """A work as Zotero has it: an item of a type, its creators, and its fields, of which none is empty."""

    type: str
    creators: tuple[Creator, ...]
    fields: tuple[tuple[str, str], ...]

    def properties(self) -> Iterator[tuple[str, str]]:
        """All of it as properties of one resource, names the family name first."""
        yield "z:itemType", self.type
        for name, value in self.fields:
            yield _property(name), value
        for creator in self.creators:
            yield creator.property, creator.name.inverted


def item_type(work: Work) -> str:
    """What Zotero calls the type of a work."""
    return _TYPES.get(work.kind, "document")


def described(work: Work) -> Described:
    """What Zotero is told of a work; where the words are, and what it has no field for, is in its field `extra`."""
    document, known = work.document, _OF_A_PODCAST if work.is_audio else _OF_A_TEXT
    type = item_type(work)
    fields = {
        "title": document.title,
        _SHOW.get(type, ""): document.show,
        "episodeNumber": document.episode if work.is_audio else None,
        "date": document.date.iso if document.date else None,
        "publisher": document.publisher,
        "language": document.language,
        "url": work.url,
        "accessDate": work.seen.isoformat() if work.seen else None,
        "extra": whole_note(work, has_field=known),
    }
    creators = tuple(creator for person in document.people for creator in _creators(person, known))
    return Described(type, creators, tuple((name, value) for name, value in fields.items() if name and value))


def _creators(person: Person, known: Mapping[Role, str]) -> Iterator[Creator]:
    """Somebody in each role that Zotero has, else as a contributor; whom a work is about has not made it."""
    roles = [known[role] for role in person.roles if role in known]
    if not roles and any(role != "subject" for role in person.roles):
        roles = ["contributor"]
    return (Creator(role, name_of(person)) for role in roles)


def zotero_rdf(work: Work) -> tuple[Run, ...]:
    """Zotero RDF: the item, and the quotation as a note of it."""
    root = Element("rdf:RDF", {f"xmlns:{prefix}": uri for prefix, uri in _NAMESPACES.items()})
    item = SubElement(root, "rdf:Description", {"rdf:about": work.url or f"urn:citecast:{key(work)}"})
    found = described(work)
    _child(item, "z:itemType", found.type)
    for name, value in found.fields:
        _child(item, _property(name), value)
    for property in dict.fromkeys(creator.property for creator in found.creators):
        people = _child(_child(item, property), "rdf:Seq")
        for creator in found.creators:
            if creator.property == property:
                _person(_child(people, "rdf:li"), creator.name)
    if isinstance(work, Item):
        SubElement(item, "dcterms:isReferencedBy", {"rdf:resource": "#quotation"})
        memo = SubElement(root, "bib:Memo", {"rdf:about": "#quotation"})
        _child(memo, "rdf:value", "".join(f"<p>{escape(line)}</p>" for line in quoted(work).split("\n")))
    indent(root)
    return (Run(tostring(root, encoding="unicode") + "\n"),)


def _person(where: Element, name: Name) -> None:
    """Somebody by name in its parts; what has no given name is not taken apart."""
    person = _child(where, "foaf:Person")
    _child(person, "foaf:surname", ", ".join(filter(None, (name.short, name.parts.suffix))))
    if name.parts.given:
        _child(person, "foaf:givenName", name.parts.given)


def _child(parent: Element, name: str, text: str = "") -> Element:
    child = SubElement(parent, name)
    child.text = for_xml(text) or None
    return child


def _property(name: str) -> str:
    return _PROPERTIES.get(name, f"z:{name}")
