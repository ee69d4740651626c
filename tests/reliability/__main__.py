"""The suites that show that nothing is lost: prints their counts, and fails for any fault or a suite cut short."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.reliability import crash, damage, full_disk, kill, load, machine, permalinks
from tests.reliability.counts import Tally, table, told

Suite = Callable[[argparse.Namespace], Tally]
# Of each suite: how much of it, in the long profile and in the short one.
SIZES = {
    "crash": (1_000, 60),
    "kill": (300, 6),
    "damage": (2_000, 40),
    "machine": (500, 5),
    "permalinks": (120, 5),
    "full": (60, 8),
    "load": (60, 5),
}
LOADS = {"long": {"clients": 64, "hostile": 300}, "short": {"clients": 8, "hostile": 20}}
SUITES: dict[str, Suite] = {
    "crash": lambda given: crash.run(points=_size(given), seed=given.seed, only=given.only, keep=given.keep),
    "kill": lambda given: kill.run(kills=_size(given), seed=given.seed, only=given.only),
    "damage": lambda given: damage.run(damages=_size(given), seed=given.seed, only=given.only, keep=given.keep),
    "machine": lambda given: machine.run(histories=_size(given), seed=given.seed),
    "permalinks": lambda given: permalinks.run(histories=_size(given), seed=given.seed),
    "full": lambda given: full_disk.run(cases=_size(given), seed=given.seed),
    "load": lambda given: load.run(seconds=_size(given), seed=given.seed, **LOADS[given.profile]),
}


def _size(given: argparse.Namespace) -> int:
    return int(given.size or SIZES[given.at][given.profile != "long"])


def main() -> None:
    """Run the suites that the options name, else all."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--profile", choices=("long", "short"), default="long", help="how much of each suite")
    parser.add_argument("--suite", nargs="+", choices=SUITES, default=list(SUITES))
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other crashes, kills and damages")
    parser.add_argument(
        "--size", type=int, help="so many crash points, kills, damages or seconds, whatever the profile"
    )
    parser.add_argument("--only", default="", help="one kind: a command of crash or kill; library or index of damage")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="copy the homes of crashes and damages at fault here"
    )
    parser.add_argument("--peers", action="store_true", help="the same tests on plain Whoosh, SQLite FTS5 and tantivy")
    given = parser.parse_args()
    if given.peers:
        from tests.reliability.peers import compare

        print(compare(short=given.profile == "short", seed=given.seed))
        return
    tallies = []
    for name in given.suite:
        given.at = name
        start = time.monotonic()
        tallies.append(SUITES[name](given))
        print(f"{table(tallies[-1:])}\n{told(tallies[-1])}\n({time.monotonic() - start:,.0f} s)\n", flush=True)
    print(table(tallies))
    sys.exit(not all(tally.is_good for tally in tallies))


if __name__ == "__main__":
    main()
