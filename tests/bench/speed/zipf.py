"""A made-up corpus without end, shaped like transcripts: words by Zipf's law, documents of speaker turns."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator

from corpus.dates import PartialDate
from corpus.model import Document, Passage, Section
from corpus.passages import identify
from tests.bench.speed.seed import seeded

_VOCABULARY = 1_000_000
_SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvwz" for vowel in "aeiou"]
_FIRST_DAY = dt.date(2009, 1, 1).toordinal()
_DAYS = 17 * 365


def documents() -> Iterator[Document]:
    """Transcripts with ids, the same in every run."""
    draw = seeded("made up")
    for number in itertools.count():
        speakers = [f"{_word(draw).title()} {_word(draw).title()}" for _ in range(draw.randint(2, 4))]
        turns = tuple(
            Passage(text=_text(draw), speaker=draw.choice(speakers)) for _ in range(draw.randint(100, 400))
        )  # fmt: skip
        yield identify(
            Document(
                type="transcript",
                id=f"talk-{number}",
                title=f"Talk {number}",
                show=f"Show {number % 9}",
                date=day(draw),
                sections=(Section(heading="Transcript", kind="transcript", passages=turns),),
            )
        )


def day(draw: random.Random) -> PartialDate:
    """A day of 2009 to 2025."""
    date = dt.date.fromordinal(_FIRST_DAY + draw.randrange(_DAYS))
    return PartialDate(date.year, date.month, date.day)


def _text(draw: random.Random) -> str:
    """A turn: most are short, a few go on for 150 words."""
    length = min(max(int(draw.lognormvariate(3.4, 0.9)), 1), 150)
    return " ".join(_word(draw) for _ in range(length)).capitalize() + "."


def _word(draw: random.Random) -> str:
    """A word; that of rank r comes with a probability of about 1 / (r log V)."""
    rank = int(_VOCABULARY ** draw.random())
    word = ""
    while rank:
        rank, syllable = divmod(rank, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word
