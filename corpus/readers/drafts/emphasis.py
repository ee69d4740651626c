"""The marks of emphasis in Markdown: which of them are marks, and are no text (CommonMark 0.31, 6.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Run:
    """A run of marks: which piece it is, what it has left, and whether it can open or close emphasis."""

    piece: int
    mark: str
    left: int
    opens: bool
    closes: bool
    had: int


def run_of(match: re.Match[str], piece: int) -> Run:
    """The run that a match of marks in a text is."""
    text, marks = match.string, match[0]
    before = text[match.start() - 1] if match.start() else " "
    after = text[match.end()] if match.end() < len(text) else " "
    is_left = not after.isspace() and (not _is_sign(after) or before.isspace() or _is_sign(before))
    is_right = not before.isspace() and (not _is_sign(before) or after.isspace() or _is_sign(after))
    if marks[0] == "_":
        opens, closes = is_left and (not is_right or _is_sign(before)), is_right and (not is_left or _is_sign(after))
    else:
        opens, closes = is_left, is_right
    if marks[0] == "~" and len(marks) != 2:
        opens = closes = False
    return Run(piece, marks[0], len(marks), opens, closes, len(marks))


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def without_marks(runs: Sequence[Run], pieces: list[str]) -> None:
    """Take the marks that open and close emphasis out of the pieces.

    Where no opener was found, none is looked for again: time grows with the length alone.
    """
    openers: list[Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        while run.closes and run.left:
            kind = (run.mark, run.opens, run.had % 3)
            bottom = bottoms.get(kind, 0)
            at = next((n for n in range(len(openers) - 1, bottom - 1, -1) if _match(openers[n], run)), None)
            if at is None:
                bottoms[kind] = len(openers)
                break
            opener = openers[at]
            del openers[at + 1 :]
            used = 2 if opener.left >= 2 and run.left >= 2 else 1
            opener.left -= used
            run.left -= used
            if not opener.left:
                openers.pop()
            bottoms = {kind: min(bottom, len(openers)) for kind, bottom in bottoms.items()}
        if run.opens and run.left:
            openers.append(run)
    for run in runs:
        pieces[run.piece] = run.mark * run.left


def _match(opener: Run, closer: Run) -> bool:
    if opener.mark != closer.mark:
        return False
    is_both = opener.closes or closer.opens
    return not is_both or (opener.had + closer.had) % 3 != 0 or (opener.had % 3 == 0 and closer.had % 3 == 0)
