"""The bench of counts, on the sample corpus: all that is counted is what is judged, and what differs is told."""

from __future__ import annotations

import pytest

from search.results.counted import Counted
from search.service import Service
from tests.bench.counts.__main__ import run
from tests.bench.counts.said import Said, marked


def test_all_that_is_counted_is_what_is_judged(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(service, 65, "samples") == 0, capsys.readouterr().out


def test_what_differs_is_told(
    service: Service, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counted, "documents", lambda self: [])
    assert run(service, 13, "samples") == 1
    assert "documents by place: judged" in capsys.readouterr().out


def test_places_that_share_a_word_are_one(service: Service) -> None:
    said = Said(map(service.library.document, service.library.live()))
    row = next(row for row in said.rows if len(set(row.words[:5])) == 5)
    leaves = [said.phrase(" ".join(row.words[first : first + 3])) for first in (0, 2)]
    assert marked(leaves, row) == 1
