"""Quotations: words in a row of one document, of one passage or through several turns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from corpus.errors import InvalidValue
from corpus.locators import Locator, locate, spanning
from corpus.model import Document, Passage, Place

MOST = 100  # passages of one quotation


class Range(NamedTuple):
    """Which words, counted from a passage on: from the code point `begin` of its text to the one before `end`, which
    is of the passage `through` where that is given; without an end, to the end of that passage."""

    begin: int = 0
    end: int | None = None
    through: str = ""

    @classmethod
    def of(cls, begin: int | None, end: int | None, through: str | None = None) -> Range:
        """The range that somebody names; InvalidValue where it has one end, ends before it begins, or goes through a
        passage that is not named, as of a link that was cut."""
        if (begin is None) != (end is None) or (not through and (begin or 0) >= (end or 1)):
            raise InvalidValue("from and to name no range: one of them is missing, or the end is before the beginning")
        if through == "":
            raise InvalidValue("through names no passage; check that the whole link was copied")
        return cls(begin or 0, end, through or "")

    @property
    def of_whole_passages(self) -> Range:
        """All of the passages that it goes through."""
        return Range(through=self.through)


WHOLE = Range()


class Turn(NamedTuple):
    """The quoted words of one passage: `place.passage.text[begin:end]`; `speaks` is who begins to speak with them, and
    `goes_on` says whether they go on with the paragraph of the words before."""

    place: Place
    begin: int
    end: int
    speaks: str = ""
    goes_on: bool = False

    @property
    def words(self) -> str:
        return self.place.passage.text[self.begin : self.end]

    @property
    def locator(self) -> Locator:
        return locate(self.place.passage, self.begin, self.end)


@dataclass(frozen=True)
class Quotation:
    """Words in a row, by the passages that they are of."""

    turns: tuple[Turn, ...]

    @property
    def first(self) -> Turn:
        return self.turns[0]

    @property
    def last(self) -> Turn:
        return self.turns[-1]

    @property
    def is_of_several(self) -> bool:
        """Whether it goes through several passages."""
        return len(self.turns) > 1

    @cached_property
    def words(self) -> str:
        """The words themselves; those of several passages in a paragraph each, behind the name of each new speaker."""
        said = ""
        for turn in self.turns:
            said += " " if turn.goes_on else "\n" if said else ""
            said += f"{turn.speaks}: {turn.words}" if turn.speaks and self.is_of_several else turn.words
        return said

    @property
    def words_alone(self) -> str:
        """The words without who says them."""
        return " ".join(turn.words for turn in self.turns)

    @cached_property
    def is_whole(self) -> bool:
        """Whether they are all that their passages have."""
        return all((turn.begin, turn.end) == (0, len(turn.place.passage.text)) for turn in (self.first, self.last))

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages that they are of."""
        return tuple(turn.place.passage for turn in self.turns)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who says them, each once."""
        return tuple(dict.fromkeys(who for passage in self.passages if (who := passage.who)))

    @cached_property
    def locator(self) -> Locator:
        """From where to where they are."""
        return spanning(self.first.locator, self.last.locator) if self.is_of_several else self.first.locator

    @property
    def brief(self) -> str:
        """The locator in a word: a time, pages, or paragraphs of their sections."""
        at = self.locator
        if at.time or at.pages or at.last_paragraph in (None, at.paragraph):
            return at.brief
        return f"{at.brief}–{at.last_paragraph}" if self.is_in_one_section else f"{at.brief} to ¶ {at.last_paragraph}"

    @property
    def is_in_one_section(self) -> bool:
        return all(turn.place.section.heading == self.first.place.section.heading for turn in self.turns)


def quotation(document: Document, place: Place, range: Range = WHOLE) -> Quotation:
    """The words of a range that begins in a passage of a document, which is whole where the range goes on through
    others; InvalidValue for a range that is not there, or goes through more than MOST passages."""
    places = [place, *_up_to(document, place, range.through)]
    last = len(places) - 1
    turns: list[Turn] = []
    speaking, at = "", None
    for number, each in enumerate(places):
        length = len(each.passage.text)
        begin = range.begin if number == 0 else 0
        end = length if number < last or range.end is None else range.end
        if not 0 <= begin < end <= length:
            raise InvalidValue(f"the range {begin} to {end} is not within the passage's {length} characters")
        who = each.passage.who or ""
        paragraph = each.section.heading, each.section.kind, each.passage.paragraph
        turns.append(Turn(each, begin, end, who if who != speaking else "", paragraph == at))
        speaking, at = who, paragraph
    return Quotation(tuple(turns))


def _up_to(document: Document, place: Place, id: str) -> Iterator[Place]:
    """The passages behind one, up to another."""
    if id in ("", place.passage.id):
        return
    behind = [each for each in document.places() if each.passage.ordinal > place.passage.ordinal]
    ids = [each.passage.id for each in behind]
    if id not in ids:
        where = f"version {document.version} of {document.id}"
        raise InvalidValue(f"{id} is no passage behind {place.passage.id} in {where}")
    if (number := ids.index(id)) + 2 > MOST:
        raise InvalidValue(f"a quotation may go through {MOST} passages; this one goes through {number + 2:,}")
    yield from behind[: number + 1]
