"""Whether the words of a quotation are a source's: the rules."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from search.verifying.alignment import Pair
from search.verifying.comparison import Comparison
from search.verifying.differing import differences
from search.verifying.printed import Text
from search.verifying.source import Numbers, Source
from search.verifying.values import FAIR, Difference, Status

_SHARE = 2 / 3  # of the content words, at least, of what is altered
_PLACES = 20  # in one stretch, with the same words
_LOOSE = 10  # words at least that may be missing in the draft


@dataclass(frozen=True)
class Judged(Comparison):
    """A quotation beside a stretch of a source, what is otherwise, and what follows from that."""

    @classmethod
    def of(cls, text: Text, source: Source, numbers: Numbers, people: Collection[str] = ()) -> Self:
        """The alignment; where the words stand in a row at several places, at the one where least is otherwise."""
        found = super().of(text, source, numbers, people)
        if len(found.same) < len(found.pairs) or len(found.same) < len(found.text.printed):
            return found
        sought = [numbers[each.word.folded] for each in found.text.printed]
        places = [
            at
            for at in np.flatnonzero(source.numbers == sought[0])
            if source.numbers[at : at + len(sought)].tolist() == sought
        ]
        if len(places) < 2:
            return found
        rows = [[Pair(number, int(at) + number) for number in range(len(sought))] for at in places[:_PLACES]]
        return min((replace(found, pairs=row) for row in rows), key=lambda each: len(each.differences))

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        return differences(self)

    def status(self, fair: Collection[str] = ()) -> Status:
        """`fair` are kinds of differences that are fair besides."""
        own = [each for each in self.text.printed if not each.is_bracketed]
        is_partly = any(each.base != each.word.folded for each in own)  # which may stand for another word
        if not self.same or not own or (self.share < _SHARE and not fair and not is_partly):
            return "not-found"
        if all((each.kind in FAIR or each.kind in fair) and not each.turns for each in self.differences):
            return "fair" if self.differences else "exact"
        content = sum(each.is_content for each in own)
        enough = min(2, content) if content else min(3, len(own))
        has = sum(self.text.printed[pair.ours or 0].is_content for pair in self.same) if content else len(self.same)
        missing = sum(len(hunk.theirs) for hunk in self.hunks if not self.left_out(hunk))
        is_one_place = missing <= max(_LOOSE, len(own))
        return "altered" if self.share >= _SHARE and has >= enough and is_one_place else "not-found"
