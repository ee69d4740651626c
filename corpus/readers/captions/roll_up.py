"""Rolling captions: words that a cue repeats from the end of the one before it are kept once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.passages import UNSPACED
from corpus.readers.captions.cue_text import Words, text_of

_ROWS = 4  # that captions roll up in, at most
_LONGEST = 400  # words that a cue repeats, at most
_MARKS = ".,;:!?…。，！？"
_WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")

Lines = Sequence[Sequence[Words]]


def rolled_out(cues: Sequence[Lines]) -> tuple[Sequence[Lines], tuple[str, ...]]:
    """The words of each cue that are new in it, and what to check; all of them where the captions do not roll.

    They roll by lines where a third of the cues, and two at least, begin with the last lines of the one before and
    add or drop others (47 CFR 79.101, roll-up captions); by words where half of them begin with its last words, two
    at least, and many of these are no whole lines: cues that overlap, or that grow. So a word that is said twice, in
    two cues, is kept twice.
    """
    filled = [[line for line in lines if text_of(line)] for lines in cues]
    pairs = list(pairwise([[], *([text_of(line) for line in lines] for lines in filled)]))
    moves = [before != after for before, after in pairs]
    lines = [_repeated_lines(before, after) for before, after in pairs]
    words = [_repeated_words(_words(before), _words(after)) for before, after in pairs]
    by_lines = sum(count > 0 and moved for count, moved in zip(lines, moves, strict=True))
    telling = [moved and _is_telling(*pair, count) for pair, count, moved in zip(pairs, words, moves, strict=True)]
    by_words = sum(telling)
    others = sum(tells and count != whole for tells, count, whole in zip(telling, words, lines, strict=True))
    most = len(cues) - 1
    if others and by_words > 1 and 2 * by_words >= most and 6 * others >= most:
        check = f"captions repeat the last words of the one before, {by_words} times; they are kept once"
        return _ended([_without(line, count) for line, count in zip(filled, words, strict=True)], pairs, words), (
            check,
        )
    if by_lines > 1 and 3 * by_lines >= most:
        return [_without(line, count) for line, count in zip(filled, lines, strict=True)], ()
    return cues, ()


def _is_telling(before: Sequence[str], after: Sequence[str], count: int) -> bool:
    """Whether words that a cue repeats are too many for chance: two with four letters, or all of the cue before."""
    return (count > 1 and len("".join(_words(after)[:count])) > 3) or 0 < count == len(_words(before))


def _words(lines: Sequence[str]) -> Sequence[str]:
    return _WORD.findall("\n".join(lines))


def _repeated_lines(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words at the start of a cue are the last lines of the cue before it."""
    most = min(len(before), len(after), _ROWS)
    rows = next((count for count in range(most, 0, -1) if before[-count:] == after[:count]), 0)
    return len(_words(after[:rows]))


def _repeated_words(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words at the start of a cue are the last words of the cue before it; a mark may end them only now."""
    most = min(len(before), len(after), _LONGEST)
    return next((count for count in range(most, 0, -1) if _repeats(before[-count:], after[:count])), 0)


def _repeats(words: Sequence[str], again: Sequence[str]) -> bool:
    last, ended = words[-1], again[-1]
    return words[:-1] == again[:-1] and (last == ended or (ended[:-1] == last and ended[-1] in _MARKS))


def _ended(
    cues: Sequence[Lines], pairs: Sequence[tuple[Sequence[str], Sequence[str]]], counts: Sequence[int]
) -> Sequence[Lines]:
    """The new words of cues, each with the mark at its end that the next cue puts there."""
    found = list(cues)
    last = 0
    for number, ((before, after), count) in enumerate(zip(pairs, counts, strict=True)):
        if count and found[last] and _words(before)[-1] != (word := _words(after)[count - 1]):
            *lines, line = found[last]
            found[last] = [*lines, [*line[:-1], line[-1]._replace(text=line[-1].text.rstrip() + word[-1])]]
        if found[number]:
            last = number
    return found


def _without(lines: Lines, count: int) -> Lines:
    """The lines without their first words."""
    kept = []
    for line in lines:
        starts = [match.start() for match in _WORD.finditer("".join(part.text for part in line))]
        if count < len(starts):
            kept.append(_from(line, starts[count]))
        count = max(count - len(starts), 0)
    return kept


def _from(line: Sequence[Words], offset: int) -> Sequence[Words]:
    kept = []
    for part in line:
        if text := part.text[offset:]:
            kept.append(part._replace(text=text))
        offset = max(offset - len(part.text), 0)
    return kept
