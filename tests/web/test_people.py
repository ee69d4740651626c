"""Correcting names in a browser: who is named, what a correction would change, made, and taken back."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from corpus.corrections import Meant
from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec
from search.results.values import SearchRequest
from search.service import Service

TALK = """---
title: {title}
show: Harbour Lines
type: transcript
guests: [Ilse Van Der Marck]
---

**Host:** Who owns the quay?

**Ilse Van Der Marck:** The port does.

**What it costs:** Ninety a year.

**What it costs:** Or more.
"""


@pytest.fixture(autouse=True)
def talks(service: Service) -> None:
    for title in ("The lease", "The crane"):
        data = TALK.format(title=title).encode()
        list(service.adder.add([SourceSpec.at_hand(RawSource(source=title, name=f"{title}.md", data=data), Hints())]))
    service.indexer.catch_up()


def page(client: FlaskClient, **asked: str) -> str:
    response = client.get("/people", query_string=asked)
    assert response.status_code == 200, response.text
    return response.text


NAMED = {
    "name": "Ilse Van Der Marck",
    "who": "named",
    "given": "Ilse",
    "particle": "van der",
    "family": "Marck",
    "where": "show",
    "show": "Harbour Lines",
}


def test_everyone_is_listed_and_the_library_and_documents_lead_there(client: FlaskClient) -> None:
    assert 'href="/people"' in client.get("/library").text
    assert 'href="/people?document=the-lease"' in client.get("/d/the-lease").text
    shown = page(client, document="the-lease")
    for name in ("Host", "Ilse Van Der Marck", "What it costs"):
        assert name in shown
    assert "The crane" not in shown
    assert "Host" not in page(client, document="the-lease", find="marck").partition("<aside")[2]


def test_the_form_has_the_name_in_its_parts(client: FlaskClient) -> None:
    shown = page(client, show="Harbour Lines", name="Ilse Van Der Marck")
    for field, value in (("given", "Ilse"), ("particle", ""), ("family", "Van Der Marck")):
        assert f'<input name="{field}" value="{value}"' in shown
    assert "In 2 documents of Harbour Lines, printed as <i>Ilse Van Der Marck</i>" in shown
    assert "The whole library, 2 documents" in shown


def test_what_would_change_is_shown_first_and_nothing_is_stored(client: FlaskClient, service: Service) -> None:
    assert 'action="/people#changes"' in page(client, show="Harbour Lines", name="Ilse Van Der Marck")
    shown = page(client, **NAMED)
    assert 'id="changes">What changes: 2 turns in 2 documents' in shown
    assert "<td>Ilse Van Der Marck, guest</td><td><b>Ilse van der Marck, guest</b></td>" in shown
    assert "<b>Marck, Ilse van der</b>" in shown
    assert service.naming.corrections() == ()


def test_a_correction_is_made_found_and_undone(client: FlaskClient, service: Service) -> None:
    made = client.post("/people", data=NAMED)
    assert (made.status_code, made.location) == (303, "/people?show=Harbour+Lines&done=1")
    assert "Corrected: “Ilse Van Der Marck” is Ilse van der Marck" in client.get(made.location).text
    assert service.finder.search(SearchRequest(query='speaker:"van der marck" port')).total == 2
    assert "Ilse van der Marck" in client.get("/d/the-lease").text
    undone = client.post("/people/undo", data={"id": "1"})
    assert undone.status_code == 303
    assert re.search("undone <|undone \\d", client.get("/people").text)
    assert "Corrected:" not in client.get(made.location).text, "nor is it offered to be undone again"
    assert "Ilse van der Marck" not in client.get("/d/the-lease").text
    assert client.post("/people/undo", data={"id": "1"}).status_code == 400
    assert client.post("/people/undo", data={"id": "x"}).status_code == 400


def test_the_label_of_nobody_stays_to_be_seen_and_says_nothing(client: FlaskClient) -> None:
    given = {"name": "What it costs", "who": "nobody", "where": "document", "document": "the-lease"}
    assert client.post("/people", data=given).status_code == 303
    shown = client.get("/d/the-lease").text
    assert "<span>What it costs</span>" in shown
    assert '<span class="name">What it costs' not in shown
    passage, *_ = re.findall(r'id="(p[a-z2-7]{16})">\s*<div class="who"><span>What it costs', shown)
    assert "“What it costs”, which is no speaker" in client.get(f"/p/{passage}").text
    assert '<span class="name">What it costs' in client.get("/d/the-crane").text


def test_two_names_that_may_be_one_are_offered(client: FlaskClient, service: Service) -> None:
    service.naming.correct(["Host"], Meant(name="Marck"), scope="document", places=["the-lease"])
    assert "Ilse Van Der Marck, Marck" in page(client, show="Harbour Lines")
    shown = page(client, show="Harbour Lines", name="Marck", same="Ilse Van Der Marck", where="show", **{"who": "same"})
    assert "What changes: 1 turn in 1 document" in shown


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"who": "named", "family": ""}, "needs its family name"),
        ({"who": "same"}, "whose name"),
        ({"who": "known"}, "nothing is said"),
        ({"where": "moon"}, "where the name is to be corrected"),
    ],
)
def test_what_cannot_be_understood_is_told_and_changes_nothing(
    client: FlaskClient, service: Service, given: dict[str, str], why: str
) -> None:
    assert why in page(client, **NAMED | given)
    refused = client.post("/people", data=NAMED | given)
    assert (refused.status_code, why in refused.text) == (400, True)
    assert service.naming.corrections() == ()


def test_names_of_what_is_not_there_are_told(client: FlaskClient) -> None:
    assert client.get("/people?document=nowhere").status_code == 404
    assert client.get("/people?show=Nowhere").status_code == 404
    assert "No document here has this name" in page(client, name="Nobody Known")
    assert "No name has “zebra”" in page(client, find="zebra")


def test_of_what_was_removed_the_page_says_so(client: FlaskClient, service: Service) -> None:
    service.editor.remove("the-lease")
    shown = page(client, document="the-lease")
    assert "This document was removed" in shown
    assert "No document here names anybody" not in shown


def test_a_document_of_no_show_has_no_show_to_correct_in(client: FlaskClient, service: Service) -> None:
    alone = next(
        record.document.id
        for record in service.library.records(service.library.listed())
        if record.document.show is None
    )
    given = {"document": alone, "name": "Host", "who": "nobody", "where": "show"}
    assert "this document belongs to no show" in page(client, **given)
    assert client.post("/people", data=given).status_code == 400
