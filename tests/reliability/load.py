"""Many clients at once on a real server: they search, read, cite and add, beside slow and hostile ones."""

from __future__ import annotations

import http.client
import importlib
import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random
from urllib.error import HTTPError
from urllib.parse import quote_plus

from tests.reliability.counts import Tally
from tests.reliability.forms import files, post, wait_for
from tests.reliability.notes import Note, Shown, chance as draw, compared, found, note, shown, write
from tests.reliability.program import Helper, free_port, started, workplace

NOTES = 200  # in the library when the clients come
SEARCH_SECONDS = 10  # the setting's default: what a search may take
_SLOW_CLIENTS = 4
_FOUND_WITHIN = 5.0  # seconds, from an answer that says "added"
_NORMAL_WAIT = 1.0  # seconds that a normal request may wait beside a hostile one
_FORM = "application/x-www-form-urlencoded"
Hostile = tuple[str, str, dict[str, str], bytes]  # method, path, headers, body


def run(*, seconds: float, clients: int, seed: int) -> Tally:
    """So many clients for so long."""
    tally = Tally(suite="load", unit="answers", least=int(clients * seconds / 4))
    with workplace() as work, Helper() as helper:
        home = work / "home"
        notes = [note(number) for number in range(NOTES)]
        helper.commands(home, ["add", *write(work / "files", *notes)])
        port = free_port()
        log: list[str] = []
        process = started(home, "serve", "--port", str(port), compiled=seconds > 10)
        reader = threading.Thread(target=lambda: log.extend(process.stdout or ()))
        reader.start()
        try:
            wait_for(f"http://127.0.0.1:{port}")
            load = _Load(port, tally, {each.key: each for each in notes}, until=time.monotonic() + seconds)
            load.run(clients, seed)
            _hostile(port, tally, notes[0])
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
        actions: list[Callable[[Random], None]] = (
            [self._search] * 12 + [self._read] * 4 + [self._cite] * 4 + [self._add]
        )
        while time.monotonic() < self._until:
            action = chance.choice(actions)
            try:
                action(chance)
            except (OSError, http.client.HTTPException) as error:
                self._fault("stuck", action.__name__, repr(error))
            except Exception as error:
                self._fault("wrong", action.__name__, repr(error))

    def _fault(self, kind: str, what: str, said: str) -> None:
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
            self._fault("traceback", path, body[:300])
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
            self._fault("lost" if not answer["hits"] else "wrong", "search", f"{each.key}: {body[:300]}")
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
            self._fault("wrong", "read", each.id)

    def _cite(self, chance: Random) -> None:
        each = self._some(chance)
        for hit in self._hits(each)[:1]:
            status, body = self._get(f"/p/{hit['passage']}?v=1")
            if status == 200 and hit["text"] not in body:
                self._fault("wrong", "cite", hit["permalink"])
            self._get(f"/p/{hit['passage']}/cite/mla")

    def _add(self, chance: Random) -> None:
        """A note through the form; once the page says that it is added, it is found within some seconds."""
        with self._lock:
            self._next += 1
            each = note(self._next)
            self.begun[each.key] = each
        base = f"http://127.0.0.1:{self._port}"
        with suppress(HTTPError):
            batch = post(base, "/add", *files([each]))
            self._settled(batch)
            post(base, batch, b"action=all", _FORM)
            if "1 added" not in (page := self._settled(batch)):
                self._fault("stuck", "add", page[-500:])
                return
            end = time.monotonic() + _FOUND_WITHIN
            while found(json.loads(self._get(f"/api/search?q={each.key}")[1])).get(each.key) != [each.shown]:
                if time.monotonic() > end:
                    self._fault(
                        "lost", "add", f"{each.key} is not found {_FOUND_WITHIN} s after it was said to be added"
                    )
                    break
                time.sleep(0.1)
            with self._lock:
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


def get(
    port: int, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, str]:
    """One request on a connection of its own."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, body or None, headers or {})
        answer = line.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        line.close()


def hostile_requests() -> list[Hostile]:
    """Those of `tests.hostile`, if any: each a path, or a method with a path, headers and a body."""
    try:
        requests = importlib.import_module("tests.hostile").REQUESTS
    except (ImportError, AttributeError):
        return []
    return [("GET", each, {}, b"") if isinstance(each, str) else tuple(each) for each in requests]


def _hostile(port: int, tally: Tally, normal: Note) -> None:
    """Beside each hostile request ten normal ones are asked; the slowest of them waits less than a second."""
    for method, path, headers, body in hostile_requests():
        took: list[float] = []

        def ask(request: Hostile = (method, path, headers, body), took: list[float] = took) -> None:
            start = time.monotonic()
            with suppress(OSError, http.client.HTTPException):
                status, said = get(port, request[1], method=request[0], headers=request[2], body=request[3])
                if status == 500:
                    tally.fault("traceback", "hostile", f"{request[1][:200]}: {said[:200]}")
            took.append(time.monotonic() - start)

        asker = threading.Thread(target=ask)
        asker.start()
        slowest = max(_timed(port, normal) for _ in range(10))
        asker.join()
        tally.seen["hostile requests"] += 1
        if slowest > _NORMAL_WAIT:
            tally.fault("slow", "normal", f"waited {slowest:.1f} s beside {method} {path[:200]}")
        if took[0] > SEARCH_SECONDS + 1:
            tally.fault("slow", "hostile", f"took {took[0]:.1f} s: {method} {path[:200]}")


def _timed(port: int, normal: Note) -> float:
    start = time.monotonic()
    get(port, f"/api/search?q={normal.key}")
    return time.monotonic() - start
