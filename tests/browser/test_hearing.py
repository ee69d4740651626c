"""What a machine heard, in a browser: sent, played word by word, corrected by keyboard, checked; and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.model import Document
from search.service import Service
from tests.browser.conftest import faultless
from tests.machine import heard, listened
from tests.speech import HEARING, recorded, samples, silence
from tests.waiting import until
from tests.web.serving import listening

pytestmark = pytest.mark.browser

SPOKEN = """() => [...CSS.highlights.get("spoken")].map(range => range.toString())"""


def seen(page: Page, expression: str) -> None:
    """Wait until an expression is true on a page, whose policy lets no text be run in it."""
    until(lambda: bool(page.evaluate(expression)))


@pytest.fixture
def talk(service: Service, tmp_path: Path) -> Document:
    """A machine transcript of which one word is unsure, and whose recording is kept."""
    # Small, as silence is in FLAC: of large ones a server keeps in a file what a browser does not wait for.
    data = recorded(tmp_path / "talk.flac", silence(90)).read_bytes()
    digest = sha256(data).hexdigest()
    service.library.recordings.keep(tmp_path / "talk.flac", digest)
    found = heard()
    first, *others = found.turns
    doubted = replace(first, words=(first.words[0]._replace(confidence=20), *first.words[1:]))
    turns = (doubted, *others)
    return listened(service, replace(found, recording=replace(found.recording, sha256=digest), turns=turns))


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    """A page with script, on which nothing fails."""
    with faultless(browser.new_context(viewport={"width": 1200, "height": 800})) as page:
        yield page


def test_from_a_hit_the_words_are_marked_as_they_are_spoken(scripted: Page, address: str, talk: Document) -> None:
    scripted.goto(f"{address}/search?q=railings")
    expect(scripted.get_by_text("machine transcript").first).to_be_visible()
    scripted.get_by_role("link", name="Play from 0:23").click()
    expect(scripted).to_have_url(re.compile(r"play=23"))
    seen(scripted, f"({SPOKEN})().length > 0")
    (word,) = scripted.evaluate(SPOKEN)
    assert word in "Nobody had polished the brass railings since spring."
    scripted.evaluate("document.querySelector('audio').currentTime = 24.6")
    seen(scripted, f"({SPOKEN})().includes('the')")
    scripted.evaluate("document.querySelector('audio').currentTime = 33")  # nobody speaks there
    seen(scripted, f"({SPOKEN})().length === 0")


def test_keys_play_and_go_back_five_seconds(scripted: Page, address: str, talk: Document) -> None:
    scripted.goto(f"{address}/d/{talk.id}?play=23")
    audio = scripted.locator("audio")
    seen(scripted, "document.querySelector('audio').readyState > 1")
    audio.evaluate("element => { element.pause(); element.currentTime = 30; }")
    scripted.keyboard.press("b")
    assert audio.evaluate("element => element.currentTime") == pytest.approx(25, abs=0.5)
    scripted.keyboard.press("k")
    seen(scripted, "!document.querySelector('audio').paused")
    scripted.keyboard.press("k")
    seen(scripted, "document.querySelector('audio').paused")


def test_marks_of_a_search_and_unsure_words_do_not_move_the_word_that_is_spoken(
    scripted: Page, address: str, talk: Document
) -> None:
    scripted.goto(f"{address}/d/{talk.id}?q=copper&play=3#{next(talk.passages()).id}")
    seen(scripted, "document.querySelector('audio').readyState > 1")
    scripted.evaluate("document.querySelector('audio').currentTime = 4.7")  # So we found three|copper
    seen(scripted, f"({SPOKEN})().includes('three')")
    scripted.evaluate("document.querySelector('audio').currentTime = 5.2")
    seen(scripted, f"({SPOKEN})().includes('copper')")


def test_a_turn_is_corrected_and_checked_by_keyboard(page: Page, address: str, talk: Document) -> None:
    page.goto(f"{address}/d/{talk.id}")
    expect(page.get_by_text("Machine transcript, not checked.")).to_be_visible()
    expect(page.get_by_text("1 word heard with little confidence is dotted")).to_be_visible()
    page.get_by_role("link", name="go through them").click()
    expect(page).to_have_url(re.compile("#u1$"))
    page.get_by_role("link", name="Correct 0:03").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Turn 1 of 3")
    words = page.get_by_label("What is said")
    expect(words).to_have_value("So we found three copper kettles in the lamp room.")
    words.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("So we found three copper cattle in the lamp room.")
    box = page.get_by_label("I compared this turn with the recording")
    expect(box).not_to_be_checked()
    box.focus()
    page.keyboard.press("Space")
    page.get_by_label("Your name").fill("Ann Lee")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Turn 2 of 3")
    expect(page.get_by_label("Your name")).to_have_value("Ann Lee")
    page.get_by_role("link", name="The lamp room").click()
    turn = page.locator(".turn").first
    expect(turn).to_contain_text("copper cattle")
    expect(turn.locator(".who")).to_contain_text("checked")


def test_all_is_marked_as_checked(page: Page, address: str, talk: Document) -> None:
    page.goto(f"{address}/d/{talk.id}")
    page.get_by_text("Mark all as checked").last.click()
    page.get_by_label("Your name").fill("Ann Lee")
    page.get_by_role("button", name="I compared all of it").click()
    expect(page.get_by_text("Machine transcript, checked by Ann Lee")).to_be_visible()


def test_while_correcting_the_recording_goes_back_from_within_the_text(
    scripted: Page, address: str, talk: Document
) -> None:
    scripted.goto(f"{address}/d/{talk.id}/turns/2")
    seen(scripted, "document.querySelector('audio').readyState > 1")
    audio = scripted.locator("audio")
    assert audio.evaluate("element => element.currentTime") == pytest.approx(23, abs=0.1)
    audio.evaluate("element => { element.currentTime = 30; }")
    scripted.get_by_label("What is said").focus()
    scripted.keyboard.press("Control+b")
    assert audio.evaluate("element => element.currentTime") == pytest.approx(25, abs=0.1)
    scripted.get_by_role("button", name="Back five seconds").click()
    assert audio.evaluate("element => element.currentTime") == pytest.approx(20, abs=0.1)
    scripted.get_by_label("What is said").focus()
    scripted.keyboard.press("Control+Space")
    seen(scripted, "!document.querySelector('audio').paused")


def test_a_recording_that_is_chosen_is_heard_and_found(page: Page, tmp_path: Path) -> None:
    path = recorded(tmp_path / "ships.mp3", samples("The harbor was full of ships. Nobody counted them."), silence(1))
    with Service.open(tmp_path / "home", HEARING) as service, listening(service) as port:
        page.goto(f"http://127.0.0.1:{port}/add")
        page.get_by_label("Drop files here, or choose them").set_input_files(path)
        page.get_by_role("button", name="Read them").click()
        expect(page.get_by_role("heading", name="Listening", level=1)).to_be_visible()
        for _ in range(60):
            if page.get_by_role("heading", name="Heard").count():
                break
            page.wait_for_timeout(1000)
            page.reload()
        page.get_by_role("link", name="ships", exact=True).click()
        expect(page.get_by_text("Machine transcript, not checked.")).to_be_visible()
        expect(page.locator(".turn")).to_contain_text("ships", ignore_case=True)
        expect(page.locator("audio")).to_have_attribute("src", re.compile("^/recordings/"))
