"""Every page, at three widths, light and dark: axe finds nothing, and nothing overflows.

In CI, axe looks at each page at two of the widths, light at one and dark at the other, in turn;
`CITECAST_FUZZ=2 pytest tests/browser` has it look at all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from corpus.library import Clip
from corpus.model import Hints
from corpus.quotation import Range
from search.ingest.values import AddResult, RawSource, SourceSpec
from search.results.filters import Filters
from search.results.values import SearchRequest
from search.service import Service
from tests.machine import heard, listened
from tests.many import MANY
from tests.web.adding import send, upload
from tests.web.conftest import Browser as FormBrowser
from tests.web.test_hearing import aligned
from web.app import close, create_app
from web.staging import Sent, Staging

pytestmark = pytest.mark.browser

WIDTHS = (320, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOOKS = tuple(product(WIDTHS, SCHEMES))
VIOLATIONS = """axe.run({resultTypes: ["violations"]})
    .then(found => found.violations.map(each => `${each.id}: ${each.nodes[0].html}`))"""
DETAILS = "title: Gantries\nhost: Ann Lee\naudio_url: http://127.0.0.1:9/none.mp3"
CUES = b"""WEBVTT

00:00.000 --> 00:09.000
<v Ann Lee>Who holds the keys to the gantry?

00:09.000 --> 00:20.000
<v Ben Moe>The supplier of the gantry does.
"""
DRAFT = """“Who holds the keys to the gantry?” asked Ben Moe. “The mast is forty metres high.”

Ann Lee said: “Who holds all the keys to a gantry, and in May?” She has “The supplier of the … gantry does.”

Ben Moe said: “The supplier of the gantry does.” And: “Whoever has a key has a gantry on the moon.” They say “smart”.

Ben Moe said: “The supplier of the gantry does.” Then: “Who holds the keys to the gantry?” And: “the gantry does.”

> The mast is
> fifty metres high.

