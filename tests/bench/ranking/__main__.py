"""How well passages are ranked, beside other engines, in Markdown: `python -m tests.bench.ranking FOLDER`.

FOLDER has a test collection in one of the forms of `collection.py`. Constants were chosen on the choosing half: the
topics at even places, counted from 0, of the judged ones in order.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.bench.ranking.collection import Collection, load
from tests.bench.ranking.engines import ENGINES, lacking, load as engine
from tests.bench.ranking.measures import Measures, Run, measured

BASE = "Citecast"


def main() -> None:
    """Rank by all engines, and print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.ranking", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--runs", type=Path, metavar="FILE", help="write each engine's rankings here, as JSON")
    given = parser.parse_args()
    collection = load(given.folder)
    print(f"{given.folder.name}: {len(collection.documents):,} documents, {len(collection.topics)} judged topics")
    runs: dict[str, Run] = {}
    for name in given.engines:
        if lack := lacking(name):
            print(f"\n{name} is left out: {lack} is not installed")
            continue
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            runs[name] = engine(name).ranked(collection.documents, collection.topics, Path(folder))
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    if given.runs:
        given.runs.write_text(json.dumps({name: dict(run) for name, run in runs.items()}))
    strays = collection.strays()
    print(f"\nJudgments as published; {strays} of them name a document that is not there\n\n{tables(collection, runs)}")
    if strays:
        mended = collection.mended()
        print(f"\nWith the zeros that such names lack; {mended.strays()} are left\n\n{tables(mended, runs)}")


def tables(collection: Collection, runs: Mapping[str, Run]) -> str:
    """Measures of both halves and of all topics, and how far the base is from the best of the others."""
    topics = list(collection.topics)
    parts = {"choosing half": topics[::2], "reporting half": topics[1::2], "all topics": topics}
    heads = [f"{part}: MAP | nDCG@10 | P@30" for part in parts]
    lines = [f"| | {' | '.join(heads)} | set up as |", "|---" * (2 + 3 * len(parts)) + "|"]
    found = {
        name: [measured(run, collection.judged, part) for part in parts.values() if part] for name, run in runs.items()
    }
    for name, each in found.items():
        cells = " | ".join(f"{value:.4f}" for measures in each for value in measures)
        lines.append(f"| {name} | {cells} | {ENGINES[name].how} |")
    others = [each for name, each in found.items() if name != BASE]
    if BASE in found and others:
        ratios = [_ratio(ours, theirs) for ours, *theirs in zip(found[BASE], *others, strict=True)]
        lines.append(f"| {BASE} by the best of the others | {' | '.join(ratios)} | |")
    return "\n".join(lines)


def _ratio(ours: Measures, theirs: list[Measures]) -> str:
    best = [max(values) for values in zip(*theirs, strict=True)]
    return " | ".join(f"{mine / top:.3f}" for mine, top in zip(ours, best, strict=True))


if __name__ == "__main__":
    main()
