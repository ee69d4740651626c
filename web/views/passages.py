"""The permalink of a passage, and its citations as text for other programs."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.model import Passage, Place
from corpus.quotation import Range, Turn
from search.links import PASSAGES, playing
from search.results.views import recording, related
from web import asked, presentation
from web.current import service

pages = Blueprint("passages", __name__, url_prefix=PASSAGES)
_FILES = {"bibtex": "bib", "ris": "ris", "csl-json": "json"}  # these are downloaded, the others shown


@pages.get("/<id>")
def passage(id: str) -> ResponseReturnValue:
    """The words as cited first, then what became of them since."""
    quote = _range()
    view = service().citer.passage(id, _version(), quote=quote)
    places = list(view.document.places())
    first, last = (turn.place.passage.ordinal for turn in (view.quotation.first, view.quotation.last))
    version = None if view.state == "current" else view.document.version
    reading = url_for("documents.document", id=view.document.id, v=version)
    has_recording = recording(view.document, lambda: related(service().library, view.document.id).episodes)
    response = make_response(
        render_template(
            "passage.html",
            view=view,
            before=places[first - 1] if first else None,
            after=places[last + 1] if last + 1 < len(places) else None,
            reading=reading,
            citing=url_for("documents.document", id=view.document.id, v=version, cite=""),
            playing=playing(reading) if has_recording else "",
            quote=quote,
            changed=[_changed(turned.turn, each) for turned in view.turns if (each := turned.successor)],
        )
    )
    return presentation.remembering_style(response)


def _changed(turn: Turn, successor: Place) -> tuple[Passage, presentation.Changes]:
    """What stands in the place of a passage, and how its text became that."""
    return successor.passage, presentation.changes(turn.place.passage.text, successor.passage.text)


@pages.get("/<id>/cite/<style>")
def cited(id: str, style: str) -> ResponseReturnValue:
    """One citation, as plain text."""
    citation = service().citer.cite(id, style, version=_version(), quote=_range())
    response = Response(citation.text + "\n", content_type="text/plain; charset=utf-8")
    if style in _FILES:
        name = f"{citation.document}-{id}.{_FILES[style]}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@pages.get("/<id>/source")
def source(id: str) -> ResponseReturnValue:
    """The source, opened at the words; where it cannot be, the page of the passage, which says why."""
    citation = service().citer.cite(id, version=_version(), quote=_range())
    if citation.source_url and not citation.why_not:
        return redirect(citation.source_url)
    return redirect(f"{url_for('passages.passage', id=id)}?{request.query_string.decode(errors='replace')}#cite")


def _version() -> int | None:
    return asked.number("v", least=1)


def _range() -> Range:
    """The words that the address names; InvalidValue where it names none."""
    return Range.of(asked.number("from"), asked.number("to"), request.args.get("through"))
