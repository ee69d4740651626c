"""Finding: searches in the newest state of a library's index, and what a query marks in a document."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from corpus.errors import IndexStale, IndexUnusable
from corpus.library import Library, LibraryMark
from corpus.model import Document
from search.engine import Engine, Snapshot
from search.index_state import gap, why_anew
from search.query.ast import Diagnostic
from search.query.equivalents import equivalents
from search.query.plan import Tiers
from search.results.asking import Asking
from search.results.completion import Completer, Completion, Learned
from search.results.counted import Counted, Known
from search.results.highlight import Marker
from search.results.search import search
from search.results.understanding import Indexed, Unindexed, understood, vocabulary as held_vocabulary
from search.results.values import SearchRequest, SearchResult, Span
from search.settings import Settings


class Finder:
    """What finds passages of one library in its index. Safe to share between threads.

    `link` makes a passage's permalink from its id and version; `outlook` tells what becomes of an index that cannot be
    searched.
    """

    def __init__(
        self,
        library: Library,
        engine: Engine,
        settings: Settings,
        *,
        link: Callable[[str, int], str],
        outlook: Callable[[], str],
    ) -> None:
        self._library = library
        self._engine = engine
        self._seconds = settings.search_seconds
        self._link = link
        self._outlook = outlook
        self._fitting: LibraryMark | None = None  # the last change that an index of this library was seen to be at
        self._learned: Learned | None = None  # of the state of the index that was completed from last
        self._known = Known.nothing()
        self._gap = ""  # what is said where that index has not all passages that it should

    def search(self, request: SearchRequest) -> SearchResult:
        """The passages that a query finds, in the narrowest scope that has any."""
        deadline = time.monotonic() + self._seconds
        with self._snapshot() as snapshot:
            found = search(request, snapshot=snapshot, library=self._library, deadline=deadline, link=self._link)
            return replace(found, diagnostics=(*found.diagnostics, Diagnostic(self._gap, 0, 0))) if self._gap else found

    @contextmanager
    def counted(self, *requests: SearchRequest) -> Iterator[tuple[Counted, ...]]:
        """All that each of some requests counts, in one state of the index."""
        with self._snapshot() as snapshot:
            asking = (
                Asking(request, snapshot=snapshot, library=self._library, link=self._link) for request in requests
            )
            yield tuple(Counted(each, seconds=self._seconds, known=self._known) for each in asking)

    def completions(self, text: str) -> tuple[Completion, ...]:
        """How a query may go on after a text, the likeliest first; nothing where nothing can be searched."""
        deadline = time.monotonic() + self._seconds
        try:
            with self._snapshot() as snapshot:
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
        self._engine.precompile(say)

    @property
    def index_state(self) -> tuple[int, str]:
        """The change of the library that the index has come to, or why nothing can be searched."""
        try:
            with self._snapshot() as snapshot:
                return snapshot.mark.revision, ""
        except IndexUnusable as error:
            return 0, str(error)

    def _sought(self, query: str, *, vocabulary: bool) -> Tiers:
        """What a query seeks, also where there is no index to ask."""
        held, _ = held_vocabulary(self._library, wanted=vocabulary)
        try:
            with self._snapshot() as snapshot:
                return understood(query, Indexed(snapshot), equivalents=equivalents(held.text)).sought
        except IndexUnusable:
            return understood(query, Unindexed(), equivalents=equivalents(held.text)).sought

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        """The newest state of this library's index; IndexStale where that is to be made anew."""
        with ExitStack() as opened:
            try:
                snapshot = opened.enter_context(self._engine.snapshot())
            except IndexStale as error:
                raise self._stale(str(error).partition(";")[0]) from error
            if snapshot.mark != self._fitting:
                if why := why_anew(self._library, snapshot.mark):
                    raise self._stale(why)
                self._fitting, self._gap = snapshot.mark, gap(self._library, snapshot)
            yield snapshot

    def _stale(self, why: str) -> IndexStale:
        return IndexStale(f"{why}; {self._outlook()}")
