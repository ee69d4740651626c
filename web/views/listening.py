"""Listening: what is heard and what waits to be, episodes without a transcript, and recordings that are kept."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue
from corpus.listening.kinds import media_type
from search.listening import models
from web import recordings
from web.current import listener, service
from web.security import writes

pages = Blueprint("listening", __name__)
_LISTED = 200  # episodes


@pages.get("/listening")
@writes
def listening() -> ResponseReturnValue:
    now = listener().now
    jobs = [job for job in service().listening.jobs.all() if now is None or job.id != now.job.id]
    episodes = service().library.unheard()
    asked = {job.document for job in jobs} | {now.job.document if now else None}
    return render_template(
        "listening.html",
        now=now,
        waiting=[job for job in jobs if not job.error],
        failed=[job for job in jobs if job.error],
        heard=listener().heard,
        episodes=[each for each in episodes if each.id not in asked][:_LISTED],
        count=len(episodes),
        progress=service().listening.jobs.progress,
        can_listen=models.is_installed(),
        settings=service().settings,
    )


@pages.post("/listening/documents")
@writes
def documents() -> ResponseReturnValue:
    """Listen to the recordings of documents, or align these with them; InvalidValue, of the first that has none."""
    align, again = request.form.get("align") == "yes", request.form.get("again") == "yes"
    ids = request.form.getlist("id")
    if request.form.get("all"):
        ids = [each.id for each in service().library.unheard()]
    if not ids:
        raise InvalidValue("no episode was chosen: go back, and tick those to listen to")
    try:
        for id in ids:
            service().listening.of_document(id, align=align, again=again)
    finally:
        listener().wake()  # for those before one that is refused
    return _to_work()


@pages.post("/listening/<id>/again")
@writes
def again(id: str) -> ResponseReturnValue:
    """Try again what came to nothing."""
    job = service().listening.jobs.find(id)
    service().listening.jobs.put(replace(job, error=None))
    return _to_work()


@pages.post("/listening/<id>/drop")
@writes
def drop(id: str) -> ResponseReturnValue:
    """Let a recording go, with what was heard of it."""
    listener().let_go(service().listening.jobs.find(id))
    return _to_work()


def _to_work() -> ResponseReturnValue:
    listener().wake()
    return redirect(url_for("listening.listening"), 303)


@pages.get("/recordings/<sha256>")
def recording(sha256: str) -> ResponseReturnValue:
    """The bytes of a recording that is kept, or a range of them (RFC 9110, 14)."""
    path = recordings.kept(sha256)
    response = send_file(path, mimetype=media_type(path), conditional=True, etag=sha256, max_age=0)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response
