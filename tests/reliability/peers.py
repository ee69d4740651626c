"""The same crashes, damages and full disks on other engines, as a table for docs/reliability.md."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.reliability import crash, damage, disk, full_disk
from tests.reliability.counts import Tally
from tests.reliability.disk import POLICIES, Disk
from tests.reliability.notes import chance as draw
from tests.reliability.peer import PEERS, is_installed
from tests.reliability.program import Helper, workplace
from tests.reliability.recorder import Event, record

BASE, MORE = list(range(6)), list(range(10, 20))
ALL = [*BASE, *MORE]


def compare(*, short: bool, seed: int) -> str:
    """The table: each engine's crash points, damages and full disks, with what came of them."""
    points, damages, disks = (40, 40, 2) if short else (400, 400, 8)
    rows = ["Citecast", *PEERS]
    crashes, harms, full = {}, {}, {}
    with workplace() as work, Helper() as helper:
        for name in PEERS:
            if not is_installed(name):
                continue
            place = work / name.replace(" ", "-")
            place.mkdir()
            crashes[name] = _crashes(helper, name, place, points, seed)
            harms[name] = _damages(helper, name, place, damages, seed)
            full[name] = "" if full_disk.why_not() else _full(helper, name, place, disks, seed)
    crashes["Citecast"] = _ours(crash.run(points=points, seed=seed))
    harms["Citecast"] = _ours(damage.run(damages=damages, seed=seed))
    ours = full_disk.run(cases=disks * 4, seed=seed)
    full["Citecast"] = (
        ours.skipped or f"{ours.ran} disks, {len({case for _, case, _ in ours.faults})} of them with a fault"
    )
    lines = [
        "| engine | crash points | cannot be opened after | acknowledged and lost | found twice or wrong"
        " | damages | served wrong or missing in silence | told | crashed | full disk |",
        "|---|" + "---:|" * 8 + "---|",
    ]
    for name in rows:
        if name not in crashes:
            lines.append(f"| {name} | not installed |" + " |" * 8)
            continue
        at, of = crashes[name], harms[name]
        cells = [
            at["ran"],
            at["told"] + at["died"],
            at["lost"],
            at["wrong"],
            of["ran"],
            of["wrong"] + of["lost"],
            of["told"],
            of["died"],
        ]
        lines.append(f"| {name} | {' | '.join(f'{cell:,}' for cell in cells)} | {full[name]} |")
    return "\n".join(lines)


def _ours(tally: Tally) -> Counter[str]:
    """Cases by the worst that came of them, as those of the others are counted."""
    kinds: dict[str, set[str]] = {}
    for kind, case, _ in tally.faults:
        kinds.setdefault(case, set()).add(kind)
    worst = Counter(
        "lost" if "lost" in of else "wrong" if of & {"wrong", "doubled"} else "died" for of in kinds.values()
    )
    return Counter({**worst, "ran": tally.ran, "told": tally.seen["damages told"]})


def _outcome(answer: dict[str, Any], sure: set[str], may_be: set[str]) -> str:
    if "died" in answer:
        return "died"
    if "told" in answer:
        return "told"
    counts = answer["counts"]
    if any(not counts[key] for key in sure):
        return "lost"
    strange = answer["wrong"] or any(count > 1 or (count and key not in may_be) for key, count in counts.items())
    return "wrong" if strange else "right"


def _keys(numbers: list[int]) -> set[str]:
    from tests.reliability.notes import note

    return {note(number).key for number in numbers}


def _crashes(helper: Helper, name: str, place: Path, points: int, seed: int) -> Counter[str]:
    live = place / "crash" / "live"
    live.mkdir(parents=True)
    made = helper.do("peer_add", name=name, folder=str(live / "index"), numbers=BASE)
    assert len(made.get("sure", ())) == len(BASE), made
    before = Disk.of(live)
    command = [sys.executable, "-m", "tests.reliability.peer", name, str(live / "index"), *map(str, MORE)]
    events, said = record(command, live)
    assert said.count("added ") == len(MORE), said
    counts: Counter[str] = Counter()
    for sure, left in _points(before, events, points, f"{seed} {name}"):
        folder = place / "crashed"
        disk.write(left, folder)
        answer = helper.do("peer_look", name=name, folder=str(folder / "index"), numbers=ALL)
        counts[_outcome(answer, _keys(BASE) | sure, _keys(ALL))] += 1
        counts["ran"] += 1
        shutil.rmtree(folder)
    return counts


def _points(
    live: Disk, events: list[Event], count: int, seed: str
) -> Iterator[tuple[set[str], dict[str, bytes | None]]]:
    chance = draw(seed)
    done, said = 0, ""
    for point in sorted(chance.choices(range(len(events) + 1), k=count)):
        for event in events[done:point]:
            live.do(event)
            said += event.data.decode() if event.kind == "said" else ""
        done = point
        yield (
            {line.removeprefix("added ") for line in said.split("\n")[:-1]},
            live.crashed(chance, chance.choice(POLICIES)),
        )


def _damages(helper: Helper, name: str, place: Path, damages: int, seed: int) -> Counter[str]:
    pristine = place / "pristine"
    helper.do("peer_add", name=name, folder=str(pristine), numbers=ALL)
    counts: Counter[str] = Counter()
    for number in range(damages):
        chance = draw(f"{seed} {name} {number}")
        folder = place / "damaged"
        shutil.copytree(pristine, folder)
        damage.inflict(folder, damage.drawn(folder, chance, pattern="*"))
        answer = helper.do("peer_look", name=name, folder=str(folder), numbers=ALL)
        counts[_outcome(answer, _keys(ALL), _keys(ALL))] += 1
        counts["ran"] += 1
        shutil.rmtree(folder)
    return counts


def _full(helper: Helper, name: str, place: Path, disks: int, seed: int) -> str:
    counts: Counter[str] = Counter()
    for number in range(disks):
        kib = draw(f"{seed} {name} {number}").randrange(300, 1200)
        with full_disk.mounted(place / f"disk-{number}", f"size={kib}k") as mounted:
            numbers = list(range(2_000))
            filled = helper.do("peer_add", name=name, folder=str(mounted / "index"), numbers=numbers)
            sure = set(filled.get("sure", ()))
            counts["crashed" if "died" in filled else "told"] += 1
            seen = numbers[: len(sure) + 5]
            outcome = _outcome(
                helper.do("peer_look", name=name, folder=str(mounted / "index"), numbers=seen), sure, _keys(seen)
            )
            counts[f"{outcome} while full"] += 1
            full_disk.remount(mounted, "size=200m")
            more = helper.do("peer_add", name=name, folder=str(mounted / "index"), numbers=[5_000])
            counts["goes on" if more.get("sure") else "stuck"] += 1
            seen = [*seen, 5_000]
            sure |= set(more.get("sure", ()))
            outcome = _outcome(
                helper.do("peer_look", name=name, folder=str(mounted / "index"), numbers=seen), sure, _keys(seen)
            )
            counts[f"{outcome} afterwards"] += 1
    return f"{disks} disks: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
