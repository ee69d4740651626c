"""Finding: searches in the newest state of a library's index, and what a query marks in a document."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace

from corpus.errors import IndexStale, IndexUnusable
from corpus.library import LibraryMark
from corpus.model import Document
from search.engine import Snapshot
from search.index_state import Index, gap, why_anew
from search.query.ast import Diagnostic, Phrase
from search.query.equivalents import equivalents
from search.query.parser import parse
from search.query.plan import Tiers
from search.query.wording import asks_for_left
from search.results.asking import Asking
from search.results.completion import Completer, Completion, Learned
from search.results.counted import Counted, Known
from search.results.highlight import Marker
from search.results.left import Earlier, earlier
from search.results.search import PHRASES, search
from search.results.understanding import Indexed, Unindexed, understood, vocabulary as held_vocabulary
from search.results.values import SearchRequest, SearchResult, Span
from search.settings import Settings


class Finder:
    """What finds passages of one library in its indexes: those of documents as they are in `latest`, and text that left
    in the other. Safe to share between threads.

    `link` makes a passage's permalink from its id and version; `outlook` tells what becomes of an index that cannot be
    searched.
    """

    def __init__(
        self,
        latest: Index,
        left: Index,
        settings: Settings,
        *,
        link: Callable[[str, int], str],
        outlook: Callable[[], str],
    ) -> None:
        self._latest, self._left = latest, left
        self._library = latest.library
        self._seconds = settings.search_seconds
        self._link = link
        self._outlook = outlook
        self._fitting: dict[str, LibraryMark] = {}  # by index, the last change that it was seen to be at
        self._gaps: dict[str, str] = {}  # what is said where an index has not all passages that it should
        self._learned: Learned | None = None  # of the state of the index that was completed from last
        self._known = Known.nothing()

    def search(self, request: SearchRequest) -> SearchResult:
        """The passages that a query finds, in the narrowest scope that has any."""
        deadline = time.monotonic() + self._seconds
        index = self._asked(request.query)
        with self._snapshot(index) as snapshot:
            found = search(request, snapshot=snapshot, library=self._library, deadline=deadline, link=self._link)
        if gap := self._gaps.get(index.name):
            found = replace(found, diagnostics=(*found.diagnostics, Diagnostic(gap, 0, 0)))
        if not found.nowhere or index is self._left:
            return found
        return replace(found, was=self._earlier(found.nowhere[:PHRASES], request, deadline))

    def _asked(self, query: str) -> Index:
        """The index that a query is asked of."""
        return self._left if asks_for_left(parse(query).node) else self._latest

    def _earlier(self, phrases: Sequence[Phrase], request: SearchRequest, deadline: float) -> tuple[Earlier, ...]:
        """Which of some phrases that are nowhere were somewhere; none while that cannot be told."""
        within = request.filters.asking()
        with suppress(IndexUnusable), self._snapshot(self._left) as snapshot:
            return tuple(earlier(phrases, within, snapshot=snapshot, library=self._library, deadline=deadline))
        return ()

    @contextmanager
    def counted(self, *requests: SearchRequest) -> Iterator[tuple[Counted, ...]]:
        """All that each of some requests counts, in one state of the index that it is asked of."""
        with self.counting() as count:
            yield tuple(map(count, requests))

    @contextmanager
    def counting(self) -> Iterator[Callable[[SearchRequest], Counted]]:
        """What tells all that a request counts, of any number in turn, in one state of each index that is asked."""
        with ExitStack() as opened:
            snapshots: dict[Index, Snapshot] = {}

            def count(request: SearchRequest) -> Counted:
                index = self._asked(request.query)
                if index not in snapshots:
                    snapshots[index] = opened.enter_context(self._snapshot(index))
                asking = Asking(request, snapshot=snapshots[index], library=self._library, link=self._link)
                return Counted(asking, seconds=self._seconds, known=self._known, gap=self._gaps[index.name])

            yield count

    @contextmanager
    def snapshot(self, *, left: bool = False) -> Iterator[Snapshot]:
        """One state of the index, or of that of text that left."""
        with self._snapshot(self._left if left else self._latest) as snapshot:
            yield snapshot

    def completions(self, text: str) -> tuple[Completion, ...]:
        """How a query may go on after a text, the likeliest first; nothing where nothing can be searched."""
        deadline = time.monotonic() + self._seconds
        try:
            with self._snapshot(self._latest) as snapshot:
                learned = self._learned
                if not learned or learned.mark != snapshot.mark:
                    learned = self._learned = Learned(snapshot.mark)
                return Completer(self._library, snapshot, learned, deadline=deadline).completions(text)
        except IndexUnusable:
            return ()

    def marks(self, query: str, document: Document, *, vocabulary: bool = True) -> dict[str, tuple[Span, ...]]:
        """Passage id to the spans that a query marks, for the passages that it marks; SearchTimeout."""
        deadline = time.monotonic() + self._seconds
        sought, passages = self._sought(query, vocabulary=vocabulary), [*document.passages()]
        texts, language = [passage.text for passage in passages], document.language or ""
        for tree in dict.fromkeys((sought.every, sought.any)):  # the parts of joined words where none stands whole
            marker = Marker(tree, language=language, deadline=deadline)
            if found := {passages[at].id: spans for at, spans in marker.among(texts)}:
                return found
        return {}

    def prepare(self, say: Callable[[str], None]) -> None:
        """Have the first search take no longer than others; `say` tells what searching has to wait for."""
        try:
            self.search(SearchRequest(query="ready"))
            self.completions("ready")
        except IndexUnusable as error:  # all else than searching goes on
            say(f"Searching has to wait: {error}.")

    def precompile(self, say: Callable[[str], None]) -> None:
        """Make searches quicker while they are answered; `say` tells why that cannot be."""
        self._latest.engine.precompile(say)

    @property
    def index_state(self) -> tuple[int, str]:
        """The change of the library that the index has come to, or why nothing can be searched."""
        try:
            with self._snapshot(self._latest) as snapshot:
                return snapshot.mark.revision, ""
        except IndexUnusable as error:
            return 0, str(error)

    def _sought(self, query: str, *, vocabulary: bool) -> Tiers:
        """What a query seeks, also where there is no index to ask."""
        held, _ = held_vocabulary(self._library, wanted=vocabulary)
        try:
            with self._snapshot(self._asked(query)) as snapshot:
                return understood(query, Indexed(snapshot), equivalents=equivalents(held.text)).sought
        except IndexUnusable:
            return understood(query, Unindexed(), equivalents=equivalents(held.text)).sought

    @contextmanager
    def _snapshot(self, index: Index) -> Iterator[Snapshot]:
        """The newest state of an index of this library; IndexStale where that is to be made anew."""
        with ExitStack() as opened:
            try:
                snapshot = opened.enter_context(index.engine.snapshot())
            except IndexStale as error:
                raise self._stale(str(error).partition(";")[0]) from error
            if snapshot.mark != self._fitting.get(index.name):
                if why := why_anew(self._library, snapshot.mark):
                    raise self._stale(why)
                self._fitting[index.name], self._gaps[index.name] = snapshot.mark, gap(index, snapshot)
            yield snapshot

    def _stale(self, why: str) -> IndexStale:
        return IndexStale(f"{why}; {self._outlook()}")
