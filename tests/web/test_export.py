"""Exports in the browser: offered with the results, sent while they are made, and visibly cut off where they are."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from corpus.errors import SearchTimeout
from search.export import formats
from search.export.formats import FORMATS
from search.results.counted import Counted, Piece
from search.service import Service
from tests.waiting import until
from tests.web.serving import listening
from web import exports
from web.app import create_app

ASKED = "drones+factory&not-type=report&sort=date"
LIST = b'name,query\nA,drones\nB,"""glide bombs"""\n'


def got(client: FlaskClient, path: str) -> TestResponse:
    """An answer, whole."""
    with closing(client.get(path)) as response:
        response.get_data()
        return response


def sent(client: FlaskClient, data: bytes, format: str = "counts", path: str = "/export") -> TestResponse:
    """The answer to the form with a file."""
    form = {"queries": (io.BytesIO(data), "my queries.csv"), "format": format}
    with closing(client.post(path, data=form)) as response:
        response.get_data()
        return response


def block(client: FlaskClient, path: str) -> Tag:
    """What is offered with the results."""
    found = BeautifulSoup(client.get(path).text, "lxml").select(".views details")
    return next(each for each in found if each.summary and each.summary.get_text() == "Export")


def test_results_offer_what_they_count_in_every_format(client: FlaskClient) -> None:
    shown = block(client, f"/search?q={ASKED.replace('&sort=date', '')}")
    (passages, below) = re.search(
        r"(\d+) passages? with all of the words.*the (\d+) below the rule", shown.p.text
    ).groups()
    links = [str(link["href"]) for link in shown.select("a")]
    assert links.pop() == f"/export?q={ASKED.replace('&sort=date', '')}"
    assert len(links) == len(FORMATS)
    for link, (name, format) in zip(links, FORMATS.items(), strict=True):
        answer = got(client, link)
        assert answer.status_code == 200, link
        assert answer.content_type == format.media_type
        assert answer.headers["Cache-Control"] == "no-store"
        assert re.search(
            rf"attachment; filename=drones-factory-[\d-]+\.{format.suffix}$", answer.headers["Content-Disposition"]
        )
        if name == "jsonl":
            *rows, end = map(json.loads, answer.text.splitlines())
            assert end["passages"] == len(rows) == int(passages)
            assert "report" not in {row["type"] for row in rows}
    assert int(below) > 0


def test_an_address_of_results_is_one_of_their_export(client: FlaskClient) -> None:
    shown = BeautifulSoup(client.get(f"/search?q={ASKED}").text, "lxml")
    hits = [str(hit.h2.a["href"]).rpartition("#")[2] for hit in shown.select("article.hit")]
    *rows, _ = map(json.loads, got(client, f"/export?q={ASKED}&format=jsonl").text.splitlines())
    assert rows[0]["passage"] == hits[0]
    assert {row["document"] for row in rows} == {
        str(hit.h2.a["href"]).partition("?")[0].removeprefix("/d/") for hit in shown.select("article.hit")
    }


def test_a_format_that_cannot_be_had_is_said_and_not_linked(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(formats.FORMATS, "docx", FORMATS["docx"]._replace(most=2))
    monkeypatch.setitem(formats.FORMATS, "xlsx", FORMATS["xlsx"]._replace(needs="no_such_package"))
    shown = block(client, "/search?q=drones")
    assert [each.text for each in shown.select(".muted")] == ["Excel (not installed)", "Word, with footnotes (up to 2)"]
    assert not [link for link in shown.select("a") if "docx" in str(link["href"]) or "xlsx" in str(link["href"])]
    page = client.get("/export?q=drones").text
    assert "more than a Word file can carry (2): narrow the search, or take Markdown or CSV." in page
    assert "pip install &#39;.[office]&#39; in the folder that Citecast is installed from." in page
    refused = got(client, "/export?q=drones&format=docx")
    assert refused.status_code == 400
    assert "more than a Word file can carry (2)" in refused.text


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/export?q=drones&format=cvs", 404, "there are csv"),
        ("/export?format=csv", 400, "asks for nothing to export"),
        ("/export?q=zeppelin&format=csv", 200, "End of the export: 0 passages."),
        ("/export?q=%D0%B4%D1%80%D0%BE%D0%BD&format=csv", 200, "End of the export: 0 passages."),
        ("/export?type=bio&format=csv", 200, "End of the export"),
        ("/export", 200, "A list of queries"),
    ],
)
def test_what_is_asked_for_is_answered(client: FlaskClient, path: str, status: int, said: str) -> None:
    answer = got(client, path)
    assert answer.status_code == status
    assert said in answer.text
    answer.headers["Content-Security-Policy"].encode("latin-1")
    assert all(value.isascii() for value in answer.headers.values())


def test_a_list_of_queries_is_counted_or_exported_within_the_filters(client: FlaskClient) -> None:
    counts = list(csv.reader(sent(client, LIST, path="/export?not-type=report").data.decode("utf-8-sig").splitlines()))
    assert "<h1>8 passages" in client.get("/search?q=drones&not-type=report").text
    assert [row[:3] for row in counts[1:3]] == [["A", "drones", "8"], ["B", '"glide bombs"', "1"]]
    answer = sent(client, LIST, "jsonl")
    *rows, _ = map(json.loads, answer.text.splitlines())
    assert {row["query"] for row in rows} == {"A", "B"}
    assert "my-queries-20" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("data", [b"", b"words\ncrane\n", b"query\ncrane, gantry\n", b"\x00\x01\x02"])
def test_a_bad_list_is_one_line_on_the_page(client: FlaskClient, data: bytes) -> None:
    answer = sent(client, data)
    assert answer.status_code == 400
    (line,) = BeautifulSoup(answer.text, "lxml").select("[role=alert]")
    assert line.text.startswith("my queries.csv")
    with closing(client.post("/export", data={})) as response:
        assert (response.status_code, "Choose a file first." in response.text) == (400, True)


def test_a_list_is_taken_without_the_token_since_it_changes_nothing(service: Service) -> None:
    guarded = create_app(service, home=service.home, token="a-long-secret").test_client()
    form = {"queries": (io.BytesIO(LIST), "queries.csv")}
    with closing(guarded.post("/export", data=form, headers={"Sec-Fetch-Site": "same-origin"})) as response:
        assert "End of the counts: 2 queries." in response.text
    assert guarded.post("/export", data={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_more_exports_at_once_than_there_is_room_for_are_asked_to_wait(client: FlaskClient) -> None:
    others = [client.get("/export?q=drones&format=csv") for _ in range(2)]
    assert [other.status_code for other in others] == [200, 200]
    assert got(client, "/export?q=drones&format=csv").status_code == 503
    for other in others:
        other.close()
    client.head("/export?q=drones&format=csv").close()
    assert got(client, "/export?q=drones&format=csv").status_code == 200


@pytest.fixture
def port(service: Service) -> Iterator[int]:
    with listening(service) as port:
        yield port


def asked(port: int) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=60)
    client.sendall(b"GET /export?q=drones&format=csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return client


def test_an_export_that_fails_in_the_midst_ends_without_its_end(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = Counted.pieces

    def late(counted: Counted) -> Iterator[Piece]:
        yield from pieces(counted)
        raise SearchTimeout("this search takes too long")

    monkeypatch.setattr(Counted, "pieces", late)
    came = b""
    with asked(port) as client:
        while block := client.recv(65536):  # which ends, for the connection is closed
            came += block
    assert b"Transfer-Encoding: chunked" in came
    assert b"From Parts to Factories" in came
    assert b"End of the export" not in came
    assert not came.endswith(b"0\r\n\r\n")


def test_a_client_that_goes_away_leaves_nothing_open(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = Counted.pieces

    def endless(counted: Counted) -> Iterator[Piece]:
        while True:
            yield from pieces(counted)

    monkeypatch.setattr(Counted, "pieces", endless)
    with asked(port) as client:
        assert client.recv(65536)
        assert exports._room._value == 1
    until(lambda: exports._room._value == 2)
