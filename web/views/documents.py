"""A document: read it, edit its details, take it out and bring it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urldefrag

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from corpus.details import DETAILS
from corpus.errors import InvalidValue, ReadError
from corpus.locators import locate
from corpus.model import Document, Place, place
from corpus.quotation import WHOLE, Range
from corpus.quoted_words import Words, from_to
from corpus.text import printable
from search.export.captions import MEDIA_TYPE, as_vtt
from search.links import DOCUMENTS, document_path, encoded, playing, range_said
from search.results.compared import of_document
from search.results.views import related
from web import asked, hearing, presentation, security
from web.address import Address
from web.current import service
from web.heard import Doubts
from web.machines import heads
from web.machines.annotation import text_of
from web.markup.citing import choosing, cite_section
from web.markup.text import NOTHING
from web.markup.turns import Beside, Cited, turns
from web.recordings import recording_of
from web.security import writes
from web.views import correcting
from web.within import within

pages = Blueprint("documents", __name__, url_prefix=DOCUMENTS)
_BECAUSE = {
    "source": "",
    "heard": ", heard anew or corrected",
    "reader": ", the same file read differently",
    "alignment": ", times by alignment",
    "details": ", details changed",
}


class Player(NamedTuple):
    """The recording of a document, at the time that the address asks to play; nothing is loaded where it asks none."""

    url: str
    at: str | None  # seconds

    @property
    def source(self) -> str:
        """The address with its media fragment (W3C, Media Fragments URI 1.0); a fragment of its own gives way."""
        return self.url if self.at is None else f"{urldefrag(self.url).url}#t={self.at}"


@pages.get("/<id>")
def document(id: str) -> ResponseReturnValue:
    version = asked.number("v", least=1)
    found = service().library.document(id, version)
    record = service().library.record(id)
    is_newest, address = found.version == record.document.version, Address.of_request()
    search = [*address.request.said()] if address else []
    said = search if is_newest else [*search, ("v", str(found.version))]
    along = None
    if address:
        at = [request.args[name] for name in ("cite", "at") if name in request.args]
        along = within(address, found, at, encoded(said), is_newest=is_newest)
        said += [("at", along.now)] if along.now in along.marks else []
    citing = document_path(id, search=encoded([*said, ("cite", "")]))
    others = related(service().library, id)
    player = _player(found, others.episodes)
    plays = playing(document_path(id, search=encoded(said))) if player else ""
    comparisons = service().library.comparisons.of(id)
    is_live = record.state == "live" and is_newest
    links = Beside(citing, plays, correcting.path(found) if is_live and found.machine else "")
    cited, doubts = _cited(found, [*said], citing, is_newest=is_newest), Doubts(found) if found.machine else None
    response = make_response(
        render_template(
            "document.html",
            document=found,
            record=record,
            sections=[(section, turns(found, section, links, along, *cited, doubts)) for section in found.sections],
            related=others,
            versions=service().library.versions(id) if record.document.version > 1 else (),
            address=address,
            within=along,
            citing=citing,
            lost="" if cited[0] else request.args.get("cite", ""),
            newest=document_path(id, search=encoded(search)),
            because=_BECAUSE,
            was_read="read" in request.args,
            compared=of_document(comparisons, found) if is_newest else "",
            player=player,
            has_captions=found.type == "transcript" and _is_timed(found),
            doubts=doubts.total if doubts else 0,
            hearing=hearing.of(found, record, others),
            head=heads.of_document(found),
        )
    )
    if player:
        security.letting_play(response, player.url)
    return presentation.remembering_style(response)


def _player(found: Document, episodes: Iterable[Document]) -> Player | None:
    """What plays a document: nothing where it has no recording, or no passage says its time."""
    at, url = asked.seconds("play"), recording_of(found, lambda: episodes)
    return Player(url, at) if url and _is_timed(found) else None


def _is_timed(found: Document) -> bool:
    return any(locate(passage).start_ms is not None for passage in found.passages())


def _cited(
    found: Document, base: Sequence[tuple[str, str]], citing: str, *, is_newest: bool
) -> tuple[Cited | None, Markup]:
    """The words that the address asks to cite, and what stands below them; nothing where it asks for none. `base` is
    what the page's address says besides."""
    asked_for = place(found, request.args.get("cite", ""))
    if not asked_for:
        return None, NOTHING
    panels, error = presentation.Panels(at_the_words=True), ""
    first, quote = asked_for, Range.of(asked.number("from"), asked.number("to"), request.args.get("through"))
    by_words = {"begins", "ends"} & request.args.keys()
    try:
        if by_words:
            first, quote = _by_words(found, asked_for)
        panel = panels.of(found, first, quote)
    except InvalidValue as mistake:
        if not by_words:
            raise
        first, quote, error = asked_for, WHOLE, str(mistake)
        panel = panels.of(found, first)
    id = first.passage.id
    here, whole = (f"{citing}{id}{range_said(each)}" for each in (quote, quote.of_whole_passages))
    form = choosing(base, id, request.args.get("begins", ""), request.args.get("ends", ""), error)
    compared = service().citer.compared(found, panel.quotation, is_latest=is_newest)
    section = cite_section(panel, here, f"#{id}", compared.told, form=form, whole=f"{whole}#{id}")
    return Cited(panel.quotation, quote), section


