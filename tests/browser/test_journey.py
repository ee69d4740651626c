"""The analyst's way in a real browser: search, narrow, read, cite, add, find; with script and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def test_from_a_search_to_a_citation(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Search", exact=True).fill('"glide bombs"')
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark").first).to_have_text("glide bombs")
    page.get_by_label("Filters").get_by_role("link", name=re.compile("^episode")).click()
    expect(page).to_have_url(re.compile("type=episode"))
    hit = page.locator("article.hit").first
    hit.locator("summary", has_text="Cite").first.click()
    expect(hit.locator(".entry").first).to_contain_text("Iran Watch Listen")
    hit.get_by_role("heading").first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/d/[^#]+#p[a-z2-7]{16}$"))
    passage = page.url.rpartition("#")[2]
    expect(page.locator(f"#{passage} mark")).to_have_text("glide bombs")
    page.locator(f"#{passage} .who a").click()
    expect(page.locator(".cite .entry")).to_contain_text("August 21, 2024")
    page.locator(".cite dd a", has_text=f"/p/{passage}").click()
    expect(page.locator("blockquote")).to_contain_text("glide bombs")


def test_a_new_file_is_seen_before_it_is_stored_and_then_found(page: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "memo.md"
    file.write_text("---\ntitle: A memo on turbines\ndate: 2024-05-03\n---\n\nThe turbine blades were inspected.\n")
    page.goto(f"{address}/add")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Read them").click()
    expect(page.get_by_text("A memo on turbines").first).to_be_attached()
    page.get_by_role("button", name=re.compile("^Add 1 ")).click()
    expect(page.locator(".state").first).to_have_text("added")
    page.goto(f"{address}/search?q=turbine")
    expect(page.locator("mark").first).to_have_text("turbine")


def test_the_copy_button_appears_only_with_script(browser: Browser, address: str) -> None:
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(f"{address}/search?q=drones")
        page.locator("article.hit summary", has_text="Cite").first.click()
        copy = page.get_by_role("button", name="Copy citation").first
        expect(copy).to_be_visible() if script else expect(copy).to_be_hidden()
        context.close()