He said “The mast is fifty metres high.” And “a mark that never closes.
"""
FILES = (
    ("memo.md", b"---\ntitle: M\ndate: 2024\n---\nReady.\n"),
    ("pumps.txt", b"To check.\n"),
    ("empty.txt", b" "),
)


def working(staging: Staging) -> Iterator[str]:
    """The addresses of batches that nobody is at work on: to be read, half added, halted."""
    given = [Sent(name, data, {}) for name, data in FILES]
    for added, error in ((0, ""), (1, ""), (1, "another program is making documents searchable; try again")):
        id = staging.create(given, now=dt.datetime.now(dt.UTC)).id
        with staging.changing(id) as batch:
            batch.error = error
            for entry in batch.entries[: 3 * added]:
                entry.chosen, entry.done = True, entry.number == 1
            batch.results = [AddResult(source="memo.md", status="failed", message="is empty")] * added
        yield f"/add/{id}"


def of_machines(service: Service, tmp_path: Path) -> tuple[str, str]:
    """A machine transcript with words that are unsure, and a printed one that is aligned; a recording that waits, one
    that came to nothing, and an episode that has one."""
    found = heard()
    doubted = [replace(turn, words=tuple(each._replace(confidence=20) for each in turn.words)) for turn in found.turns]
    machine = listened(service, replace(found, turns=tuple(doubted)))
    episode = RawSource(source="e.html", name="e.html", data=b"<h1>Cranes</h1><p>In this episode, cranes.</p>")
    sidecar = "type: episode\naudio_url: http://127.0.0.1:9/none.mp3"
    list(service.adder.add([SourceSpec.at_hand(replace(episode, sidecar=sidecar))]))
    (tmp_path / "broken.mp3").write_bytes(b"ID3")
    failed = service.listening.of_file(str(tmp_path / "broken.mp3"), Hints())
    service.listening.jobs.put(replace(failed, error="is no recording that can be read"))
    return machine.id, aligned(service).id


@pytest.fixture
def paths(service: Service, tmp_path: Path) -> list[str]:
    """Every page, in every state that looks different."""
    (first, *_) = service.finder.search(SearchRequest(query="drones type:episode")).hits
    document, passage = first.document.id, first.place.passage.id
    app = create_app(service, home=service.home)
    app.test_client_class = FormBrowser
    client = app.test_client()
    waiting, added = upload(client, *FILES), upload(client, *FILES)
    send(client, added, {"action": "all"})
    close(app)
    memo = RawSource(source="memo", name="x.md", data=b"The mast is forty metres high.", path=tmp_path / "x.md")
    (kept,) = service.adder.add([SourceSpec.at_hand(memo, Hints(title="Mast"))])
    (cited,) = service.library.document(kept.document or "").passages()
    talk = RawSource(source="talk", name="talk.vtt", data=CUES, path=tmp_path / "talk.vtt", sidecar=DETAILS)
    list(service.adder.add([SourceSpec.at_hand(talk)]))
    changed = replace(memo, data=b"The mast is fifty metres high.")
    list(service.adder.add([SourceSpec.at_hand(changed, Hints(title="Mast"))]))
    service.library.vocabulary.change(lambda text: f"{text}Yelabuga = Jelabuga  # in German\ndrone = UAV\n")
    service.following.save("Masts", SearchRequest(query="mast", filters=Filters(without={"show": ("",)})))
    for name in ("Drones", "Another"):
        service.following.save(name, SearchRequest(query="drones"))
    service.library.saved.remove(3)
    service.indexer.catch_up()
    service.editor.remove("what-a-trainer-aircraft-is-for")
    service.editor.remove("jim-lamson", purge=True)
    gantries = list(service.library.document("gantries").passages())
    held = service.library.clippings
    for name in ("Masts, chapter two", "Empty", "Removed"):
        held.make(name)
    held.remove_list(3)
    words = Clip(gantries[0].id, 1, Range(0, 3, gantries[1].id))
    held.collect(1, [Clip(cited.id, 1), words, Clip("pzzzzzzzzzzzzzzzz", 1)])
    held.note(1, "Opens the chapter.\nAsk.")
    held.tag([1, 2], "masts")
    reached = f"cite={gantries[0].id}&through={gantries[1].id}&from=0&to=3"
    (service.home / "history.txt").write_text('drones\n"glide bombs"\n')
    machine, aligned = of_machines(service, tmp_path)
    return [
        "/listening",
        f"/d/{machine}",
        f"/d/{machine}/turns/2",
        f"/d/{aligned}",
        "/search?q=kettles",
        "/",
        "/search?q=drones",
        "/search?q=drones&type=episode&sort=date",
        "/search?q=drones+xylophonist",
        "/search?q=xylophonist",
        "/search?q=%22open",
        "/search?q=%22drones+factory%22+factory",
        f"/search?q=drones+type:episode&why={passage}",
        "/search?q=was%3Amast",
        "/search?q=%22forty+metres%22",
        f"/search?q=drones&not-speaker=&not-show=&since=2022&until=2030&context={passage}&turns=1",
        "/search?q=drones+after:2022&year=2024&year=&find-type=re&sort=date",
        "/search?q=drones&vs=engines&as=shares",
        "/timeline?q=drones&vs=engines&vs=speaker:guest&type=transcript&type=episode",
        "/timeline?q=drones&vs=engines&vs=factory&as=shares",
        "/timeline?q=xylophonist",
        "/concordance?q=drones&order=right",
        "/concordance?q=type:bio",
        f"/d/{document}?q=drones&type=episode&cite={passage}#{passage}",
        f"/d/gantries?{reached}#{gantries[0].id}",
        f"/d/gantries?cite={gantries[1].id}&begins=nowhere",
        f"/d/gantries?cite={cited.id}",
        f"/p/{gantries[0].id}?v=1&through={gantries[1].id}&from=0&to=3",
        "/clippings/1?new=2&old=1&unknown=1&gone=4",
        "/clippings/1?tag=masts",
        "/clippings/2",
        f"/clippings/collect?c={cited.id}?v=1&c={gantries[0].id}?v=1",
        f"/d/{document}?q=drones+xylophonist+factory&at={passage}#{passage}",
        f"/d/{document}?q=%22glide+bombs%22+-drones&at={passage}",
        "/d/from-parts-to-factories-2?q=engines",
        "/d/what-a-trainer-aircraft-is-for",
        "/d/mast?v=1",
        "/d/gantries?q=keys",
        "/d/gantries?play=9",  # whose recording cannot be had
        "/d/jim-lamson",
        f"/d/{document}/edit",
        "/people",
        f"/people?document={document}&name=Jim+Lamson",
        "/people?name=Jim+Lamson&who=named&given=Jim&family=Lamson&suffix=Jr.&where=library",
        "/people?name=Jim+Lamson&who=named&given=Jim&where=library",
        "/export",
        "/export?q=drones&type=episode",
        "/vocabulary",
        "/vocabulary?find=alabuga",
        "/vocabulary?was=colour+%3D+color&line=alone",
        "/vocabulary?done=3",
        "/search?q=drones+-colour&vocabulary=off",
        "/search?q=mast&new=1-2026-11-24&sort=-stored",
        "/search?q=mast&looked=1",
        "/saved",
        "/saved?change=1&done=1&removed=3",
        f"/p/{passage}?v=1",
        f"/p/{passage}?v=1&from=0&to=9",
        f"/p/{cited.id}?v=1",
        "/p/pzzzzzzzzzzzzzzzz",
        "/verify?kept=yes",
        "/library",
        "/library?view=check",
        "/library?view=removed",
        "/add",
        waiting,
        f"{waiting}/1",
        added,
        *working(Staging(service.home)),
        "/help",
        "/api/",
        "/token",
    ]


def problems(page: Page, path: str, looks: Sequence[tuple[int, str]] = LOOKS) -> Iterator[str]:
    """What is wrong with the page that is open, at every width, light and dark; axe is asked for some of these."""
    page.evaluate(Axe().axe_script)
    for details in page.locator("details").all():
        details.evaluate("element => element.open = true")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        where = f"{path}, {width} px wide, {scheme}"
        if (width, scheme) in looks:
            yield from (f"{where}: {violation}" for violation in page.evaluate(VIOLATIONS))
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            yield f"{where}: {wide} px too wide"


def test_the_list_of_keys_has_no_violation_and_does_not_overflow(page: Page, address: str) -> None:
    page.goto(f"{address}/library")
    page.keyboard.press("?")
    assert not list(problems(page, "the list of keys"))
    box = page.get_by_role("dialog", name="Shortcuts").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= WIDTHS[-1] - box["width"]


def test_no_page_of_findings_has_a_violation_or_overflows(page: Page, address: str, paths: list[str]) -> None:
    found: list[str] = []
    for draft in (DRAFT, "Nothing is quoted.", " "):
        page.goto(f"{address}/verify")
        page.get_by_label("Or paste the text").fill(draft)
        page.get_by_role("button", name="Check the text").click()
        page.get_by_role("heading", level=1).wait_for()
        found += problems(page, f"findings of {draft[:20]}")
    assert not found, "\n".join(found)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def test_no_page_has_a_violation_or_overflows(page: Page, address: str, paths: list[str]) -> None:
    found: list[str] = []
    for number, path in enumerate(paths):
        page.goto(address + path)
        found += problems(page, path, LOOKS if MANY > 1 else (LOOKS[number % 6], LOOKS[(number + 3) % 6]))
    assert not found, "\n".join(found)


def test_no_page_of_bulk_edits_has_a_violation_or_overflows(page: Page, address: str, service: Service) -> None:
    def set_show(ticked: str, meanwhile: Callable[[], object] = lambda: None) -> None:
        page.goto(f"{address}/library")
        page.locator(ticked).first.check()
        page.locator(".many input[name=show]").fill("W" * 60)
        meanwhile()
        page.get_by_role("button", name="Set").click()

    with service.library.batch():  # another writer, for whom it waits
        set_show("input[name=all]")
        found = [*problems(page, "setting details")]
    page.get_by_role("heading", name="7 documents changed").wait_for()
    found += problems(page, "details set")
    (first, *_) = service.library.listed()
    set_show("input[name=id]", lambda: service.editor.remove(first))
    page.get_by_text("it was removed").wait_for()
    found += problems(page, "details that failed")
    assert not found, "\n".join(found)
