"""Whatever becomes of a document, a link shows the words that were cited, and says what is told of them otherwise."""

from __future__ import annotations

from collections.abc import Callable

from tests.reliability import permalinks
from tests.reliability.counts import Tally


def test_links_of_citations(judged: Callable[[Tally], None]) -> None:
    judged(permalinks.run(histories=5, seed=1))
