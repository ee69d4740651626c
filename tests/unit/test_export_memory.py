"""An export of many passages takes no more memory than one of few."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from corpus.library import Source
from corpus.model import Document, Passage, Reading, Section
from search.service import Service
from tests.commands import COMMAND

pytestmark = pytest.mark.slow

DOCUMENTS, PASSAGES = 20, 1_000
MORE = 8_000  # KB; held at once, the passages would take several times as much


def memory(home: Path, query: str, path: Path) -> int:
    """The most memory, in KB, that a command took which exported what a query finds into a file."""
    command = [*COMMAND, "--home", str(home), "export", query, "--format", "jsonl", "-o", str(path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


def test_memory_does_not_grow_with_the_passages(empty_service: Service, tmp_path: Path) -> None:
    for number in range(DOCUMENTS):
        texts = (f"The crane {'and gantry ' * (at % 20 == 0)}put box {at} on quay {number}." for at in range(PASSAGES))
        section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in texts))
        reading = Reading(document=Document(type="note", title=f"Quay {number}", sections=(section,)))
        source = Source(source=f"/{number}", key=f"path:/{number}")
        empty_service.library.keep(reading, source=source, data=str(number).encode(), reader="r")
    empty_service.indexer.catch_up()
    few = memory(empty_service.home, "gantry", tmp_path / "few.jsonl")
    many = memory(empty_service.home, "crane", tmp_path / "many.jsonl")
    counts = [(tmp_path / name).read_bytes().count(b"\n") for name in ("few.jsonl", "many.jsonl")]
    assert counts == [DOCUMENTS * PASSAGES // 20 + 1, DOCUMENTS * PASSAGES + 1]
    assert many - few < MORE
