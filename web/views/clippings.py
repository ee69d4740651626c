"""Clippings: collected into lists; ordered, noted, tagged, exported, removed and brought back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.citation import TEXT_STYLES
from corpus.errors import CitecastError, InvalidValue
from corpus.library import Clip, Clipping, ClippingList
from search.export.formats import format_of
from search.results.collector import Collected, clip_of, said
from search.results.views import PassageView
from web import exports, presentation
from web.asked import is_number, page as page_asked
from web.current import service
from web.exports import Offer
from web.security import writes

pages = Blueprint("clippings", __name__, url_prefix="/clippings")
PER_PAGE = 50
_STATES = ("the same", "changed", "relabelled", "no longer there", "document removed", "gone")
_NEW = "new"


class Row(NamedTuple):
    """A clipping as the page shows it, its number, and whether it can go up and down."""

    number: int
    collected: Collected
    up: bool
    down: bool


@pages.get("")
@writes
def clippings() -> ResponseReturnValue:
    """The first list; or what lists are for, where there is none."""
    lists = service().library.clippings.lists()
    if lists:
        return redirect(url_for("clippings.listed", id=lists[0].id))
    return render_template("clippings.html", made=None, lists=(), removed=service().library.clippings.removed_lists())


@pages.post("")
@writes
def make() -> ResponseReturnValue:
    made = service().library.clippings.make(request.form.get("name", ""))
    return redirect(url_for("clippings.listed", id=made.id), 303)


@pages.get("/collect")
@writes
def choose() -> ResponseReturnValue:
    """Where what was ticked is to go."""
    return _choosing(request.args.getlist("c"))


@pages.post("/collect")
@writes
def collect() -> ResponseReturnValue:
    """Put what was ticked into a list, or into a new one."""
    texts, chosen, name = request.form.getlist("c"), request.form.get("list", ""), request.form.get("name", "")
    try:
        clips = [clip_of(text) for text in texts]
        id = service().library.clippings.make(name).id if chosen == _NEW or not chosen else _id(chosen)
        new = service().collector.collect(id, clips)
    except InvalidValue as error:
        return _choosing(texts, error=str(error), name=name), 400
    old = len(dict.fromkeys(clips)) - len(new)
    page = (service().collector.list(id).size - 1) // PER_PAGE + 1
    there = url_for("clippings.listed", id=id, new=len(new), old=old or None, page=page if page > 1 else None)
    return redirect(f"{there}#c{new[0].id}" if new else there, 303)


@pages.get("/<int:id>")
@writes
def listed(id: int) -> ResponseReturnValue:
    return presentation.remembering_style(make_response(_page(id)))


@pages.post("/<int:id>")
@writes
def change(id: int) -> ResponseReturnValue:
    """What the buttons of a list do: one up or down; what is selected moved, copied, tagged, or removed."""
    held, form, page = service().library.clippings, request.form, request.form.get("page")
    chosen = [_id(each) for each in form.getlist("c")]
    try:
        for name in ("up", "down"):
            if name in form:
                held.step(_id(form[name]), up=name == "up")
                return redirect(url_for("clippings.listed", id=id, page=page) + f"#c{form[name]}", 303)
        if not chosen:
            raise InvalidValue("nothing is selected; tick clippings first")
        gone = _done(id, chosen, form.get("do", ""), form.get("to", ""), form.get("tag", ""))
        return redirect(url_for("clippings.listed", id=id, page=page, gone=gone or None), 303)
    except InvalidValue as error:
        return _page(id, error=str(error)), 400


def _done(id: int, chosen: Sequence[int], do: str, to: str, tag: str) -> list[int]:
    """Do something with what is selected. What was removed."""
    held = service().library.clippings
    if do == "remove":
        held.remove(chosen)
        return [*chosen]
    if do == "tag":
        held.tag(chosen, tag)
    elif do == "copy":
        held.copy(chosen, _id(to))
    elif do == "move":
        held.move(chosen, id if to in ("top", "end") else _id(to), to_top=to == "top")
    else:
        raise InvalidValue("this form does not say what to do; open the page again")
    return []


@pages.post("/<int:id>/note")
@writes
def note(id: int) -> ResponseReturnValue:
    clipping = _id(request.form.get("clipping", ""))
    try:
        service().library.clippings.note(clipping, request.form.get("note", ""))
    except InvalidValue as error:
        return _page(id, error=str(error)), 400
    return redirect(url_for("clippings.listed", id=id, page=request.form.get("page")) + f"#c{clipping}", 303)


@pages.post("/<int:id>/rename")
@writes
def rename(id: int) -> ResponseReturnValue:
    try:
        service().library.clippings.rename(id, request.form.get("name", ""))
    except InvalidValue as error:
        return _page(id, error=str(error)), 400
    return redirect(url_for("clippings.listed", id=id), 303)


@pages.post("/<int:id>/remove")
@writes
def remove(id: int) -> ResponseReturnValue:
    service().library.clippings.remove_list(id)
    return redirect(url_for("clippings.clippings"), 303)


@pages.post("/<int:id>/back")
@writes
def bring_back(id: int) -> ResponseReturnValue:
    """Bring a list back, or clippings of it."""
    if "c" in request.form:
        service().library.clippings.bring_back([_id(each) for each in request.form.getlist("c")])
    else:
        service().library.clippings.bring_back_list(id)
    return redirect(url_for("clippings.listed", id=id), 303)


@pages.get("/<int:id>/export")
@writes
def export(id: int) -> ResponseReturnValue:
    """A list in a format, or as JSON that comes back whole."""
    made = service().collector.list(id)
    exporter = service().exporter
    if request.args.get("format") == "citecast":
        response = Response(service().collector.exported(id), content_type="application/json; charset=utf-8")
        response.headers.set("Content-Disposition", "attachment", **exports.named(exporter.name(made.name, "json")))
        return response
    format = format_of(request.args.get("format", ""))
    opened = exporter.clippings(made, service().library.clippings.listed(id), format, style=presentation.style())
    return exports.download(opened, name=exporter.name(made.name, format.suffix), media_type=format.media_type)


@pages.post("/import")
@writes
def import_() -> ResponseReturnValue:
    file = request.files.get("file")
    if not file or not file.filename:
        raise InvalidValue("no file was chosen; choose a list that Citecast exported")
    found = service().collector.imported(file.stream.read().decode(errors="replace"))
    return redirect(
        url_for("clippings.listed", id=found.made.id, new=found.new, unknown=len(found.unknown) or None), 303
    )


def _page(id: int, *, error: str = "") -> str:
    made, held = service().collector.list(id), service().library.clippings
    tag, state = request.args.get("tag"), request.args.get("state")
    every = held.listed(id)
    tagged = [each for each in every if tag is None or (tag in each.tags if tag else not each.tags)]
    if state:
        opened = [each for each in service().collector.opened(tagged) if each.state == state]
        tagged = [each.clipping for each in opened]
    number = max(min(page_asked(), -(-len(tagged) // PER_PAGE)), 1)
    first = (number - 1) * PER_PAGE
    shown = service().collector.opened(tagged[first : first + PER_PAGE])
    is_whole = tag is None and not state
    return render_template(
        "clippings.html",
        made=made,
        lists=held.lists(),
        removed=held.removed_lists(),
        rows=[_row(each, every, is_whole=is_whole) for each in shown],
        tags=_tags(every),
        tag=tag,
        state=state,
        states=_STATES,
        count=len(tagged),
        page=number,
        pages=range(1, -(-len(tagged) // PER_PAGE) + 1),
        exports=_offers(made),
        error=error,
        gone=[each for each in request.args.getlist("gone") if is_number(each)],
        style=presentation.style(),
        styles=TEXT_STYLES,
    )


def _row(collected: Collected, every: Sequence[Clipping], *, is_whole: bool) -> Row:
    number = every.index(collected.clipping) + 1
    return Row(number, collected, is_whole and number > 1, is_whole and number < len(every))


def _tags(every: Iterable[Clipping]) -> list[tuple[str, int]]:
    """The tags of a list and how often each is given, those without one at last as ''."""
    found = Counter(tag for each in every for tag in each.tags or ("",))
    return sorted(found.items(), key=lambda each: (not each[0], each[0].casefold()))


def _offers(made: ClippingList) -> list[Offer]:
    """The formats of an export of a list."""
    return exports.offers(made.size, lambda name: url_for("clippings.export", id=made.id, format=name))


def _choosing(texts: Sequence[str], *, error: str = "", name: str = "") -> str:
    clips = [clip_of(text) for text in texts]
    if not clips:
        raise InvalidValue("nothing was ticked; go back, and tick what is to be collected")
    return render_template(
        "collect.html",
        clips=[(said(clip), _opened(clip)) for clip in dict.fromkeys(clips)],
        lists=service().library.clippings.lists(),
        error=error,
        name=name,
        new=_NEW,
    )


def _opened(clip: Clip) -> PassageView:
    """What a clip opens, or why that is nothing."""
    try:
        return service().citer.passage(clip.passage, clip.version, quote=clip.range)
    except CitecastError as error:
        raise InvalidValue(str(error)) from error


def _id(text: str) -> int:
    if not is_number(text):
        raise InvalidValue("this form does not say which list or clipping; open the page again")
    return int(text)
