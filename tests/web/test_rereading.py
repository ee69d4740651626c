"""Reading again in the browser: one document, or all that an earlier reader read; what pages say of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.library import Library, Source
from corpus.model import Document, Hints, Passage, Reading, Section
from corpus.plain import plain
from search.service import Service
from search.settings import Settings
from tests.waiting import until
from web.app import close, create_app
from web.current import rereading

TALK = """Ada Quill: Which of the weirs was built first, and who paid for it in the end?

Bo Tarn: The lower weir was first. The millers paid, as the ledger of the parish says.

Ada Quill: And nobody has repaired it since the great flood of that spring.
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library in which an earlier reader did not see who speaks, in one document, nor read labels, in another."""
    home = tmp_path / "home"
    home.mkdir()
    lines = [line for line in TALK.split("\n") if line]
    for name, texts in (("labels", lines), ("turns", [line.partition(": ")[2] for line in lines])):
        passages = tuple(Passage(text=text) for text in texts)
        keep_as_read_before(home, f"{name}.txt", TALK if name == "labels" else f"{TALK}\n", passages)
    return home


def keep_as_read_before(home: Path, name: str, data: str, passages: tuple[Passage, ...]) -> None:
    section = Section(heading="", kind="body", passages=passages)
    document = Document(type="transcript", title=name.partition(".")[0], sections=(section,))
    source = Source(source=f"/{name}", key=f"path:/{name}")
    hints = json.dumps(plain(Hints(name=name)))
    with Library(home / "library.sqlite") as opened:
        opened.keep(Reading(document=document), source=source, data=data.encode(), reader="readers-0", hints=hints)


@pytest.fixture
def client(library: Path) -> Iterator[FlaskClient]:
    with Service.open(library, Settings()) as service:
        service.indexer.catch_up()
        app = create_app(service, home=library)
        yield app.test_client()
        close(app)


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def post(client: FlaskClient, path: str) -> str:
    answer = client.post(path, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def passage(client: FlaskClient, id: str, words: str) -> str:
    found = client.get(f"/d/{id}?v=1").text
    return re.findall(r'id="(p[a-z2-7]{16})"', found)[
        [words in part for part in found.split('class="turn')[1:]].index(True)
    ]


def test_a_document_is_read_again_and_its_version_says_why(client: FlaskClient) -> None:
    assert "Read again" in text(client, "/d/labels")
    assert post(client, "/d/labels/reread") == "/d/labels"
    page = text(client, "/d/labels")
    assert "Bo Tarn" in page
    older = text(client, "/d/labels?v=1")
    assert re.search(r"Version 2 \d+ \w+ \d{4}, the same file read differently", older)
    assert "nothing of it changed" not in page
    assert post(client, "/d/labels/reread") == "/d/labels?read=again"
    assert "Read again: nothing of it changed." in text(client, "/d/labels?read=again")


def test_a_passage_that_was_cited_says_that_our_reading_changed_and_not_its_source(client: FlaskClient) -> None:
    label, turn = passage(client, "labels", "Bo Tarn: The lower"), passage(client, "turns", "The lower")
    for id in ("labels", "turns"):
        post(client, f"/d/{id}/reread")
    changed = text(client, f"/p/{label}?v=1")
    assert "The source’s file is the same; a later version of Citecast reads it differently." in changed
    assert "The text was changed after this was cited" not in changed
    assert "read differently since" in changed
    same = text(client, f"/p/{turn}?v=1")
    assert "Relabelled by a later version of Citecast: in the newest version the" in same
    assert "the speaker is Bo Tarn since" in same
    assert "Relabelled" not in text(client, f"/p/{turn}?v=2")
    assert "Relabelled" not in text(client, f"/p/{turn}")


CUES = """WEBVTT

00:01.000 --> 00:04.000
<v Ada Quill>Nobody has repaired it.

00:05.000 --> 00:08.000
<v Ada Quill>The flood took the rest.
"""


def test_a_range_that_is_located_otherwise_now_says_so(library: Path, client: FlaskClient) -> None:
    words = "Nobody has repaired it. The flood took the rest."
    keep_as_read_before(library, "cues.vtt", CUES, (Passage(text=words, speaker="Ada Quill", start_ms=1000),))
    id = passage(client, "cues", "Nobody")
    post(client, "/d/cues/reread")
    assert "the place is" not in text(client, f"/p/{id}?v=1&from=0&to=23")
    assert "the place is 0:05 since" in text(client, f"/p/{id}?v=1&from=24&to=48")
    assert client.get(f"/p/{id}?from=9&to=9").status_code == client.get(f"/p/{id}?from=0&to=49").status_code == 400


def test_the_library_offers_to_read_all_again_and_says_what_came_of_it(client: FlaskClient) -> None:
    offer = "2 documents were read by an earlier version of Citecast"
    assert offer in text(client, "/")
    assert offer in text(client, "/library")
    assert post(client, "/library/reread") == "/library"
    with client.application.app_context():
        until(lambda: rereading().outcome)
    page = text(client, "/library")
    assert "Read again: 2 documents updated, 0 as before." in page
    assert offer not in page
    assert offer not in text(client, "/")
    assert text(client, "/search?q=millers").count("Bo Tarn") >= 2


def test_what_cannot_be_read_now_is_said_and_stays(client: FlaskClient, library: Path) -> None:
    section = Section(heading="", kind="body", passages=(Passage(text="The weir of old."),))
    document = Document(type="note", title="Old", sections=(section,))
    with Library(library / "library.sqlite") as opened:
        source = Source(source="/old.txt", key="path:/old.txt")
        opened.keep(Reading(document=document), source=source, data=b"{\\rtf1 Old}", reader="readers-0", hints="{}")
    answer = client.post("/d/old/reread", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 422
    assert "old cannot be read again: is RTF" in answer.text.lower().replace("rtf", "RTF")
    post(client, "/library/reread")
    with client.application.app_context():
        until(lambda: rereading().outcome)
    said = text(client, "/library")
    assert (
        "2 documents updated, 0 as before. 1 cannot be read now, and stay as they were read before: old: is RTF" in said
    )
    assert "The weir of old." in text(client, "/d/old")
