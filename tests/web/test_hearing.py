"""Recordings in the browser: sent and heard beside all other work, corrected, checked, aligned, and played."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.errors import InvalidValue, ReadError
from corpus.library import Source
from corpus.locators import locate
from corpus.model import Document, Hints, Part
from corpus.sound import Alignment, Disagreement, Recording
from search.ingest.values import AddResult, RawSource, SourceSpec
from search.listening.jobs import Job
from search.listening.keeping import keep
from search.listening.listening import Listening
from search.service import Service
from search.settings import Settings
from tests.machine import DAY, PHRASE, heard, listened
from tests.servers import Page, Site
from tests.speech import HEARING, LIGHTHOUSE, spoken
from tests.waiting import until
from tests.web.conftest import Browser, kept_recording
from web.app import close, create_app

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
PRINTED = b"""**Ann Lee:** The crane stood still.

**Ben Moe:** It did not move.

**Ann Lee:** And then?

**Ben Moe:** Then it did.
"""


def opened(service: Service) -> FlaskClient:
    app = create_app(service, home=service.home)
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture
def hearing(tmp_path: Path, site: Site) -> Iterator[Service]:
    """A service that listens, over an empty library."""
    settings = replace(HEARING, fetch_allowed=site.place)
    with Service.open(tmp_path / "home", settings) as service:
        yield service


@pytest.fixture
def listening(hearing: Service) -> Iterator[FlaskClient]:
    client = opened(hearing)
    yield client
    close(client.application)


def has_heard(found: BeautifulSoup) -> bool:
    """Whether the page lists what was heard."""
    return found.find("h2", string="Heard") is not None


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def test_a_recording_that_is_sent_is_heard_beside_and_can_be_searched(
    listening: FlaskClient, hearing: Service, tmp_path: Path
) -> None:
    data = spoken(tmp_path / "lighthouse.wav").read_bytes()
    answer = listening.post("/add", data={"files": (io.BytesIO(data), "lighthouse.wav")})
    assert answer.location == "/listening"
    found = until(lambda: page(listening, "/listening"), has_heard)
    link = found.select_one("#now li a")
    assert link["href"] == "/d/lighthouse"
    assert "machine transcript" in found.text
    document = page(listening, "/d/lighthouse")
    assert "Machine transcript, not checked." in document.text
    assert "lighthouse" in page(listening, "/search?q=ships+evening").text


def test_files_of_both_kinds_go_their_own_ways(listening: FlaskClient, tmp_path: Path) -> None:
    files = [(io.BytesIO(b"Words about cranes."), "cranes.txt"), (io.BytesIO(b"OggS" + bytes(99)), "broken.ogg")]
    answer = listening.post("/add", data={"files": files})
    assert answer.location.startswith("/add/")
    found = until(lambda: page(listening, "/listening"), lambda each: "Failed" in each.text)
    assert "is no recording that can be read" in found.text


def test_what_failed_is_tried_again_or_let_go(listening: FlaskClient, hearing: Service) -> None:
    listening.post("/add", data={"files": (io.BytesIO(b"OggS" + bytes(99)), "broken.ogg")})
    found = until(lambda: page(listening, "/listening"), lambda each: "Failed" in each.text)
    again, drop = (form["action"] for form in found.select("td form"))
    listening.post(again)
    until(lambda: page(listening, "/listening"), lambda each: "Failed" in each.text)
    assert listening.post(drop).location == "/listening"
    assert "Nothing waits to be heard" in page(listening, "/listening").text
    assert hearing.listening.jobs.all() == ()


def test_an_episode_without_a_transcript_offers_to_listen_to_its_recording(
    listening: FlaskClient, hearing: Service, site: Site, tmp_path: Path
) -> None:
    site.pages["/talk.wav"] = Page(spoken(tmp_path / "t.wav").read_bytes(), headers={"Content-Type": "audio/wav"})
    raw = RawSource(source="ships.html", name="ships.html", data=b"<h1>Ships</h1><p>In this episode, ships.</p>")
    sidecar = f"type: episode\naudio_url: {site.url('/talk.wav')}"
    list(hearing.adder.add([SourceSpec.at_hand(replace(raw, sidecar=sidecar))]))
    form = page(listening, "/d/ships").find("form", string=re.compile("Listen to it")) or page(
        listening, "/d/ships"
    ).select_one("form.note")
    assert "This episode has a recording and no transcript" in form.text
    fields = {field["name"]: field["value"] for field in form.select("input")}
    assert listening.post(form["action"], data=fields).location == "/listening"
    until(lambda: page(listening, "/listening"), has_heard)
    (transcript,) = hearing.library.related("ships").transcripts
    assert hearing.library.document(transcript).title == "Ships"
    assert "no transcript" not in page(listening, "/d/ships").text


@pytest.fixture
def machine(service: Service) -> Document:
    """A machine transcript in the library of samples."""
    return listened(service)


def correct(client: FlaskClient, document: Document, number: int, **form: str) -> tuple[int, str]:
    data = {"version": str(document.version), "by": "Ann Lee", "then": "next", **form}
    answer = client.post(f"/d/{document.id}/turns/{number}", data=data)
    return answer.status_code, answer.location or answer.text


def test_a_turn_is_corrected_and_checked_as_a_new_version_that_keeps_its_times(
    client: FlaskClient, service: Service, machine: Document
) -> None:
    text = "So we found three copper cattle in the lamp room."
    status, then = correct(client, machine, 1, text=text, speaker="Ada Brook", checked="yes")
    assert (status, then) == (303, f"/d/{machine.id}/turns/2")
    now = service.library.document(machine.id)
    first, second, _ = now.passages()
    was = next(machine.passages())
    assert (now.version, first.text) == (2, text)
    assert locate(first, text.index("lamp")).start_ms == locate(was, was.text.index("lamp")).start_ms
    assert now.machine
    assert [(each.first, each.last, each.by) for each in now.machine.checked] == [(1, 2, "Ann Lee")]
    assert second.id == [each.id for each in machine.passages()][1]
    assert service.library.document(machine.id, 1) == machine
    permalink = page(client, f"/p/{was.id}?v=1").text
    assert "A person corrected the transcript since, while listening." in permalink
    assert page(client, then).select_one("input[name=by]")["value"] == "Ann Lee"


def test_a_word_that_nobody_heard_has_no_time(client: FlaskClient, service: Service, machine: Document) -> None:
    text = "So we found three copper kettles and also seven tin lanterns in the lamp room."
    correct(client, machine, 1, text=text)
    first = next(service.library.document(machine.id).passages())
    parts = {text[part.offset :].split()[0]: part.start_ms for part in first.parts}
    assert parts["lanterns"] is None
    assert parts["kettles"] is not None


def test_a_correction_without_a_name_or_of_another_version_is_refused_and_loses_nothing(
    client: FlaskClient, service: Service, machine: Document
) -> None:
    status, text = correct(client, machine, 1, text="Something else.", by=" ")
    assert status == 400
    assert "write your name" in text
    assert "Something else." in text
    correct(client, machine, 1, text="Another was quicker.")
    status, text = correct(client, machine, 1, text="Something else.")
    assert status == 400
    assert "was changed meanwhile" in text
    assert "Something else." in text
    assert service.library.document(machine.id).version == 2


def test_a_turn_without_words_is_taken_out(client: FlaskClient, service: Service, machine: Document) -> None:
    status, then = correct(client, machine, 2, text=" ")
    assert (status, then) == (303, f"/d/{machine.id}/turns/2")
    assert len(list(service.library.document(machine.id).passages())) == 2


def test_all_turns_are_marked_as_checked_with_name_and_day(
    client: FlaskClient, service: Service, machine: Document
) -> None:
    form = page(client, f"/d/{machine.id}").select_one("form.filter")
    answer = client.post(form["action"], data={"version": "1", "by": "Ann Lee"})
    assert answer.status_code == 303
    assert "Machine transcript, checked by Ann Lee on" in page(client, f"/d/{machine.id}").text
    passage = next(machine.passages()).id
    assert (
        "In the newest version this is a machine transcript, checked by Ann Lee"
        in page(client, f"/p/{passage}?v=1").text
    )


def test_only_machine_transcripts_are_corrected(client: FlaskClient) -> None:
    answer = client.get("/d/how-iran-and-russia-came-to-arm-each-other/turns/1")
    assert answer.status_code == 400
    assert "is no machine transcript" in answer.text


def test_words_of_low_confidence_are_marked_and_lead_to_each_other(client: FlaskClient, service: Service) -> None:
    found = heard()
    unsure = [replace(turn, words=(turn.words[0]._replace(confidence=20), *turn.words[1:])) for turn in found.turns]
    document = listened(service, replace(found, turns=tuple(unsure)))
    read = page(client, f"/d/{document.id}")
    words = read.select("a.unsure")
    assert [word.text for word in words] == ["So", "And"]  # that of the turn that was checked is not
    assert [word["href"] for word in words] == ["#u2", "#u1"]
    assert "2 words heard with little confidence are dotted" in " ".join(read.text.split())
    assert PHRASE in read.text


def test_text_is_escaped_and_whole_with_marks_and_unsure_words_in_it(client: FlaskClient, service: Service) -> None:
    found = heard(said=(("A & B", "Fish & <chips> & kettles were said.", None),))
    (turn,) = found.turns
    words = tuple(word._replace(confidence=10) for word in turn.words)
    document = listened(service, replace(found, turns=(replace(turn, words=words),)))
    read = page(client, f"/d/{document.id}?q=kettles&at={next(document.passages()).id}")
    assert read.select_one(".turn p").text == "Fish & <chips> & kettles were said."
    assert [mark.text for mark in read.select(".turn mark")] == ["kettles"]


def test_each_word_has_its_time_for_the_player(client: FlaskClient, service: Service, machine: Document) -> None:
    text = page(client, f"/d/{machine.id}").select_one(".turn p")
    times = [list(map(int, each.split(":"))) for each in text["data-times"].split()]
    assert [text.text[offset:].split()[0] for offset, _, _ in times] == text.text.split()
    assert [start for _, start, _ in times][:3] == [3000, 3500, 4000]


def test_a_recording_that_is_kept_is_played_from_here_by_ranges(client: FlaskClient, service: Service) -> None:
    digest = kept_recording(service)
    found = heard()
    document = listened(service, replace(found, recording=replace(found.recording, sha256=digest)))
    answer = client.get(f"/d/{document.id}")
    assert f'src="/recordings/{digest}"' in answer.text
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    assert f"Recording {digest[:12]}…" in answer.text
    part = client.get(f"/recordings/{digest}", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data, part.content_type) == (206, b"OggS", "audio/ogg")
    part.close()


def test_a_kept_recording_that_is_damaged_is_not_served(client: FlaskClient, service: Service) -> None:
    digest = kept_recording(service)
    (service.library.recordings.folder / digest).write_bytes(b"OggS and something else")
    answer = client.get(f"/recordings/{digest}")
    assert answer.status_code == 500
    assert "is damaged" in answer.text
    assert client.get(f"/recordings/{'0' * 64}").status_code == 404
    assert client.get("/recordings/..%2Flibrary.sqlite").status_code == 404


def aligned(service: Service) -> Document:
    """A printed transcript whose words have got times, but for some."""
    raw = RawSource(source="talk.md", name="talk.md", data=PRINTED)
    (result,) = service.adder.add([SourceSpec.at_hand(raw, Hints(type="transcript", title="A Talk"))])
    document = service.library.document(result.document or "")
    first, second, *_ = document.passages()
    times = {
        first.id: (Part(0, 1000, 1200, confidence=90), Part(4, 1300, 1700, confidence=94)),
        second.id: (Part(0),),
    }
    alignment = Alignment(
        model="tiny@1",
        made=DAY,
        words=8,
        heard=4,
        disagreements=(
            Disagreement(1700, 4000, second.id, 0, len(second.text)),
            Disagreement(5000, 9000, text="This show is brought to you by & by."),
        ),
    )
    recording = Recording(sha256="1" * 64, source="talk.mp3", size=10)
    service.library.align(document.id, document.version, times, alignment, recording)
    service.indexer.catch_up()
    return service.library.document(document.id)


def test_an_aligned_transcript_says_so_and_lists_where_print_and_sound_differ(
    client: FlaskClient, service: Service
) -> None:
    document = aligned(service)
    read = page(client, f"/d/{document.id}")
    assert "Times by alignment." in read.text
    assert "it heard 50 % of them" in read.text
    listed = [" ".join(each.text.split()) for each in read.select(".differs li")]
    assert listed == [
        "0:01, printed, not heard: It did not move.",
        "0:05, heard, not printed: This show is brought to you by & by.",
    ]
    first, second, *_ = document.passages()
    assert locate(first, 4).start_ms == 1300
    assert locate(second).start_ms is None


def test_times_by_alignment_outlive_reading_the_source_again(service: Service) -> None:
    document = aligned(service)
    (result,) = service.rereader.reread([document.id])
    assert result.status == "unchanged"
    changed = PRINTED.replace(b"did not move", b"never moved at all")
    raw = RawSource(source="talk.md", name="talk.md", data=changed)
    (added,) = service.adder.add([replace(SourceSpec.at_hand(raw, Hints(title="A Talk")), version_of=document.id)])
    assert added.status == "updated"
    first, second, *_ = service.library.document(document.id).passages()
    assert locate(first, 4).start_ms == 1300
    assert second.parts == ()
    alignment = service.library.document(document.id).alignment
    assert alignment
    assert alignment.is_stale
    assert second.after_ms == 1300


def test_what_cannot_be_heard_is_said_and_the_thread_lives_on(
    listening: FlaskClient, hearing: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = Listening.run

    def fails(self: Listening, job: Job, *rest: object, **named: object) -> AddResult:
        if job.source == "strange.ogg":
            raise ZeroDivisionError
        if job.source == "full.ogg":
            raise OSError(28, "No space left on device")
        return run(self, job, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Listening, "run", fails)
    for name in ("strange.ogg", "full.ogg", "broken.ogg"):
        listening.post("/add", data={"files": (io.BytesIO(b"OggS" + name.encode()), name)})
    found = until(lambda: page(listening, "/listening"), lambda each: len(each.select("td .failed")) == 3)
    assert "something went wrong here" in found.text
    assert "disk is full" in found.text.lower() or "space" in found.text
    assert "is no recording that can be read" in found.text


def test_a_server_goes_on_with_what_waited(hearing: Service, tmp_path: Path) -> None:
    hearing.listening.of_file(str(spoken(tmp_path / "lighthouse.wav")), Hints())
    client = opened(hearing)
    try:
        until(lambda: page(client, "/listening"), has_heard)
    finally:
        close(client.application)
    assert hearing.library.live() == ("lighthouse",)


def test_without_leave_to_fetch_the_page_says_how_to_get_it(client: FlaskClient, service: Service) -> None:
    raw = RawSource(source="a.html", name="a.html", data=b"<h1>Ships</h1><p>In this episode, ships.</p>")
    sidecar = "type: episode\naudio_url: https://media.example.net/a.mp3"
    list(service.adder.add([SourceSpec.at_hand(replace(raw, sidecar=sidecar))]))
    assert Settings().fetch_enabled is False
    assert "setting fetch_enabled" in page(client, "/listening").text
    with pytest.raises(ReadError, match="fetch_enabled"):
        service.listening.run(service.listening.of_document("ships"))
    assert LIGHTHOUSE


def test_a_voice_is_named_once_for_all_its_turns(client: FlaskClient, service: Service) -> None:
    found = heard()
    one, two, three = found.turns
    voiced = (replace(one, speaker=None, voice=1), two, replace(three, speaker=None, voice=1))
    document = listened(service, replace(found, turns=voiced))
    assert [link.text for link in page(client, f"/d/{document.id}").select("a.corrects")] == [
        "name this voice",
        "correct",
        "name this voice",
    ]
    form = page(client, f"/d/{document.id}/turns/1")
    assert "in all 2 turns of this voice, Speaker 1" in form.text
    text = form.select_one("textarea").text.strip()
    correct(client, document, 1, text=text, speaker="Odile Brandt", checked="yes", voice="all")
    now = service.library.document(document.id)
    assert [each.speaker for each in now.passages()] == ["Odile Brandt", "Ben Tarn", "Odile Brandt"]
    assert now.machine
    assert now.machine.check_of(3) is None


def test_naming_a_voice_leaves_turns_that_somebody_checked(client: FlaskClient, service: Service) -> None:
    found = heard()
    one, two, three = found.turns
    assert two.checked
    document = listened(service, replace(found, turns=(replace(one, voice=1), replace(two, voice=1), three)))
    text = next(document.passages()).text
    correct(client, document, 1, text=text, speaker="Dana Poe", voice="all")
    assert [each.speaker for each in service.library.document(document.id).passages()] == [
        "Dana Poe",
        "Ben Tarn",
        "Ada Brook",
    ]


def test_of_two_who_correct_at_once_one_is_told(service: Service, machine: Document) -> None:
    found = service.corrector.heard(machine.id)
    source = Source(source="talk.mp3", key="listened:talk")

    def change(title: str) -> object:
        changed = replace(found, title=title)
        return keep(
            service.library, service.settings, changed, source, Hints(), version_of=machine.id, expected=machine.version
        )

    change("First")
    with pytest.raises(InvalidValue, match="was changed meanwhile, and is at version 2"):
        change("Second")


def test_nobody_is_taken_to_have_compared_what_they_did_not_say(client: FlaskClient, machine: Document) -> None:
    box = page(client, f"/d/{machine.id}/turns/1").select_one("input[name=checked]")
    assert not box.has_attr("checked")


def test_a_text_without_end_is_refused_at_once(client: FlaskClient, machine: Document) -> None:
    status, text = correct(client, machine, 1, text="word " * 100_000)
    assert status == 400
    assert "10,000 characters at most" in text


def test_another_recording_that_was_heard_since_is_told(client: FlaskClient, service: Service) -> None:
    document = listened(service)
    first = next(document.passages()).id
    found = heard()
    other = replace(found, recording=replace(found.recording, sha256="2" * 64), made=DAY)
    source = Source(source="talk.mp3", key="listened:talk")
    keep(service.library, service.settings, other, source, Hints(), version_of=document.id)
    assert "Another recording was heard since" in page(client, f"/p/{first}?v=1").text


def test_what_waits_for_a_document_goes_with_it(service: Service, machine: Document) -> None:
    job = Job(source="talk.mp3", url="http://127.0.0.1:9/a.mp3", document=machine.id, hints=Hints(), asked_at=NOW)
    service.listening.jobs.put(job)
    service.editor.remove(machine.id, purge=True)
    assert service.listening.jobs.all() == ()


def test_a_note_of_a_recording_that_cannot_be_read_stops_no_page(client: FlaskClient, service: Service) -> None:
    folder = service.home / "listening" / "0123456789abcdef"
    folder.mkdir(parents=True)
    (folder / "job.json").write_text("")
    assert client.get("/listening").status_code == 200
    assert client.get("/d/how-iran-and-russia-came-to-arm-each-other").status_code == 200


def test_a_permalink_says_that_a_better_model_heard_it_anew(client: FlaskClient, service: Service) -> None:
    document = listened(service)
    first = next(document.passages()).id
    better = replace(heard(), model="large-v3@12345678")
    source = Source(source="talk.mp3", key="listened:talk")
    keep(service.library, service.settings, better, source, Hints(), version_of=document.id)
    told = page(client, f"/p/{first}?v=1").text
    assert "The recording was heard anew since, by the model large-v3@12345678." in told
    assert "Version 1" in page(client, f"/d/{document.id}").text
    assert "heard anew or corrected" in page(client, f"/d/{document.id}").text


def test_a_clipping_is_played_from_where_its_words_begin(client: FlaskClient, service: Service) -> None:
    document = listened(service)
    passage = list(document.passages())[1]
    client.post("/clippings/collect", data={"c": f"{passage.id}?v=1", "name": "Lamps"})
    link = page(client, "/clippings/1").find("a", string="play")
    assert link["href"] == f"/d/{document.id}?v=1&play=23#{passage.id}"
    assert page(client, link["href"]).select_one("audio")["src"].endswith("#t=23")
