"""Values in files of the benchmark's own making, in a folder of its own; a file is there whole or not at all."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


def write(file: Path, values: Iterable[object]) -> None:
    """Write values one by one, so that they need never be in memory together."""
    unfinished = file.with_suffix(".unfinished")
    with unfinished.open("wb") as out:
        for value in values:
            pickle.dump(value, out, pickle.HIGHEST_PROTOCOL)
    unfinished.replace(file)


def read(file: Path) -> Iterator[Any]:
    """The values, one after the other."""
    with file.open("rb") as data:
        while data.peek(1):
            yield pickle.load(data)  # noqa: S301  # written above
