"""What a quotation may do to words and stay fair: each takes the words of a piece, signs attached, or gives None."""

from __future__ import annotations

import re

from tests.bench.verifying.drawing import Draw, Piece
from tests.bench.verifying.edits_altered import ELLIPSES, Edit, Parts, is_content
from tests.bench.verifying.lexicon import ADDED, INSTEAD, OWN_NAMES, PRONOUNS, bare, is_plain

_DASH = re.compile(r"(?<=\w) (?:-|--|–|—) (?=\w)")
_DASHES = (" — ", "—", " – ", " -- ", "--")
_NO_BREAK = "\u00a0"


def ellipsis(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """A few words left out, with no negation, number or name among them."""
    count = draw.random.randint(1, 8)
    if len(parts) < count + 8:
        return None
    begin = draw.random.randint(2, len(parts) - count - 3)
    left_out = parts[begin : begin + count]
    starts = [parts[at - 1][-1] in ".?!" for at in range(begin, begin + count)]
    if not all(is_plain(part, starts=begins) for part, begins in zip(left_out, starts, strict=True)):
        return None
    return [*parts[:begin], draw.random.choice(ELLIPSES), *parts[begin + count :]]


def ellipsis_at_an_end(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """Dots before the first word, or behind the last."""
    dots = draw.random.choice(ELLIPSES[:3])
    if draw.chance(0.5) and parts[0].islower():
        return [dots, *parts]
    return [*parts, dots] if parts[-1].isalnum() else None


def bracket_added(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    at = draw.random.randint(2, len(parts) - 2)
    return [*parts[:at], f"[{draw.random.choice(ADDED)}]", *parts[at:]] if parts[at - 1].isalnum() else None


def bracket_instead(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """Words in brackets for one or two without content, which are neither a negation nor a number."""
    count = draw.random.randint(1, 2)
    begin = draw.random.randint(2, max(2, len(parts) - count - 2))
    taken = parts[begin : begin + count]
    if len(parts) < begin + count + 2 or not all(
        part.isalpha() and is_plain(part) and not is_content(part) for part in taken
    ):
        return None
    return [*parts[:begin], f"[{draw.random.choice(INSTEAD)}]", *parts[begin + count :]]


def bracket_letter(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """The first letter in brackets, and in the other case."""
    cased = first_letter(draw, piece, parts)
    return [f"[{cased[0][0]}]{cased[0][1:]}", *cased[1:]] if cased else None


def first_letter(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    first = parts[0]
    if len(first) < 2 or not first[0].isalpha() or not first[1:].islower() or first.startswith(("I'", "I’")):
        return None
    if first[0].isupper() and bare(first).lower() not in draw.archive.lower:
        return None
    return [first[0].swapcase() + first[1:], *parts[1:]]


def pronoun_named(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """Somebody's name, in brackets, for a pronoun."""
    found = [at for at in range(len(parts)) if parts[at].lower() in PRONOUNS]
    if not found:
        return None
    at = draw.random.choice(found)
    return [*parts[:at], f"[{draw.random.choice(OWN_NAMES)}]", *parts[at + 1 :]]


def dashes(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    text = " ".join(parts)
    now = _DASH.search(text)
    if not now:
        return None
    return _DASH.sub(draw.random.choice([each for each in _DASHES if each != now[0]]), text).split(" ")


def no_break(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """Blanks at which no line breaks."""
    at = draw.random.randint(1, len(parts) - 2)
    return [*parts[:at], _NO_BREAK.join(parts[at : at + 2]), *parts[at + 2 :]]


def blank_before_mark(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """A blank before a mark within, as the French put it."""
    found = [at for at in range(1, len(parts) - 1) if parts[at][-1] in "?!;:" and parts[at][:-1].isalnum()]
    if not found:
        return None
    at, blank = draw.random.choice(found), draw.random.choice((" ", _NO_BREAK))
    return [*parts[:at], f"{parts[at][:-1]}{blank}{parts[at][-1]}", *parts[at + 1 :]]


def curly_apostrophes(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    return [part.replace("'", "’") for part in parts] if any("'" in part for part in parts) else None


def line_end(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """A hyphen where a line ends within a word."""
    found = [at for at in range(1, len(parts) - 1) if is_content(parts[at]) and len(parts[at]) >= 8]
    if not found:
        return None
    at = draw.random.choice(found)
    half = draw.random.randint(3, len(parts[at]) - 3)
    return [*parts[:at], f"{parts[at][:half]}-\n{parts[at][half:]}", *parts[at + 1 :]]


def together(*edits: Edit) -> Edit:
    """Several edits, one after another; two of them at least have something to do."""

    def edit(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
        done = 0
        for each in draw.random.sample(edits, len(edits)):
            if done < 3 and len(parts) > 8 and (edited := each(draw, piece, parts)):
                parts, done = edited, done + 1
        return parts if done > 1 else None

    return edit


EDITS: dict[str, Edit] = {
    "ellipsis": ellipsis,
    "ellipsis at an end": ellipsis_at_an_end,
    "bracket added": bracket_added,
    "bracket instead of words": bracket_instead,
    "first letter in brackets": bracket_letter,
    "first letter in the other case": first_letter,
    "pronoun named in brackets": pronoun_named,
    "other dashes": dashes,
    "no-break blank": no_break,
    "blank before a mark": blank_before_mark,
    "curly apostrophes": curly_apostrophes,
    "hyphen at a line's end": line_end,
    "several fair changes": together(ellipsis, bracket_instead, first_letter, dashes, curly_apostrophes),
}
