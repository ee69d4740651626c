"""Whatever an address or a form says, the answer is a page: found, not found or refused, and never a fault of ours."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from corpus.library import Source
from corpus.model import Document, Passage, Reading, Section
from search.fields import FACETS
from search.operations.verifying import VERIFY
from search.service import Service
from tests.web.adding import upload
from tests.web.conftest import EPISODE
from web.api.views import ROUTES

pytestmark = pytest.mark.no_cover  # it asks for the same pages hundreds of times

HOSTILE = [
    *("0", "-1", "1e9", "٣", "½", "9" * 10, "9" * 20, "9" * 5_000, " 1", "1_0", "0x1"),
    *("", " ", "\0", "a\nb", "a\r\nX-Header: yes", "\x7f\x85\u2028", "\u202egpj.exe", "é\u0301🙂", "\u200b"),
    *("%", "%00", "%ff", "..", "../../etc/passwd", "C:\\x", "javascript:alert(1)", "{{7*7}}", "<b>", "'\"`", "x" * 999),
    *("(" * 500, '"' * 501, "*", "a*" * 30, "?*", "a~9", "-" * 99, "NOT", "a OR", "type:", "in:\0", "date:99999999999"),
    *("date:0000", "after:9999-12-31", "before:0001", "date:[9999 TO", f"date:{'9' * 5_000}", "a~" + "9" * 5_000),
    *('"a b"~' + "9" * 5_000, '"a b"~-1', "year:" + "9" * 5_000),
]  # fmt: skip
NOT_UTF8 = "%ED%A0%80%FF"
ASKED = {  # what an address may say behind its path
    "search.results": ("q", "page", "sort", "match", "style", "cite", "more", "vocabulary", "new", "looked", *FACETS),
    "feed.of_search": ("q", "new", "since", "match", "vocabulary", *FACETS),
    "saved.saved": ("change", "done", "removed"),
    **{
        f"api.{operation.name}": [each.name for each in operation.parameters]
        for _, operation, _ in ROUTES
        if operation is not VERIFY
    },
    "export.export": ("q", "format", "sort", "match", "style", "vocabulary", "since", "until", *FACETS),
    "documents.document": ("v", "q", "at", "cite", "style", "vocabulary", "play"),
    "documents.original": ("v",),
    "passages.passage": ("v", "from", "to", "through", "style"),
    "passages.cited": ("v", "from", "to", "through"),
    "passages.source": ("v", "from", "to", "through"),
    "passages.annotation": ("v", "from", "to", "through"),
    "documents.text": ("v",),
    "machines.unapi": ("id", "format"),
    "machines.oembed": ("url", "maxwidth", "maxheight"),
    "library.library": ("view", "title", "page"),
    "library.edited": ("view", "title", "page"),
    "vocabulary.vocabulary": ("find", "was", "line", "done"),
    "suggest.complete": ("q",),
    "suggest.suggestions": ("q",),
    "token": ("next",),
}


@pytest.fixture
def known(client: FlaskClient, passage: str) -> dict[str, dict[str, object]]:
    """Values of the routes' arguments that name something, by blueprint."""
    batch = upload(client, ("note.txt", b"Some words."))
    edited = client.post("/library", data={"id": EPISODE, "show": "A"}).location
    client.post("/saved?q=drones", data={"name": "Drones"})
    return {
        "documents": {"id": EPISODE},
        "passages": {"id": passage, "style": "bibtex"},
        "api": {"document": EPISODE, "passage": passage},
        "add": {"id": batch.rpartition("/")[2], "number": 1},
        "library": {"id": edited.partition("?")[0].rpartition("/")[2]},
    }


def pages(client: FlaskClient, known: dict[str, dict[str, object]]) -> Iterator[tuple[Rule, dict[str, object]]]:
    for rule in client.application.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            yield rule, known.get(rule.endpoint.partition(".")[0], {})


def filled(rule: Rule, values: dict[str, object]) -> str:
    path = rule.rule
    for name in rule.arguments:
        for kind in ("int:", "path:", ""):
            path = path.replace(f"<{kind}{name}>", quote(str(values.get(name, "x")), safe=""))
    return path


def answers(client: FlaskClient, path: str, data: dict[str, Any] | None = None) -> None:
    with closing(client.get(path) if data is None else client.post(path, data=data)) as response:
        response.get_data()
    assert response.status_code < 500, (response.status_code, path[:200], data)


def test_no_path_breaks_a_page(client: FlaskClient, known: dict[str, dict[str, object]]) -> None:
    for rule, values in pages(client, known):
        for name in rule.arguments:
            for hostile in HOSTILE:
                answers(client, filled(rule, {**values, name: hostile}))
            answers(client, filled(rule, {**values, name: "BYTES"}).replace("BYTES", NOT_UTF8))


def test_nothing_behind_a_path_breaks_a_page(client: FlaskClient, known: dict[str, dict[str, object]]) -> None:
    for rule, values in pages(client, known):
        for name in ASKED.get(rule.endpoint, ()):
            before = f"{filled(rule, values)}?{'' if name == 'q' else 'q=drones&'}{name}="
            for hostile in HOSTILE:
                answers(client, before + quote(hostile, safe=""))
            answers(client, before + NOT_UTF8)
    assert {rule.endpoint for rule, _ in pages(client, known)} > ASKED.keys()


