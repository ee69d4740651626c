"""How long any text takes to be understood as a query, by the processor: `python -m tests.bench.parsing`."""

from __future__ import annotations

import random
import sys
import time

from search.query.parser import MAX_LENGTH, parse
from tests.bench.speed.seed import seeded

_TEXTS = 20_000
_WORDS = (
    "drone",
    "AND",
    "OR",
    "NOT",
    "w/5",
    "NEAR/9",
    "speaker:",
    "date:",
    "2022..2024",
    "cease-fire",
    "U.S.",
    "~2",
    "a*b?c",
)
_SIGNS = "-!|&+=~*?:;,\"“”‘’„«»「」()[]{}/^\\…'`<>"


def drawn(draw: random.Random) -> str:
    """A text of any characters, of signs, or of words and signs, as long as a query may be."""
    kind, length = draw.randrange(4), draw.choice((10, 100, MAX_LENGTH, 2 * MAX_LENGTH))
    if kind == 0:
        return "".join(chr(draw.choice((draw.randrange(0x250), draw.randrange(0xD800)))) for _ in range(length))
    if kind == 1:
        return draw.choice(_SIGNS) * length
    if kind == 2:
        return "".join(draw.choices(_SIGNS, k=length))
    return draw.choice(("", " ")).join(draw.choices((*_WORDS, *_SIGNS), k=length // 3))


def milliseconds(text: str) -> float:
    """The best of three times, as other work of the machine and of Python itself comes between."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        parse(text)
        times.append((time.process_time() - begun) * 1000)
    return min(times)


def main() -> None:
    """Print the median, the slowest but one in a hundred, and the slowest; and which that was."""
    draw = seeded("parsing")
    times = sorted((milliseconds(text), text) for text in (drawn(draw) for _ in range(_TEXTS)))
    median, late, (most, slowest) = times[_TEXTS // 2][0], times[_TEXTS * 99 // 100][0], times[-1]
    print(f"{_TEXTS:,} texts: median {median:.2f} ms, 99th percentile {late:.2f} ms, at most {most:.2f} ms (aim: 50)")
    print(f"the slowest begins {slowest[:60]!r}", file=sys.stderr)


if __name__ == "__main__":
    main()
