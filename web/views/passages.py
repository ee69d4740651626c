"""The permalink of a passage, and its citations as text for other programs."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue
from search.links import PASSAGES, playing
from search.results.values import Span
from search.results.views import PassageView, recording, related
from web import asked, presentation
from web.current import service

pages = Blueprint("passages", __name__, url_prefix=PASSAGES)
_FILES = {"bibtex": "bib", "ris": "ris", "csl-json": "json"}  # these are downloaded, the others shown


@pages.get("/<id>")
def passage(id: str) -> ResponseReturnValue:
    """The words as cited first, then what became of them since."""
    quote = _range()
    view = service().citer.passage(id, _version(), quote=quote)
    _check(quote, view)
    places = list(view.document.places())
    at = view.place.passage.ordinal
    version = None if view.state == "current" else view.document.version
    reading = url_for("documents.document", id=view.document.id, v=version)
    has_recording = recording(view.document, lambda: related(service().library, view.document.id).episodes)
    response = make_response(
        render_template(
            "passage.html",
            view=view,
            before=places[at - 1] if at else None,
            after=places[at + 1] if at + 1 < len(places) else None,
            reading=reading,
            citing=url_for("documents.document", id=view.document.id, v=version, cite=""),
            playing=playing(reading) if has_recording else "",
            quote=quote,
            changes=presentation.changes(view.place.passage.text, view.successor.text) if view.successor else None,
        )
    )
    return presentation.remembering_style(response)


@pages.get("/<id>/cite/<style>")
def cited(id: str, style: str) -> ResponseReturnValue:
    """One citation, as plain text."""
    version = _version()
    quote = _range()
    view = service().citer.passage(id, version)
    _check(quote, view)
    citation = service().citer.cite(id, style, version=version, quote=quote)
    response = Response(citation.text + "\n", content_type="text/plain; charset=utf-8")
    if style in _FILES:
        name = f"{view.document.id}-{id}.{_FILES[style]}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _version() -> int | None:
    return asked.number("v", least=1)


def _range() -> Span | None:
    """The range of characters that the address names; InvalidValue where it is none."""
    first, last = asked.number("from"), asked.number("to")
    if first is None and last is None:
        return None
    if first is None or last is None or not first < last:
        raise InvalidValue("this link names no range: it has one end, or the end before the beginning")
    return first, last


def _check(quote: Span | None, view: PassageView) -> None:
    length = len(view.place.passage.text)
    if quote and quote[1] > length:
        raise InvalidValue(f"this link names a range that is not within the passage's {length} characters")
