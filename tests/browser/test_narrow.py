"""A phone, 320 by 568 pixels: what a page is for can be done without scrolling."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from search.service import Service
from tests.web.adding import upload
from tests.web.conftest import Browser as FormBrowser
from web.app import close, create_app

pytestmark = pytest.mark.browser
SIZE: ViewportSize = {"width": 320, "height": 568}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport=SIZE, reduced_motion="reduce")
    yield page
    page.close()


@pytest.fixture
def preview(service: Service) -> str:
    """The address of many files that were read, more than a window shows."""
    app = create_app(service, home=service.home)
    app.test_client_class = FormBrowser
    files = [(f"empty-{n}.txt", b" ") for n in range(9)] + [("memo.txt", b"Some words."), ("note.txt", b"More words.")]
    path = upload(app.test_client(), *files)
    close(app)
    return path


def in_sight(page: Page, selector: str) -> bool:
    box = page.locator(selector).first.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= SIZE["height"]


@pytest.mark.parametrize(
    ("path", "actions"),
    [
        ("/library", ("main form.filter button", "main input[name=id]")),
        ("/add", ("#files", "main button.go")),
        ("/vocabulary", ("main input[name=line]", "main button.go")),
        ("/people", ("main .facets li a",)),
        ("/people?name=Jim+Lamson", ("main input[name=given]", "main button.go")),
    ],
)
def test_the_first_action_of_a_page_is_in_sight(page: Page, address: str, path: str, actions: tuple[str, ...]) -> None:
    page.goto(address + path)
    assert [action for action in actions if not in_sight(page, action)] == []


def test_files_that_were_read_can_be_added_from_anywhere_in_their_list(page: Page, address: str, preview: str) -> None:
    page.goto(address + preview)
    assert page.locator("main table").last.bounding_box()["y"] > SIZE["height"]
    assert in_sight(page, "button[value=all]")
    page.get_by_label("Select note.txt").focus()
    row, bar = (page.locator(each).bounding_box() for each in ("input[name=entry]:focus", ".stuck"))
    assert row
    assert bar
    assert row["y"] + row["height"] <= bar["y"]
