"""Completions of what is typed: for the search box, and for the search engine that a browser may add to its own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, json, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from search.links import percent_plus
from web.current import service

pages = Blueprint("suggest", __name__)


@pages.get("/complete")
def complete() -> ResponseReturnValue:
    """How the query `q` may go on: the whole query each time, what completes it, and what that is."""
    found = service().finder.completions(request.args.get("q", ""))
    return jsonify(completions=[{"query": each.query, "text": each.text, "told": each.told} for each in found])


@pages.get("/suggest")
def suggestions() -> ResponseReturnValue:
    """The same as OpenSearch Suggestions 1.1 have it: the query, completions, descriptions, addresses."""
    query = request.args.get("q", "")
    found = service().finder.completions(query)
    said = [
        query,
        [each.query for each in found],
        [f"{each.text} ({each.told})" for each in found],
        [f"{absolute('search.results')}?q={percent_plus(each.query)}" for each in found],
    ]
    return Response(json.dumps(said), mimetype="application/x-suggestions+json")


@pages.get("/opensearch.xml")
def description() -> ResponseReturnValue:
    """What a browser adds the library to its search engines by: OpenSearch Description 1.1."""
    return Response(
        render_template("opensearch.xml", absolute=absolute), mimetype="application/opensearchdescription+xml"
    )


def absolute(endpoint: str, **values: Any) -> str:
    """The whole address of a page: the one that others reach the library by, else as this request came."""
    return (service().settings.public_url or request.host_url.rstrip("/")) + url_for(endpoint, **values)
