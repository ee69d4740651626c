"""What is to be said of printed words beside which others were heard, or none: misheard, left out, or not said."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from corpus.aligning.matched import Pair, settled
from corpus.aligning.spoken import Token
from corpus.aligning.times import Heard, Speech, Time

FEW = 3  # words in a row: fewer that are not heard, or not printed, are no disagreement
_MOST_DIVIDED = 12  # words in a row that get times between their neighbours' although others were heard
_SAME = 0.7  # of the letters, from which on a row of words is another one, written or heard otherwise
_FITS = 0.5, 2.2  # times as many letters, or as much time
_MANY, _LIKE = 8, 0.55  # words, fewer of whose letters are the same: they are others, and not misheard
_AROUND = 2, 3  # words on each side of a gap
_FAR, _PAUSES_MS = 12, 1500  # such words, and the time between their sentences
_STRETCHED = 2.0  # times what a word takes
_PAUSE_MS = 600  # between sentences, at most times
_MS_OF_LETTER = 65  # where too little was heard to say how fast they speak
_LONG_MS = 2000  # from a word's beginning to the next one's: there is a pause between
_MISHEARD, _MISSED = 0.5, 0.25  # times how sure the words are that were heard instead, or those around


class _Gap(NamedTuple):
    """Tokens between two that were matched, of the printed ones and of those that were heard, half open."""

    begin: int
    end: int
    first: int
    last: int


class Judged:
    """When printed tokens were said; which of them were matched, which were not heard, and what was heard instead."""

    def __init__(self, left: Sequence[Token], right: Heard, found: Sequence[Pair], speech: Speech = ()) -> None:
        self.times: list[Time | None] = [None] * len(left)
        self.matched: set[int] = set()
        self.unheard: set[int] = set()
        self.unprinted: set[int] = set()
        self.right_of: dict[int, int] = {}
        self._left, self._tokens, self._heard, self._speech = left, right.tokens, right.times, speech
        same = settled([pair for pair in found if pair.alike], left, right.tokens)
        self._others = sorted({*found} - {*same})
        self._ms_of_letter = self._pace(same)
        for pair in same:
            time = self._heard[pair.right]
            self.times[pair.left] = time._replace(confidence=round(time.confidence * pair.alike))
            self.matched.add(pair.left)
            self.right_of[pair.left] = pair.right
        matched = (_Gap(pair.left, pair.left + 1, pair.right, pair.right + 1) for pair in same)
        for gap in _gaps(matched, _Gap(0, len(left), 0, len(right.tokens))):
            self._judge(gap)

    def _pace(self, same: Sequence[Pair]) -> float:
        """How many milliseconds a letter takes, where words are matched in a row."""
        spent = letters = 0
        for one, other in pairwise(same):
            lasts = self._heard[other.right].start_ms - self._heard[one.right].start_ms
            if other.left - one.left == other.right - one.right == 1 and lasts < _LONG_MS:
                spent, letters = spent + lasts, letters + self._left[one.left].letters
        return spent / letters if spent and letters else _MS_OF_LETTER

    def _judge(self, gap: _Gap) -> None:
        """Words that are said, whatever was heard; or else the parts of a gap: words in place of others, and what is
        between these."""
        if self._is_said(gap):
            self._divide(gap)
            return
        at, to = (bisect_left(self._others, number, key=lambda pair: pair.left) for number in (gap.begin, gap.end))
        others = [pair for pair in self._others[at:to] if gap.first <= pair.right < gap.last]
        rows = [self._placed(row, gap) for row in _rows(others, gap)]
        for part in _gaps(rows, gap):
            self._judge_part(part, may_be_said=True)
        for row in rows:
            self._judge_part(row, may_be_said=self._goes_on(row, gap))

    def _placed(self, row: _Gap, gap: _Gap) -> _Gap:
        """A row that has all printed words of a gap at the end of it where they go on, if there is one."""
        size = row.last - row.first
        places = [row, *(row._replace(first=at, last=at + size) for at in (gap.first, gap.last - size))]
        is_whole = size and (row.begin, row.end) == (gap.begin, gap.end)
        return next((place for place in places if is_whole and self._goes_on(place, gap)), row)

    def _goes_on(self, row: _Gap, gap: _Gap) -> bool:
        """Whether words at the beginning of a gap are of the sentence before it, or those at its end of that behind:
        what else is in a gap comes between sentences. Or whether they are alike."""
        is_behind = (row.begin, row.first) == (gap.begin, gap.first)
        is_before = (row.end, row.last) == (gap.end, gap.last)
        goes_on = is_behind and not (gap.begin and self._left[gap.begin - 1].is_last)
        goes_on |= is_before and not (gap.end and self._left[gap.end - 1].is_last)
        return goes_on or ((is_behind or is_before) and self._alike(row) >= _LIKE)

    def _judge_part(self, gap: _Gap, *, may_be_said: bool) -> None:
        if may_be_said and self._is_said(gap):
            self._divide(gap)
        else:
            self.unheard.update(range(gap.begin, gap.end))
            self.unprinted.update(range(gap.first, gap.last))

    def _is_said(self, gap: _Gap) -> bool:
        """Whether the printed words fit the time between those around, or the one in which as many letters were heard:
        the recogniser left them out, or heard them otherwise."""
        takes, spare = self._takes(gap), self._spare(gap)
        if not takes or self._is_other(gap) or (not self._is_instead(gap) and self._is_silent(gap, takes)):
            return False
        if gap.first == gap.last:
            # Behind what they leave out for long, recognisers give the next words the time of those left out.
            late = self._beside(gap, _FAR) - _PAUSES_MS if 0 < gap.first < len(self._heard) and takes > _LONG_MS else 0
            return _fits(spare - self._pause(gap), takes) or _fits(late, takes)
        spent = self._heard[gap.last - 1].end_ms - self._heard[gap.first].start_ms
        return _fits(spare, takes) or (spent <= _FITS[1] * takes and self._is_instead(gap))

    def _is_silent(self, gap: _Gap, takes: float) -> bool:
        """Whether nobody speaks for long enough, beside the words around a gap, as far as that is known."""
        if not self._speech or not 0 < gap.first < len(self._heard):
            return False
        begin, end = self._heard[gap.first - 1].start_ms, self._heard[gap.last].end_ms
        first = bisect_right(self._speech, begin, key=lambda span: span[1])
        last = bisect_left(self._speech, end, key=lambda span: span[0])
        spoken = sum(min(until, end) - max(since, begin) for since, until in self._speech[first:last])
        around = self._tokens[gap.first - 1].letters + self._tokens[gap.last].letters
        return spoken - around * self._ms_of_letter < _FITS[0] * takes

    def _takes(self, gap: _Gap) -> float:
        """The time that it takes to say the printed words."""
        return _letters(self._left[gap.begin : gap.end]) * self._ms_of_letter

    def _is_instead(self, gap: _Gap) -> bool:
        """Whether about as many letters were heard as are printed."""
        printed, heard = self._left[gap.begin : gap.end], self._tokens[gap.first : gap.last]
        return _fits(_letters(heard), _letters(printed))

    def _is_other(self, gap: _Gap) -> bool:
        """Whether so many words were heard, and so different ones, that they are not the printed ones, misheard."""
        return min(gap.end - gap.begin, gap.last - gap.first) >= _MANY and self._alike(gap) < _LIKE

    def _alike(self, gap: _Gap) -> float:
        printed, heard = self._left[gap.begin : gap.end], self._tokens[gap.first : gap.last]
        return Indel.normalized_similarity(*("".join(token.text for token in each) for each in (printed, heard)))

    def _pause(self, gap: _Gap) -> int:
        """The time before the printed words in which nothing may be said."""
        return _PAUSE_MS if gap.begin and self._left[gap.begin - 1].is_last else 0

    def _spare(self, gap: _Gap) -> float:
        """The time in a gap, or where a few words around it last longer than their letters take: recognisers stretch
        words over others that they leave out. None at the beginning and the end."""
        if not gap.first or gap.last == len(self._heard):
            return 0
        return min(self._beside(gap, count) for count in _AROUND)

    def _beside(self, gap: _Gap, count: int) -> float:
        first, last = max(gap.first - count, 0), min(gap.last + count, len(self._heard))
        letters = _letters(self._tokens[first : gap.first]) + _letters(self._tokens[gap.last : last])
        return self._heard[last - 1].end_ms - self._heard[first].start_ms - letters * self._ms_of_letter

    def _around(self, gap: _Gap) -> tuple[int, int]:
        """When the word before a gap ends, and the one behind it begins; or may do so, where they last long."""
        before, behind = self._heard[gap.first - 1], self._heard[gap.last]
        longest = [self._tokens[at].letters * self._ms_of_letter * _STRETCHED for at in (gap.first - 1, gap.last)]
        ends, begins = before.start_ms + round(longest[0]), behind.end_ms - round(longest[1])
        return min(before.end_ms, ends), max(behind.start_ms, begins)

    def _divide(self, gap: _Gap) -> None:
        """Give each printed word its letters' share of the time of the words that were heard, or else of that between
        those around; none where they are too many for it."""
        alike = self._alike(gap)
        if gap.end - gap.begin > _MOST_DIVIDED and alike < _SAME:
            return
        if self._is_instead(gap):
            heard, weights = (
                self._heard[gap.first : gap.last],
                [each.letters for each in self._tokens[gap.first : gap.last]],
            )
            sure = sum(time.confidence for time in heard) / len(heard) * (alike if alike >= _SAME else _MISHEARD)
        else:
            before, behind = self._around(gap)
            if behind - before < _FITS[0] * self._takes(gap):
                return
            heard, weights = [Time(before, behind, 0)], [1]
            sure = _MISSED * min(self._heard[gap.first - 1].confidence, self._heard[gap.last].confidence)
        letters = list(accumulate((token.letters for token in self._left[gap.begin : gap.end]), initial=0))
        at = [_at(heard, weights, each / letters[-1]) for each in letters]
        self.times[gap.begin : gap.end] = [Time(start, end, round(sure)) for start, end in pairwise(at)]
        if alike >= _SAME:
            self.matched.update(range(gap.begin, gap.end))


def _rows(found: Iterable[Pair], gap: _Gap) -> Iterator[_Gap]:
    """Pairs with fewer than three words between them on each side, or between them and an edge, together with these."""
    row = _Gap(gap.begin, gap.begin, gap.first, gap.first)
    for pair in found:
        if pair.left - row.end < FEW and pair.right - row.last < FEW:
            row = row._replace(end=pair.left + 1, last=pair.right + 1)
        else:
            yield row
            row = _Gap(pair.left, pair.left + 1, pair.right, pair.right + 1)
    is_last = gap.end - row.end < FEW and gap.last - row.last < FEW
    yield row._replace(end=gap.end, last=gap.last) if is_last else row


def _gaps(rows: Iterable[_Gap], within: _Gap) -> Iterator[_Gap]:
    """What is before, between and behind rows, in order."""
    begin, first = within.begin, within.first
    for row in (*rows, _Gap(within.end, within.end, within.last, within.last)):
        if begin < row.begin or first < row.first:
            yield _Gap(begin, row.begin, first, row.first)
        begin, first = row.end, row.last


def _at(heard: Sequence[Time], weights: Sequence[int], share: float) -> int:
    """The time at a share of the letters that were heard."""
    ends = list(accumulate(weights))
    place = share * ends[-1]
    number = min(bisect_right(ends, place), len(heard) - 1)
    within = 1 - (ends[number] - place) / max(weights[number], 1)
    return round(heard[number].start_ms + within * (heard[number].end_ms - heard[number].start_ms))


def _fits(found: float, expected: float) -> bool:
    return _FITS[0] * expected <= found <= _FITS[1] * expected


def _letters(row: Sequence[Token]) -> int:
    return sum(token.letters for token in row)
