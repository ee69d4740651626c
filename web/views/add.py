"""Adding: choose files, paste text or name an address, see what was read of them, settle the details, and add them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from corpus.errors import InvalidValue, NotFound, ReadError
from corpus.library.links import NEARLY, listed
from corpus.listening import kinds
from corpus.model import Hints
from search.ingest.values import AddResult
from web.current import listener, service, staging, worker
from web.security import writes
from web.seen import State
from web.staging import DETAILS, Batch, Entry, Sent

pages = Blueprint("add", __name__, url_prefix="/add")
_MANY = ("show", "type", "date")  # details that sources can share
_STATES = ("failed", "check", "ready", "unchanged")  # before they are added; what comes first on the page, first
_FATES = ("failed", "check", "added", "updated", "unchanged")  # and after
_PATIENCE = 1.0  # seconds: a few files are read, or added, before the next page is shown


@pages.get("")
@writes
def form() -> ResponseReturnValue:
    return _form()


@pages.post("")
@writes
def upload() -> ResponseReturnValue:
    try:
        files = [file for file in request.files.getlist("files") if file.filename]
        sounds = [file for file in files if _is_recording(file)]
        _listen_to(sounds)
        batch = staging().create(_sent([file for file in files if file not in sounds]), now=dt.datetime.now(dt.UTC))
    except (InvalidValue, ReadError) as error:
        return _refused(f"{error}.")
    if not batch.entries:
        staging().discard(batch.id)
        if sounds:
            return redirect(url_for("listening.listening"), 303)
        return _refused("Nothing was given. Choose a file, or paste some text.")
    return _worked_on(batch.id)


def _listen_to(files: Sequence[FileStorage]) -> None:
    """Let recordings that were sent wait to be heard."""
    for file in files:
        with closing(file):
            service().listening.of_sent(_name(file), file.stream)
    if files:
        listener().wake()


def _is_recording(file: FileStorage) -> bool:
    """Whether a file that was sent begins as recordings do, or is named as one."""
    head = file.stream.read(16)
    file.stream.seek(0)
    return kinds.has_sound(head) or kinds.is_named(_name(file))


def _name(file: FileStorage) -> str:
    return (file.filename or "").replace("\\", "/").rpartition("/")[2]


def _sent(files: Iterable[FileStorage]) -> Iterator[Sent]:
    for file in files:
        with closing(file):
            yield Sent(_name(file), file.read(), {})
    if text := request.form.get("text", ""):
        markdown = request.form.get("format") == "markdown"
        details = {name: request.form.get(name, "") for name in DETAILS}
        yield Sent("pasted.md" if markdown else "pasted.txt", text.encode(), details)


@pages.post("/address")
@writes
def address() -> ResponseReturnValue:
    """Add from an address, which is fetched by the worker; never a path of this computer."""
    given = request.form.get("address", "").strip()
    if not service().settings.fetch_enabled:
        return _refused(
            "Citecast may not fetch addresses here. Whoever runs it can allow that (setting fetch_enabled)."
        )
    if not given.lower().startswith(("http://", "https://")):
        return _refused("Write the whole address, with https:// before it.")
    if kinds.is_named(urlsplit(given).path):
        service().listening.of_address(given, Hints())
        listener().wake()
        return redirect(url_for("listening.listening"), 303)
    return _worked_on(staging().create([Sent(given, None, {})], now=dt.datetime.now(dt.UTC)).id)


def _refused(why: str) -> ResponseReturnValue:
    return _form(why), 400


def _form(error: str | None = None) -> str:
    from corpus.readers.formats import SUFFIXES  # and with it all readers: who serves need not wait for them

    return render_template(
        "add.html",
        error=error,
        settings=service().settings,
        suffixes=",".join(sorted({*SUFFIXES, *kinds.SUFFIXES})),
    )


def _worked_on(id: str) -> ResponseReturnValue:
    """To the batch's page, with a moment's patience for what was asked."""
    worker().submit(id, wait=_PATIENCE)
    return redirect(url_for("add.batch", id=id), 303)


@pages.get("/<id>")
@writes
def batch(id: str) -> ResponseReturnValue:
    return _shown(staging().find(id), error=None)


def _shown(found: Batch, *, error: str | None) -> str:
    """How far the work is; else what was read and waits for a decision; else what became of it."""
    if progress := worker().progress(found):
        return render_template("progress.html", batch=found, progress=progress)
    if found.waiting:
        alike = found.alike
        rows = {state: [each for each in found.waiting if _state(each, alike) == state] for state in _STATES}
        shown = {"batch": found, "rows": rows, "alike": alike, "nearly": NEARLY, "listed": listed}
        return render_template("preview.html", **shown, error=error, shows=service().library.shows())
    results = {fate: [each for each in found.results if _fate(each) == fate] for fate in _FATES}
    return render_template("added.html", results=results, counts=Counter(each.status for each in found.results))


def _state(entry: Entry, alike: Mapping[int, list[str]]) -> State | None:
    """What is to be done with a source that waits, which may be nearly the same as another."""
    state = entry.seen.state if entry.seen else None
    return "check" if state == "ready" and alike.get(entry.number) else state


def _fate(result: AddResult) -> str:
    return "check" if result.document and result.checks else result.status


@pages.post("/<id>")
@writes
def act(id: str) -> ResponseReturnValue:
    """Set details of the sources selected, add them, stop, go on, or let them go."""
    action = request.form.get("action")
    if action == "cancel":
        staging().discard(id)
        return redirect(url_for("add.form"), 303)
    try:
        with staging().changing(id) as found:
            found.error = ""
            for entry in found.waiting:
                if (version_of := request.form.get(f"as-{entry.number}")) is not None:
                    entry.choose(version_of)
            if action == "set":
                _set(found)
            elif action in ("all", "ready"):
                alike = found.alike
                for entry in found.waiting:
                    entry.chosen = action == "all" or _state(entry, alike) == "ready"
            elif action == "stop":
                for entry in found.to_add:
                    entry.chosen = False
    except InvalidValue as error:
        return _shown(staging().find(id), error=f"{error}. Nothing was changed."), 400
    return _worked_on(id)


def _set(found: Batch) -> None:
    selected = set(request.form.getlist("entry"))
    details = {name: value for name in _MANY if (value := request.form.get(name, ""))}
    chosen = [entry for entry in found.waiting if str(entry.number) in selected or request.form.get("all")]
    if not chosen or not details:
        raise InvalidValue("Tick the files to change, and write a show, a type or a date for them")
    for entry in chosen:
        entry.set(details)


@pages.get("/<id>/<int:number>")
@writes
def entry(id: str, number: int) -> ResponseReturnValue:
    found = staging().find(id)
    return _details(found, _waiting(found, number), error=None)


@pages.post("/<id>/<int:number>")
@writes
def set_details(id: str, number: int) -> ResponseReturnValue:
    try:
        with staging().changing(id) as found:
            _waiting(found, number).set({name: request.form.get(name, "") for name in DETAILS})
    except InvalidValue as error:
        found = staging().find(id)
        return _details(found, _waiting(found, number), error=f"{error}."), 400
    return _worked_on(id)


def _waiting(found: Batch, number: int) -> Entry:
    for entry in found.waiting:
        if entry.number == number and not entry.address:
            return entry
    raise NotFound("this file is no longer waiting to be added; edit the document's details instead")


def _details(found: Batch, one: Entry, *, error: str | None) -> str:
    (preview,) = service().adder.previews([found.spec(one)])
    shows = service().library.shows()
    return render_template("entry.html", batch=found, entry=one, preview=preview, error=error, shows=shows)
