"""Whatever stands on which page, a range of words is cited with its pages, by the labels that they have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from string import ascii_lowercase
from typing import NamedTuple

from hypothesis import given, settings, strategies as st

from corpus.locators import locate
from corpus.model import Hints
from corpus.passages import identify
from corpus.readers.registry import read
from tests.papers import Paper

LINES = 9  # of a page
NAMES = ("Ann", "Lee:", "Ben", "Moe:")  # labels of turns, which are words where there are few


def roman(number: int) -> str:
    return "x" * (number // 10) + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][number % 10]


STYLES: dict[str | None, Callable[[int], str]] = {
    None: lambda n: "",
    "ARABIC": str,
    "LETTERS_UPPER": lambda n: chr(64 + n),
    "ROMAN_LOWER": roman,
}


class Labels(NamedTuple):
    """How the pages from one on are labelled."""

    style: str | None
    start: int
    prefix: str

    def of(self, number: int) -> str:
        return self.prefix + STYLES[self.style](self.start + number)


RANGES = st.lists(
    st.builds(Labels, st.sampled_from(list(STYLES)), st.integers(1, 3), st.sampled_from(["A-", "", "v"])),
    min_size=1,
    max_size=3,
)


class Word(NamedTuple):
    text: str
    pages: tuple[int, int]  # sheets that it begins and ends on


def spelled(number: int) -> str:
    """A word of its own for each number."""
    return "".join(ascii_lowercase[int(digit)] for digit in f"{number:04}") + "m"


@st.composite
def papers(draw: st.DrawFn) -> tuple[bytes, list[Word], dict[int, str]]:
    """A PDF, its words in their order, and the label of each sheet that has one."""
    lengths = draw(st.lists(st.integers(3, 200), min_size=2, max_size=5))
    ranges = draw(RANGES | st.just([]))
    cut = draw(st.booleans())
    named = draw(st.booleans())
    paper, labels, words, numbers = Paper(running=False), dict[int, str](), list[Word](), count()
    sheet, row, since, current = 1, 0, 0, None

    def labelled() -> None:
        nonlocal current, since
        if ranges and (sheet == 1 or sheet % 2 == 1) and sheet // 2 < len(ranges):
            current, since = ranges[sheet // 2], sheet
            paper.label(current.style, current.start, current.prefix)
        if current:
            labels[sheet] = current.of(sheet - since)

    labelled()
    for turn, length in enumerate(lengths):
        texts = [spelled(next(numbers)) for _ in range(length)]
        texts[0], texts[-1] = texts[0].title(), texts[-1] + "."
        label = f"{'Ann Lee' if turn % 2 else 'Ben Moe'}: " if named else ""
        rest = ""
        while texts or rest:
            line, texts = texts[:9], texts[9:]
            shown = label + " ".join(filter(None, [rest, *line]))
            label = ""
            if rest:
                words[-1] = words[-1]._replace(pages=(words[-1].pages[0], sheet))
                rest = ""
            words += [Word(text, (sheet, sheet)) for text in line]
            if cut and texts:
                shown, rest = f"{shown[:-3]}-", shown[-3:]
            paper.at(72, paper.y, shown)
            paper.y -= 14
            row += 1
            if row == LINES and (texts or rest or turn < len(lengths) - 1):
                paper.page()
                sheet, row = sheet + 1, 0
                labelled()
        paper.y -= 14
    return paper.bytes(), words, labels


@given(papers(), st.data())
@settings(max_examples=60, deadline=None)
def test_the_pages_of_a_range_are_those_that_its_words_are_on(
    paper: tuple[bytes, list[Word], dict[int, str]], data: st.DataObject
) -> None:
    made, words, labels = paper
    has_labels = any(labels.values())
    document = identify(replace(read(made, Hints(name="paper.pdf")).document, id="d"))
    passages = [(passage, [w for w in passage.text.split() if w not in NAMES]) for passage in document.passages()]
    assert [text for _, texts in passages for text in texts] == [word.text for word in words]
    at = 0
    for passage, texts in passages:
        first = data.draw(st.integers(0, len(texts) - 1))
        last = data.draw(st.integers(first, len(texts) - 1))
        start = passage.text.index(texts[first])
        found = locate(passage, start, passage.text.index(texts[last]) + len(texts[last]))
        begins, ends = words[at + first].pages[0], words[at + last].pages[1]
        assert (found.page, found.last_page) == (begins, ends)
        expected = [(labels[sheet] or f"[{sheet}]") if has_labels else str(sheet) for sheet in (begins, ends)]
        assert [found.label, found.last_label] == expected
        at += len(texts)
