"""What is said of where words are is the same on every page, in the citation, and in JSON: of the words quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec
from search.results.values import SearchRequest
from search.service import Service

CUES = """WEBVTT

00:00.000 --> 00:04.000
<v Ann Lee>The mizzen is the third mast.

01:06.000 --> 01:09.500
<v Ann Lee>The bowsprit is none at all.
"""
NOW_AND_THEN = """**Ann Lee:** \\[43:48\\] A ketch has two masts.

And a yawl has two as well.

**Ben Moe:** \\[47:53\\] A sloop has one.
"""


@pytest.fixture
def talks(service: Service) -> Service:
    for name, text in (("cues.vtt", CUES), ("marks.md", NOW_AND_THEN)):
        upload = RawSource(source=name, name=name, data=text.encode(), path=Path("/talks") / name)
        (result,) = service.adder.add([SourceSpec.at_hand(upload, Hints())])
        assert result.status == "added"
    service.indexer.catch_up()
    return service


def hit(client: FlaskClient, query: str) -> dict[str, object]:
    (found,) = client.get("/api/search", query_string={"q": query}).get_json()["hits"]
    return dict(found)


def test_json_says_the_passages_time_and_that_of_the_marked_words(talks: Service, client: FlaskClient) -> None:
    found = hit(client, "bowsprit")
    assert (found["start_ms"], found["end_ms"]) == (0, 69_500)
    locator = found["locator"]
    assert isinstance(locator, dict)
    assert (locator["start_ms"], locator["end_ms"], locator["paragraph"]) == (66_000, 69_500, 1)


def test_a_range_is_cited_with_the_time_of_its_own_words(talks: Service, client: FlaskClient) -> None:
    (found,) = talks.finder.search(SearchRequest(query="bowsprit")).hits
    passage = found.place.passage
    first = passage.text.index("The bowsprit")
    asked = f"/p/{passage.id}?v=1&from={first}&to={first + 12}"
    assert "1:06 (Ann Lee)" in client.get(asked.replace("?", "/cite/chicago?")).text
    said = BeautifulSoup(client.get(asked).text, "lxml").find("p", class_="said")
    assert said
    assert "1:06" in said.get_text()
    assert "0:00 (Ann Lee)" in client.get(f"/p/{passage.id}/cite/chicago?v=1").text


def test_a_time_that_is_not_known_is_said_as_the_nearest_around_it(talks: Service, client: FlaskClient) -> None:
    (found,) = talks.finder.search(SearchRequest(query="yawl")).hits
    id, between = found.place.passage.id, "between 43:48 and 47:53"
    for path in ("/search?q=yawl", f"/d/{found.document.id}", f"/p/{id}?v=1", f"/p/{id}/cite/apa?v=1"):
        assert between in BeautifulSoup(client.get(path).text, "lxml").get_text(), path
    locator = hit(client, "yawl")["locator"]
    assert isinstance(locator, dict)
    assert (locator["start_ms"], locator["after_ms"], locator["before_ms"]) == (None, 2_628_000, 2_873_000)
