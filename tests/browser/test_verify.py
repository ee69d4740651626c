"""Verifying quotes in a real browser, with and without script: pasted, chosen or dropped; by keyboard; narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from tests.browser.conftest import faultless

pytestmark = pytest.mark.browser
TALK = """---
title: Gantries
type: transcript
show: Slow Freight
host: Ann Lee
---

Ann Lee: So nothing was broken.

Bo Kay: The software was not sold with the gantry, and the lease says who may log in.

Ann Lee: Then why did it stand still?

Bo Kay: Nobody had the keys.
"""
DRAFT = """“So nothing was broken,” said Bo Kay.

Bo Kay said: “The software was sold with the gantry, and the lease says who can log in.”

Ann Lee said: “So nothing was broken.”

Ann Lee said: “Anaverylongwordthatnobodyhaseversaidanywhereinthelibrarybutwhichadraftmayhave<script>alert(1)</script>.”
"""
DROPS = """(form) => {
    const data = new DataTransfer();
    data.items.add(new File([%r], "second version.txt", { type: "text/plain" }));
    form.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
    form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def talk(service: Service, tmp_path: Path) -> None:
    source = RawSource(source="gantries.md", name="gantries.md", data=TALK.encode(), path=tmp_path / "gantries.md")
    list(service.adder.add([SourceSpec.at_hand(source)]))
    service.indexer.catch_up()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    with faultless(browser.new_context(java_script_enabled=request.param)) as page:
        yield page


@pytest.fixture
def scripted(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    with faultless(context) as page:
        yield page


def paste(page: Page, address: str, draft: str = DRAFT) -> None:
    page.goto(f"{address}/")
    page.get_by_role("link", name="Verify quotes").click()
    page.get_by_label("Or paste the text").fill(draft)
    page.get_by_role("button", name="Check the text").click()


def test_what_is_pasted_is_shown_beside_its_source(page: Page, address: str) -> None:
    paste(page, address)
    expect(page.get_by_role("heading", level=1)).to_have_text("4 quotations: 3 to mend")
    expect(page.locator(".finding h2")).to_contain_text(["said by another", "altered", "not found", "exact"])
    altered = page.locator("#q2")
    expect(altered.locator("ins")).to_have_text(["not", "may"])
    expect(altered.locator("del")).to_have_text(["can"])
    page.get_by_text("In the draft’s order").click()
    page.get_by_role("link", name="altered", exact=True).click()
    assert page.url.endswith("/verify#q2")


def test_a_file_is_chosen(page: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "first version.txt"
    file.write_text(DRAFT)
    page.goto(f"{address}/verify")
    page.get_by_label("Drop a draft here, or choose it").set_input_files(file)
    page.get_by_role("button", name="Check its quotations").click()
    expect(page.get_by_text("first version.txt, compared with")).to_be_visible()


def test_a_file_that_cannot_be_read_leads_back_to_the_form(page: Page, address: str, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(b"%PDF-1.7 and so on")
    with page.context.new_page() as other:  # where a failed answer is no fault
        other.goto(f"{address}/verify")
        other.get_by_label("Drop a draft here, or choose it").set_input_files(file)
        other.get_by_role("button", name="Check its quotations").click()
        expect(other.get_by_role("alert")).to_contain_text("“paper.pdf” is a PDF")
        expect(other.get_by_label("Or paste the text")).to_be_visible()


def test_a_file_is_dropped(scripted: Page, address: str) -> None:
    scripted.goto(f"{address}/verify")
    scripted.locator(".drop").evaluate(DROPS % DRAFT)
    expect(scripted.get_by_text("second version.txt, compared with")).to_be_visible()
    expect(scripted.locator(".finding")).to_have_count(4)


def test_findings_of_one_outcome_are_chosen_by_keyboard(page: Page, address: str) -> None:
    paste(page, address)
    shown = page.locator(".finding:visible")
    expect(shown).to_have_count(4)
    page.locator("#o-all").focus()
    for name, number in (("other", "q1"), ("altered", "q2"), ("missing", "q4"), ("exact", "q3")):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#o-{name}")).to_be_checked()
        expect(shown).to_have_count(1)
        expect(shown).to_have_id(number)
    assert page.locator("#o-exact").evaluate("each => getComputedStyle(each.parentElement).outlineStyle") == "solid"
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_count(4)


def test_words_are_cited_where_they_are_and_links_open_beside(page: Page, address: str) -> None:
    paste(page, address)
    page.get_by_label("Cite quotation 2").press("Enter")
    expect(page.locator("#q2 .cite .entry")).to_contain_text("Gantries")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Read quotation 2 in context").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Gantries")
    expect(page.locator("#q2")).to_be_visible()


def test_the_sources_words_are_copied(scripted: Page, address: str) -> None:
    paste(scripted, address)
    scripted.locator("#q2").get_by_role("button", name="Copy the source’s words").click()
    expect(scripted.get_by_role("status")).to_have_text("The source’s words copied")
    said = scripted.evaluate("navigator.clipboard.readText()")
    assert said == "The software was not sold with the gantry, and the lease says who may log in."


def test_the_report_is_saved_as_a_file(scripted: Page, address: str, tmp_path: Path) -> None:
    paste(scripted, address)
    scripted.get_by_text("Report", exact=True).click()
    for kind in ("JSON", "HTML"):
        with scripted.expect_download() as download:
            scripted.get_by_role("link", name=kind, exact=True).click()
        assert download.value.suggested_filename == f"Pasted text quotations.{kind.lower()}"
        assert "So nothing was broken" in download.value.path().read_text()


def test_what_counts_as_fair_is_kept(page: Page, address: str) -> None:
    page.goto(f"{address}/verify")
    page.get_by_text("What counts as fair").click()
    page.get_by_label("British and American spelling").check()
    page.get_by_role("button", name="Keep for my drafts").click()
    expect(page.get_by_role("status").first).to_contain_text("Kept for the drafts")
    page.goto(f"{address}/verify")
    expect(page.get_by_text("What counts as fair")).to_contain_text("British and American spelling")


def test_nothing_is_too_wide_for_a_narrow_window(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{address}/verify")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    paste(page, address)
    for details in page.locator("main summary").all():
        details.click()
    assert page.evaluate(wide) <= 0
