"""A search is followed by keyboard alone, with script and without: saved, read anew, removed, brought back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from search.service import Service
from tests.unit.test_library import keep, note

pytestmark = pytest.mark.browser


def press(page: Page, target: Locator) -> None:
    """Go to a part of the page by the Tab key, from where one is, and press Enter there."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the Tab key does not come to {target}")


def test_a_search_is_followed_by_keyboard_alone(page: Page, address: str, service: Service) -> None:
    page.goto(f"{address}/search?q=drones")
    press(page, page.locator("summary", has_text="Follow"))
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("All on drones")
    press(page, page.get_by_role("button", name="Save this search"))
    expect(page.get_by_role("heading", level=1)).to_have_text("1 saved search, nothing new")

    keep(service.library, note("A drone of another make."), at="/new.md")
    service.indexer.catch_up()
    page.goto(f"{address}/saved")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 new passage in 1 of 1 saved search")
    press(page, page.get_by_role("button", name="See the 1 new in All on drones"))
    expect(page.locator("article.hit")).to_have_count(1)
    expect(page.locator("article.hit")).to_contain_text("A drone of another make.")
    press(page, page.get_by_label(re.compile("Remove the filter new since")))
    expect(page.locator("article.hit")).not_to_have_count(1)

    page.goto(f"{address}/saved")
    expect(page.locator(".saved .new")).to_contain_text("nothing new")
    press(page, page.get_by_role("button", name="Remove All on drones"))
    press(page, page.get_by_role("button", name="Bring it back"))
    press(page, page.get_by_role("button", name="All on drones", exact=True))
    expect(page).to_have_url(re.compile(r"/search\?q=drones$"))
