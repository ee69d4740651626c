"""The tables, in Markdown."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterable, Sequence
from typing import Literal

from tests.bench.speed.peers import PEERS
from tests.bench.speed.queries import KINDS
from tests.bench.speed.run import Compared
from tests.bench.speed.waits import Row

Which = Literal["first", "best"]  # times: see `measure.Times`
_NONE = "–"
BASE = "tantivy"


def median(times: Sequence[float]) -> float:
    return statistics.median(times)


def percentile_95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[18] if len(times) > 1 else times[0]


def indexes(compared: Iterable[Compared]) -> str:
    """What indexes cost to make, to open and to serve."""
    rows = []
    for at in compared:
        rows.append([f"{at.passages:,}", "(reading alone)", _figure(at.reading), *[""] * 7])
        for name, served in at.served.items():
            built = at.built[PEERS[name].of]
            rows.append(
                [
                    f"{at.passages:,}",
                    name + (f" ({built.note})" if built.note else ""),
                    _figure(built.seconds),
                    _figure(built.cpu_seconds),
                    f"{at.passages / built.seconds:,.0f}",
                    f"{built.megabytes:,.1f}",
                    f"{built.peak_mb:,.0f}",
                    _figure(served.open_ms),
                    f"{served.own_mb:,.0f}",
                    f"{served.peak_mb:,.0f}",
                ]
            )
    return _table(
        [
            "passages",
            "",
            "index, s",
            "CPU, s",
            "passages/s",
            "size, MB",
            "peak, MB",
            "open, ms",
            "serving, own MB",
            "with files, MB",
        ],
        rows,
    )


def times(at: Compared, which: Which) -> str:
    """Median / 95th percentile of each kind of query, in ms."""

    def cell(name: str, kind: str) -> str:
        found = _times(at, name, kind, which)
        return f"{_figure(median(found))} / {_figure(percentile_95(found))}" if found else _NONE

    return _table(["", *at.served], [[kind, *(cell(name, kind) for name in at.served)] for kind in _kinds([at])])


def ratios(at: Compared, which: Which) -> str:
    """The median and 95th percentile of each engine by those of tantivy on the same queries."""
    names = [name for name in at.served if name != BASE]

    def cell(name: str, kind: str) -> str:
        ours, theirs = _times(at, name, kind, which), _times(at, BASE, kind, which)
        if not ours or not theirs:
            return _NONE
        theirs = theirs[: len(ours)]
        return " / ".join(_figure(figure(ours) / figure(theirs)) for figure in (median, percentile_95))

    return _table(["", *names], [[kind, *(cell(name, kind) for name in names)] for kind in _kinds([at])])


def agreement(at: Compared) -> str:
    """The share of queries of which an engine finds as many passages as tantivy does, give or take 1 %."""
    shares = []
    for name, served in at.served.items():
        pairs = [
            pair
            for kind, found in served.times.items()
            if name != BASE and kind in at.served[BASE].times
            for pair in zip(found.totals, at.served[BASE].times[kind].totals, strict=False)
        ]
        if pairs:
            same = sum(abs(ours - theirs) * 100 <= theirs for ours, theirs in pairs)
            shares.append(f"{name} {same / len(pairs):.0%}")
    return f"As many passages as {BASE} finds, give or take 1 %, of all queries: {', '.join(shares)}."


def growth(compared: Iterable[Compared], names: Sequence[str], which: Which) -> str:
    """Medians by size; in brackets, what ten times the passages take by the step from the size before.

    In the last rows, those of the queries of all kinds together.
    """
    sizes = sorted(compared, key=lambda at: at.passages)

    def cell(name: str, kinds: Sequence[str], at: Compared, before: Compared | None) -> str:
        found, earlier = (
            [time for kind in kinds for time in _times(each, name, kind, which)] if each else []
            for each in (at, before)
        )
        if not found:
            return _NONE
        if not before or not earlier:
            return _figure(median(found))
        steps = math.log10(at.passages / before.passages)
        return f"{_figure(median(found))} (× {(median(found) / median(earlier)) ** (1 / steps):.1f})"

    kinds = _kinds(sizes)
    rows = {**{kind: [kind] for kind in kinds}, "all of these": kinds}
    return _table(
        ["", "", *(f"{at.passages:,}" for at in sizes)],
        [
            [label, name, *(cell(name, part, at, before) for before, at in itertools.pairwise([None, *sizes]) if at)]
            for label, part in rows.items()
            for name in names
        ],
    )


def waits(rows: Iterable[Row]) -> str:
    """What people wait for, before and here."""
    return _table(
        ["", "before", "here", "here by before", ""],
        [
            [
                row.what,
                f"{_figure(row.before)} {row.unit}",
                f"{_figure(row.here)} {row.unit}",
                _figure(row.ratio),
                row.note,
            ]
            for row in rows
        ],
    )


def _kinds(compared: Iterable[Compared]) -> list[str]:
    found = {kind for at in compared for served in at.served.values() for kind in served.times}
    return [kind for kind in KINDS if kind in found]


def _times(at: Compared, name: str, kind: str, which: Which) -> list[float]:
    """Milliseconds by query; none where the engine does not answer this kind."""
    found = at.served[name].times.get(kind)
    times: list[float] = getattr(found, which) if found else []
    return times


def _figure(number: float) -> str:
    """Three digits that say something."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
