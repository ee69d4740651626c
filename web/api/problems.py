"""Errors as JSON: problem details, RFC 9457."""

from __future__ import annotations

from http import HTTPStatus
from typing import TypedDict

from flask import Response, jsonify, request

MEDIA_TYPE = "application/problem+json"


class Problem(TypedDict):
    """Why there is no answer: `detail` is one line for people, and so is `error`."""

    type: str
    title: str
    status: int
    detail: str
    error: str


def is_asked_for() -> bool:
    """Whether the request is of a program, which gets no page."""
    return request.path.startswith("/api/")


def problem(status: int, message: str) -> Response:
    """The response to a request that has no answer."""
    said: Problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message,
        "error": message,
    }
    response = jsonify(said)
    response.status_code, response.mimetype = status, MEDIA_TYPE
    return response
