"""The engine: snapshots to search, sessions to write; see `search.engine`."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from corpus.errors import EngineError
from corpus.library import LibraryMark
from search.analysis import Token
from search.engine import ALL, Count, Explanation, Found, Page, Search, Sort, Total, Weighted
from search.query.ast import Node
from search.whoosh_engine.exec import beginning, expansion, explaining, facets as counted, paging
from search.whoosh_engine.exec.docset import DocSet, are_among
from search.whoosh_engine.exec.evaluate import IndexSearcher
from search.whoosh_engine.exec.executor import Executor
from search.whoosh_engine.exec.numpy_executor import NumpyExecutor
from search.whoosh_engine.exec.rescoring import rescored
from search.whoosh_engine.format.schema import FINGERPRINT
from search.whoosh_engine.format.types import Scores
from search.whoosh_engine.index import manifest as manifests
from search.whoosh_engine.index.manifest import Manifest
from search.whoosh_engine.index.reader import IndexReader

if TYPE_CHECKING:  # whoever only searches loads nothing that writes
    from search.whoosh_engine.write.writer import IndexWriter


class _Opened(NamedTuple):
    """A state of the index, and the change of the library that it has come to."""

    searcher: IndexSearcher
    mark: LibraryMark


class WhooshEngine:
    """An index in a folder of its own, private to the user. It may be shared by threads."""

    fingerprint = FINGERPRINT

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._newest: tuple[manifests.Version | None, _Opened] | None = None
        self._executor: Callable[[IndexReader], Executor] = NumpyExecutor

    def is_there(self) -> bool:
        """Whether the folder holds an index, or what is left of one."""
        return not manifests.is_empty(self._folder)

    def snapshot(self, *, at_least: int = 0, timeout: float = 5) -> WhooshSnapshot:
        until = time.monotonic() + timeout
        while True:
            found = self._current()
            if found.mark.revision >= at_least:
                return WhooshSnapshot(*found)
            if time.monotonic() >= until:
                raise EngineError(f"the index did not reach change {at_least} in {timeout:g} seconds; try again")
            time.sleep(0.05)

    def _current(self) -> _Opened:
        """The newest state, opened where it is not the one that is held."""
        try:
            version = manifests.version(self._folder)
        except FileNotFoundError:
            version = None
        newest = self._newest
        if version is None or newest is None or newest[0] != version or not newest[1].searcher.reader.is_as_read():
            opened = manifests.opened(self._folder, self._opened)
            self._newest = newest = version, opened
        return newest[1]

    def _opened(self, manifest: Manifest) -> _Opened:
        held = [(manifests.opened_segment(self._folder, entry), entry.live()) for entry in manifest.segments]
        reader = IndexReader(held)
        return _Opened(IndexSearcher(reader, self._executor(reader)), manifest.mark)

    def session(self, *, timeout: float = 5) -> IndexWriter:
        return self._writer(timeout=timeout, rebuild=False)

    def reset(self) -> IndexWriter:
        return self._writer(timeout=60, rebuild=True)

    def _writer(self, *, timeout: float, rebuild: bool) -> IndexWriter:
        from search.whoosh_engine.write.writer import IndexWriter

        return IndexWriter(self._folder, timeout=timeout, rebuild=rebuild, on_commit=self._on_commit)

    def precompile(self, say: Callable[[str], None]) -> None:
        """Let searches be answered by compiled code from now on, where the extra `fast` is installed."""
        if not find_spec("numba"):
            return
        try:
            from search.whoosh_engine.kernels import compiler, precompile
            from search.whoosh_engine.kernels.compiled_executor import CompiledExecutor

            compiler.precompile(say, precompile.run)
        except Exception as error:  # of the compiler, of what it keeps, of the disk: searches do without
            say(f"Searches go without compiled code, which only makes them slower ({type(error).__name__}: {error}).")
            return
        # The compiler's objects, over a hundred thousand, stay: to look among them for what can go would take 40 ms
        # each time, in the midst of some search.
        gc.collect()
        gc.freeze()
        self._executor, newest = CompiledExecutor, self._newest
        if newest:
            reader = newest[1].searcher.reader
            self._newest = newest[0], newest[1]._replace(searcher=IndexSearcher(reader, self._executor(reader)))

    def merge(self) -> None:
        from search.whoosh_engine.write import merger

        merger.run(self._folder, self._on_commit)

    def _on_commit(self, manifest: Manifest) -> None:
        """Write what Whoosh reads of a commit."""
        from search.whoosh_engine.whoosh_codec import toc

        toc.write(self._folder, manifest)


class WhooshSnapshot:
    """One state of the index, which all snapshots of it share."""

    def __init__(self, searcher: IndexSearcher, mark: LibraryMark) -> None:
        self._searcher = searcher
        self._found: dict[Node, DocSet] = {}
        self._windows: dict[tuple[Node, int], tuple[tuple[Weighted, ...], Scores]] = {}
        self.mark = mark

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def search(self, search: Search, *, deadline: float) -> Page:
        reader, found = self._searcher.reader, self._find(search.query, deadline)
        docs, scores, after = paging.page(reader, found, search, partial(self._rescored, search))
        parents = reader.count_by_parent(found.docs)
        return Page(
            hits=paging.hits(reader, docs, scores, parents),
            total=Total(len(found.docs), int(np.count_nonzero(parents)), is_exact=True),
            facets=counted.facets(reader, search.facets, found.docs, parents),
            next=paging.encode(after, search.sort) if after else None,
            partial=False,
        )

    def documents(self, search: Search, *, deadline: float) -> Sequence[Found]:
        reader, found = self._searcher.reader, self._find(search.query, deadline)
        counts = reader.count_by_parent(found.docs)
        return paging.documents(reader, found, search, partial(self._rescored, search), counts)

    def explain(self, search: Search, passage: str, document: str, *, deadline: float) -> Explanation | None:
        reader, found = self._searcher.reader, self._find(search.query, deadline)
        docs = reader.docs_of([document])
        doc = docs[[id == passage for id in reader.passage_ids(docs)]]
        if not len(doc) or not are_among(doc, found.docs)[0]:
            return None
        window, _, _ = paging.first(reader, found, Sort.RELEVANCE, search.window, None)
        rescore = search.rescore if doc[0] in window else ()
        leaves = explaining.leaves(self._searcher, doc, search.query, deadline)
        return Explanation([*leaves], explaining.added(self._searcher, doc, rescore))

    def count(self, query: Node, *, deadline: float, enough: int = ALL) -> Total:
        if self._searcher.is_in(query, enough):
            return Total(enough, 1, is_exact=False)
        found = self._find(query, deadline)
        return Total(len(found.docs), int(np.count_nonzero(self._searcher.reader.count_by_parent(found.docs))), True)

    def having(
        self, queries: Sequence[Node], documents: Collection[str], *, deadline: float
    ) -> Sequence[Collection[str]]:
        reader = self._searcher.reader
        docs = reader.docs_of(documents)
        found = (self._searcher.among(docs, query, deadline) for query in queries)
        return [{reader.document_ids[parent] for parent in np.unique(reader.parent_of[each])} for each in found]

    def occurrences(self, stems: Sequence[str]) -> Sequence[int]:
        return [self._searcher.reader.occurrences(stem) for stem in stems]

    def _find(self, query: Node, deadline: float) -> DocSet:
        """What a query finds, kept while the snapshot is open: one search may ask for it more than once."""
        if query not in self._found:
            self._found[query] = self._searcher.find(query, deadline)
        return self._found[query]

    def _rescored(self, search: Search, window: DocSet) -> Scores:
        """The scores of a window, which are kept like what is found: more may be added to them."""
        rescore = tuple(search.rescore)
        known, scores = self._windows.get((search.query, search.window), ((), window.scores))
        if known == rescore[: len(known)]:
            window, rescore = DocSet(window.docs, scores), rescore[len(known) :]
        scores = rescored(self._searcher.reader, self._searcher.executor, window, rescore)
        self._windows[search.query, search.window] = tuple(search.rescore), scores
        return scores

    def has(self, token: Token) -> bool:
        return self._searcher.reader.doc_freq("exact", token.exact) > 0

    def values(self, field: str) -> Sequence[str]:
        return counted.different(self._searcher.reader, field)

    def spelled_like(self, text: str, edits: int) -> Sequence[Count]:
        return expansion.counted(self._searcher.reader, text, edits)

    def beginning(self, text: str, most: int) -> Sequence[Count]:
        return beginning.most_frequent(self._searcher, text, most)

    def examples(self, form: str, most: int) -> Sequence[str]:
        reader = self._searcher.reader
        return reader.passage_ids(beginning.first_docs(reader, form, most))

    def passage_count(self) -> int:
        return self._searcher.reader.count
