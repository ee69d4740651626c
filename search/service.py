"""The application: one library, and the parts that work on it, each made when it is first asked for."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from corpus.errors import NoLibrary
from corpus.library import Library
from search.settings import LIBRARY, Settings

if TYPE_CHECKING:  # each is imported by the part that needs it, so that a command loads what it uses
    from search.editing import Editor
    from search.engine import Engine
    from search.evidence.attestor import Attestor
    from search.export.exporter import Exporter
    from search.index_state import Index
    from search.ingest.adding import Adder
    from search.ingest.indexing import Indexer
    from search.ingest.pool import Pool
    from search.ingest.rechecking import Rechecker
    from search.ingest.rereading import Rereader
    from search.listening.correcting import Corrector
    from search.listening.listening import Listening
    from search.maintenance.backups import Backups
    from search.naming import Naming
    from search.results.citer import Citer
    from search.results.collector import Collector
    from search.results.finder import Finder
    from search.results.following import Following
    from search.verifying.verifier import Verifier

_INDEX, _WAS = "index", "index-was"  # in the library's folder
Made = TypeVar("Made")


class _Part(Generic[Made]):
    """A part of a service, made when it is first asked for, once for all threads."""

    def __init__(self, make: Callable[[Any], Made]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, service: Service, owner: type) -> Made:
        with service.making:
            if self._name not in service.__dict__:
                service.__dict__[self._name] = self._make(service)
            made: Made = service.__dict__[self._name]
            return made


class Service:
    """One library and its index. Safe to share between threads; close it, or use it as a context."""

    def __init__(
        self,
        *,
        library: Library,
        settings: Settings,
        home: Path,
        today: Callable[[], dt.date] = lambda: dt.datetime.now().astimezone().date(),
    ) -> None:
        self.library = library
        self.settings = settings
        self.home = home
        self.folders = self.index, self.index_was = home / _INDEX, home / _WAS
        self.making = threading.RLock()
        self._today = today

    @classmethod
    def open(cls, home: Path, settings: Settings, *, create: bool = True) -> Self:
        """The library in a folder. Its index is not touched.

        Where there is none one is made, unless `create` is false or an index stands there: then that is NoLibrary.
        """
        path = home / LIBRARY
        try:
            library = Library(path, create=create and not _has_index(home))
        except NoLibrary as error:
            if not _has_index(home):
                raise
            raise NoLibrary(
                f"{path} is missing or was emptied, and its index is still there: put it back, or `citecast restore` a"
                f" backup; to begin anew with nothing, delete {home / _INDEX} first"
            ) from error
        return cls(library=library, settings=settings, home=home)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in ("pool", "indexer"):
            if name in self.__dict__:
                self.__dict__[name].close()
        self.library.close()

    @_Part
    def engine(self) -> Engine:
        """The index."""
        from search.whoosh_engine import WhooshEngine

        return WhooshEngine(self.index)

    @_Part
    def indexes(self) -> tuple[Index, Index]:
        """The index, and that of the texts that left."""
        from search.index_state import of_latest, of_left
        from search.whoosh_engine import WhooshEngine

        return of_latest(self.library, self.engine), of_left(self.library, WhooshEngine(self.index_was))

    @_Part
    def indexer(self) -> Indexer:
        """What brings the indexes up to date with the library."""
        from search.ingest.beside import IndexingProcess
        from search.ingest.indexing import Indexer

        return Indexer(self.indexes, IndexingProcess(self.home))

    @_Part
    def finder(self) -> Finder:
        """What finds passages."""
        from search.links import permalink
        from search.results.finder import Finder

        link = partial(permalink, self.settings.public_url)
        return Finder(*self.indexes, self.settings, link=link, outlook=self.indexer.outlook)

    @_Part
    def verifier(self) -> Verifier:
        """What checks the quotations of drafts."""
        from search.verifying.verifier import Verifier

        limits, seconds = self.settings.reading_limits, self.settings.search_seconds
        return Verifier(self.library, self.finder, self.citer, seconds=seconds, limits=limits)

    @_Part
    def following(self) -> Following:
        """What follows searches."""
        from search.results.following import Following

        return Following(self.library, self.finder, today=self._today)

    @_Part
    def citer(self) -> Citer:
        """What opens and cites passages."""
        from search.results.citer import Citer

        return Citer(self.library, public_url=self.settings.public_url, today=self._today)

    @_Part
    def collector(self) -> Collector:
        """What collects words in lists of clippings."""
        from search.results.collector import Collector

        return Collector(self.library, self.citer)

    @_Part
    def attestor(self) -> Attestor:
        """What makes and checks files of evidence."""
        from search.evidence.attestor import Attestor

        return Attestor(self.library, self.settings, public_url=self.settings.public_url, today=self._today)

    @_Part
    def exporter(self) -> Exporter:
        """What exports all that a search counts."""
        from search.export.exporter import Exporter

        return Exporter(self.finder, self.citer, self.collector, public_url=self.settings.public_url, today=self._today)

    @_Part
    def pool(self) -> Pool:
        """The threads that read sources: one pool for all, for each of them has a connection to the library."""
        from search.ingest.pool import WORKERS, Pool

        return Pool(WORKERS, name="citecast-adding")

    @_Part
    def adder(self) -> Adder:
        """What adds sources."""
        from search.ingest.adding import Adder

        return Adder(self.library, self.settings, self.pool, begin=partial(self.indexer.begin, many=True))

    @_Part
    def listening(self) -> Listening:
        """What listens to recordings."""
        from search.listening.listening import Listening

        return Listening(self.library, self.settings, self.home, today=self._today)

    @_Part
    def corrector(self) -> Corrector:
        """What changes machine transcripts."""
        from corpus.dates import PartialDate
        from search.listening.correcting import Corrector

        def today() -> PartialDate:
            return PartialDate.on(self._today())

        return Corrector(self.library, self.settings, today=today, stored=self.indexer.soon)

    @_Part
    def rereader(self) -> Rereader:
        """What reads again the originals that are stored."""
        from search.ingest.rereading import Rereader

        return Rereader(self.library, self.settings, self.pool, begin=partial(self.indexer.begin, many=True))

    @_Part
    def rechecker(self) -> Rechecker:
        """What compares documents with their sources."""
        from search.ingest.rechecking import Rechecker

        return Rechecker(self.library, self.settings, self.rereader)

    @_Part
    def editor(self) -> Editor:
        """What changes documents by hand."""
        from search.editing import Editor

        return Editor(self.library, stored=self.indexer.soon, left=lambda ids: self.listening.let_go_of(ids))

    @_Part
    def naming(self) -> Naming:
        """What is asked and said of names."""
        from search.naming import Naming

        return Naming(self.library, stored=self.indexer.soon, note=self.citer.note)

    @_Part
    def backups(self) -> Backups:
        """The backups that are kept of the library."""
        from search.maintenance.backups import Backups

        return Backups(self.library, self.home, self.settings)


def _has_index(home: Path) -> bool:
    from search.whoosh_engine import WhooshEngine

    return WhooshEngine(home / _INDEX).is_there()
