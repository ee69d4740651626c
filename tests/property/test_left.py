"""Texts that left, through random histories of a library: in it and in its index, by brute force over all versions."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings, strategies as st

from corpus.library import Library
from search.query.ast import Everything
from search.service import Service
from search.settings import Settings
from tests.asking import ask
from tests.unit.test_library import keep, note

WORDS = ("mast", "quay", "tide", "fog")
names = st.sampled_from("ab")
steps: st.SearchStrategy[tuple[str, str, list[str]]] = st.one_of(
    st.tuples(st.just("keep"), names, st.lists(st.sampled_from(WORDS), max_size=4)),
    st.tuples(st.sampled_from(["edit", "remove", "undelete", "index", "rebuild"]), names, st.just([])),
    st.tuples(st.just("purge"), st.just("b"), st.just([])),
)


def took(service: Service, step: tuple[str, str, list[str]], number: int) -> None:
    what, name, words = step
    library = service.library
    if what == "keep":
        keep(library, note("always", *words, title=name), at=f"/{name}", data=f"{name} {number}".encode())
    elif what == "index":
        service.indexer.catch_up()
    elif what == "rebuild" and library.log.revision:
        service.indexer.rebuild()
    elif not any(name in library.listed(state=state) for state in ("live", "removed")):
        return
    elif what == "edit" and name in library.live():
        library.edit([name], {"show": f"Show {number}"})
    elif what in ("remove", "purge"):
        library.remove(name, purge=what == "purge")
    elif what == "undelete":
        library.undelete(name)


def left(library: Library) -> dict[str, tuple[str, int, str | None, int, int]]:
    """By the id of each passage that left: its document, the last version that had it, that one's show, the first
    version that had it, and the first after the last."""
    found: dict[str, tuple[str, int, str | None, int, int]] = {}
    for id in library.live():
        versions = [library.document(id, each.version) for each in library.versions(id)]
        latest = {passage.id for passage in versions[-1].passages()}
        for document in versions:
            for passage in document.passages():
                if passage.id not in latest:
                    first = found[passage.id][3] if passage.id in found else document.version
                    found[passage.id] = (id, document.version, document.show, first, document.version + 1)
    return found


@settings(max_examples=60)
@given(st.lists(steps, max_size=14))
def test_what_left_is_what_an_earlier_version_had_and_the_latest_has_not(
    history: list[tuple[str, str, list[str]]],
) -> None:
    with tempfile.TemporaryDirectory() as home, Service.open(Path(home), Settings()) as service:
        library = service.library
        for number, step in enumerate(history):
            took(service, step, number)
        service.indexer.catch_up()
        expected = left(library)
        documents = [each.document for id in library.live() for each in library.left.outlines(id)]
        assert {
            passage.id: (each.id, each.version, each.show) for each in documents for passage in each.passages()
        } == {id: each[:3] for id, each in expected.items()}
        assert library.left.passage_count() == len(expected)
        located = library.left.located([*expected])
        assert {id: (each.document.id, each.document.version) for id, each in located.items()} == {
            id: each[:2] for id, each in expected.items()
        }
        for id, (*_, first, gone) in expected.items():
            seen = library.left.seen(id)
            assert seen
            assert seen.gone
            assert (seen.first.version, seen.gone.version) == (first, gone)
        with service.indexes[1].engine.snapshot() as snapshot:
            hits = ask(snapshot, Everything(), limit=100).hits if expected else ()
            assert snapshot.mark == library.log.mark
            assert snapshot.passage_count() == len(expected)
        assert {hit.passage: hit.document for hit in hits} == {id: f"{of}@{v}" for id, (of, v, *_) in expected.items()}