def test_no_identifier_and_no_permalink_breaks_what_programs_ask(client: FlaskClient, passage: str) -> None:
    for hostile in HOSTILE:
        odd = quote(hostile, safe="")
        for id in (
            f"p:{odd}:1",
            f"p:{passage}:{odd}",
            f"p:{passage}:1:{odd}:3",
            f"p:{passage}:1:::{odd}",
            f"d:{odd}:1",
        ):
            answers(client, f"/unapi?id={id}&format=rdf_zotero")
        answers(client, f"/oembed?url={quote(f'http://localhost/p/{passage}?v={odd}', safe='')}")
        answers(client, f"/oembed?url={quote(f'http://localhost/p/{odd}', safe='')}")


def test_no_form_breaks_a_page(client: FlaskClient, known: dict[str, dict[str, object]]) -> None:
    batch = f"/add/{known['add']['id']}"
    forms: list[tuple[str, dict[str, str], tuple[str, ...]]] = [
        (f"/d/{EPISODE}/edit", {}, ("date", "type", "url", "language")),
        ("/library", {"id": EPISODE}, ("date", "type")),
        ("/library", {"show": "A"}, ("id",)),
        ("/add", {"text": "a"}, ("date", "type", "format")),
        ("/add/address", {}, ("address",)),
        (batch, {"action": "set", "all": "yes"}, ("date", "type", "entry")),
        (batch, {}, ("action",)),
        (f"{batch}/1", {}, ("date", "type")),
        ("/vocabulary", {}, ("line", "was")),
        ("/vocabulary", {"was": "colour = color"}, ("line", "out")),
        ("/vocabulary/import", {"sure": "add"}, ("text", "file")),
        ("/vocabulary/undo", {}, ("edition",)),
        ("/export", {}, ("queries", "format")),
        ("/saved?q=drones", {}, ("name", "over")),
        ("/saved/1/open", {}, ("new", "whole")),
        ("/saved/1/rename", {}, ("name",)),
        ("/saved/seen", {}, ("revision",)),
        ("/verify", {}, ("text", "file")),
        ("/verify/fair", {}, ("fair",)),
        ("/token", {}, ("token", "next")),
    ]
    for path, said, names in forms:
        for name in names:
            for hostile in HOSTILE:
                answers(client, path, {**said, name: hostile})
            answers(client, path, {**said, name: b"\xed\xa0\x80\xff"})


def test_no_query_and_no_name_of_a_file_breaks_an_export(client: FlaskClient) -> None:
    for hostile in HOSTILE:
        answers(client, f"/export?format=ris&q={quote(hostile, safe='')}")
        answers(client, "/export", {"queries": (io.BytesIO(b"query\ndrones\n"), hostile)})
        answers(client, "/export", {"queries": (io.BytesIO(b"query\n" + hostile.encode()), "asked.csv")})


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "a\r\nSet-Cookie: x=1", "\0.txt", "\u202egpj.exe", '"a";b=\\', "é🙂.txt", "\n"]
)
def test_an_original_of_any_name_can_be_had(client: FlaskClient, service: Service, name: str) -> None:
    section = Section(heading="", kind="body", passages=(Passage(text="Words."),))
    reading = Reading(document=Document(type="note", title="Named", sections=(section,)))
    id = service.library.keep(reading, source=Source(source=name), data=b"Words.", reader="").document
    response = client.get(f"/d/{id}/original")
    assert (response.status_code, response.data) == (200, b"Words.")
    assert "Set-Cookie" not in response.headers
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["Content-Disposition"].isprintable()
    batch = client.post("/add", data={"files": (io.BytesIO(b"Some words."), name)})
    assert batch.status_code in (303, 400)


@pytest.mark.parametrize("name", ["v", "from", "to"])
@pytest.mark.parametrize("value", ["x", "-1", "9" * 10, "9" * 20, "9" * 5_000, "٣", ""])
def test_a_number_that_cannot_be_one_is_refused_in_one_line(
    client: FlaskClient, passage: str, name: str, value: str
) -> None:
    """And not passed over: without its version a link would show other words than were cited."""
    paths = [f"/p/{passage}", f"/p/{passage}/cite/apa", *([f"/d/{EPISODE}", f"/d/{EPISODE}/original"] * (name == "v"))]
    for path in paths:
        response = client.get(f"{path}?{name}={quote(value)}")
        assert response.status_code == 400
        assert f"{name}=" in response.text
        assert "is not a number" in response.text
        assert "9" * 21 not in response.text


@pytest.mark.parametrize("value", ["0", "1001", "x", "9" * 20, "9" * 5_000, "-1", ""])
def test_a_limit_that_cannot_be_one_is_refused_in_one_line(client: FlaskClient, value: str) -> None:
    response = client.get(f"/api/search?q=drones&limit={value}")
    assert response.status_code == 400
    assert "is not a number from 1 to 1000" in response.json["error"]
    assert len(response.json["error"]) < 150


def test_a_number_of_many_digits_in_a_path_is_no_page(client: FlaskClient, known: dict[str, dict[str, object]]) -> None:
    for number in ("9" * 20, "9" * 5_000, "٣"):
        assert client.get(f"/add/{known['add']['id']}/{number}").status_code == 404


@pytest.mark.parametrize("facet", FACETS)
def test_a_filter_without_words_keeps_nothing(client: FlaskClient, facet: str) -> None:
    assert "No passage has" in client.get(f"/search?q=drones&{facet}=*").text
