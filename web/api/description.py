"""The description of the interface by OpenAPI 3.1, made of the operations that answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from search.operations.parameters import Parameter
from search.operations.reading import Operation
from search.operations.schemas import Schema, Schemas
from search.operations.verifying import FORM, TYPES, Verification
from web.api.problems import MEDIA_TYPE, Problem

_PROBLEMS = {
    400: "A parameter cannot be understood, or there is none of its name.",
    404: "There is no such document, passage or version.",
    410: "It was there, and was deleted for good.",
    415: "The type of the body is none that a draft has.",
    500: "What is stored is damaged; the detail says what to do.",
    503: "The index cannot be searched now, or the search took too long.",
}


class Route(NamedTuple):
    """Where an operation is answered: a path below `/api`, and the rest of an address that tries it."""

    path: str
    operation: Operation | Verification
    example: str

    @property
    def method(self) -> str:
        return "post" if isinstance(self.operation, Verification) else "get"

    def names(self, parameter: Parameter) -> bool:
        """Whether a parameter is in the path."""
        return f"{{{parameter.name}}}" in self.path


def description(routes: Sequence[Route], *, version: str) -> Schema:
    """The whole description, as JSON."""
    schemas = Schemas(
        "#/components/schemas/", chosen=[each.operation.chosen for each in routes if each.operation.chosen]
    )
    paths = {f"/api{route.path}": {route.method: _operation(route, schemas)} for route in routes}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Citecast",
            "version": version,
            "summary": "Search what was said. Cite exactly where.",
            "description": "Reads one library, and changes nothing. Texts are verbatim; offsets are Unicode code points"
            " of a passage’s text. A parameter that is not known is an error. Pages of other sites are not"
            " answered (no CORS).",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas.named},
    }


def _operation(route: Route, schemas: Schemas) -> Schema:
    operation, parameters = route.operation, route.operation.parameters
    is_sent = isinstance(operation, Verification)
    unlikely = {*(() if "{" in route.path else (404, 410)), *(() if is_sent else (415,))}
    statuses = [each for each in _PROBLEMS if each not in unlikely]
    problem = {MEDIA_TYPE: {"schema": schemas.of(Problem)}}
    return {
        "operationId": operation.name,
        "summary": operation.title,
        "description": operation.about,
        "parameters": [_parameter(each, is_in_path=route.names(each)) for each in parameters],
        **({"requestBody": _draft()} if is_sent else {}),
        "responses": {
            "200": {
                "description": "The answer.",
                "content": {"application/json": {"schema": schemas.of(operation.answer)}},
            },
            **{str(status): {"description": _PROBLEMS[status], "content": problem} for status in statuses},
        },
    }


def _draft() -> Schema:
    """The body that has a draft in it."""
    file = {"contentMediaType": "application/octet-stream"}  # of no type: bytes are no JSON
    form = {"type": "object", "properties": {"file": file}, "required": ["file"]}
    return {"required": True, "content": {**{each: {} for each in TYPES}, FORM: {"schema": form}}}


def _parameter(parameter: Parameter, *, is_in_path: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": parameter.name,
        "in": "path" if is_in_path else "query",
        "required": parameter.required,
        "description": parameter.help,
        "schema": parameter.schema,
    }
    return {**said, "explode": parameter.several == "again"} if parameter.several else said
