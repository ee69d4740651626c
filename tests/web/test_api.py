"""What `/api/` answers: the same as the command line, a part of it, page by page, and errors that are JSON as well."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

from corpus.errors import IndexUnusable
from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from tests.commands import done
from tests.web.conftest import EPISODE
from tests.web.test_search import page
from web.api.views import ROUTES
from web.app import close, create_app

NOBODY = "pzzzzzzzzzzzzzzzz"


def refused(response: TestResponse) -> tuple[int, str]:
    """The status and the one line of an error, which is never a page."""
    assert response.mimetype == "application/problem+json"
    said = response.get_json()
    assert said["status"] == response.status_code
    assert said["detail"] == said["error"]
    assert "\n" not in said["detail"]
    return response.status_code, said["detail"]


@pytest.mark.parametrize(
    ("options", "address"),
    [
        (("drones factory", "--limit", "3", "--sort", "date"), "q=drones+factory&limit=3&sort=date"),
        (("drones xylophonist", "--match", "any"), "q=drones+xylophonist&match=any"),
        (
            ("drones", "--only", "type=episode", "--only", "type=report", "--without", "section=caption"),
            "q=drones&type=episode&type=report&not-section=caption",
        ),
        (
            ("drones", "--only", "speaker=", "--since", "2024", "--until", "aug 2024"),
            "q=drones&speaker=&since=2024&until=aug+2024",
        ),
        (('"drones of a factory"', "--explain"), "q=%22drones+of+a+factory%22&explain=on"),
    ],
)
def test_a_search_is_that_of_the_command_line(
    client: FlaskClient, service: Service, options: tuple[str, ...], address: str
) -> None:
    printed = json.loads(done(service.home, "search", "--json", "--limit", "20", *options))
    answer = client.get(f"/api/search?{address}&nearest=on").get_json()
    assert printed.pop("took_ms") > 0
    assert answer.pop("took_ms") > 0
    assert answer == printed
    assert answer["hits"] or answer["nearest"]


def test_why_and_what_is_nearest_are_told_to_who_asks(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=drones&fields=passage&explain=on").get_json()
    assert "nearest" not in answer
    assert {frozenset(hit) for hit in answer["hits"]} == {frozenset(("passage", "explain"))}
    assert all(hit["explain"]["parts"] for hit in answer["hits"])
    assert {tuple(hit) for hit in client.get("/api/search?q=drones&fields=passage").get_json()["hits"]} == {
        ("passage",)
    }


def test_a_document_is_that_of_the_command_line(client: FlaskClient, service: Service) -> None:
    assert client.get(f"/api/documents/{EPISODE}").get_json() == json.loads(
        done(service.home, "read", EPISODE, "--json")
    )
    refusal = refused(client.get(f"/api/documents/{EPISODE}?v=7"))
    assert refusal == (404, f"{EPISODE} has no version 7; the latest is 1.")


def test_documents_are_listed_page_by_page_each_once_whatever_is_added(client: FlaskClient, service: Service) -> None:
    seen: list[str] = []
    after = ""
    while len(seen) < 99:
        page = client.get("/api/documents", query_string={"limit": 3, "fields": "id", "after": after}).get_json()
        seen += [document["id"] for document in page["documents"]]
        after = page["next"]
        if not after:
            break
        note = RawSource(source="a", name="a.txt", data=b"A note.")
        list(service.adder.add([SourceSpec.at_hand(note, Hints(title="A"))]))  # before where the page ended
    assert seen == sorted(seen)
    assert {*seen, "a"} == {*service.library.listed()}
    assert page["total"] == len(seen) + 1


def test_only_the_fields_that_are_asked_for_are_given(client: FlaskClient) -> None:
    found = client.get("/api/search?q=drones&fields=passage,text,permalink").get_json()
    assert {frozenset(hit) for hit in found["hits"]} == {frozenset({"passage", "text", "permalink"})}
    assert found["facets"]
    assert client.get(f"/api/documents/{EPISODE}?fields=title").get_json().keys() == {"title"}
    status, line = refused(client.get("/api/search?q=drones&fields=passage,words"))
    assert (status, "'words'" in line, "permalink" in line) == (400, True, True)


def test_a_passage_is_given_with_its_neighbours_and_what_became_of_it(
    client: FlaskClient, service: Service, tmp_path: Path
) -> None:
    text = b"One.\n\nThe mast is forty metres high.\n\nThree.\n\nFour."
    source = RawSource(source="mast", name="mast.txt", data=text, path=tmp_path / "mast.txt")
    (added,) = service.adder.add([SourceSpec.at_hand(source, Hints(title="Mast"))])
    _, cited, _, last = service.library.document(added.document or "").passages()
    said = client.get(f"/api/passages/{cited.id}?around=2").get_json()
    assert said["text"] == "The mast is forty metres high."
    assert [[each["text"] for each in said[side]] for side in ("before", "after")] == [["One."], ["Three.", "Four."]]
    assert (said["state"], said["successor"], said["version"]) == ("current", None, 1)
    assert client.get(said["permalink"]).status_code == 200

    changed = replace(source, data=text.replace(b"forty", b"fifty").replace(b"\n\nFour.", b""))
    list(service.adder.add([SourceSpec.at_hand(changed, Hints(title="Mast"))]))
    said = client.get(f"/api/passages/{cited.id}").get_json()
    assert (said["state"], said["version"], said["latest_version"]) == ("changed", 1, 2)
    assert said["text"] == "The mast is forty metres high."
    assert said["successor"]["text"] == "The mast is fifty metres high."
    assert said["successor"]["permalink"].endswith("?v=2")
    assert client.get(f"/api/passages/{last.id}").get_json()["state"] == "dropped"

    service.editor.remove("mast")
    assert client.get(f"/api/passages/{cited.id}?v=1").get_json()["state"] == "removed"
    service.editor.remove("mast", purge=True)
    assert refused(client.get(f"/api/passages/{cited.id}"))[0] == 410
    assert refused(client.get("/api/documents/mast"))[0] == 410


def test_a_citation_is_that_of_the_command_line(client: FlaskClient, service: Service, passage: str) -> None:
    for style in ("chicago", "apa", "ris"):
        said = client.get(f"/api/passages/{passage}/cite?style={style}&from=0&to=9").get_json()
        printed = done(service.home, "cite", passage, "--style", style, "--from", "0", "--to", "9")
        assert said["text"] == printed.removesuffix("\n")
        assert "".join(run["text"] for run in said["runs"]) == said["text"]
    text = client.get(f"/api/passages/{passage}").get_json()["text"]
    assert (said["quote"], said["permalink"]) == (text[:9], f"/p/{passage}?v=1&from=0&to=9")
    for range in ("from=3", "to=3", "from=3&to=3", "from=0&to=9999", "from=-1&to=3"):
        assert refused(client.get(f"/api/passages/{passage}/cite?{range}"))[0] == 400


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("search?q=drones&speakr=Lamson", 400, "speakr"),
        ("search?q=drones&q=factory", 400, "q is given 2 times"),
        ("search?q=drones&vocabulary=", 400, "one of on, off"),
        ("search?q=drones&since=whenever", 400, "“whenever” is not a date"),
        (
            f"search?q=drones{'&type=bio' * 2}{''.join(f'&show={number}' for number in range(20))}",
            400,
            "first 20 of the 21",
        ),
        (f"passages/{NOBODY}", 404, NOBODY),
        (f"passages/{NOBODY}/cite", 404, NOBODY),
        ("documents/nothing", 404, "nothing"),
        ("documents?limit=1001", 400, "a number from 1 to 1000"),
        ("documents/", 404, "/api/ lists"),
        ("nothing", 404, "/api/ lists"),
    ],
)
def test_an_error_is_json_of_one_line(client: FlaskClient, path: str, status: int, said: str) -> None:
    found, line = refused(client.get(f"/api/{path}"))
    assert (found, said in line) == (status, True)


@pytest.mark.parametrize("token", [None, "secret"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_with_those_there_are(service: Service, token: str | None, method: str) -> None:
    app = create_app(service, home=service.home, token=token)
    response = app.test_client().open("/api/search", method=method)  # from nowhere, as programs ask
    assert refused(response)[0] == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert refused(app.test_client().post("/api/nothing"))[0] == 404
    close(app)


def test_an_index_that_cannot_be_searched_is_503_and_what_is_stored_is_read(
    client: FlaskClient, service: Service, passage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(**_: object) -> Any:
        raise IndexUnusable("the index is damaged; run `citecast rebuild`")

    monkeypatch.setattr(service.engine, "snapshot", damaged)
    assert refused(client.get("/api/search?q=drones")) == (503, "The index is damaged; run `citecast rebuild`.")
    assert client.get(f"/api/passages/{passage}").status_code == 200


def test_no_other_origin_may_read(client: FlaskClient) -> None:
    response = client.get("/api/search?q=drones", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in response.headers.keys() if name.lower().startswith("access-control")]  # noqa: SIM118


def test_the_description_is_one(client: FlaskClient) -> None:
    said = client.get("/api/openapi.json").get_json()
    validate(said)
    assert said["openapi"].startswith("3.1")
    assert {f"/api{path}" for path, _, _ in ROUTES} == said["paths"].keys()
    served = {rule.rule.replace("<", "{").replace(">", "}") for rule in client.application.url_map.iter_rules()}
    assert said["paths"].keys() == {path for path in served if path.startswith("/api/")} - {
        "/api/",
        "/api/openapi.json",
    }


def test_the_page_shows_each_operation_with_an_example_that_runs(client: FlaskClient) -> None:
    shown = page(client, "/api/")
    assert [code.get_text() for code in shown.select("p > code")][: len(ROUTES)] == [
        f"{route.method.upper()} /api{route.path}" for route in ROUTES
    ]
    examples = [link["href"] for link in shown.select("a.address")]
    assert len(examples) == len([route for route in ROUTES if route.method == "get"])
    for example in examples:
        answer = client.get(example)
        assert answer.status_code == 200
        assert answer.get_json().get("hits") != []
    names = {code.get_text() for code in shown.select("td:first-child code")}
    assert names == {each.name for _, operation, _ in ROUTES for each in operation.parameters}
    assert page(client, "/help").select('a[href="/api/"]')


def test_the_page_of_an_empty_library_has_nothing_to_try(empty_service: Service) -> None:
    app = create_app(empty_service, home=empty_service.home)
    assert not page(app.test_client(), "/api/").select("a.address")
    close(app)
