"""The best place in the library for each quotation of one draft."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from corpus.errors import InvalidValue
from corpus.library import Library, Located, Seen
from corpus.model import Document, Place
from search.engine import Snapshot
from search.results.collector import clip_of
from search.verifying.judging import Judged
from search.verifying.names import is_same, parts_of
from search.verifying.places import Places
from search.verifying.printed import Text
from search.verifying.removed import Removed
from search.verifying.source import Numbers, Source
from search.verifying.values import Quoted, Status
from search.verifying.words import without_line_ends

NEAREST = 1 / 3  # of the content words, at least, of what is offered as the nearest wording
_WITH_ITS_RUN = 1  # the passages that have a run of the words come second, behind those that are linked
_WINDOWS = 3  # passages beside whose surroundings a quotation is laid
_AROUND = 2  # passages on each side of the one that was found
_AROUND_GAPS = 6  # where something is left out
_RANK: dict[Status, int] = {"exact": 3, "fair": 2, "altered": 1, "not-found": 0}
_NOWHERE = (-1, False, -1, False, 0.0)  # the rank of what has no place


class Best(NamedTuple):
    """The best place for a quotation so far."""

    status: Status
    judged: Judged
    document: Document
    is_credited: bool
    is_near: bool  # in a document that the draft quotes besides
    seen: Seen | None

    @property
    def is_good(self) -> bool:
        """Whether the words are the source's."""
        return self.status in ("exact", "fair")

    def is_better(self, other: Best | None) -> bool:
        """Whether its status is better than another's."""
        return other is None or _RANK[self.status] > _RANK[other.status]

    @property
    def rank(self) -> tuple[int, bool, int, bool, float]:
        status = _RANK[self.status]
        return min(status, _RANK["fair"]), self.is_credited, status, self.is_near, self.judged.score


