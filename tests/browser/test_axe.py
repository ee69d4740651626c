"""Every page, at three widths, light and dark: axe finds nothing, and nothing overflows."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from search.results import SearchRequest
from search.service import Service

pytestmark = pytest.mark.browser


@pytest.fixture
def paths(service: Service) -> list[str]:
    (first, *_) = service.search(SearchRequest(query="drones type:episode")).hits
    document, passage = first.document.id, first.place.passage.id
    return [
        "/",
        "/search?q=drones",
        "/search?q=drones&type=episode&sort=date",
        "/search?q=drones+xylophonist",
        "/search?q=xylophonist",
        "/search?q=%22open",
        f"/d/{document}?q=drones&cite={passage}",
        f"/d/{document}/edit",
        f"/p/{passage}?v=1",
        "/p/pzzzzzzzzzzzzzzzz",
        "/library",
        "/add",
        "/help",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_page_has_a_violation_or_overflows(
    browser: Browser, address: str, paths: list[str], width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    problems = []
    for path in paths:
        page.goto(address + path)
        for details in page.locator("details").all():
            details.evaluate("element => element.open = true")
        violations = Axe().run(page).response["violations"]
        problems += [f"{path}: {item['id']}: {item['nodes'][0]['html']}" for item in violations]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            problems.append(f"{path}: {wide} px too wide")
    context.close()
    assert not problems, "\n".join(problems)
