"""Clippings in the browser, without script: ticked, collected, ordered, noted, exported, removed and brought back."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from corpus.library import Clip
from corpus.quotation import Range
from search.export.formats import FORMATS
from search.results.collector import clip_of, said
from search.results.values import SearchRequest
from search.service import Service
from tests.web.conftest import EPISODE
from tests.web.test_export import got
from tests.web.test_search import page
from tests.web.test_within import add
from web.app import close, create_app


@pytest.fixture
def ids(service: Service) -> list[str]:
    """The passages of twenty notes on gantries."""
    for number in range(20):
        add(service, f"Gantry {number}", f"The gantry of number {number}.")
    service.indexer.catch_up()
    return [hit.place.passage.id for hit in service.finder.search(SearchRequest(query="gantry", limit=20)).hits]


def collect(client: FlaskClient, ids: Sequence[str], name: str = "Cranes") -> str:
    """Put whole passages into a new list; the page of it."""
    data = MultiDict([*(("c", f"{id}?v=1") for id in ids), ("name", name)])
    answer = client.post("/clippings/collect", data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.location).partition("#")[0].partition("?")[0]


def shown(client: FlaskClient, path: str) -> list[str]:
    """The words of the clippings of a page, in order."""
    return [" ".join(each.get_text().split()) for each in page(client, path).select(".clip .quote")]


def words(service: Service, id: str) -> str:
    return service.citer.passage(id).place.passage.text


@pytest.mark.parametrize(
    "clip",
    [Clip("p1", 1), Clip("p1", 2, Range(3, 9)), Clip("p1", 2, Range(0, 9, "p2")), Clip("p1", 1, Range(through="p2"))],
)
def test_a_clip_is_said_as_its_permalink_is(clip: Clip) -> None:
    assert clip_of(said(clip)) == clip
    assert clip_of(f"https://library.example.org/p/{said(clip)}") == clip


def test_twenty_results_are_ticked_and_collected_at_once(client: FlaskClient, service: Service, ids: list[str]) -> None:
    results = page(client, "/search?q=gantry")
    ticks = [str(each["value"]) for each in results.select(".pick input[form=collect]")]
    assert ticks == [f"{id}?v=1" for id in ids]
    form = results.select_one("form#collect")
    assert form["action"] == "/clippings/collect"
    chosen = BeautifulSoup(
        client.get(form["action"], query_string=MultiDict([("c", tick) for tick in ticks])).text, "lxml"
    )
    assert chosen.h1.get_text() == "Collect 20 passages"
    data = MultiDict([*((str(each["name"]), str(each["value"])) for each in chosen.select("form.filter [name]"))])
    answer = client.post("/clippings/collect", data=data)
    there = urlsplit(answer.location)
    assert (there.path, dict(parse_qsl(there.query))["new"]) == ("/clippings/1", "20")
    listed = page(client, answer.location)
    assert listed.h1.get_text() == "Clippings"
    assert "20 passages collected." in listed.select_one(".note").get_text()
    assert [each.clip for each in service.library.clippings.listed(1)] == [clip_of(tick) for tick in ticks]
    again = client.post("/clippings/collect", data=MultiDict([*(("c", tick) for tick in ticks[:2]), ("list", "1")]))
    assert (
        "0 passages collected; 2 were in the list already."
        in page(client, again.location).select_one(".note").get_text()
    )


def test_words_that_are_cited_are_collected_from_their_panel(
    client: FlaskClient, service: Service, ids: list[str]
) -> None:
    panel = page(client, f"/d/{EPISODE}?cite={passage_of_episode(service)}&from=0&to=8").select_one(".with-cite .cite")
    link = next(str(each["href"]) for each in panel.select("a") if each.get_text() == "Collect")
    form = page(client, link)
    assert form.h1.get_text() == "Collect these words"
    (clip,) = [clip_of(str(each["value"])) for each in form.select("[name=c]")]
    assert clip == Clip(passage_of_episode(service), 1, Range(0, 8))
    client.post("/clippings/collect", data={"c": said(clip), "name": "Parts"})
    assert shown(client, "/clippings/1") == [words(service, clip.passage)[:8].strip()]


def passage_of_episode(service: Service) -> str:
    return next(service.library.document(EPISODE).passages()).id


def test_a_list_is_ordered_and_what_is_selected_moves(client: FlaskClient, service: Service, ids: list[str]) -> None:
    path = collect(client, ids[:3])
    first, second, third = (words(service, id) for id in ids[:3])
    assert shown(client, path) == [first, second, third]
    down = page(client, path).select_one("#c1 button[name=down]")
    assert down["aria-label"] == "Move 1 down"
    assert page(client, path).select_one("#c1 button[name=up]") is None
    client.post(path, data={"down": "1"})
    assert shown(client, path) == [second, first, third]
    client.post(path, data={"c": "3", "do": "move", "to": "top"})
    assert shown(client, path) == [third, second, first]
    other = collect(client, ids[3:4], "Others")
    client.post(path, data={"c": ["1", "2"], "do": "move", "to": "2"})
    assert shown(client, path) == [third]
    assert shown(client, other) == [words(service, ids[3]), second, first]
    client.post(path, data={"c": "3", "do": "copy", "to": "2"})
    assert shown(client, other)[-1] == third
    refused = client.post(path, data={"do": "move", "to": "top"})
    assert refused.status_code == 400
    assert "Nothing is selected; tick clippings first. Nothing was changed." in refused.text


def test_notes_and_tags_are_kept_shown_and_filter(client: FlaskClient, service: Service, ids: list[str]) -> None:
    path = collect(client, ids[:3])
    client.post(f"{path}/note", data={"clipping": "1", "note": "Opens <b>the</b> chapter.\nAsk."})
    client.post(path, data={"c": ["1", "3"], "do": "tag", "tag": "leases & loans"})
    soup = page(client, path)
    assert soup.select_one("#c1 .by").get_text() == "Opens <b>the</b> chapter.\nAsk."
    assert soup.select_one("#c1 textarea").get_text() == "Opens <b>the</b> chapter.\nAsk."
    tags = {each.get_text(): str(each["href"]) for each in soup.select(".facets ul a[href*='tag=']")}
    assert list(tags) == ["leases & loans2", "no tag1"]
    assert shown(client, tags["leases & loans2"]) == [words(service, ids[0]), words(service, ids[2])]
    assert shown(client, tags["no tag1"]) == [words(service, ids[1])]
    assert page(client, tags["no tag1"]).select(".place button") == [], "there is no order to change"


def test_what_became_of_words_is_told_and_filters(client: FlaskClient, service: Service, ids: list[str]) -> None:
    path = collect(client, ids[:2])
    document = service.citer.passage(ids[0]).document.id
    service.editor.edit([document], {"title": "Another title"})
    found = page(client, f"{path}?state=relabelled")
    assert "relabelled" in found.select_one(".clip .from").get_text()
    assert words(service, ids[0]) in shown(client, f"{path}?state=relabelled")
    client.post(f"/d/{document}/remove")
    assert words(service, ids[0]) in shown(client, f"{path}?state=document+removed")
    service.editor.remove(document, purge=True)
    gone = page(client, f"{path}?state=gone").select(".clip .quote")
    assert "deleted for good" in gone[0].get_text()


def test_what_is_removed_comes_back(client: FlaskClient, service: Service, ids: list[str]) -> None:
    path = collect(client, ids[:3])
    before = shown(client, path)
    answer = client.post(path, data={"c": ["1", "3"], "do": "remove"})
    soup = page(client, answer.location)
    assert shown(client, path) == before[1:2]
    note = soup.select_one("form.note")
    assert "2 clippings removed. Bring them back" in " ".join(note.get_text().split())
    client.post(note["action"], data=MultiDict([("c", str(each["value"])) for each in note.select("[name=c]")]))
    assert shown(client, path) == before
    client.post(f"{path}/remove")
    soup = page(client, "/clippings")
    assert soup.h1.get_text() == "No clippings"
    client.post(f"{path}/back")
    assert shown(client, path) == before
    client.post(f"{path}/rename", data={"name": "Renamed"})
    assert page(client, path).h1.get_text() == "Renamed"


@pytest.mark.parametrize("name", FORMATS)
def test_a_list_is_exported_in_every_format(client: FlaskClient, service: Service, ids: list[str], name: str) -> None:
    path = collect(client, ids[:2])
    answer = got(client, f"{path}/export?format={name}")
    assert answer.status_code == 200
    assert answer.content_type == FORMATS[name].media_type
    assert re.search(rf"filename=Cranes-[\d-]+\.{FORMATS[name].suffix}$", answer.headers["Content-Disposition"])
    if name == "bibliography":
        assert "2 clippings. An entry for each of 2 documents. Made on" in answer.text
    elif FORMATS[name].media_type.startswith("text/") or name in ("jsonl", "csl-json", "ris", "bibtex"):
        for id in ids[:2]:
            assert id in answer.text or words(service, id)[:20] in answer.text
        assert "the list “Cranes”" in answer.text or name == "bibtex"


def test_a_citecast_list_comes_back_whole(client: FlaskClient, service: Service, ids: list[str]) -> None:
    path = collect(client, ids[:2])
    client.post(f"{path}/note", data={"clipping": "2", "note": "A note."})
    client.post(path, data={"c": "2", "do": "tag", "tag": "leases"})
    kept = client.get(f"{path}/export?format=citecast").data
    assert json.loads(kept)["clippings"][0]["words"] == words(service, ids[0])
    before = [(each.clip, each.tags, each.note) for each in service.library.clippings.listed(1)]
    service.library.clippings.rename(1, "Old")
    lost = json.loads(kept)
    lost["clippings"].append({**lost["clippings"][0], "passage": "pzzzzzzzzzzzzzzzz"})
    answer = client.post("/clippings/import", data={"file": (io.BytesIO(json.dumps(lost).encode()), "l.json")})
    soup = page(client, answer.location)
    assert soup.h1.get_text() == "Cranes"
    assert (
        "2 passages collected; 1 left out, for this library does not have the words."
        in soup.select_one(".note").get_text()
    )
    assert [(each.clip, each.tags, each.note) for each in service.library.clippings.listed(2)] == before


def test_what_is_no_clipping_is_refused_in_one_line(client: FlaskClient, ids: list[str]) -> None:
    path = collect(client, ids[:1])
    for address, status in (
        ("/clippings/collect", 400),
        ("/clippings/collect?c=nonsense", 400),
        ("/clippings/collect?c=pzzzzzzzzzzzzzzzz?v=1", 400),
        (f"/clippings/collect?c={ids[0]}?v=1%26from=5%26to=99999", 400),
        ("/clippings/9", 404),
        (f"{path}/export?format=pdf", 404),
    ):
        assert client.get(address).status_code == status, address
    for where, data in (
        (path, {"c": "x", "do": "remove"}),
        (path, {"c": "1", "do": "burn"}),
        ("/clippings/import", {}),
        ("/clippings", {"name": " "}),
        ("/clippings/collect", {"c": f"{ids[0]}?v=1", "list": "x"}),
    ):
        assert client.post(where, data=data).status_code == 400, (where, data)


def test_lists_are_for_whoever_may_write(service: Service, ids: list[str]) -> None:
    service.library.clippings.make("Private")
    app = create_app(service, home=service.home, token="secret")
    try:
        for address in ("/clippings", "/clippings/1", "/clippings/1/export?format=csv", "/clippings/collect?c=x"):
            answer = app.test_client().get(address)
            assert answer.status_code == 303
            assert answer.location.startswith("/token")
    finally:
        close(app)
