"""Threads that do work beside others, and are waited for before what they use is closed."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

WORKERS = (os.cpu_count() or 1) + 2  # two sources may wait for an answer from elsewhere while the cores read others


class Pool(ThreadPoolExecutor):
    """An executor that also waits for a thread at whose start a Ctrl-C came, which executors lose sight of."""

    def __init__(self, workers: int, *, name: str) -> None:
        self._begun = begun = list[threading.Thread]()
        super().__init__(workers, name, initializer=lambda: begun.append(threading.current_thread()))

    def close(self) -> None:
        """Wait for what is going on; what has not begun never does."""
        self.shutdown(cancel_futures=True)
        for thread in self._begun:
            thread.join()
