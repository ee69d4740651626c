"""Known items: queries, each drawn from a passage that it is to find, of every kind that people ask."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

from tests.bench.known_items import wordings
from tests.bench.known_items.survey import FEW, WORD, Said, Survey

_QUESTIONS = (
    "what is {} {} and {}?",
    "how do you {} with the {} of {}?",
    "why would {} be about {} or {}?",
    "who was it that had {} {} in the {}?",
    "when should we {} a {} for {}?",
    "where are the {} of {} {}?",
    "does {} do that to {} and {}?",
    "which of them is {}, {} or {}?",
)
_ABOUT = ("what is it about {}?", "how does one do {}?", "why is it that {}?", "is it so that {}?")
_TRIES = 400  # passages for each item


class Item(NamedTuple):
    """A query, the passage that it is drawn from, and what a passage must have, word by word, to be as good."""

    kind: str
    query: str
    wanted: Said
    run: str = ""  # of the passage's words; empty where only a passage of much the same text is as good


@dataclass(frozen=True)
class Drawing:
    """Draws items of a survey."""

    survey: Survey
    random: random.Random
    asked: set[str] = field(default_factory=set)  # the texts that items were drawn from: each is drawn from once

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self.survey.names())

    @cached_property
    def hyphenated(self) -> frozenset[str]:
        counts = self.survey.counts
        return frozenset(word.lower() for word, count in counts.items() if "-" in word and count > 2)

    @cached_property
    def attested(self) -> frozenset[str]:
        return frozenset(word for word, count in self.survey.counts.items() if count > 4 and word.islower())

    def items(self, kind: str, make: Callable[[Said], Item | None], count: int) -> Iterator[Item]:
        """So many items of a kind; fewer where the passages have no more."""
        for _ in range(count * _TRIES):
            if count == 0:
                return
            said = self.random.choice(self.survey.passages)
            if said.text not in self.asked and (item := make(said)):
                self.asked.add(said.text)
                count -= 1
                yield item._replace(kind=kind)

    def content(self, said: Said, count: int) -> list[str]:
        """So many words of a passage that few have together, in lower case; none where it has no such."""
        words = sorted({word for word in WORD.findall(said.text) if word.islower() and self.survey.is_content(word)})
        chosen = self.random.sample(words, min(count, len(words)))
        return chosen if len(chosen) == count and self.survey.having(" ".join(chosen)) <= FEW else []

    def run(self, said: Said, least: int, most: int) -> list[str]:
        """Words in a row of a passage; none where it has no such."""
        words = WORD.findall(said.text)
        count = self.random.randint(least, most)
        begin = self.random.randint(0, max(len(words) - count, 0))
        run = words[begin : begin + count]
        return run if len(run) == count and "unintelligible" not in run else []  # and the time at which it is so

    def is_told(self, run: Sequence[str]) -> bool:
        """Whether few passages have all words of a run, four of which a search would name."""
        return sum(map(self.survey.is_content, run)) >= 4 and self.survey.having(" ".join(run)) <= FEW

    # kinds

    def inflected(self, said: Said) -> Item | None:
        """Two to four words, one or more of them in another regular inflection that some passage has."""
        worded, changed = [], 0
        for word in self.content(said, self.random.randint(2, 4)):
            forms = wordings.inflected(word, self.attested)
            worded.append(self.random.choice(forms) if forms else word)
            changed += bool(forms)
        return Item("", " ".join(worded), said) if changed else None

    def question(self, said: Said) -> Item | None:
        """A question of three words of a passage, or of some of its words in a row."""
        if self.random.random() < 0.5:
            words = self.content(said, 3)
            return Item("", self.random.choice(_QUESTIONS).format(*words), said) if words else None
        run = self.run(said, 5, 8)
        asked = self.random.choice(_ABOUT).format(" ".join(run).lower())
        return Item("", asked, said, " ".join(run)) if self.is_told(run) else None

    def misspelt(self, said: Said) -> Item | None:
        """A name that no passage spells so, alone or with two words of its passage."""
        names = sorted({word for word in WORD.findall(said.text) if word in self.names})
        if not names:
            return None
        name = self.random.choice(names)
        wrong = wordings.misspelt(self.random, name)
        if self.survey.counts[wrong] or self.survey.counts[wrong.lower()]:
            return None
        if self.survey.having(name) <= FEW and self.random.random() < 0.5:
            return Item("", wrong, said, name)
        words = self.content(said, 2)
        return Item("", " ".join((wrong, *words)), said) if words else None

    def quote(self, wording: wordings.Wording, said: Said) -> Item | None:
        """A remembered sentence, without quotation marks and worded otherwise."""
        run = self.run(said, 8, 14)
        worded = wording(self.random, run) if run else None
        return Item("", " ".join(worded).lower(), said, " ".join(run)) if worded and self.is_told(run) else None


def kinds(drawing: Drawing) -> dict[str, Callable[[Said], Item | None]]:
    """What makes an item of each kind."""
    quotes: dict[str, wordings.Wording] = {
        "as it was said": lambda _, words: words,
        "um and uh added": wordings.with_um,
        "numerals for words and back": wordings.numerals,
        "hyphens changed": wordings.hyphens(drawing.hyphenated),
        "British spelling": wordings.british,
        "contractions undone": wordings.contractions,
    }
    return {
        "two to four inflected words": drawing.inflected,
        "questions": drawing.question,
        "misspelt names": drawing.misspelt,
        **{f"quotes, {name}": partial(drawing.quote, wording) for name, wording in quotes.items()},
    }


def is_as_good(text: str, item: Item) -> bool:
    """Whether a passage's text has the words in a row that were asked for, or is much the same as the one wanted."""
    if item.run:
        return f" {plain(item.run)} " in f" {plain(text)} "
    return text == item.wanted.text or _alike(WORD.findall(text.lower()), WORD.findall(item.wanted.text.lower()))


def plain(text: str) -> str:
    """The words of a text in lower case, between blanks."""
    return " ".join(WORD.findall(text.lower()))


def _alike(some: Sequence[str], others: Sequence[str]) -> bool:
    return len({*some} & {*others}) >= 0.8 * max(len({*some} | {*others}), 1)
