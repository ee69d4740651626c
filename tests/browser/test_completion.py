"""The search box's completions in a real browser: by keyboard, by mouse, to a screen reader, and without script."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import faultless
from tests.browser.test_axe import SCHEMES, VIOLATIONS, WIDTHS

pytestmark = pytest.mark.browser

PLACES = """[...document.querySelectorAll("body *:not(.completions, .completions *, .unseen)")].filter(
    each => each.checkVisibility()
).map(each => {
    const box = each.getBoundingClientRect();
    return [box.left + scrollX, box.top + scrollY, box.width, box.height];
})"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with faultless(browser.new_context()) as page:
        yield page


def typing(page: Page, address: str, text: str) -> Locator:
    """The search box of a page, with a text typed into it, once its completions are shown."""
    page.goto(address)
    box = page.get_by_role("combobox")
    box.press_sequentially(text)
    expect(page.get_by_role("listbox")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    return box


def chosen(page: Page, box: Locator) -> str:
    """The option that a screen reader is told of, which is the one that is seen as chosen."""
    active = box.get_attribute("aria-activedescendant")
    selected = page.locator("[role=option][aria-selected=true]")
    expect(selected).to_have_count(1 if active else 0)
    if active:
        expect(selected).to_have_id(active)
    return selected.inner_text() if active else ""


@pytest.mark.parametrize("path", ["/", "/help"])
def test_a_name_is_completed_and_searched_by_keyboard_alone(page: Page, address: str, path: str) -> None:
    box = typing(page, address + path, "drones person:not")
    assert chosen(page, box) == ""
    box.press("ArrowDown")
    assert re.fullmatch(r"Hanna Notte\s+person, 16 passages", chosen(page, box))
    expect(box).to_have_value("drones person:not")
    box.press("Enter")
    expect(box).to_have_value('drones person:"Hanna Notte"')
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=drones\+person%3A%22Hanna\+Notte%22$"))


def test_enter_without_a_choice_searches_what_is_typed(page: Page, address: str) -> None:
    typing(page, address, "fac").press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=fac$"))


def test_keys_walk_through_the_list_and_leave_it(page: Page, address: str) -> None:
    box = typing(page, address, "dr")
    size = page.get_by_role("option").count()
    assert size > 1
    walked = []
    for _ in range(size + 1):
        box.press("ArrowDown")
        walked.append(chosen(page, box))
    assert len({*walked}) == size
    assert walked[-1] == walked[0]
    box.press("ArrowUp")
    assert chosen(page, box) == walked[size - 1]
    for key, caret in (("Home", 0), ("End", 2)):
        box.press("ArrowDown")
        box.press(key)
        assert chosen(page, box) == ""
        assert box.evaluate("box => box.selectionStart") == caret
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("dr")
    box.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    expect(box).to_have_attribute("aria-activedescendant", "completions-0")
    box.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    expect(box).to_have_value("dr")


def test_a_click_completes_and_the_box_keeps_the_focus(page: Page, address: str) -> None:
    box = typing(page, address, "iran fac")
    page.get_by_role("option", name="factory").click()
    expect(box).to_have_value("iran factory")
    expect(box).to_be_focused()
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press_sequentially(" fac")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_what_stands_behind_the_caret_stays(page: Page, address: str) -> None:
    page.goto(address)
    box = page.get_by_role("combobox")
    box.fill(" drones")
    box.press("Home")
    box.press_sequentially("fac")
    page.get_by_role("option", name="factory").click()
    expect(box).to_have_value("factory drones")
    assert box.evaluate("box => box.selectionStart") == len("factory")


def test_the_number_of_options_is_announced(page: Page, address: str) -> None:
    box = typing(page, address, "person:not")
    said = page.locator("[aria-live=polite]")
    expect(said).to_have_text("1 completion")
    box.fill("person:john")
    expect(said).to_have_text("2 completions")
    expect(page.get_by_role("option")).to_have_count(2)
    box.press("Escape")
    expect(said).to_have_text("")


def test_a_late_answer_to_what_is_no_longer_typed_is_dropped(page: Page, address: str) -> None:
    late = threading.Event()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)
        late.set()

    page.route(re.compile(r"/complete\?q=fac$"), hold)
    page.goto(address)
    box = page.get_by_role("combobox")
    with page.expect_request(re.compile(r"/complete\?q=fac$")):
        box.press_sequentially("fac")
    box.fill("dron")
    expect(page.get_by_role("option", name="drone", exact=False).first).to_be_visible()
    shown = page.get_by_role("listbox").inner_text()
    assert late.wait(10)
    with page.expect_response(re.compile(r"/complete\?q=fac$")):
        held[0].continue_()
    assert page.get_by_role("listbox").inner_text() == shown
    assert "factory" not in shown


def test_nothing_moves_and_axe_finds_nothing_while_the_list_is_open(browser: Browser, address: str) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    problems = []
    for path, width, scheme in product(("/", "/search?q=drones"), WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto(address + path)
        page.evaluate(Axe().axe_script)
        page.evaluate("document.fonts.ready")
        before = page.evaluate(PLACES)
        box = page.get_by_role("combobox")
        box.fill("a person:")
        expect(page.get_by_role("option")).not_to_have_count(0)
        box.press("ArrowDown")
        where = f"{path}, {width} px wide, {scheme}"
        problems += [f"{where}: {violation}" for violation in page.evaluate(VIOLATIONS)]
        if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            problems.append(f"{where}: too wide")
        low = page.evaluate(
            "Math.min(...[...document.querySelectorAll('[role=option]')].map(each => each.offsetHeight))"
        )
        if low < 24:
            problems.append(f"{where}: an option of {low} px")
        if page.evaluate(PLACES) != before:
            problems.append(f"{where}: something moved")
    context.close()
    assert not problems, "\n".join(problems)


def test_without_script_the_box_searches_as_before(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("/", "/help"):
        page.goto(address + path)
        box = page.get_by_label("Search", exact=True)
        box.fill("glide bombs")
        expect(page.get_by_role("listbox")).to_have_count(0)
        box.press("Enter")
        expect(page).to_have_url(re.compile(r"/search\?q=glide\+bombs$"))
    context.close()
