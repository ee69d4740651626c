"""A disk that is full, has no inodes left, is read-only or fails: the cause is named, nothing is lost, all goes on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from tests.reliability import recorder
from tests.reliability.counts import Tally
from tests.reliability.notes import Allowed, Shown, chance as draw, compared, note, shown, write
from tests.reliability.program import ENVIRONMENT, Helper, command, refusal, workplace

Problem = tuple[str, str]
_CAUSE = re.compile(
    r"no space|disk (?:is )?full|full disk|read-only|readonly|permission denied|i/o error|input/output|disk reports",
    re.IGNORECASE,
)
_CALLS = ("pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "mkdir")
_ERRORS = ("ENOSPC", "EIO", "EROFS", "EACCES")


def why_not() -> str:
    """Why these cases cannot run here; nothing where they can."""
    with workplace() as work:
        try:
            with mounted(work / "tried", "size=1m"):
                pass
        except (OSError, subprocess.CalledProcessError) as error:
            return f"no file system can be mounted here ({error})"
    return "" if recorder.is_possible() else recorder.WHY_NOT


def run(*, cases: int, seed: int) -> Tally:
    """So many disks of each kind in turn."""
    tally = Tally(suite="full", unit="disks", least=cases)
    if why := why_not():
        tally.skipped = why
        return tally
    kinds: dict[str, Callable[[_Disk], None]] = {
        "no space": _no_space,
        "no inodes": _no_inodes,
        "read-only": _read_only,
        "failing": _failing,
    }
    with workplace() as work, Helper() as helper:
        for number in range(cases):
            kind = list(kinds)[number % len(kinds)]
            case = _Disk(helper, work / str(number), draw(f"{seed} {number}"))
            case.place.mkdir()
            try:
                kinds[kind](case)
            except Exception as error:  # what a step did not expect
                case.problems.append(("stuck", repr(error)))
            tally.add(f"{kind}: disk {number} of seed {seed}{case.how}", case.problems)
            tally.seen["acknowledged"] += len(case.sure)
            tally.seen["refused with the cause"] += case.told
            shutil.rmtree(case.place)
    return tally


class _Disk:
    """A home on a disk of its own, and what may be found there and what must be."""

    def __init__(self, helper: Helper, place: Path, chance: Random) -> None:
        self.helper, self.place, self.chance = helper, place, chance
        self.home = place / "disk" / "home"
        self.sure: set[str] = set()
        self.may_be: dict[str, Shown] = {}
        self.problems: list[Problem] = []
        self.told = 0
        self.how = ""

    def run(self, *words: str) -> dict[str, Any]:
        answer = self.helper.do("command", home=str(self.home), words=words)
        if died := answer.get("died"):
            self.problems.append(("traceback", died))
            return {"code": -1, "out": "", "err": ""}
        return answer

    def add(self, number: int, *, paragraphs: int = 3) -> bool:
        """Add a note; False where that failed, which must be in a line that names the cause."""
        each = note(number, paragraphs=paragraphs)
        self.may_be[each.key] = each.shown
        (path,) = write(self.place / "files", each)
        return self.said(self.run("add", path), [each.key])

    def said(self, answer: dict[str, Any], keys: list[str]) -> bool:
        """Take what a command acknowledged, and look at how it failed."""
        self.sure.update(key for key in keys if f": added note-{key} " in answer["out"])
        if answer["code"] == 0:
            return True
        self.told += 1
        self.problems += refusal(answer["code"], answer["err"])
        if not _CAUSE.search(answer["err"]):
            self.problems.append(("unclear", f"the cause is not named: {answer['out'][-200:]} {answer['err'][-300:]}"))
        return False

    def answers(self, keys: set[str]) -> None:
        """Searches, documents and citations work as they are, for at least these notes."""
        found = self.run("search", "lighthouse", "--json", "--limit", "1000")
        if found["code"]:
            self.problems.append(("stuck", f"no search: {found['err'][-400:]}"))
            return
        hits = json.loads(found["out"])["hits"]
        if missing := keys - {hit["document"].removeprefix("note-") for hit in hits}:
            self.problems.append(("lost", f"while the disk is so, {len(missing)} of {len(keys)} are not found"))
        for words in (["read", hits[0]["document"]], ["cite", hits[0]["passage"]], ["list"]):
            if (answer := self.run(*words))["code"]:
                self.problems.append(("stuck", f"{words[0]}: {answer['err'][-400:]}"))

    def goes_on(self) -> None:
        """With the cause gone, all that was acknowledged is found, `check` is content and more can be added."""
        if not self.add(999):
            self.problems.append(("stuck", "nothing can be added when it could be again"))
        looked = self.helper.do("verify", home=str(self.home), again=[])
        if died := looked.get("died"):
            self.problems.append(("traceback", died))
            return
        states: Allowed = {key: [each] if key in self.sure else [each, None] for key, each in self.may_be.items()}
        self.problems += [(kind, text) for kind, text in looked["problems"]]
        self.problems += compared(states, shown(looked["observed"]))


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A file system of its own at a new folder, in memory."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    """Change a mounted file system's options."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def _fill(disk: _Disk, paragraphs: int) -> set[str]:
    """Add until that fails; what was found by then."""
    for number in range(1, 400):
        before = set(disk.sure)
        if not disk.add(number, paragraphs=paragraphs):
            return before
    raise AssertionError("the disk is never full")


