"""Comparing with the source in the browser, and what pages and the API say of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.corrections import Meant
from corpus.dates import PartialDate
from corpus.model import Hints
from search.service import Service
from tests.web.conftest import EPISODE

TALK = """WEBVTT

00:01.000 --> 00:04.000
<v Ann Lee>The gantry of Ostrow stood still for all of the winter.

00:05.000 --> 00:08.000
<v BO>It did not, and nobody says that it did.

00:09.000 --> 00:12.000
<v Ann Lee>Then why were the stoves taken down again before spring?
"""
TODAY = PartialDate.of(dt.datetime.now(dt.UTC)).written


@pytest.fixture
def talk(service: Service, tmp_path: Path) -> Path:
    file = tmp_path / "talk.vtt"
    file.write_text(TALK)
    (result,) = service.adder.add([service.adder.spec(str(file), Hints())])
    assert result.document == "talk"
    service.indexer.catch_up()
    return file


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(BeautifulSoup(answer.text, "lxml").get_text().split())


def passages(service: Service) -> list[str]:
    return [each.id for each in service.library.document("talk", 1).passages()]


def test_a_document_is_compared_with_its_source_by_a_button(client: FlaskClient, service: Service, talk: Path) -> None:
    first, second, _ = passages(service)
    assert "Compare with the source" in text(client, "/d/talk")
    assert "Compared with" not in text(client, "/d/talk")
    assert client.post("/d/talk/recheck").location == "/d/talk"
    assert f"Compared with its file on {TODAY}: the same." in text(client, "/d/talk")
    for path in (f"/p/{first}?v=1", f"/d/talk?cite={first}", "/search?q=stoves"):
        assert f"{TODAY}, version 1; compared with its file on {TODAY}: the same" in text(client, path)
    talk.write_text(TALK.replace("nobody", "somebody"))
    client.post("/d/talk/recheck")
    page = text(client, "/d/talk")
    assert f"Compared with its file on {TODAY}: the words of 1 passage are not there any more. What is stored" in page
    assert f"version 1; compared with its file on {TODAY}: the same words, in a" in text(client, f"/p/{first}?v=1")
    assert f"the same; not found in its file on {TODAY}" in text(client, f"/p/{second}?v=1")
    found = client.get(f"/api/passages/{second}?v=1").get_json()["compared"]
    assert (found["outcome"], found["with_file"]) == ("words_gone", True)
    assert found["found"] < found["last"]
    cited = client.get(f"/api/passages/{first}/cite?v=1").get_json()
    assert (cited["version"], cited["compared"]["outcome"]) == (1, "changed")
    assert service.library.record("talk").document.version == 1


def test_what_was_sent_cannot_be_compared_and_that_is_said(client: FlaskClient) -> None:
    answer = client.post(f"/d/{EPISODE}/recheck")
    assert answer.status_code == 422
    assert "was sent or pasted: there is no file and no address to compare it with" in answer.text
    assert client.get(f"/api/documents/{EPISODE}").status_code == 200


def test_a_corrected_speaker_is_told_on_an_old_link_with_its_day(
    client: FlaskClient, service: Service, talk: Path
) -> None:
    first, second, third = passages(service)
    correction = service.library.names.correct(["BO"], Meant(name="Bo Kay")).correction
    told = f"Relabelled on {TODAY}: the speaker is Bo Kay (before: BO)."
    assert told in text(client, f"/p/{second}?v=1")
    assert told in text(client, f"/p/{first}?v=1&through={third}")
    assert "Relabelled" not in text(client, f"/p/{first}?v=1")
    (said,) = client.get(f"/api/passages/{second}/cite?v=1").get_json()["relabelled"]
    assert said == {
        "name": "speaker",
        "then": "BO",
        "now": "Bo Kay",
        "since": correction.at.isoformat(),
        "here": True,
    }
    service.library.names.undo(correction.id)
    assert f"Relabelled on {TODAY}: the speaker is BO (before: Bo Kay)." in text(client, f"/p/{second}?v=1")
