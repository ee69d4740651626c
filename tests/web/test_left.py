"""Text that left, searched by `was:`: marked as such everywhere, apart from all else, and told where it is missed."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.library import Library
from search.engine import Found
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings
from tests.commands import citecast, done
from tests.unit.test_library import keep, note
from tests.web.test_search import page

DAYS = (1, 3, 9)  # of May
RED, BLUE, GREEN = "The red mast is forty metres high.", "A blue mast, too.", "Nobody saw the green mast."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a library whose one document said three things on 1 May, two on 3 May and one on 9 May."""
    now = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    home = tmp_path / "home"
    with Library(home / "library.sqlite", now=lambda: now) as library:
        for day, said in zip(DAYS, ((RED, GREEN), (RED, GREEN, BLUE), (RED,)), strict=True):
            now = now.replace(day=day)
            keep(library, note(*said, show=f"Of {day} May"))
    return home


@pytest.fixture
def service(home: Path) -> Iterator[Service]:
    with Service.open(home, Settings()) as service:
        service.indexer.catch_up()
        yield service


def test_a_hit_is_marked_and_says_between_which_readings_it_was_there(client: FlaskClient) -> None:
    found = page(client, "/search?q=was%3A%22blue+mast%22")
    (hit,) = found.select("article.hit")
    said = hit.get_text(" ", strip=True)
    assert "No longer there. There when read on 3 May 2026, gone when read on 9 May 2026." in said
    assert "Not there when read on 1 May 2026, there on 3 May 2026." in said
    assert "Of 3 May" in said
    assert found.h1
    assert found.h1.get_text() == "1 passage that left, in 1 document"
    for link in hit.select("h2 a, .acts > a"):
        assert BLUE in client.get(str(link["href"])).text.replace("<mark>", "").replace("</mark>", "")
    assert "gone when read on 9 May 2026" in hit.find("dt", string="Stored").find_next("dd").get_text()
    green = page(client, "/search?q=was%3Agreen").get_text(" ", strip=True)
    assert "There since the first reading, 1 May 2026." in green


def test_it_is_in_no_other_result_and_where_it_is_missed_that_is_told(client: FlaskClient, service: Service) -> None:
    assert service.finder.search(SearchRequest(query="mast")).total == 1
    assert service.finder.search(SearchRequest(query="was:mast")).total == 2
    missed = page(client, "/search?q=%22blue+mast%22")
    assert not missed.select("article.hit mark + mark")
    (told,) = (each for each in missed.select("p.note") if "search what left" in each.get_text())
    assert told.get_text() == "“blue mast” was in 1 document until May 2026: search what left"
    assert told.a
    followed = page(client, str(told.a["href"]))
    assert len(followed.select("article.hit")) == 1
    never = page(client, "/search?q=%22no+such+mast%22").get_text(" ", strip=True)
    assert "search what left" not in never


def test_within_filters_it_is_told_as_they_held_then(client: FlaskClient) -> None:
    assert "search what left" in client.get("/search?q=%22blue+mast%22&show=Of+3+May").text
    assert "search what left" not in client.get("/search?q=%22blue+mast%22&show=Of+9+May").text
    assert page(client, "/search?q=was%3Amast&show=Of+3+May").select("article.hit")
    assert not page(client, "/search?q=was%3Amast&show=Of+9+May").select("article.hit")


def test_the_whole_query_is_asked_of_what_left_and_what_that_does_not_hold_for_is_said(service: Service) -> None:
    def found(query: str) -> tuple[int, list[str]]:
        result = service.finder.search(SearchRequest(query=query))
        return result.total, [each.message.partition(",")[0] for each in result.diagnostics]

    assert found("was:blue red")[0] == 1, "of which one has some of the words"
    assert found("was:mast show:3") == (2, [])
    assert found("was:mast in:a-note") == (2, [])
    assert found("was:blue OR red") == (
        1,
        ["“was:” searches the text that left and nothing else"],
    )
    assert found("mast -was:blue") == (1, ["“was:” behind NOT leaves nothing out: what is there now did not leave."])
    assert found('was:"red mast"') == (0, ["“red mast” is in no text that left"])


