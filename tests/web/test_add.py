"""Adding in the browser: what was read is seen first, nothing is stored unasked, nothing good is held up by the bad."""

from __future__ import annotations

import datetime as dt
import io
import os

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.listening import kinds
from corpus.readers.formats import SUFFIXES
from search.service import Service
from tests.web.adding import rows, send, upload

GOOD = b"---\ntitle: A memo\ndate: 2024-05-03\nauthors: [Ann Lee]\n---\n\nThe turbine blades were inspected.\n"
UNDATED = b"Some words about pumps that have no date.\n"
BINARY = bytes(range(256)) * 4


def test_files_of_every_kind_that_is_known_can_be_chosen(client: FlaskClient) -> None:
    accepted = BeautifulSoup(client.get("/add").text, "html.parser").select_one("#files")["accept"]
    assert sorted(str(accepted).split(",")) == sorted({*SUFFIXES, *kinds.SUFFIXES})


def test_what_was_read_is_shown_failed_first_and_nothing_is_stored(client: FlaskClient, service: Service) -> None:
    before = service.library.log.revision
    batch = upload(client, ("memo.md", GOOD), ("pumps.txt", UNDATED), ("scan.txt", BINARY))
    failed, check, ready = rows(client, batch)
    assert failed[0] == "scan.txt"
    assert "binary" in failed[1]
    assert check[0] == "pumps.txt"
    assert check[4].startswith("check title taken")
    assert ready[:2] == ["memo.md", "A memo note, 1 section, 1 passage"]
    assert ready[2:4] == ["Ann Lee", "3 May 2024"]
    assert ready[4].startswith("ready")
    assert service.library.log.revision == before
    assert "No passage has" in client.get("/search?q=turbine").text


def test_the_good_files_are_added_and_each_gets_its_status(client: FlaskClient) -> None:
    batch = upload(client, ("memo.md", GOOD), ("pumps.txt", UNDATED), ("scan.txt", BINARY))
    assert "Add 2 files" in client.get(batch).text
    assert send(client, batch, {"action": "all"}) == batch
    assert {row[0]: row[1].split()[0] for row in rows(client, batch)} == {
        "scan.txt": "failed",
        "memo.md": "added",
        "pumps.txt": "added",
    }
    assert "1 passage in 1 document" in client.get("/search?q=turbine").text


def test_only_what_is_ready_can_be_added(client: FlaskClient, service: Service) -> None:
    batch = upload(client, ("memo.md", GOOD), ("pumps.txt", UNDATED))
    send(client, batch, {"action": "ready"})
    assert "1 done, 1 file still waiting" in client.get(batch).text
    assert [row[0] for row in rows(client, batch)] == ["pumps.txt"]
    assert "1 passage in 1 document" in client.get("/search?q=turbine").text
    assert "No passage has" in client.get("/search?q=pumps").text
    send(client, batch, {"action": "all"})
    assert [row[0] for row in rows(client, batch)] == ["pumps.txt", "memo.md"]
    assert "1 passage in 1 document" in client.get("/search?q=pumps").text


def test_adding_twice_adds_once(client: FlaskClient, service: Service) -> None:
    batch = upload(client, ("memo.md", GOOD))
    send(client, batch, {"action": "all"})
    revision = service.library.log.revision
    send(client, batch, {"action": "all"})
    assert service.library.log.revision == revision
    again = upload(client, ("copy.md", GOOD))
    assert rows(client, again)[0][4] == "unchanged"
    send(client, again, {"action": "all"})
    assert service.library.log.revision == revision


def test_details_are_settled_before_anything_is_stored(client: FlaskClient, service: Service) -> None:
    batch = upload(client, ("pumps.txt", UNDATED), ("valves.txt", b"Some words about valves.\n"))
    send(client, batch, {"action": "set", "entry": ["1", "2"], "show": "A Pump Show", "date": "2020-03"})
    send(client, f"{batch}/1", {"title": "On pumps", "type": "report", "show": "A Pump Show", "date": "2020-03"})
    table = {row[0]: row for row in rows(client, batch)}
    assert "A Pump Show" in table["valves.txt"][1]
    assert table["valves.txt"][3] == "March 2020"
    assert table["pumps.txt"][1].startswith("On pumps report")
    assert table["pumps.txt"][4].startswith("ready")
    send(client, batch, {"action": "all"})
    document = service.library.document("on-pumps")
    assert (document.type, document.show) == ("report", "A Pump Show")


