"""What checks a draft: each quotation beside the place in the library that it is most likely from."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from corpus import sandbox
from corpus.draft import Draft
from corpus.errors import IndexUnusable, InvalidValue, NotFound
from corpus.library import Library, Located, Seen
from corpus.model import Document, Place
from corpus.quotation import Range, quotation
from corpus.sandbox import Limits
from search.engine import Snapshot
from search.results.citer import Citer
from search.results.collector import clip_of
from search.results.finder import Finder
from search.results.left import vanished
from search.verifying import quoted as quotations
from search.verifying.credit import credit, is_same
from search.verifying.judging import Judged
from search.verifying.places import Places
from search.verifying.printed import Text
from search.verifying.source import Numbers, Source
from search.verifying.values import Difference, Finding, Quoted, Report, Status
from search.verifying.warnings import warnings
from search.verifying.words import without_line_ends

MOST = 2_000  # quotations of one draft that are looked at
_DOCUMENTS = 4  # for a quotation, beside which it is laid whole
_WINDOWS = 3  # in each, around a passage
_AROUND = 2  # passages on each side of the one that was found
_AROUND_GAPS = 6  # where something is left out
_NEAREST = 1 / 3  # of the content words, at least, of what is offered as the nearest wording
_RANK: dict[Status, int] = {"exact": 3, "fair": 2, "altered": 1, "not-found": 0}
_NOWHERE = (-1, False, False, -1, 0.0)  # the rank of what has no place
Progress = Callable[[int, int], None]


def silent(done: int, count: int) -> None:
    """Progress that nobody follows."""


class Best(NamedTuple):
    """The best place for a quotation so far."""

    status: Status
    judged: Judged
    document: Document
    is_credited: bool
    is_near: bool  # in a document that the draft quotes besides
    seen: Seen | None

    @property
    def rank(self) -> tuple[int, bool, bool, int, float]:
        status = _RANK[self.status]
        return min(status, _RANK["fair"]), self.is_credited, self.is_near, status, self.judged.score


class Verifier:
    """What verifies drafts against one library. Safe to share between threads."""

    def __init__(self, library: Library, finder: Finder, citer: Citer, *, seconds: float, limits: Limits) -> None:
        self._library, self._finder, self._citer, self._seconds = library, finder, citer, seconds
        self._sandbox = sandbox.shared(limits)

    def read(self, data: bytes, name: str) -> Draft:
        """A draft, read in the readers' sandbox; ReadError where it cannot be."""
        return self._sandbox.read_draft(data, name)

    def verify(self, draft: Draft, *, fair: Collection[str] = (), progress: Progress = silent) -> Report:
        """What is found of each quotation of a draft; `fair` are the kinds of differences that are fair here besides.

        SearchTimeout where the search for one takes too long, IndexUnusable where nothing can be searched.
        """
        found = quotations.found(draft)
        with self._finder.snapshot() as snapshot:
            run = _Run(self._library, snapshot, fair=fair, seconds=self._seconds)
            findings = []
            for each in found.quoted[:MOST]:
                findings.append(self._finding(run, each))
                progress(len(findings), min(len(found.quoted), MOST))
        more = len(found.quoted) - MOST
        partial = (
            f"{more:,} of {len(found.quoted):,} quotations were not looked at: check the draft in parts"
            if more > 0
            else ""
        )
        return Report(draft=draft, findings=findings, partial=partial, notes=found.unclosed)

    def _finding(self, run: _Run, quoted: Quoted) -> Finding:
        credited = credit(quoted, run.people)
        text, best = run.best(quoted, credited)
        if best and best.status not in ("exact", "fair"):
            earlier = self._earlier(run, quoted, credited)
            if earlier and _RANK[earlier[1].status] > _RANK[best.status]:
                text, best = earlier
        if not best:
            return Finding(quoted=quoted, status="not-found", credited=credited)
        return self._told(run, quoted, credited, text, best)

    def _earlier(self, run: _Run, quoted: Quoted, credited: str | None) -> tuple[Text, Best] | None:
        """The best place among texts that left, where that can be searched."""
        with suppress(IndexUnusable, NotFound), self._finder.snapshot(left=True) as snapshot:
            left = _Run(self._library, snapshot, fair=run.fair, seconds=self._seconds, is_left=True)
            left.people, left.met = run.people, run.met
            text, best = left.best(quoted, credited)
            return (text, best) if best else None
        return None

    def _told(self, run: _Run, quoted: Quoted, credited: str | None, text: Text, best: Best) -> Finding:
        judged, status = best.judged, best.status
        if not judged.span or (status == "not-found" and judged.share < _NEAREST):
            return Finding(quoted=quoted, status="not-found", credited=credited)
        first, last = judged.span
        source = judged.source
        one, other = source.spoken[first], source.spoken[last]
        place, through = source.places[one.passage], source.places[other.passage].passage.id
        range = Range(one.word.begin, other.word.end, through if other.passage != one.passage else "")
        words = quotation(best.document, place, range)
        told = [*warnings(judged)] if status in ("exact", "fair") else []
        if best.seen:
            told.append(f"these words are no longer there. {vanished(best.seen)}")
        also = run.also(text, place) if status in ("exact", "fair") else 0
        if also:
            told.append(f"the same words stand in several passages: {also:,} more")
        run.met.add(best.document.id)
        is_there = status != "not-found"
        return Finding(
            quoted=quoted,
            status=status,
            differences=(*_line_ends(quoted), *judged.differences) if is_there else (),
            warnings=tuple(told),
            document=best.document,
            place=place,
            range=range,
            quotation=words,
            citation=self._citer.cite_place(best.document, place, "chicago", quote=range) if is_there else None,
            credited=credited,
            also=also,
            seen=best.seen,
        )


