"""A time for each word of a printed transcript, from what a recogniser heard in the recording; its text stays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from corpus.heard import Word
from corpus.matched_words import Pair, ascending, pairs, settled
from corpus.spoken_words import Token, tokens

_FEW = 3  # words in a row: fewer that are not heard, or not printed, are no disagreement
_MOST_DIVIDED = 12  # words in a row that get times between their neighbours' although others were heard
_SAME = 0.7  # of the letters, from which on a row of words is another one, written or heard otherwise
_FITS = 0.5, 2.2  # times as many letters, or as much time
_MANY, _LIKE = 8, 0.5  # words, fewer of whose letters are the same: they are others, and not misheard
_AROUND = 2, 3  # words on each side of a gap
_STRETCHED = 2.0  # times what a word takes
_PAUSE_MS = 600  # between sentences, at most times
_MS_OF_LETTER = 65  # where too little was heard to say how fast they speak
_LONG_MS = 2000  # from a word's beginning to the next one's: there is a pause between
_MISHEARD, _MISSED = 0.5, 0.25  # times how sure the words are that were heard instead, or those around
_UNSURE = 35  # percent
_LOOP = 6  # words in a row: where fewer than half of their pairs are others, the recogniser went round in circles


class Time(NamedTuple):
    """When a word is said, in milliseconds, and how sure that is, in percent."""

    start_ms: int
    end_ms: int
    confidence: int


class Aligned(NamedTuple):
    """A time for each printed word, or None; which printed words were not heard, and which heard ones are not printed,
    in half open ranges; how many printed words were heard."""

    times: tuple[Time | None, ...]
    unheard: tuple[tuple[int, int], ...]
    unprinted: tuple[tuple[int, int], ...]
    heard: int


def align(printed: Sequence[str], heard: Sequence[Word]) -> Aligned:
    """When each printed word was said, as far as what was heard tells; no time is made up.

    Words in place of which others were heard have times between their neighbours' only where these fit their letters.
    Takes seconds for the 60,000 words of six hours.
    """
    left, right = tokens(printed), _Heard.of(heard)
    found = pairs([token.text for token in left], [token.text for token in right.tokens])
    judged = _Judged(left, right, found)
    unheard = _words(left, judged.unheard)
    unprinted = [words for words in _words(right.tokens, judged.unprinted) if not right.is_unsure(*words)]
    heard_words = {word for number in judged.matched for word in left[number].words}
    return Aligned(_word_times(len(printed), left, right, judged), tuple(unheard), tuple(unprinted), len(heard_words))


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was heard, as far as its times run forwards: tokens with their times, which do not overlap, and those of
    words by their numbers."""

    tokens: list[Token]
    times: list[Time]
    words: dict[int, Time]

    @classmethod
    def of(cls, heard: Sequence[Word]) -> _Heard:
        timed = [number for number, word in enumerate(heard) if word.start_ms is not None]
        numbers = [timed[at] for at in ascending([heard[each].start_ms or 0 for each in timed], is_strict=False)]
        words: dict[int, Time] = {}
        for at, number in enumerate(numbers, 1):
            words[number] = _time(heard[number], heard[numbers[at]].start_ms if at < len(numbers) else None)
        found = [
            token._replace(first=numbers[token.first], last=numbers[token.last])
            for token in tokens([heard[each].text for each in numbers])
        ]
        return cls(found, [_share(token, words) for token in found], words)

    def is_unsure(self, first: int, last: int) -> bool:
        """Whether words are such as recognisers make up: unsure ones, or the same ones again and again."""
        begin = bisect_left(self.tokens, first, key=lambda token: token.first)
        end = bisect_left(self.tokens, last, key=lambda token: token.first)
        rows = set(pairwise(token.text for token in self.tokens[begin:end]))
        sure = sum(time.confidence for time in self.times[begin:end]) / max(end - begin, 1)
        return sure < _UNSURE or (end - begin >= _LOOP and len(rows) * 2 <= end - begin)


def _time(word: Word, until: int | None) -> Time:
    start = word.start_ms or 0
    end = max(start, word.end_ms or 0)
    return Time(start, end if until is None else min(end, until), 100 if word.confidence is None else word.confidence)


