"""Listening to a recording where its text is read: with script, without, by keyboard; and when it is not to be had."""

from __future__ import annotations

import io
import re
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from tests.servers import Page as Served, Site
from tests.waiting import until

pytestmark = pytest.mark.browser

RATE = 8_000
SECONDS = 120
MOVED = """window.shifted = []; new PerformanceObserver(list => shifted.push(...list.getEntries()
    .flatMap(each => each.sources).filter(each => each.node).map(each => each.node.className)))
    .observe({type: "layout-shift"})"""


NOW_AND_THEN = """**Ann Lee:** \\[0:10\\] A ketch has two masts.

And a yawl has two as well.

**Ben Moe:** \\[1:20\\] A sloop has one.

**Ann Lee:** It floats.
"""


def silence() -> bytes:
    """A sound file in which nothing is heard."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(RATE)
        written.writeframes(b"\x80" * RATE * SECONDS)
    return file.getvalue()


def cues() -> str:
    """A talk of two who take turns of four seconds; of 40 to 64 it says nothing."""
    said = ["WEBVTT\n"]
    for begin in range(0, SECONDS, 4):
        if 40 <= begin < 64:
            continue
        words = f"Sentence {begin} of the gantry. " + "It waited for a key that had run out. " * 6
        said.append(f"00:{begin // 60:02}:{begin % 60:02}.000 --> 00:{(begin + 4) // 60:02}:{(begin + 4) % 60:02}.000")
        said.append(f"<v {('Ann Lee', 'Ben Moe')[begin // 4 % 2]}>{words}\n")
    return "\n".join(said)


@pytest.fixture
def talk(service: Service, site: Site) -> str:
    """The page of a talk whose recording is elsewhere, and moved there to another host's name."""
    site.pages["/talk.wav"] = Served(silence(), headers={"Content-Type": "audio/wav", "Accept-Ranges": "bytes"})
    site.pages["/moved"] = Served(status=302, headers={"Location": f"http://localhost:{site.port}/talk.wav"})
    return add(service, f"audio_url: {site.url('/moved')}")


def add(service: Service, audio: str, name: str = "talk.vtt", text: str = "") -> str:
    data, details = (text or cues()).encode(), f"title: Gantries\nguest: Ben Moe\n{audio}"
    raw = RawSource(source=name, name=name, data=data, path=Path("/") / name, sidecar=details)
    (result,) = service.adder.add([SourceSpec.at_hand(raw)])
    service.indexer.catch_up()
    return f"/d/{result.document}"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert problems == []


def play(page: Page, time: str) -> None:
    page.get_by_role("link", name=f"Play from {time}", exact=True).click()


def time(page: Page) -> float:
    """Where the recording is, in seconds."""
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def go(page: Page, seconds: float) -> None:
    """Set the player, as its own slider does, to a time."""
    until(lambda: page.evaluate("document.querySelector('audio').readyState"))
    page.evaluate(f"document.querySelector('audio').currentTime = {seconds}")


