"""The postings of a segment being written: gathered by term, so that only the terms are to be sorted."""

from __future__ import annotations

import heapq
import pickle
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any, BinaryIO

from whoosh.filedb.filestore import Storage
from whoosh.util import random_name

LIMIT = 1_500_000  # postings in memory; about 300 MB
Posting = tuple[int, float, bytes]  # row, frequency, encoded positions
Term = tuple[str, bytes]  # field, text


class Postings:
    """What Whoosh's writer calls its pool: postings in, in order of their rows; out in order of field, term and row.

    Past the limit they go to a file, and the files are merged at the end.
    """

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._terms: defaultdict[Term, list[Posting]] = defaultdict(list)
        self._count = 0
        self._runs: list[str] = []

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        field, text, *posting = item
        self._terms[field, text].append(posting)  # type: ignore[arg-type]
        self._count += 1
        if self._count >= LIMIT:
            self._write_run()

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        runs: list[Iterator[tuple[Term, list[Posting]]]] = [self._read_run(name) for name in self._runs]
        runs.append((term, self._terms[term]) for term in sorted(self._terms))
        # Of one term, the runs come in the order in which they were written, which is that of their rows.
        for (field, text), parts in groupby(heapq.merge(*runs, key=_term), key=_term):
            for _, postings in parts:
                for row, weight, value in postings:
                    yield field, text, row, weight, value

    def cleanup(self) -> None:
        for name in self._runs:
            self._storage.delete_file(name)
        self._runs = []

    def _write_run(self) -> None:
        name = f"{random_name()}.run"
        file: BinaryIO = self._storage.create_file(name)
        for term in sorted(self._terms):
            pickle.dump((term, self._terms[term]), file, pickle.HIGHEST_PROTOCOL)
        file.close()
        self._runs.append(name)
        self._terms.clear()
        self._count = 0

    def _read_run(self, name: str) -> Iterator[tuple[Term, list[Posting]]]:
        file: Any = self._storage.open_file(name).raw_file()
        with file:
            while True:
                try:
                    yield pickle.load(file)  # noqa: S301  # written above, in a private folder
                except EOFError:
                    return


def _term(item: tuple[Term, list[Posting]]) -> Term:
    return item[0]
