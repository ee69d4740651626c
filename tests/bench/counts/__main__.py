"""Whether all that is counted is so: `python -m tests.bench.counts ARCHIVE`.

Queries are drawn from the passages of the transcript archive, whose documents have drawn types, shows and dates, always
the same ones of one seed, most of them within drawn filters. What `Service` counts of each, in its results, facets,
timelines, lines and exports, is compared with a count made passage by passage from the verbatim texts of the library.
It ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from search.service import Service
from search.settings import Settings
from tests.bench.counts.archive import sources
from tests.bench.counts.compared import Compared, compared, of_match
from tests.bench.counts.queries import Drawing, Drawn
from tests.bench.counts.said import Said
from tests.judged.narrowing import Chosen

_SHOWN = 300  # characters


def main() -> None:
    """Print how many counts of each kind were compared, and those that differ."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.counts", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE")
    parser.add_argument("--queries", type=int, default=200, metavar="N")
    parser.add_argument("--seed", default="counts")
    parser.add_argument("--home", type=Path, metavar="FOLDER", help="keep the archive's library here, and use it again")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        Service.open(given.home or Path(folder), Settings()) as service,
    ):
        if not service.library.live():
            failed = [each for each in service.adder.add(sources(given.archive, given.seed)) if each.status == "failed"]
            if failed:
                raise SystemExit(f"{failed[0].source}: {failed[0].message}")
        service.indexer.catch_up()
        sys.exit(run(service, given.queries, given.seed))


def run(service: Service, count: int, seed: str) -> int:
    """Compare what is counted of so many queries; 1 where anything differs."""
    said = Said(map(service.library.document, service.library.live()))
    drawing = Drawing(said, seed)
    made, wrong, passages = Counter[str](), Counter[str](), Counter[str]()
    for drawn in drawing.queries(count):
        of_tiers = of_match(drawn, said)
        chosen = drawing.filters(of_tiers[0] or of_tiers[-1])
        for each in compared(service, drawn, of_tiers, chosen):
            made[each.what] += 1
            if each.what == "passages":
                passages[drawn.kind] += each.judged
            if each.judged != each.found:
                wrong[each.what] += 1
                print(told(drawn, chosen, each), flush=True)
    print("\n| counted | queries | differ |\n|---|---|---|")
    for what, number in made.items():
        print(f"| {what} | {number:,} | {wrong[what]:,} |")
    print(f"\n{made.total():,} counts of {count:,} queries, {wrong.total():,} differ. Passages by kind of query:")
    print("; ".join(f"{kind}: {number:,}" for kind, number in passages.items()))
    return int(wrong.total() > 0)


def told(drawn: Drawn, chosen: Chosen, each: Compared) -> str:
    """What a person needs to see why a count is another."""
    asked = f"{drawn.kind}: {drawn.query!r}, match {drawn.match or 'as it comes'}, within {dict(chosen) or 'nothing'}"
    judged, found = each.judged, each.found
    if isinstance(judged, Counter):
        judged, found = judged - found, found - judged
    return f"{asked}\n  {each.what}: judged {str(judged)[:_SHOWN]}, found {str(found)[:_SHOWN]}"


if __name__ == "__main__":
    main()
