"""How fast it is, in Markdown: what people wait for, beside an earlier checkout, and the engine beside others.

    python -m tests.bench.speed --before CHECKOUT --keep FOLDER
    python -m tests.bench.speed --growth --peers Citecast "Citecast, not compiled" tantivy --keep FOLDER

An OR of three words among four million passages, of which corpus and indexes are made once and kept; `--anew Citecast`
makes its index again, as is needed after a change of its format:

    python -m tests.bench.speed --passages 4000000 --classes "OR of 3" "OR of 3, no facets" \
        --peers Citecast "Citecast, not compiled" tantivy --keep FOLDER
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.bench.speed import against, corpus, run, table
from tests.bench.speed.machine import described
from tests.bench.speed.peers import PEERS, is_installed
from tests.bench.speed.queries import KINDS

SIZES = (10_000, 100_000, 438_526)
HUGE = 4_000_000
WHEN: dict[table.Which, str] = {"first": "asked for the first time", "best": "the best of three times more"}
GROWING = ("Citecast", "tantivy")


def main() -> None:
    """Measure what the options name, else everything."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, nargs="+", metavar="N", help="compare all engines at these sizes")
    parser.add_argument("--growth", action="store_true", help=f"compare {' and '.join(GROWING)} up to {HUGE:,}")
    parser.add_argument(
        "--before", type=Path, metavar="CHECKOUT", help="measure what people wait for, beside a checkout"
    )
    parser.add_argument(
        "--rows", nargs="+", choices=against.ROWS, default=list(against.ROWS), help="of that, only these"
    )
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--classes", nargs="+", choices=KINDS, default=list(KINDS), metavar="CLASS")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep corpora and indexes here, and use them again")
    parser.add_argument("--anew", nargs="+", choices=PEERS, default=[], help="build these indexes again, kept or not")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures of each query here, too")
    given = parser.parse_args()
    everything = not (given.passages or given.growth or given.before)
    names = [name for name in given.peers if is_installed(name)]
    growing = [name for name in GROWING if name in names]
    sizes = dict.fromkeys(given.passages or (SIZES if everything else ()), names)
    if given.growth or everything:
        sizes = {**dict.fromkeys((*SIZES, HUGE), growing), **sizes}
    with tempfile.TemporaryDirectory() as folder:
        home = given.keep or Path(folder)
        print(f"{described()}\n\n{corpus.described()}")
        for name in given.peers:
            if name not in names:
                print(f"\n{name} is not installed: it is in the extra `bench`.")
        compared = []
        for passages, here in sorted(sizes.items()):
            compared.append(at := run.compare(home, passages, here, given.classes, anew=given.anew))
            for which, when in WHEN.items():
                print(f"\n{passages:,} passages, {when}: median / 95th percentile in ms\n\n{table.times(at, which)}")
                if table.BASE in here:
                    print(f"\nThe same by {table.BASE}'s\n\n{table.ratios(at, which)}", flush=True)
            if table.BASE in here:
                print(f"\n{table.agreement(at)}", flush=True)
        if compared:
            print(f"\n{table.indexes(compared)}")
        if len(compared) > 1:
            for which, when in WHEN.items():
                print(f"\nGrowth of the median in ms, {when}\n\n{table.growth(compared, growing, which)}", flush=True)
        rows = []
        for row in against.rows(given.before, home / "before", given.rows) if given.before else ():
            run.say(f"{row.what}: {row.before:.3g} {row.unit} before, {row.here:.3g} {row.unit} here")
            rows.append(row)
        if rows:
            print(f"\n{table.waits(rows)}")
    if given.json:
        figures = {"compared": [asdict(at) for at in compared], "rows": [row._asdict() for row in rows]}
        given.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
