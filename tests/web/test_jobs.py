"""Work in the background: seen, stopped, gone on with; after an error or a restart nothing is lost or twice."""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from corpus import sandbox
from search.service import Service
from search.settings import Settings
from tests.waiting import until
from tests.web.adding import held, rows, send, settled, upload
from tests.web.conftest import Browser
from web import jobs
from web.app import close, create_app
from web.staging import Sent, Staging

MEMOS = [
    (f"memo-{n}.md", f"---\ntitle: Memo {n}\ndate: 2024\n---\n\nTurbine number {n}.\n".encode()) for n in (1, 2, 3)
]
Opened = Callable[[], tuple[Flask, FlaskClient]]
STATUSES = {"memo-1.md": "added", "memo-2.md": "added", "memo-3.md": "added"}


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker looks up after every file."""
    monkeypatch.setattr(jobs, "_READ_SECONDS", 0)
    monkeypatch.setattr(jobs, "_ADD_SECONDS", 0)


@pytest.fixture
def staged(service: Service) -> str:
    """The address of a batch that nobody has read yet."""
    given = [Sent(name, data, {}) for name, data in MEMOS]
    return f"/add/{Staging(service.home).create(given, now=dt.datetime.now(dt.UTC)).id}"


@pytest.fixture
def opened(service: Service) -> Iterator[Opened]:
    """A way to open one app after another on the same library; all are closed in the end."""
    apps = []

    def another() -> tuple[Flask, FlaskClient]:
        app = create_app(service, home=service.home)
        app.test_client_class = Browser
        apps.append(app)
        return app, app.test_client()

    yield another
    for app in apps:
        close(app)


def statuses(client: FlaskClient, batch: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(client, batch)}


def manifest(service: Service, batch: str) -> Path:
    return service.home / "staging" / batch.rpartition("/")[2] / "batch.json"


def said(text: str) -> str:
    return BeautifulSoup(text, "lxml").main.get_text(" ", strip=True)


def memos(service: Service) -> list[str]:
    return sorted(
        record.document.title
        for record in service.library.records(service.library.listed())
        if record.document.title.startswith("Memo")
    )


@pytest.mark.usefixtures("one_at_a_time")
def test_a_page_without_script_says_how_far_the_reading_is(client: FlaskClient, service: Service, staged: str) -> None:
    with held(service.home, staged, 2):
        assert client.post(staged, data={"action": "go"}).location == staged
        text = client.get(staged).text
        assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in text
        assert "Reading 3 files" in said(text)
        assert "1 of 3 files" in said(text)
        assert "You may leave this page" in said(text)
        bar = BeautifulSoup(text, "lxml").progress
        assert (bar["value"], bar["max"]) == ("1", "3")
        assert "cancel" in text
    assert [row[4].split()[0] for row in rows(client, staged)] == ["ready"] * 3


@pytest.mark.usefixtures("one_at_a_time")
def test_what_is_added_can_be_found_while_the_rest_goes_on(client: FlaskClient, service: Service) -> None:
    batch = upload(client, *MEMOS)
    with held(service.home, batch, 3):
        client.post(batch, data={"action": "all"})
        text = until(lambda: said(client.get(batch).text), lambda text: "2 of 3" in text)
        assert "Adding 3 files" in text
        assert "2 documents can be searched already" in text
        assert "2 passages in 2 documents" in client.get("/search?q=turbine").text
    assert statuses(client, batch) == STATUSES


@pytest.mark.usefixtures("one_at_a_time")
def test_stopping_keeps_what_was_added_and_the_rest_waits(client: FlaskClient, service: Service) -> None:
    batch = upload(client, *MEMOS)
    with held(service.home, batch, 2):
        client.post(batch, data={"action": "all"})
        client.post(batch, data={"action": "stop"})
        assert "Finishing what is at hand" in client.get(batch).text
    assert "2 done, 1 file still waiting" in settled(client, batch)
    assert memos(service) == ["Memo 1", "Memo 2"]
    send(client, batch, {"action": "all"})
    assert statuses(client, batch) == STATUSES


def test_a_batch_let_go_while_it_is_read_is_gone_and_the_worker_lives(
    client: FlaskClient, service: Service, staged: str
) -> None:
    with held(service.home, staged, 1):
        client.post(staged, data={"action": "go"})
        assert client.post(staged, data={"action": "cancel"}).location == "/add"
        assert client.get(staged).status_code == 404
    assert statuses(client, send(client, upload(client, *MEMOS), {"action": "all"})) == STATUSES
    assert not manifest(service, staged).parent.exists()


@pytest.mark.usefixtures("one_at_a_time")
def test_what_was_added_of_a_batch_let_go_is_found(client: FlaskClient, service: Service) -> None:
    batch = upload(client, *MEMOS)
    with held(service.home, batch, 1):
        client.post(batch, data={"action": "all"})
        client.post(batch, data={"action": "cancel"})
    until(lambda: client.get("/search?q=turbine").text, lambda text: "1 passage in 1 document" in text)
    assert memos(service) == ["Memo 1"]


def test_batches_are_worked_on_in_their_order(client: FlaskClient, service: Service, staged: str) -> None:
    with held(service.home, staged, 1):
        client.post(staged, data={"action": "go"})
        second = client.post("/add", data={"text": "Words that wait."}).location
        assert "Waits for the files that were given before." in said(client.get(second).text)
    assert "1 file read" in settled(client, second)


def test_pressing_twice_adds_once(client: FlaskClient, service: Service) -> None:
    batch = upload(client, *MEMOS)
    with held(service.home, batch, 1):
        for _ in range(3):
            assert client.post(batch, data={"action": "all"}).location == batch
    assert statuses(client, batch) == STATUSES
    assert memos(service) == ["Memo 1", "Memo 2", "Memo 3"]
    assert [
        record.document.version
        for record in service.library.records(service.library.listed())
        if record.document.title == "Memo 1"
    ] == [1]


def test_details_set_while_a_file_is_read_are_what_it_is_read_with(
    client: FlaskClient, service: Service, staged: str
) -> None:
    with held(service.home, staged, 1):
        client.post(staged, data={"action": "go"})
        client.post(staged, data={"action": "set", "entry": "1", "show": "A Turbine Show"})
    table = {row[0]: row[1] for row in rows(client, staged)}
    assert table["memo-1.md"].endswith("A Turbine Show")
    assert "A Turbine Show" not in table["memo-2.md"]


def test_changing_one_file_reads_that_file_only(client: FlaskClient, service: Service) -> None:
    batch = upload(client, *MEMOS)
    for number in (1, 3):
        manifest(service, batch).with_name(f"{number}.data").unlink()
    send(client, f"{batch}/2", {"title": "The second"})
    assert sorted((row[1], row[4].split()[0]) for row in rows(client, batch)) == [
        ("Memo 1 note, 1 section, 1 passage", "ready"),
        ("Memo 3 note, 1 section, 1 passage", "ready"),
        ("The second note, 1 section, 1 passage", "ready"),
    ]


def test_one_file_among_many_may_fail(client: FlaskClient, service: Service) -> None:
    batch = upload(client, *MEMOS)
    manifest(service, batch).with_name("2.data").unlink()
    send(client, batch, {"action": "all"})
    first, *rest = rows(client, batch)
    assert first == ["memo-2.md", "failed", "cannot be opened any more: No such file or directory; add it again"]
    assert [row[1] for row in rest] == ["added", "added"]


@pytest.mark.slow
def test_the_time_for_slow_files_is_one_for_the_whole_batch(
    tmp_path: Path, one_at_a_time: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_SLOW_FILES", 1)
    with Service.open(tmp_path, Settings(read_seconds=2)) as service:
        app = create_app(service, home=tmp_path)
        client = Browser(app)
        batch = upload(client, ("a.md", b"[" * 40_000), ("b.md", b"[" * 40_000), MEMOS[0])
        seen = [entry["seen"]["message"] for entry in json.loads(manifest(service, batch).read_text())["entries"]]
        close(app)
    assert [message.partition(" to read")[0] for message in seen] == [
        "takes longer than 2 s",
        "takes longer than 1 s",
        "",
    ]


def test_what_is_added_while_another_program_writes_to_the_index_is_made_searchable_after_it(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_BUSY_SECONDS", 0.1)
    batch = upload(client, *MEMOS)
    with service.engine.session():
        client.post(batch, data={"action": "all"})
        until(lambda: client.get(batch).text, lambda text: "made searchable now" in text)
        assert memos(service) == ["Memo 1", "Memo 2", "Memo 3"]
        found = client.get("/search?q=turbine").text
        assert "No passage has" in found
        assert "3 changes of the library are not in the index yet" in found
    until(lambda: client.get(batch).text, lambda text: "made searchable now" not in text)
    assert statuses(client, batch) == STATUSES
    found = client.get("/search?q=turbine").text
    assert "3 passages in 3 documents" in found
    assert "not in the index yet" not in found


def test_a_fault_of_ours_is_logged_and_said_and_the_worker_lives(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    batch = upload(client, *MEMOS)
    with monkeypatch.context() as patch:
        patch.setattr(type(service.adder), "add", lambda *given: 1 / 0)
        client.post(batch, data={"action": "all"})
        text = until(lambda: client.get(batch).text, lambda text: "It halted" in text)
        assert "http-equiv" not in text
        assert BeautifulSoup(text, "lxml").select_one(".btn.go").get_text() == "Go on"
    assert "something went wrong here" in text
    assert "ZeroDivision" not in text
    assert "ZeroDivisionError" in caplog.text
    send(client, batch, {"action": "go"})
    assert statuses(client, batch) == STATUSES


def test_results_before_an_error_are_kept(
    client: FlaskClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = upload(client, *MEMOS)
    add = type(service.adder).add

    def breaks(*given: object) -> Iterator[object]:
        yield next(iter(add(*given)))  # type: ignore[arg-type]
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(type(service.adder), "add", breaks)
        client.post(batch, data={"action": "all"})
        until(lambda: client.get(batch).text, lambda text: "It halted" in text)
    kept = json.loads(manifest(service, batch).read_text())
    assert [(result["source"], result["status"]) for result in kept["results"]] == [("memo-1.md", "added")]
    send(client, batch, {"action": "go"})
    assert {row[0] for row in rows(client, batch)} == set(STATUSES)
    assert memos(service) == ["Memo 1", "Memo 2", "Memo 3"]


@pytest.mark.usefixtures("one_at_a_time")
def test_an_app_that_is_closed_while_it_adds_is_gone_on_with_by_the_next(opened: Opened, service: Service) -> None:
    app, client = opened()
    batch = upload(client, *MEMOS)
    with held(service.home, batch, 2):
        client.post(batch, data={"action": "all"})
        until(lambda: said(client.get(batch).text), lambda text: "1 of 3" in text)
        closing = threading.Thread(target=close, args=[app])
        closing.start()
    closing.join()
    assert memos(service) == ["Memo 1", "Memo 2"]
    _, client = opened()
    assert statuses(client, batch) == STATUSES
    assert memos(service) == ["Memo 1", "Memo 2", "Memo 3"]
    assert "3 passages in 3 documents" in client.get("/search?q=turbine").text


def test_a_batch_that_was_not_read_is_read_by_the_next_app(opened: Opened, staged: str) -> None:
    _, client = opened()
    assert [row[4].split()[0] for row in rows(client, staged)] == ["ready"] * 3


def test_a_batch_that_halted_waits_for_a_person(opened: Opened, service: Service, staged: str) -> None:
    with Staging(service.home).changing(staged.rpartition("/")[2]) as batch:
        batch.error = "the library is damaged"
    _, client = opened()
    assert "It halted: the library is damaged." in said(client.get(staged).text)
    assert [row[4].split()[0] for row in rows(client, send(client, staged, {"action": "go"}))] == ["ready"] * 3


def test_what_nobody_works_on_can_be_gone_on_with(client: FlaskClient, staged: str) -> None:
    assert "This was interrupted" in client.get(staged).text
    assert "3 files read" in settled(client, send(client, staged, {"action": "go"}))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "damaged"),
        ("\udcff", "damaged"),
        ('{"format": 3}', "damaged"),
        ('{"format": 3, "entries": [{"number": 1}], "results": [], "indexed": 0, "error": ""}', "damaged"),
        ('[{"number": 1, "name": "memo.md"}]', "another version of Citecast"),
        ('{"format": 2, "entries": []}', "another version of Citecast"),
    ],
)
def test_a_list_that_cannot_be_read_is_said_and_stops_nothing_else(
    opened: Opened, service: Service, staged: str, text: str, why: str
) -> None:
    manifest(service, staged).write_bytes(text.encode("utf-8", "surrogateescape"))
    _, client = opened()
    response = client.get(staged)
    assert response.status_code == 404
    assert why in said(response.text)
    assert "add" in said(response.text)
    assert statuses(client, send(client, upload(client, *MEMOS), {"action": "all"})) == STATUSES


def test_a_batch_without_its_list_is_gone(client: FlaskClient, service: Service, staged: str) -> None:
    manifest(service, staged).unlink()
    assert client.get(staged).status_code == 404
    assert client.post(staged, data={"action": "all"}).status_code == 404


def test_old_batches_go_but_not_one_with_work_left(client: FlaskClient, service: Service, staged: str) -> None:
    waiting = upload(client, *MEMOS)
    yesterday = dt.datetime.now(dt.UTC).timestamp() - 25 * 3600
    for batch in (staged, waiting):
        os.utime(manifest(service, batch).parent, (yesterday, yesterday))
    upload(client, *MEMOS)
    assert client.get(waiting).status_code == 404
    assert client.get(staged).status_code == 200


def test_a_list_that_cannot_be_written_is_logged_and_the_work_can_be_gone_on_with(
    client: FlaskClient, service: Service, staged: str, caplog: pytest.LogCaptureFixture
) -> None:
    obstacle = manifest(service, staged).with_name("batch.json.new")
    with held(service.home, staged, 1):
        client.post(staged, data={"action": "go"})
        obstacle.mkdir()
    until(lambda: client.get(staged).text, lambda text: "This was interrupted" in text)
    assert "batch.json cannot be written" in caplog.text
    obstacle.rmdir()
    assert "3 files read" in settled(client, send(client, staged, {"action": "go"}))
