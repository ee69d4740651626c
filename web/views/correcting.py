"""Correcting a machine transcript while listening: a turn at a time, each time a version; and marking it as checked."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue, NotFound
from corpus.heard import Turn
from corpus.model import Document
from search.links import DOCUMENTS, document_path
from search.listening.correcting import Correction
from search.results.views import related
from web import security
from web.current import service
from web.recordings import recording_of
from web.security import writes

pages = Blueprint("correcting", __name__, url_prefix=DOCUMENTS)
_COOKIE = "checks-as"  # the name under which somebody checks, so that it is written once
_YEAR = 31_536_000  # seconds


def path(document: Document) -> str:
    """The page that corrects a turn of a document, but for the turn's number."""
    return f"{document_path(document.id)}/turns/"


@pages.get("/<id>/turns/<int:number>")
@writes
def turn(id: str, number: int) -> ResponseReturnValue:
    return _form(id, number, None, error=None)


@pages.post("/<id>/turns/<int:number>")
@writes
def correct(id: str, number: int) -> ResponseReturnValue:
    """Store the turn as it is written, and go on with the next one."""
    form = request.form
    by = form.get("by", "")
    said = Correction(
        text=form.get("text", ""),
        speaker=form.get("speaker", ""),
        by=by,
        is_checked=form.get("checked") == "yes",
        of_voice=form.get("voice") == "all",
    )
    try:
        service().corrector.correct(id, _version(), number, said)
    except InvalidValue as error:
        return _form(id, number, said, error=f"{error}."), 400
    count = len(service().corrector.heard(id).spoken)
    following = number + bool(said.text.strip())
    if form.get("then") == "next" and following <= count:
        return _as(by, redirect(url_for("correcting.turn", id=id, number=following), 303))
    return _as(by, redirect(url_for("documents.document", id=id), 303))


@pages.post("/<id>/turns")
@writes
def check(id: str) -> ResponseReturnValue:
    """Mark all turns as checked."""
    by = request.form.get("by", "")
    service().corrector.check_all(id, _version(), by)
    return _as(by, redirect(url_for("documents.document", id=id), 303))


def _version() -> int:
    given = request.form.get("version", "")
    if not given.isdecimal():
        raise InvalidValue("the form does not say which version it is of; open the document again")
    return int(given)


def checks_as() -> str:
    """The name under which who asks checked last."""
    return request.form.get("by", request.cookies.get(_COOKIE, ""))


def _as(by: str, response: Response | ResponseReturnValue) -> Response:
    """The response, and the name kept for the next turn."""
    made = make_response(response)
    made.set_cookie(_COOKIE, by.strip()[:200], max_age=_YEAR, samesite="Lax", httponly=True)
    return made


def _form(id: str, number: int, said: Correction | None, *, error: str | None) -> Response:
    document = service().library.document(id)
    turns = service().corrector.heard(id).spoken
    if not 0 < number <= len(turns):
        raise NotFound(f"{id} has no turn {number}; it has {len(turns)}")
    found = turns[number - 1]
    episodes = related(service().library, id).episodes
    url = recording_of(document, lambda: episodes)
    response = make_response(
        render_template(
            "correct.html",
            document=document,
            number=number,
            count=len(turns),
            turn=found,
            before=turns[number - 2] if number > 1 else None,
            after=turns[number] if number < len(turns) else None,
            said=said
            or Correction(
                found.text, found.speaker or "", checks_as(), is_checked=False, of_voice=found.speaker is None
            ),
            of_voice=sum(each.voice == found.voice for each in turns) if found.voice else 0,
            people=sorted({person.name for each in (document, *episodes) for person in each.people}),
            source=_source(url, found) if url else None,
            error=error,
        )
    )
    return security.letting_play(response, url) if url else response


def _source(url: str, turn: Turn) -> str:
    """The recording, from where the turn begins to where it ends (W3C, Media Fragments URI 1.0, 4.2.1)."""
    begin, end = turn.span_ms
    return f"{url}#t={begin / 1000:.10g},{end / 1000:.10g}"
