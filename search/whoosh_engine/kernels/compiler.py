"""What makes a function a kernel: compiled once for this machine and kept for later, run without Python's lock."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numba
import platformdirs

from search.whoosh_engine import format as segments

# What a kernel takes and returns: of Python or of numpy, of any width.
Integer = Any
Real = Any
_KEPT = 3  # folders of other versions and installations
_COMPILE = """
import os, sys, threading
sys.path[:] = sys.argv[1:]
if hasattr(os, "nice"):
    os.nice(5)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()  # it ends with who began it
from search.whoosh_engine.kernels.precompile import run
run()
"""
Function = TypeVar("Function", bound=Callable[..., object])


def kernel(function: Function) -> Function:
    """The function, compiled when it is first called with arrays of these types.

    Kernels make no arrays, they fill those that they are given: so no references to arrays have to be counted (what
    `_nrt` is about), which takes several times as long as all else in them.
    """
    with _kept_in(_FOLDER):
        return numba.njit(cache=_IS_KEPT, nogil=True, error_model="numpy", _nrt=False)(function)


def _folder() -> Path:
    """Where what is compiled is kept, for the sources as they are: numba itself looks at one file of them only."""
    sources = hashlib.sha256(numba.__version__.encode())
    for file in (*sorted(Path(__file__).parent.glob("*.py")), *sorted(Path(segments.__file__).parent.glob("*.py"))):
        sources.update(file.read_bytes())
    return platformdirs.user_cache_path("citecast") / "kernels" / sources.hexdigest()[:16]


def _can_keep(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


@contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def precompile(say: Callable[[str], None], load: Callable[[], None]) -> None:
    """Have all kernels compiled, by a process beside this one, and loaded.

    What is kept for other versions and installations is thrown away, but for the few that were used last.
    """
    done = _FOLDER / "done"
    if not _IS_KEPT:
        say(f"Compiling the search: some ten seconds, each time, since {_FOLDER} cannot be written to.")
    elif not done.exists():
        say("Compiling the search for this computer, once: some ten to twenty seconds.")
        others = (each for each in _FOLDER.parent.iterdir() if each != _FOLDER)
        for other in sorted(others, key=lambda folder: -folder.stat().st_mtime)[_KEPT:]:
            shutil.rmtree(other, ignore_errors=True)
    try:
        if _IS_KEPT and not done.exists():
            _compile_beside()
        load()
        if _IS_KEPT:
            done.touch()
            os.utime(_FOLDER)  # it was used
    except Exception:
        shutil.rmtree(_FOLDER, ignore_errors=True)  # so that the next time begins anew
        raise


def _compile_beside() -> None:
    """Searches go on meanwhile: in this process they would wait for the compiler, which holds Python's lock."""
    command = [sys.executable, "-P", "-c", _COMPILE, *sys.path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:  # noqa: S603  # our own
        said = child.stderr.read() if child.stderr else ""
    if child.returncode:
        raise RuntimeError((said.strip() or f"the compiler ended with {child.returncode}").splitlines()[-1])


_FOLDER = _folder()
_IS_KEPT = _can_keep(_FOLDER)
