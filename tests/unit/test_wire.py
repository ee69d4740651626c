"""What a reader says is taken at its word only where it fits the model, and none of it runs."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import pickle
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus import samples, sandbox, wire
from corpus.draft import Draft
from corpus.errors import ReadError
from corpus.library import Library, Source
from corpus.model import Feed, Hints, Reading
from corpus.readers import registry
from corpus.sandbox import Limits, Sandbox
from corpus.wire import Answer, Request

ROOT = Path(__file__).parents[2]
MOST = 2**20
FEED = """<rss><channel><title>Pilots</title>
<item><title>One</title><pubDate>Mon, 05 Aug 2024 10:00:00 GMT</pubDate><description>Ships sail.</description>
<podcast:transcript xmlns:podcast="https://podcastindex.org/namespace/1.0" url="https://example.org/1.vtt"/></item>
<item><title>Two ü</title></item></channel></rss>""".encode()
DOCUMENT = {"type": "note", "title": "A note"}


def message(value: object, data: bytes = b"") -> bytes:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return struct.pack(">QQ", len(text), len(data)) + text + data


def received(sent: bytes) -> Reading | Feed | Draft | ReadError:
    return wire.receive(io.BytesIO(sent), Answer, most=MOST).found()


def reading(**fields: object) -> dict[str, object]:
    return {"reading": {"document": {**DOCUMENT, **fields}}}


def said(**fields: object) -> dict[str, object]:
    """A reading whose one passage has these fields."""
    return reading(sections=[{"heading": "", "kind": "body", "passages": [{"text": "Words.", **fields}]}])


def item(count: object) -> dict[str, object]:
    return {"feed": {"title": "A show", "items": [{"reading": {"document": DOCUMENT}, "data": count}]}}


@pytest.mark.parametrize("file", samples.files(), ids=lambda file: file.name)
def test_a_reading_comes_over_as_it_was(file: Any) -> None:
    hints = Hints(name=file.name, show="A show")
    request = Request(data=file.read_bytes(), hints=hints, seconds=20)
    assert wire.receive(io.BytesIO(b"".join(wire.packed(request))), Request, most=MOST) == request
    found = registry.read(file.read_bytes(), hints)
    assert isinstance(found, Reading)
    assert received(b"".join(wire.packed(Answer(reading=found)))) == found


def test_a_feed_comes_over_with_the_bytes_of_each_episode() -> None:
    found = registry.read(FEED, Hints(name="feed.xml"))
    assert isinstance(found, Feed)
    assert all(item.data for item in found.items)
    assert received(b"".join(wire.packed(Answer(feed=found)))) == found


def test_an_error_is_one_line_of_no_great_length() -> None:
    error = received(message({"error": "is\nno text " * 1_000}))
    assert isinstance(error, ReadError)
    assert str(error).startswith("is no text is no text")
    assert len(str(error)) <= 1_000


FITTING = [said(start_ms=0, end_ms=2**63 - 1, page=None, speaker="Ann"), reading(date="2024-08"), item(0)]
UNFIT: dict[str, object] = {
    "null": None,
    "a list": [],
    "nothing": {},
    "two at once": {**reading(), "error": "is empty"},
    "something unknown": {"reading": None, "run": "this"},
    "no document": {"reading": {}},
    "no title": {"reading": {"document": {"type": "note"}}},
    "a number for a title": reading(title=5),
    "a list for a title": reading(title=["A"]),
    "a word for people": reading(people="Ann"),
    "a word for roles": reading(people=[{"name": "Ann", "roles": "host"}]),
    "a role unknown": reading(people=[{"name": "Ann", "roles": ["boss"]}]),
    "a type unknown": reading(type="book"),
    "a list for a type": reading(type=["note"]),
    "a kind unknown": reading(sections=[{"heading": "", "kind": "x"}]),
    "a date of no month": reading(date="2024-13"),
    "a date in words": reading(date="August 2024"),
    "a time that is none": reading(added_at="now"),
    "a passage of words alone": reading(sections=[{"heading": "", "kind": "body", "passages": ["Words."]}]),
    "a fraction": said(start_ms=0.5),
    "no number": said(start_ms=float("nan")),
    "yes for a number": said(page=True),
    "more than SQLite holds": said(start_ms=2**63),
    "a number for no": reading(stub=0),
    "half a character": said(speaker="\ud800"),
    "a field that there is not": said(__class__="Document"),
    "bytes that are not there": item(1),
    "fewer bytes than none": item(-1),
    "a link of three parts and one": {
        "feed": {"title": "", "items": [{**item(0)["feed"]["items"][0], "chapters": ["u", "t", "l", "x"]}]}
    },
    "nested deeply": b"[" * 100_000,
    "no JSON": b"{'reading': None}",
    "no UTF-8": b'{"error": "\xff"}',
    "UTF-16": '{"error": "is empty"}'.encode("utf-16"),
    "a number of 5,000 digits": b'{"reading": ' + b"1" * 5_000 + b"}",
}


@pytest.mark.parametrize("value", FITTING)
def test_what_fits_is_taken(value: object) -> None:
    assert isinstance(received(message(value)), Reading | Feed)


@pytest.mark.parametrize("value", UNFIT.values(), ids=UNFIT)
def test_what_does_not_fit_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of the standard library's too
        received(message(value))


def test_bytes_that_belong_to_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        received(message(reading(), b"more"))


def test_half_a_backslash_u_is_text() -> None:
    found = received(message(reading(title=r"C:\udx \ud800")))
    assert isinstance(found, Reading)
    assert found.document.title == r"C:\udx \ud800"


class Mark:
    """What leaves a mark where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (str(self.path), "w")


