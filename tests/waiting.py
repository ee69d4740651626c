"""Waiting for what other threads and processes do."""

from __future__ import annotations

import time
from collections.abc import Callable
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
