"""Hostile files end as `failed` within their budget, and what was added along with them is in."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.errors import ReadError
from corpus.model import Hints
from corpus.sandbox import Limits, Sandbox
from search.config import Settings
from search.results import Upload
from search.service import Service

BUDGET = 3  # seconds of the processor
BOMBS = {
    "comments.html": b"<html><body>" + b"<!--" * 50_000,
    "brackets.md": b"[" * 8_000,
    "nested.html": b"<html><body>" + b"<div>" * 200_000,
    "line.txt": b"word " * 2_000_000,
    "line.html": b"<html><body><p>" + b"word " * 2_000_000,
    "names.txt": b"Ann Lee  0:12\n" * 300_000,
    "quotes.md": b"> " * 20_000,
    "stars.md": b"**a " * 20_000,
    "brackets.json": b"[" * 1_000_000,
    "blanks.vtt": b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\n" + b"<v " * 200_000,
}
BYSTANDER = b"# A talk\n\nThe furnace at Natanz was rebuilt."


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(Limits(BUDGET, 512), workers=2)
    yield made
    made.close()


def test_a_bomb_ends_in_its_budget_and_the_others_are_in(tmp_path: Path) -> None:
    sources = [
        (Upload(source=name, name=name, data=data), Hints(name=name))
        for bomb, content in BOMBS.items()
        for name, data in ((bomb, content), (f"beside-{bomb}.md", BYSTANDER + bomb.encode()))
    ]
    started = time.monotonic()
    with Service.open(tmp_path, Settings(read_seconds=BUDGET)) as service:
        results = {result.source: result for result in service.add(sources)}
        service.catch_up()
        assert not service.check(deep=True)
    assert time.monotonic() - started < len(BOMBS) * (2 * BUDGET + 1)
    for bomb in BOMBS:
        assert results[f"beside-{bomb}.md"].status == "added"
        if results[bomb].status == "failed":
            assert len(results[bomb].message.splitlines()) == 1
    failed = {bomb: results[bomb].message for bomb in BOMBS if results[bomb].status == "failed"}
    assert "nested" in failed["nested.html"] or "takes" in failed["nested.html"]
    assert "takes longer than 3 s" in failed["brackets.md"]
    assert "no text" in failed["comments.html"]
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (2 * children + own) * 1024 < 2**30 + 2**29, "kB: two readers and this process"


def test_what_takes_too_much_memory_is_refused_and_the_reader_goes_on() -> None:
    small = Sandbox(Limits(BUDGET, 192), workers=1)
    with pytest.raises(ReadError, match="memory"):
        small.read(b"<html><body>" + b"<p>word</p>" * 400_000, Hints(name="x.html"))
    assert small.read(b"Fine.", Hints(name="x.txt")).document.type == "note"
    small.close()


def test_a_reader_that_is_killed_is_replaced(sandbox: Sandbox) -> None:
    sandbox.read(b"Fine.", Hints(name="x.txt"))
    (process,) = [child for child in _children() if _is_reader(child)][-1:]
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(sandbox.read, BOMBS["brackets.md"], Hints(name="x.md"))
        time.sleep(0.5)
        os.kill(process, signal.SIGKILL)
        with pytest.raises(ReadError, match="broke its reader"):
            slow.result()
    assert sandbox.read(b"Fine.", Hints(name="x.txt")).document.type == "note"


def test_a_reader_that_died_between_two_files_is_not_noticed(sandbox: Sandbox) -> None:
    sandbox.read(b"Fine.", Hints(name="x.txt"))
    for child in _children():
        if _is_reader(child):
            os.kill(child, signal.SIGKILL)
    time.sleep(0.2)
    assert sandbox.read(b"Fine.", Hints(name="x.txt")).document.type == "note"


def _children() -> list[int]:
    return [int(task) for task in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def _is_reader(process: int) -> bool:
    return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()
