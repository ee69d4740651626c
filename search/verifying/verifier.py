"""What checks a draft: each quotation beside the place in the library that it is most likely from."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace

from corpus import sandbox
from corpus.draft import Draft
from corpus.errors import IndexUnusable, NotFound
from corpus.library import Library
from corpus.model import Document
from corpus.quotation import Range, quotation
from corpus.sandbox import Limits
from search.results.citer import Citer
from search.results.finder import Finder
from search.results.left import vanished
from search.verifying import quoted as quotations
from search.verifying.credit import credit
from search.verifying.names import is_same, is_whole
from search.verifying.printed import Text
from search.verifying.run import NEAREST, Best, Run
from search.verifying.values import Difference, Finding, Quoted, Report
from search.verifying.warnings import warnings
from search.verifying.words import without_line_ends

MOST = 2_000  # quotations of one draft that are looked at
_BUDGET = 300  # seconds for one draft
Progress = Callable[[int, int], None]


def silent(done: int, count: int) -> None:
    """Progress that nobody follows."""


class Verifier:
    """What verifies drafts against one library. Safe to share between threads."""

    def __init__(self, library: Library, finder: Finder, citer: Citer, *, seconds: float, limits: Limits) -> None:
        self._library, self._finder, self._citer, self._seconds = library, finder, citer, seconds
        self._sandbox = sandbox.shared(limits)

    def read(self, data: bytes, name: str) -> Draft:
        """A draft, read in the readers' sandbox; ReadError where it cannot be."""
        return self._sandbox.read_draft(data, name)

    def verify(
        self, draft: Draft, *, fair: Collection[str] = (), administers: bool = True, progress: Progress = silent
    ) -> Report:
        """What is found of each quotation of a draft; `fair` are the kinds of differences that are fair here besides.
        Words of documents that were removed are shown to who `administers` the library; others learn that they were.

        SearchTimeout where the search for one takes too long, IndexUnusable where nothing can be searched.
        """
        found = quotations.found(draft)
        with self._finder.snapshot() as snapshot:
            run = Run(self._library, snapshot, fair=fair, seconds=self._seconds)
            run.administers = administers
            findings = []
            until = time.monotonic() + _BUDGET
            for each in found.quoted[:MOST]:
                if time.monotonic() > until:
                    break
                findings.append(self._finding(run, each))
                progress(len(findings), min(len(found.quoted), MOST))
        more = len(found.quoted) - len(findings)
        partial = (
            f"{more:,} of {len(found.quoted):,} quotations were not looked at: check the draft in parts"
            if more > 0
            else ""
        )
        return Report(draft=draft, findings=findings, partial=partial, notes=found.unclosed)

    def _finding(self, run: Run, quoted: Quoted) -> Finding:
        named = credit(quoted, run.people)
        found = self._found(run, quoted, named.name if named else None)
        if named and not named.is_sure and found.document and not _may_mean(named.name, found.document):
            return replace(found, credited=None)
        return found

    def _found(self, run: Run, quoted: Quoted, credited: str | None) -> Finding:
        text, best = run.best(quoted, credited)
        if not quoted.is_short and not (best and best.is_good):
            earlier = self._earlier(run, quoted, credited)
            if earlier and earlier[1].is_better(best):
                text, best = earlier
        if (not best or best.status == "not-found") and (found := self._removed(run, quoted, credited, text)):
            return found
        if not best:
            return Finding(quoted=quoted, status="not-found", credited=credited)
        return self._told(run, quoted, credited, text, best)

    def _earlier(self, run: Run, quoted: Quoted, credited: str | None) -> tuple[Text, Best] | None:
        """The best place among texts that left, where that can be searched."""
        with suppress(IndexUnusable, NotFound), self._finder.snapshot(left=True) as snapshot:
            left = Run(self._library, snapshot, fair=run.fair, seconds=self._seconds, is_left=True)
            left.people, left.met = run.people, run.met
            text, best = left.best(quoted, credited)
            return (text, best) if best else None
        return None

    def _removed(self, run: Run, quoted: Quoted, credited: str | None, text: Text) -> Finding | None:
        """What is found of a quotation in documents that were removed."""
        if quoted.is_short or not text.printed:
            return None
        placed = [run.placed(judged, document, credited) for judged, document in run.removed.of(text)]
        best = max(placed, key=lambda each: each.rank, default=None)
        if not best or best.status == "not-found":
            return None
        told = f"these words are of a document that was {run.removed.told(best.document)}"
        if not run.administers:
            return Finding(quoted=quoted, status="not-found", credited=credited, warnings=(told,))
        found = self._told(run, quoted, credited, text, best)
        return replace(found, warnings=(*found.warnings, told))

    def _told(self, run: Run, quoted: Quoted, credited: str | None, text: Text, best: Best) -> Finding:
        judged, status = best.judged, best.status
        if not judged.span or (status == "not-found" and judged.share < NEAREST):
            return Finding(quoted=quoted, status="not-found", credited=credited)
        first, last = judged.span
        source = judged.source
        one, other = source.spoken[first], source.spoken[last]
        place, through = source.places[one.passage], source.places[other.passage].passage.id
        range = Range(one.word.begin, other.word.end, through if other.passage != one.passage else "")
        document, _ = run.whole(best.document)
        words = quotation(document, place, range)
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
            document=document,
            place=place,
            range=range,
            quotation=words,
            citation=self._citer.cite_place(document, place, "chicago", quote=range) if is_there else None,
            permalink=self._citer.permalink(place.passage.id, document.version, range) if is_there else None,
            credited=credited,
            also=also,
            seen=best.seen,
        )


def _may_mean(name: str, document: Document) -> bool:
    """Whether a name that nothing says to be a speaker's is somebody's of a document, or a whole one."""
    people = {person.name for person in document.people} | {each.who for each in document.passages() if each.who}
    return is_whole(name) or any(is_same(name, each) for each in people)


def _line_ends(quoted: Quoted) -> Iterator[Difference]:
    for part in quoted.parts:
        if without_line_ends(part):
            yield Difference("line end", "", "")
