"""The tables, in Markdown."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

from tests.bench.speed.http import Load
from tests.bench.speed.peers import PEERS
from tests.bench.speed.queries import KINDS
from tests.bench.speed.run import Compared

_NONE = "–"
_BASE = "tantivy"


def median(times: Sequence[float]) -> float:
    return statistics.median(times)


def percentile_95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[18] if len(times) > 1 else times[0]


def indexes(compared: Iterable[Compared]) -> str:
    """What indexes cost to make, to open and to serve."""
    rows = []
    for at in compared:
        rows.append([f"{at.passages:,}", "(reading alone)", _figure(at.reading), *[""] * 6])
        for name, served in at.served.items():
            built = at.built[PEERS[name].index]
            rows.append(
                [
                    f"{at.passages:,}",
                    name + (f" ({built.note})" if built.note else ""),
                    _figure(built.seconds),
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
            "passages/s",
            "size, MB",
            "peak, MB",
            "open, ms",
            "serving, own MB",
            "with files, MB",
        ],
        rows,
    )


def times(at: Compared, *, cold: bool = False) -> str:
    """Median / 95th percentile of each kind of query, in ms; where `cold`, the medians of the first round."""
    rows = []
    for kind in _kinds([at]):
        row = [kind]
        for served in at.served.values():
            if kind not in served.times:
                row.append(_NONE)
            elif cold:
                row.append(_figure(median(served.times[kind].cold)))
            else:
                row.append(
                    f"{_figure(median(served.times[kind].best))} / {_figure(percentile_95(served.times[kind].best))}"
                )
        rows.append(row)
    return _table(["", *at.served], rows)


def ratios(at: Compared) -> str:
    """The times of each engine by those of tantivy on the same queries, and how many queries have the same total."""
    base = at.served[_BASE].times
    names = [name for name in at.served if name != _BASE]
    rows = []
    for kind in _kinds([at]):
        row = [kind]
        for name in names:
            if (times := at.served[name].times.get(kind)) and kind in base:
                theirs = base[kind].best[: len(times.best)]
                half, most = median(times.best) / median(theirs), percentile_95(times.best) / percentile_95(theirs)
                row.append(f"{_figure(half)} / {_figure(most)}")
            else:
                row.append(_NONE)
        rows.append(row)
    return _table(["", *names], rows)


def growth(compared: Iterable[Compared], names: Sequence[str]) -> str:
    """Medians by size; in brackets, what ten times the passages take by the step from the size before."""
    sizes = sorted(compared, key=lambda at: at.passages)
    rows = []
    for kind in _kinds(sizes):
        for name in names:
            row, before = [kind, name], None
            for at in sizes:
                times = at.served[name].times.get(kind)
                figure = _figure(median(times.best)) if times else _NONE
                if times and before:
                    tenfold = math.log10(at.passages / before[0])
                    figure += f" (× {(median(times.best) / before[1]) ** (1 / tenfold):.1f})"
                before = (at.passages, median(times.best)) if times else None
                row.append(figure)
            rows.append(row)
    return _table(["median, ms", "", *(f"{at.passages:,}" for at in sizes)], rows)


def http(loads: Iterable[Load]) -> str:
    """Requests a second and latency of the results page."""
    return _table(
        ["results page", "clients", "requests/s", "median / 95th percentile, ms", "KB a page", "failed"],
        [
            [
                load.site,
                str(load.clients),
                _figure(load.per_second),
                f"{_figure(median(load.milliseconds))} / {_figure(percentile_95(load.milliseconds))}",
                _figure(load.kilobytes),
                str(load.failed),
            ]
            for load in loads
        ],
    )


def _kinds(compared: Iterable[Compared]) -> list[str]:
    found = {kind for at in compared for served in at.served.values() for kind in served.times}
    return [kind for kind in KINDS if kind in found]


def _figure(number: float) -> str:
    """Three digits that say something."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
