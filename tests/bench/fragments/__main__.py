"""Whether links open a page at the cited words: `python -m tests.bench.fragments ARCHIVE`.

Transcripts of the archive are rendered as pages of a site, with navigation around them, and read from these. Ranges of
their words are drawn, always the same of one seed, half of them within a passage, the others through several turns. For
each the link to the source is made, and what its text directive matches first on the page is found by brute force
(`tests.text_directives`). It ends with 1 where a link opens elsewhere, or fewer than 97 % at exactly the words.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path

from corpus.citation.anchors import anchored
from corpus.fragments import Page
from corpus.visible_text import seen
from tests import text_directives
from tests.bench.fragments.drawn import Cited, page, ranges, transcripts

_OF_A_PAGE = 10
_LEAST = 0.97


def main() -> None:
    """Print how many links open at the words, how many say why they do not, and those that open elsewhere."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.fragments",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("archive", type=Path, metavar="ARCHIVE")
    parser.add_argument("--ranges", type=int, default=1_000, metavar="N")
    parser.add_argument("--seed", default="fragments")
    given = parser.parse_args()
    outcomes, seconds = Counter[str](), 0.0
    for shown, cited in itertools.islice(drawn(given.archive, given.seed), given.ranges):
        started = time.perf_counter()
        anchor = anchored(cited.document, cited.quotation, partial(stored, cited.markup))
        seconds += time.perf_counter() - started
        match = None if anchor.why_not else text_directives.first(shown, anchor.url or "")
        outcome: str = anchor.why_not or ("exactly the words" if match == (cited.begin, cited.end) else "elsewhere")
        outcomes[outcome] += 1
        if outcome == "elsewhere":
            print(f"{cited.quotation.words!r}\n  {anchor.url}\n  {match and shown.text[slice(*match)]!r}", flush=True)
    total = outcomes.total()
    print("| a link to the source | ranges | of all |\n|---|---|---|")
    for outcome, count in outcomes.most_common():
        print(f"| {outcome} | {count:,} | {count / total:.1%} |")
    print(f"\n{total:,} ranges, {1000 * seconds / total:.2f} ms each")
    sys.exit(int(outcomes["elsewhere"] > 0 or outcomes["exactly the words"] < _LEAST * total))


@lru_cache(maxsize=1)
def stored(markup: str) -> Page:
    """What is seen of a page."""
    return Page(seen(markup).blocks)


def drawn(archive: Path, seed: str) -> Iterator[tuple[text_directives.Shown, Cited]]:
    """Ranges of words of pages, and what these show."""
    draw = random.Random(seed)  # noqa: S311  # nothing here is a secret
    names = dict(transcripts(archive))
    for name in draw.sample(sorted(names), len(names)):
        markup = page(name, names[name])
        shown = text_directives.shown(markup)
        for cited in ranges(markup, shown.text, _OF_A_PAGE, draw):
            yield shown, cited


if __name__ == "__main__":
    main()
