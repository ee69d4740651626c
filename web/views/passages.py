"""The permalink of a passage, and its citations as text for other programs."""

from __future__ import annotations

from flask import Blueprint, Response, json, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.model import Passage, Place
from corpus.quotation import Range, Turn
from search.evidence.claims import page
from search.links import PASSAGES, document_path, permalink, playing, range_said
from search.results.views import PassageView, recording, related
from web import asked, presentation
from web.current import service
from web.machines import formats, heads
from web.machines.annotation import annotation as web_annotation
from web.machines.formats import FORMATS
from web.recordings import recording_of

pages = Blueprint("passages", __name__, url_prefix=PASSAGES)


@pages.get("/<id>")
def passage(id: str) -> ResponseReturnValue:
    """The words as cited first, then what became of them since; or in another form that the request prefers."""
    type = formats.wanted()
    return _page(id) if type == formats.HTML else _in_form(id, type)


@pages.after_request
def varies(response: Response) -> Response:
    """What a permalink answers hangs on what the request prefers, also where it is refused."""
    if request.endpoint == "passages.passage":
        response.vary.add("Accept")
    return response


def _in_form(id: str, type: str) -> Response:
    """The same words for programs."""
    if style := formats.style_of(type):
        return cited(id, style)
    if type == formats.ANNOTATION:
        return annotation(id)
    quote = _range()
    view = service().citer.passage(id, _version(), quote=quote)
    data = heads.of_words(view, permalink("", id, view.document.version, quote))
    return Response(json.dumps(data), content_type=type)


def _page(id: str) -> Response:
    quote = _range()
    view = service().citer.passage(id, _version(), quote=quote)
    places = list(view.document.places())
    first, last = (turn.place.passage.ordinal for turn in (view.quotation.first, view.quotation.last))
    version = None if view.state == "current" and not view.newest else view.document.version
    reading = document_path(view.document.id, version=version)
    response = make_response(
        render_template(
            "passage.html",
            view=view,
            before=places[first - 1] if first else None,
            after=places[last + 1] if last + 1 < len(places) else None,
            reading=reading,
            citing=document_path(view.document.id, version=version, search="cite="),
            playing=playing(reading) if recording_of(view.document) else "",
            quote=quote,
            said=range_said(quote),
            whole_path=permalink("", id, view.document.version, quote.of_whole_passages),
            head=heads.of_passage(view, quote),
            changed=[_changed(turned.turn, each) for turned in view.turns if (each := turned.successor)],
        )
    )
    return presentation.remembering_style(response)


def _changed(turn: Turn, successor: Place) -> tuple[Passage, presentation.Changes]:
    """What stands in the place of a passage, and how its text became that."""
    return successor.passage, presentation.changes(turn.place.passage.text, successor.passage.text)


@pages.get("/<id>/cite/<style>")
def cited(id: str, style: str) -> Response:
    """One citation, as text, or as a file for programs."""
    citation = service().citer.cite(id, style, version=_version(), quote=_range())
    file = FORMATS.get(style)
    type = file.media_type if file else "text/plain"
    response = Response(citation.text + "\n", content_type=f"{type}; charset=utf-8")
    if file:
        name = f"{citation.document}-{id}.{file.suffix}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@pages.get("/<id>/evidence")
def evidence(id: str) -> Response:
    """One file with the words and all that tells where they come from, to keep or to send."""
    clip = service().citer.clip(id, _range(), None, version=_version())
    made = service().attestor.evidence(clip, presentation.style(), with_original="original" in request.args)
    response = Response(page(made), content_type="text/html; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"evidence-{id}.html")
    return response


@pages.get("/<id>/source")
def source(id: str) -> ResponseReturnValue:
    """The source, opened at the words; where it cannot be, the page of the passage, which says why."""
    citation = service().citer.cite(id, version=_version(), quote=_range())
    if citation.source_url and not citation.why_not:
        return redirect(citation.source_url)
    return redirect(f"{url_for('passages.passage', id=id)}?{request.query_string.decode(errors='replace')}#cite")


@pages.get("/<id>/annotation")
def annotation(id: str) -> Response:
    """The words as a Web Annotation."""
    quote = _range()
    view = service().citer.passage(id, _version(), quote=quote)
    document, site = view.document, heads.site()
    link = permalink("", id, document.version, quote)
    data = web_annotation(
        document,
        view.quotation,
        id=f"{site}{link.replace('?', '/annotation?')}",
        text_url=f"{site}{url_for('documents.text', id=document.id, v=document.version)}",
        audio_url=_recording(view),
    )
    return Response(json.dumps(data), content_type=formats.ANNOTATION)


def _recording(view: PassageView) -> str | None:
    return recording(view.document, lambda: related(service().library, view.document.id).episodes)


def _version() -> int | None:
    return asked.number("v", least=1)


def _range() -> Range:
    """The words that the address names; InvalidValue where it names none."""
    return Range.of(asked.number("from"), asked.number("to"), request.args.get("through"))
