"""A library on a disk without room: it opens, is read and cited from; it goes on when there is room again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import LibraryError
from corpus.library import Library
from corpus.library.salvage import salvage
from tests.unit.test_library import keep, note, texts


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], Path]]]:
    """A folder on a disk of its own, and what fills that up with a file."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("nothing can be mounted here")
    yield folder, lambda: _filled(folder / "fill")
    subprocess.run(["umount", str(folder)], check=True)


def _filled(file: Path) -> Path:
    with file.open("wb", buffering=0) as data:
        try:
            while data.write(bytes(4096)):
                pass
        except OSError:
            return file
    raise AssertionError("the disk is never full")


def test_a_library_on_a_full_disk_is_read_and_goes_on_when_there_is_room(
    disk: tuple[Path, Callable[[], Path]], tmp_path: Path
) -> None:
    folder, fill = disk
    path = folder / "library.sqlite"
    with Library(path) as library:
        keep(library, note("one", "two"))
    filler = fill()
    assert salvage(path, tmp_path / "new" / "library.sqlite").gone == ()
    with pytest.raises(LibraryError, match="the disk is full"):
        salvage(path, folder / "new" / "library.sqlite")
    with Library(path, create=False) as there:
        assert texts(there.document("a-note")) == ["one", "two"]
        assert there.check(deep=True) == ()
        with pytest.raises(LibraryError, match="the disk is full"):
            keep(there, note("three"))
        filler.unlink()
        with Library(path) as other:  # what another writes is seen by one that was opened on the full disk
            keep(other, note("three"))
            assert texts(there.document("a-note")) == ["three"]
    filler = fill()
    with Library(path, create=False) as there:
        assert texts(there.document("a-note")) == ["three"]
        filler.unlink()
        keep(there, note("four"))
        assert texts(there.document("a-note")) == ["four"]
        assert there.check(deep=True) == ()
