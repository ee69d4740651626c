"""The same answers as JSON: `/api/search` is `citecast search --json`."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue
from search.engine import Sort
from search.results import SearchRequest
from search.results_json import search_json
from search.searching import MAX_LIMIT
from web.current import service

pages = Blueprint("api", __name__, url_prefix="/api")


@pages.get("/search")
def search() -> ResponseReturnValue:
    """q, and optionally limit, after and sort; a value that cannot be understood is a 400."""
    sort, limit = request.args.get("sort", Sort.RELEVANCE.value), request.args.get("limit", "20")
    if sort not in set(Sort):
        raise InvalidValue(f"sort {sort!r}: write {', '.join(Sort)}")
    if not limit.isascii() or not limit.isdecimal() or not 1 <= int(limit) <= MAX_LIMIT:
        raise InvalidValue(f"limit {limit!r}: write a number from 1 to {MAX_LIMIT}")
    result = service().search(
        SearchRequest(
            query=request.args.get("q", ""), limit=int(limit), after=request.args.get("after"), sort=Sort(sort)
        )
    )
    return jsonify(search_json(result))
