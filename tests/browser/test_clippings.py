"""Twenty results are ticked, collected, ordered and exported, with script and without, and by keyboard alone."""

from __future__ import annotations

import csv

import pytest
from playwright.sync_api import Page, expect

from search.service import Service
from tests.web.test_within import add

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def gantries(service: Service) -> None:
    for number in range(20):
        add(service, f"Gantry {number}", f"The gantry of number {number}.")


def test_twenty_results_are_collected_and_exported(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=gantry")
    ticks = page.get_by_label("Select", exact=False)
    expect(ticks).to_have_count(20)
    for tick in ticks.all():
        tick.check()
    page.get_by_role("button", name="Collect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Collect 20 passages")
    page.get_by_label("Name of the list").fill("Gantries")
    page.get_by_role("button", name="Collect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gantries")
    expect(page.locator(".clip")).to_have_count(20)
    first = page.locator(".clip .quote").first.inner_text()
    page.get_by_role("button", name="Move 1 down").click()
    expect(page.locator(".clip .quote").nth(1)).to_have_text(first)
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(downloaded.value.path().read_text("utf-8-sig").splitlines()))
    assert rows[1]["text"] == first
    assert len(rows) == 20 + 1


def test_words_are_collected_noted_and_removed_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=gantry")
    page.get_by_label("Select", exact=False).first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Collect").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Collect these words")
    page.get_by_role("button", name="Collect").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".clip")).to_have_count(1)
    page.get_by_text("Add a note").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Opens the chapter.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".clip .by")).to_have_text("Opens the chapter.")
    page.get_by_label("Select clipping 1").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Remove", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".clip")).to_have_count(0)
    page.get_by_role("button", name="Bring it back").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".clip .by")).to_have_text("Opens the chapter.")
