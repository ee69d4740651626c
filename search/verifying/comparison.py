"""A quotation beside a stretch of a source: which of its words are the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple, Self

from search.verifying.alignment import Pair, Sought, align
from search.verifying.printed import Text
from search.verifying.source import Numbers, Source


class Hunk(NamedTuple):
    """Words in a row that are not the same: of the draft, of the source; and the same ones before and behind them."""

    ours: Sequence[int]
    theirs: Sequence[int]
    before: Pair
    behind: Pair


@dataclass(frozen=True)
class Comparison:
    """The words of a quotation and those of a source, aligned. `people` are those of the document."""

    text: Text
    source: Source
    pairs: Sequence[Pair]
    score: float
    people: Collection[str] = ()

    @classmethod
    def of(cls, text: Text, source: Source, numbers: Numbers, people: Collection[str] = ()) -> Self:
        if any(each.is_bracketed for each in text.printed):
            text = text.beside([place.passage.text for place in source.places])
        sought = [
            Sought(numbers[each.word.folded], each.is_content, each.is_bracketed, each.left_out, each.is_open)
            for each in text.printed
        ]
        score, pairs = align(sought, source.numbers)
        return cls(text, source, pairs, score, people)

    def is_same(self, pair: Pair) -> bool:
        """Whether two words are one and the same."""
        ours, theirs = pair
        if ours is None or theirs is None:
            return False
        return self.text.printed[ours].word.folded == self.source.spoken[theirs].word.folded

    @cached_property
    def same(self) -> list[Pair]:
        """The words that are the same."""
        return [pair for pair in self.pairs if self.is_same(pair)]

    @property
    def share(self) -> float:
        """How many of the draft's own content words are the source's; of all words where none has content."""
        own = [number for number, each in enumerate(self.text.printed) if not each.is_bracketed]
        content = [number for number in own if self.text.printed[number].is_content] or own
        same = {pair.ours for pair in self.same}
        return sum(number in same for number in content) / len(content) if content else 0.0

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and the last word of the source; None where none is the same."""
        found = [pair.theirs for pair in self.pairs if pair.theirs is not None]
        return (found[0], found[-1]) if self.same else None

    @cached_property
    def hunks(self) -> list[Hunk]:
        """Where they are not the same."""
        found: list[Hunk] = []
        before: Pair | None = None
        for is_same, group in groupby(self.pairs, self.is_same):
            pairs = list(group)
            if is_same:
                if found and found[-1].behind == Pair(None, None):
                    found[-1] = found[-1]._replace(behind=pairs[0])
                before = pairs[-1]
                continue
            ours = [pair.ours for pair in pairs if pair.ours is not None]
            theirs = [pair.theirs for pair in pairs if pair.theirs is not None]
            found.append(Hunk(ours, theirs, before or Pair(None, None), Pair(None, None)))
        return found

    def left_out(self, hunk: Hunk) -> bool:
        """Whether an ellipsis stands among the words of a hunk, or next to them."""
        first = 0 if hunk.before.ours is None else hunk.before.ours + 1
        last = len(self.text.printed) - 1 if hunk.behind.ours is None else hunk.behind.ours
        return any(each.left_out for each in self.text.printed[first : last + 1])
