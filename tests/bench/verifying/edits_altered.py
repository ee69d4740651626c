"""What alters a quotation: each takes the words of a piece, signs attached, and gives others, or None."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.bench.known_items import wordings
from tests.bench.verifying.drawing import Draw, Piece
from tests.bench.verifying.lexicon import (
    ADVERBS,
    ALL_PRONOUNS,
    AUXILIARIES,
    CHANGED,
    COUNTS,
    DROPPED,
    INSTEAD,
    OWN_NAMES,
    UNCONTRACTED,
    bare,
    is_negation,
    is_plain,
)

Parts = list[str]
Edit = Callable[[Draw, Piece, Parts], Parts | None]
ELLIPSES = ("…", "...", "[...]", "[…]", ". . .", "[. . .]")
_FILLER = re.compile(r",? (?:you know|I mean|sort of|kind of|like|um|uh)(?:,|(?<=kind of)|(?<=sort of))(?= [a-z])")


def _pick(draw: Draw, parts: Parts, fits: Callable[[str], bool]) -> int | None:
    """The number of a word that fits, neither of the first two nor of the last two."""
    found = [at for at in range(2, len(parts) - 2) if fits(parts[at])]
    return draw.random.choice(found) if found else None


def _instead(parts: Parts, at: int, word: str) -> Parts:
    """The words with another one for one of them; its signs stay."""
    return [*parts[:at], *parts[at].replace(bare(parts[at]), word, 1).split(), *parts[at + 1 :]]


def _changed(fits: Callable[[str], bool], other: Callable[[Draw, Piece, str], str | None]) -> Edit:
    """Another word for one that fits."""

    def edit(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
        at = _pick(draw, parts, fits)
        word = other(draw, piece, bare(parts[at])) if at is not None else None
        return _instead(parts, at, word) if at is not None and word and word != bare(parts[at]) else None

    return edit


def _dropped(fits: Callable[[str], bool]) -> Edit:
    """Without a word that fits."""

    def edit(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
        at = _pick(draw, parts, fits)
        return [*parts[:at], *parts[at + 1 :]] if at is not None and parts[at - 1] != parts[at] else None

    return edit


def is_content(part: str) -> bool:
    return part.isalpha() and part.islower() and len(part) >= 5


def _of_show(draw: Draw, piece: Piece, word: str) -> str | None:
    words = [each for each in draw.words_of(piece.spot) if each[:4] != word[:4]]
    return draw.random.choice(words) if words else None


def _other_number(draw: Draw, piece: Piece, word: str) -> str | None:
    if word.isdecimal():
        return str(int(word) + draw.random.choice((1, 2, 10, 100)))
    return draw.random.choice([each for each in COUNTS if each != word.lower()])


def _is_count(part: str) -> bool:
    return bare(part).isdecimal() or bare(part) in COUNTS


def _name_in(draw: Draw, piece: Piece, parts: Parts) -> int | None:
    names = draw.archive.names.get(draw.archive.talks[piece.spot.talk].show, [])
    return _pick(draw, parts, lambda part: bare(part) in names)


def name_changed(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """Another name of the same show."""
    at = _name_in(draw, piece, parts)
    if at is None:
        return None
    names = draw.archive.names[draw.archive.talks[piece.spot.talk].show]
    return _instead(parts, at, draw.random.choice([each for each in names if each[:3] != parts[at][:3]]))


def word_added(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    at = _pick(draw, parts, is_content)
    return None if at is None else [*parts[:at], draw.random.choice(ADVERBS), *parts[at:]]


def negation_dropped(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    at = _pick(draw, parts, lambda part: is_negation(part) and bare(part) == part and part.islower())
    if at is None:
        return None
    word = parts[at].replace("’", "'")
    if word.endswith("n't"):
        return _instead(parts, at, UNCONTRACTED.get(word, word[:-3]))
    return [*parts[:at], *parts[at + 1 :]] if word in ("not", "never", "no") else None


def negation_added(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    always = _pick(draw, parts, lambda part: part == "always")
    at = always if always is not None else _pick(draw, parts, lambda part: part in AUXILIARIES)
    if at is None or any(map(is_negation, parts[at - 1 : at + 3])):
        return None
    if always is not None:
        return _instead(parts, at, "never")
    contracted = {"can": "can't", "will": "won't"}.get(parts[at], f"{parts[at]}n't")
    return _instead(parts, at, draw.random.choice((f"{parts[at]} not", contracted)))


def swapped(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """Two neighbours in each other's place."""
    at = _pick(draw, parts, lambda part: part.isalpha() and part.islower())
    if at is None or not (parts[at + 1].isalpha() and parts[at + 1].islower()) or parts[at] == parts[at + 1]:
        return None
    return [*parts[:at], parts[at + 1], parts[at], *parts[at + 2 :]]


