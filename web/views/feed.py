"""Atom feeds (RFC 4287) of searches: passages that have all that is asked for, those first that were stored last."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidValue
from corpus.text import for_xml
from search.engine import Sort
from search.results.following import Entry, asked
from search.results.values import Hit, SearchRequest
from web.address import Address
from web.current import service
from web.following import feed_of, name_of, whole
from web.markup.text import beside, marked

pages = Blueprint("feed", __name__)
ENTRIES = 50
TYPE = "application/atom+xml"
_NO_CHANGE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # the library's, which has nothing yet


class Item(NamedTuple):
    """An entry as the feed writes it."""

    id: str
    title: str
    author: str
    stored: str
    link: str
    html: str  # which the feed escapes
    categories: Sequence[str]


@pages.get("/feed")
def of_search() -> ResponseReturnValue:
    """The feed of the search that the address says."""
    address = whole(Address.of_request())
    if not address:
        raise InvalidValue("a feed is of a search; write its words behind /feed?q=, or take the link from its results")
    page = address.sorted_by(Sort.STORED_DESC).url()
    return _feed([("", address.request)], name_of(address), feed_of(address), page)


@pages.get("/saved/feed")
def of_saved() -> ResponseReturnValue:
    """One feed for all saved searches; each entry names those that find it."""
    searches = [(each.name, asked(each.wanted)) for each in service().library.saved.listed()]
    return _feed(searches, "Saved searches", url_for("feed.of_saved"), url_for("saved.saved"))


def _feed(searches: Sequence[tuple[str, SearchRequest]], title: str, path: str, alternate: str) -> ResponseReturnValue:
    found = service()
    mark = found.library.log.mark
    site = found.settings.public_url or request.host_url.rstrip("/")
    items = [_item(entry, site) for entry in found.following.newest(searches, ENTRIES)]
    changed = found.library.log.moment(mark.revision) or _NO_CHANGE
    text = render_template(
        "feed.xml",
        id=uuid.uuid5(uuid.UUID(mark.library), path).urn,
        title=for_xml(title),
        updated=items[0].stored if items else _written(_NO_CHANGE),
        itself=site + path,
        alternate=site + alternate,
        items=items,
    )
    response = make_response(text)
    response.content_type = f"{TYPE}; charset=utf-8"
    response.last_modified = changed
    response.add_etag()
    return response.make_conditional(request)


def _item(entry: Entry, site: str) -> Item:
    hit, passage = entry.hit, entry.hit.place.passage
    link = hit.permalink if "://" in hit.permalink else site + hit.permalink
    return Item(
        id=uuid.uuid5(uuid.NAMESPACE_OID, f"citecast passage {passage.id}").urn,
        title=for_xml(f"{passage.who}: {hit.document.title}" if passage.who else hit.document.title),
        author=for_xml(passage.who or hit.document.show or hit.document.publisher or ""),
        stored=_written(entry.stored),
        link=link,
        html=for_xml(f"{marked(passage.text, hit.spans)}{_of_its_own(hit)}"),
        categories=[for_xml(name) for name in (*entry.names, hit.origin) if name],
    )


def _of_its_own(hit: Hit) -> str:
    """That a machine heard the words, or gave them their times, as a paragraph behind them."""
    told = beside(hit.document, [hit.place.passage])
    return f"\n<p>{told}</p>" if told else ""


def _written(moment: dt.datetime) -> str:
    """A moment as RFC 3339 has it."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
