"""Waiting for what other threads and processes do."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 60.0  # seconds, for a machine that does much else


def until(look: Callable[[], T], is_so: Callable[[T], bool] = bool, *, patience: float = PATIENCE) -> T:
    """What is seen once it is so."""
    end = time.monotonic() + patience
    while not is_so(seen := look()):
        assert time.monotonic() < end, seen
        time.sleep(0.02)
    return seen


@contextmanager
def reading_for_a_second(path: Path) -> Iterator[None]:
    """Somebody who is reading a database, and has done so within a second."""
    reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
    done = threading.Timer(1, reader.close)
    done.start()
    yield
    done.join()
