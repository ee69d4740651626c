"""Values that are made once and kept as long as there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


Value = TypeVar("Value", bound=Sized)


class Cache(Generic[Value]):
    """At most `limit` bytes of values by key; the least recently used go first. It may be shared by threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def peek(self, key: Hashable) -> Value | None:
        """The value of a key, where it is kept."""
        with self._lock:
            found = self._values.get(key)
            if found is not None and 2 * self._held > self._limit:  # before, none will go soon
                self._values.move_to_end(key)
            return found

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key; two threads that ask for it at once may both make it."""
        found = self.peek(key)
        if found is not None:
            return found
        made = make()
        size = made.nbytes
        with self._lock:
            if key not in self._values and size <= self._limit:
                self._values[key] = made
                self._held += size
                while self._held > self._limit:
                    self._held -= self._values.popitem(last=False)[1].nbytes
        return made
