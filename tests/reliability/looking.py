"""Jobs of the helper: run commands in this process, and look whether a home has what it should."""

from __future__ import annotations

import json
import shutil
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NamedTuple

from click.testing import CliRunner

import corpus
import search
import web
from search.cli.entry import main
from tests.reliability import pages, peer
from tests.reliability.forms import files
from tests.reliability.notes import COMMON, found, key_of, note
from tests.reliability.program import refusal

for _room in (corpus, search, web):  # loaded before the forks, which would each load what they use
    for _module in walk_packages(_room.__path__, f"{_room.__name__}."):
        with suppress(ImportError):  # of what the extra `fast` brings
            import_module(_module.name)
Problem = tuple[str, str]


class Answer(NamedTuple):
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with how it failed; nothing where it did not."""
        return refusal(self.code, self.err) if self.code or "Traceback" in self.err else []


def run(home: str, *words: str) -> Answer:
    """A command, in this process."""
    done = CliRunner().invoke(main, ["--home", home, *words])
    err = done.stderr
    if done.exception and not isinstance(done.exception, SystemExit):
        err += "".join(traceback.format_exception(done.exception))
    return Answer(done.exit_code, done.stdout, err)


def command(*, home: str, words: list[str]) -> dict[str, Any]:
    return run(home, *words)._asdict()


def checked(*, home: str, words: list[str]) -> dict[str, Any]:
    answer = run(home, *words)
    return {**answer._asdict(), "problems": answer.problems}


def searched(home: str, problems: list[Problem]) -> tuple[dict[str, Any] | None, list[str]]:
    """The answer of a search for all notes, after what the program says to do; and what it said."""
    said: list[str] = []
    for _ in range(3):
        answer = run(home, "search", COMMON, "--json", "--limit", "1000")
        problems += answer.problems
        if answer.code == 0:
            return _whole(home, json.loads(answer.out), problems), said
        said.append(answer.err)
        if "citecast rebuild" not in answer.err:
            break
        problems += run(home, "rebuild").problems
    return None, said


def _whole(home: str, answer: dict[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """An answer with the hits of its further pages."""
    following = answer["next"]
    while following:
        more = run(home, "search", COMMON, "--json", "--limit", "1000", "--after", following)
        problems += more.problems
        if more.code:
            break
        page = json.loads(more.out)
        answer["hits"] += page["hits"]
        following = page["next"]
    return answer


def verify(*, home: str, again: list[list[str]]) -> dict[str, Any]:
    """All notes that search finds, the problems on the way to them, and what `check --deep` says.

    Then the commands in `again`, which are to succeed, and what is found after them.
    """
    problems: list[Problem] = []
    answer, said = searched(home, problems)
    observed = found(answer) if answer else {}
    if answer:
        _read_too(home, answer, problems)
        checked = run(home, "check", "--deep")
        problems += [] if checked.code == 0 else [("unclean", f"{checked.out} {checked.err[-500:]}")]
    result: dict[str, Any] = {"observed": observed, "refused": said if answer is None else [], "said": said}
    if again:
        for words in again:
            answered = run(home, *words)
            result["again"] = f"{answered.out} {answered.err[-600:]}" if answered.code else ""
            problems += answered.problems
        answer, _ = searched(home, problems)
        result["after"] = found(answer) if answer else {}
    return {**result, "problems": problems}


def _read_too(home: str, answer: dict[str, Any], problems: list[Problem]) -> None:
    """Each document that was found is read whole, and has what its hits have."""
    for id in sorted({hit["document"] for hit in answer["hits"]}):
        read = run(home, "read", id, "--json")
        problems += read.problems
        if read.code == 0:
            sections = json.loads(read.out)["sections"]
            texts = {passage["text"] for section in sections for passage in section["passages"]}
            hits = {hit["text"] for hit in answer["hits"] if hit["document"] == id}
            if hits != {text for text in texts if key_of(text)}:
                problems.append(("wrong", f"{id} is read otherwise than it is found"))


def uploads(*, home: str, batches: list[str]) -> dict[str, Any]:
    """Go on with batches that a server acknowledged before it ended, add all of them, and see what is found."""
    problems: list[Problem] = []
    try:
        with pages.client(Path(home)) as client:
            for batch in batches:
                _added_all(client, batch, problems)
    except Exception:
        problems.append(("traceback", traceback.format_exc()[-800:]))
    answer, said = searched(home, problems)
    checked = run(home, "check", "--deep")
    problems += [] if checked.code == 0 else [("unclean", f"{checked.out} {checked.err}")]
    return {"observed": found(answer) if answer else {}, "said": said, "problems": problems}


def _added_all(client: Any, batch: str, problems: list[Problem]) -> None:
    page = pages.settled(client, batch)
    if page.status_code != 200:
        problems.append(("lost", f"the batch {batch}: {page.status_code} {pages.words(page.text)[:300]}"))
        return
    if 'value="all"' in page.text:
        client.post(batch, data={"action": "all"})
        page = pages.settled(client, batch)
    if "failed" in page.text.lower():
        problems.append(("lost", f"of the batch {batch}: {pages.words(page.text)[:400]}"))


def backup(*, home: str, file: str, said: bool) -> dict[str, Any]:
    """As `verify`; and a backup is restored elsewhere: it has all, or nobody said that it is made and it is refused."""
    result = verify(home=home, again=[])
    problems, elsewhere = result["problems"], f"{home}-restored"
    restored = run(elsewhere, "restore", file)
    if restored.code == 0:
        answer, _ = searched(elsewhere, problems)
        if (found(answer) if answer else {}) != result["observed"]:
            problems.append(("lost" if said else "wrong", "the backup restores something else"))
    else:
        problems += restored.problems
        problems += [("lost", f"the backup that was made: {restored.err}")] if said else []
    again = run(home, "backup", f"{file}-2")
    problems += [("stuck", again.err)] if again.code else []
    return result


def copy_open(*, home: str, to: str) -> dict[str, Any]:
    """Copy a home as it is while a program has it open: what was written last is in its WAL alone.

    `to`-1 is what it is without the last change.
    """
    shutil.copytree(home, to)
    with pages.client(Path(to)) as client:
        path = f"/d/{note(4).id}/edit"
        for number, title in enumerate(("Another title", note(4).shown.title), 1):
            client.post(path, data={"title": title})
            shutil.copytree(to, f"{to}-{number}")
    shutil.rmtree(to)
    Path(f"{to}-2").rename(to)
    return {}


def give(*, home: str, paths: list[str]) -> dict[str, Any]:
    """Give files in the browser, and leave them waiting."""
    data, kind = files((Path(path).name, Path(path).read_bytes()) for path in paths)
    with pages.client(Path(home)) as client:
        answer = client.post("/add", data=data, content_type=kind)
        assert answer.status_code == 303, answer.text
        pages.settled(client, answer.location)
    return {}


JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "command": command,
    "checked": checked,
    "verify": verify,
    "uploads": uploads,
    "backup": backup,
    "truth": pages.truth,
    "compare": pages.compare,
    "copy_open": copy_open,
    "give": give,
    "peer_add": peer.add,
    "peer_look": peer.look,
}
