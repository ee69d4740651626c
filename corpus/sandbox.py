"""Readers in processes of their own, with limits: a hostile file ends as `failed`, and harms nothing else."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import time
from contextlib import suppress
from functools import cache
from multiprocessing.connection import Connection
from typing import NamedTuple

from corpus.errors import ReadError
from corpus.model import Feed, Hints, Reading

_PATIENCE = 4  # wall-clock seconds for each second of the processor that a file may take, for others use it as well
_processes = multiprocessing.get_context("spawn")


class Limits(NamedTuple):
    """What reading one file may take: seconds of the processor, and MiB of memory."""

    seconds: int
    memory_mb: int


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

    def read(self, data: bytes, hints: Hints) -> Reading | Feed:
        """As `registry.read`; ReadError also for what takes too long, too much memory, or breaks its reader."""
        child = self._idle.get()
        try:
            if child is None or not child.is_alive():
                child = _Child(self._limits)
            answer = child.ask(data, hints)
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
        for _ in range(self.workers):
            if child := self._idle.get():
                child.stop()
            self._idle.put(None)


class _Child:
    """One reader process and the pipe to it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pipe, theirs = _processes.Pipe()
        self._process = _processes.Process(target=_serve, args=(theirs, limits), daemon=True, name="citecast-reader")
        self._process.start()
        theirs.close()

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def ask(self, data: bytes, hints: Hints) -> Reading | Feed | ReadError:
        """What the reader says; ReadError where it was killed."""
        seconds = self._limits.seconds
        try:
            self._pipe.send((data, hints))
            if not self._pipe.poll(_PATIENCE * seconds):
                raise _too_long(seconds)
            answer: Reading | Feed | ReadError = self._pipe.recv()
            return answer
        except (EOFError, OSError) as error:
            self._process.join(5)
            if self._process.exitcode == -getattr(signal, "SIGXCPU", 0):
                raise _too_long(seconds) from error
            raise ReadError("broke its reader, and was left out; the other files are not affected") from error

    def stop(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()


def _too_long(seconds: int) -> ReadError:
    return ReadError(f"takes longer than {seconds} s to read: split it, or raise the setting read_seconds")


def _serve(pipe: Connection, limits: Limits) -> None:
    """Read what comes through the pipe until it closes."""
    from corpus.readers import registry

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which then closes the pipe
    _limit_memory(limits.memory_mb)
    with suppress(EOFError, OSError):
        while True:
            data, hints = pipe.recv()
            _limit_processor(limits.seconds)
            answer: Reading | Feed | ReadError
            try:
                answer = registry.read(data, hints)
            except ReadError as error:
                answer = error
            except MemoryError:
                answer = ReadError(
                    f"takes more than {limits.memory_mb} MB of memory to read: split it, or raise the setting "
                    "read_memory_mb"
                )
            except Exception as error:
                answer = ReadError(f"cannot be read: {type(error).__name__} in its reader, a fault of Citecast")
            pipe.send(answer)


if sys.platform == "win32":  # the wall clock alone limits there

    def _limit_memory(megabytes: int) -> None: ...
    def _limit_processor(seconds: int) -> None: ...
else:
    import resource

    def _limit_memory(megabytes: int) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(ValueError, OSError):  # not every system lets a process limit its memory
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))

    def _limit_processor(seconds: int) -> None:
        """A limit from now on; the kernel counts from the process's start."""
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, hard))
