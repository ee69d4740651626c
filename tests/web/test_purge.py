"""What is purged is gone from every file of the library's home within the command's run, also beside a server."""

from __future__ import annotations

from pathlib import Path

from tests.commands import done
from tests.waiting import until
from tests.web.serving import Server, served


def files_with(home: Path, word: bytes) -> list[str]:
    """The files below a home that have a word in them, as it stands or as a part of the index."""
    return [path.name for path in home.rglob("*") if path.is_file() and word in path.read_bytes()]


def deleted_maps(server: Server) -> list[str]:
    """The files of the indexes that a server still has mapped, although they are deleted."""
    lines = Path(f"/proc/{server.worker()}/maps").read_text().splitlines()
    return [line for line in lines if "/index" in line and line.endswith("(deleted)")]


def test_purged_words_leave_the_files_of_library_and_index(tmp_path: Path) -> None:
    home, secret, plain = tmp_path / "home", tmp_path / "secret.txt", tmp_path / "plain.txt"
    secret.write_text("The turbine is called Xyzzyplugh, and nobody is to know.")
    plain.write_text("The turbine has no name here.")
    done(home, "add", secret, plain)
    secret.write_text("The turbine is called Xyzzyplugh, which was left.\n\nIt was never called Frobozzle.")
    done(home, "add", secret)
    secret.write_text("The turbine is called Xyzzyplugh, which was left.")
    done(home, "add", secret)
    with served(home, CITECAST_BACKUP_EVERY="0") as server:
        assert "Xyzzyplugh" in server.get("/search?q=xyzzyplugh")
        assert "Frobozzle" in server.get("/search?q=was:frobozzle")
        assert files_with(home, b"xyzzyplugh")
        assert files_with(home, b"frobozzle")
        done(home, "remove", "secret", "--purge")
        assert not files_with(home, b"Xyzzyplugh")
        assert not files_with(home, b"xyzzyplugh")
        assert not files_with(home, b"robozzle")
        assert "1 passage in 1 document" in server.get("/search?q=turbine")
        until(lambda: not deleted_maps(server))
        assert "No passage has" in server.get("/search?q=xyzzyplugh")
        assert "No passage that left has" in server.get("/search?q=was:frobozzle")
    assert not files_with(home, b"yzzyplugh")
    assert done(home, "check", "--deep") == "All is well.\n"
