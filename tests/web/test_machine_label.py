"""What a machine heard is never passed off as what was said: no page and no answer shows it without saying so."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from corpus.citation import STYLES
from corpus.model import Document
from search.export.formats import FORMATS
from search.service import Service
from tests.machine import CHECKED, NOT_CHECKED, PHRASE, SAID, aligned, has_words, heard, is_labelled, listened, shown
from tests.web.adding import upload
from tests.web.conftest import Browser
from web.app import close, create_app
from web.machines.formats import ANNOTATION, FORMATS as OFFERED, LINKED_DATA

DRAFT = f"She said “we found {PHRASE} in the lamp room” to me."
GIVEN = {  # of each page: the addresses to ask for, with the ids of this library; none where it has no such thing
    "search.start": ["/"],
    "search.results": [
        "/search?q=kettles",
        '/search?q="{phrase}"&context={passage}&turns=4&cite={passage}&why={passage}&all={document}',
        '/search?q="{phrase} missing"',
        "/search?q=has:machine",
    ],
    "lines.timeline": ["/timeline?q=kettles"],
    "lines.timeline_table": ["/timeline.csv?q=kettles"],
    "lines.concordance": ["/concordance?q=kettles"],
    "lines.concordance_table": ["/concordance.csv?q=kettles", "/concordance.tsv?q=kettles"],
    "export.export": ["/export?q=kettles", *(f"/export?q=kettles&format={name}" for name in FORMATS)],
    "feed.of_search": ["/feed?q=kettles"],
    "feed.of_saved": ["/saved/feed"],
    "suggest.complete": ["/complete?q=kett"],
    "suggest.suggestions": ["/suggest?q=kett"],
    "suggest.description": ["/opensearch.xml"],
    "documents.document": [
        "/d/{document}",
        "/d/{document}?q=kettles&at={passage}",
        "/d/{document}?cite={passage}",
        "/d/{document}?v=1&play=3",
    ],
    "documents.text": ["/d/{document}/text"],
    "documents.captions": ["/d/{document}/captions.vtt"],
    "documents.original": ["/d/{document}/original"],
    "documents.edit": ["/d/{document}/edit"],
    "correcting.turn": ["/d/{document}/turns/1", "/d/{document}/turns/2"],
    "listening.listening": ["/listening"],
    "listening.recording": ["/recordings/" + "0" * 64],
    "passages.passage": [
        "/p/{passage}?v=1",
        "/p/{passage}?v=1&from=3&to=30",
        "/p/{passage}?v=1&through={last}",
        "/p/{checked}?v=1",
    ],
    "passages.cited": [f"/p/{{passage}}/cite/{style}?v=1" for style in STYLES],
    "passages.evidence": ["/p/{passage}/evidence?v=1", "/p/{passage}/evidence?v=1&original=yes"],
    "passages.source": ["/p/{passage}/source?v=1"],
    "passages.annotation": ["/p/{passage}/annotation?v=1"],
    "library.library": ["/library", "/library?view=check"],
    "library.edited": ["/library/edit/{edit}"],
    "people.people": ["/people", "/people?name=Ada+Brook", "/people?document={document}"],
    "vocabulary.vocabulary": ["/vocabulary"],
    "vocabulary.export": ["/vocabulary/export"],
    "saved.saved": ["/saved"],
    "add.form": ["/add"],
    "add.batch": ["{batch}"],
    "add.entry": ["{batch}/1"],
    "clippings.clippings": ["/clippings"],
    "clippings.choose": ["/clippings/collect?c={passage}%3Fv=1"],
    "clippings.listed": ["/clippings/1", "/clippings/1?style=apa"],
    "clippings.export": ["/clippings/1/export?format=citecast"]
    + [f"/clippings/1/export?format={name}" for name in FORMATS],
    "verify.verify": ["/verify"],
    "help.help_": ["/help"],
    "token": ["/token"],
    "api.search": ["/api/search?q=kettles&nearest=on&explain=on", '/api/search?q="{phrase} missing"&nearest=on'],
    "api.documents": ["/api/documents"],
    "api.document": ["/api/documents/{document}"],
    "api.passage": ["/api/passages/{passage}?around=2", "/api/passages/{checked}?around=2"],
    "api.cite": [f"/api/passages/{{passage}}/cite?style={style}" for style in STYLES],
    "api.openapi": ["/api/openapi.json"],
    "api.overview": ["/api/"],
    "machines.unapi": [
        "/unapi",
        "/unapi?id=p:{passage}:1",
        *(f"/unapi?id=p:{{passage}}:1&format={each.unapi}" for each in OFFERED.values()),
        "/unapi?id=d:{document}:1&format=ris",
    ],
    "machines.oembed": ["/oembed?url=http://localhost/p/{passage}?v=1"],
}
WITH_WORDS = {  # of which each shows the words
    "search.results", "lines.concordance", "lines.concordance_table", "export.export", "feed.of_search",
    "feed.of_saved", "documents.document", "documents.text", "documents.captions", "correcting.turn", "add.entry",
    "passages.passage", "passages.cited", "passages.evidence", "passages.annotation", "clippings.choose",
    "clippings.listed", "clippings.export", "api.search", "api.document", "api.passage", "api.cite", "machines.unapi",
    "machines.oembed",
}  # fmt: skip
NOTHING = {  # what is sent to these leads to another page, or shows no words
    "add.act", "add.address", "add.set_details", "add.upload", "clippings.bring_back", "clippings.import_",
    "clippings.make", "clippings.remove", "clippings.rename", "correcting.check", "documents.checked",
    "documents.recheck", "documents.remove", "documents.reread", "documents.restore", "documents.save", "library.edit",
    "library.reread", "library.undo", "listening.again", "listening.documents", "listening.drop", "people.correct",
    "people.undo", "saved.bring_back", "saved.clear_history", "saved.open_", "saved.remove", "saved.rename",
    "saved.save", "saved.see", "token", "verify.fair", "vocabulary.change", "vocabulary.take_in", "vocabulary.undo",
}  # fmt: skip
SENT = {"verify.verify", "api.verify", "export.of_queries", "clippings.collect", "clippings.change", "clippings.note",
        "correcting.correct"}  # fmt: skip  # what these are sent, `posted` says


class Pages(NamedTuple):
    """An app over a library with a machine transcript, and the ids in it."""

    client: FlaskClient
    service: Service
    document: Document
    ids: Mapping[str, str]

    def get(self, address: str, **options: Any) -> TestResponse:
        """The whole answer to an address with ids left open; of exports a server makes two at a time."""
        return self.client.get(self.address(address), buffered=True, **options)

    def address(self, text: str) -> str:
        return text.format_map(self.ids)


@pytest.fixture
def pages(empty_service: Service) -> Iterator[Pages]:
    service, document = empty_service, listened(empty_service)
    first, checked, last = (passage.id for passage in document.passages())
    app = create_app(service, home=service.home)
    app.test_client_class = Browser
    client = app.test_client()
    client.post("/saved?q=kettles", data={"name": "Kettles"})
    client.post("/clippings/collect", data={"c": [f"{first}?v=1", f"{checked}?v=1"], "name": "Clippings"})
    edit = client.post("/library", data={"id": document.id, "show": "Lamp Hours"}).location
    ids = {
        "phrase": PHRASE,
        "document": document.id,
        "passage": first,
        "checked": checked,
        "last": last,
        "batch": upload(client, ("other.json", heard("Lamps again").to_bytes())),
        "edit": edit.partition("?")[0].rpartition("/")[2],
    }
    yield Pages(client, service, document, ids)
    close(app)


def endpoints(pages: Pages, method: str) -> set[str]:
    rules = pages.client.application.url_map.iter_rules()
    return {rule.endpoint for rule in rules if method in (rule.methods or ()) and rule.endpoint != "static"}


def test_no_page_is_forgotten(pages: Pages) -> None:
    assert endpoints(pages, "GET") == set(GIVEN)
    assert endpoints(pages, "POST") == NOTHING | SENT


def test_no_page_shows_what_a_machine_heard_without_saying_so(pages: Pages) -> None:
    with_words = set()
    for endpoint, addresses in GIVEN.items():
        for address in addresses:
            response = pages.get(address)
            assert response.status_code < 400 or endpoint in ("listening.recording", "machines.unapi"), address
            with_words |= {endpoint} if is_well_said(response, address) else set()
    assert with_words >= WITH_WORDS


@pytest.mark.parametrize("type", [*(each.media_type for each in OFFERED.values()), ANNOTATION, LINKED_DATA])
def test_no_other_form_of_a_permalink_does(pages: Pages, type: str) -> None:
    response = pages.get("/p/{passage}?v=1", headers={"Accept": type})
    assert response.mimetype == type.partition(";")[0]
    assert is_well_said(response, type)


def posted(pages: Pages) -> Iterator[tuple[str, TestResponse]]:
    """What is answered to each form that shows words."""
    client, clip = pages.client, pages.address("{passage}?v=1")
    query = (io.BytesIO(f'query\n"{PHRASE}"\n'.encode()), "list.csv")
    yield "verify.verify", client.post("/verify", data={"text": DRAFT})
    yield "api.verify", client.post("/api/verify", data=DRAFT, content_type="text/plain")
    yield "export.of_queries", client.post("/export", data={"queries": query, "format": "jsonl"}, buffered=True)
    yield "clippings.collect", client.post("/clippings/collect", data={"c": clip, "list": "new", "name": " "})
    yield "clippings.change", client.post("/clippings/1", data={"do": "move"})
    yield "clippings.note", client.post("/clippings/1/note", data={"clipping": "1", "note": "x" * 20_000})
    wrong = {"text": SAID[0][1], "by": "", "checked": "yes", "version": "1"}
    yield "correcting.correct", client.post(pages.address("/d/{document}/turns/1"), data=wrong)


def test_no_form_answers_with_what_a_machine_heard_without_saying_so(pages: Pages) -> None:
    answered = dict(posted(pages))
    assert set(answered) == SENT
    for endpoint, response in answered.items():
        assert is_well_said(response, endpoint), endpoint


def is_well_said(response: TestResponse, what: str) -> bool:
    """Whether the words are shown, and that a machine heard them; AssertionError where only the words are."""
    every = shown(response.data)
    assert is_labelled(every) or not has_words(every) or what.endswith("/cite/link"), what
    if response.mimetype == "text/html" and (body := BeautifulSoup(response.data, "lxml").body):
        for hidden in body.select("script, template"):
            hidden.decompose()
        seen = " ".join(body.get_text(" ").split())
        assert is_labelled(seen) or not has_words(seen), f"{what}: what is seen"
    return has_words(every)


def test_words_that_somebody_checked_are_told_by_whom_and_when(pages: Pages) -> None:
    for address in (
        "/p/{checked}?v=1",
        "/search?q=railings",
        "/concordance?q=railings",
        "/export?q=railings&format=csv",
    ):
        text = shown(pages.get(address).data)
        assert CHECKED in text, address
    for address in ("/p/{passage}?v=1", "/p/{passage}?v=1&through={last}", "/search?q=kettles"):
        text = shown(pages.get(address).data)
        assert NOT_CHECKED in text, address


def test_what_stands_around_a_hit_says_for_itself_whether_it_is_checked(pages: Pages) -> None:
    page = pages.get("/search?q=railings&context={checked}").data
    assert CHECKED in shown(page)
    assert shown(page).count(NOT_CHECKED) >= 2, "of the turns before and behind"


def test_verifying_says_that_a_machine_heard_the_words_and_when_to_listen(pages: Pages) -> None:
    (found,) = pages.client.post("/api/verify", data=DRAFT, content_type="text/plain").get_json()
    assert (found["status"], found["origin"], found["listen_ms"]) == ("exact", NOT_CHECKED, 3_500), found
    assert f"{NOT_CHECKED}: listen at 0:03" in found["warnings"]
    checked = "He said “polished the brass railings since spring” to me."
    (found,) = pages.client.post("/api/verify", data=checked, content_type="text/plain").get_json()
    assert (found["origin"], found["listen_ms"], found["warnings"]) == (CHECKED, 24_000, [])
    page = shown(pages.client.post("/verify", data={"text": checked}).data)
    assert f"{CHECKED}: listen at 0:24" in page
    assert "Look again" not in page


def test_keys_are_there_and_null_for_what_no_machine_heard(client: FlaskClient, passage: str) -> None:
    (hit,) = client.get("/api/search?q=%22glide+bombs%22").get_json()["hits"]
    found = client.get(f"/api/passages/{passage}").get_json()
    cited = client.get(f"/api/passages/{passage}/cite").get_json()
    read = client.get(f"/api/documents/{hit['document']}").get_json()
    for each in (hit, found, found["before"][0], cited, read):
        assert (each["origin"], each["timed_by"]) == (None, None)


def test_an_export_has_the_label_in_a_column_of_its_own_at_the_end(pages: Pages) -> None:
    (row, end) = pages.get("/export?q=railings&format=jsonl").text.splitlines()
    assert list(json.loads(row).items())[-2:] == [("origin", CHECKED), ("timed_by", None)]
    assert json.loads(end)["passages"] == 1


def test_they_can_be_sought(client: FlaskClient, service: Service) -> None:
    document = listened(service)
    hits = client.get("/api/search?q=has:machine&limit=50").get_json()["hits"]
    assert {hit["document"] for hit in hits} == {document.id}
    assert client.get("/api/search?q=kettles+no:machine").get_json()["total"] == 0
    every = client.get("/api/search?q=no:machine&limit=500").get_json()["hits"]
    assert every
    assert document.id not in {hit["document"] for hit in every}


def test_a_time_that_a_machine_gave_to_printed_words_says_so_and_the_words_do_not(
    client: FlaskClient, service: Service
) -> None:
    document = aligned(service)
    passage = next(document.passages()).id
    client.post("/clippings/collect", data={"c": f"{passage}?v={document.version}", "name": "Lamps"})
    addresses = [
        "/search?q=kettles", "/concordance?q=kettles", "/concordance.csv?q=kettles", "/feed?q=kettles", f"/p/{passage}",
        f"/p/{passage}/cite/chicago", f"/p/{passage}/evidence", f"/p/{passage}/annotation", f"/d/{document.id}",
        "/clippings/1", f"/clippings/collect?c={passage}?v={document.version}", "/api/search?q=kettles",
        f"/api/passages/{passage}", f"/api/passages/{passage}/cite", f"/api/documents/{document.id}",
        *(f"/export?q=kettles&format={name}" for name in FORMATS if name != "bibliography"),  # which has no times
    ]  # fmt: skip
    for address in addresses:
        text = shown(client.get(address, buffered=True).data)
        assert has_words(text) or name_of(address) in ("chicago", "feed"), address
        assert "by alignment" in text.casefold(), address
        assert not is_labelled(text), address
    for response in (
        client.post("/verify", data={"text": DRAFT}),
        client.post("/api/verify", data=DRAFT, content_type="text/plain"),
    ):
        assert "time by alignment" in shown(response.data)
        assert not is_labelled(shown(response.data))


def name_of(address: str) -> str:
    """The last part of a path."""
    return address.partition("?")[0].rpartition("/")[2]
