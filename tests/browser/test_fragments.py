"""Links to a source in Chromium: it highlights exactly the cited words, as a picture of the page tells."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page as Tab

from corpus.citation.anchors import anchored
from corpus.fragments import Page
from corpus.visible_text import seen
from tests import text_directives
from tests.bench.fragments.drawn import Cited, page, ranges, transcripts
from tests.data import ARCHIVE
from tests.servers import Page as Served, Site
from tests.waiting import until

pytestmark = pytest.mark.browser

RANGES = min(10 * int(os.environ.get("CITECAST_FUZZ", "1")), 100)
OF_A_PAGE = 5
SMALL = """<style>body, body * { font: 4px/5px monospace !important; margin: 0 !important; padding: 0 !important }
::target-text, ::highlight(expected) { background: #f0f; color: #000 }</style></head>"""
HIGHLIGHT = """([begin, end]) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = new Range();
  let shown = "";
  for (let at = 0; walk.nextNode();) {
    const text = walk.currentNode.data;
    if (!walk.currentNode.parentElement.checkVisibility()) continue;
    for (let offset = 0; offset < text.length; offset++) {
      const char = String.fromCodePoint(text.codePointAt(offset));
      if (/\\s/.test(char) && char !== "\\ufeff") continue;
      if (at === begin) range.setStart(walk.currentNode, offset);
      offset += char.length - 1;
      shown += char;
      if (++at === end) range.setEnd(walk.currentNode, offset + 1);
    }
  }
  CSS.highlights.set("expected", new Highlight(range));
  return shown;
}"""
SAID = (
    "Yes.", "Right, right.", "Yes, the crane broke.", "The crane broke in the night, and nobody saw it break.",
    "Nobody at the quay saw how it broke in the night.", "It’s a 40-year-old crane, “well-known” at the quay — and so?",
    "The yard had ordered *another one* before the sun was up, and it came by sea, they said, in a week or so.",
    "Thank you so much.", "Zoë said it [broke](https://example.org/crane) at 3,500 tons.",
    "And so it did. And so it did.",
)  # fmt: skip


def made() -> Iterator[tuple[str, str]]:
    """Talks in which the same is said again and again."""
    draw = random.Random("cranes")  # noqa: S311
    for number in itertools.count():
        turns = (" ".join(draw.choices(SAID, k=draw.randint(1, 6))) for _ in range(40))
        yield f"talk-{number}", "\n\n".join(f"**{draw.choice(('Ann Lee', 'Bo Kay'))}:** {turn}" for turn in turns)


def of_the_archive() -> Iterator[tuple[str, str]]:
    if not ARCHIVE.exists():
        pytest.skip("the transcript archive is not beside the project")
    names = dict(transcripts(ARCHIVE))
    return ((name, names[name]) for name in random.Random("quay").sample(sorted(names), len(names)))  # noqa: S311


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1200, "height": 600})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("talks", [made, pytest.param(of_the_archive, marks=pytest.mark.archive)])
def test_chromium_highlights_exactly_the_cited_words(
    tab: Tab, site: Site, talks: type[Iterator[tuple[str, str]]]
) -> None:
    draw = random.Random("night")  # noqa: S311
    cited = itertools.islice((each for talk in talks() for each in served(site, *talk, draw)), RANGES)
    why_not = [opened(tab, site, each) for each in cited]
    assert len(why_not) == RANGES
    assert why_not.count(None) >= 0.8 * RANGES, why_not


def served(site: Site, name: str, text: str, draw: random.Random) -> Iterator[Cited]:
    """Ranges of words of a talk, of which a copy is served, small enough for one picture."""
    markup = page(name, text)
    small = markup.replace("</head>", SMALL)
    site.pages["/talk"] = Served(small.encode(), headers={"Content-Type": "text/html; charset=utf-8"})
    yield from ranges(markup, text_directives.shown(markup).text, OF_A_PAGE, draw)


def opened(tab: Tab, site: Site, cited: Cited) -> str | None:
    """Why a link does not open at the words; where it does, it is looked whether these are what is highlighted."""
    stored = Page(seen(cited.markup).blocks)
    url, why_not = anchored(cited.document, cited.quotation, lambda: stored)
    if why_not:
        return why_not
    picture = partial(tab.screenshot, full_page=True)
    tab.goto(site.url("/talk"))
    plain = picture()
    shown = tab.evaluate(HIGHLIGHT, [cited.begin, cited.end])
    assert shown == text_directives.shown(cited.markup).text
    expected = picture()
    tab.evaluate(HIGHLIGHT, [cited.begin, cited.end - 1])
    assert picture() not in (plain, expected), "a picture tells one letter less"
    tab.goto("about:blank")
    tab.goto(f"{site.url('/talk')}#{(url or '').partition('#')[2]}")
    until(lambda: picture() != plain)
    assert picture() == expected, url
    return None
