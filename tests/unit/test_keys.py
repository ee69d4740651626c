"""Occurrences go into integers and come out in order, in slices of whole stems."""

from __future__ import annotations

import numpy as np
import pytest

from search.whoosh_engine.format import occurrence_keys as keys
from search.whoosh_engine.format.occurrence_keys import Occurrences, layout


def occurrences(*found: tuple[int, int, int, int]) -> Occurrences:
    return Occurrences(*np.array(found, np.int64).T)


def test_a_stem_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "SLICE", 3)
    order = layout(docs=8, positions=4, ordinals=2)
    found = [(stem, doc, 3, doc % 2) for stem, docs in ((0, 2), (1, 2), (2, 7), (3, 1), (4, 1)) for doc in range(docs)]
    slices = list(order.sorted(order.pack(occurrences(*reversed(found)))))
    assert [sorted(set(part.stem.tolist())) for part in slices] == [[0], [1], [2], [3, 4]]
    assert list(zip(*np.concatenate(slices, axis=1).tolist(), strict=True)) == found
