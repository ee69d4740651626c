"""A backup is made while the server serves and others write; pages say what became of the last one."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.service import Service
from tests.commands import COMMAND, done, found
from tests.waiting import until
from tests.web.serving import served


def command(home: Path, *arguments: str) -> list[str]:
    return [*COMMAND, "--home", str(home), *arguments]


def test_pages_say_when_the_last_backup_was_made_or_why_it_failed(client: FlaskClient, service: Service) -> None:
    assert "Last backup" not in client.get("/").text
    service.backups.make(lambda done, count: None)
    (line,) = service.backups.told()
    for path in ("/", "/library"):
        assert f'<p class="muted small">{line}</p>' in client.get(path).text
    service.backups._note("no <room>")
    for path in ("/", "/library"):
        assert "Last backup failed: no &lt;room&gt; (" in client.get(path).text
        assert line in client.get(path).text


@pytest.mark.slow
def test_a_backup_taken_while_all_goes_on_is_whole_and_restores_what_it_says(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "folder"
    folder.mkdir()
    for number in range(200):
        (folder / f"note-{number:03}.txt").write_text(f"Note number {number} is about pumps.")
    with served(home, CITECAST_BACKUP_EVERY="1") as server:
        until(lambda: "The library is empty" in server.get("/library"))
        with subprocess.Popen(command(home, "add", str(folder)), stdout=subprocess.PIPE, text=True) as adding:
            assert adding.stdout
            acknowledged = adding.stdout.readline()
            assert ": added note-" in acknowledged
            made: list[Path] = []
            while adding.poll() is None or not made:
                file = tmp_path / f"{len(made)}.sqlite"
                said = subprocess.run(
                    command(home, "backup", str(file), "--json"), capture_output=True, text=True, check=True
                )
                made.append(json.loads(said.stdout))
                server.get("/library")
            adding.stdout.read()
        assert adding.returncode == 0
        until(lambda: "Last backup: " in server.get("/library"))  # which the server makes by itself
        assert "in 200 documents" in server.get("/search?q=pumps")
    counts = [each["documents"] for each in made]
    assert 1 <= counts[0] <= counts[-1] <= 200
    assert counts == sorted(counts)
    first = tmp_path / "first"
    done(first, "restore", made[0]["file"])
    assert done(first, "check", "--deep") == "All is well.\n"
    restored = found(first, "pumps")
    assert restored["total_documents"] == counts[0]
    before = {hit["passage"]: hit["permalink"] for hit in _all(home)}
    assert {hit["passage"]: hit["permalink"] for hit in restored["hits"]}.items() <= before.items()
    (kept,) = (home / "backups").glob("*.sqlite")
    done(tmp_path / "second", "restore", kept)
    assert done(tmp_path / "second", "check", "--deep") == "All is well.\n"


def _all(home: Path) -> list[dict[str, str]]:
    answer: list[dict[str, str]] = json.loads(done(home, "search", "pumps", "--json", "--limit", "1000"))["hits"]
    return answer
