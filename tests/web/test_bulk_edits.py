"""Details of many documents set from the library's page: how far it is, what became of each, and how it is undone."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from flask.testing import FlaskClient

from corpus.library import Source
from corpus.model import Document, Passage, Reading, Section
from search.results.values import SearchRequest
from search.service import Service
from tests.waiting import until
from tests.web.conftest import EPISODE
from web.app import close

REPORT, STUB = "a-sample-report-on-industrial-cooperation", "what-a-trainer-aircraft-is-for"
MANY = 300


@pytest.fixture
def memos(service: Service) -> list[str]:
    """The ids of hundreds of documents, found by search."""
    section = Section(heading="", kind="body", passages=(Passage(text="The lower weir was first."),))
    with service.library.batch():
        kept = [
            service.library.keep(
                Reading(document=Document(type="note", title=f"Memo {n}", show="Ledger", sections=(section,))),
                source=Source(source=f"/memo-{n}.txt", key=f"path:/memo-{n}.txt"),
                data=f"memo {n}".encode(),
                reader="readers-0",
            )
            for n in range(MANY)
        ]
    service.indexer.catch_up()
    return [each.document for each in kept]


def said(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def send(client: FlaskClient, path: str, data: dict[str, str | Sequence[str]]) -> str:
    """Send a form; the address of the page that says what becomes of it."""
    response = client.post(path, data=data)
    assert response.status_code == 303, response.text
    return str(response.location)


def settled(client: FlaskClient, path: str) -> str:
    return said(until(lambda: client.get(path).text, lambda text: "data-live" not in text))


def shows(service: Service, ids: Sequence[str]) -> set[str | None]:
    return {service.library.document(id).show for id in ids}


def found(service: Service, query: str) -> int:
    return service.finder.search(SearchRequest(query=query)).total


def test_hundreds_of_documents_show_how_far_they_are_and_what_was_done(
    client: FlaskClient, service: Service, memos: list[str]
) -> None:
    with service.library.batch():  # another writer, for whom it waits
        path = send(client, "/library?title=memo&page=2", {"all": "yes", "show": "Weirs", "date": "2019"})
        assert path.endswith("?title=memo&page=2")
        text = client.get(path).text
        assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in text
        assert f'max="{MANY}" value="0"' in text
        assert f"Setting details of {MANY} documents" in said(text)
        assert "To be set: show “Weirs”, date “2019”." in said(text)
        assert "Details being set" in said(client.get("/library").text)
    page = settled(client, path)
    assert f"{MANY} documents changed" in page
    assert "and 200 more" in page
    assert shows(service, memos) == {"Weirs"}
    assert found(service, "show:weirs date:2019") == MANY
    assert "Details set last : show “Weirs”, date “2019”, 300 documents" in said(client.get("/library").text)


def test_what_was_set_is_undone_and_done_again(client: FlaskClient, service: Service, memos: list[str]) -> None:
    service.editor.edit(memos[:1], {"show": "Mine"})
    path = send(client, "/library?title=memo", {"all": "yes", "show": "Weirs"})
    settled(client, path)
    service.editor.edit(memos[1:2], {"show": "Later"})
    undone = send(client, path, {})
    page = settled(client, undone)
    assert f"{MANY - 1} documents changed, 1 failed" in page
    assert f"{memos[1]} failed its details were set again since, and stay as they are" in page
    assert [service.library.document(id).show for id in memos[:3]] == ["Mine", "Later", "Ledger"]
    assert service.library.record(memos[2]).edits == {}
    assert found(service, "show:weirs") == 0
    assert "This was undone." in settled(client, path)
    settled(client, send(client, undone, {}))
    assert [service.library.document(id).show for id in memos[:3]] == ["Weirs", "Later", "Weirs"]


def test_a_document_that_is_gone_fails_alone_and_is_named(client: FlaskClient, service: Service) -> None:
    service.editor.remove(STUB)
    data = {"id": [REPORT, STUB, "jim-lamsom", EPISODE], "type": "report"}
    page = settled(client, send(client, "/library", data))
    assert "1 document changed, 2 failed" in page
    assert f"{STUB} failed it was removed; bring it back" in page
    assert "did you mean" in page
    assert "1 document is shown as before" in page
    assert service.library.document(EPISODE).type == "report"


def test_when_the_library_cannot_be_written_nothing_is_changed_and_why_is_said(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit, calls = service.library.edit, iter((EPISODE, REPORT))

    def failing(ids: Sequence[str], details: dict[str, str]) -> object:
        if next(calls) == REPORT:
            raise OSError(28, "No space left on device")
        return edit(ids, details)

    monkeypatch.setattr(service.library, "edit", failing)
    page = settled(client, send(client, "/library", {"id": [EPISODE, REPORT], "show": "Weirs"}))
    assert "Nothing was changed It could not be done: this computer: No space left on device." in page
    assert "Undo" not in page
    assert "Weirs" not in shows(service, [EPISODE, REPORT])


def test_the_end_of_the_program_changes_none_or_all(client: FlaskClient, service: Service, memos: list[str]) -> None:
    with service.library.batch():
        path = send(client, "/library?title=memo", {"all": "yes", "show": "Weirs"})
        client.application.extensions["citecast"].editing._closing.set()
    close(client.application)
    assert shows(service, memos) == {"Ledger"}
    assert "Nothing was changed" in said(client.get(path).text)
    assert client.get("/library/edit/0123456789abcdef").status_code == 404


def test_what_cannot_be_set_is_refused_in_place(client: FlaskClient, service: Service) -> None:
    for data in ({"id": EPISODE, "date": "soon"}, {"id": EPISODE}, {"show": "Other"}):
        response = client.post("/library", data=data)
        assert response.status_code == 400
        assert 'role="alert"' in response.text
    assert service.library.document(EPISODE).version == 1
