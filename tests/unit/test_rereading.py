"""Stored originals read again by today's readers: what changes becomes a version that says so, all else stays."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library, Source
from corpus.library.checksums import select, update
from corpus.library.schema import connect
from corpus.model import Document, Hints, Passage, Reading, Section
from corpus.plain import plain
from corpus.readers import registry
from search.service import Service
from search.settings import Settings
from tests.commands import COMMAND, citecast, done, found, refused
from tests.servers import Page, Site

EARLIER = "readers-0"
TALK = """Ada Quill: Which of the weirs was built first, and who paid for it in the end?

Bo Tarn: The lower weir was first. The millers paid, as the ledger of the parish says.

Ada Quill: And nobody has repaired it since the great flood of that spring.
"""
LABELS = [line for line in TALK.split("\n") if line]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def by_earlier() -> Iterator[pytest.MonkeyPatch]:
    """All that is added is added by an earlier reader, until it is undone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "FINGERPRINT", EARLIER)
        yield patch


def keep(home: Path, text: str, document: Document, *, name: str = "weirs.txt", checks: tuple[str, ...] = ()) -> None:
    """A file in a library as an earlier reader read it."""
    home.mkdir(exist_ok=True)
    source = Source(source=f"/talks/{name}", key=f"path:/talks/{name}")
    reading = Reading(document=document, checks=checks)
    with Library(home / "library.sqlite") as library:
        hints = json.dumps(plain(Hints(name=name)))
        library.keep(reading, source=source, data=text.encode(), reader=EARLIER, hints=hints)


def unread(*texts: str, **details: Any) -> Document:
    """A document of paragraphs that nobody is known to say."""
    section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in texts))
    return Document(**{"type": "note", "title": "Weirs", "sections": (section,), **details})


def read(home: Path, id: str = "weirs", *more: str) -> Any:
    return json.loads(done(home, "read", id, "--json", *more))


def passages(document: Any) -> list[Any]:
    return [passage for section in document["sections"] for passage in section["passages"]]


def versions(home: Path, id: str = "weirs") -> list[tuple[int, str]]:
    with Library(home / "library.sqlite") as library:
        return [(each.version, each.because) for each in library.versions(id)]


def test_after_an_upgrade_check_offers_it_and_a_dry_run_lists_whose_speaker_changes(home: Path) -> None:
    keep(home, TALK, unread(*LABELS))
    done(home, "rebuild")
    offer = (
        "1 document was read by an earlier version of Citecast; `citecast reread --dry-run` lists what would change."
    )
    assert done(home, "check").splitlines() == ["All is well.", offer]
    assert json.loads(done(home, "check", "--json")) == {"problems": [], "behind": ["weirs"]}
    said = done(home, "reread", "--dry-run")
    first, *examples = said.splitlines()
    assert first.startswith("weirs: would change: type, people, speaker of 3 passages")
    assert "text of 3 passages" in first
    assert any(line.startswith("  speaker: none → Bo Tarn, “The lower weir was first.") for line in examples)
    assert examples[-1] == "1 document would change, 0 would not"
    assert read(home)["version"] == 1
    (result,) = json.loads(done(home, "reread", "--dry-run", "--json"))
    assert (result["document"], result["status"], result["version"]) == ("weirs", "updated", 2)
    speaker = next(change for change in result["changes"] if change["what"] == "speaker")
    assert speaker["passages"] == 3
    assert speaker["examples"][1].items() >= {"was": "", "now": "Bo Tarn"}.items()


def test_words_that_have_the_time_of_their_cue_now_are_listed(home: Path) -> None:
    cue = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada Quill>Nobody has repaired it since.\n"
    said = Passage(text="Nobody has repaired it since.", speaker="Ada Quill", start_ms=1000, end_ms=4000)
    section = Section(heading="Transcript", kind="transcript", passages=(said,))
    keep(home, cue, Document(type="transcript", title="Weirs", sections=(section,)), name="weirs.vtt")
    examples = done(home, "reread", "--dry-run").splitlines()[1:-1]
    assert any(line.startswith("  parts: none → 0:01–0:04, “Nobody") for line in examples)


