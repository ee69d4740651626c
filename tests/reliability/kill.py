"""kill -9 of the command line, the watcher and the server, while others write and read the same home."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from tests.reliability.counts import Tally
from tests.reliability.forms import files, post, wait_for
from tests.reliability.notes import Note, Shown, chance as draw, compared, key_of, note, shown, write
from tests.reliability.program import Helper, free_port, started, workplace

_SAID = re.compile(r": (?:added|updated) (note-\w+) ")
_AT_ONCE = 3  # cases: each waits for its program and its helpers in turn
_FORM = "application/x-www-form-urlencoded"
_GIVEN_UP = (URLError, OSError, ValueError)  # what a client meets when a server is killed


@dataclass(slots=True)
class _Case:
    """A home, what may be found in it, and what must be."""

    helper: Helper
    place: Path
    chance: random.Random
    may_be: dict[str, Note] = field(default_factory=dict)
    sure: set[str] = field(default_factory=set)  # the notes that were acknowledged, by their words
    batches: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.place / "home"

    def notes(self, first: int, count: int) -> list[Note]:
        made = [note(number) for number in range(first, first + count)]
        self.may_be.update({each.key: each for each in made})
        return made

    def said(self, line: str) -> None:
        """Take a line of a command's output as what it acknowledges."""
        if match := _SAID.search(line):
            self.sure.add(key_of(match[1].removeprefix("note-")))


def run(*, kills: int, seed: int, only: str = "") -> Tally:
    """So many kills of each kind in turn, a few at a time; `only` one of add, watch and serve."""
    tally = Tally(suite="kill", unit="kills", least=kills)
    kinds = [only] if only else list(_KINDS)
    numbers, lock = iter(range(kills)), threading.Lock()

    def kill_on(work: Path) -> None:
        with Helper() as helper, Helper() as beside:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                kind = kinds[number % len(kinds)]
                case = _Case(helper, work / str(number), draw(f"{seed} {number}"))
                problems, searches = _killed(case, _KINDS[kind], beside)
                with lock:
                    tally.add(f"{kind}: kill {number} of seed {seed}", problems)
                    tally.seen["acknowledged before the kill"] += len(case.sure)
                    tally.seen["searches beside"] += searches

    with workplace() as work, ThreadPoolExecutor(_AT_ONCE) as pool:
        for each in [pool.submit(kill_on, work) for _ in range(_AT_ONCE)]:
            each.result()
    return tally


def _killed(case: _Case, kill: Callable[[_Case], None], beside: Helper) -> tuple[list[tuple[str, str]], int]:
    """What is wrong after a kill, and how many searches there were beside it."""
    case.place.mkdir()
    first = case.notes(0, 2)
    case.helper.commands(case.home, ["add", *write(case.place / "files", *first)])
    case.sure.update(each.key for each in first)
    with _Others(beside, case) as others:
        kill(case)
    problems = [*others.problems, *_looked_at(case)]
    shutil.rmtree(case.place)
    return problems, others.searches


class _Others:
    """Somebody else, who adds notes and searches until the end of this context."""

    def __init__(self, helper: Helper, case: _Case) -> None:
        self._helper = helper
        self._case = case
        self._notes = case.notes(2_000, 40)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self.problems: list[tuple[str, str]] = []
        self.searches = 0

    def __enter__(self) -> _Others:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        for each in self._notes:
            if self._over.is_set():
                return
            home = str(self._case.home)
            (path,) = write(self._case.place / "beside", each)
            added = self._helper.do("checked", home=home, words=["add", path])
            self._case.said(added.get("out", ""))
            found = self._helper.do("checked", home=home, words=["search", "lighthouse", "--json"])
            self.searches += 1
            for answer in (added, found):
                self.problems += [("traceback", answer["died"])] if answer.get("died") else answer["problems"]
            time.sleep(0.1)


def _looked_at(case: _Case) -> list[tuple[str, str]]:
    if case.batches:
        answer = case.helper.do("uploads", home=str(case.home), batches=case.batches)
    else:
        answer = case.helper.do("verify", home=str(case.home), again=[])
    if died := answer.get("died"):
        return [("traceback", died)]
    states: dict[str, list[Shown | None]] = {
        key: [each.shown] if key in case.sure else [each.shown, None] for key, each in case.may_be.items()
    }
    return [*map(tuple, answer["problems"]), *compared(states, shown(answer["observed"]))]


def _kill(case: _Case, process: subprocess.Popen[str]) -> None:
    """After a moment: the process alone, or all that it started too."""
    time.sleep(case.chance.random() ** 2 * 0.4)
    if case.chance.random() < 0.5:
        process.kill()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    assert process.stdout
    for line in process.stdout:  # what it said before it ended
        case.said(line)
    process.wait()
    process.stdout.close()


def _until_said(case: _Case, process: subprocess.Popen[str], count: int) -> None:
    """Read on until so many notes more are acknowledged."""
    assert process.stdout
    enough = len(case.sure) + count
    while len(case.sure) < enough and (line := process.stdout.readline()):
        case.said(line)


def _add(case: _Case) -> None:
    folder = case.place / "many"
    write(folder, *case.notes(100, 30))
    process = started(case.home, "add", str(folder))
    _until_said(case, process, case.chance.randrange(1, 12))
    _kill(case, process)


def _watch(case: _Case) -> None:
    folder = case.place / "followed"
    write(folder, *case.notes(100, 2))
    process = started(case.home, "watch", str(folder))
    _until_said(case, process, 2)
    over = threading.Event()

    def write_on() -> None:
        for each in case.notes(110, 60):
            if over.wait(0.03):
                return
            write(folder, each)

    writer = threading.Thread(target=write_on)
    writer.start()
    _until_said(case, process, case.chance.randrange(1, 6))
    _kill(case, process)
    over.set()
    writer.join()


def _serve(case: _Case) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    process = started(case.home, "serve", "--port", str(port))
    wait_for(base)
    first = threading.Event()

    def upload() -> None:
        """Batch after batch, each added at once; what was taken must be found later."""
        with suppress(*_GIVEN_UP):
            for start in range(100, 160, 3):
                batch = case.notes(start, 3)
                case.batches.append(post(base, "/add", *files(batch)))
                case.sure.update(each.key for each in batch)
                first.set()
                post(base, case.batches[-1], b"action=all", _FORM)

    uploader = threading.Thread(target=upload)
    uploader.start()
    first.wait(60)
    time.sleep(case.chance.random() * 1.5)
    _kill(case, process)
    uploader.join()


_KINDS: dict[str, Callable[[_Case], None]] = {"add": _add, "watch": _watch, "serve": _serve}
