"""A search inside a document: its hits in the order of the results, and what is said where one is at none of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from corpus.errors import IndexStale, SearchTimeout
from search.ingest.values import RawSource, SourceSpec
from search.results.finder import Finder
from search.results.values import Hit
from search.service import Service
from tests.web.conftest import EPISODE
from web.address import Address

SEARCHES = ("q=drones", "q=drones&sort=-date", "q=factory+engines&match=any&type=episode&type=report", "q=type:episode")
NARROWED = "q=drones&not-type=bio&since=2020&sort=-date&match=all&vocabulary=off"


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def told(soup: BeautifulSoup) -> str:
    """What the strip says."""
    return " ".join(soup.select_one(".within").get_text(" ").split())


def link(soup: BeautifulSoup | Tag, which: str) -> str:
    """The address of a link; empty where there is none."""
    found = soup.select_one(which)
    return str(found["href"]) if found else ""


def walk(client: FlaskClient, path: str, to: str) -> Iterator[tuple[str, str]]:
    """What is said at each hit on a way, and its passage."""
    while path:
        soup = page(client, path)
        yield told(soup), str(soup.select_one(".hit-now")["id"])
        path = link(soup, f".within [rel={to}]")


def counted(client: FlaskClient, service: Service, search: str) -> list[Hit]:
    """All hits of a page of results, in its order."""
    with client.application.test_request_context(f"/search?{search}"):
        request = Address.of_request().request
    with service.finder.counted(request) as (found,):
        return [*chain.from_iterable(piece.hits for piece in found.pieces())]


def add(service: Service, title: str, text: str) -> str:
    data = f"---\ntitle: {title}\n---\n\n{text}\n".encode()
    raw = RawSource(source=title, name=f"{title}.md", data=data, path=service.home / f"{title}.md")
    (result,) = service.adder.add([SourceSpec.at_hand(raw)])
    service.indexer.catch_up()
    return result.document or ""


def ids(service: Service, document: str) -> list[str]:
    return [passage.id for passage in service.library.document(document).passages()]


@pytest.mark.parametrize("search", SEARCHES)
def test_the_way_leads_through_all_that_is_counted_in_the_order_of_the_results(
    client: FlaskClient, service: Service, search: str
) -> None:
    found = counted(client, service, search)
    documents = [*dict.fromkeys(hit.document.id for hit in found)]
    found.sort(key=lambda hit: (documents.index(hit.document.id), hit.place.passage.ordinal))
    assert len(documents) > 1
    walked = [*walk(client, found[0].url, "next")]
    assert [id for _, id in walked] == [hit.place.passage.id for hit in found]
    for number, (words, _) in enumerate(walked, 1):
        assert f"← {len(found)} results" in words
        assert f"hit {number} of {len(found)}" in words
    assert [id for _, id in walk(client, found[-1].url, "prev")] == [id for _, id in walked[::-1]]


@pytest.mark.parametrize("filters", ["not-type=bio", "not-type=bio&since=2020&until=2030", "since=2020&new=what"])
def test_as_many_filters_are_told_in_a_document_as_in_the_results(client: FlaskClient, filters: str) -> None:
    results = page(client, f"/search?q=drones&{filters}")
    count = len(results.select(".chips .chip[aria-label]"))
    assert results.select_one(".to-facets").get_text() == f"Filters ({count})"
    assert f"drones, {count} filter{'s' * (count > 1)}" in told(page(client, link(results, ".hit h2 a")))


def test_every_link_inside_keeps_the_search_and_the_way_back_is_to_its_page(client: FlaskClient) -> None:
    results = page(client, f"/search?{NARROWED}")
    links = [str(each["href"]) for each in results.select(".hit h2 a, .acts > a[href^='/d/']")]
    said = parse_qsl(NARROWED)
    assert links
    for each in links:
        assert parse_qsl(urlsplit(each).query)[:-1] == said
    choosing = [str(each["href"]) for each in results.select(".cite dd a[href^='/d/']")]
    assert len(choosing) == len(results.select(".cite"))
    for each in choosing:
        assert set(parse_qsl(urlsplit(each).query)) >= set(said)
    soup = page(client, f"{links[0].partition('#')[0]}&cite={links[0].partition('#')[2]}")
    assert "drones, 2 filters" in told(soup)
    back = link(soup, ".within a")
    assert (urlsplit(back).path, parse_qsl(urlsplit(back).query)) == ("/search", said)
    assert page(client, back).find(id=urlsplit(back).fragment)["class"] == ["found"]
    inside = [str(each["href"]) for each in soup.select(".found a, .within [rel], .cites, .styles a[href*='style=']")]
    assert len(inside) > 10
    for each in inside:
        assert set(parse_qsl(urlsplit(each).query)) >= set(said)
    assert (
        dict(said).items()
        >= {each["name"]: each["value"] for each in soup.select("[role=search] [type=hidden]")}.items()
    )
    assert len(soup.select("[role=search] [type=hidden]")) == len(said) - 1


def test_the_page_of_results_one_came_from_is_the_way_back_also_from_the_next_document(
    client: FlaskClient, service: Service
) -> None:
    for number in range(25):
        add(service, f"Mast {number}", f"The mast of number {number}.")
    first = link(page(client, "/search?q=mast&page=2"), ".hit h2 a")
    soup = page(client, first)
    assert link(soup, ".within a") == f"/search?q=mast&page=2#{urlsplit(first).fragment}"
    behind = page(client, link(soup, ".within [rel=next]"))
    assert link(behind, ".within a").startswith("/search?q=mast&page=2#")


def test_its_hits_stand_beside_the_text_and_the_next_documents_behind_them(
    client: FlaskClient, service: Service
) -> None:
    for name in "ABCDE":
        add(service, f"Weir {name}", "The weir.\n\nNothing.\n\nA weir again.")
    first = counted(client, service, "q=weir")[0]
    soup = page(client, first.url)
    beside = soup.select_one("nav[aria-label='In this document']")
    assert [each.get_text() for each in beside.select("h2")][:2] == ["In this document, 2", "Next documents"]
    assert [bool(each.get("aria-current")) for each in beside.select(".found a")] == [True, False]
    assert [each.get_text() for each in beside.select(".found mark")] == ["weir", "weir"]
    assert " ".join(beside.select_one(".found").get_text(" ").split()) == "¶ 1 The weir ."
    others = beside.select("ul")[1].select("li")
    assert [" ".join(each.get_text().split()) for each in others[:-1]] == ["Weir B 2", "Weir C 2", "Weir D 2"]
    assert others[-1].get_text() == "1 more, 2 passages"
    shown = soup.select_one(".turn.hit-now")
    assert "hit 1" in shown.select_one(".who").get_text(" ")
    assert told(page(client, link(others[0], "a"))).startswith("← 10 results weir hit 3 of 10")


def test_only_so_many_hits_are_listed(client: FlaskClient, service: Service) -> None:
    id = add(service, "Long", "\n\n".join(f"The gauge of day {day}." for day in range(130)))
    soup = page(client, f"/d/{id}?q=gauge")
    assert "In this document, 130" in soup.text
    assert len(soup.select(".found")) == 100
    assert "and 30 more" in soup.text


def test_a_passage_that_is_not_counted_says_so_and_the_nearest_hits_are_on_its_sides(
    client: FlaskClient, service: Service
) -> None:
    id = add(service, "Locks", "The red lock.\n\nA red boat.\n\nNo more.\n\nThat lock is red.")
    passages = ids(service, id)
    some = next(each for each in page(client, "/search?q=red+lock").select(".tier ~ .hit h2 a"))
    assert urlsplit(str(some["href"])).fragment == passages[1]
    soup = page(client, str(some["href"]))
    assert "this passage has words of the search: it is not among the 2 counted" in told(soup)
    assert [mark.get_text() for mark in soup.find(id=passages[1]).select("mark")] == ["red"]
    for at, says in ((1, "has words of the search: it is"), (2, "this passage is not among the 2 counted")):
        soup = page(client, f"/d/{id}?q=red+lock&at={passages[at]}")
        assert says in told(soup)
        assert soup.select_one(".hit-now")["id"] == passages[at]
        sides = [urlsplit(link(soup, f".within [rel={rel}]")).fragment for rel in ("prev", "next")]
        assert sides == [passages[0], passages[3]]
    cited = page(client, f"/d/{id}?q=red+lock&at={passages[3]}&cite={passages[2]}")
    assert "hit 2 of 2" in told(cited)
    assert cited.select_one(".cited")["id"] == passages[2]


def test_a_document_without_a_hit_marks_the_words_and_steps_among_them(client: FlaskClient, service: Service) -> None:
    add(service, "Locks", "The red lock.")
    id = add(service, "Boats", "A red boat.\n\nNothing.\n\nThe red flag.")
    passages = ids(service, id)
    soup = page(client, f"/d/{id}?q=red+lock&at={passages[0]}")
    assert "None of the passages counted is in this document." in soup.select_one(".head").text
    assert "← 1 result red lock 1 of 2 passages here" in told(soup)
    assert [mark.get_text() for mark in soup.select(".sec mark")] == ["red", "red"]
    assert urlsplit(link(soup, ".within [rel=next]")).fragment == passages[2]
    assert not soup.select(".within [rel=prev]")


def test_without_a_search_there_is_no_strip(client: FlaskClient, passage: str) -> None:
    for search in ("", "?q=", "?q=+&page=3", f"?at={passage}"):
        soup = page(client, f"/d/{EPISODE}{search}")
        assert not soup.select(".within, mark, .found, .hit-now")
        assert str(soup.select_one(".cites")["href"]).startswith(f"/d/{EPISODE}?cite=p")


def test_an_older_version_is_stepped_through_by_itself_and_says_so(client: FlaskClient, service: Service) -> None:
    id = add(service, "Sluice", "The sluice is old.\n\nOpen the sluice.")
    add(service, "Sluice", "The sluice is new.")
    soup = page(client, f"/d/{id}?q=sluice&v=1&at={ids(service, id)[0]}")
    assert "The search is of the newest versions." in soup.select_one(".head").text
    assert told(soup) == "← Results sluice 2 passages here First"
    walked = [*walk(client, link(soup, ".within [rel=next]"), "next")]
    assert [words.partition("sluice ")[2] for words, _ in walked] == [
        "1 of 2 passages here Next",
        "2 of 2 passages here Previous",
    ]
    versions = [str(each["href"]) for each in soup.find_all("a", string=lambda text: "version" in (text or "").lower())]
    assert versions == [f"/d/{id}?q=sluice", f"/d/{id}?q=sluice&v=2"]


def test_a_passage_that_is_gone_is_told(client: FlaskClient) -> None:
    soup = page(client, f"/d/{EPISODE}?q=drones&at=pzzzzzzzzzzzzzzzz")
    assert "the passage of this link is no longer here" in told(soup)
    assert soup.select_one(".within [rel=next]").get_text() == "First"


def test_what_the_library_has_anew_is_counted_at_once(client: FlaskClient, service: Service) -> None:
    id = add(service, "Weir A", "The weir.")
    assert "← 1 result " in told(page(client, f"/d/{id}?q=weir"))
    add(service, "Weir B", "A weir.")
    assert "← 2 results " in told(page(client, f"/d/{id}?q=weir"))
    service.editor.remove("weir-b")
    assert "← 1 result " in told(page(client, f"/d/{id}?q=weir"))


def test_where_nothing_can_be_searched_the_document_is_read_and_one_line_says_why(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stale(**_: object) -> Any:
        raise IndexStale("this library has not been made searchable yet; that is done now")

    monkeypatch.setattr(service.engine, "snapshot", stale)
    soup = page(client, f"/d/{EPISODE}?q=drones")
    (note,) = (each.get_text() for each in soup.select(".head .note"))
    assert note.startswith("The results cannot be asked for: this library has not been made searchable yet; ")
    assert told(soup).startswith("← Results drones ")
    assert link(soup, ".within [rel=next]").startswith(f"/d/{EPISODE}?q=drones&at=p")
    assert soup.select("article mark")


def test_words_that_take_too_long_to_mark_are_not_and_one_line_says_why(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def long(*_: object, **__: object) -> Any:
        raise SearchTimeout("this search takes too long; make it narrower")

    monkeypatch.setattr(Finder, "counted", long)
    soup = page(client, f"/d/{EPISODE}?q=drones")
    assert "The words of the search are not marked: this search takes too long; make it narrower." in soup.text
    assert not soup.select("mark, .within [rel]")
    assert len(soup.select(".turn")) == len(ids(service, EPISODE))


def test_the_address_that_programs_are_given_opens_the_same_search(client: FlaskClient) -> None:
    found = client.get("/api/search?q=drones&type=episode&sort=-date").get_json()
    for hit in found["hits"]:
        soup = page(client, hit["url"])
        assert f"of {found['total']} of these results" in told(soup)
        assert soup.select_one(".hit-now")["id"] == hit["passage"]
