"""The commands that crashes are tried on: what a home has before, what is run, and what it then has."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.reliability.forms import files, post, wait_for
from tests.reliability.notes import Change, Note, Shown, note, write
from tests.reliability.program import Helper, command, free_port
from tests.reliability.recorder import Event, record

OLD_LIBRARIES = Path(__file__).parent / "libraries"  # library-N.sqlite.gz, of schema N


@dataclass(slots=True, kw_only=True)
class Scenario:
    """A command's record, and the states that each note may be in after it was cut off."""

    name: str
    before: Path  # the folder as it was, with the home inside
    events: list[Event]
    kept: dict[str, Shown]
    changes: list[Change] = field(default_factory=list)
    again: list[list[str]] = field(default_factory=list)  # commands that go on from where it was cut off
    home: str = "home"  # inside the folder
    job: str = "verify"


Maker = Callable[[Helper, Path], Scenario]
_MAKERS: dict[str, Maker] = {}
_OPTIONAL: dict[str, str] = {}  # scenario: the command that it needs


def scenario(name: str, *, needs: str = "") -> Callable[[Maker], Maker]:
    def keep(make: Maker) -> Maker:
        _MAKERS[name] = make
        _OPTIONAL[name] = needs
        return make

    return keep


def made(helper: Helper, work: Path, only: str = "") -> Iterator[tuple[str, Scenario | str]]:
    """The record of each scenario, or of the one; or the name of the command that is not there yet."""
    help_text = helper.do("command", home=str(work / "none"), words=["--help"])["out"]
    for name, make in _MAKERS.items():
        if only not in ("", name):
            continue
        needs = _OPTIONAL[name]
        if needs and not re.search(rf"^  {needs}\b", help_text, re.MULTILINE):
            yield name, needs
        else:
            yield name, make(helper, work / name.replace(" ", "-"))


def recorded(name: str, place: Path, *commands: list[str], **more: Any) -> Scenario:
    """Run commands one after the other on the home in `place`/live, and keep how the folder was before."""
    live = place / "live"
    live.mkdir(parents=True, exist_ok=True)
    before = place / "before"
    _copy(live, before)
    events = []
    for words in commands:
        some, said = record(command(live / "home", *words), live)
        assert "Traceback" not in said, said
        events += some
    return Scenario(name=name, before=before, events=events, **more)


def _copy(source: Path, target: Path) -> None:
    for path in [source, *sorted(source.rglob("*"))]:
        to = target / path.relative_to(source)
        if path.is_dir():
            to.mkdir(parents=True)
        else:
            to.write_bytes(path.read_bytes())


def _with(helper: Helper, place: Path, *notes: Note, one_by_one: bool = False) -> dict[str, Shown]:
    """A home with notes; what is shown of them."""
    (place / "live").mkdir(parents=True)
    paths = write(place / "files", *notes)
    for some in [[path] for path in paths] if one_by_one else [paths]:
        helper.commands(place / "live" / "home", ["add", *some])
    return {each.key: each.shown for each in notes}


def _added(notes: list[Note]) -> list[Change]:
    return [Change(each.key, None, each.shown, f"added {each.id} ") for each in notes]


@scenario("add")
def _add(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, *map(note, range(3)))
    new = [note(number) for number in range(10, 17)]
    words = ["add", *write(place / "more", *new)]
    return recorded("add", place, words, kept=kept, changes=_added(new), again=[words])


@scenario("add first")
def _add_first(helper: Helper, place: Path) -> Scenario:
    new = [note(number) for number in range(20, 24)]
    words = ["add", *write(place / "more", *new)]
    return recorded("add first", place, words, kept={}, changes=_added(new), again=[words])


@scenario("add changed")
def _add_changed(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, *map(note, range(6)))
    new = [note(number, edition=2) for number in range(3)]
    words = ["add", *write(place / "files", *new)]
    changes = [Change(each.key, kept.pop(each.key), each.shown, f"updated {each.id} ") for each in new]
    return recorded("add changed", place, words, kept=kept, changes=changes, again=[words])


@scenario("edit")
def _edit(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, *map(note, range(4)))
    before = kept.pop(note(1).key)
    words = ["edit", note(1).id, "--title", "Another title"]
    change = Change(note(1).key, before, before._replace(title="Another title"), f"{note(1).id}: updated")
    return recorded("edit", place, words, kept=kept, changes=[change], again=[words])


