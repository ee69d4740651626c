"""unAPI and oEmbed: what a page is, for programs that come from a page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qs, unquote

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from corpus.citation import DESCRIPTIONS, describe
from corpus.errors import NotFound
from search.links import PASSAGES
from web import asked
from web.current import service
from web.machines.formats import FORMATS, OEMBED, UNAPI
from web.machines.heads import site
from web.machines.identifiers import Named, named
from web.markup.citing import embedded

pages = Blueprint("machines", __name__)
_OF_DOCUMENTS = tuple(style for style in FORMATS if style in DESCRIPTIONS)
_WIDTH, _LINE, _LETTERS = 600, 24, 9  # pixels of what is embedded: across, a line, and about one of its letters


@pages.get(UNAPI)
def unapi() -> ResponseReturnValue:
    """unAPI 1.0: the formats of all identifiers, those of one, or what one names in a format."""
    id, name = request.args.get("id", ""), request.args.get("format", "")
    if not id:
        return _formats("", _OF_DOCUMENTS, 200)
    found = named(id)
    styles = _OF_DOCUMENTS if found.kind == "d" else tuple(FORMATS)
    if not name:
        _written(found, styles[0])
        return _formats(id, styles, 300)
    style = next((each for each in styles if FORMATS[each].unapi == name), None)
    if style is None:
        abort(406, f"{id} cannot be had in this format; {UNAPI}?id={id} lists those there are.")
    return Response(_written(found, style), content_type=f"{FORMATS[style].media_type}; charset=utf-8")


def _formats(id: str, styles: Iterable[str], status: int) -> Response:
    listed = render_template("unapi.xml", id=id, formats=[FORMATS[style] for style in styles])
    return Response(listed, status, content_type="application/xml; charset=utf-8")


def _written(found: Named, style: str) -> str:
    """A document as a whole, or a passage; NotFound where there is none."""
    citer = service().citer
    if found.kind == "d":
        return describe(citer.work(service().library.document(found.id, found.version)), style)
    return citer.cite(found.id, style, version=found.version, quote=found.quote).text


@pages.get(OEMBED)
def oembed() -> ResponseReturnValue:
    """oEmbed 1.0 of a permalink: the quotation and its citation as HTML, or a link where that is too high.

    The height is what they come to at about so many letters a line; nobody knows the font of the page they stand in.
    """
    if request.args.get("format", "json") != "json":
        abort(501, "oEmbed is answered in JSON alone: format=json")
    link = request.args.get("url", "")
    found = _of_link(link)
    view = service().citer.passage(found.id, found.version, quote=found.quote)
    citation = service().citer.cite_place(view.document, view.place, "chicago", quote=found.quote)
    width = min(asked.number("maxwidth", least=1) or _WIDTH, _WIDTH)
    height = _LINE * (4 + (len(citation.quote) + len(citation.text)) * _LETTERS // width)
    answer = {"version": "1.0", "title": f"A passage from {view.document.title}", "provider_name": "Citecast"}
    if height > (asked.number("maxheight", least=1) or height):
        return jsonify(answer | {"type": "link", "provider_url": site()})
    shown = {"type": "rich", "html": embedded(citation, link), "width": width, "height": height}
    return jsonify(answer | {"provider_url": site()} | shown)


def _of_link(link: str) -> Named:
    """The passage that a permalink of this library opens; NotFound for any other address."""
    ours = [f"{each}{PASSAGES}/" for each in (site(), request.host_url.rstrip("/"))]
    path = next((link.removeprefix(each) for each in ours if link.startswith(each)), "")
    if not path:
        raise NotFound("this is no address of a passage of this library")
    id, _, query = path.partition("#")[0].partition("?")
    said = {name: values[0] for name, values in parse_qs(query).items()}
    return named(":".join(["p", unquote(id), *(said.get(name, "") for name in ("v", "from", "to", "through"))]))
