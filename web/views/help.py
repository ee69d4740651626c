"""The help: what a query can say, by examples that are searches, and what else is asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from corpus.errors import CitecastError
from search import fields
from search.results.values import Match, SearchRequest
from search.service import Service
from web.current import service

pages = Blueprint("help", __name__)
LANGUAGE = (
    (("drone factory",), "passages with both words, in every form of them; below them, those with one"),
    (("drone,factory", "drone/factory", "+drone +factory"), "the same"),
    (('"glide bombs"', "‘glide bombs’", "«glide bombs»"), "these words, in this order, in this form"),
    (("drone OR uav", "drone | uav"), "either word; OR, AND and NOT are words where they are not in capitals"),
    (("drone NOT shahed", "drone -shahed", "drone !shahed"), "the first word without the second"),
    (("(drone OR uav) factory",), "one of the words in parentheses, and the one behind them"),
    (
        ('"drone factory"~8', "drone w/8 factory", "drone NEAR/8 factory"),
        "these words, in every form and any order, within 8 words of each other",
    ),
    (("yak-130",), "also Yak 130 and Yak130"),
    (("shah*", "sha?ed"), "any ending; any one letter (at least two letters before the sign)"),
    (("shaheed~", "shaheed~1"), "similar spellings; those with one letter changed"),
    (("=drones", '="glide bombs"'), "this very form"),
    (("person:(notte OR lamson)", "type:bio,report"), "either value of a field"),
    *fields.explained(),
)


class Example(NamedTuple):
    """A query, and whether it finds something in this library; None where that cannot be known just now."""

    query: str
    finds: bool | None


@pages.get("/help")
def help_() -> ResponseReturnValue:
    found = service()
    revision, (index_revision, _) = found.library.log.revision, found.finder.index_state
    language = [(_examples(found, queries, revision, index_revision), finds) for queries, finds in LANGUAGE]
    return render_template("help.html", language=language, is_empty=not found.library.passage_count())


@lru_cache(maxsize=2 * len(LANGUAGE))
def _examples(found: Service, queries: Sequence[str], revision: int, index_revision: int) -> tuple[Example, ...]:
    """As of these revisions, which it follows from."""
    return tuple(Example(query, _finds(found, query) if revision and index_revision else None) for query in queries)


def _finds(found: Service, query: str) -> bool | None:
    try:
        return found.finder.search(SearchRequest(query=query, limit=1, match=Match.ALL)).total > 0
    except CitecastError:
        return None
