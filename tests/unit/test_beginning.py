"""Of the forms that begin alike few are looked at, however many there are."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

import pytest

from search.engine import Count
from search.whoosh_engine import WhooshEngine
from search.whoosh_engine.format.term_dictionary import TermDictionary
from tests.contract.test_engine import document, fill

FREQUENT = [f"aa{letter}" for letter in "abcdefghij"]


@pytest.mark.parametrize(("often", "enough"), [(3, 2_000), (0, 25_000)])
def test_few_forms_of_a_dictionary_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, often: int, enough: int
) -> None:
    """Also where all are in one passage each, so that none goes before another."""
    engine = WhooshEngine(tmp_path / "index")
    for revision, letter in enumerate("xy", start=1):
        rare = (f"aa{letter}{''.join(ends)}" for ends in islice(product("abcdefghijkl", repeat=4), 20_000))
        texts = [" ".join(FREQUENT)] * often
        fill(engine, document(f"d{revision}", *texts, " ".join(rare)), revision=revision)
    read: list[int] = []
    at = TermDictionary.__getitem__

    def reading(self: TermDictionary, number: int) -> bytes:
        read.append(number)
        return at(self, number)

    monkeypatch.setattr(TermDictionary, "__getitem__", reading)
    with engine.snapshot() as snapshot:
        found = snapshot.beginning("aa", 10)
    assert len(found) == 10
    if often:
        assert found == [Count(form, 2 * often) for form in FREQUENT]
    assert 0 < len(read) < enough
