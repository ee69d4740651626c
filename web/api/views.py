"""What answers under `/api/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import NamedTuple
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnsupportedMediaType

from corpus.errors import InvalidValue
from search.links import percent_plus
from search.operations import reading
from search.operations.parameters import Parameter
from search.operations.reading import Operation
from search.operations.verifying import FORM, TYPES, VERIFY, Verification
from web import checking
from web.api.description import Route, description
from web.current import service
from web.security import of_programs, reads

pages = Blueprint("api", __name__, url_prefix="/api")
ROUTES = (
    Route("/search", reading.SEARCH, "?q={title}&limit=3&fields=passage,text,permalink"),
    Route("/documents", reading.DOCUMENTS, "?limit=3&fields=id,title,date"),
    Route("/documents/{document}", reading.DOCUMENT, ""),
    Route("/passages/{passage}", reading.PASSAGE, "?around=2"),
    Route("/passages/{passage}/cite", reading.CITE, "?style=apa"),
    Route("/verify", VERIFY, ""),
)


class Shown(NamedTuple):
    """An operation on the page, and the address of an example, where the library has one."""

    path: str
    operation: Operation | Verification
    method: str
    example: str


def _answering(route: Route) -> Callable[..., ResponseReturnValue]:
    operation = route.operation
    known = {parameter.name: parameter for parameter in operation.parameters if not route.names(parameter)}

    def given() -> dict[str, object]:
        return {name: _value(known.get(name), name) for name in request.args}

    def answer(**path: str) -> ResponseReturnValue:
        if isinstance(operation, Verification):
            return _sent_back(jsonify(operation.answered(checking.checked, *_draft(), given())))
        return jsonify(operation.answered(service(), {**given(), **path}))

    return of_programs(reads(answer)) if isinstance(operation, Verification) else answer


def _draft() -> tuple[bytes, str]:
    """The draft in the body of the request, and a name for it that says of which type it is."""
    checking.check_size()
    if request.mimetype == FORM:
        file = request.files.get("file")
        if not file:
            raise InvalidValue("this form has no draft: send it as a file under the name “file”")
        return file.read(), file.filename or "draft"
    if request.mimetype not in TYPES:
        raise UnsupportedMediaType(f"Say of which type the draft is, as its Content-Type: {', '.join((*TYPES, FORM))}.")
    return request.get_data(), f"draft{TYPES[request.mimetype]}"


def _sent_back(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _value(parameter: Parameter | None, name: str) -> object:
    texts = request.args.getlist(name)
    return parameter.of_texts(texts) if parameter else texts


for route in ROUTES:
    rule = route.path.replace("{", "<").replace("}", ">")
    pages.add_url_rule(rule, route.operation.name, _answering(route), methods=[route.method.upper()])


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
    for route in ROUTES:
        path, operation, example = route
        method = route.method.upper()
        if document is None or passage is None or method != "GET":
            yield Shown(path, operation, method, "")
        else:
            at = path.format(document=quote(document.id), passage=passage.id)
            yield Shown(path, operation, method, f"/api{at}{example.format(title=percent_plus(document.title))}")
