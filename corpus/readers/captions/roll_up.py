"""Roll-up captions: lines that a cue repeats from the one before it, as they move up the screen, are kept once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corpus.readers.captions.cue_text import Words
from corpus.text import verbatim

_ROWS = 4  # that captions roll up in, at most
_SHARE = 1 / 3  # of the cues that begin with lines of the one before: captions with fewer do not roll up

Lines = Sequence[Sequence[Words]]


def rolled_out(cues: Sequence[Lines]) -> Sequence[Lines]:
    """The lines of each cue that are new in it; all of them where the captions do not roll up.

    They do where a third of the cues, and two at least, repeat lines and add or drop others. So a word that
    is said twice, in two cues, is kept twice (47 CFR 79.101, roll-up captions).
    """
    filled = [[line for line in lines if _text(line)] for lines in cues]
    neighbours = list(pairwise([[], *([_text(line) for line in lines] for lines in filled)]))
    repeated = [_repeated(before, after) for before, after in neighbours]
    moved = sum(count > 0 and before != after for count, (before, after) in zip(repeated, neighbours, strict=True))
    if moved < 2 or moved < _SHARE * (len(cues) - 1):
        return cues
    return [lines[count:] for lines, count in zip(filled, repeated, strict=True)]


def _text(line: Sequence[Words]) -> str:
    return verbatim("".join(part.text for part in line))


def _repeated(before: Sequence[str], after: Sequence[str]) -> int:
    """How many lines at the start of a cue are the last ones of the cue before it."""
    most = min(len(before), len(after), _ROWS)
    return next((count for count in range(most, 0, -1) if before[-count:] == after[:count]), 0)