@pytest.mark.parametrize(
    "data", [{"date": "soon", "entry": "1"}, {"show": "X" * 2001, "entry": "1"}, {"show": "X"}, {"entry": "1"}]
)
def test_details_that_cannot_be_set_are_refused_in_place(client: FlaskClient, data: dict[str, str]) -> None:
    batch = upload(client, ("pumps.txt", UNDATED))
    response = client.post(batch, data={"action": "set", **data})
    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert client.post(f"{batch}/1", data={"date": "soon"}).status_code == 400


def test_details_can_be_set_for_all(client: FlaskClient, service: Service) -> None:
    batch = upload(client, ("pumps.txt", UNDATED), ("valves.txt", b"Some words about valves.\n"), ("scan.txt", BINARY))
    send(client, batch, {"action": "set", "all": "yes", "show": "A Pump Show"})
    send(client, batch, {"action": "all"})
    assert {record.document.show for record in service.library.records(service.library.listed())} >= {"A Pump Show"}
    assert client.post("/library?title=pump", data={"all": "yes", "date": "2019"}).status_code == 303
    dated = [
        record.document.title
        for record in service.library.records(service.library.listed())
        if record.document.date and record.document.date.year == 2019
    ]
    assert sorted(dated) == ["Pumps", "Valves"]


def test_pasted_text_is_read_like_a_file(client: FlaskClient, service: Service) -> None:
    data = {"text": "**Ann:** The mast is high.\n\n**Bo:** It is.\n", "format": "markdown", "title": "Pasted talk"}
    batch = send(client, "/add", data)
    assert rows(client, batch)[0][1].startswith("Pasted talk transcript")
    send(client, batch, {"action": "all"})
    assert [passage.speaker for passage in service.library.document("pasted-talk").passages()] == ["Ann", "Bo"]
    wrong = client.post("/add", data={**data, "date": "soon"})
    assert wrong.status_code == 400
    assert "The mast is high." in wrong.text


def test_nothing_given_is_said(client: FlaskClient) -> None:
    response = client.post("/add", data={"files": (io.BytesIO(b""), "")})
    assert response.status_code == 400
    assert "Nothing was given" in response.text


def test_a_file_above_the_limit_fails_alone(client: FlaskClient) -> None:
    batch = upload(client, ("memo.md", GOOD), ("large.txt", b"word " * (21 * 2**20 // 5)))
    failed, ready = rows(client, batch)
    assert "21 MB, and the limit is 20 MB" in failed[1]
    assert ready[4].startswith("ready")


def test_a_batch_can_be_cancelled_and_is_gone_after_a_day(client: FlaskClient, service: Service) -> None:
    batch = upload(client, ("memo.md", GOOD))
    assert client.post(batch, data={"action": "cancel"}).location == "/add"
    assert client.get(batch).status_code == 404
    old = upload(client, ("memo.md", GOOD))
    folder = service.home / "staging" / old.rpartition("/")[2]
    yesterday = dt.datetime.now(dt.UTC).timestamp() - 25 * 3600
    os.utime(folder, (yesterday, yesterday))
    upload(client, ("memo.md", GOOD))
    assert client.get(old).status_code == 404


def test_a_batch_waits_privately_and_its_bytes_go_once_stored(client: FlaskClient, service: Service) -> None:
    batch = upload(client, ("memo.md", GOOD))
    folder = service.home / "staging" / batch.rpartition("/")[2]
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "1.data").read_bytes() == GOOD
    send(client, batch, {"action": "all"})
    assert not (folder / "1.data").exists()


@pytest.mark.parametrize("id", ["..", "0123456789abcdef", "x"])
def test_no_other_folder_is_a_batch(client: FlaskClient, service: Service, id: str) -> None:
    assert client.get(f"/add/{id}").status_code == 404