def moved(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """A short clause, between commas, elsewhere."""
    clauses = " ".join(parts).split(", ")
    short = [at for at in range(1, len(clauses) - 1) if 2 <= len(clauses[at].split()) <= 6]
    if not short:
        return None
    clause = clauses.pop(draw.random.choice(short))
    clauses.insert(draw.random.randint(1, len(clauses) - 1) if len(clauses) > 2 else 1, clause)
    if ", ".join(clauses) == " ".join(parts):
        clauses = [clause, *(each for each in clauses if each != clause)]
    return ", ".join(clauses).split(" ")


def bracket_adds(what: str) -> Edit:
    """A bracket with a negation, a number or a name that was not said."""

    def edit(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
        if what == "negation":
            at = _pick(draw, parts, lambda part: part in AUXILIARIES)
            if at is None or any(map(is_negation, parts[at - 1 : at + 3])):
                return None
            return [*parts[: at + 1], "[not]", *parts[at + 1 :]]
        at = _pick(draw, parts, is_content)
        if at is None or ALL_PRONOUNS & {bare(part).lower() for part in parts[at - 1 : at + 2]}:
            return None
        if what == "number":
            return [*parts[:at], draw.random.choice(("[three]", "[2,000]", "[forty]", "[1998]")), *parts[at:]]
        names = draw.archive.names.get(draw.archive.talks[piece.spot.talk].show) or OWN_NAMES
        name = draw.random.choice((draw.random.choice(OWN_NAMES), draw.random.choice(names)))
        return [*parts[: at + 1], f"[{name}]", *parts[at + 1 :]]

    return edit


def bracket_takes(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """A bracket in place of a negation, a number or a name."""
    taken = {is_negation: ("surely", "indeed"), _is_count: ("some", "many")}
    for fits, words in draw.random.sample(list(taken.items()), 2):
        if (at := _pick(draw, parts, fits)) is not None:
            return _instead(parts, at, f"[{draw.random.choice(words)}]")
    at = _name_in(draw, piece, parts)
    return None if at is None else _instead(parts, at, "[the firm]")


def bracket_changes(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """Other words in brackets in place of one that has content."""
    at = _pick(draw, parts, lambda part: is_content(part) and is_plain(part))
    return None if at is None else _instead(parts, at, f"[{draw.random.choice(INSTEAD)}]")


def ellipsis_takes(what: str) -> Edit:
    """An ellipsis in place of a few words, with a negation, a number or a name among them."""

    def edit(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
        fits = is_negation if what == "negation" else _is_count
        at = _name_in(draw, piece, parts) if what == "name" else _pick(draw, parts, fits)
        if at is None:
            return None
        begin, end = at - draw.random.randint(0, 2), at + 1 + draw.random.randint(0, 2)
        if begin < 2 or end > len(parts) - 2:
            return None
        return [*parts[:begin], draw.random.choice(ELLIPSES), *parts[end:]]

    return edit


def _inner_marks(parts: Parts, marks: str) -> Iterator[int]:
    return (at for at in range(1, len(parts) - 2) if parts[at][-1] in marks and parts[at][:-1].isalnum())


def comma_dropped(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    found = list(_inner_marks(parts, ","))
    if not found:
        return None
    at = draw.random.choice(found)
    return [*parts[:at], parts[at][:-1], *parts[at + 1 :]]


def mark_changed(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """Another mark for an inner one, or a comma where there is none."""
    found = list(_inner_marks(parts, ",.?!;"))
    if not found or draw.chance(0.3):
        at = _pick(draw, parts, lambda part: part.isalpha() and part.islower())
        return None if at is None else [*parts[:at], f"{parts[at]},", *parts[at + 1 :]]
    at = draw.random.choice(found)
    mark = draw.random.choice({",": ";.", ".": "?!;", "?": ".!", "!": ".?", ";": ",."}[parts[at][-1]])
    return [*parts[:at], parts[at][:-1] + mark, *parts[at + 1 :]]


def filler_dropped(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    text = " ".join(parts)
    found = [match.span() for match in _FILLER.finditer(text)]
    if not found:
        return None
    begin, end = draw.random.choice(found)
    return (text[:begin] + text[end:]).split(" ")


def _reworded(wording: wordings.Wording) -> Edit:
    """A word as another wording has it."""

    def edit(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
        found = [
            (at, " ".join(worded))
            for at in range(1, len(parts) - 1)
            if bare(parts[at]).islower() and (worded := wording(draw.random, [bare(parts[at])]))
        ]
        return _instead(parts, *draw.random.choice(found)) if found else None

    return edit


def inflected(draw: Draw, piece: Piece, parts: Parts) -> Parts | None:
    """A word in another of its forms."""
    at = _pick(draw, parts, is_content)
    forms = wordings.inflected(parts[at], draw.archive.lower) if at is not None else []
    return _instead(parts, at, draw.random.choice(forms)) if at is not None and forms else None


EDITS: dict[str, Edit] = {
    "word changed": _changed(is_content, _of_show),
    "word inflected": inflected,
    "function word changed": _changed(lambda part: part in CHANGED, lambda draw, piece, word: CHANGED[word]),
    "word dropped": _dropped(is_content),
    "function word dropped": _dropped(DROPPED.__contains__),
    "word added": word_added,
    "negation dropped": negation_dropped,
    "negation added": negation_added,
    "number changed": _changed(_is_count, _other_number),
    "name changed": name_changed,
    "neighbours swapped": swapped,
    "clause moved": moved,
    "bracket adds a negation": bracket_adds("negation"),
    "bracket adds a number": bracket_adds("number"),
    "bracket adds a name": bracket_adds("name"),
    "bracket takes a negation, number or name": bracket_takes,
    "bracket changes a word": bracket_changes,
    "ellipsis takes a negation": ellipsis_takes("negation"),
    "ellipsis takes a number": ellipsis_takes("number"),
    "ellipsis takes a name": ellipsis_takes("name"),
    "inner comma dropped": comma_dropped,
    "inner mark changed": mark_changed,
    "filler dropped": filler_dropped,
    "British spelling": _reworded(wordings.british),
    "numeral for word": _reworded(wordings.numerals),
    "contraction undone": _reworded(wordings.contractions),
}
