"""A timeline and a concordance in a real browser: by pointer and by keyboard, wide and narrow, in every script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from corpus.library import Source
from corpus.model import Document, Passage, Reading, Section
from search.service import Service

pytestmark = pytest.mark.browser

MOVED = """new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 500);
})"""


def test_a_bar_and_a_row_narrow_to_the_month(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=drones")
    counted = page.locator("h1").inner_text()
    page.get_by_text("as a table").click()
    row = page.get_by_role("row", name=re.compile("August 2024"))
    count = row.get_by_role("cell").inner_text()
    row.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text(f"{count} passages")
    page.get_by_role("link", name="Remove the filter 2024-08 to 2024-08").click()
    expect(page.locator("h1")).to_have_text(counted)
    page.locator("svg.timeline a").last.click()
    expect(page.locator("h1")).to_contain_text(f"{count} passages")


def test_two_queries_are_compared(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=drones")
    page.get_by_text("compare with…").click()
    page.get_by_label("Second query").fill("engines")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".key span b")).to_have_text(["drones", "engines"])
    first, second = (page.locator(f"svg.timeline rect.{name}").first for name in "ab")
    looks = [
        each.evaluate("each => [getComputedStyle(each).fill, getComputedStyle(each).stroke]")
        for each in (first, second)
    ]
    assert looks[0][1] == "none"  # filled without an outline, and outlined without a fill
    assert looks[1][1] != "none"
    assert looks[0][0] != looks[1][0]


def test_keys_reach_the_table_and_not_the_bars(page: Page, address: str) -> None:
    page.goto(f"{address}/timeline?q=drones")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.closest('svg') ? 'bar' : document.activeElement.innerText")
        )
    assert "bar" not in reached
    assert {"May 2024", "August 2024", "by year", "as shares", "CSV", "Passages", "Concordance"} <= set(reached)


def test_when_narrow_the_timeline_is_a_page_of_its_own(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{address}/search?q=drones")
    expect(page.locator("svg.timeline")).to_be_hidden()
    page.locator(".views").get_by_role("link", name="Timeline").click()
    expect(page.locator("svg.timeline")).to_be_visible()
    page.get_by_role("link", name="August 2024").click()
    expect(page).to_have_url(re.compile("/timeline.*since=2024-08"))
    page.get_by_role("link", name="Passages").click()
    expect(page.locator("mark").first).to_be_visible()


LABELS = """[...document.querySelectorAll(".axis > span")].filter(
    each => each.checkVisibility({ visibilityProperty: true })
).map(each => {
    const range = document.createRange();
    range.selectNodeContents(each);
    return [...range.getClientRects()].map(({left, right}) => [left, right]);
})"""


@pytest.mark.parametrize("asked", ["has:date&by=year", "has:date&by=month", "drones&by=quarter", "drones&by=month"])
def test_no_label_of_a_timeline_breaks_or_runs_into_the_next(page: Page, address: str, asked: str) -> None:
    for width in (320, 375, 480, 481, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{address}/timeline?q={asked}")
        labels = page.evaluate(LABELS)
        assert labels
        assert all(len(lines) == 1 for lines in labels), width
        ends = [edge for lines in labels for edge in lines[0]]
        assert ends == sorted(ends), width
        assert ends[-1] <= width


@pytest.mark.parametrize("path", ["/search?q=drones&vs=engines", "/timeline?q=drones", "/concordance?q=drones"])
def test_nothing_moves_while_a_page_loads(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page()
    for _ in ("for the fonts", "as they are there"):
        page.goto(address + path)
    assert page.evaluate(MOVED) < 0.01
    page.close()


TEXTS = (
    "The first batch of what the factory called drones left the plant before the contract was signed.",
    "Drones.",
    "قالت الشركة إن drones غادرت المصنع قبل توقيع العقد مع الوزارة",
    "工場で作られた drones は契約の前に出荷された。工場で作られた無人機。",
    f"{'word ' * 60}drones{' word' * 60}",
)


@pytest.fixture
def scripts(service: Service) -> None:
    """A document with the same word in texts of several scripts."""
    passages = tuple(Passage(text=text, speaker="Ann Lee") for text in TEXTS)
    section = Section(heading="", kind="transcript", passages=passages)
    reading = Reading(document=Document(type="transcript", title="Scripts", sections=(section,)))
    service.library.keep(reading, source=Source(source="/scripts", key="path:/scripts"), data=b"x", reader="r")
    service.indexer.catch_up()


@pytest.mark.usefixtures("scripts")
def test_words_stand_below_each_other_in_every_script(page: Page, address: str) -> None:
    page.goto(f"{address}/concordance?q=drones+in:scripts")
    marks = page.locator(".kwic mark")
    expect(marks).to_have_count(5)
    boxes = [mark.bounding_box() for mark in marks.all()]
    middles = [box["x"] + box["width"] / 2 for box in boxes if box]
    assert max(middles) - min(middles) < 2
    for number, line in enumerate(page.locator(".kwic li").all()):
        left, right = (line.locator(f"{part} bdi").bounding_box() for part in (".l", ".r"))
        assert left
        assert right
        is_turned = line.get_attribute("dir") == "rtl"
        assert is_turned == (number == 2)
        assert (left["x"] > right["x"]) == is_turned  # what comes before stands where reading begins
        text = "".join(line.locator(part).inner_text() for part in (".l", "mark", ".r")).strip()
        assert text in TEXTS[number]


@pytest.mark.usefixtures("scripts")
def test_when_narrow_lines_flow(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{address}/concordance?q=drones+in:scripts")
    for line, text in zip(page.locator(".kwic li").all(), TEXTS, strict=True):
        shown = line.inner_text().split("\n")[0]
        assert shown.strip() in text
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
