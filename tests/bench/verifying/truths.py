"""Quotations of an archive of which it is known what is true: always the same of one seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from tests.bench.verifying.archive import Archive, tokens
from tests.bench.verifying.drawing import Draw
from tests.bench.verifying.forms import printed
from tests.bench.verifying.judge import Judge
from tests.bench.verifying.kinds import KINDS, OF_TWO, SHORT, Made, Status

_TRIES = 30_000
_WEIGHTS = {"not-found": 4}
_LEAST_IN_ORDER = 0.75  # of an altered one's words of content; two thirds are asked, and what is one is arguable
_MOST_ELSEWHERE = 0.6
_MOST_INVENTED = 0.5
_WRONG, _UNCREDITED, _BY_SURNAME = 0.15, 0.12, 0.1
_SIGNS_ALONE = ("inner comma dropped", "inner mark changed", *OF_TWO)
_BRACKETED = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A quotation as it is printed, without its marks, and all that is true of it."""

    kind: str
    statuses: frozenset[Status]
    words: str
    paragraph: str  # in Markdown
    documents: frozenset[str]  # any of these is right; empty where none is
    title: str
    source: str
    speaker: str
    credited: str | None  # as the paragraph has it
    is_wrong: bool | None  # whether somebody else said it; None where that is not asked
    parts: tuple[str, ...] = ()  # of one that is split by who said it

    @property
    def wholes(self) -> Iterator[str]:
        """One that is split as it may be read, with what stands between its parts."""
        if self.parts:
            begin, end = self.paragraph.find(self.parts[0]), self.paragraph.rfind(self.parts[1])
            yield self.paragraph[begin : end + len(self.parts[1])]


def truths(archive: Archive, count: int, seed: str, tries: int = _TRIES) -> Iterator[Truth]:
    """So many quotations, of each kind in turn; fewer where an archive has no more of a kind."""
    draw = Draw(archive, Judge(archive), random.Random(seed))  # noqa: S311  # nothing here is a secret
    turns = [name for name, kind in KINDS.items() for _ in range(_WEIGHTS.get(min(kind.statuses), 1))]
    while turns and count:
        for name in list(turns):
            if not count:
                return
            if truth := drawn(draw, name, tries):
                count -= 1
                yield truth
            else:
                turns = [each for each in turns if each != name]


def drawn(draw: Draw, name: str, tries: int = _TRIES) -> Truth | None:
    """A quotation of a kind that is what it is said to be; None where none comes up."""
    kind = KINDS[name]
    for _ in range(tries):
        if (made := kind.make(draw)) and (documents := proved(draw, name, made)) is not None:
            draw.taken.update(piece.text for piece in made.pieces)
            return _told(draw, name, made, documents)
    return None


def proved(draw: Draw, name: str, made: Made) -> frozenset[str] | None:
    """The documents that a quotation is from, by all words of the archive; None where it is not what it is to be."""
    statuses, spot = KINDS[name].statuses, made.pieces[0].spot
    talk = draw.archive.talks[spot.talk]
    words = spoken(made.words)
    if "not-found" in statuses:
        return frozenset() if draw.judge.rival(words, _MOST_INVENTED) is None else None
    if "exact" in statuses:
        text = " ".join(made.words.replace("*", "").replace("…", "...").split()).rstrip(".,")
        places = [draw.archive.spot_of(begin) for begin in draw.judge.verbatim(words)]
        return frozenset(
            draw.archive.talks[place.talk].id
            for place in places
            if place[:3] == spot[:3] or text in " ".join(draw.archive.turn(place).texts)
        )
    bare = spoken(_BRACKETED.sub(" ", made.words))
    if draw.judge.share(bare, made.own.start, made.own.stop) < _LEAST_IN_ORDER:
        return None
    if draw.judge.rival(bare, _MOST_ELSEWHERE, made.own):
        return None
    is_as_said = made.words.replace("\t", " ").strip(".,") in " ".join(draw.archive.turn(spot).texts)
    if is_as_said and made.form != "split":
        return None
    if "altered" in statuses and name not in _SIGNS_ALONE and draw.judge.verbatim(tokens(made.words)):
        return None
    return frozenset({talk.id})


def spoken(words: str) -> list[str]:
    """The words of a quotation, those that a line's end divides in one."""
    return tokens(words.replace("-\n", "").replace("*", ""))


def _told(draw: Draw, name: str, made: Made, documents: frozenset[str]) -> Truth:
    """A quotation in a sentence."""
    random, statuses = draw.random, KINDS[name].statuses
    spot = made.pieces[0].spot
    talk, speaker = draw.archive.talks[spot.talk], draw.archive.turn(spot).speaker
    is_asked = "not-found" not in statuses and name not in OF_TWO
    sayers = _sayers(draw, made)
    credited: str | None = speaker
    is_wrong = is_asked and name != SHORT and draw.chance(_WRONG)
    if is_wrong:
        people = talk.speakers if draw.chance(0.6) else draw.archive.people
        others = [each for each in people if not any(alike(each, sayer) for sayer in sayers)]
        credited, is_wrong = (random.choice(others), True) if others else (speaker, False)
    elif made.form != "split" and draw.chance(_UNCREDITED):
        credited = None
    elif draw.chance(_BY_SURNAME) and sum(speaker.split()[-1] in each.split() for each in draw.archive.people) == 1:
        credited = speaker.split()[-1]
    told = [each for each in talk.speakers if each not in sayers and each != credited] or ["a colleague"]
    as_printed = printed(random, made, credited, random.choice(told))
    return Truth(
        kind=name,
        statuses=statuses,
        words=as_printed.words,
        paragraph=as_printed.paragraph,
        documents=documents,
        title=talk.title,
        source="" if "not-found" in statuses else " / ".join(piece.text for piece in made.pieces),
        speaker=speaker,
        credited=credited,
        is_wrong=is_wrong if is_asked else None,
        parts=tuple(made.words.split("\t")) if made.form == "split" else (),
    )


def _sayers(draw: Draw, made: Made) -> set[str]:
    """All who say these words anywhere, and whoever says them where they are from."""
    places = [draw.archive.spot_of(begin) for begin in draw.judge.verbatim(spoken(made.words))]
    return {draw.archive.turn(spot).speaker for spot in (*places, *(piece.spot for piece in made.pieces))}


def alike(name: str, other: str) -> bool:
    """Whether two names may be one person's: much the same letters, or a name in common."""
    parts = {part.casefold() for part in name.split()} & {part.casefold() for part in other.split()}
    return bool(parts) or fuzz.ratio(name.casefold(), other.casefold()) > 70