def _share(token: Token, words: dict[int, Time]) -> Time:
    """When a token is said: its letters' share of its word's time."""
    first, last = words[token.first], words[token.last]
    if token.first < token.last:
        return Time(first.start_ms, last.end_ms, min(first.confidence, last.confidence))
    lasts = first.end_ms - first.start_ms
    begins, ends = (lasts * letters // token.of for letters in (token.within, token.within + token.letters))
    return Time(first.start_ms + begins, first.start_ms + ends if token.letters else first.end_ms, first.confidence)


class _Gap(NamedTuple):
    """Tokens between two that were matched, of the printed ones and of those that were heard, half open."""

    begin: int
    end: int
    first: int
    last: int


class _Judged:
    """When printed tokens were said; which of them were matched, which were not heard, and what was heard instead."""

    def __init__(self, left: Sequence[Token], right: _Heard, found: Sequence[Pair]) -> None:
        self.times: list[Time | None] = [None] * len(left)
        self.matched: set[int] = set()
        self.unheard: set[int] = set()
        self.unprinted: set[int] = set()
        self.right_of: dict[int, int] = {}
        self._left, self._tokens, self._heard = left, right.tokens, right.times
        same = settled([pair for pair in found if pair.alike], left, right.tokens)
        self._others = [pair for pair in found if not pair.alike]
        self._ms_of_letter = self._pace(same)
        for pair in same:
            time = self._heard[pair.right]
            self.times[pair.left] = time._replace(confidence=round(time.confidence * pair.alike))
            self.matched.add(pair.left)
            self.right_of[pair.left] = pair.right
        for gap in _gaps(same, _Gap(0, len(left), 0, len(right.tokens))):
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
        others = self._others[at:to]
        for part in _gaps(others, gap):
            self._judge_part(part)
        for _, row in groupby(enumerate(others), lambda each: (each[1].left - each[0], each[1].right - each[0])):
            first, *_, last = [pair for _, pair in row] * 2
            self._judge_part(_Gap(first.left, last.left + 1, first.right, last.right + 1))

    def _judge_part(self, gap: _Gap) -> None:
        if self._is_said(gap):
            self._divide(gap)
        else:
            self.unheard.update(range(gap.begin, gap.end))
            self.unprinted.update(range(gap.first, gap.last))

    def _is_said(self, gap: _Gap) -> bool:
        """Whether the printed words fit the time between those around, or the one in which as many letters were heard:
        the recogniser left them out, or heard them otherwise."""
        letters = _letters(self._left[gap.begin : gap.end])
        if not letters or self._is_other(gap):
            return False
        takes, spare = letters * self._ms_of_letter, self._spare(gap)
        if gap.first == gap.last:
            return _fits(spare - self._pause(gap), takes)
        spent = self._heard[gap.last - 1].end_ms - self._heard[gap.first].start_ms
        return _fits(spare, takes) or (_fits(spent, takes) and self._is_instead(gap))

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
            heard, weights = [Time(*self._around(gap), 0)], [1]
            sure = _MISSED * min(self._heard[gap.first - 1].confidence, self._heard[gap.last].confidence)
        letters = list(accumulate((token.letters for token in self._left[gap.begin : gap.end]), initial=0))
        at = [_at(heard, weights, each / letters[-1]) for each in letters]
        self.times[gap.begin : gap.end] = [Time(start, end, round(sure)) for start, end in pairwise(at)]
        if alike >= _SAME:
            self.matched.update(range(gap.begin, gap.end))


def _gaps(found: Sequence[Pair], within: _Gap) -> Iterator[_Gap]:
    """The gaps before, between and behind pairs, in order."""
    begin, first = within.begin, within.first
    for pair in (*found, Pair(within.end, within.last, 0.0)):
        if begin < pair.left or first < pair.right:
            yield _Gap(begin, pair.left, first, pair.right)
        begin, first = pair.left + 1, pair.right + 1


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


def _word_times(count: int, left: Sequence[Token], right: _Heard, judged: _Judged) -> tuple[Time | None, ...]:
    """The times of words, from those of their tokens; none begins before the one before it, or ends behind it."""
    found: dict[int, Time] = {}
    latest = 0
    for number, token in enumerate(left):
        for word, (start, end, confidence) in zip(token.words, _shares(number, left, right, judged), strict=False):
            latest = max(latest, start)
            before = found.get(word, Time(latest, latest, confidence))
            found[word] = Time(before.start_ms, max(latest, end), min(before.confidence, confidence))
    for one, other in pairwise(found):
        found[one] = found[one]._replace(end_ms=min(found[one].end_ms, found[other].start_ms))
    return tuple(map(found.get, range(count)))


def _shares(number: int, left: Sequence[Token], right: _Heard, judged: _Judged) -> list[Time]:
    """The times of a token's words: of a number in words as these were heard, or else even shares."""
    time, count = judged.times[number], len(left[number].words)
    if time is None or count == 1:
        return [time] if time else []
    heard = right.tokens[judged.right_of[number]].words if number in judged.right_of else range(0)
    if len(heard) == count and all(word in right.words for word in heard):
        return [right.words[word] for word in heard]
    ends = [time.start_ms + (time.end_ms - time.start_ms) * each // count for each in range(count + 1)]
    return [Time(start, end, time.confidence) for start, end in pairwise(ends)]


def _words(row: Sequence[Token], numbers: set[int]) -> Iterator[tuple[int, int]]:
    """The words in a row all tokens of which are among some, where they are as many as are worth telling."""
    found = {word for number in numbers for word in row[number].words}
    found -= {word for number, token in enumerate(row) if number not in numbers for word in token.words}
    said = {word for token in row if token.letters for word in token.words}
    for _, run in groupby(enumerate(sorted(found)), lambda each: each[1] - each[0]):
        words = [word for _, word in run]
        if sum(word in said for word in words) >= _FEW:
            yield words[0], words[-1] + 1