def _by_words(found: Document, first: Place) -> Words:
    """The words of a document that begin and end as the address says, from a passage on."""
    behind = [each for each in found.places() if each.passage.ordinal >= first.passage.ordinal]
    return from_to(behind, request.args.get("begins", ""), request.args.get("ends", ""))


@pages.get("/<id>/text")
def text(id: str) -> ResponseReturnValue:
    """The passages of a version, a line each, of which Web Annotations count the characters."""
    found = service().library.document(id, asked.number("v", least=1))
    return Response(text_of(found), content_type="text/plain; charset=utf-8")


@pages.get("/<id>/captions.vtt")
def captions(id: str) -> ResponseReturnValue:
    """The words of a version as captions (WebVTT); InvalidValue where it says no times."""
    found = service().library.document(id, asked.number("v", least=1))
    return Response(as_vtt(found), content_type=MEDIA_TYPE)


@pages.get("/<id>/original")
def original(id: str) -> ResponseReturnValue:
    """The bytes as they were stored, to keep and not to run."""
    versions = {each.version: each.source for each in service().library.versions(id)}
    version = asked.number("v", least=1)
    response = Response(service().library.original(id, version), content_type="application/octet-stream")
    source = versions[version or max(versions)]
    name = printable(source.replace("\\", "/").rpartition("/")[2].removeprefix("sample: ")) or id
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


@pages.get("/<id>/edit")
@writes
def edit(id: str) -> ResponseReturnValue:
    return _form(service().library.document(id), {}, error=None)


@pages.post("/<id>/edit")
@writes
def save(id: str) -> ResponseReturnValue:
    """Set what was changed in the form; what somebody else set meanwhile stays, and is told where both changed it."""
    found = service().library.document(id)
    now = {name: detail(found, name) for name in DETAILS}
    given = {name: request.form.get(name, now[name]).strip() for name in DETAILS}
    shown = {name: request.form.get(f"shown-{name}", now[name]) for name in DETAILS}
    changed = {name: value for name, value in given.items() if value not in (shown[name], now[name])}
    if both := [name for name in changed if now[name] != shown[name]]:
        return _form(found, {**now, **changed}, error=_set_meanwhile(now, both)), 409
    try:
        if changed:
            service().editor.edit([id], changed)
    except InvalidValue as error:
        return _form(found, {**now, **changed}, error=str(error)), 400
    return redirect(url_for("documents.document", id=id), 303)


def _set_meanwhile(now: Mapping[str, str], names: Iterable[str]) -> str:
    to = " and ".join(
        f"{DETAILS[name].label.lower()} to {f'“{now[name]}”' if now[name] else 'nothing'}" for name in names
    )
    told = f"Since you opened this form, somebody set {to}."
    return f"{told} Nothing is saved yet: Save replaces that by what is written here."


def detail(document: Document, name: str) -> str:
    """A detail as a form shows it: a date in ISO 8601, nothing for what is not known."""
    if name == "date":
        return document.date.iso if document.date else ""
    return str(getattr(document, name) or "")


def _form(found: Document, given: dict[str, str], *, error: str | None) -> str:
    values = {name: given.get(name, detail(found, name)) for name in DETAILS}
    shows = service().library.shows()
    return render_template(
        "edit.html", document=found, values=values, detail=detail, details=DETAILS, error=error, shows=shows
    )


@pages.post("/<id>/checked")
@writes
def checked(id: str) -> ResponseReturnValue:
    """What there was to check is right as it is."""
    service().library.dismiss([id])
    return redirect(url_for("documents.document", id=id), 303)


@pages.post("/<id>/reread")
@writes
def reread(id: str) -> ResponseReturnValue:
    """What it was read from is read again; ReadError where it cannot be, and it stays as it was."""
    (result,) = service().rereader.reread([id])
    service().indexer.soon()
    if result.status == "failed":
        raise ReadError(f"{id} cannot be read again: {result.message}; it stays as it was read before")
    is_same = result.status == "unchanged"
    return redirect(url_for("documents.document", id=id, read="again" if is_same else None), 303)


@pages.post("/<id>/recheck")
@writes
def recheck(id: str) -> ResponseReturnValue:
    """It is compared with its source as that is now; ReadError where there is none that can be read."""
    (result,) = service().rechecker.recheck([id])
    if result.outcome == "not_compared":
        raise ReadError(f"{id} cannot be compared with its source: {result.why}")
    return redirect(url_for("documents.document", id=id), 303)


@pages.post("/<id>/remove")
@writes
def remove(id: str) -> ResponseReturnValue:
    service().editor.remove(id)
    return redirect(url_for("documents.document", id=id), 303)


@pages.post("/<id>/restore")
@writes
def restore(id: str) -> ResponseReturnValue:
    service().editor.undelete(id)
    return redirect(url_for("documents.document", id=id), 303)
