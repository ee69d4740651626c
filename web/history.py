"""The searches that were typed on this computer, where somebody asked to have them kept: a plain file beside the
library."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from corpus import disk

FILE_NAME = "history.txt"  # a query a line, the last typed first
MOST = 200
_LONGEST = 1_000  # characters of a query that is searched


class History:
    """Nothing is written unless it `is_kept`. Safe to share between threads."""

    def __init__(self, home: Path, *, is_kept: bool) -> None:
        self._path, self.is_kept = home / FILE_NAME, is_kept
        self._lock = threading.Lock()

    def note(self, query: str) -> None:
        """Keep a query that was typed, if any are; where it cannot be written, searching goes on."""
        query = " ".join(query[:_LONGEST].split())
        if not self.is_kept or not query:
            return
        with self._lock, suppress(OSError):
            known = self.queries
            if known[:1] != (query,):
                queries = (query, *(each for each in known if each != query))[:MOST]
                disk.replace(self._path, "".join(f"{each}\n" for each in queries).encode(errors="replace"))

    @property
    def queries(self) -> tuple[str, ...]:
        """What was typed, the last first; none where the file cannot be read."""
        try:
            return tuple(self._path.read_text("utf-8", "replace").split("\n")[:-1][:MOST])
        except OSError:
            return ()

    def clear(self) -> None:
        """Forget all of it."""
        with self._lock:
            self._path.unlink(missing_ok=True)
