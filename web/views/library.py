"""The library: all documents, what there is to check, what was removed; the details of many at once."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.details import understood
from corpus.errors import InvalidValue
from corpus.library.types import State
from web import asked
from web.current import editing, rereading, service
from web.editing import Edit
from web.security import writes

pages = Blueprint("library", __name__, url_prefix="/library")
PER_PAGE = 100
VIEWS = {"all": "All", "check": "To check", "removed": "Removed"}
_MANY = ("show", "type", "date")  # details that documents can share
_PLACE = ("view", "title", "page")  # where in the list
_LISTED = 100  # documents that were changed
_PATIENCE = 1.0  # seconds: a few documents are changed before the next page is shown


@pages.get("")
def library() -> ResponseReturnValue:
    return _listed(error=None)


@pages.post("")
@writes
def edit() -> ResponseReturnValue:
    """Set details of the documents selected, beside all other work."""
    ids = request.form.getlist("id")
    if request.form.get("all"):
        ids = list(_wanted(_view()))
    given = {name: request.form[name] for name in _MANY if request.form.get(name, "").strip()}
    if not ids or _view() == "removed":
        return _listed(error="No document is selected. Tick those to change, then set their details."), 400
    if not given:
        return _listed(error="No detail was given. Write a show, a type or a date for the documents selected."), 400
    try:
        details = {name: understood(name, value) or "" for name, value in given.items()}
    except InvalidValue as error:
        return _listed(error=f"{error}. Nothing was changed."), 400
    return _to(editing().begin(dict.fromkeys(ids, details), patience=_PATIENCE))


@pages.get("/edit/<id>")
@writes
def edited(id: str) -> ResponseReturnValue:
    """How far it is with details of many documents, and what became of them."""
    edit = editing().find(id)
    back = {name: request.args[name] for name in _PLACE if name in request.args}
    return render_template("edited.html", edit=edit, is_undone=editing().is_undone(edit), back=back, most=_LISTED)


@pages.post("/edit/<id>")
@writes
def undo(id: str) -> ResponseReturnValue:
    """Take back what was set of many documents."""
    return _to(editing().undo(editing().find(id), patience=_PATIENCE))


def _to(edit: Edit) -> ResponseReturnValue:
    where = {name: request.args[name] for name in _PLACE if name in request.args}
    return redirect(url_for("library.edited", id=edit.id, **where), 303)  # type: ignore[arg-type]


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
        edit=editing().latest,
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
