"""A library that cannot be written: it opens, is read and cited from; a change says in one line why it cannot be."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile

import pytest

from corpus.errors import LibraryError
from corpus.library import Library
from tests.unit.test_library import keep, note, texts
from tests.unit.test_migration import LIBRARIES


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A folder, and what closes it to writing: its permissions, or for root, whom they do not hold back, its disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid():
        yield folder, lambda: folder.chmod(0o500)
        folder.chmod(0o700)
        return
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")

    def close() -> None:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)

    yield folder, close
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("beside", ["nothing", "the log of an open library"])
def test_what_cannot_be_written_is_read(
    closed: tuple[Path, Callable[[], None]], beside: str, library: Library, tmp_path: Path
) -> None:
    folder, close = closed
    path = folder / "library.sqlite"
    keep(library, note("one", "two"))
    if beside == "nothing":
        library.close()
    for file in tmp_path.glob("library.sqlite*"):
        copyfile(file, folder / file.name)
    close()
    with Library(path, create=False) as there:
        assert texts(there.document("a-note")) == ["one", "two"]
        (passage, _) = there.document("a-note").passages()
        assert there.passage(passage.id).state == "current"
        assert there.located([passage.id])[passage.id].passage == passage
        assert there.check(deep=True) == ()
        for change in (lambda: keep(there, note("three")), lambda: there.remove("a-note")):
            with pytest.raises(LibraryError, match="is read-only"):
                change()
        assert there.live() == ("a-note",)


def test_an_older_library_on_a_read_only_disk_says_what_to_do(closed: tuple[Path, Callable[[], None]]) -> None:
    folder, close = closed
    (folder / "library.sqlite").write_bytes(LIBRARIES[0].read_bytes())
    close()
    with pytest.raises(LibraryError, match="older Citecast, and read-only: copy it"):
        Library(folder / "library.sqlite")


def test_no_library_is_made_on_a_read_only_disk(closed: tuple[Path, Callable[[], None]]) -> None:
    folder, close = closed
    close()
    with pytest.raises(LibraryError, match=r"there can be no library in .*disk: (Read-only|Permission)"):
        Library(folder / "library.sqlite")