def test_it_becomes_a_version_that_says_that_our_reading_changed(home: Path) -> None:
    keep(home, TALK, unread(*LABELS))
    then = passages(read(home))
    assert done(home, "reread").splitlines()[-1] == "1 document updated, 0 unchanged"
    assert versions(home) == [(1, "source"), (2, "reader")]
    assert [each["speaker"] for each in passages(read(home))] == ["Ada Quill", "Bo Tarn", "Ada Quill"]
    assert passages(read(home, "weirs", "--version", "1")) == then
    assert [hit["speaker"] for hit in found(home, "millers")["hits"]] == ["Bo Tarn"]
    with Library(home / "library.sqlite") as library:
        state = library.passage(then[1]["id"])
    assert (state.state, state.by_reader) == ("changed", True)
    assert done(home, "check") == "All is well.\n"
    assert done(home, "reread") == "Nothing to read again: all was read by this version of Citecast.\n"


def test_the_same_text_keeps_its_id_where_another_says_it(home: Path) -> None:
    turns = [line.partition(": ")[2] for line in LABELS]
    keep(home, TALK, unread(*turns, type="transcript"))
    ids = [each["id"] for each in passages(read(home))]
    done(home, "reread")
    assert [each["id"] for each in passages(read(home))] == ids
    with Service.open(home, Settings()) as service:
        view = service.citer.passage(ids[1], 1)
        assert (view.state, view.by_reader, view.place.passage.speaker) == ("current", True, None)
        (turned,) = view.turns
        assert turned.now
        assert turned.now.passage.speaker == "Bo Tarn"
        assert ("speaker", "", "Bo Tarn") in [told[:3] for told in view.relabelled]
        assert not service.citer.passage(ids[1], 2).relabelled


def test_what_a_person_said_stays(home: Path) -> None:
    keep(home, TALK, unread(*LABELS), checks=("date missing", "title taken from the file's name"))
    done(home, "edit", "weirs", "--title", "Of weirs", "--show", "Mill Hour", "--checked")
    done(home, "reread")
    now = read(home)
    assert (now["title"], now["show"], now["version"]) == ("Of weirs", "Mill Hour", 3)
    assert versions(home) == [(1, "source"), (2, "details"), (3, "reader")]
    assert done(home, "list", "--needs-check").partition("; ")[2] == "check: speaker named only once: Bo Tarn\n"
    done(home, "edit", "weirs", "--title", "")
    assert read(home)["title"] == "Weirs"