def _pickled(path: Path) -> bytes:
    data = pickle.dumps(Mark(path))
    return struct.pack("!i", len(data)) + data


BROKEN = {
    "a pickle": "answer(PICKLE)",
    "a pickle in a message": "answer(struct.pack('>QQ', len(PICKLE), 0) + PICKLE)",
    "nothing": "",
    "half a message": "answer(struct.pack('>QQ', 100, 0) + b'{')",
    "a message too large": "answer(struct.pack('>QQ', 2**40, 0)); endlessly()",
    "bytes too many": "answer(struct.pack('>QQ', 2, 2**63) + b'{}'); endlessly()",
    "bytes without end": "endlessly()",
    "text without end": "answer(b'{' * 2**20); endlessly()",
    "a reading that is not prepared as it says": (
        f"answer({message({'reading': {'document': DOCUMENT, 'shingles': [-1]}})!r}); endlessly()"
    ),
}


@pytest.mark.parametrize("deed", BROKEN.values(), ids=BROKEN)
def test_a_broken_reader_ends_as_one_line(deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound, marked = sandbox._START, tmp_path / "ran"
    broken = f"""
import struct, sys
PICKLE = {_pickled(marked)!r}
def answer(data): sys.stdout.buffer.write(data); sys.stdout.buffer.flush()
def endlessly():
    while True: answer(b"x" * 65536)
sys.stdin.buffer.read(16)
{deed}
"""
    readers = Sandbox(Limits(20, 512), workers=1)
    monkeypatch.setattr(sandbox, "_START", broken)
    with pytest.raises(
        ReadError, match=r"\Amade what reads it break off, and was left out; the other files are not affected\Z"
    ):
        readers.read(b"Words.", Hints(name="x.txt"))
    assert not marked.exists()
    monkeypatch.setattr(sandbox, "_START", sound)
    assert isinstance(readers.read(b"Words.", Hints(name="x.txt")), Reading)
    readers.close()


@pytest.mark.parametrize("deed", ["sys.stdin.read(1)", "sys.stdout.write('a'); sys.stdout.flush()"])
def test_a_reader_that_says_no_more_is_not_waited_for(deed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    readers = Sandbox(Limits(1, 512), workers=1)
    monkeypatch.setattr(sandbox, "_PATIENCE", 1)
    monkeypatch.setattr(sandbox, "_START_SECONDS", 0)
    monkeypatch.setattr(sandbox, "_START", f"import sys, time; {deed}; time.sleep(3600)")
    with pytest.raises(ReadError, match="takes longer than 1 s to read"):
        readers.read(b"word " * 2**20, Hints(name="x.txt"))
    readers.close()


SLOW = b"[" * 40_000  # Markdown takes longer over it than any limit here


@pytest.mark.slow
def test_files_after_those_that_used_up_the_time_of_their_batch_get_a_tenth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_SLOW_FILES", 1)
    readers, budget = Sandbox(Limits(2, 512), workers=1), sandbox.Budget()

    def refused(budget: sandbox.Budget) -> str:
        with pytest.raises(ReadError) as error:
            readers.read(SLOW, Hints(name="x.md"), budget)
        return str(error.value)

    alone = "takes longer than 2 s to read: split it; whoever runs Citecast can allow more (setting read_seconds)"
    after = "takes longer than 1 s to read, and others before it used up the time for all of them: add it alone"
    assert [refused(budget), refused(budget), refused(sandbox.Budget())] == [alone, after, alone]
    assert isinstance(readers.read(b"Words.", Hints(name="x.txt"), budget), Reading)
    readers.close()


def test_files_that_are_read_just_in_time_use_up_the_time_too_and_quick_ones_do_not() -> None:
    budget = sandbox.Budget()
    for _ in range(1000):
        budget.took(9, 20)
    assert budget.next(20) == 20
    for _ in range(11):
        budget.took(19, 20)
    assert budget.next(20) == 2
    assert budget.next(5) == 1


def test_a_reader_says_how_long_it_took() -> None:
    took: list[float] = []

    class Noted(sandbox.Budget):
        def took(self, seconds: float, limit: int) -> None:
            took.append(seconds)

    readers = Sandbox(Limits(20, 512), workers=1)
    for text in (b"Words.", b"[" * 1_000):
        readers.read(text, Hints(name="x.md"), Noted())
    readers.close()
    assert 0 <= took[0] < took[1] < 80


def test_an_answer_that_is_too_large_takes_too_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = b"<rss><channel><title>A show</title>" + b" " * 2**20
    feed += b"<item><title>One</title></item>" * 200 + b"</channel></rss>"
    readers = Sandbox(Limits(20, 512), workers=1)
    with pytest.raises(ReadError, match="takes more than 512 MB of memory"):
        readers.read(feed, Hints(name="feed.xml"))
    readers.close()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux which processes there are")
def test_readers_end_with_a_program_that_is_killed() -> None:
    program = """
import os, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from corpus.model import Hints
from corpus.sandbox import Limits, Sandbox
readers = Sandbox(Limits(20, 512), workers=2)
with ThreadPoolExecutor(2) as pool:
    list(pool.map(lambda n: readers.read(b"Words. " * 10_000, Hints(name="x.md")), range(20)))
print(*[child for task in Path("/proc/self/task").iterdir() for child in (task / "children").read_text().split()])
print(flush=True)
time.sleep(3600)
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        children = process.stdout.readline().split()
        assert len(children) == 2
        os.kill(process.pid, signal.SIGKILL)
    end = time.monotonic() + 60
    while any(_runs(child) for child in children):
        assert time.monotonic() < end
        time.sleep(0.05)


def _runs(process: str) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_what_a_reader_prepares_is_stored_as_what_the_library_does(tmp_path: Path) -> None:
    long = f"# A talk\n\n{'It was said, and then it was said again, that nothing is new. ' * 80}\n\n".encode()
    data = [(file.name, file.read_bytes()) for file in samples.files()]
    data += [("long.md", long * 3), ("timed.md", b"**Al:** \\[00:10\\] Now.\n\n**Bo:** Then.\n\n" * 40)]
    rows = []
    readers = Sandbox(Limits(20, 512), workers=1)
    for which in ("here", "there"):
        with Library(tmp_path / which, now=lambda: dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) as library:
            for name, text in data:
                hints = Hints(name=name)
                reading = readers.read(text, hints) if which == "there" else registry.read(text, hints)
                assert isinstance(reading, Reading)
                library.keep(reading, source=Source(source=name, key=f"path:{name}"), data=text, reader="r")
        with closing(sqlite3.connect(tmp_path / which)) as db:
            tables = ("documents", "versions", "passages", "shingle_sets", "shingles", "links", "originals")
            rows.append({table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables})  # noqa: S608
    readers.close()
    assert len(rows[0]["passages"]) > 100
    assert rows[0] == rows[1]
