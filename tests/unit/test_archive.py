"""The `podcast` folder of the real transcript archive: a spread of it here, all of it on request."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from search.cli import main
from tests.data import ARCHIVE

WHOLE = "CITECAST_WHOLE_ARCHIVE" in os.environ
EVERY = 1 if WHOLE else 12

pytestmark = [
    pytest.mark.archive,
    pytest.mark.skipif(not ARCHIVE.exists(), reason="the transcript archive is not beside the project"),
]


@pytest.fixture(scope="module")
def podcast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    with tarfile.open(ARCHIVE) as archive:
        members = [m for m in archive.getmembers() if m.name.startswith("podcast/") and m.isfile()]
        assert len(members) == 481
        archive.extractall(folder, members=members[::EVERY], filter="data")
    return folder / "podcast"


def test_transcripts_are_added_in_one_call_and_answer_with_speaker_and_file(podcast: Path, tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "home")]
    added = CliRunner().invoke(main, [*home, "add", str(podcast), "--json"])
    assert added.exit_code == 0, added.output
    results = json.loads(added.stdout)
    assert len(results) == len(list(podcast.iterdir()))
    assert {result["status"] for result in results} == {"added"}
    listed = json.loads(CliRunner().invoke(main, [*home, "list", "--json"]).stdout)
    assert {document["type"] for document in listed} == {"transcript"}
    query = 'speaker:"Jerod Santo" "open source" sustain*'
    answer = json.loads(CliRunner().invoke(main, [*home, "search", query, "--json"]).stdout)
    assert answer["total"] > 0
    for hit in answer["hits"]:
        assert hit["speaker"] == "Jerod Santo"
        assert hit["document"] in {result["document"] for result in results}
        marked = [hit["text"][start:end].casefold() for start, end in hit["spans"]]
        assert "open source" in marked or "open-source" in marked
        assert any(word.startswith("sustain") for word in marked)