def test_documents_are_counted_once_however_many_versions_had_it(service: Service) -> None:
    keep(service.library, note("Now it is all about quays."))
    service.indexer.catch_up()
    result = service.finder.search(SearchRequest(query="was:mast"))
    assert (result.total, result.total_documents) == (3, 1)
    (told,) = service.finder.search(SearchRequest(query='"red mast"')).was
    assert (told.passages, told.documents) == (1, 1)
    with service.finder.counted(SearchRequest(query="was:mast"), SearchRequest(query="quays")) as (left, latest):
        assert (left.total.passages, left.total.documents) == (3, 1)
        assert left.documents() == [Found("a-note", 3)]
        assert {hit.document.version for piece in left.pieces() for hit in piece.hits} == {2, 3}
        assert len(left.of_document("a-note").hits) == 3
        assert latest.documents() == [Found("a-note", 1)]


def test_why_it_is_a_result_is_told(service: Service) -> None:
    hits = service.finder.search(SearchRequest(query="was:mast", explain=True)).hits
    assert len(hits) == 2
    for hit in hits:
        assert hit.why
        assert sum(score for score, _ in hit.why.told) == pytest.approx(hit.score, abs=0.01)


def test_in_json_and_on_the_command_line_it_is_marked_and_cited(home: Path) -> None:
    (hit,) = json.loads(done(home, "search", 'was:"blue mast"', "--json"))["hits"]
    assert hit["version"] == 2
    assert hit["permalink"] == f"/p/{hit['passage']}?v=2"
    assert hit["left"] == {
        "not_there": "2026-05-01T12:00:00+00:00",
        "first_seen": "2026-05-03T12:00:00+00:00",
        "last_seen": "2026-05-03T12:00:00+00:00",
        "gone_by": "2026-05-09T12:00:00+00:00",
        "because": "source",
    }
    (now,) = json.loads(done(home, "search", "red", "--json"))["hits"]
    assert "left" not in now
    missed = json.loads(done(home, "search", '"blue mast"', "--json"))
    assert missed["was"] == [
        {
            "phrase": "blue mast",
            "passages": 1,
            "documents": 1,
            "until": "2026-05-03T12:00:00+00:00",
            "query": 'was:"blue mast"',
        }
    ]
    said = done(home, "search", 'was:"blue mast"')
    assert "1 passage that left, in 1 document" in said
    assert "There when read on 3 May 2026, gone when read on 9 May 2026. Not there when read on 1 May" in said
    assert 'Note: “blue mast” was in 1 document until May 2026; search for was:"blue mast" to find it.' in done(
        home, "search", '"blue mast"'
    )
    cited = citecast(home, "cite", hit["passage"])
    assert "Of 3 May" in cited.stdout
    assert cited.stderr == (
        "citecast: these words are no longer there. There when read on 3 May 2026, gone when read on 9 May 2026.\n"
    )
    assert not citecast(home, "cite", now["passage"]).stderr


def test_an_export_says_that_it_left(client: FlaskClient) -> None:
    rows = list(
        csv.DictReader(client.get("/export?q=was:blue&format=csv", buffered=True).data.decode("utf-8-sig").splitlines())
    )
    assert (rows[0]["text"], rows[0]["version"]) == (BLUE, "2")
    assert rows[0]["left"] == "There when read on 3 May 2026, gone when read on 9 May 2026"
    rows = list(
        csv.DictReader(client.get("/export?q=red&format=csv", buffered=True).data.decode("utf-8-sig").splitlines())
    )
    assert rows[0]["left"] == ""


def test_what_is_read_twice_a_day_is_told_by_the_time(home: Path) -> None:
    with Library(home / "library.sqlite", now=lambda: dt.datetime(2026, 5, 9, 18, tzinfo=dt.UTC)) as library:
        keep(library, note("Now it is all about quays."))
    told = done(home, "search", "was:red")
    assert "gone when read on 9 May 2026 at " in told


def test_while_the_index_of_what_left_is_made_anew_all_else_is_found(client: FlaskClient, service: Service) -> None:
    for path in service.index_was.iterdir():
        path.unlink()
    assert "search what left" not in client.get("/search?q=%22blue+mast%22").text
    assert client.get("/search?q=was%3Ablue").status_code == 503
    service.indexer.catch_up()
    assert page(client, "/search?q=was%3Ablue").select("article.hit")
