"""Work side by side, its results in order and in batches."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import Generic, NamedTuple, TypeVar

from search.ingest.values import AddResult, Reread

_FOLLOWED = 128  # documents stored, after which the index follows; then, those that make it larger by half
Done = TypeVar("Done")
Stored = TypeVar("Stored", AddResult, Reread)


class Step(NamedTuple, Generic[Done]):
    """What came of a job, and the jobs that it led to."""

    results: tuple[Done, ...]
    more: tuple[Callable[[], Step[Done]], ...] = ()


Job = Callable[[], Step[Done]]


def ahead(jobs: Iterable[Job[Done]], pool: Executor, *, workers: int) -> Iterator[Done]:
    """Run jobs side by side in a pool of so many workers, a few ahead of what is taken.

    Their results come in the order of the jobs; those of a job that another led to, soon after that one's.
    """
    given = iter(jobs)
    more: deque[Job[Done]] = deque()
    pending: deque[Future[Step[Done]]] = deque()
    try:
        while True:
            while len(pending) <= workers and (job := more.popleft() if more else next(given, None)):
                pending.append(pool.submit(job))
            if not pending:
                return
            step = pending.popleft().result()
            more.extendleft(reversed(step.more))
            yield from step.results
    finally:
        for future in pending:
            future.cancel()


def batches(items: Iterable[Done], *, size: int, seconds: float, weight: Callable[[Done], int]) -> Iterator[list[Done]]:
    """Items together that came within some time, until all of them weigh `size` or more."""
    batch: list[Done] = []
    try:
        for item in items:
            if not batch:
                started, left = time.monotonic(), size
            batch.append(item)
            left -= weight(item)
            if left <= 0 or time.monotonic() - started > seconds:
                whole, batch = batch, []
                yield whole
    except Exception:
        if batch:  # what came before is not lost
            yield batch
        raise
    if batch:
        yield batch


def followed(results: Iterable[Stored], begin: Callable[[], object]) -> Generator[Stored, None, None]:
    """The same results; `begin` is called each time that many were stored, for the index to follow beside.

    That is less and less often: each time makes a segment, and many small ones would be merged at once.
    """
    stored, due = 0, _FOLLOWED
    for result in results:
        yield result
        stored += result.status not in ("failed", "unchanged")
        if stored >= due:
            due = stored + max(_FOLLOWED, stored // 2)
            begin()
