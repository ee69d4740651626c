"""What a page tells programs in its head: what it is, in which other forms it can be had, and how unAPI calls it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import request

from corpus.citation.item import Work
from corpus.citation.zotero import described
from corpus.model import Document
from corpus.quotation import Range
from search.links import document_path, permalink
from search.results.views import PassageView
from web.current import service
from web.machines import linked
from web.machines.formats import ANNOTATION, FORMATS
from web.machines.identifiers import Named


class Head(NamedTuple):
    """For the templates: nothing of it is escaped yet."""

    properties: Sequence[tuple[str, str]]  # names and contents of meta elements
    linked: dict[str, Any]
    alternates: Sequence[tuple[str, str]]  # media types and addresses
    unapi: str
    site: str
    permalink: str = ""


def site() -> str:
    """The address that others reach the library by, else that by which this request came."""
    return service().settings.public_url or request.host_url.rstrip("/")


def of_document(document: Document) -> Head:
    """What the page of a document says of it, as a whole."""
    here = site()
    url = here + document_path(document.id, version=document.version)
    return Head(
        properties=_properties(service().citer.work(document)),
        linked=linked.in_schema(linked.described(document, url)),
        alternates=(),
        unapi=str(Named("d", document.id, document.version)),
        site=here,
    )


def of_passage(view: PassageView, quote: Range) -> Head:
    """What a permalink says of the words that it opens."""
    document, passage = view.document, view.place.passage
    path, _, query = permalink("", passage.id, document.version, quote).partition("?")
    formats = [(format.media_type, f"{path}/cite/{style}?{query}") for style, format in FORMATS.items()]
    return Head(
        properties=_properties(service().citer.item(document, view.quotation, view.permalink)),
        linked=of_words(view, quote),
        alternates=(*formats, (ANNOTATION, f"{path}/annotation?{query}")),
        unapi=str(Named("p", passage.id, document.version, quote)),
        site=site(),
        permalink=f"{site()}{path}?{query}",
    )


def of_words(view: PassageView, quote: Range) -> dict[str, Any]:
    """The cited words as linked data."""
    document = view.document
    at = site() + permalink("", view.place.passage.id, document.version, quote)
    document_at = site() + document_path(document.id, version=document.version)
    return linked.in_schema(linked.quoted(document, view.quotation, at, document_at))


def _properties(work: Work) -> Sequence[tuple[str, str]]:
    return tuple(described(work).properties())
