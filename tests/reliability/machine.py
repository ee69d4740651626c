"""All that changes a library, in any order and from two programs at once, against a plain dictionary."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, seed as seeded, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from corpus.errors import Gone
from corpus.model import Hints
from search.cli.entry import main
from search.ingest.sync import files, sync
from search.maintenance.check import check
from search.results.json import search_json
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings
from tests.reliability.counts import Tally
from tests.reliability.notes import COMMON, Note, Shown, found, note, write
from tests.reliability.program import workplace

NUMBERS, FOLLOWED = st.integers(0, 5), st.integers(100, 103)
EDITIONS, TITLES = st.integers(1, 3), st.sampled_from(("One title", "Another title"))
WHICH = st.integers(0, 1)  # of the two programs


@dataclass(slots=True)
class _Entry:
    """What is known of a document: its latest source, the title a person gave it, and whether search has it."""

    id: str
    source: Note
    title: str | None = None
    live: bool = True
    purged: bool = False
    links: dict[tuple[str, int], str] = field(default_factory=dict)  # passage and version: the text

    @property
    def shown(self) -> Shown:
        return self.source.shown._replace(title=self.title or self.source.shown.title)


class Home(RuleBasedStateMachine):
    """Two services over one home, and what they must find."""

    ran: ClassVar[int] = 0
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        Home.ran += 1
        self._work = workplace()
        self.place = self._work.__enter__()
        self.home = self.place / "home"
        self.entries: dict[str, _Entry] = {}
        self.past: list[_Entry] = []  # purged, and added again since
        self._open()

    def _open(self) -> None:
        self.services = [Service.open(self.home, Settings()) for _ in range(2)]
        self.services[0].indexer.catch_up()

    def _close(self) -> None:
        for service in self.services:
            service.__exit__(None, None, None)

    def teardown(self) -> None:
        self._close()
        self._work.__exit__(None, None, None)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else has the home open."""
        self._close()
        try:
            yield
        finally:
            self._open()

    @rule(number=NUMBERS, edition=EDITIONS, which=WHICH)
    def add(self, number: int, edition: int, which: int) -> None:
        each = note(number, edition=edition)
        (path,) = write(self.place / "files", each)
        service = self.services[which]
        (result,) = service.adder.add([service.adder.spec(path, Hints())])
        assert result.status != "failed", result
        assert result.document
        self._kept(each, result.document)
        service.indexer.catch_up()

    def _kept(self, each: Note, id: str) -> None:
        known = self.entries.get(each.key)
        if known and known.purged:
            self.past.append(known)
            known = None
        if known is None:
            self.entries[each.key] = _Entry(id, each)
        else:
            assert known.id == id
            known.source, known.live = each, True

    def _some(self, number: int) -> _Entry | None:
        entry = self.entries.get(note(number).key)
        return None if entry is None or entry.purged else entry

    @rule(number=NUMBERS, title=TITLES, which=WHICH)
    def edit(self, number: int, title: str, which: int) -> None:
        if entry := self._some(number):
            self.services[which].editor.edit([entry.id], {"title": title})
            entry.title = title

    @rule(number=NUMBERS, which=WHICH)
    def remove(self, number: int, which: int) -> None:
        if entry := self._some(number):
            self.services[which].editor.remove(entry.id)
            entry.live = False

    @rule(number=NUMBERS, which=WHICH)
    def undelete(self, number: int, which: int) -> None:
        if entry := self._some(number):
            self.services[which].editor.undelete(entry.id)
            entry.live = True

    @rule(number=NUMBERS, which=WHICH)
    def purge(self, number: int, which: int) -> None:
        if entry := self._some(number):
            self.services[which].editor.remove(entry.id, purge=True)
            entry.live, entry.purged = False, True

    @rule(numbers=st.sets(FOLLOWED, min_size=1), edition=EDITIONS, which=WHICH)
    def sync(self, numbers: set[int], edition: int, which: int) -> None:
        folder = self.place / "followed"
        shutil.rmtree(folder, ignore_errors=True)
        notes = [note(number, edition=edition) for number in sorted(numbers)]
        write(folder, *notes)
        service = self.services[which]
        results = sync(service.library, service.adder, folder, files(folder), delete=True)
        ids = {Path(result.source).name: result.document for result in results if result.status != "removed"}
        for each in notes:
            self._kept(each, str(ids[each.name]))
        here = {each.key for each in notes}
        for number in range(100, 104):
            if (entry := self.entries.get(note(number).key)) and entry.source.key not in here:
                entry.live = False
        service.indexer.catch_up()

    @rule(which=WHICH)
    def rebuild(self, which: int) -> None:
        if self.entries:
            self.services[which].indexer.rebuild()

    @rule()
    def restore_a_backup(self) -> None:
        """Where the program can: all goes on in a home that was restored from a backup."""
        if "backup" not in main.commands or not self.entries:
            return
        file, fresh = self.place / "kept", self.place / f"home-{Home.steps}"
        with self._alone():
            for home, words in ((self.home, ("backup", str(file))), (fresh, ("restore", str(file)))):
                done = CliRunner().invoke(main, ["--home", str(home), *words])
                assert done.exit_code == 0, done.output
            file.unlink()
            self.home = fresh

    @invariant()
    def all_is_found_and_read_and_cited(self) -> None:
        Home.steps += 1
        live = {key: [entry.shown] for key, entry in self.entries.items() if entry.live}
        for service in self.services:
            service.indexer.catch_up()
            answer = search_json(service.finder.search(SearchRequest(query=COMMON, limit=1000)))
            assert found(answer) == live
        for entry in self.entries.values():
            self._remember(entry)
        for entry in [*self.entries.values(), *self.past]:
            for (passage, version), text in entry.links.items():
                self._cite(passage, version, text, entry)
        assert not check(self.services[0].library, self.services[0].indexes, deep=True)

    def _remember(self, entry: _Entry) -> None:
        if entry.purged:
            return
        document = self.services[1].library.document(entry.id)
        assert document.title == entry.shown.title
        assert tuple(sorted(passage.text for passage in document.passages())) == entry.shown.texts
        for passage in document.passages():
            entry.links[passage.id, document.version] = passage.text

    def _cite(self, passage: str, version: int, text: str, entry: _Entry) -> None:
        try:
            view = self.services[0].citer.passage(passage, version)
        except Gone:
            assert entry.purged
        else:
            assert view.place.passage.text == text
            assert not entry.purged or entry in self.past  # the words may have been added again


def run(*, histories: int, seed: int) -> Tally:
    """So many histories of up to 15 steps."""
    tally = Tally(suite="machine", unit="histories", least=histories)
    Home.ran = Home.steps = 0
    chosen = settings(
        max_examples=histories,
        stateful_step_count=15,
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink) if histories > 20 else (Phase.generate,),
    )
    try:
        run_state_machine_as_test(seeded(seed)(Home), settings=chosen)
    except Exception as error:
        notes = " ".join(getattr(error, "__notes__", ()))
        tally.fault("wrong", f"history: of seed {seed}", f"{traceback.format_exc()[-900:]} {notes}")
    tally.ran, tally.seen["steps"] = Home.ran, Home.steps
    return tally
