"""The vocabulary: its lines, added, changed, taken out and taken back; a file of them, taken in and given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus import equivalents
from corpus.equivalents import Line, Merged
from corpus.errors import InvalidValue
from web.asked import is_number
from web.current import service
from web.security import writes

pages = Blueprint("vocabulary", __name__, url_prefix="/vocabulary")
_LISTED = 300  # groups at first sight


class Row(NamedTuple):
    """A line as the page shows it: the heading above it, where that is new; and what shares a wording with it."""

    heading: str
    line: Line
    others: tuple[str, ...]


class Coming(NamedTuple):
    """A file that was read and is not taken in yet."""

    text: str
    merged: Merged
    groups: int


@pages.get("")
def vocabulary() -> ResponseReturnValue:
    return _page(request.args)


@pages.get("/export")
def export() -> ResponseReturnValue:
    """The vocabulary as a file."""
    response = Response(service().library.vocabulary.latest.text, content_type="text/plain; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=equivalents.FILE_NAME)
    return response


@pages.post("")
@writes
def change() -> ResponseReturnValue:
    """Add a line; or change or take out the one that `was` there."""
    was, new = request.form.get("was", ""), request.form.get("line", "")
    if not was:
        return _changed(lambda text: equivalents.added(text, new))
    return _changed(lambda text: equivalents.changed(text, was, None if "out" in request.form else new))


@pages.post("/import")
@writes
def take_in() -> ResponseReturnValue:
    """Show what of a file would come in; or take it in, where that is said."""
    given = equivalents.plain(request.form.get("text", ""))
    match request.form.get("sure"):
        case "add":
            return _changed(lambda text: equivalents.merged(text, given).text)
        case "replace":
            return _changed(lambda text: given)
    file = request.files.get("file")
    try:
        if not file or not file.filename:
            raise InvalidValue("no file was chosen")
        text = equivalents.decoded(file.read())
        merged = equivalents.merged(service().library.vocabulary.latest.text, text)
        return _page({}, coming=Coming(text, merged, len(equivalents.written(equivalents.lines(text)))))
    except InvalidValue as error:
        return _page({}, error=str(error)), 400


@pages.post("/undo")
@writes
def undo() -> ResponseReturnValue:
    """Take the latest change back."""
    number = request.form.get("edition", "")
    if not is_number(number):
        raise InvalidValue("this form names no change; open the page again")
    service().library.vocabulary.undo(int(number))
    return redirect(url_for("vocabulary.vocabulary"), 303)


def _changed(change: Callable[[str], str]) -> ResponseReturnValue:
    try:
        edition = service().library.vocabulary.change(change)
    except InvalidValue as error:
        return _page(request.form, error=str(error)), 400
    return redirect(url_for("vocabulary.vocabulary", done=edition.number), 303)


def _page(asked: Mapping[str, str], *, error: str = "", coming: Coming | None = None) -> str:
    latest = service().library.vocabulary.latest
    find = asked.get("find", "").strip()
    lines = equivalents.lines(latest.text)
    found = list(_rows(lines, find.casefold()))
    was = asked.get("was", "")
    return render_template(
        "vocabulary.html",
        rows=found[:_LISTED],
        hidden=len(found) - len(found[:_LISTED]),
        groups=len(equivalents.written(lines)),
        find=find,
        was=was,
        line=asked.get("line", was),
        error=error,
        coming=coming,
        edition=latest.number,
        done=asked.get("done") == str(latest.number),
    )


def _rows(lines: Iterable[Line], find: str) -> Iterator[Row]:
    """The lines that have what is to be found, each with the comment that stands alone above it."""
    held = [*lines]
    of = {wording.casefold(): group for group in equivalents.groups(held) for wording in group}
    heading = ""
    for line in held:
        if not line.wordings:
            heading = line.comment or heading
        elif find in line.text.casefold():
            own = {wording.casefold() for wording in line.wordings}
            group = of[line.wordings[0].casefold()]
            yield Row(heading, line, tuple(each for each in group if each.casefold() not in own))
            heading = ""
