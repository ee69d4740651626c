"""An export by keyboard in a real browser, with script and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_an_export_is_downloaded_by_keyboard(browser: Browser, address: str, script: bool) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{address}/search?q=drones")
    page.locator("summary", has_text="Export").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    download = started.value
    assert re.fullmatch(r"drones-\d{4}-\d\d-\d\d\.csv", download.suggested_filename)
    assert "End of the export: 11 passages." in download.path().read_text("utf-8-sig")
    context.close()


def test_a_list_of_queries_is_downloaded(browser: Browser, address: str, tmp_path: Path) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_text("query\ndrones\n")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/export")
    page.get_by_label("The file").set_input_files(asked)
    with page.expect_download() as started:
        page.get_by_role("button", name="Export").click()
    assert '"drones","drones","11"' in started.value.path().read_text("utf-8-sig")
    context.close()
