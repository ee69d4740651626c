"""The library: all documents, what there is to check, what was removed; the details of many at once."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue
from corpus.library.types import State
from web import asked
from web.current import rereading, service
from web.security import writes

pages = Blueprint("library", __name__, url_prefix="/library")
PER_PAGE = 100
VIEWS = {"all": "All", "check": "To check", "removed": "Removed"}
_MANY = ("show", "type", "date")  # details that documents can share


@pages.get("")
def library() -> ResponseReturnValue:
    return _listed(error=None)


@pages.post("")
@writes
def edit() -> ResponseReturnValue:
    """Set details of the documents selected, all or none."""
    ids = request.form.getlist("id")
    if request.form.get("all"):
        ids = list(_wanted(_view()))
    changes = {name: request.form[name].strip() for name in _MANY if request.form.get(name, "").strip()}
    if not ids or _view() == "removed":
        return _listed(error="No document is selected. Tick those to change, then set their details."), 400
    if not changes:
        return _listed(error="No detail was given. Write a show, a type or a date for the documents selected."), 400
    try:
        service().editor.edit(ids, changes)
    except InvalidValue as error:
        return _listed(error=f"{error}. Nothing was changed."), 400
    where = {name: request.args[name] for name in ("view", "title", "page") if name in request.args}
    return redirect(url_for("library.library", **where), 303)  # type: ignore[arg-type]


@pages.post("/reread")
@writes
def reread() -> ResponseReturnValue:
    """Read again, beside all other work, what an earlier reader read."""
    rereading().begin()
    return redirect(url_for("library.library"), 303)


def _listed(*, error: str | None) -> str:
    view = _view()
    ids = _wanted(view)
    last = max(-(-len(ids) // PER_PAGE), 1)
    page = min(asked.page(), last)
    return render_template(
        "library.html",
        records=service().library.records(ids[(page - 1) * PER_PAGE : page * PER_PAGE]),
        count=len(ids),
        page=page,
        last=last,
        view=view,
        views=VIEWS,
        title=request.args.get("title", ""),
        error=error,
        work=rereading().work,
        outcome=rereading().outcome,
        behind=service().rereader.behind,
        shows=service().library.shows(),
    )


def _view() -> str:
    view = request.args.get("view", "all")
    return view if view in VIEWS else "all"


def _wanted(view: str) -> tuple[str, ...]:
    """The documents of a view whose title, show or type have the words asked for, newest first."""
    words = request.args.get("title", "").split()
    state: State = "removed" if view == "removed" else "live"
    return service().library.listed(state=state, needs_check=view == "check", words=words)
