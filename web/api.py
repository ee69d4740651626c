"""The same answers as JSON: `/api/search` is `citecast search --json`."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue
from search.engine import Sort
from search.results.json import search_json
from search.results.search import MAX_LIMIT
from search.results.values import SearchRequest
from web import asked
from web.current import service

pages = Blueprint("api", __name__, url_prefix="/api")


@pages.get("/search")
def search() -> ResponseReturnValue:
    """q, and optionally limit, after and sort; a value that cannot be understood is a 400."""
    sort = request.args.get("sort", Sort.RELEVANCE.value)
    if sort not in set(Sort):
        raise InvalidValue(f"sort {sort!r}: write {', '.join(Sort)}")
    limit = asked.number("limit", least=1, most=MAX_LIMIT) or 20
    result = service().finder.search(
        SearchRequest(query=request.args.get("q", ""), limit=limit, after=request.args.get("after"), sort=Sort(sort))
    )
    return jsonify(search_json(result))
