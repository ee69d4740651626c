"""The same answers as JSON: `/api/search` is `citecast search --json`."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue
from search.engine import Sort
from search.results.json import search_json
from search.results.listing import MAX_LIMIT
from search.results.values import Match, SearchRequest
from web import asked
from web.current import service

pages = Blueprint("api", __name__, url_prefix="/api")


@pages.get("/search")
def search() -> ResponseReturnValue:
    """q, and optionally limit, after, sort, match and vocabulary; a value that cannot be understood is a 400."""
    sort, match = request.args.get("sort", Sort.RELEVANCE.value), request.args.get("match")
    if sort not in set(Sort):
        raise InvalidValue(f"sort {sort!r}: write {', '.join(Sort)}")
    if match is not None and match not in set(Match):
        raise InvalidValue(f"match {match!r}: write {' or '.join(Match)}, or leave it out")
    vocabulary = request.args.get("vocabulary", "on")
    if vocabulary not in ("on", "off"):
        raise InvalidValue(f"vocabulary {vocabulary!r}: write on or off")
    limit = asked.number("limit", least=1, most=MAX_LIMIT) or 20
    result = service().finder.search(
        SearchRequest(
            query=request.args.get("q", ""),
            limit=limit,
            after=request.args.get("after"),
            sort=Sort(sort),
            match=Match(match) if match else None,
            vocabulary=vocabulary == "on",
        )
    )
    return jsonify(search_json(result))