@scenario("remove")
def _remove(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, *map(note, range(4)))
    change = Change(note(2).key, kept.pop(note(2).key), None, f"{note(2).id}: removed")
    return recorded("remove", place, ["remove", note(2).id], kept=kept, changes=[change])


@scenario("purge")
def _purge(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, *map(note, range(4)))
    change = Change(note(2).key, kept.pop(note(2).key), None, f"{note(2).id}: purged")
    return recorded("purge", place, ["remove", note(2).id, "--purge"], kept=kept, changes=[change])


@scenario("undelete")
def _undelete(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, *map(note, range(4)))
    helper.commands(place / "live" / "home", ["remove", note(0).id])
    words = ["undelete", note(0).id]
    change = Change(note(0).key, None, kept.pop(note(0).key), f"{note(0).id}: restored")
    return recorded("undelete", place, words, kept=kept, changes=[change], again=[words])


@scenario("merge")
def _merge(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, *map(note, range(6)), one_by_one=True)
    new = [note(number) for number in range(10, 14)]
    commands = [["add", path] for path in write(place / "more", *new)]
    return recorded("merge", place, *commands, kept=kept, changes=_added(new), again=commands)


@scenario("sync")
def _sync(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, note(0))
    folder, home = place / "followed", place / "live" / "home"
    old, new = [note(number) for number in range(30, 33)], [note(number) for number in range(40, 43)]
    write(folder, *old)
    helper.commands(home, ["sync", str(folder)])
    (folder / old[0].name).unlink()
    write(folder, *new)
    kept |= {each.key: each.shown for each in old[1:]}
    gone = Change(old[0].key, old[0].shown, None, f"{old[0].name}: removed")
    words = ["sync", str(folder), "--delete"]
    return recorded("sync", place, words, kept=kept, changes=[*_added(new), gone], again=[words])


@scenario("rebuild")
def _rebuild(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, *map(note, range(5)))
    return recorded("rebuild", place, ["rebuild"], kept=kept, again=[["rebuild"]])


@scenario("backup", needs="backup")
def _backup(helper: Helper, place: Path) -> Scenario:
    """What the backup itself must hold is looked at by restoring it: see `crash`."""
    kept = _with(helper, place, *map(note, range(4)))
    words = ["backup", str(place / "live" / "kept.citecast")]
    return recorded("backup", place, words, kept=kept, job="backup")


@scenario("restore", needs="restore")
def _restore(helper: Helper, place: Path) -> Scenario:
    kept = _with(helper, place, *map(note, range(4)))
    backup = str(place / "kept.citecast")
    helper.commands(place / "live" / "home", ["backup", backup])
    (place / "live").rename(place / "was")
    (place / "live").mkdir()
    changes = [Change(key, None, shown, "\n") for key, shown in kept.items()]  # whatever it says, it is done
    words = ["restore", backup]
    return recorded("restore", place, words, kept={}, changes=changes, again=[words], job="restore")


def _of_old(library: Path) -> None:
    """A library of an older schema, with notes 0 to 3, is opened by a command."""
    name = f"migration of {library.name.partition('.')[0]}"

    @scenario(name)
    def _migration(helper: Helper, place: Path) -> Scenario:
        home = place / "live" / "home"
        home.mkdir(parents=True)
        (home / "library.sqlite").write_bytes(gzip.decompress(library.read_bytes()))
        kept = {each.key: each.shown for each in map(note, range(4))}
        return recorded(name, place, ["stats"], kept=kept)


for _library in sorted(OLD_LIBRARIES.glob("library-*.sqlite.gz")):
    _of_old(_library)


@scenario("upload")
def _upload(helper: Helper, place: Path) -> Scenario:
    """Files given in the browser: each answer that takes them is an acknowledgement."""
    kept = _with(helper, place, *map(note, range(3)))
    live = place / "live"
    _copy(live, place / "before")
    new = [note(number, paragraphs=40) for number in range(50, 56)]
    port = free_port()

    def drive(_: int) -> None:
        base = f"http://127.0.0.1:{port}"
        wait_for(base)
        first = post(base, "/add", *files(new[:3]))
        post(base, first, b"action=all", "application/x-www-form-urlencoded")
        post(base, "/add", *files(new[3:]))
        time.sleep(0.5)

    events, said = record(command(live / "home", "serve", "--port", str(port)), live, drive=drive)
    assert "Traceback" not in said, said
    changes = [Change(each.key, None, each.shown, "") for each in new]
    return Scenario(name="upload", before=place / "before", events=events, kept=kept, changes=changes, job="uploads")