def test_what_is_read_the_same_is_left_and_not_offered_again(
    home: Path, tmp_path: Path, by_earlier: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "weirs.txt"
    file.write_text(TALK)
    done(home, "add", str(file))
    by_earlier.undo()
    before = read(home)
    assert done(home, "reread") == "0 documents updated, 1 unchanged\n"
    assert read(home) == before
    assert done(home, "check") == "All is well.\n"
    assert ": unchanged weirs" in done(home, "add", str(file))
    assert versions(home) == [(1, "source")]


def test_it_is_read_with_what_its_reader_was_told(home: Path, tmp_path: Path, by_earlier: pytest.MonkeyPatch) -> None:
    file = tmp_path / "weirs.txt"
    file.write_text(TALK)
    file.with_suffix(".yaml").write_text("title: Weirs of the lower river\ndate: 2024-05-03\n")
    done(home, "add", str(file), "--show", "Mill Hour")
    by_earlier.undo()
    before = read(home, "weirs-of-the-lower-river")
    file.unlink()
    file.with_suffix(".yaml").unlink()
    assert done(home, "reread") == "0 documents updated, 1 unchanged\n"
    assert read(home, "weirs-of-the-lower-river") == before
    assert (before["show"], before["date"]) == ("Mill Hour", "2024-05-03")


def test_where_that_is_not_known_any_more_it_is_read_with_the_details_it_was_stored_with(
    home: Path, tmp_path: Path, by_earlier: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "weirs.txt"
    file.write_text(TALK)
    done(home, "add", str(file), "--show", "Mill Hour", "--date", "2024-05-03", "--title", "Of weirs")
    done(home, "edit", "of-weirs", "--language", "en")
    by_earlier.undo()
    with closing(sqlite3.connect(home / "library.sqlite")) as db, db:
        db.execute("DELETE FROM readings")
    before = read(home, "of-weirs")
    assert done(home, "reread") == "0 documents updated, 1 unchanged\n"
    assert read(home, "of-weirs") == before
    assert done(home, "reread").startswith("Nothing to read again")
    assert versions(home, "of-weirs") == [(1, "source"), (2, "details")]
    assert done(home, "check", "--deep") == "All is well.\n"


def test_what_cannot_be_read_now_is_told_and_stays(home: Path) -> None:
    keep(home, "{\\rtf1 The weir of old.}", unread("The weir of old.", title="Old"), name="old.txt")
    keep(home, TALK, unread(*LABELS))
    ended = citecast(home, "reread")
    assert ended.exit_code == 1
    assert "weirs: updated (version 2)" in ended.stdout
    assert re.search(
        r"^old: failed: is RTF; save it as DOCX or PDF.*; it stays as it was read before$", ended.stdout, re.M
    )
    (line,) = ended.stderr.splitlines()
    assert line.startswith("citecast: 1 of 2 documents cannot be read again: old: is RTF")
    assert [each["text"] for each in passages(read(home, "old"))] == ["The weir of old."]


def test_documents_are_named_or_taken_by_show(home: Path) -> None:
    for name, show in (("one", "Mill Hour"), ("two", "Mill Hour"), ("three", "Lock Hour")):
        keep(home, f"{TALK}\n{name}", unread(*LABELS, name, title=name, show=show), name=f"{name}.txt")
    assert "did you mean 'three'" in refused(home, "reread", "thre")
    assert "no show 'Mil Hour'; did you mean 'Mill Hour'?" in refused(home, "reread", "--show", "Mil Hour")
    assert "one of them" in citecast(home, "reread", "one", "--show", "Mill Hour").stderr
    assert done(home, "reread", "one").splitlines()[-1] == "1 document updated, 0 unchanged"
    results = json.loads(done(home, "reread", "--show", "Mill Hour", "--json"))
    assert [result["document"] for result in results] == ["two"], "one was read by this reader"
    assert done(home, "reread", "one").splitlines()[-1] == "0 documents updated, 1 unchanged", "but is read when named"
    done(home, "remove", "three")
    assert "it was removed; `citecast undelete three` brings it back" in refused(home, "reread", "three")
    assert done(home, "reread").startswith("Nothing to read again")


def test_one_that_changed_meanwhile_is_left(home: Path) -> None:
    keep(home, TALK, unread(*LABELS))
    with Library(home / "library.sqlite") as library:
        was = library.stored("weirs")
    keep(home, TALK + "\nMore.", unread(*LABELS, "More."))
    with Library(home / "library.sqlite") as library:
        kept = library.reread(was, Reading(document=unread("Other words.")), reader="r").kept
    assert (kept.status, kept.version) == ("unchanged", 2)
    assert "changed meanwhile" in kept.message


def test_the_bios_that_it_introduces_follow(home: Path) -> None:
    page = """<html><head><title>On weirs</title></head><body><article><h1>On weirs</h1>
<p>Host Ada Quill talks with Bo Tarn about the weirs of the lower river and of those who paid for them.</p>
<h2>Bios</h2><p>Bo Tarn is a historian of mills at the Institute of Water.</p></article></body></html>"""
    reading = registry.read(page.encode(), Hints(name="page.html"))
    assert isinstance(reading, Reading)
    (bio,) = reading.related
    poor = replace(bio, sections=unread("Bo Tarn is somebody.").sections)
    home.mkdir()
    source = Source(source="/page.html", key="path:/page.html")
    hints = json.dumps(plain(Hints(name="page.html")))
    with Library(home / "library.sqlite") as library:
        earlier = replace(reading, related=(poor,))
        library.keep(earlier, source=source, data=page.encode(), reader=EARLIER, hints=hints)
    done(home, "reread")
    assert "historian of mills" in json.dumps(read(home, "bo-tarn"))
    assert versions(home, "bo-tarn") == [(1, "source"), (2, "reader")]
    assert "known only from what introduces it" in refused(home, "reread", "bo-tarn")


FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<title>The Mill Hour</title><link>{site}/</link><language>en</language>
<item><title>Weirs</title><guid>one</guid><link>{site}/1</link><pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate>
<description>&lt;p&gt;Notes on the weirs.&lt;/p&gt;</description>
<podcast:transcript url="{site}/1.vtt" type="text/vtt"/><podcast:chapters url="{site}/1.json" type="application/json"/>
</item>
<item><title>Locks</title><guid>one</guid><link>{site}/2</link><description>Notes on the locks.</description></item>
</channel></rss>"""
VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ada Quill>The weir at Rosh held.\n"
CHAPTERS = (
    b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "The weir"}, {"startTime": 60, "title": "Fog"}]}'
)


@pytest.mark.parametrize("gone", ["", "DELETE FROM fetched", "an episode's hints"])
def test_episodes_and_transcripts_of_a_feed_are_read_without_it(
    home: Path, site: Site, by_earlier: pytest.MonkeyPatch, gone: str
) -> None:
    site.pages |= {
        "/feed.xml": Page(FEED.format(site=site.url("")).encode()),
        "/1.vtt": Page(VTT),
        "/1.json": Page(CHAPTERS),
    }
    by_earlier.setenv("CITECAST_FETCH_ALLOWED", site.place)
    done(home, "add", site.url("/feed.xml"), "--show", "Mills")
    by_earlier.undo()
    asked = len(site.requests)
    ids = [each["id"] for each in json.loads(done(home, "list", "--json"))]
    before = [read(home, id) for id in ids]
    assert sorted(each["type"] for each in before) == ["episode", "episode", "transcript"]
    assert {each["show"] for each in before} == {"Mills"}
    with closing(connect(home / "library.sqlite")) as db:
        if gone.startswith("DELETE"):
            db.execute(gone)
        elif gone:  # as it was kept before
            for row in select(db, "readings", "WHERE hints LIKE '%feed.xml%'"):
                update(db, "readings", {"place": row["place"]}, hints="")
    assert done(home, "reread") == "0 documents updated, 3 unchanged\n"
    assert [read(home, id) for id in ids] == before
    assert len(site.requests) == asked, "nothing is fetched"


@pytest.mark.slow
def test_what_is_done_before_a_stop_is_kept_and_the_same_command_goes_on(home: Path) -> None:
    count = 150
    for number in range(count):
        keep(home, f"{TALK}\n{number}", unread(*LABELS, str(number), title=f"Weir {number}"), name=f"{number}.txt")
    command = [*COMMAND, "--home", str(home), "reread"]
    pipe = subprocess.PIPE
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment) as process:
        assert process.stdout
        assert process.stderr
        said = [process.stdout.readline() for _ in range(10)]
        process.send_signal(signal.SIGINT)
        said += process.stdout.readlines()
        stopped = process.stderr.read()
    assert process.returncode == 1
    assert "is done, and the same command goes on" in stopped or "are done, and the same command goes on" in stopped
    updated = {line.partition(":")[0] for line in said if ": updated" in line}
    assert 10 <= len(updated) < count
    results = json.loads(done(home, "reread", "--json"))
    assert not updated & {result["document"] for result in results}
    assert all(version == 2 for version in (read(home, f"weir-{number}")["version"] for number in (0, 75, 149)))


def test_all_of_the_samples_are_read_as_they_were_added(service: Service) -> None:
    ids = [record.document.id for record in service.library.records(service.library.listed()) if record.given]
    assert len(ids) >= 4
    assert [(result.document, result.status) for result in service.rereader.reread(ids)] == [
        (id, "unchanged") for id in ids
    ]
