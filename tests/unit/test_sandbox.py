"""Hostile files end as `failed` within their budget, and what was added along with them is in."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.sandbox import Limits, Sandbox
from search.settings import Settings
from tests.bombs import BOMBS, HARMLESS, harmless
from tests.many import MANY

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BUDGET = 3  # seconds of the processor
_OURS = "it is not your fault"
TOGETHER = 2**30  # bytes that the program and its readers may take at one time
SLOW = b"[" * 40_000  # Markdown takes longer over it than any budget here


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(Limits(BUDGET, 512), workers=2)
    yield made
    made.close()


@pytest.fixture(scope="module")
def roomy() -> Iterator[Sandbox]:
    """With the limits that the settings have."""
    made = Sandbox(Limits(Settings().read_seconds, Settings().read_memory_mb), workers=2)
    yield made
    made.close()


class Taken(NamedTuple):
    """What adding took: seconds of the processor, and the most bytes at one time, of the program and its readers."""

    status: int
    output: str
    seconds: float
    bytes: int


def add(folder: Path, home: Path) -> Taken:
    """Add a folder with two readers, in a process of its own that is watched."""
    with home.with_suffix(".json").open("wb") as output:
        program = subprocess.Popen(
            [sys.executable, "-c", f"from tests.bombs import add; add({str(folder)!r}, {str(home)!r}, {BUDGET})"],
            stdout=output,
            cwd=ROOT,
        )
        most = 0
        while not (ended := os.wait4(program.pid, os.WNOHANG))[0]:
            most = max(most, sum(map(_resident, (program.pid, *_children(program.pid)))))
            time.sleep(0.01)
    program.returncode = os.waitstatus_to_exitcode(ended[1])
    return Taken(program.returncode, home.with_suffix(".json").read_text(), ended[2].ru_utime + ended[2].ru_stime, most)


REFUSED = {
    "brackets.md": "takes longer than 3 s",
    "comments.html": "no text",
    "json-ld.html": "nested too deeply",
    "brackets.json": "nested too deeply",
    "unpacks.docx": "would unpack to 101 MB",
    "lies.docx": "not a whole Word document",
    "overlaps.docx": "not a whole Word document",
    "laughs.docx": "XML document type in word/document.xml",
    "laughs-wide.docx": "XML document type in word/document.xml",
    "external.docx": "XML document type in word/document.xml",
    "million.pdf": "1,000,000 pages",
    "loops.pdf": "1,000,000 pages",
    "large.vtt": "the limit is 20 MB",
    "laughs.xml": "entities",
    "external.xml": "entities",
}


def test_bombs_end_in_one_line_within_their_budgets_and_what_is_beside_them_is_in(tmp_path: Path) -> None:
    folder = tmp_path / "bombs"
    folder.mkdir()
    for name, make in BOMBS.items():
        (folder / name).write_bytes(make())
        (folder / f"{name}.beside.md").write_text(f"# A talk\n\nThe furnace at Natanz was rebuilt. {name}")
    taken = add(folder, tmp_path / "home")
    assert taken.status == 0
    results = {name: (status, message) for name, status, message in json.loads(taken.output)}
    assert {name: results[name] for name in BOMBS if not _is_told(*results[name], REFUSED.get(name, ""))} == {}
    assert {name: results[f"{name}.beside.md"] for name in BOMBS if results[f"{name}.beside.md"][0] != "added"} == {}
    assert taken.seconds < 2 * len(BOMBS) * (BUDGET + 1) + 60, "a file and its start-up; the program itself"
    assert taken.bytes < TOGETHER


def _is_told(status: str, message: str, why: str) -> bool:
    """Whether a file was added, or refused in one line that says why."""
    lines = len(message.splitlines())
    return status in ("added", "failed") and lines == (status == "failed") and why in message and _OURS not in message


def test_what_is_large_but_harmless_is_read() -> None:
    """In CI a quarter of it, within a quarter of the limits; all of it where `CITECAST_FUZZ` is set."""
    share = 1 if MANY > 1 else 4
    readers = Sandbox(Limits(Settings().read_seconds // share, Settings().read_memory_mb // share), workers=2)

    def refused(name: str) -> str:
        try:
            found = readers.read(harmless(name, share), Hints(name=name))
        except ReadError as error:
            return str(error)
        return "" if isinstance(found, Reading) and next(found.document.passages()).text else "nothing was read"

    with closing(readers), ThreadPoolExecutor(2) as pool:
        found = dict(zip(HARMLESS, pool.map(refused, HARMLESS), strict=True))
    assert {name: why for name, why in found.items() if why} == {}


def test_a_million_words_with_times_take_too_much_memory(roomy: Sandbox) -> None:
    with pytest.raises(ReadError, match="takes more than 512 MB of memory"):
        roomy.read(BOMBS["words.json"](), Hints(name="words.json"))


def test_what_takes_too_much_memory_is_refused_and_the_reader_goes_on() -> None:
    small = Sandbox(Limits(Settings().read_seconds, 192), workers=1)
    with pytest.raises(ReadError, match="memory"):
        small.read(b"<html><body>" + b"<p>word</p>" * 400_000, Hints(name="x.html"))
    assert small.read(b"Fine.", Hints(name="x.txt")).document.type == "note"
    small.close()


def test_a_reader_that_is_killed_is_replaced(sandbox: Sandbox) -> None:
    sandbox.read(b"Fine.", Hints(name="x.txt"))
    (process,) = [child for child in _children(os.getpid()) if _is_reader(child)][-1:]
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(sandbox.read, SLOW, Hints(name="x.md"))
        time.sleep(0.5)
        os.kill(process, signal.SIGKILL)
        with pytest.raises(ReadError, match="made what reads it break off"):
            slow.result()
    assert sandbox.read(b"Fine.", Hints(name="x.txt")).document.type == "note"


def test_a_reader_that_died_between_two_files_is_not_noticed(sandbox: Sandbox) -> None:
    sandbox.read(b"Fine.", Hints(name="x.txt"))
    for child in _children(os.getpid()):
        if _is_reader(child):
            os.kill(child, signal.SIGKILL)
    time.sleep(0.2)
    assert sandbox.read(b"Fine.", Hints(name="x.txt")).document.type == "note"


def _children(process: int) -> list[int]:
    """The processes that any thread of a process started; none where it has ended."""
    try:
        lists = [(task / "children").read_text() for task in Path(f"/proc/{process}/task").iterdir()]
        return [int(child) for children in lists for child in children.split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _resident(process: int) -> int:
    """The bytes of memory that a process has; none where it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    except (FileNotFoundError, ProcessLookupError, IndexError):
        return 0


def _is_reader(process: int) -> bool:
    return b"reader_process" in Path(f"/proc/{process}/cmdline").read_bytes()
