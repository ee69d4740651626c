"""The application: library and engine together; what the command line and the web call."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote as percent

from corpus.citation import Citation, cite
from corpus.errors import IndexStale, IndexUnusable, NoLibrary
from corpus.library import Library, LibraryMark, Record, StoreResult, Version
from corpus.locators import locate
from corpus.model import Document, Hints, Place, place
from corpus.sandbox import Budget
from search.engine import Engine, Snapshot
from search.ingest import indexing, sync as following
from search.ingest.adding import Adder
from search.ingest.indexing import Indexer, Progress, silent
from search.ingest.values import AddResult, Preview, Reread, SourceSpec
from search.maintenance import check as care
from search.maintenance.backups import Backups
from search.maintenance.stats import Stats, stats
from search.naming import Naming
from search.query.ast import Diagnostic
from search.query.parser import parse
from search.results import highlight, search as searching
from search.results.values import SearchRequest, SearchResult, Span
from search.results.views import PassageView, Related
from search.settings import LIBRARY, Settings
from search.whoosh_engine import WhooshEngine

_Stored = TypeVar("_Stored", AddResult, Reread)
_GENERATION = 64  # documents stored, after which a generation of the index is begun beside
_START = 5.0  # seconds that a server waits for its index before it answers
_PATIENCE = 2.0  # seconds that a change waits to be in search; where another process is writing, it follows by itself


class Service:
    """One library and its index. Safe to share between threads; close it, or use it as a context."""

    def __init__(
        self,
        *,
        library: Library,
        engine: Engine,
        settings: Settings,
        home: Path,
        today: Callable[[], dt.date] = lambda: dt.datetime.now().astimezone().date(),
    ) -> None:
        self.library = library
        self.engine = engine
        self.settings = settings
        self.home = home
        self.backups = Backups(library, home, settings)
        self._today = today
        self._adder = Adder(library, settings)
        self._indexer = Indexer(library, engine)
        self.naming = Naming(
            library,
            stored=lambda: self._indexer.begin(wait_for=_PATIENCE),
            note=lambda document, found: self.cite_place(document, found, "chicago").text,
        )
        self._fitting: LibraryMark | None = None  # the last change that an index of this library was seen to be at
        self._gap = ""  # what is said where that index has not all passages that it should

    @classmethod
    def open(cls, home: Path, settings: Settings, *, create: bool = True) -> Self:
        """The library in a folder. Its index is not touched.

        Where there is none one is made, unless `create` is false or an index stands there: then that is NoLibrary.
        """
        path, engine = home / LIBRARY, WhooshEngine(home / "index")
        try:
            library = Library(path, create=create and not engine.is_there())
        except NoLibrary as error:
            if not engine.is_there():
                raise
            raise NoLibrary(
                f"{path} is missing or was emptied, and its index is still there: put it back, or `citecast restore` a"
                f" backup; to begin anew with nothing, delete {home / 'index'} first"
            ) from error
        return cls(library=library, engine=engine, settings=settings, home=home)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._adder.close()
        self._indexer.close()
        self.library.close()

    # finding

    def search(self, request: SearchRequest) -> SearchResult:
        """The passages that a query finds, in the narrowest scope that has any."""
        deadline = time.monotonic() + self.settings.search_seconds
        with self._snapshot() as snapshot:
            found = searching.search(
                request, snapshot=snapshot, library=self.library, deadline=deadline, link=self.permalink
            )
            return replace(found, diagnostics=(*found.diagnostics, Diagnostic(self._gap, 0, 0))) if self._gap else found

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        """The newest state of this library's index; IndexStale where that is to be made anew."""
        with ExitStack() as opened:
            try:
                snapshot = opened.enter_context(self.engine.snapshot())
            except IndexStale as error:
                raise self._stale(str(error).partition(";")[0]) from error
            if snapshot.mark != self._fitting:
                if why := indexing.why_anew(self.library, snapshot.mark):
                    raise self._stale(why)
                self._fitting, self._gap = snapshot.mark, indexing.gap(self.library, snapshot)
            yield snapshot

    def _stale(self, why: str) -> IndexStale:
        if work := self._indexer.work:
            done = f" ({work.done:,} of {work.total:,} documents)"
            return IndexStale(f"{why}; it is being made anew{done}: search again in a moment")
        return IndexStale(f"{why}; {self._indexer.trouble or 'run `citecast rebuild`'}")

    def prepare(self, say: Callable[[str], None]) -> None:
        """Have the first search take no longer than others; `say` tells why, where that takes more than a moment."""
        self.engine.prepare(say)
        try:
            self.search(SearchRequest(query="ready"))
        except IndexUnusable as error:  # all else than searching goes on
            say(f"Searching has to wait: {error}.")

    def marks(self, query: str, document: Document) -> dict[str, tuple[Span, ...]]:
        """Passage id to the spans that a query marks, for the passages that it marks; SearchTimeout."""
        deadline = time.monotonic() + self.settings.search_seconds
        node = parse(query).node
        found = (
            (passage.id, highlight.spans(node, passage.text, deadline=deadline)) for passage in document.passages()
        )
        return {id: spans for id, spans in found if spans}

    # reading

    def document(self, id: str, version: int | None = None) -> Document:
        """A document, whole, in its latest version or the one asked for; NotFound or Gone."""
        return self.library.document(id, version)

    def listed(self, *, removed: bool = False, needs_check: bool = False, words: Sequence[str] = ()) -> tuple[str, ...]:
        """The ids of live documents, or of those removed, newest first, as `Library.listed` says."""
        return self.library.listed(state="removed" if removed else "live", needs_check=needs_check, words=words)

    def records(self, ids: Iterable[str]) -> tuple[Record, ...]:
        """The headers of documents, the newest first, with their states and what to check."""
        return self.library.records(ids)

    def documents(self, *, needs_check: bool = False) -> tuple[Record, ...]:
        """All documents, newest first; those alone that have something to check, where asked."""
        return self.records(self.listed(needs_check=needs_check))

    def latest(self, limit: int) -> tuple[Document, ...]:
        """The documents that came in last, without passages."""
        return tuple(record.document for record in self.records(self.listed()[:limit]))

    def record(self, id: str) -> Record:
        """A document's header, its state and what to check; NotFound or Gone."""
        return self.library.record(id)

    def related(self, id: str) -> Related:
        """The live documents that belong to a document, without passages."""
        links = self.library.related(id)
        headers = self.library.headers([*links.episodes, *links.transcripts, *links.bios, *links.reports])

        def pick(ids: Sequence[str]) -> tuple[Document, ...]:
            return tuple(headers[id] for id in ids if id in headers)

        return Related(
            episodes=pick(links.episodes),
            transcripts=pick(links.transcripts),
            bios=pick(links.bios),
            reports=pick(links.reports),
        )

    def versions(self, id: str) -> tuple[Version, ...]:
        """Every version of a document that was kept, oldest first."""
        return self.library.versions(id)

    def original(self, id: str, version: int | None = None) -> tuple[bytes, str]:
        """The bytes as they were stored, and the name of the source they came from."""
        infos = {item.version: item for item in self.library.versions(id)}
        data = self.library.original(id, version)
        return data, infos[version or max(infos)].source

    def shows(self) -> tuple[str, ...]:
        """The shows in the library, by name."""
        return self.library.shows()

    # citing

    def permalink(self, passage_id: str, version: int, quote: Span | None = None) -> str:
        """The address of a passage or a range of it: absolute where public_url is set, else a path on this computer."""
        words = f"&from={quote[0]}&to={quote[1]}" if quote else ""
        return f"{self.settings.public_url}/p/{percent(passage_id)}?v={version}{words}"

    def passage(self, id: str, version: int | None = None, *, quote: Span | None = None) -> PassageView:
        """A passage, or a range of it, as its permalink opens it; NotFound (with a suggestion) or Gone."""
        state = self.library.passage(id, version)
        document, found = self._placed(state.document, id, state.version)
        latest = None if state.state == "current" else self.library.document(state.document)
        successor = place(latest, state.successor) if latest and state.successor else None
        newest = latest or self._newer(document)
        same = place(newest, id) if newest else None
        return PassageView(
            document=document,
            place=found,
            permalink=self.permalink(id, state.version),
            state=state.state,
            latest=latest,
            successor=successor.passage if successor else None,
            by_reader=state.by_reader,
            now=same if same and _told_of(same, quote) != _told_of(found, quote) else None,
        )

    def _newer(self, document: Document) -> Document | None:
        """The latest version of a live document, where this is an earlier one."""
        header = self.library.headers([document.id]).get(document.id)
        return self.library.document(document.id) if header and header.version > document.version else None

    def cite(
        self, passage_id: str, style: str = "chicago", *, version: int | None = None, quote: Span | None = None
    ) -> Citation:
        """A citation of a passage, or of a range of it, in one of `corpus.citation.STYLES`."""
        state = self.library.passage(passage_id, version)
        document, found = self._placed(state.document, passage_id, state.version)
        return self.cite_place(document, found, style, quote=quote)

    def cite_place(self, document: Document, found: Place, style: str, *, quote: Span | None = None) -> Citation:
        """As `cite`, for a passage that is at hand."""
        today = self._today()
        return cite(
            document,
            found,
            style,
            permalink=self.permalink(found.passage.id, document.version, quote) if self.settings.public_url else None,
            stored=document.added_at.astimezone().date() if document.added_at else today,
            accessed=today,
            quote=quote,
        )

    def _placed(self, document_id: str, passage_id: str, version: int) -> tuple[Document, Place]:
        document = self.library.document(document_id, version)
        found = place(document, passage_id)
        if found is None:
            raise AssertionError(f"the library says that {document_id} version {version} has {passage_id}")
        return document, found

    # indexing

    def given(self, source: str, hints: Hints, *, asked: bool = True) -> SourceSpec:
        """A file or an address, as a source for `preview` and `add`; `asked` where a person named it."""
        return self._adder.given(source, hints, asked=asked)

    def previews(self, sources: Iterable[SourceSpec], budget: Budget | None = None) -> Iterator[Preview]:
        """What `add` would make of each source, in their order; nothing is stored."""
        return self._adder.previews(sources, budget)

    def preview(self, given: SourceSpec) -> Preview:
        """What `add` would make of one source; nothing is stored."""
        (preview,) = self.previews([given])
        return preview

    def would_add(self, sources: Iterable[SourceSpec]) -> Iterator[AddResult]:
        """The results that `add` would give; nothing is stored."""
        return self._adder.would_add(sources)

    def add(self, sources: Iterable[SourceSpec], budget: Budget | None = None) -> Iterator[AddResult]:
        """Store sources; a result for each, in their order, once it is durable.

        They are read on all cores and stored in batches. What is stored is in search after the next `catch_up`,
        and while many are added now and then before. A feed gives a result for each episode and transcript.
        `budget` is what slow files may take, where several calls work on one batch.
        """
        return self._indexing(self._adder.add(sources, budget))

    def to_reread(self, ids: Sequence[str] = (), *, show: str | None = None) -> tuple[str, ...]:
        """The documents to be read again: those named, else all that an earlier reader read; NotFound, Gone."""
        return self._adder.rereader.wanted(ids, show=show)

    def reread(self, ids: Iterable[str]) -> Generator[Reread, None, None]:
        """Read the stored originals of documents again, and store what is read differently as a new version; a result
        for each, in their order, once it is durable. What cannot be read now stays as it is."""
        return self._indexing(self._adder.rereader.reread(ids))

    def read_again(self, id: str) -> Reread:
        """As `reread`, of one document, which is then in search."""
        (result,) = self.reread([id])
        self._indexer.begin(wait_for=_PATIENCE)
        return result

    def would_reread(self, ids: Iterable[str]) -> Iterator[Reread]:
        """The results that `reread` would give; nothing is stored."""
        return self._adder.rereader.would_reread(ids)

    @property
    def behind(self) -> str:
        """What to say where documents were read by an earlier reader; empty where none was."""
        return self._adder.rereader.behind

    def sync(self, folder: Path, *, delete: bool) -> tuple[int, Iterator[AddResult]]:
        """Make the library follow a folder: how many files it has, and their results as `add` gives them.

        With `delete`, what was read below it and has no file any more is removed, and restorable. InvalidValue
        for a folder that is missing or has no file of a known kind.
        """
        meant = following.files(folder)
        return len(meant), self._indexing(following.sync(self.library, self._adder, folder, meant, delete=delete))

    def _indexing(self, results: Iterator[_Stored]) -> Generator[_Stored, None, None]:
        stored = 0
        for result in results:
            yield result
            stored += result.status not in ("failed", "unchanged")
            if stored >= _GENERATION:
                stored = 0
                self._indexer.begin()

    def edit(
        self, ids: Sequence[str], changes: Mapping[str, str | None], progress: Progress = silent
    ) -> tuple[StoreResult, ...]:
        """Change details of documents, all or none; an empty value restores what the source says."""
        kept = self.library.edit(ids, changes, progress)
        self._indexer.begin(wait_for=_PATIENCE)
        return kept

    def dismiss(self, ids: Sequence[str]) -> None:
        """Take what there is to check of documents as done, until their sources change."""
        self.library.dismiss(ids)

    def remove(self, id: str, *, purge: bool = False) -> tuple[str, ...]:
        """Take a document, and what only it refers to, out of search.

        `purge` deletes it for good; the next `catch_up` makes the index anew, for a changed one would hold the words.
        """
        removed = self.library.remove(id, purge=purge)
        self._indexer.begin(wait_for=_PATIENCE)
        return removed

    def undelete(self, id: str) -> tuple[str, ...]:
        """Bring a removed document back, with what left along with it."""
        restored = self.library.undelete(id)
        self._indexer.begin(wait_for=_PATIENCE)
        return restored

    def catch_up(self, progress: Progress = silent, *, timeout: float = 60) -> int:
        """Bring the index up to date with the library; how many documents were replayed."""
        return self._indexer.catch_up(progress, timeout=timeout)

    def follow(self, say: Callable[[str], None]) -> None:
        """From now on the index follows the library by itself within a second or two, whoever writes to it; `say`
        tells where it has much to do first."""
        self._indexer.follow()
        if not self._indexer.begin(wait_for=_START) and self._indexer.work:
            say("The index is being brought up to date; until that is done, searches do not find all.")

    def rebuild(self, progress: Progress = silent, *, empty: bool = False) -> int:
        """Make the index anew from the library; the old one answers until the new one is whole.

        IndexUnusable where the library never held anything, unless an `empty` index is asked for.
        """
        count = indexing.rebuild(self.library, self.engine, progress, empty=empty)
        self.catch_up()  # with what was stored meanwhile, whose writer found the index locked
        return count

    @property
    def index_state(self) -> tuple[int, str]:
        """The change of the library that the index has come to, or why nothing can be searched."""
        try:
            with self._snapshot() as snapshot:
                return snapshot.mark.revision, ""
        except IndexUnusable as error:
            return 0, str(error)

    @property
    def notice(self) -> str:
        """Why the index was made anew unasked since this service began; empty where it was not."""
        return self._indexer.notice

    # care

    def check(self, *, deep: bool = False) -> tuple[str, ...]:
        """What is wrong with the library or the index, a line each; nothing where all is well."""
        return care.check(self.library, self.engine, deep=deep)

    def stats(self) -> Stats:
        """Counts and sizes."""
        return stats(self.library, self.engine, self.backups, index=self.home / "index")


def _told_of(found: Place, quote: Span | None) -> tuple[str | None, ...]:
    """What is told of a passage's words beside them: who says them, and where."""
    return found.passage.speaker, locate(found.passage, *quote or ()).brief
