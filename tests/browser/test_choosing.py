"""Words that are selected are cited, by mouse, touch and keyboard; copies are rich text; quotations are shortened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from tests.browser.conftest import faultless
from tests.waiting import until

pytestmark = pytest.mark.browser
TALK = """---
title: Gantries
type: transcript
show: Harbour Hours
---

Ann Lee: So the gantry 🏗 broke down.

Bo Kay: It didn't break, and nobody says so.

Ann Lee: Then why did it stand still?
"""


@pytest.fixture(autouse=True)
def ids(service: Service, tmp_path: Path) -> list[str]:
    """The passages of a talk of two, turn by turn."""
    source = RawSource(source="gantries.md", name="gantries.md", data=TALK.encode(), path=tmp_path / "gantries.md")
    list(service.adder.add([SourceSpec.at_hand(source)]))
    service.indexer.catch_up()
    return [passage.id for passage in service.library.document("gantries").passages()]


@pytest.fixture
def context(browser: Browser, address: str) -> BrowserContext:
    context = browser.new_context(has_touch=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    return context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    with faultless(context) as page:
        yield page


def select(page: Page, first: int, begin: int, last: int, end: int) -> None:
    """Select from a place of a turn's text to one of another, in UTF-16 code units, as a browser counts."""
    page.evaluate(
        """([first, begin, last, end]) => {
            const texts = [...document.querySelectorAll(".turn > p")].map((each) => each.firstChild);
            getSelection().setBaseAndExtent(texts[first], begin, texts[last], end);
        }""",
        [first, begin, last, end],
    )


def cited(page: Page) -> list[str]:
    return page.locator(".turn.cited mark").all_inner_texts()


def test_words_are_selected_by_mouse_and_cited(page: Page, address: str, ids: list[str]) -> None:
    page.goto(f"{address}/d/gantries")
    expect(page.get_by_role("button", name="Cite these words")).to_be_hidden()
    page.get_by_text("It didn't break").dblclick(position={"x": 35, "y": 8})
    page.get_by_role("button", name="Cite these words").click()
    expect(page.get_by_role("heading", name="Cite these words")).to_be_visible()
    assert cited(page) == ["didn't"]
    page.evaluate("scrollTo(0, 0)")
    box = page.locator(f"[id={ids[0]}] > p").bounding_box()
    end = page.locator(f"[id={ids[2]}] > p").bounding_box()
    assert box
    assert end
    page.mouse.move(box["x"] + 45, box["y"] + 14)
    page.mouse.down()
    page.mouse.move(end["x"] + 60, end["y"] + 14, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Cite these words").click()
    expect(page.locator(".turn.cited")).to_have_count(3)
    words = cited(page)
    assert words[0].endswith("gantry 🏗 broke down.")
    assert TALK.count(words[2]) == 1
    assert words[2].startswith("Then")
    expect(page.locator(".cite dl")).to_contain_text("Ann Lee, then Bo Kay, then Ann Lee")


def test_a_selection_is_widened_to_whole_words_and_counts_code_points(page: Page, address: str, ids: list[str]) -> None:
    page.goto(f"{address}/d/gantries")
    select(page, 0, 17, 1, 5)  # from within “broke”, behind what is two code units, to within “didn't”
    page.get_by_role("button", name="Cite these words").click()
    page.wait_for_url("**/d/gantries?cite=**")
    assert f"cite={ids[0]}&through={ids[1]}&from=16&to=7" in page.url
    assert cited(page) == ["broke down.", "It didn"]


def test_words_are_selected_and_cited_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/d/gantries")
    select(page, 1, 17, 1, 20)
    for _ in range(2):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Cite these words")).to_be_visible()
    assert [words.strip() for words in cited(page)] == ["and nobody says"]


def test_words_are_selected_by_touch_and_cited(page: Page, address: str) -> None:
    page.goto(f"{address}/d/gantries")
    select(page, 2, 0, 2, 8)  # as a long press and its handles do
    page.get_by_role("button", name="Cite these words").tap()
    expect(page.get_by_role("heading", name="Cite these words")).to_be_visible()
    assert cited(page) == ["Then why"]


def test_what_is_not_of_the_text_is_not_cited(page: Page, address: str) -> None:
    page.goto(f"{address}/d/gantries")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    expect(page.get_by_role("button", name="Cite these words")).to_be_hidden()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.turn .who'))")
    expect(page.get_by_role("button", name="Cite these words")).to_be_hidden()


def copied(page: Page) -> str:
    """What arrives in plain text."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def pasted(page: Page) -> str:
    """What arrives in a field of rich text."""
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<div id=rich contenteditable></div>')")
    page.locator("#rich").focus()
    page.keyboard.press("Control+V")
    return page.locator("#rich").inner_html()


def test_a_citation_and_a_quotation_are_copied_as_rich_text(page: Page, address: str, ids: list[str]) -> None:
    page.goto(f"{address}/d/gantries?cite={ids[0]}&through={ids[1]}#{ids[0]}")
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("status")).to_have_text("Citation copied")
    assert "<i" in pasted(page)
    assert "Harbour Hours" in page.locator("#rich i").inner_text()
    assert copied(page) == page.locator(".entry").inner_text()
    page.reload()
    page.get_by_role("button", name="Copy quote").click()
    expect(page.get_by_role("status")).to_have_text("Quote copied")
    assert "<i" in pasted(page)
    assert [each.inner_text() for each in page.locator("#rich blockquote p").all()] == [
        "“Ann Lee: So the gantry 🏗 broke down.",
        "Bo Kay: It didn't break, and nobody says so.”",
    ]


def test_words_are_left_out_of_a_quotation_and_the_link_stays(page: Page, address: str, ids: list[str]) -> None:
    page.goto(f"{address}/d/gantries?cite={ids[1]}#{ids[1]}")
    link = page.locator(".cite dd a").last.get_attribute("href")
    page.get_by_text("Leave words out, or add some").click()
    quote = page.get_by_label("As quoted")
    quote.evaluate("each => each.setSelectionRange(15, 27)")
    page.get_by_role("button", name="Leave out …").click()
    quote.evaluate("each => each.setSelectionRange(0, 2)")
    page.get_by_role("button", name="Add [a word]").click()
    page.get_by_role("button", name="Copy quote").click()
    words, note = until(lambda: copied(page), lambda text: "[It]" in text).splitlines()
    assert words == "“[It] didn't break… says so.”"
    assert note.startswith("— “Gantries,” Harbour Hours")
    assert page.locator(".cite dd a").last.get_attribute("href") == link
    page.get_by_role("button", name="As it was said").click()
    page.get_by_role("button", name="Copy quote").click()
    assert until(lambda: copied(page), lambda text: "[It]" not in text).startswith(
        "“It didn't break, and nobody says so.”\n— "
    )
