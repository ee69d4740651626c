"""Every page, at three widths, light and dark: axe finds nothing, and nothing overflows."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from corpus.model import Hints
from search.results import Given, SearchRequest, Upload
from search.service import Service
from web.app import create_app

pytestmark = pytest.mark.browser


OWN = {"Sec-Fetch-Site": "same-origin"}


def batch(client: FlaskClient) -> str:
    """The address of an uploaded batch that has one of everything."""
    files = {"memo.md": "---\ntitle: M\ndate: 2024\n---\nReady.\n", "pumps.txt": "To check.\n", "empty.txt": " "}
    data = {"files": [(io.BytesIO(text.encode()), name) for name, text in files.items()]}
    return str(client.post("/add", data=data, headers=OWN).location)


@pytest.fixture
def paths(service: Service, tmp_path: Path) -> list[str]:
    """Every page, in every state that looks different."""
    (first, *_) = service.search(SearchRequest(query="drones type:episode")).hits
    document, passage = first.document.id, first.place.passage.id
    client = create_app(service, home=service.home).test_client()
    waiting, added = batch(client), batch(client)
    client.post(added, data={"action": "all"}, headers=OWN)
    memo = Upload(source="memo", name="x.md", data=b"The mast is forty metres high.", path=tmp_path / "x.md")
    (kept,) = service.add([Given.at_hand(memo, Hints(title="Mast"))])
    (cited,) = service.document(kept.document or "").passages()
    changed = replace(memo, data=b"The mast is fifty metres high.")
    list(service.add([Given.at_hand(changed, Hints(title="Mast"))]))
    service.catch_up()
    service.remove("what-a-trainer-aircraft-is-for")
    service.remove("jim-lamson", purge=True)
    return [
        "/",
        "/search?q=drones",
        "/search?q=drones&type=episode&sort=date",
        "/search?q=drones+xylophonist",
        "/search?q=xylophonist",
        "/search?q=%22open",
        f"/d/{document}?q=drones&cite={passage}",
        "/d/from-parts-to-factories-2?q=engines",
        "/d/what-a-trainer-aircraft-is-for",
        "/d/mast?v=1",
        "/d/jim-lamson",
        f"/d/{document}/edit",
        f"/p/{passage}?v=1",
        f"/p/{passage}?v=1&from=0&to=9",
        f"/p/{cited.id}?v=1",
        "/p/pzzzzzzzzzzzzzzzz",
        "/library",
        "/library?view=check",
        "/library?view=removed",
        "/add",
        waiting,
        f"{waiting}/1",
        added,
        "/help",
        "/token",
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
