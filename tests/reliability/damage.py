"""Damage: bits flipped, bytes zeroed, files cut or deleted, closed and open; then every page is asked for."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.reliability.counts import Tally
from tests.reliability.notes import COMMON, chance as draw, note, shown, write
from tests.reliability.program import Helper, workplace

_TALK = """WEBVTT

00:00:01.000 --> 00:00:09.000
<v Ann Keeper>The lighthouse was lit with whale oil until the spring of that year.

00:00:10.000 --> 00:00:19.000
<v Bo Warden>Then came gas, and after it the lighthouse had electric lamps.

00:00:20.000 --> 00:00:31.000
<v Ann Keeper>Nobody asked the keepers, which is why the archive has so few of their letters.

00:01:02.000 --> 00:01:15.000
<v Bo Warden>The letters say that the lighthouse was cold and that the clock was never right.
"""
_DETAILS = "title: How the lamp was lit\nshow: Coast Hour\ndate: 2024-03-05\ntype: transcript\n"
_MARKS = (b"The lighthouse qu", b"Note qu", b"Ann Keeper", b"Bo Warden", b"letters", b'"title"', b'"date"', b"1911")
_FILES = {"library": "library.sqlite*", "index": "index/*", "staging": "staging/*/*"}
_WAITING = [note(60), note(61)]  # given in the browser, and not added yet
_MOST = 400  # bytes that one damage zeroes


def prepared(helper: Helper, place: Path) -> Path:
    """A home with speakers, times, dates, several versions, something removed, and files waiting in the browser."""
    home, folder = place / "home", place / "files"
    paths = write(folder, *map(note, range(5)))
    (folder / "lamp.vtt").write_text(_TALK, "utf-8")
    (folder / "lamp.yaml").write_text(_DETAILS, "utf-8")
    helper.commands(home, ["add", *paths[:2]], ["add", *paths[2:]], ["add", str(folder / "lamp.vtt")])
    write(folder, note(1, edition=2))
    helper.commands(
        home,
        ["add", paths[1]],
        ["edit", note(2).id, "--title", "What the keeper wrote", "--date", "1911-05-04"],
        ["remove", note(3).id],
    )
    given = helper.do("give", home=str(home), paths=write(place / "waiting", *_WAITING))
    assert not given.get("died"), given
    return home


def paths(helper: Helper, home: Path) -> list[str]:
    """The address of every document, version, original and permalink, and of fifty searches."""
    ids = [each["id"] for each in json.loads(helper.do("command", home=str(home), words=["list", "--json"])["out"])]
    found = ["/", "/library"]
    words: set[str] = set()
    speakers = set()
    for id in [*ids, note(3).id]:
        latest = _read(helper, home, id)
        for version in range(1, latest["version"] + 1):
            document = latest if version == latest["version"] else _read(helper, home, id, str(version))
            found += [f"/d/{id}?v={version}", f"/d/{id}/original?v={version}"]
            for section in document["sections"]:
                for passage in section["passages"]:
                    found += [f"/p/{passage['id']}?v={version}", f"/p/{passage['id']}/cite/chicago?v={version}"]
                    words.update(word.strip(".,").lower() for word in passage["text"].split())
                    speakers.add(passage["speaker"])
        found.append(f"/d/{id}")
    chance = draw(7)
    some = sorted(word for word in words if word.isalpha() and len(word) > 3)
    queries = [
        COMMON,
        '"was lit with"',
        f"{COMMON} lamp",
        "clock OR letters",
        "oil -gas",
        "light*",
        "keepr~",
        '"letters cold"~9',
    ]
    queries += [f"speaker:{str(who).split()[0]} {COMMON}" for who in speakers if who]
    queries += ["after:2020 lighthouse", "date:1911", "type:transcript lamps", "title:keeper", "show:coast lighthouse"]
    queries += [note(number).key for number in range(6)]
    queries += chance.sample(some, 41 - len(queries))
    found += [f"/api/search?limit=1000&q={query.replace(' ', '+')}" for query in queries]
    return found + [f"/search?q={query.replace(' ', '+')}" for query in queries[:9]]


def _read(helper: Helper, home: Path, id: str, version: str = "") -> dict[str, Any]:
    words = ["read", id, "--json", *(["--version", version] if version else [])]
    answer: dict[str, Any] = json.loads(helper.do("command", home=str(home), words=words)["out"])
    return answer


def drawn(home: Path, chance: random.Random, *, pattern: str) -> dict[str, Any]:
    """A damage of one of the files: where it is, and what is done there."""
    files = [path for path in sorted(home.rglob(pattern)) if path.is_file() and path.stat().st_size]
    files = [path for path in files if not path.name.endswith("-shm")]
    file = chance.choices(files, [path.stat().st_size ** 0.5 for path in files])[0]
    data = file.read_bytes()
    place = chance.randrange(len(data))
    if chance.random() < 0.6 and any(mark in data for mark in _MARKS):  # in bytes that are in use
        place = _in_use(data, chance)
    kind = chance.choices(("flip", "byte", "zero", "cut", "delete"), (8, 4, 4, 2, 0.4))[0]
    return {
        "file": str(file.relative_to(home)),
        "kind": kind,
        "at": place,
        "bit": chance.randrange(8),
        "value": chance.randrange(1, 256),
        "length": min(chance.choice((1, 8, 64, _MOST)), len(data) - place),
    }


def _in_use(data: bytes, chance: random.Random) -> int:
    """A place in a row that is shown: of a text, a title, a speaker or a date."""
    mark = chance.choice([mark for mark in _MARKS if mark in data])
    places = [at for at in _occurrences(data, mark)]
    return min(chance.choice(places) + chance.randrange(60), len(data) - 1)


def _occurrences(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def inflict(home: Path, damage: dict[str, Any]) -> None:
    """Do a damage to a home."""
    file, at, kind = home / damage["file"], damage["at"], damage["kind"]
    if kind == "delete":
        file.unlink()
    elif kind == "cut":
        with file.open("r+b") as opened:
            opened.truncate(at)
    else:
        with file.open("r+b") as opened:
            opened.seek(at)
            old = opened.read(damage["length"] if kind == "zero" else 1)
            changed = 1 << damage["bit"] if kind == "flip" else damage["value"]
            new = bytes(len(old)) if kind == "zero" else bytes([old[0] ^ changed])
            opened.seek(at)
            opened.write(new)


def run(*, damages: int, seed: int, only: str = "", keep: Path | None = None) -> Tally:
    """So many damages, half of them to the library and half to the index, and some more to files that wait in the
    browser; `only` one of library, index and staging."""
    tally = Tally(suite="damage", unit="damages", least=damages)
    counts = {"library": -(-damages // 2), "index": damages // 2, "staging": max(damages // 20, 2)}
    with workplace() as work, Helper() as helper:
        cases = _Cases(helper, work, seed, tally, keep)
        for kind, count in counts.items():
            for number in range(damages if only else count):
                if only in ("", kind):
                    cases.one(kind, number)
    return tally


class _Cases:
    """Damages, each done to a copy of a home whose pages are known."""

    def __init__(self, helper: Helper, work: Path, seed: int, tally: Tally, keep: Path | None) -> None:
        self._helper, self._work, self._seed, self._tally, self._keep = helper, work, seed, tally, keep
        self._pristine = prepared(helper, work)
        self._wal = work / "with-wal"
        answer = helper.do("copy_open", home=str(self._pristine), to=str(self._wal))
        assert not answer.get("died"), answer
        older = (self._pristine, work / "with-wal-1")
        self._truths = {self._pristine: _truths(helper, self._pristine), self._wal: _truths(helper, self._wal, *older)}

    def one(self, kind: str, number: int) -> None:
        """One damage."""
        chance = draw(f"{self._seed} {kind} {number}")
        opened = kind != "staging" and chance.random() < 0.4
        source = self._wal if kind == "library" and chance.random() < 0.25 else self._pristine
        home = self._work / "damaged"
        shutil.copytree(source, home)
        damage = drawn(home, chance, pattern=_FILES[kind])
        if kind == "staging":
            problems = _waiting(self._helper, home, damage, self._tally)
        else:
            problems = _tried(self._helper, home, self._truths[source], damage, opened, self._tally)
        how = f"{damage['kind']} at {damage['at']:,}{', open' * opened}{', with a WAL' * (source is self._wal)}"
        case = f"{kind if kind != 'library' else damage['file']}: damage {number} of seed {self._seed}"
        self._tally.add(f"{case}, {how} of {damage['file']}", problems)
        if problems and self._keep:
            shutil.copytree(home, self._keep / f"{kind}-{number}", dirs_exist_ok=True)
        shutil.rmtree(home)


def _waiting(helper: Helper, home: Path, damage: dict[str, Any], tally: Tally) -> list[tuple[str, str]]:
    """The files that wait are added as they were given, or it is said that they cannot be."""
    inflict(home, damage)
    batch = f"/add/{damage['file'].split('/')[1]}"
    answer = helper.do("uploads", home=str(home), batches=[batch])
    if died := answer.get("died"):
        return [("traceback", died[-600:])]
    said = [text for kind, text in answer["problems"] if kind == "lost"]
    problems = [(kind, text) for kind, text in answer["problems"] if kind != "lost"]
    observed = shown(answer["observed"])
    for each in _WAITING:
        if observed.get(each.key, []) not in ([], [each.shown]):
            problems.append(("wrong", f"{each.key} was added as {observed[each.key]}"))
        elif each.key not in observed and not said:
            problems.append(("wrong", f"{each.key} is missing in silence"))
    tally.seen["damages told" if said else "damages without effect"] += not problems
    return problems


def _truths(helper: Helper, *homes: Path) -> list[Path]:
    """A file for each home with what each page of the first one is there."""
    asked: list[str] = []
    files = []
    for home in homes:
        copy = Path(tempfile.mkdtemp(dir=home.parent)) / "copy"
        shutil.copytree(home, copy)
        asked = asked or paths(helper, copy)
        known = helper.do("truth", home=str(copy), paths=asked)
        assert known.get("differ") == [], known
        files.append(copy.with_name("truth.json"))
        files[-1].write_text(json.dumps(known["answers"]), "utf-8")
    return files


def _tried(
    helper: Helper, home: Path, truths: list[Path], damage: dict[str, Any], opened: bool, tally: Tally
) -> list[tuple[str, str]]:
    truth, *older = map(str, truths)
    answer = helper.do("compare", home=str(home), truth=truth, older=older, damage=damage, opened=opened)
    if opened and answer.get("died") == "SIGBUS":  # of a mapped file that was cut; `serve` starts its worker again
        tally.seen["workers ended by SIGBUS"] += 1
        answer = helper.do("compare", home=str(home), truth=truth, older=older, damage=None, opened=False)
    if died := answer.get("died"):
        return [("traceback", died[-600:])]
    problems = [(kind, text) for kind, text in answer["problems"]]
    if problems or (answer["told"] and not answer["lost"]):  # it is whole, without its last changes
        checked = helper.do("command", home=str(home), words=["check", "--deep"])
        if checked.get("code") == 0:
            problems.append(("unclean", "`check --deep` says that all is well"))
    tally.seen["answers as before"] += answer["same"]
    tally.seen["last changes lost, which is told"] += answer["lost"]
    tally.seen["answers that name the damage"] += answer["told"]
    if not problems:
        tally.seen["damages told" if answer["told"] else "damages without effect"] += 1
    return problems
