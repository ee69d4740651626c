"""A real Chromium on a real server: skipped where there is none, unless it is required."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from search.service import Service
from tests.web.serving import listening

REQUIRED = os.environ.get("CITECAST_REQUIRE_BROWSER") == "1"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if REQUIRED:
            pytest.fail("no Chromium: CITECAST_REQUIRE_BROWSER=1 makes that a failure")
        pytest.skip("no Chromium on this machine: apt install chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield launched
        launched.close()


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    """A waitress server over the sample corpus, on a free port of loopback."""
    with listening(service) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page, with script and without."""
    context = browser.new_context(java_script_enabled=request.param)
    page = context.new_page()
    yield page
    context.close()


@contextmanager
def faultless(context: BrowserContext) -> Iterator[Page]:
    """A page of a context, which is closed at the end; whatever fails on it, or has an error in the console, fails."""
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    context.close()
    assert problems == []