def _no_space(disk: _Disk) -> None:
    kib = disk.chance.randrange(400, 1_200)
    disk.how = f", of {kib} KiB"
    with mounted(disk.home.parent, f"size={kib}k"):
        before = _fill(disk, disk.chance.choice((40, 150, 400)))
        if before:
            disk.answers(before)
        disk.add(500, paragraphs=300)
        remount(disk.home.parent, "size=200m")
        disk.goes_on()


def _no_inodes(disk: _Disk) -> None:
    count = disk.chance.randrange(8, 40)
    disk.how = f", of {count} inodes"
    with mounted(disk.home.parent, f"size=64m,nr_inodes={count}"):
        disk.add(0)
        before = set(disk.sure)
        for spare in range(count):  # others use them up
            try:
                (disk.home.parent / f"spare-{spare}").touch()
            except OSError:
                break
        if not disk.add(1):
            if before:
                disk.answers(before)
            disk.add(2)
        remount(disk.home.parent, "nr_inodes=2000")
        disk.goes_on()


def _read_only(disk: _Disk) -> None:
    with mounted(disk.home.parent, "size=64m"):
        for number in range(3):
            disk.add(number)
        before = set(disk.sure)
        remount(disk.home.parent, "ro")
        disk.answers(before)
        if disk.add(3):
            disk.problems.append(("wrong", "added to a read-only disk"))
        for words in (["edit", "note-" + min(before), "--title", "Another"], ["remove", "note-" + min(before)]):
            disk.said(disk.run(*words), [])
        remount(disk.home.parent, "rw")
        disk.goes_on()


def _failing(disk: _Disk) -> None:
    """One system call of an `add` fails, wherever that is."""
    with mounted(disk.home.parent, "size=64m"):
        disk.add(0)
        call, error = disk.chance.choice(_CALLS), disk.chance.choice(_ERRORS)
        when = disk.chance.randrange(1, {"pwrite64": 40, "fsync": 8, "fdatasync": 5}.get(call, 3))
        disk.how = f", {call} {when} fails with {error}"
        new = [note(number) for number in range(10, 14)]
        disk.may_be.update({each.key: each.shown for each in new})
        words = ["add", *write(disk.place / "files", *new)]
        traced = [
            "strace",
            "-f",
            "-qq",
            "-o",
            os.devnull,
            "-e",
            f"trace={call}",
            "-e",
            f"inject={call}:error={error}:when={when}",
        ]
        done = subprocess.run(
            [*traced, *command(disk.home, *words)], env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
        disk.said({"code": done.returncode, "out": done.stdout, "err": done.stderr}, [each.key for each in new])
        disk.goes_on()
