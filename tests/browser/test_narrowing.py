"""Narrowing and opening in a real browser: with script, without, and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def test_values_are_chosen_and_left_out_and_days_are_set(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=drones")
    page.get_by_role("link", name="Leave out type: transcript").click()
    expect(page.locator(".chip").first).to_contain_text("not type: transcript")
    page.get_by_role("link", name=re.compile("^report")).click()
    page.get_by_role("link", name=re.compile("^episode")).click()
    expect(page.locator(".facets [aria-current]")).to_have_count(2)
    page.get_by_label("From", exact=True).fill("aug 2024")
    page.get_by_label("From", exact=True).press("Enter")
    expect(page.locator(".chips")).to_contain_text("since aug 2024")
    expect(page.locator(".chips")).to_contain_text("type: report")
    page.get_by_label("Search", exact=True).fill("factory")
    page.get_by_label("Search", exact=True).press("Enter")
    expect(page.locator(".chips")).to_contain_text("since aug 2024")
    page.get_by_role("link", name="Clear all filters").click()
    expect(page.locator(".chip")).to_have_count(0)


def test_the_filters_are_a_jump_away_at_every_width(page: Page, address: str) -> None:
    for width in (320, 768, 1440):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(f"{address}/search?q=drones")
        page.get_by_role("link", name="Filters").click()
        expect(page.locator("#narrow")).to_be_in_viewport()


def test_context_opens_and_closes_in_place(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=%22crates+stop%22")
    page.get_by_role("link", name=re.compile("^Context")).click()
    expect(page.locator(".turn.near").first).to_be_visible()
    expect(page.locator(".found")).to_have_count(1)
    page.get_by_role("link", name="Close the context").click()
    expect(page.locator(".turn.near")).to_have_count(0)


def test_with_script_the_words_stay_where_they_are(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1000, "height": 500})
    page = context.new_page()
    page.goto(f"{address}/search?q=factory")
    link = page.get_by_role("link", name=re.compile("^Context")).nth(1)
    link.scroll_into_view_if_needed()
    id = link.get_attribute("data-swap")
    words = page.locator(f"#{id} .turn:not(.near) p")
    before = words.bounding_box()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{id} .turn.near").first).to_be_attached()
    after = words.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 1.5
    assert page.evaluate("document.activeElement.id") == id
    assert "context=" in page.url
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.found').id") == id
    context.close()
