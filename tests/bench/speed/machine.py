"""The machine and the versions that figures belong to."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("whoosh3", "numpy", "tantivy", "bm25s", "datasette")


def described() -> str:
    """Processor, cores, memory, system and versions, in a line; and how busy it was."""
    cores = len(os.sched_getaffinity(0))
    model = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    parts = [
        f"{cores} cores of {model[1] if model else platform.machine()}",
        f"{memory:.0f} GB",
        platform.system(),
        f"Python {platform.python_version()}",
        *filter(None, map(_packaged, _PACKAGES)),
    ]
    return f"{', '.join(parts)}; load {os.getloadavg()[0]:.1f} before the run."


def _packaged(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return ""
