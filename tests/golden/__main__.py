"""The golden pages by this code: `python -m tests.golden > tests/golden/pages.txt` says that they are right.

`--whole` prints all pages in place of their digests, a value a line, so that two checkouts can be compared:

    diff <(cd OTHER && python -m tests.golden --whole) <(python -m tests.golden --whole)
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from search.whoosh_engine import WhooshEngine
from tests.golden import corpora, pages, queries

CORPORA = {"sample": (corpora.sample, 100), "seeded": (corpora.seeded, 300)}


def main() -> None:
    """Print a line for each query, or all of its pages."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.golden", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--whole", action="store_true", help="print all pages")
    parser.add_argument("--compiled", action="store_true", help="ask compiled code")
    given = parser.parse_args()
    for name, (made, count) in CORPORA.items():
        commits = made()
        with tempfile.TemporaryDirectory() as folder:
            engine = WhooshEngine(Path(folder))
            corpora.fill(engine, commits)
            with (pages.compiled(engine) if given.compiled else engine).snapshot() as snapshot:
                for number, query in enumerate(queries.drawn(corpora.left(commits), count)):
                    if not given.whole:
                        print(name, pages.line(snapshot, number, query))
                        continue
                    for how, values in pages.whole(snapshot, number, query):
                        print(f"{name} {query!r}: {how}")
                        for part, value in values.items():
                            print(f"  {part}", *(value.items() if isinstance(value, dict) else value), sep="\n    ")


if __name__ == "__main__":
    main()
