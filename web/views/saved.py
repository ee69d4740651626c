"""Saved searches: listed with what is new, opened, changed, removed and brought back; and earlier searches."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue
from corpus.library import SavedSearch
from search.results.following import Followed, asked
from web.address import Address
from web.asked import is_number
from web.current import history, service
from web.facets import Chip, chips
from web.following import feed_of, name_of
from web.security import writes

pages = Blueprint("saved", __name__, url_prefix="/saved")


class Row(NamedTuple):
    """A saved search as the page shows it: its filters, its pages and its feed."""

    followed: Followed
    chips: tuple[Chip, ...]
    whole: str
    new: str
    feed: str
    export: str


class Refused(NamedTuple):
    """A search that could not be saved, with what was written, to be mended."""

    error: str
    name: str
    save: str


@pages.get("")
def saved() -> ResponseReturnValue:
    return _page()


@pages.post("")
@writes
def save() -> ResponseReturnValue:
    """Save the search that the address says under a name, or in place of another."""
    address, name, over = Address.of_request(), request.form.get("name", ""), request.form.get("over", "")
    try:
        if is_number(over):
            service().following.replace(int(over), address.request)
            return redirect(url_for("saved.saved", done=int(over)), 303)
        kept = service().following.save(name.strip() or name_of(address), address.request)
        return redirect(url_for("saved.saved", done=kept.id), 303)
    except InvalidValue as error:
        there = address.on("saved.save").url()
        return _page(refused=Refused(str(error), name, there)), 400


@pages.post("/<int:id>/open")
@writes
def open_(id: int) -> ResponseReturnValue:
    """Note that a search is looked at, and go to it: all of it, or what is new."""
    found = service().library.saved.find(id)
    address, new = Address.of(asked(found.wanted)), _new(found)
    service().following.see([id])
    if "new" in request.form:
        return redirect(address.newly_stored(new).url(), 303)
    had_new = request.form.get("whole", "") not in ("", "0")
    return redirect(address.url(looked=new) if had_new else address.url(), 303)


@pages.post("/<int:id>/rename")
@writes
def rename(id: int) -> ResponseReturnValue:
    try:
        service().library.saved.rename(id, request.form.get("name", ""))
    except InvalidValue as error:
        return _page(error=str(error), change=id, name=request.form.get("name", "")), 400
    return redirect(url_for("saved.saved", done=id), 303)


@pages.post("/<int:id>/remove")
@writes
def remove(id: int) -> ResponseReturnValue:
    service().library.saved.remove(id)
    return redirect(url_for("saved.saved", removed=id), 303)


@pages.post("/<int:id>/back")
@writes
def bring_back(id: int) -> ResponseReturnValue:
    try:
        service().library.saved.bring_back(id)
    except InvalidValue as error:
        return _page(error=str(error)), 400
    return redirect(url_for("saved.saved", done=id), 303)


@pages.post("/seen")
@writes
def see() -> ResponseReturnValue:
    """Note that all that the page showed as new was looked at."""
    revision = request.form.get("revision", "")
    if not is_number(revision):
        raise InvalidValue("this form names no change of the library; open the page again")
    service().following.see([each.id for each in service().library.saved.listed()], int(revision))
    return redirect(url_for("saved.saved"), 303)


@pages.post("/history")
@writes
def clear_history() -> ResponseReturnValue:
    history().clear()
    return redirect(url_for("saved.saved"), 303)


def _page(
    *, error: str = "", refused: Refused | None = None, change: int | None = None, name: str | None = None
) -> str:
    revision, trouble = service().finder.index_state
    listed = service().following.listed()
    removed = service().library.saved.removed()
    return render_template(
        "saved.html",
        rows=[_row(each) for each in listed],
        new=sum(each.new for each in listed),
        with_new=sum(each.new > 0 for each in listed),
        revision=revision,
        trouble=trouble,
        error=error,
        refused=refused,
        change=change or _id("change"),
        name=name,
        done=next((each.saved for each in listed if each.saved.id == _id("done")), None),
        gone=next((each for each in removed if each.id == _id("removed")), None),
        removed=removed,
        history=history(),
    )


def _row(followed: Followed) -> Row:
    address = Address.of(asked(followed.saved.wanted))
    return Row(
        followed=followed,
        chips=tuple(chips(address)),
        whole=address.url(),
        new=address.newly_stored(_new(followed.saved)).url(),
        feed=feed_of(address),
        export=address.on("export.export").url(),
    )


def _new(saved: SavedSearch) -> str:
    """What an address says to ask for what is new in a saved search."""
    return f"{saved.seen}-{saved.seen_at.astimezone():%Y-%m-%d}"


def _id(name: str) -> int | None:
    """The number that the address gives under a name, or None."""
    text = request.args.get(name, "")
    return int(text) if is_number(text) else None
