"""What a page of results offers to whoever wants to follow it: to save the search, and its feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from flask import request

from corpus.errors import DamagedLibrary
from corpus.library import SavedSearch
from corpus.library.saved import LONGEST_NAME
from search.engine import Sort
from search.results.filters import Filters
from search.results.following import wanted
from web.address import Address
from web.current import service


class Follow(NamedTuple):
    """A name for the search, where to send it, its feed, the saved searches, and the one among them that is this one;
    and, where somebody has just opened one, the page of what was new in it."""

    name: str
    save: str
    feed: str
    saved: Sequence[SavedSearch]
    same: SavedSearch | None
    looked: str | None


def follow(address: Address) -> Follow:
    """How the search of a page may be followed."""
    try:
        saved = service().library.saved.listed()
    except DamagedLibrary:  # which the page of saved searches tells
        saved = ()
    looked = request.args.get("looked", "")
    this = wanted(address.request)
    return Follow(
        name=name_of(address),
        save=address.on("saved.save").url(),
        feed=feed_of(address),
        saved=saved,
        same=next((each for each in saved if each.wanted == this), None),
        looked=address.newly_stored(looked).url() if Filters(new=looked).stored_after else None,
    )


def name_of(address: Address) -> str:
    """A name for a search: its query, and its filters."""
    query, filters = " ".join(address.query.split()), whole(address).filters.told
    text = f"{query} ({filters})" if query and filters else query or filters
    return f"{text[:1].upper()}{text[1:]}"[:LONGEST_NAME]


def feed_of(address: Address) -> str:
    """The feed of a search."""
    return replace(whole(address).on("feed.of_search"), sort=Sort.RELEVANCE).url()


def whole(address: Address) -> Address:
    """A search without what was new in it."""
    return address.filtered(replace(address.filters, new=""))
