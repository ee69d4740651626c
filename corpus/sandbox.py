"""Readers in processes of their own, with limits: a hostile file ends as `failed`, and harms nothing else."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import IO, cast

from corpus import wire
from corpus.draft import Draft
from corpus.errors import ReadError
from corpus.model import Feed, Hints, Reading
from corpus.near_duplicates import is_prepared
from corpus.wire import Answer, Limits as Limits, Request

_PATIENCE = 4  # wall-clock seconds for each second of the processor that a file may take, for others use it as well
_START_SECONDS = 10  # of the wall clock, for a reader that has only just been started
_SLOW_FILES = 10  # of a batch may take as long as one alone may; then there is less for each
_LESS = 10  # times
# A reader imports what is installed (-P: nothing of the current folder) and this very `corpus`, from wherever that was
# imported. Ctrl-C is for the program, which then closes the pipe.
_START = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path.insert(0, sys.argv[1])
import corpus
del sys.path[0]
from corpus.reader_process import main
main()
"""
_CODE = str(Path(__file__).absolute().parents[1])


class Budget:
    """The time that the slow files of one batch may take in all; each one after them gets less. Safe among threads."""

    def __init__(self) -> None:
        self._spent = 0.0  # seconds, by files that took more than half of their limit
        self._lock = threading.Lock()

    def next(self, limit: int) -> int:
        """The seconds that the next file may take, of those that one alone may."""
        return limit if self._spent < _SLOW_FILES * limit else max(limit // _LESS, 1)

    def took(self, seconds: float, limit: int) -> None:
        """Count what a file took."""
        with self._lock:
            self._spent += seconds if seconds > limit / 2 else 0


@cache
def shared(limits: Limits) -> Sandbox:
    """The program's sandbox with these limits; its processes end with the program."""
    return Sandbox(limits)


class Sandbox:
    """Reader processes, one for each core, started when first needed and replaced when killed. Safe among threads."""

    def __init__(self, limits: Limits, *, workers: int | None = None) -> None:
        self._limits = limits
        self.workers = workers or os.cpu_count() or 1
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        for _ in range(self.workers):
            self._idle.put(None)

    def read(self, data: bytes, hints: Hints, budget: Budget | None = None) -> Reading | Feed:
        """As `registry.read`; ReadError also for what takes too long, too much memory, or breaks its reader.

        `budget` is that of the batch which the file is one of.
        """
        found = self._asked(Request(data=data, hints=hints, seconds=0), budget or Budget())
        return cast(Reading | Feed, found)

    def read_draft(self, data: bytes, name: str) -> Draft:
        """As `drafts.read.read_draft`, and ReadError as of `read`."""
        request = Request(data=data, hints=Hints(name=name), seconds=0, is_draft=True)
        return cast(Draft, self._asked(request, Budget()))

    def _asked(self, request: Request, budget: Budget) -> Reading | Feed | Draft:
        """What an idle process says to a request: a draft where one is asked for, and only there."""
        child = self._idle.get()
        try:
            if child is not None and not child.is_alive():
                child.stop()
                child = None
            child = child or _Child(self._limits)
            answer = child.ask(request, budget)
        except BaseException:
            if child is not None:
                child.stop()
            child = None
            raise
        finally:
            self._idle.put(child)
        if isinstance(answer, ReadError):
            raise answer
        return answer

    def close(self) -> None:
        """End the processes that are idle."""
        idle = [self._idle.get() for _ in range(self.workers)]
        for child in idle:
            if child:
                child.stop()
            self._idle.put(None)


class _Child:
    """One reader process and the pipes to it. What it says is checked, and none of it can run."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        flags = {"-E": sys.flags.ignore_environment, "-s": sys.flags.no_user_site}
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", *filter(flags.get, flags), "-c", _START, _CODE, *map(str, limits)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._requests, self._answers = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Request, budget: Budget) -> Reading | Feed | Draft | ReadError:
        """What the reader says to a request, for which the budget has the time; ReadError where it was killed, or says
        what does not fit."""
        seconds = budget.next(self._limits.seconds)
        try:
            with self._killed_after(_PATIENCE * seconds + _START_SECONDS):
                self._requests.writelines(wire.packed(replace(request, seconds=seconds)))
                self._requests.flush()
                answer = wire.receive(self._answers, Answer, most=self._limits.answer_bytes)
            budget.took(answer.took_ms / 1000, self._limits.seconds)
            found = answer.found()
            if not isinstance(found, ReadError) and isinstance(found, Draft) != request.is_draft:
                raise ValueError("what was not asked for")
            if isinstance(found, Reading) and found.shingles is not None and not is_prepared(found):
                raise ValueError("a reading that is not prepared as it says")
            return found
        except TimeoutError as error:
            raise self._too_long(seconds, budget) from error
        except (EOFError, OSError) as error:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            if self._process.returncode == -getattr(signal, "SIGXCPU", 0):
                raise self._too_long(seconds, budget) from error
            raise _broken() from error
        except ValueError as error:
            raise _broken() from error

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        """Kill the process when so many seconds have passed, which is a TimeoutError."""
        late = threading.Event()

        def kill() -> None:
            late.set()
            self._process.kill()

        watch = threading.Timer(seconds, kill)
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            watch.join()
            if late.is_set():
                raise TimeoutError

    def _too_long(self, seconds: int, budget: Budget) -> ReadError:
        budget.took(seconds, self._limits.seconds)
        why = f"takes longer than {seconds} s to read"
        if seconds < self._limits.seconds:
            return ReadError(f"{why}, and others before it used up the time for all of them: add it alone")
        return ReadError(f"{why}: split it; whoever runs Citecast can allow more (setting read_seconds)")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._answers):
            with suppress(OSError):  # what was still to be sent
                pipe.close()


def _broken() -> ReadError:
    return ReadError("made what reads it break off, and was left out; the other files are not affected")
