"""What a page tells programs in its head: what it is, in which other forms it can be had, and how unAPI calls it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask import request

from corpus.citation.zotero import described
from corpus.model import Document
from corpus.quotation import Range
from search.links import document_path, percent_plus, permalink
from search.results.views import PassageView
from web.current import service
from web.machines import linked
from web.machines.formats import ANNOTATION, FORMATS, OEMBED, UNAPI
from web.machines.identifiers import Named


class Head(NamedTuple):
    """For the templates: nothing of it is escaped yet."""

    properties: Iterable[tuple[str, str]]  # names and contents of meta elements
    linked: dict[str, Any]
    identifier: str  # unAPI's
    server: str  # unAPI's
    alternates: Sequence[tuple[str, str]] = ()  # media types and addresses


def site() -> str:
    """The address that others reach the library by, else that by which this request came."""
    return service().settings.public_url or request.host_url.rstrip("/")


def of_document(document: Document) -> Head:
    """What the page of a document says of it, as a whole."""
    here, path = site(), document_path(document.id, version=document.version)
    work = service().citer.work(document)
    return Head(
        properties=described(work).properties(),
        linked=linked.in_schema(linked.described(work, here + path)),
        identifier=str(Named("d", document.id, document.version)),
        server=here + UNAPI,
    )


def of_passage(view: PassageView, quote: Range) -> Head:
    """What a permalink says of the words that it opens."""
    id, version, here = view.place.passage.id, view.document.version, site()
    link = permalink("", id, version, quote)
    path, _, query = link.partition("?")
    formats = [(format.media_type, f"{path}/cite/{style}?{query}") for style, format in FORMATS.items()]
    embedded = f"{here}{OEMBED}?format=json&url={percent_plus(here + link)}"
    return Head(
        properties=described(service().citer.item(view.document, view.quotation, view.permalink)).properties(),
        linked=of_words(view, link),
        identifier=str(Named("p", id, version, quote)),
        server=here + UNAPI,
        alternates=(*formats, (ANNOTATION, f"{path}/annotation?{query}"), ("application/json+oembed", embedded)),
    )


def of_words(view: PassageView, link: str) -> dict[str, Any]:
    """The cited words, which a permalink without a host opens, as linked data."""
    here, document = site(), view.document
    document_at = here + document_path(document.id, version=document.version)
    return linked.in_schema(linked.quoted(service().citer.work(document), view.quotation, here + link, document_at))