class _Run:
    """One draft in one state of an index: what was read of it is kept."""

    def __init__(
        self, library: Library, snapshot: Snapshot, *, fair: Collection[str], seconds: float, is_left: bool = False
    ) -> None:
        self._library, self._snapshot, self.fair, self._seconds = library, snapshot, fair, seconds
        self._is_left = is_left
        self._held = library.left if is_left else library
        self._numbers = Numbers()
        self._documents: dict[tuple[str, int], tuple[Document, Sequence[Place]]] = {}
        self._sources: dict[tuple[str, int, int, int], Source] = {}
        self.people: Collection[str] = () if is_left else snapshot.values("speaker")
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
            text = Text.of([" ".join(part.split("\n")) for part in parts])
            results.append((text, self._best(text, quoted, credited)))
        text, best = max(results, key=lambda each: each[1].rank if each[1] else _NOWHERE)
        return text, best._replace(status="fair") if best and divided and best.status == "exact" else best

    def _best(self, text: Text, quoted: Quoted, credited: str | None) -> Best | None:
        if not text.printed:
            return None
        deadline = time.monotonic() + self._seconds
        best: Best | None = None
        self._phrase = {}
        for located in self._located(text, quoted, deadline):
            ordered = sorted(located.values(), key=lambda each: self._likely(each, credited), reverse=True)
            for document, places, ordinals, seen in self._grouped(ordered):
                for ordinal in ordinals[:_WINDOWS]:
                    for around in (0, self._around(text)):
                        judged = self._judged(text, document, places, ordinal, around)
                        placed = self._placed(judged, document, credited, seen)
                        best = max((each for each in (best, placed) if each), key=lambda each: each.rank)
                        if placed.status in ("exact", "fair"):
                            break
            if best and best.status in ("exact", "fair"):
                break
        return best

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

    def _likely(self, each: Located, credited: str | None) -> tuple[bool, bool]:
        who = each.passage.who
        return bool(credited and who and is_same(credited, who)), each.document.id in self.met

    def _grouped(
        self, located: Iterable[Located]
    ) -> Iterator[tuple[Document, Sequence[Place], list[int], Seen | None]]:
        """The first few documents of some passages, whole, with the numbers of these passages in them."""
        by_document: dict[tuple[str, int], list[Located]] = {}
        for each in located:
            by_document.setdefault((each.document.id, each.document.version), []).append(each)
        for key, group in list(by_document.items())[:_DOCUMENTS]:
            if key not in self._documents:
                document = self._library.document(*key) if self._is_left else self._library.document(key[0])
                self._documents[key] = document, list(document.places())
            document, places = self._documents[key]
            yield document, places, [each.passage.ordinal for each in group], group[0].seen

    def _around(self, text: Text) -> int:
        """How many passages on each side of one a quotation may go through."""
        return _AROUND_GAPS if any(each.left_out for each in text.printed) else _AROUND + len(text.printed) // 150

    def _judged(self, text: Text, document: Document, places: Sequence[Place], ordinal: int, around: int) -> Judged:
        first, last = max(ordinal - around, 0), ordinal + around + 1
        key = document.id, document.version, first, last
        if key not in self._sources:
            self._sources[key] = Source(places[first:last], self._numbers)
        people = [person.name for person in document.people]
        return Judged.of(text, self._sources[key], self._numbers, people)

    def _placed(self, judged: Judged, document: Document, credited: str | None, seen: Seen | None) -> Best:
        status = judged.status(self.fair)
        who = judged.source.places[judged.source.spoken[judged.span[0]].passage].passage.who if judged.span else None
        is_credited = bool(credited and who and is_same(credited, who))
        return Best(status, judged, document, is_credited, document.id in self.met, seen)

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


def _line_ends(quoted: Quoted) -> Iterator[Difference]:
    for part in quoted.parts:
        if without_line_ends(part):
            yield Difference("line end", "", "")


def _divided(part: str, kept: int) -> str:
    both = without_line_ends(part)
    return both[kept] if both else part
