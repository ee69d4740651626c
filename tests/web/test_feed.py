"""Atom feeds: valid by RFC 4287 and to readers of others, in the order in which passages came, and asked for again."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import atoma
import feedparser
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search.results.values import SearchRequest
from search.service import Service
from tests.unit.test_library import keep, note
from web.app import close, create_app

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> & ]]> &lt;b&gt; \"'\x0b\x00\ufffe crane"
HELD = "<script>alert(1)</script> & ]]> &lt;b&gt; \"'\ufffd\ufffd crane"


def store(service: Service, *texts: str, title: str, **details: object) -> None:
    keep(service.library, note(*texts, title=title, **details), at=f"/{title}.md")
    service.indexer.catch_up()


@pytest.fixture
def cranes(service: Service) -> Service:
    store(service, "the first crane", "a mast", title="A", show="Quay")
    store(service, "a second crane", "a third crane", title="B")
    return service


def read(response: TestResponse) -> Any:
    """A feed as a reader of others has it, which finds nothing wrong with it."""
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    check(response.data)
    parsed = feedparser.parse(response.data)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    other = atoma.parse_atom_bytes(response.data)
    assert [each.id_ for each in other.entries] == [each.id for each in parsed.entries]
    assert [each.updated for each in other.entries] == [moment(each.updated) for each in parsed.entries]
    return parsed


def moment(text: str) -> dt.datetime:
    """A moment in the form that RFC 3339 has, section 5.6."""
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text)
    return dt.datetime.fromisoformat(text)


def check(data: bytes) -> None:
    """What RFC 4287 asks of a feed (section 4.1.1) and of each entry (section 4.1.2)."""
    feed = ET.fromstring(data)  # noqa: S314  # ours
    assert feed.tag == f"{ATOM}feed"
    authors = feed.findall(f"{ATOM}author")
    for holder in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (one,) = holder.findall(f"{ATOM}{name}")
            assert one.text
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", holder.findtext(f"{ATOM}id", ""))
        moment(holder.findtext(f"{ATOM}updated", ""))
        assert holder.findall(f"{ATOM}author") or authors
        assert all(each.findtext(f"{ATOM}name") for each in holder.findall(f"{ATOM}author"))
        links = holder.findall(f"{ATOM}link")
        kinds = [(each.get("rel"), each.get("type")) for each in links]
        assert len(kinds) == len(set(kinds))
        assert all(urlsplit(each.get("href", "")).scheme in ("http", "https") for each in links)
        assert all(each.get("term") for each in holder.findall(f"{ATOM}category"))
        assert not [each.tag for each in holder if not each.tag.startswith(ATOM)]
    assert [each.get("rel") for each in feed.findall(f"{ATOM}link")] == ["self", "alternate"]
    for entry in feed.findall(f"{ATOM}entry"):
        assert len(entry.findall(f"{ATOM}content")) == len(entry.findall(f"{ATOM}published")) == 1
        assert entry.find(f"{ATOM}content").get("type") == "html"
        assert not entry.findall(f"{ATOM}content/*"), "escaped, not markup of the feed's own"
    ids = [each.findtext(f"{ATOM}id") for each in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))


def words(parsed: Any) -> list[str]:
    return [re.sub("<[^>]*>", "", each.content[0].value) for each in parsed.entries]


def test_results_and_saved_searches_lead_to_their_feeds(client: FlaskClient, cranes: Service) -> None:
    link = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">'
    page = client.get("/search?q=crane&show=Quay&sort=date&page=1&new=1").text
    assert link.format("New passages: Crane (show: Quay)", "/feed?q=crane&amp;show=Quay") in page
    assert '<a href="/feed?q=crane&amp;show=Quay">Feed of new passages</a>' in page
    assert "atom+xml" not in client.get("/saved").text
    cranes.following.save("Cranes", SearchRequest(query="crane"))
    page = client.get("/saved").text
    assert link.format("All saved searches", "/saved/feed") in page
    assert 'href="/feed?q=crane" aria-label="Feed of Cranes">' in page


def test_a_feed_has_the_passages_that_came_last_first(client: FlaskClient, cranes: Service) -> None:
    parsed = read(client.get("/feed?q=crane"))
    assert words(parsed) == ["a second crane", "a third crane", "the first crane"]
    assert parsed.feed.title == "Crane · Citecast"
    assert parsed.feed.updated == parsed.entries[0].updated
    assert [each.title for each in parsed.entries] == ["B", "B", "A"]
    assert [each.get("author") for each in parsed.entries] == [None, None, "Quay"], "else the feed's"
    assert "<mark>crane</mark>" in client.get("/feed?q=crane").text.replace("&lt;", "<").replace("&gt;", ">")
    for entry in parsed.entries:
        path = entry.link.removeprefix("http://localhost")
        assert path.startswith("/p/p")
        assert client.get(path).status_code == 200
    links = {each.rel: each.href for each in parsed.feed.links}
    assert links == {
        "self": "http://localhost/feed?q=crane",
        "alternate": "http://localhost/search?q=crane&sort=-stored",
    }
    assert words(read(client.get("/feed?q=crane&show=Quay"))) == ["the first crane"]
    assert words(read(client.get("/feed?q=crane&new=99"))) == words(parsed), "a feed is of all that came"


def test_who_speaks_is_the_author(client: FlaskClient) -> None:
    parsed = read(client.get("/feed?q=speaker:guest"))
    assert {each.author for each in parsed.entries} == {"Guest"}
    assert {each.title for each in parsed.entries} == {"Guest: From Parts to Factories"}


def test_what_is_new_comes_first_and_what_was_there_keeps_its_id_and_its_time(
    client: FlaskClient, cranes: Service
) -> None:
    before = read(client.get("/feed?q=crane"))
    cranes.editor.edit(["a"], {"title": "Edited"})
    cranes.editor.remove("b")
    cranes.editor.undelete("b")
    store(cranes, "a mast", "a new crane", "the first crane", title="A", show="Quay")
    after = read(client.get("/feed?q=crane"))
    assert words(after) == ["a new crane", *words(before)]
    assert [(each.id, each.updated) for each in after.entries[1:]] == [
        (each.id, each.updated) for each in before.entries
    ]
    assert [each.title for each in after.entries] == ["Edited", "B", "B", "Edited"]
    assert after.feed.id == before.feed.id


def test_a_feed_without_entries_is_one(client: FlaskClient, empty_service: Service) -> None:
    parsed = read(client.get("/feed?q=xylophonist"))
    assert parsed.entries == []
    assert parsed.feed.updated == "1970-01-01T00:00:00Z"
    assert read(client.get("/saved/feed")).entries == []


def test_passages_with_some_of_the_words_are_in_no_feed_unless_any_are_asked_for(
    client: FlaskClient, cranes: Service
) -> None:
    assert words(read(client.get("/feed?q=crane+xylophonist"))) == []
    assert len(words(read(client.get("/feed?q=crane+xylophonist&match=any")))) == 3


def test_hostile_words_are_text_verbatim(client: FlaskClient, service: Service) -> None:
    store(service, HOSTILE, title="<h1>&amp;\x07", show="<i>]]>")
    service.following.save("<b>&", SearchRequest(query="crane"))
    response = client.get("/saved/feed")
    parsed = read(response)
    (entry,) = ET.fromstring(response.data).iter(f"{ATOM}entry")  # noqa: S314
    assert entry.findtext(f"{ATOM}title") == "<h1>&amp;\ufffd"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "<i>]]>"
    assert entry.find(f"{ATOM}category").get("term") == "<b>&"
    html = entry.findtext(f"{ATOM}content", "")
    assert "<script" not in html
    assert unescaped(html) == service.library.document(parsed_id(service)).sections[0].passages[0].text.replace(
        "\x00", "\ufffd"
    ).replace("\x0b", "\ufffd").replace("\ufffe", "\ufffd")
    assert "<script" not in parsed.entries[0].content[0].value
    read(client.get("/feed", query_string={"q": 'crane OR "<b>\x0b&\ufffe"'}))


def parsed_id(service: Service) -> str:
    (hit,) = service.finder.search(SearchRequest(query="crane")).hits
    return hit.document.id


def unescaped(html: str) -> str:
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, "html.parser").get_text()


def test_what_did_not_change_is_not_sent_again(client: FlaskClient, cranes: Service) -> None:
    first = client.get("/feed?q=crane")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    again = client.get("/feed?q=crane", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get("/feed?q=crane", headers={"If-Modified-Since": date}).status_code == 304
    cranes.editor.edit(["a"], {"title": "Edited"})
    changed = client.get("/feed?q=crane", headers={"If-None-Match": tag, "If-Modified-Since": date})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_one_feed_for_all_names_the_searches_that_find_an_entry(client: FlaskClient, cranes: Service) -> None:
    cranes.following.save("Cranes", SearchRequest(query="crane"))
    cranes.following.save("Firsts", SearchRequest(query='"first crane" OR mast'))
    parsed = read(client.get("/saved/feed"))
    assert {
        re.sub("<[^>]*>", "", each.content[0].value): [tag.term for tag in each.tags] for each in parsed.entries
    } == {
        "a second crane": ["Cranes"],
        "a third crane": ["Cranes"],
        "the first crane": ["Cranes", "Firsts"],
        "a mast": ["Firsts"],
    }
    assert {each.id for each in read(client.get("/feed?q=crane")).entries} < {each.id for each in parsed.entries}


def test_a_feed_has_so_many_entries(client: FlaskClient, service: Service) -> None:
    store(service, *(f"crane number {number}" for number in range(60)), title="Many")
    assert len(read(client.get("/feed?q=crane")).entries) == 50


def test_links_are_those_of_the_public_address(service: Service) -> None:
    with Service.open(service.home, replace(service.settings, public_url="https://library.example.org/c")) as public:
        app = create_app(public, home=public.home, token="t" * 20)
        parsed = read(app.test_client().get("/feed?q=drones"))
        close(app)
    hrefs = [each.href for each in parsed.feed.links] + [each.link for each in parsed.entries]
    assert all(each.startswith("https://library.example.org/c/") for each in hrefs)


def test_a_feed_of_nothing_is_refused(client: FlaskClient) -> None:
    refused = client.get("/feed")
    assert refused.status_code == 400
    assert "A feed is of a search" in refused.text
