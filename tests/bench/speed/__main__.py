"""Citecast, tantivy, SQLite FTS5, bm25s and plain Whoosh on the same passages and queries; prints Markdown."""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.bench.speed import corpus, run, table
from tests.bench.speed.machine import described
from tests.bench.speed.peers import PEERS, is_installed
from tests.bench.speed.queries import KINDS

SIZES = [10_000, 100_000, 438_526]


def main() -> None:
    """Measure what the options name, else everything of all sizes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speed", description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=SIZES, help="sizes of the corpus")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--classes", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--keep", type=Path, help="keep corpora and indexes here, and use them again")
    parser.add_argument("--json", type=Path, help="write the figures of each query here, too")
    arguments = parser.parse_args()
    names = [name for name in arguments.peers if is_installed(name)]
    with tempfile.TemporaryDirectory() as folder:
        home = arguments.keep or Path(folder)
        print(f"{described()}\n{corpus.described()}", flush=True)
        compared = []
        for passages in arguments.passages:
            compared.append(at := run.compare(home, passages, names, arguments.classes))
            print(f"\n{table.times(at)}", flush=True)
            if "tantivy" in names:
                print(f"\n{table.ratios(at)}", flush=True)
        print(f"\n{table.indexes(compared)}")
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(at) for at in compared], indent=1))


if __name__ == "__main__":
    main()
