"""A time for each word of a printed transcript, from what a recogniser heard in the recording; its text stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from corpus.aligning.judged import FEW, Judged
from corpus.aligning.matched import pairs
from corpus.aligning.spoken import Token, tokens
from corpus.aligning.times import Heard, Speech, Time
from corpus.heard import Word

__all__ = ["Aligned", "Time", "align"]


class Aligned(NamedTuple):
    """A time for each printed word, or None; which printed words were not heard, and which heard ones are not printed,
    in half open ranges; how many printed words were heard."""

    times: tuple[Time | None, ...]
    unheard: tuple[tuple[int, int], ...]
    unprinted: tuple[tuple[int, int], ...]
    heard: int


def align(printed: Sequence[str], heard: Sequence[Word], speech: Speech = ()) -> Aligned:
    """When each printed word was said, as far as what was heard tells; no time is made up.

    Words in place of which others were heard have times between their neighbours' only where these fit their letters;
    where nothing was heard, only if somebody speaks there, where it is known from when to when there is `speech`.
    Takes seconds for the 60,000 words of six hours.
    """
    left, right = tokens(printed), Heard.of(heard)
    found = pairs([token.text for token in left], [token.text for token in right.tokens])
    judged = Judged(left, right, found, speech)
    unheard = _words(left, judged.unheard)
    unprinted = [words for words in _words(right.tokens, judged.unprinted) if not right.is_unsure(*words)]
    heard_words = {word for number in judged.matched for word in left[number].words}
    return Aligned(_word_times(len(printed), left, right, judged), tuple(unheard), tuple(unprinted), len(heard_words))


def _word_times(count: int, left: Sequence[Token], right: Heard, judged: Judged) -> tuple[Time | None, ...]:
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


def _shares(number: int, left: Sequence[Token], right: Heard, judged: Judged) -> list[Time]:
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
        if sum(word in said for word in words) >= FEW:
            yield words[0], words[-1] + 1
