"""The pages of a home, asked for in this process, and whether each is what it was before the home was damaged."""

from __future__ import annotations

import json
import os
import re
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from corpus.errors import CitecastError
from search.service import Service
from search.settings import Settings
from web.app import close, create_app

PATIENCE = 60.0  # seconds
# What says that something is not as it was: an error's or a notice's words.
_TOLD = re.compile(
    r"damag|malformed|corrupt|cannot be (?:read|opened|shown)|not a database|not what was stored|unreadable"
    r"|is (?:gone|missing|lost)|changes were lost|has lost|citecast (?:rebuild|restore|salvage|check)"
    r"|add (?:the files|them) again",
    re.IGNORECASE,
)
_LOST = "its last changes were lost"  # on the start page
_BUG = "Something went wrong"
_TOOK = re.compile(r'"took_ms": ?[\d.]+')


class Browser(FlaskClient):
    """Sends what a browser sends along with a form of the library's own pages."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        options["headers"] = {"Sec-Fetch-Site": "same-origin", **(options.get("headers") or {})}
        return super().open(*args, **options)


@contextmanager
def client(home: Path) -> Iterator[FlaskClient]:
    """A browser at the pages of a home, as `serve` shows them."""
    with Service.open(home, Settings.load(home, os.environ)) as service:
        service.indexer.catch_up()
        app = create_app(service, home=home)
        app.test_client_class = Browser
        try:
            yield app.test_client()
        finally:
            close(app)


def settled(browser: FlaskClient, path: str) -> TestResponse:
    """The page of a batch once nobody works on it."""
    end = time.monotonic() + PATIENCE
    while "data-live" in (page := browser.get(path)).text and time.monotonic() < end:
        time.sleep(0.02)
    return page


def words(page: str) -> str:
    """What a page says, without its markup."""
    main = BeautifulSoup(page, "lxml").select_one("main") or BeautifulSoup(page, "lxml")
    return " ".join(main.get_text(" ", strip=True).split())


def asked(browser: FlaskClient, path: str) -> tuple[int, str]:
    """The status and body at a path, less what differs each time."""
    answer = browser.get(path)
    body = answer.get_data()
    text = body.decode("utf-8", "backslashreplace")
    return answer.status_code, _TOOK.sub('"took_ms":0', text)


def truth(*, home: str, paths: list[str]) -> dict[str, Any]:
    """What each path answers."""
    with client(Path(home)) as browser:
        first = {path: asked(browser, path) for path in paths}
        second = {path: asked(browser, path) for path in paths}
    return {"answers": first, "differ": [path for path in paths if first[path] != second[path]]}


def compare(*, home: str, truth: str, older: list[str], damage: dict[str, Any] | None, opened: bool) -> dict[str, Any]:
    """Ask for all pages of a home that is damaged, before it is opened or after; what is wrong with the answers.

    `told` counts those that name the damage, `same` those that are as they were. Where the start page says that the
    last changes are lost, all may be as in one of the `older` truths: `lost`.
    """
    from tests.reliability import damage as damages

    answers: dict[str, Any] = json.loads(Path(truth).read_text("utf-8"))
    problems: list[tuple[str, str]] = []
    counts = {"same": 0, "told": 0, "lost": 0}
    if damage and not opened:
        damages.inflict(Path(home), damage)
    try:
        with client(Path(home)) as browser:
            if damage and opened:
                for path in list(answers)[::3]:
                    asked(browser, path)
                damages.inflict(Path(home), damage)
            now = {path: asked(browser, path) for path in answers}
        problems, counts = _judged(answers, now)
        for each in older if problems and _LOST in now["/"][1] else ():
            found, seen = _judged(json.loads(Path(each).read_text("utf-8")), now)
            if not found:
                problems, counts = found, {**seen, "lost": 1}
    except CitecastError as error:
        counts["told"] += 1
        if "\n" in str(error) or not _TOLD.search(str(error)):
            problems.append(("unclear", str(error)))
    except Exception:
        problems.append(("traceback", traceback.format_exc()[-700:]))
    return {"problems": problems, **counts}


def _judged(answers: dict[str, Any], now: dict[str, tuple[int, str]]) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """What is wrong with answers beside the true ones; and how many are the same, or name the damage."""
    known = _Known(answers)
    problems: list[tuple[str, str]] = []
    counts = {"same": 0, "told": 0, "lost": 0}
    for path, before in answers.items():
        kind, said = known.judged(path, tuple(before), now[path])
        if kind in counts:
            counts[kind] += 1
        else:
            problems.append((kind, f"{path}: {said}"))
    return problems, counts


class _Known:
    """The true answers, and what may be shown beside a notice."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self._answers = answers
        self._blocks: set[str] = set()

    def judged(self, path: str, before: tuple[int, str], now: tuple[int, str]) -> tuple[str, str]:
        """same or told, or what kind of fault it is and what was seen."""
        (status, body), (true_status, true) = now, before
        if status == true_status and body == true:
            return "same", ""
        if _BUG in body or "Traceback" in body:
            return "traceback", f"{status} {words(body)[:300]}"
        if path.startswith("/api/") and status == 200:
            return self._of_hits(json.loads(true), json.loads(body))
        said = body if not body.lstrip().startswith("<") else words(body)
        if not _TOLD.search(said) or (status == 200 and len(_TOLD.findall(said)) <= len(_TOLD.findall(words(true)))):
            return "wrong", f"{status} (was {true_status}) {_difference(true, body)}"
        if status == 200 and (strange := self._strange(body)):
            return "wrong", f"beside a notice: {strange[:300]}"
        return "told", ""

    def _of_hits(self, true: dict[str, Any], now: dict[str, Any]) -> tuple[str, str]:
        known = {hit["passage"]: hit for hit in true["hits"]}
        for hit in now["hits"]:
            was = known.get(hit["passage"])
            if was is None or any(hit[name] != was[name] for name in was if name not in ("score", "spans")):
                return "wrong", f"a hit that was {was} is {hit}"[:500]
        lost = known.keys() - {hit["passage"] for hit in now["hits"]}
        if lost and now["total"] == true["total"] and lost == {each["passage"] for each in now["unshown"]}:
            return "told", ""
        notices = [str(each) for each in now["diagnostics"] if each not in true["diagnostics"]]
        if any(map(_TOLD.search, notices)):
            return "told", ""
        differ = [name for name in true if name != "took_ms" and now.get(name) != true[name]]
        counts = f"{len(now['hits'])} hits of {now['total']}, which were {len(known)} of {true['total']}"
        return "wrong", f"{counts}, with other {', '.join(differ)}; no notice"

    def _strange(self, body: str) -> str:
        """What a page with a notice shows that no page showed before, and is no notice."""
        if not self._blocks:
            for path, (status, true) in self._answers.items():
                if status == 200 and not path.startswith("/api/"):
                    self._blocks.update(_blocks(true))
        return next((block for block in _blocks(body) if block not in self._blocks and not _TOLD.search(block)), "")


def _blocks(page: str) -> set[str]:
    soup = BeautifulSoup(page, "lxml").select_one("main")
    found = soup.select("p, h1, h2, h3, li, td, dd, blockquote, cite") if soup else ()
    return {" ".join(each.get_text(" ", strip=True).split()) for each in found}


def _difference(true: str, now: str) -> str:
    before, after = (words(text) if text.lstrip().startswith("<") else text for text in (true, now))
    at = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    return f"{before[max(at - 40, 0) : at + 60]!r} is {after[max(at - 40, 0) : at + 60]!r}"
