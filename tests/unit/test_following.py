"""sync and watch: the library follows a folder, loses nothing by it, and does no work twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from corpus.library import Library
from corpus.model import Feed, Hints, Reading
from corpus.readers import registry
from corpus.sandbox import Budget, Sandbox
from search.cli.entry import main
from tests.commands import COMMAND
from tests.waiting import until

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--home", str(tmp_path / "home"), *arguments])

    return invoke


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    (made / "below").mkdir(parents=True)
    (made / "pumps.txt").write_text("Centrifugal pumps were inspected in May.")
    (made / "below" / "masts.txt").write_text("The mast is forty metres high.")
    return made


def became(result: Result) -> dict[str, str]:
    return {Path(item["source"]).name: item["status"] for item in json.loads(result.stdout)}


def hits(run: Run, query: str) -> int:
    return int(json.loads(run("search", query, "--json").stdout)["total"])


def test_what_is_new_or_changed_comes_in_and_the_rest_is_not_read_again(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert became(run("sync", str(folder), "--json")) == {"pumps.txt": "added", "masts.txt": "added"}
    (folder / "pumps.txt").write_text("Centrifugal pumps were replaced in May.")
    names: list[str] = []

    def read(self: Sandbox, data: bytes, hints: Hints, budget: Budget) -> Reading | Feed:
        names.append(hints.name)
        return registry.read(data, hints)

    monkeypatch.setattr(Sandbox, "read", read)
    assert became(run("sync", str(folder), "--json")) == {"pumps.txt": "updated", "masts.txt": "unchanged"}
    assert names == ["pumps.txt"]
    assert hits(run, "replaced") == 1
    again = run("sync", str(folder))
    assert again.exit_code == 0
    assert again.stdout == "2 unchanged\n"


def test_what_went_stays_unless_asked_and_comes_back_with_its_file(run: Run, folder: Path) -> None:
    run("sync", str(folder))
    words = (folder / "pumps.txt").read_text()
    (folder / "pumps.txt").unlink()
    assert became(run("sync", str(folder), "--json")) == {"masts.txt": "unchanged"}
    assert hits(run, "pumps") == 1
    gone = run("sync", str(folder), "--delete")
    assert f"{folder / 'pumps.txt'}: removed pumps\n" in gone.stdout
    assert hits(run, "pumps") == 0
    (folder / "pumps.txt").write_text(words)
    assert became(run("sync", str(folder), "--json"))["pumps.txt"] == "updated"
    assert hits(run, "pumps") == 1


def test_a_citation_of_what_went_still_opens(run: Run, folder: Path) -> None:
    run("sync", str(folder))
    passage = json.loads(run("search", "pumps", "--json").stdout)["hits"][0]["passage"]
    (folder / "pumps.txt").unlink()
    run("sync", str(folder), "--delete")
    assert "Centrifugal" in run("cite", passage, "--style", "markdown").stdout
    assert run("undelete", "pumps").stdout == "pumps: restored\n"
    assert "removed" not in run("sync", str(folder), "--delete").stdout, "what a person brought back stays"


@pytest.mark.parametrize("make", ["missing", "empty", "other kinds"])
def test_a_folder_with_nothing_in_it_removes_nothing(run: Run, folder: Path, make: str) -> None:
    run("sync", str(folder))
    for file in (folder / "pumps.txt", folder / "below" / "masts.txt"):
        file.unlink()
    (folder / "below").rmdir()
    if make == "missing":
        folder.rmdir()
    if make == "other kinds":
        (folder / "scan.tiff").write_bytes(b"II*\0")
    result = run("sync", str(folder), "--delete")
    assert result.exit_code == 1
    assert "nothing was changed" in result.stderr
    assert hits(run, "pumps") == 1


def test_a_moved_file_keeps_its_document(run: Run, folder: Path) -> None:
    run("sync", str(folder))
    (folder / "pumps.txt").rename(folder / "below" / "pumps-2024.txt")
    assert "removed" not in run("sync", str(folder), "--delete").stdout
    assert hits(run, "pumps") == 1


def test_a_file_that_became_another_document_leaves_none_behind(run: Run, folder: Path) -> None:
    page = "<html><link rel=canonical href=https://example.org/{0}><body><p>A page about {0}.</p></body></html>"
    (folder / "page.html").write_text(page.format("ships"))
    run("sync", str(folder))
    (folder / "page.html").write_text(page.format("planes"))
    run("sync", str(folder), "--delete")
    assert hits(run, "ships") == 0
    assert hits(run, "planes") == 1


def test_what_a_person_removed_stays_removed_until_that_person_adds_it(run: Run, folder: Path) -> None:
    run("sync", str(folder))
    run("remove", "pumps")
    assert "pumps.txt: unchanged pumps (version 1, 0 passages); was removed" in run("sync", str(folder)).stdout
    assert hits(run, "pumps") == 0
    assert "restored" in run("add", str(folder / "pumps.txt")).stdout
    run("remove", "pumps", "--purge")
    assert "was deleted for good" in run("sync", str(folder)).stdout
    assert hits(run, "pumps") == 0
    assert ": added pumps-2" in run("add", str(folder / "pumps.txt")).stdout


def test_a_name_that_is_no_text_is_not_taken_for_a_file_that_went(run: Run, folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/odd\xff.txt")).write_text("An oddly named file about rudders.")
    run("sync", str(folder))
    assert "removed" not in run("sync", str(folder), "--delete").stdout
    assert hits(run, "rudders") == 1


def test_another_reader_reads_the_same_bytes_again(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("sync", str(folder))
    (folder / "pumps.yaml").write_text("title: About pumps\n")
    assert became(run("sync", str(folder), "--json")) == {"pumps.txt": "updated", "masts.txt": "unchanged"}
    monkeypatch.setattr(registry, "FINGERPRINT", "another")
    opened = json.loads(run("add", str(folder / "pumps.txt"), "--json").stdout)
    assert opened[0]["status"] == "unchanged", "read again, and the same"


def test_a_watched_folder_is_followed_until_ctrl_c(run: Run, folder: Path, tmp_path: Path) -> None:
    command = [*COMMAND, "--home", str(tmp_path / "home")]
    environment: dict[str, Any] = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "watch", str(folder), "--delete"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            assert process.stderr
            while "Watching" not in process.stderr.readline():
                assert process.poll() is None
            (folder / "rudders.txt").write_text("The rudder turns.")
            until(lambda: hits(run, "rudder") == 1)
            (folder / "rudders.txt").unlink()
            until(lambda: hits(run, "rudder") == 0)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0, err
    assert "rudders.txt: added" in out
    assert "rudders.txt: removed" in out
    assert "Traceback" not in err


def test_removing_what_went_is_done_whole_or_not_at_all(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "rudders.txt").write_text("The rudder turns.")
    run("sync", str(folder))
    for name in ("pumps.txt", "rudders.txt"):
        (folder / name).unlink()
    remove = Library.remove

    def stop(self: Library, id: str, **options: Any) -> tuple[str, ...]:
        if id == "rudders":
            raise KeyboardInterrupt
        return remove(self, id, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Library, "remove", stop)
        stopped = run("sync", str(folder), "--delete")
    assert stopped.stderr.startswith("citecast: stopped; ")
    again = run("sync", str(folder), "--delete").stdout
    assert "removed pumps" in again
    assert "removed rudders" in again


def test_what_a_person_gave_by_hand_outlives_its_copy_in_a_folder(run: Run, folder: Path, tmp_path: Path) -> None:
    by_hand = tmp_path / "by-hand.txt"
    by_hand.write_text((folder / "pumps.txt").read_text())
    run("add", str(by_hand))
    run("sync", str(folder))
    (folder / "pumps.txt").unlink()
    assert "removed" not in run("sync", str(folder), "--delete").stdout
    assert hits(run, "pumps") == 1


def test_a_feed_that_went_takes_its_episodes_along(run: Run, folder: Path) -> None:
    items = "".join(f"<item><title>Dam {n}</title><guid>https://example.org/{n}</guid></item>" for n in (1, 2))
    (folder / "feed.xml").write_text(f"<rss><channel><title>Dams</title>{items}</channel></rss>")
    run("sync", str(folder))
    assert hits(run, "dam") == 2
    (folder / "feed.xml").unlink()
    run("sync", str(folder), "--delete")
    assert hits(run, "dam") == 0


def test_a_folder_does_not_bring_back_what_a_person_removed_from_it(run: Run, folder: Path) -> None:
    run("sync", str(folder))
    run("remove", "pumps")
    (folder / "pumps.txt").rename(folder / "renamed.txt")
    assert "was removed; `citecast undelete pumps` brings it back" in run("sync", str(folder)).stdout
    assert "was removed" in run("add", str(folder)).stdout
    assert hits(run, "pumps") == 0


def test_a_name_as_long_as_a_name_may_be_is_read(run: Run, folder: Path) -> None:
    (folder / f"{'n' * 251}.txt").write_text("A long name.")
    assert set(became(run("sync", str(folder), "--json")).values()) == {"added"}


def test_ctrl_c_ends_watching_while_it_adds(run: Run, folder: Path, tmp_path: Path) -> None:
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"Note {number}.")
    command = [
        sys.executable,
        "-u",
        "-c",
        "from search.cli.entry import main; main()",
        "--home",
        str(tmp_path / "home"),
    ]
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, "watch", str(folder)], stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "Watching" not in err
    assert "citecast: stopped; " in err


def test_a_link_out_of_the_folder_is_not_followed(run: Run, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("A private note on lockets.")
    (folder / "link.txt").symlink_to(secret)
    (tmp_path / "details.yaml").write_text("title: Private")
    (folder / "pumps.yaml").symlink_to(tmp_path / "details.yaml")
    result = run("add", str(folder))
    assert "lockets" not in result.stdout + str(hits(run, "lockets"))
    assert hits(run, "lockets") == 0
    assert ": added pumps " in result.stdout
    assert "left out in these folders: 1 links out of them" in result.stderr