def test_opening_a_page_asks_nothing_of_the_recording_until_it_is_played(
    page: Page, address: str, talk: str, site: Site
) -> None:
    page.goto(address + talk)
    expect(page.get_by_text("asked only when you play")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert site.requests == []
    play(page, "0:08")
    until(lambda: time(page) > 8)
    assert site.paths()[:2] == ["/moved", "/talk.wav"]
    assert all("referer" not in request.headers for request in site.requests)


def test_play_seeks_and_what_is_spoken_is_marked_and_told(page: Page, address: str, talk: str) -> None:
    page.goto(address + talk)
    play(page, "0:08")
    until(lambda: time(page) >= 8)
    spoken = page.locator("[aria-current=true].turn")
    expect(spoken).to_have_count(1)
    expect(spoken).to_contain_text("Sentence 8 ")
    expect(page.locator(".player p")).to_have_text(re.compile(r"^0:(08|09|10|11) Ann Lee$"))
    play(page, "1:04")
    expect(spoken).to_contain_text("Sentence 64 ")
    expect(page.locator(".player p")).to_have_text(re.compile("^1:0[4-7] Ann Lee$"))


def test_nobody_is_marked_where_no_passage_has_the_time(page: Page, address: str, talk: str) -> None:
    page.goto(address + talk)
    play(page, "0:36")
    go(page, 50)
    expect(page.locator(".turn[aria-current]")).to_have_count(0)
    expect(page.locator(".player p")).to_have_text(re.compile("^0:5[0-9]$"))


def test_passages_without_times_are_marked_with_those_before_them_and_no_speaker_is_guessed(
    page: Page, address: str, talk: str, service: Service, site: Site
) -> None:
    page.goto(address + add(service, f"audio_url: {site.url('/talk.wav')}", "now-and-then.md", NOW_AND_THEN))
    play(page, "0:10")
    go(page, 20)
    spoken = page.locator(".turn[aria-current]")
    expect(spoken).to_have_text([re.compile("A ketch"), re.compile("And a yawl")])
    expect(page.locator(".player p")).to_have_text(re.compile("^0:2[0-9] Ann Lee$"))
    go(page, 90)
    expect(spoken).to_have_text([re.compile("A sloop"), re.compile("It floats")])
    expect(page.locator(".player p")).to_have_text(re.compile("^1:3[0-9] *$"))


def test_the_text_follows_unless_the_reader_scrolls_or_says_no(page: Page, address: str, talk: str) -> None:
    page.goto(address + talk)
    play(page, "0:00")
    turn = page.locator(".turn", has_text="Sentence 100 of")
    go(page, 100.5)
    expect(turn).to_be_in_viewport(ratio=0.9)
    page.mouse.wheel(0, -3000)
    until(lambda: page.evaluate("scrollY") < 100)
    go(page, 104.5)
    last = page.locator(".turn", has_text="Sentence 104 of")
    expect(last).to_have_attribute("aria-current", "true")
    expect(last).not_to_be_in_viewport()
    page.get_by_label("The text follows").uncheck()
    page.reload()
    expect(page.get_by_label("The text follows")).not_to_be_checked()
    play(page, "0:00")
    go(page, 100.5)
    expect(turn).to_have_attribute("aria-current", "true")
    expect(turn).not_to_be_in_viewport()


def test_citing_while_it_plays_goes_on_where_it_is(page: Page, address: str, talk: str) -> None:
    page.goto(address + talk)
    play(page, "1:20")
    until(lambda: time(page) > 80)
    page.locator(".turn[aria-current] .cites").click()
    expect(page.locator(".cite .entry")).to_be_visible()
    until(lambda: time(page) > 80)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_play_in_results_opens_the_text_with_the_recording_at_the_time(
    browser: Browser, address: str, talk: str, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(f'{address}/search?q="sentence+64"')
    play(page, "1:04")
    expect(page).to_have_url(re.compile(rf"{talk}\?.*play=64#p\w{{16}}$"))
    turn = page.locator(f"#{page.url.rpartition('#')[2]}")
    expect(turn).to_be_in_viewport()
    expect(page.locator("audio")).to_have_attribute("src", re.compile("#t=64$"))
    expect(page.locator("audio")).to_be_in_viewport()
    expect(page.get_by_label("The text follows")).to_be_visible() if script else expect(
        page.get_by_label("The text follows")
    ).to_be_hidden()
    until(lambda: time(page) >= 64)
    context.close()


def test_a_recording_that_cannot_be_had_is_told_in_a_line(page: Page, address: str, service: Service) -> None:
    talk = add(service, "audio_url: http://127.0.0.1:9/none.mp3")
    page.goto(address + talk)
    play(page, "0:08")
    strip = page.get_by_role("region", name="Recording")
    expect(strip).to_contain_text("The recording could not be loaded here.")
    expect(strip.get_by_role("link", name="127.0.0.1")).to_have_attribute("href", "http://127.0.0.1:9/none.mp3")


def test_by_keyboard_alone(page: Page, address: str, talk: str) -> None:
    page.goto(f"{address}{talk}?q=gantry")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("#p"))
    page.keyboard.press("n")
    expect(page.locator(".within")).to_contain_text("hit 2 of")
    page.keyboard.press("p")
    expect(page.locator(".within")).to_contain_text("hit 1 of")
    page.keyboard.press("c")
    expect(page.locator(".cite .entry")).to_be_visible()
    page.locator(".turn", has_text="Sentence 8 of").locator(".plays").focus()
    page.keyboard.press("Enter")
    until(lambda: time(page) > 8)
    page.keyboard.press("k")
    until(lambda: page.evaluate("document.querySelector('audio').paused"))


@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_moves_when_it_plays_nor_for_script(browser: Browser, address: str, talk: str, width: int) -> None:
    heights = set()
    for script in (True, False):
        context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
        page = context.new_page()
        page.goto(address + talk)
        heights.add((page.locator(".player").bounding_box() or {})["height"])
        if script:
            page.evaluate("document.fonts.ready")
            page.evaluate(MOVED)
            play(page, "0:04")
            expect(page.locator(".player p")).to_contain_text("Ben Moe")
            assert page.evaluate("shifted") == []
        context.close()
    assert len(heights) == 1
