"""How much of the stories of pages is read: `python -m tests.bench.stories FOLDER`, of Readability's `test/test-pages`.

Each folder in it has a page, source.html, and its story, expected.html.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup

from corpus.errors import ReadError
from corpus.model import Feed, Hints
from corpus.readers import registry
from corpus.readers.html.text import BLOCKS

_LEAST, _MOST = 0.95, 0.10  # of the expected words, and of others among those that are read
_UNSURE = ("much of the page was left out", "page uncertain")
_WORD = re.compile(r"\w+")


class Page(NamedTuple):
    """How much of a story was read, how much of what was read is none of it, and whether a check says so."""

    name: str
    recall: float
    excess: float
    is_told: bool

    @property
    def holds(self) -> bool:
        return self.recall >= _LEAST and self.excess <= _MOST


def measured(folder: Path) -> Page:
    """A page against its story; its title counts as found where the story has it, and never as another word."""
    wanted = _words(_story(folder / "expected.html"))
    try:
        reading = registry.read((folder / "source.html").read_bytes(), Hints(name="source.html"))
    except ReadError:
        return Page(folder.name, 0.0, 0.0, is_told=True)
    if isinstance(reading, Feed):
        raise TypeError(f"{folder} is a feed")
    sections = reading.document.sections
    texts = [section.heading for section in sections if not section.is_heading()]
    found = _words(" ".join([*texts, *(passage.text for passage in reading.document.passages())]))
    title = _words(reading.document.title)
    with_title = ((found + title) & wanted).total()
    return Page(
        folder.name,
        recall=with_title / max(wanted.total(), 1),
        excess=(found - wanted).total() / max(found.total(), 1),
        is_told=any(check.startswith(_UNSURE) for check in reading.checks),
    )


def _story(path: Path) -> str:
    soup = BeautifulSoup(path.read_text("utf-8", "replace"), "lxml")
    for block in soup.find_all([*BLOCKS, "br"]):
        block.insert_before(" ")
        block.insert_after(" ")
    return soup.get_text()


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def main() -> None:
    """Print the pages that do not hold, and the counts."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tests.bench.stories FOLDER")
    pages = [measured(each.parent) for each in sorted(Path(sys.argv[1]).glob("*/expected.html"))]
    for page in pages:
        if not page.holds:
            said = ", told" if page.is_told else ""
            print(f"{page.name}: {page.recall:.3f} of the words, {page.excess:.3f} others{said}")
    failing = [page for page in pages if not page.holds]
    told = sum(page.is_told for page in pages)
    print(f"{len(pages) - len(failing)} of {len(pages)} pages hold; {told} have a check, ", end="")
    print(f"and {sum(not page.is_told for page in failing)} of those that do not hold have none")


if __name__ == "__main__":
    main()
