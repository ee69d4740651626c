"""What script adds: copying that says so, keys and a switch for them, work followed in place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from search.service import Service
from tests.browser.conftest import faultless
from tests.web.adding import held
from web.staging import Sent, Staging

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    with faultless(context) as page:
        yield page


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_first_click_on_cite_copies_and_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=%22glide+bombs%22")
    page.locator("article.hit summary", has_text="Cite").first.click()
    expect(page.get_by_role("status")).to_have_text("Citation copied")
    assert clipboard(page) == page.locator(".entry").first.inner_text()


def test_a_quotation_is_copied_with_its_source(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=engines+speaker:guest")
    page.locator(".acts > button").first.click()
    expect(page.get_by_role("status")).to_have_text("Quote copied")
    quotation, source = clipboard(page).split("\n")
    assert quotation.startswith("“")
    assert "(Guest)" in source
    assert "A Sample Show" in source


def test_a_slash_goes_to_the_search_box_unless_switched_off(page: Page, address: str) -> None:
    page.goto(f"{address}/help")
    page.keyboard.press("/")
    box = page.get_by_label("Search", exact=True)
    expect(box).to_be_focused()
    box.press("/")
    expect(box).to_have_value("/")
    page.get_by_label("Use single-key shortcuts").uncheck()
    page.reload()
    page.keyboard.press("/")
    expect(box).not_to_be_focused()
    expect(page.locator(".keys")).to_be_hidden()


def test_a_question_mark_lists_the_keys_and_escape_goes_back(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=drones")
    link = page.get_by_role("link", name="Library")
    link.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Shortcuts")
    expect(keys.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Search", exact=True)).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(link).to_be_focused()


def test_c_cites_the_hit_with_the_focus_else_the_first(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=drones")
    page.keyboard.press("c")
    expect(page.locator(".found").first.locator("details.citing")).to_have_attribute("open", "")
    second = page.locator("article.hit").nth(1)
    second.get_by_role("link", name=re.compile("^Read on")).first.focus()
    page.keyboard.press("c")
    expect(second.locator("details.citing").first).to_have_attribute("open", "")


def test_a_jump_to_a_hit_is_not_animated(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"{address}/search?q=drones")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_one_citation_is_open_at_a_time(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=drones")
    cites = page.locator("article.hit summary", has_text="Cite").locator("visible=true")
    cites.nth(0).click()
    cites.nth(1).click()
    expect(page.locator("details.citing[open]")).to_have_count(1)


def test_details_of_many_documents_are_followed_to_their_end(page: Page, address: str, service: Service) -> None:
    page.goto(f"{address}/library")
    form = page.locator("fieldset.many")
    with service.library.batch():  # another writer, for whom it waits
        form.get_by_label("all 7").check()
        form.get_by_label("Show").fill("Weirs")
        form.get_by_role("button", name="Set").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Setting details of 7 documents")
        expect(page.locator("progress")).to_have_attribute("value", "0")
    expect(page.get_by_role("heading", level=1)).to_have_text("7 documents changed")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("details as they were before")).to_be_visible()
    assert "Weirs" not in service.library.shows()


def test_work_is_followed_in_place_without_taking_the_focus(page: Page, address: str, service: Service) -> None:
    given = [Sent(f"memo-{n}.txt", f"Memo {n}.".encode(), {}) for n in range(1, 4)]
    id = Staging(service.home).create(given, now=dt.datetime.now(dt.UTC)).id
    with held(service.home, id, 3):
        with held(service.home, id, 2):
            page.goto(f"{address}/add/{id}")
            page.get_by_role("button", name="Go on").click()
            bar = page.locator("progress")
            expect(bar).to_have_attribute("value", re.compile("[01]"))  # by whether the first is read quickly
            page.get_by_role("button", name="Cancel").focus()
        expect(bar).to_have_attribute("value", "2")
        expect(page.get_by_role("button", name="Cancel")).to_be_focused()
        expect(page).to_have_title("Reading: 2 of 3 files · Citecast")
    expect(page.get_by_role("heading", level=1)).to_have_text("3 files read, none stored yet")
