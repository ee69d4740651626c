"""Many clients at once on a real server: they search, read, cite and add, beside slow and hostile ones."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from urllib.error import HTTPError
from urllib.parse import quote_plus

from tests.reliability import beside
from tests.reliability.counts import Tally
from tests.reliability.forms import files, get, post, wait_for
from tests.reliability.notes import Note, Shown, chance as draw, compared, found, note, shown, write
from tests.reliability.program import Helper, free_port, started, workplace

NOTES = 200  # in the library when the clients come
_SLOW_CLIENTS = 4
_FOUND_WITHIN = 20.0  # seconds, from an answer that says "added"; a busy machine takes some
_FORM = "application/x-www-form-urlencoded"


def run(*, seconds: float, clients: int, hostile: int, seed: int, patience: float = 1) -> Tally:
    """So many clients for so long, and then so many hostile requests."""
    tally = Tally(suite="load", unit="answers", least=int(clients * seconds / 4))
    with workplace() as work, Helper() as helper:
        home = work / "home"
        notes = [note(number) for number in range(NOTES)]
        helper.commands(home, ["add", *write(work / "files", *notes)])
        beside.prepare(helper, home, work / "hostile", passages=100 * hostile)
        port = free_port()
        log: list[str] = []
        process = started(home, "serve", "--port", str(port), compiled=seconds > 10)
        reader = threading.Thread(target=lambda: log.extend(process.stdout or ()))
        reader.start()
        try:
            wait_for(f"http://127.0.0.1:{port}")
            load = _Load(port, tally, {each.key: each for each in notes}, until=time.monotonic() + seconds)
            with _Outside(load, home, work, draw(seed)):
                load.run(clients, seed)
            with _Outside(load, home, work, draw(seed)):  # and while the server itself has nothing to do
                time.sleep(min(seconds, 15))
            beside.ask(port, tally, notes[0], count=hostile, patience=patience, seed=seed)
        finally:
            process.terminate()
            process.wait(60)
            reader.join()
            if process.stdout:
                process.stdout.close()
        said = "".join(log)
        if "Traceback" in said:
            tally.fault("traceback", "the server's output", said[said.index("Traceback") :][:800])
        looked = helper.do("verify", home=str(home), again=[])
        states: dict[str, list[Shown | None]] = {key: [each.shown] for key, each in load.known.items()}
        states |= {key: [each.shown, None] for key, each in load.begun.items() if key not in states}
        for kind, text in [
            *looked.get("problems", [("traceback", looked)]),
            *compared(states, shown(looked.get("observed", {}))),
        ]:
            tally.fault(kind, "afterwards", text)
    return tally


class _Load:
    """The clients, what they know to be in the library, and how long they waited."""

    def __init__(self, port: int, tally: Tally, known: dict[str, Note], *, until: float) -> None:
        self._port, self._tally, self._until = port, tally, until
        self.known = known  # acknowledged
        self.begun: dict[str, Note] = {}
        self._waits: list[float] = []
        self._lock = threading.Lock()
        self._next = 5_000

    def run(self, clients: int, seed: int) -> None:
        threads = [threading.Thread(target=self._client, args=(draw(f"{seed} {number}"),)) for number in range(clients)]
        threads += [threading.Thread(target=self._slow) for _ in range(_SLOW_CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        waits = sorted(self._waits)
        if waits:
            self._tally.seen["ms in the middle"] = round(waits[len(waits) // 2] * 1000)
            self._tally.seen["ms for the slowest of a hundred"] = round(waits[len(waits) * 99 // 100] * 1000)
        self._tally.seen["notes added"] = len(self.known) - NOTES

    def _client(self, chance: Random) -> None:
        actions: list[Callable[[Random], None]] = [
            *[self._search] * 12, *[self._read] * 4, *[self._cite] * 4, self._add
        ]  # fmt: skip
        while time.monotonic() < self._until:
            action = chance.choice(actions)
            try:
                action(chance)
            except (OSError, http.client.HTTPException) as error:
                self.fault("stuck", action.__name__, repr(error))
            except Exception as error:
                self.fault("wrong", action.__name__, repr(error))

    def fault(self, kind: str, what: str, said: str) -> None:
        """Note what went wrong."""
        with self._lock:
            self._tally.fault(kind, what.strip("_"), said)

    def _get(self, path: str) -> tuple[int, str]:
        """An answer, which must not be a fault of the server's."""
        start = time.monotonic()
        status, body = get(self._port, path)
        with self._lock:
            self._waits.append(time.monotonic() - start)
            self._tally.ran += 1
        if status >= 500 and status != 503:
            self.fault("traceback", path, body[:300])
        if status == 503:
            with self._lock:
                self._tally.seen["503 with a cause"] += 1
        return status, body

    def _some(self, chance: Random) -> Note:
        with self._lock:
            return chance.choice(list(self.known.values()))

    def _hits(self, each: Note) -> list[dict[str, str]]:
        status, body = self._get(f"/api/search?q={each.key}")
        if status != 200:
            return []
        answer = json.loads(body)
        if found(answer).get(each.key) != [each.shown]:
            self.fault("lost" if not answer["hits"] else "wrong", "search", f"{each.key}: {body[:300]}")
        hits: list[dict[str, str]] = answer["hits"]
        return hits

    def _search(self, chance: Random) -> None:
        if chance.random() < 0.5:
            self._hits(self._some(chance))
        else:
            words = " ".join(chance.sample(("lighthouse", "keeper", "storm", "copper", "clock OR oil", "sig*"), 2))
            self._get(f"/search?q={quote_plus(words)}")

    def _read(self, chance: Random) -> None:
        each = self._some(chance)
        status, body = self._get(f"/d/{each.id}")
        if status == 200 and not all(text in body for text in each.shown.texts):
            self.fault("wrong", "read", each.id)

    def _cite(self, chance: Random) -> None:
        each = self._some(chance)
        for hit in self._hits(each)[:1]:
            status, body = self._get(f"/p/{hit['passage']}?v=1")
            if status == 200 and hit["text"] not in body:
                self.fault("wrong", "cite", hit["permalink"])
            self._get(f"/p/{hit['passage']}/cite/mla")

    def _add(self, chance: Random) -> None:
        """A note through the form; once the page says that it is added, it is found within some seconds."""
        each = self.begin()
        base = f"http://127.0.0.1:{self._port}"
        with suppress(HTTPError):
            batch = post(base, "/add", *files([each]))
            self._settled(batch)
            post(base, batch, b"action=all", _FORM)
            if "1 added" not in (page := self._settled(batch)):
                self.fault("stuck", "add", page[-500:])
                return
            self.is_found("add", each)

    def begin(self) -> Note:
        """A note that nobody has added."""
        with self._lock:
            self._next += 1
            each = note(self._next)
            self.begun[each.key] = each
        return each

    def is_found(self, what: str, each: Note) -> None:
        """Wait until a note is found that was said to be added, but not for long."""
        start = time.monotonic()
        while found(json.loads(self._get(f"/api/search?q={each.key}")[1])).get(each.key) != [each.shown]:
            if time.monotonic() > start + _FOUND_WITHIN:
                self.fault("lost", what, f"{each.key} is not found {_FOUND_WITHIN:.0f} s after it was said to be added")
                break
            time.sleep(0.1)
        with self._lock:
            longest = f"ms at most until found, of {what}"
            self._tally.seen[longest] = max(self._tally.seen[longest], round((time.monotonic() - start) * 1000))
            self.known[each.key] = each

    def _settled(self, batch: str) -> str:
        end = time.monotonic() + 60
        while "data-live" in (page := self._get(batch)[1]) and time.monotonic() < end:
            time.sleep(0.2)
        return page

    def _slow(self) -> None:
        """A client that sends a letter a second and never ends."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self._port)) as line:
            for letter in b"GET /search?q=" + b"x" * 1000:
                if time.monotonic() > self._until:
                    return
                line.send(bytes([letter]))
                time.sleep(min(1.0, max(self._until - time.monotonic(), 0)))


class _Outside:
    """Other programs on the server's home until the end of this context: one adds while the other rebuilds."""

    def __init__(self, load: _Load, home: Path, work: Path, chance: Random) -> None:
        self._load, self._home, self._work, self._chance = load, home, work, chance
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._rounds)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _rounds(self) -> None:
        with Helper() as adding, Helper() as rebuilding:
            while not self._over.is_set():
                each = self._load.begin()
                words = ["add", *write(self._work / "outside", each)]
                rebuild = threading.Thread(target=self._command, args=(rebuilding, self._chance.random(), ["rebuild"]))
                rebuild.start()
                out = self._command(adding, 0, words)
                rebuild.join()
                if ": added " in out:
                    self._load.is_found("add by another program", each)

    def _command(self, helper: Helper, delay: float, words: list[str]) -> str:
        time.sleep(delay)
        answer = helper.do("checked", home=str(self._home), words=words)
        for kind, said in answer.get("problems", [("traceback", answer)]):
            self._load.fault(kind, words[0], str(said))
        return str(answer.get("out"))
