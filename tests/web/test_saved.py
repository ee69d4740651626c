"""Saved searches in a browser: followed from the results, opened at what is new, changed, removed and brought back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.library import Wanted
from search.results.values import SearchRequest
from search.service import Service
from tests.unit.test_library import keep, note
from tests.web.conftest import Browser
from web.app import close, create_app

HOSTILE = "<b onclick> \"'&lt;"


def store(service: Service, *texts: str, title: str) -> None:
    keep(service.library, note(*texts, title=title), at=f"/{title}.md")
    service.indexer.catch_up()


@pytest.fixture
def cranes(service: Service) -> Service:
    """A saved search with two new passages of three."""
    store(service, "the first crane", title="A")
    service.following.save("Cranes", SearchRequest(query="crane"))
    store(service, "a second crane", "a third crane", title="B")
    return service


def form(page: str, action: str) -> str:
    """The address that a form of a page is sent to."""
    (found,) = {each for each in re.findall(r'action="([^"]*)"', page) if re.fullmatch(action, each)}
    return unescape(found)


def texts(page: str) -> list[str]:
    """The passages of a page of results."""
    return [re.sub("<[^>]*>", "", each) for each in re.findall(r"<p>((?:(?!</p>).)*<mark>.*?)</p>", page)]


def test_a_search_is_followed_from_its_results(client: FlaskClient, service: Service) -> None:
    page = client.get("/search?q=drones&type=episode&not-speaker=&sort=date&vocabulary=off").text
    assert '<input name="name" value="Drones (type: episode, not no speaker)"' in page
    assert "Save over" not in page
    there = form(page, "/saved.*")
    assert there == "/saved?q=drones&type=episode&not-speaker=&sort=date&vocabulary=off"
    made = client.post(there, data={"name": "Episodes on drones", "over": ""})
    assert (made.status_code, made.location) == (303, "/saved?done=1")
    (saved,) = service.library.saved.listed()
    assert saved.name == "Episodes on drones"
    assert saved.wanted == Wanted("drones", (("type", "episode"), ("not-speaker", "")), "date", "", False)
    shown = client.get(made.location).text
    assert "“Episodes on drones” is saved." in shown
    assert (
        '<span class="q">drones</span><span>type: episode</span><span>not no speaker</span>'
        "<span>without the vocabulary</span>"
    ) in shown
    assert "1 saved search, nothing new" in shown
    assert "This search is saved as “Episodes on drones”." in client.get(there.replace("/saved", "/search")).text
    assert "This search is saved as" not in client.get("/search?q=drones").text


def test_a_search_that_finds_nothing_can_be_followed(client: FlaskClient, service: Service) -> None:
    there = form(client.get("/search?q=xylophonist").text, "/saved.*")
    assert client.post(there, data={"name": "X"}).status_code == 303
    store(service, "A xylophonist.", title="X")
    assert "1 new passage in 1 of 1 saved search<" in client.get("/saved").text


def test_the_name_filled_in_says_the_query_or_else_the_filters(client: FlaskClient) -> None:
    for query, name in {
        "q=%22glide+bombs%22": "&#34;glide bombs&#34;",
        "type=episode&not-show=A&since=2021": "Type: episode, not show: A, since 2021",
        "q=drones&new=1": "Drones",
        "type=episode&new=1-2026-11-24": "Type: episode",
        f"q={'x' * 999}": f"X{'x' * 199}",
    }.items():
        assert f'name="name" value="{name}"' in client.get(f"/search?{query}").text


def test_a_search_is_saved_over_another(client: FlaskClient, cranes: Service) -> None:
    page = client.get("/search?q=mast&type=note").text
    assert '<option value="1">over “Cranes”</option>' in page
    assert client.post(form(page, "/saved.*"), data={"name": "Mast", "over": "1"}).location == "/saved?done=1"
    (saved,) = cranes.library.saved.listed()
    assert (saved.name, saved.wanted) == ("Cranes", Wanted("mast", (("type", "note"),)))
    gone = client.post("/saved?q=mast", data={"name": "Mast", "over": "7"})
    assert gone.status_code == 404
    assert "is not there any more" in gone.text


def test_a_search_that_cannot_be_saved_is_said_and_its_name_stays_to_be_mended(
    client: FlaskClient, cranes: Service
) -> None:
    refused = client.post("/saved?q=mast&type=note", data={"name": "Cranes"})
    assert refused.status_code == 400
    assert "There is a saved search “Cranes” already; choose another name. Nothing was saved." in refused.text
    assert '<input name="name" value="Cranes"' in refused.text
    there = form(refused.text, r"/saved\?.*")
    assert client.post(there, data={"name": "Masts"}).status_code == 303
    assert [each.name for each in cranes.library.saved.listed()] == ["Cranes", "Masts"]


def test_the_number_of_new_ones_is_told_and_they_are_opened_the_last_stored_first(
    client: FlaskClient, cranes: Service
) -> None:
    page = client.get("/saved").text
    assert "<h1>2 new passages in 1 of 1 saved search</h1>" in page
    assert "<b>2</b> new<br>since " in page
    assert "<span>3 passages</span>" in page
    store(cranes, "a fourth crane", title="C")
    opened = client.post("/saved/1/open", data={"new": "yes"})
    assert re.fullmatch(r"/search\?q=crane&new=\d+-\d{4}-\d\d-\d\d&sort=-stored", opened.location)
    results = client.get(opened.location).text
    assert texts(results) == ["a fourth crane", "a second crane", "a third crane"], "those that came since are there"
    assert re.search(r'aria-label="Remove the filter new since \d+ \w+ \d{4}"', results)
    assert "The filters leave out 1 of 4 passages." in results
    assert re.search(r'aria-current="true">Newly stored<', results)
    assert "Newly stored" not in client.get("/search?q=crane").text
    assert "nothing new<br>since " in client.get("/saved").text
    assert texts(client.get(opened.location).text) == texts(results), "a link to what was new goes on working"


def test_a_search_is_opened_whole_and_leads_to_what_was_new(client: FlaskClient, cranes: Service) -> None:
    button = re.search(r'<button [^>]*name="whole" value="(\d+)">Cranes<', client.get("/saved").text)
    assert button
    results = client.get(client.post("/saved/1/open", data={"whole": button[1]}).location).text
    assert len(texts(results)) == 3
    link = re.search(r'<a href="([^"]*)">See what was new in it</a>', results)
    assert link
    assert len(texts(client.get(unescape(link[1])).text)) == 2
    assert client.post("/saved/1/open", data={"whole": "0"}).location == "/search?q=crane"
    assert "See what was new" not in client.get("/search?q=crane&looked=x").text


def test_all_that_the_page_showed_is_seen_at_once(client: FlaskClient, cranes: Service) -> None:
    cranes.following.save("Seconds", SearchRequest(query="second"))
    revision = re.search(r'name="revision" value="(\d+)"', client.get("/saved").text)
    assert revision
    store(cranes, "a fourth crane", title="C")
    assert client.post("/saved/seen", data={"revision": revision[1]}).status_code == 303
    assert "<h1>1 new passage in 1 of 2 saved searches</h1>" in client.get("/saved").text, "which the page had not"
    assert client.post("/saved/seen", data={"revision": "x"}).status_code == 400


def test_one_is_renamed(client: FlaskClient, cranes: Service) -> None:
    assert 'value="Cranes" maxlength' in client.get("/saved?change=1").text
    assert client.post("/saved/1/rename", data={"name": "Tall cranes"}).status_code == 303
    refused = client.post("/saved/1/rename", data={"name": " "})
    assert refused.status_code == 400
    assert "A saved search needs a name; write one. Nothing was changed." in refused.text
    assert 'value=" " maxlength' in refused.text
    assert cranes.library.saved.listed()[0].name == "Tall cranes"
    assert client.post("/saved/9/rename", data={"name": "x"}).status_code == 404


def test_one_is_removed_and_brought_back(client: FlaskClient, cranes: Service) -> None:
    gone = client.post("/saved/1/remove")
    page = client.get(gone.location).text
    assert "“Cranes” was removed." in page
    assert "<h1>No saved searches</h1>" in page
    assert "1 removed search</summary>" in page
    assert client.post("/saved/1/remove").status_code == 404
    assert client.post(form(page, "/saved/1/back")).location == "/saved?done=1"
    assert "<b>2</b> new" in client.get("/saved").text, "and what was new is new"
    client.post("/saved/1/remove")
    cranes.following.save("Cranes", SearchRequest(query="other"))
    assert client.post("/saved/1/back").status_code == 400


def test_the_start_page_tells_what_is_new(client: FlaskClient, cranes: Service) -> None:
    page = client.get("/").text
    assert "New in saved searches" in page
    assert "2 new since " in page
    results = client.post(form(page, "/saved/1/open"), data={"new": "yes"}).location
    assert len(texts(client.get(results).text)) == 2
    assert "New in saved searches" not in client.get("/").text


def test_a_damaged_one_is_said_and_searching_goes_on(client: FlaskClient, cranes: Service) -> None:
    with closing(sqlite3.connect(cranes.home / "library.sqlite")) as db, db:
        db.execute("UPDATE saved_searches SET seen = 9")
    assert client.get("/").status_code == client.get("/search?q=crane").status_code == 200
    refused = client.get("/saved")
    assert refused.status_code == 500
    assert "a row of saved_searches is damaged" in refused.text.lower()


def test_without_an_index_they_are_listed(client: FlaskClient, cranes: Service) -> None:
    for path in cranes.index.glob("*.json"):
        path.write_bytes(b"{}")
    page = client.get("/saved").text
    assert "What is new cannot be told just now: " in page
    assert "not counted<br>" in page
    assert client.post("/saved/1/rename", data={"name": "Tall"}).status_code == 303


def test_hostile_words_are_shown_as_they_are(client: FlaskClient, service: Service) -> None:
    wanted = Wanted(HOSTILE, (("show", HOSTILE),))
    service.library.saved.save(HOSTILE, wanted, seen=0)
    service.library.saved.save("2", wanted, seen=0)
    service.library.saved.remove(2)
    for path in ("/saved", "/saved?change=1", "/saved?done=1", "/saved?removed=2", "/search?q=drones", "/"):
        assert "<b onclick" not in client.get(path).text
    assert "&lt;b onclick&gt;" in client.get("/saved").text


@pytest.fixture
def open_to_others(service: Service) -> Iterator[FlaskClient]:
    """A reader without the token, of a library that other computers can reach."""
    app = create_app(service, home=service.home, token="t" * 20)
    app.test_client_class = Browser
    yield app.test_client()
    close(app)


def test_without_the_token_they_are_read_and_not_changed(open_to_others: FlaskClient, cranes: Service) -> None:
    client = open_to_others
    page = client.get("/saved").text
    assert "Whoever can open these pages can read the feeds." in page
    assert 'method="post" action="/saved/1' not in page
    links = {unescape(each) for each in re.findall(r'href="(/search\?q=crane[^"]*)"', page)}
    assert sorted(len(texts(client.get(link).text)) for link in links) == [2, 3]
    for path in ("", "/1/open", "/1/rename", "/1/remove", "/1/back", "/seen", "/history"):
        data = {"name": "x", "revision": "99", "new": "yes"}
        assert client.post(f"/saved{path}", data=data).location.startswith("/token")
        assert client.post(f"/saved{path}", data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert "<b>2</b> new" in client.get("/saved").text
    results = client.get("/search?q=crane&type=note").text
    assert '<a href="/token?next=/search?q%3Dcrane%26type%3Dnote">Give the token</a>' in results
    assert "Save this search" not in results


# the history


@pytest.fixture
def noting(service: Service) -> Iterator[FlaskClient]:
    """A reader of a library that keeps what is typed."""
    service.settings = replace(service.settings, keep_history=True)
    app = create_app(service, home=service.home)
    app.test_client_class = Browser
    yield app.test_client()
    close(app)


def test_nothing_is_noted_unless_somebody_asks_for_it(client: FlaskClient, service: Service) -> None:
    client.get("/search?q=drones")
    assert not (service.home / "history.txt").exists()
    assert "Earlier searches" not in client.get("/saved").text


def test_searches_are_noted_the_last_first_each_once_and_forgotten(noting: FlaskClient, service: Service) -> None:
    for query in ("a", "b", HOSTILE, "a", "a\n c"):
        noting.get("/search", query_string={"q": query})
    noting.get("/search?type=episode")
    noting.get("/search?q=the&page=2")
    assert (service.home / "history.txt").read_text() == f"a c\na\n{HOSTILE}\nb\n"
    page = noting.get("/saved").text
    assert "Forget 4 searches" in page
    assert "<b onclick" not in page
    for number in range(210):
        noting.get(f"/search?q=n{number}")
    kept = (service.home / "history.txt").read_text().splitlines()
    assert (len(kept), kept[0], kept[-1]) == (200, "n209", "n10")
    assert noting.post("/saved/history").status_code == 303
    assert not (service.home / "history.txt").exists()
    assert "There are none yet." in noting.get("/saved").text


def test_a_history_that_cannot_be_written_keeps_nobody_from_searching(noting: FlaskClient, service: Service) -> None:
    (service.home / "history.txt").mkdir()
    assert noting.get("/search?q=drones").status_code == 200
    assert "There are none yet." in noting.get("/saved").text


def test_what_others_type_is_never_noted(service: Service, tmp_path: Path) -> None:
    service.settings = replace(service.settings, keep_history=True)
    app = create_app(service, home=service.home, token="t" * 20)
    app.test_client().get("/search?q=drones")
    assert not (service.home / "history.txt").exists()
    close(app)
