"""A process that indexes: each line of its standard input asks for what the library has since, until that closes."""

from __future__ import annotations

import gc
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from corpus.errors import CitecastError, IndexStale
from search.index_state import Index
from search.ingest.indexing import Progress, replay, told
from search.service import Service
from search.settings import Settings


def main() -> None:
    """Tell how far it is, a line each, then how many documents it did. The library's folder is the last argument.

    What cannot be done here, or only by making the index anew, is left to who asked. It ends at once with who began it.
    """
    gc.disable()  # what it makes has no circles, and looking for them took an eighth of its time
    asked: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(asked,), daemon=True).start()
    with Service.open(Path(sys.argv[-1]), Settings(), create=False) as service:
        while asked.get():
            done = [_replayed(index, progress) for index, progress in told(service.indexes, _tell)]
            print(done[0], flush=True)


def _replayed(index: Index, progress: Progress) -> int:
    done = 0
    with suppress(CitecastError, OSError):
        done = replay(index, progress, timeout=0, say=_leave)
        index.engine.merge()
    return done


def _listen(asked: SimpleQueue[str]) -> None:
    for line in sys.stdin:
        asked.put(line)
    os._exit(0)


def _tell(done: int, count: int) -> None:
    print(done, count, flush=True)


def _leave(why: str) -> None:
    raise IndexStale(why)
