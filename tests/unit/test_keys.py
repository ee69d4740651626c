"""Occurrences go into integers and come out in order, in slices of whole stems."""

from __future__ import annotations

import numpy as np
import pytest

from search.whoosh_engine import keys
from search.whoosh_engine.keys import Occurrences, layout


def occurrences(*found: tuple[int, int, int, int]) -> Occurrences:
    return Occurrences(*np.array(found, np.int64).T)


def test_a_stem_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SLICE", 3)
    order = layout(rows=8, positions=4, codes=2)
    found = [(stem, row, 3, row % 2) for stem, rows in ((0, 2), (1, 2), (2, 7), (3, 1), (4, 1)) for row in range(rows)]
    slices = list(order.sorted(order.pack(occurrences(*reversed(found)))))
    assert [sorted(set(part.stem.tolist())) for part in slices] == [[0], [1], [2], [3, 4]]
    assert list(zip(*np.concatenate(slices, axis=1).tolist(), strict=True)) == found


def test_all_bits_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SLICE", 1)
    order = layout(rows=1 << 31, positions=1 << 12, codes=1 << 12)
    found = [(510, 0, 0, 0), (511, 0, 0, 0), (511, (1 << 31) - 1, 4095, 4095)]
    slices = list(order.sorted(order.pack(occurrences(*found))))
    assert [part.stem.tolist() for part in slices] == [[510], [511, 511]]
    with pytest.raises(OverflowError):
        order.pack(occurrences((512, 0, 0, 0)))
