"""Adding: choose files or paste text, see what was read of them, settle the details, and add them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue, NotFound
from search.results import Preview
from web import staging
from web.current import home, service
from web.security import writes
from web.staging import Batch, Entry, Given

pages = Blueprint("add", __name__, url_prefix="/add")
_MANY = ("show", "type", "date")  # details that sources can share
_adding = threading.Lock()  # one batch at a time, and none twice


class Row(NamedTuple):
    """A source of a batch and what would be stored of it."""

    entry: Entry
    preview: Preview

    @property
    def checks(self) -> tuple[str, ...]:
        return self.preview.reading.checks if self.preview.reading else ()

    @property
    def state(self) -> str:
        """failed, check, ready or unchanged: what comes first in the table, first."""
        if self.preview.status in ("failed", "unchanged"):
            return self.preview.status
        return "check" if self.checks else "ready"


_ORDER = ("failed", "check", "ready", "unchanged")


@pages.get("")
@writes
def form() -> ResponseReturnValue:
    return render_template("add.html", error=None)


@pages.post("")
@writes
def upload() -> ResponseReturnValue:
    try:
        batch = staging.create(home(), _given(), now=dt.datetime.now(dt.UTC))
    except InvalidValue as error:
        return render_template("add.html", error=f"{error}."), 400
    if not batch.entries:
        batch.discard()
        return render_template("add.html", error="Nothing was given. Choose a file, or paste some text."), 400
    return redirect(url_for("add.batch", id=batch.id), 303)


def _given() -> Iterator[Given]:
    for file in request.files.getlist("files"):
        if file.filename:
            with closing(file):
                yield Given(file.filename.replace("\\", "/").rpartition("/")[2], file.read(), {})
    if text := request.form.get("text", ""):
        markdown = request.form.get("format") == "markdown"
        details = {name: request.form.get(name, "") for name in staging.DETAILS}
        yield Given("pasted.md" if markdown else "pasted.txt", text.encode(), details)


@pages.get("/<id>")
@writes
def batch(id: str) -> ResponseReturnValue:
    return _shown(staging.find(home(), id), error=None)


def _shown(found: Batch, *, error: str | None) -> str:
    done = sorted((entry for entry in found.entries if entry.status), key=lambda entry: _STATUSES.index(entry.status))
    if not found.waiting:
        counts = {status: sum(entry.status == status for entry in done) for status in _STATUSES}
        return render_template("added.html", batch=found, entries=done, counts=counts)
    rows = sorted(_rows(found), key=lambda row: (_ORDER.index(row.state), row.entry.number))
    counts = {state: sum(row.state == state for row in rows) for state in _ORDER}
    return render_template(
        "preview.html", batch=found, rows=rows, counts=counts, done=done, error=error, shows=service().shows()
    )


_STATUSES = ("failed", "added", "updated", "unchanged")


def _rows(found: Batch) -> Iterator[Row]:
    for entry in found.waiting:
        yield Row(entry, service().preview(found.given(entry)))


@pages.post("/<id>")
@writes
def act(id: str) -> ResponseReturnValue:
    """Set details of the sources selected, add them, or let them go."""
    found = staging.find(home(), id)
    match request.form.get("action"):
        case "set":
            return _set(found)
        case "cancel":
            found.discard()
            return redirect(url_for("add.form"), 303)
        case "all":
            _store(id, ready_only=False)
        case "ready":
            _store(id, ready_only=True)
    return redirect(url_for("add.batch", id=id), 303)


def _set(found: Batch) -> ResponseReturnValue:
    selected = set(request.form.getlist("entry"))
    details = {name: value for name in _MANY if (value := request.form.get(name, ""))}
    if not (selected or request.form.get("all")) or not details:
        return _shown(found, error="Tick the files to change, and write a show, a type or a date for them."), 400
    try:
        for entry in found.waiting:
            if str(entry.number) in selected or request.form.get("all"):
                entry.set(details)
    except InvalidValue as error:
        return _shown(staging.find(home(), found.id), error=f"{error}. Nothing was changed."), 400
    found.save()
    return redirect(url_for("add.batch", id=found.id), 303)


def _store(id: str, *, ready_only: bool) -> None:
    with _adding:
        found = staging.find(home(), id)
        chosen = [row.entry for row in _rows(found) if row.state == "ready"] if ready_only else found.waiting
        results = service().add(map(found.given, chosen))
        for entry, result in zip(chosen, results, strict=True):
            entry.status, entry.document = result.status, result.document
            entry.message, entry.checks = result.message, list(result.checks)
        found.save()
        service().catch_up()


@pages.get("/<id>/<int:number>")
@writes
def entry(id: str, number: int) -> ResponseReturnValue:
    found, one = _entry(id, number)
    return _details(found, one, error=None)


@pages.post("/<id>/<int:number>")
@writes
def set_details(id: str, number: int) -> ResponseReturnValue:
    found, one = _entry(id, number)
    try:
        one.set({name: request.form.get(name, "") for name in staging.DETAILS})
    except InvalidValue as error:
        return _details(found, one, error=f"{error}."), 400
    found.save()
    return redirect(url_for("add.batch", id=id), 303)


def _entry(id: str, number: int) -> tuple[Batch, Entry]:
    found = staging.find(home(), id)
    one = next((entry for entry in found.entries if entry.number == number), None)
    if one is None or one.status:
        raise NotFound("this file is no longer waiting to be added; edit the document's details instead")
    return found, one


def _details(found: Batch, one: Entry, *, error: str | None) -> str:
    preview = service().preview(found.given(one))
    return render_template("entry.html", batch=found, entry=one, preview=preview, error=error, shows=service().shows())
