"""The link to the source beside a citation: at the words, or with why it cannot be."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from search.ingest.values import RawSource, SourceSpec
from search.results.values import SearchRequest
from search.service import Service
from tests.web.conftest import EPISODE

URL = "https://example.org/iran-watch-listen/iran-russia-cooperation"


def at_the_source(client: FlaskClient, path: str) -> tuple[str, str]:
    """Where the link to the source leads from a page, and what is said of it."""
    response = client.get(path)
    assert response.status_code == 200
    (label,) = BeautifulSoup(response.text, "lxml").find_all("dt", string="At the source")
    told = label.find_next("dd")
    return str(told.a["href"]), told.get_text()


def passage_of(service: Service, words: str) -> str:
    (hit,) = service.finder.search(SearchRequest(query=words)).hits
    return hit.place.passage.id


@pytest.mark.parametrize("path", ["/p/{}?v=1", "/d/{episode}?cite={}"])
def test_a_page_of_one_passage_links_the_source_at_its_words(client: FlaskClient, passage: str, path: str) -> None:
    link, told = at_the_source(client, path.format(passage, episode=EPISODE))
    assert link == f"{URL}#:~:text=Drones%20drew%20the%20attention%2C,handed%20over%20for%20study%2E"
    assert told == "opens at these words"


def test_results_link_the_source_by_way_of_an_address_that_seeks_the_words(client: FlaskClient, passage: str) -> None:
    link, told = at_the_source(client, "/search?q=%22glide+bombs%22")
    assert (link, told) == (f"/p/{passage}/source?v=1", "opens at these words, if a link can")
    response = client.get(link)
    assert response.status_code == 302
    assert response.location == at_the_source(client, f"/p/{passage}?v=1")[0]


def test_a_range_of_words_is_opened_as_it_is_cited(client: FlaskClient, service: Service, passage: str) -> None:
    begin = service.citer.passage(passage).place.passage.text.index("glide bombs")
    query = f"v=1&from={begin}&to={begin + len('glide bombs')}"
    assert client.get(f"/p/{passage}/source?{query}").location == at_the_source(client, f"/p/{passage}?{query}")[0]
    assert client.get(f"/p/{passage}/source?{query}").location.endswith("text=glide%20bombs")
    assert client.get(f"/p/{passage}/source?v=1&from=5&to=4").status_code == 400


def test_where_it_cannot_be_opened_at_the_words_the_passage_says_why(client: FlaskClient, service: Service) -> None:
    passage = passage_of(service, '"harder to undo"')
    link, told = at_the_source(client, f"/p/{passage}")
    assert link == "https://example.org/reports/industrial-cooperation"
    assert told == "the source; the page itself is not stored, so no link can open at these words"
    response = client.get(f"/p/{passage}/source?v=2")
    assert (response.status_code, response.location) == (302, f"/p/{passage}?v=2#cite")


def test_the_api_gives_the_address_at_the_words_or_says_why_not(
    client: FlaskClient, service: Service, passage: str
) -> None:
    found = client.get(f"/api/passages/{passage}/cite").json
    assert found["source_url"] == at_the_source(client, f"/p/{passage}?v=1")[0]
    assert found["source_why_not"] is None
    other = passage_of(service, '"harder to undo"')
    found = client.get(f"/api/passages/{other}/cite").json
    assert (found["source_url"], found["source_why_not"]) == (
        "https://example.org/reports/industrial-cooperation",
        "no page stored",
    )


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        (
            "<blockquote>The gantry waited.</blockquote>",
            "the source; its page has the same in several places, and no link tells them apart",
        ),
        ("", "opens at these words"),
    ],
)
def test_words_that_a_page_has_twice_are_told(
    client: FlaskClient, service: Service, around: str, expected: str
) -> None:
    text = "<h1>Cranes</h1><p>The gantry waited.</p><p>Nobody came.</p>"
    head = '<title>Cranes</title><link rel="canonical" href="https://example.org/gantries">'
    page = f"<html><head>{head}</head><body><aside>{around}</aside><article>{text}</article></body></html>"
    raw = RawSource(source="gantries.html", name="gantries.html", data=page.encode())
    assert [result.status for result in service.adder.add([SourceSpec.at_hand(raw)])] == ["added"]
    service.indexer.catch_up()
    link, told = at_the_source(client, f"/p/{passage_of(service, 'gantry')}")
    assert told == expected
    assert link == "https://example.org/gantries" + ("" if around else "#:~:text=The%20gantry%20waited%2E")
