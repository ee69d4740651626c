"""Whole pages are what they were: ids, score bits, totals, facets and following pages, by numpy and by compiled code.

A line that differs says which part does; `python -m tests.golden` shows how to see the pages themselves.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from search.engine import Engine
from search.whoosh_engine import WhooshEngine
from tests.golden import corpora, pages, queries
from tests.golden.__main__ import CORPORA

KEPT = Path(__file__).with_name("pages.txt").read_text("utf-8").splitlines()


class Corpus(NamedTuple):
    """A corpus by name: the folder of its index, and its queries."""

    name: str
    folder: Path
    asked: list[str]


@pytest.fixture(scope="module", params=CORPORA)
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    made, count = CORPORA[request.param]
    folder, commits = tmp_path_factory.mktemp(request.param), made()
    corpora.fill(WhooshEngine(folder), commits)
    return Corpus(request.param, folder, queries.drawn(corpora.left(commits), count))


def check(corpus: Corpus, engine: Engine) -> None:
    with engine.snapshot() as snapshot:
        found = [f"{corpus.name} {pages.line(snapshot, *each)}" for each in enumerate(corpus.asked)]
    assert found == [line for line in KEPT if line.startswith(f"{corpus.name} ")]


def test_by_numpy(corpus: Corpus) -> None:
    check(corpus, WhooshEngine(corpus.folder))


@pytest.mark.skipif(not find_spec("numba"), reason="the extra `fast` is not installed")
def test_by_compiled_code(corpus: Corpus) -> None:
    check(corpus, pages.compiled(WhooshEngine(corpus.folder)))
