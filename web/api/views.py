"""What answers under `/api/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import NamedTuple
from urllib.parse import quote

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from search.links import percent_plus
from search.operations import reading
from search.operations.parameters import Parameter
from search.operations.reading import Operation
from web.api.description import Route, description
from web.current import service

pages = Blueprint("api", __name__, url_prefix="/api")
ROUTES = (
    Route("/search", reading.SEARCH, "?q={title}&limit=3&fields=passage,text,permalink"),
    Route("/documents", reading.DOCUMENTS, "?limit=3&fields=id,title,date"),
    Route("/documents/{document}", reading.DOCUMENT, ""),
    Route("/passages/{passage}", reading.PASSAGE, "?around=2"),
    Route("/passages/{passage}/cite", reading.CITE, "?style=apa"),
)


class Shown(NamedTuple):
    """An operation on the page, and the address of an example, where the library has one."""

    path: str
    operation: Operation
    example: str


def _answering(route: Route) -> Callable[..., ResponseReturnValue]:
    operation = route.operation
    known = {parameter.name: parameter for parameter in operation.parameters if not route.names(parameter)}

    def answer(**path: str) -> ResponseReturnValue:
        given = {name: _value(known.get(name), name) for name in request.args}
        return jsonify(operation.answered(service(), {**given, **path}))

    return answer


def _value(parameter: Parameter | None, name: str) -> object:
    texts = request.args.getlist(name)
    return parameter.of_texts(texts) if parameter else texts


for route in ROUTES:
    pages.get(route.path.replace("{", "<").replace("}", ">"), endpoint=route.operation.name)(_answering(route))


@pages.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """The description, for programs."""
    return jsonify(description(ROUTES, version=version("citecast")))


@pages.get("/")
def overview() -> ResponseReturnValue:
    """The same for people, with addresses to try."""
    return render_template("api.html", operations=list(_shown()))


def _shown() -> Iterator[Shown]:
    document = next((service().library.document(id) for id in service().library.listed()[:1]), None)
    passage = next(document.passages(), None) if document else None
    for path, operation, example in ROUTES:
        if document is None or passage is None:
            yield Shown(path, operation, "")
        else:
            at = path.format(document=quote(document.id), passage=passage.id)
            yield Shown(path, operation, f"/api{at}{example.format(title=percent_plus(document.title))}")
