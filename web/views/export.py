"""Exports: of a search, and of each query of a list."""

from __future__ import annotations

from pathlib import PurePath

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue
from corpus.text import printable
from search.export.formats import FORMATS, format_of
from search.export.queries import LARGEST, MOST, Query, queries
from web import exports, presentation
from web.address import Address
from web.current import service
from web.security import reads

pages = Blueprint("export", __name__, url_prefix="/export")
OF_LISTS = ("csv", "jsonl")  # the formats of all passages of a list, of which more may come than a sheet can carry


@pages.get("")
def export() -> ResponseReturnValue:
    """A search in the format that the address asks for; without one, what there is to choose from."""
    address = Address.of_request()
    if "format" not in request.args:
        return _page(address)
    if not address:
        raise InvalidValue("this link asks for nothing to export; search first")
    format, exporter = format_of(request.args["format"]), service().exporter
    return exports.download(
        exporter.passages(address.request, format, style=presentation.style()),
        name=exporter.name(address.query, format.suffix),
        media_type=format.media_type,
    )


@pages.post("")
@reads
def of_queries() -> ResponseReturnValue:
    """How much each query of a CSV counts, or all passages, searched as the address says besides the query."""
    address, exporter = Address.of_request(), service().exporter
    try:
        stem, asked = _asked()
    except InvalidValue as error:
        return _page(address, error=str(error)), 400
    wanted = request.form.get("format", "")
    if wanted not in OF_LISTS:
        opened, format, stem = exporter.counts(asked, address.request), FORMATS["csv"], f"{stem} counts"
    else:
        format = FORMATS[wanted]
        opened = exporter.of_each(asked, address.request, format)
    return exports.download(opened, name=exporter.name(stem, format.suffix), media_type=format.media_type)


def _asked() -> tuple[str, list[Query]]:
    """The name of the file that was given, without its suffix, and its queries."""
    file = request.files.get("queries")
    if not file or not file.filename:
        raise InvalidValue("Choose a file first")
    name = printable(file.filename)
    return PurePath(name).stem, queries(file.stream.read(LARGEST + 1), name)


def _page(address: Address, *, error: str = "") -> str:
    total = None
    if address:
        with service().finder.counted(address.request) as (counted,):
            total = counted.total
    return render_template(
        "export.html",
        address=address,
        total=total,
        exports=exports.offered(address, total.passages) if total else (),
        of_lists=[(name, FORMATS[name].label) for name in OF_LISTS],
        most=MOST,
        error=error,
    )
