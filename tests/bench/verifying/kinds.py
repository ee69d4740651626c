"""The kinds of quotations, each with the statuses that are true of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tests.bench.verifying import edits_altered, edits_fair
from tests.bench.verifying.drawing import Draw, Piece, unnoted
from tests.bench.verifying.edits_altered import Edit
from tests.bench.verifying.invented import chained, framed, paraphrased, shuffled
from tests.bench.verifying.lexicon import is_plain

Status = Literal["exact", "fair", "altered", "not-found"]
STATUSES: tuple[Status, ...] = ("exact", "fair", "altered", "not-found")
Marks = tuple[str, str]
CURLY, STRAIGHT = ("“", "”"), ('"', '"')
ANGLE, GERMAN, SINGLE = ("«", "»"), ("„", "“"), ("‘", "’")


@dataclass(frozen=True, kw_only=True)
class Made:
    """A quotation that is not yet in a sentence: its words, what they are made from, and how they are to be printed."""

    words: str
    pieces: tuple[Piece, ...]
    marks: Marks | None = None  # where they are to be these
    form: Literal["any", "inside", "block", "split"] = "any"  # inside: a comma or a period before the closing mark

    @property
    def own(self) -> range:
        """Which words of the archive it is made from, those between them too."""
        return range(self.pieces[0].words.start, self.pieces[-1].words.stop)


class Kind(NamedTuple):
    """What makes a quotation of a kind, and the statuses that are right."""

    make: Callable[[Draw], Made | None]
    statuses: frozenset[Status]


def _verbatim(
    drawn: Callable[[Draw], Piece | None],
    marks: Marks | None = None,
    form: Literal["any", "inside", "block"] = "any",
    without: str = "",
) -> Callable[[Draw], Made | None]:
    """The words of a piece as they are."""

    def make(draw: Draw) -> Made | None:
        piece = drawn(draw)
        if not piece or (without and re.search(without, piece.text)):
            return None
        return Made(words=piece.text, pieces=(piece,), marks=marks, form=form)

    return make


def _edited(edit: Edit, drawn: Callable[[Draw], Piece | None] = Draw.piece) -> Callable[[Draw], Made | None]:
    """The words of a piece as they are edited."""

    def make(draw: Draw) -> Made | None:
        piece = drawn(draw)
        parts = edit(draw, piece, piece.text.split(" ")) if piece else None
        return Made(words=" ".join(parts), pieces=(piece,)) if piece and parts else None

    return make


def _emphasised(draw: Draw) -> Made | None:
    piece = draw.piece()
    if not piece:
        return None
    parts = piece.text.split(" ")
    at, mark = draw.random.randrange(1, len(parts) - 1), draw.random.choice(("*", "**"))
    if not parts[at].isalpha():
        return None
    return Made(words=" ".join([*parts[:at], f"{mark}{parts[at]}{mark}", *parts[at + 1 :]]), pieces=(piece,))


def _wrapped(draw: Draw) -> Made | None:
    """With the end of a line in it, or two blanks."""
    piece = draw.piece()
    if not piece:
        return None
    parts = piece.text.split(" ")
    at = draw.random.randrange(2, len(parts) - 1)
    if not parts[at][0].isalpha():
        return None
    between = draw.random.choice(("\n", "  "))
    return Made(words=between.join((" ".join(parts[:at]), " ".join(parts[at:]))), pieces=(piece,))


def _one_sign_dots(draw: Draw) -> Made | None:
    piece = draw.paused()
    return Made(words=piece.text.replace("...", "…"), pieces=(piece,)) if piece else None


def _inner_marks(marks: tuple[Marks, ...], outer: Marks) -> Callable[[Draw], Made | None]:
    """Somebody is quoted in it, in other marks than in the source."""

    def make(draw: Draw) -> Made | None:
        if not (piece := draw.speech()):
            return None
        opening, closing = draw.random.choice(marks)
        return Made(words=re.sub('"(.*?)"', rf"{opening}\1{closing}", piece.text), pieces=(piece,), marks=outer)

    return make


def _without_note(draw: Draw) -> Made | None:
    piece = draw.noted()
    return Made(words=unnoted(piece.text), pieces=(piece,)) if piece else None


def _split(draw: Draw) -> Made | None:
    """In two, with `X said` between them; a tab is where."""
    piece = draw.piece(12)
    if not piece:
        return None
    parts = piece.text.split(" ")
    at = draw.random.randrange(4, len(parts) - 4)
    if not (re.fullmatch(r"[^\W_]+[,.]?", parts[at - 1]) and parts[at][0].isalpha()):
        return None
    return Made(words="\t".join((" ".join(parts[:at]), " ".join(parts[at:]))), pieces=(piece,), form="split")


def _two(between: tuple[str, ...]) -> Callable[[Draw], Made | None]:
    """What two speakers say, as if one did."""

    def make(draw: Draw) -> Made | None:
        if not (two := draw.two()):
            return None
        return Made(words=f"{two.one.text}{draw.random.choice(between)}{two.other.text}", pieces=two)

    return make


def _joined(draw: Draw) -> Made | None:
    """Two sentences, and nothing to say that there is one between them."""
    if not (three := draw.three()):
        return None
    one, _, other = three
    first = other.text.split(" ")[0]
    if draw.chance(0.5) and first[0] != "I" and is_plain(first, starts=True) and one.text[-1] == ".":
        return Made(words=f"{one.text[:-1]}, {other.text[0].lower()}{other.text[1:]}", pieces=three)
    return Made(words=f"{one.text} {other.text}", pieces=three)


def _ellipsis_over_a_sentence(draw: Draw) -> Made | None:
    if not (three := draw.three()):
        return None
    one, between, other = three
    parts = between.text.split(" ")
    if not all(is_plain(part, starts=not at) for at, part in enumerate(parts)):
        return None
    return Made(words=f"{one.text} {draw.random.choice(edits_altered.ELLIPSES)} {other.text}", pieces=three)


def _invented(make: Callable[[Draw], Piece | None]) -> Callable[[Draw], Made | None]:
    def made(draw: Draw) -> Made | None:
        piece = make(draw)
        return Made(words=piece.text, pieces=(piece,)) if piece else None

    return made


_EXACT: dict[str, Callable[[Draw], Made | None]] = {
    "a whole sentence": _verbatim(Draw.sentence),
    "a part of a sentence": _verbatim(Draw.part),
    "over two sentences": _verbatim(Draw.sentences),
    "over two passages of a turn": _verbatim(Draw.across),
    "many sentences": _verbatim(Draw.long),
    "the speaker's own dots": _verbatim(Draw.paused),
    "one word or two": _verbatim(Draw.short, CURLY),
    "closing comma or period": _verbatim(Draw.part, CURLY, "inside"),
    "in curly marks": _verbatim(Draw.piece, CURLY),
    "in straight marks": _verbatim(Draw.piece, STRAIGHT),
    "in angle marks": _verbatim(Draw.piece, ANGLE),
    "in German marks": _verbatim(Draw.piece, GERMAN),
    "in single marks": _verbatim(Draw.piece, SINGLE, without="’|^[0-9]"),
    "in straight single marks": _verbatim(Draw.piece, ("'", "'"), without="['’]|^[0-9]"),
    "a block quotation": _verbatim(Draw.sentences, form="block"),
    "emphasis": _emphasised,
    "somebody quoted in it": _inner_marks((STRAIGHT,), CURLY),
    "a transcriber's note in it": _verbatim(Draw.noted),
}
_FAIR: dict[str, Callable[[Draw], Made | None]] = {
    **{name: _edited(edit) for name, edit in edits_fair.EDITS.items()},
    "ellipsis over a sentence": _ellipsis_over_a_sentence,
    "somebody quoted in single marks": _inner_marks((SINGLE, ("'", "'")), CURLY),
    "somebody quoted in angle marks": _inner_marks((ANGLE, ("‹", "›")), CURLY),
    "note left out": _without_note,
    "split by who said it": _split,
}
_ALTERED: dict[str, Callable[[Draw], Made | None]] = {
    **{name: _edited(edit) for name, edit in edits_altered.EDITS.items()},
    "two speakers as one": _two((" ",)),
    "two speakers, an ellipsis between": _two(tuple(f" {each} " for each in edits_altered.ELLIPSES)),
    "a sentence between left out": _joined,
}
_INVENTED = {
    "new words in a sentence": _invented(framed),
    "a passage's words in new order": _invented(shuffled),
    "a chain of a show's words": _invented(chained),
    "a paraphrase": _invented(paraphrased),
}
_EITHER = {"a line's end or two blanks": _wrapped, "the speaker's dots as one sign": _one_sign_dots}
OF_TWO = ("two speakers as one", "two speakers, an ellipsis between")
SHORT = "one word or two"

KINDS: dict[str, Kind] = {
    **{name: Kind(make, frozenset({"exact"})) for name, make in _EXACT.items()},
    **{name: Kind(make, frozenset({"exact", "fair"})) for name, make in _EITHER.items()},
    **{name: Kind(make, frozenset({"fair"})) for name, make in _FAIR.items()},
    **{name: Kind(make, frozenset({"altered"})) for name, make in _ALTERED.items()},
    **{name: Kind(make, frozenset({"not-found"})) for name, make in _INVENTED.items()},
}
