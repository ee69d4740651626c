"""The way through a search inside documents, in a real browser: with script, without, and by keyboard alone."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_listening import MOVED

pytestmark = pytest.mark.browser

TOPS = """() => [".within", ".hit-now"].map(each => document.querySelector(each).getBoundingClientRect())
    .map(({top, bottom}) => ({top, bottom}))"""


def test_from_hit_to_hit_into_the_next_document_and_back_to_the_results(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=drones&not-type=bio&sort=-date")
    results = page.get_by_role("heading", level=1).inner_text()
    page.locator(".hit h2 a").first.click()
    strip = page.get_by_role("navigation", name="This search")
    expect(strip).to_contain_text("hit 1 of")
    expect(strip).to_contain_text("drones, 1 filter")
    first, number = urlsplit(page.url).path, 1
    while urlsplit(page.url).path == first:
        page.get_by_role("link", name="Next", exact=True).click()
        number += 1
        expect(strip).to_contain_text(f"hit {number} of")
    page.get_by_role("link", name="Previous", exact=True).click()
    expect(page).to_have_url(re.compile(first))
    expect(page.locator(".turn.hit-now")).to_contain_text(f"hit {number - 1}")
    expect(page.locator(".found [aria-current]")).to_be_visible()
    page.get_by_role("link", name=re.compile("^← ")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(results)
    expect(page.locator(".chips")).to_contain_text("not type: bio")


@pytest.mark.parametrize("width", [320, 480, 700, 768, 800, 1000, 1440])
def test_a_hit_stands_right_below_the_strips(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(f"{address}/search?q=drones+factory")
    for link in (page.locator(".hit h2 a").nth(2), page.locator(".tier ~ .hit h2 a").first):
        page.goto(address + str(link.get_attribute("href")))
        strip, hit = page.evaluate(TOPS)
        assert 0 <= strip["top"] < 64
        assert 0 <= hit["top"] - strip["bottom"] < 32
        page.go_back()


def test_by_keyboard_alone(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/search?q=drones")
    page.goto(address + str(page.locator(".hit h2 a").first.get_attribute("href")))
    strip = page.locator(".within")
    for key, number in (("n", 2), ("n", 3), ("p", 2)):
        page.keyboard.press(key)
        expect(strip).to_contain_text(f"hit {number} of")
    page.goto(page.url.partition("#")[0])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for name in ("← ", "Previous", "Next"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(re.compile(f"^{name}"))
    page.keyboard.press("Enter")
    expect(strip).to_contain_text("hit 3 of")
    page.keyboard.press("c")
    expect(page.locator(".cite .entry")).to_be_visible()
    expect(strip).to_contain_text("hit 3 of")
    page.close()


def test_nothing_moves_and_the_list_is_at_the_hit(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 300})
    page.goto(f"{address}/search?q=drones")
    page.add_init_script(MOVED)
    page.goto(address + str(page.locator(".hit h2 a").first.get_attribute("href")))
    for number in range(2, 6):
        page.keyboard.press("n")
        expect(page.locator(".within")).to_contain_text(f"hit {number} of")
        expect(page.locator(".found [aria-current]")).to_be_in_viewport()
        assert page.evaluate("shifted") == []
    page.close()