class Run:
    """One draft in one state of an index: what was read of it is kept."""

    def __init__(
        self, library: Library, snapshot: Snapshot, *, fair: Collection[str], seconds: float, is_left: bool = False
    ) -> None:
        self._library, self._snapshot, self.fair, self._seconds = library, snapshot, fair, seconds
        self._held = library.left if is_left else library
        self._numbers = Numbers()
        self._documents: dict[tuple[str, int], tuple[Document, Sequence[Place]]] = {}
        self._sources: dict[tuple[str, int, int, int], Source] = {}
        self.people: Collection[str] = () if is_left else parts_of(snapshot.values("speaker"))
        self.removed = Removed(library, self._numbers)
        self.administers = True
        self.met: set[str] = set()  # documents that the draft quotes
        self._phrase: dict[str, Located] = {}  # the passages that have the run of words sought last

    def best(self, quoted: Quoted, credited: str | None) -> tuple[Text, Best | None]:
        """The text of a quotation as it was compared, and the best place for it."""
        written = quoted.parts
        tried = [written]
        if divided := [without_line_ends(part) for part in written if without_line_ends(part)]:
            tried = [tuple(_divided(part, kept) for part in written) for kept in (0, 1)] if divided else tried
        results = []
        for parts in tried:
            text = Text.of([re.sub(r"\s*\n\s*", " ", part) for part in parts])
            results.append((text, self._best(text, quoted, credited)))
        text, best = max(results, key=lambda each: each[1].rank if each[1] else _NOWHERE)
        return text, best._replace(status="fair") if best and divided and best.status == "exact" else best

    def _best(self, text: Text, quoted: Quoted, credited: str | None) -> Best | None:
        if not text.printed:
            return None
        deadline = time.monotonic() + self._seconds
        best: Best | None = None
        self._phrase = {}
        for number, located in enumerate(self._located(text, quoted, deadline)):
            if quoted.is_short and number > _WITH_ITS_RUN:
                break
            alone = [self._alone(text, each, credited) for each in located.values()]
            best = max([*alone, *([best] if best else [])], key=lambda each: each.rank, default=None)
            if best and best.is_good:
                break
            enough = min(NEAREST, max((each.judged.share for each in alone), default=0.0))
            likely = [each for each in alone if each.judged.share >= enough]
            likely.sort(key=lambda each: (each.is_credited, each.is_near, each.judged.score), reverse=True)
            for each in likely[:_WINDOWS]:
                best = max(best or each, self._among(text, each, credited), key=lambda each: each.rank)
            if best and best.is_good:
                break
        return best

    def _alone(self, text: Text, each: Located, credited: str | None) -> Best:
        """A quotation beside one passage."""
        key = each.document.id, each.document.version, each.passage.ordinal, each.passage.ordinal + 1
        if key not in self._sources:
            self._sources[key] = Source([Place(each.section, each.passage)], self._numbers)
        return self._placed(text, self._sources[key], each.document, credited, each.seen)

    def _among(self, text: Text, alone: Best, credited: str | None) -> Best:
        """The same beside what stands around the passage, too."""
        document, places = self.whole(alone.document)
        around = _AROUND_GAPS if any(each.left_out for each in text.printed) else _AROUND + len(text.printed) // 150
        (place,) = alone.judged.source.places
        first, last = max(place.passage.ordinal - around, 0), place.passage.ordinal + around + 1
        key = document.id, document.version, first, last
        if key not in self._sources:
            self._sources[key] = Source(places[first:last], self._numbers)
        return self._placed(text, self._sources[key], document, credited, alone.seen)

    def whole(self, header: Document) -> tuple[Document, Sequence[Place]]:
        """A document with its passages."""
        key = header.id, header.version
        if key not in self._documents:
            document = self._library.document(*key)
            self._documents[key] = document, list(document.places())
        return self._documents[key]

    def _located(self, text: Text, quoted: Quoted, deadline: float) -> Iterator[dict[str, Located]]:
        """Passages that a quotation may be from, the likeliest first."""
        yield self._linked(quoted)
        for number, hits in enumerate(Places(self._snapshot, deadline).of(text)):
            held = self._held.located([hit.passage for hit in hits])
            located = {hit.passage: held[hit.passage] for hit in hits if hit.passage in held}
            if number == 0:
                self._phrase = located
            yield located

    def _linked(self, quoted: Quoted) -> dict[str, Located]:
        """The passages that links near a quotation open."""
        ids = []
        for link in quoted.links:
            with suppress(InvalidValue):
                ids.append(clip_of(link).passage)
        return self._held.located(ids) if ids else {}

    def _placed(self, text: Text, source: Source, document: Document, credited: str | None, seen: Seen | None) -> Best:
        judged = Judged.of(text, source, self._numbers, [person.name for person in document.people])
        return self.placed(judged, document, credited, seen)

    def placed(self, judged: Judged, document: Document, credited: str | None, seen: Seen | None = None) -> Best:
        """A quotation at a place, and how good that is."""
        source = judged.source
        first, last = (source.spoken[at].passage for at in judged.span) if judged.span else (0, -1)
        said_by = {each.passage.who for each in source.places[first : last + 1]}
        is_credited = bool(credited) and any(who and is_same(credited or "", who) for who in said_by)
        return Best(judged.status(self.fair), judged, document, is_credited, document.id in self.met, seen)

    def also(self, text: Text, place: Place) -> int:
        """In how many other passages the same words stand in a row."""
        own = [each.word.folded for each in text.printed]
        count = 0
        for id, each in self._phrase.items():
            if id == place.passage.id:
                continue
            source = Source([Place(each.section, each.passage)], self._numbers)
            said = [spoken.word.folded for spoken in source.spoken]
            count += any(said[at : at + len(own)] == own for at in range(len(said) - len(own) + 1))
        return count


def _divided(part: str, kept: int) -> str:
    both = without_line_ends(part)
    return both[kept] if both else part
