"""The index of texts that left follows the library as the first does: each by itself, and no purged word stays."""

from __future__ import annotations

import logging
import shutil

import pytest

from corpus.corrections import Meant
from corpus.errors import EngineError
from corpus.library import LibraryMark
from search.index_state import Index
from search.maintenance.check import check
from search.service import Service
from search.whoosh_engine.write.writer import IndexWriter
from tests.asking import ask
from tests.unit.test_corrections import keep as keep_talk, talk
from tests.unit.test_library import keep, note
from tests.unit.test_library_damage import by_hand


def found(index: Index, query: str) -> list[str]:
    """The documents, with their versions, of the passages that a query finds."""
    with index.engine.snapshot() as snapshot:
        assert snapshot.mark == index.library.log.mark
        return [hit.document for hit in ask(snapshot, query).hits]


@pytest.fixture
def left(empty_service: Service) -> Index:
    """The index of texts that left, of a library in which nothing did."""
    return empty_service.indexes[1]


def test_what_leaves_comes_in_and_what_comes_back_goes(empty_service: Service, left: Index) -> None:
    library, indexer = empty_service.library, empty_service.indexer
    keep(library, note("A red mast.", "A blue mast.", show="First"))
    indexer.catch_up()
    assert found(left, "mast") == []
    keep(library, note("A red mast.", show="Second"))
    keep(library, note("A green mast.", show="Third"))
    indexer.catch_up()
    assert found(left, "mast") == ["a-note@1", "a-note@2"]
    assert found(left, "blue mast in:a-note show:first wording:left") == ["a-note@1"]
    assert found(left, "mast show:third") == []
    keep(library, note("A green mast.", "A blue mast."))
    indexer.catch_up()
    assert found(left, "mast") == ["a-note@2"]
    assert found(empty_service.indexes[0], "mast wording:latest") == ["a-note", "a-note"]


def test_removed_documents_are_out_until_they_come_back(empty_service: Service, left: Index) -> None:
    library, indexer = empty_service.library, empty_service.indexer
    keep(library, note("A red mast.", "A blue mast."))
    keep(library, note("A red mast."))
    indexer.catch_up()
    library.remove("a-note")
    indexer.catch_up()
    assert found(left, "mast") == []
    library.undelete("a-note")
    indexer.catch_up()
    assert found(left, "mast") == ["a-note@1"]


def test_a_correction_holds_of_what_left(empty_service: Service, left: Index) -> None:
    library = empty_service.library
    keep_talk(library, talk(("Host", "Good morning."), ("Host", "Good night.")))
    keep_talk(library, talk(("Host", "Good morning.")))
    empty_service.indexer.catch_up()
    library.names.correct(["Host"], Meant(name="Odile Brandt"))
    empty_service.indexer.catch_up()
    assert found(left, "night speaker:odile") == ["the-lease@1"]


def test_after_a_crash_between_the_two_commits_each_goes_on_from_its_own(
    empty_service: Service, left: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, indexer = empty_service.library, empty_service.indexer
    keep(library, note("A red mast.", "A blue mast."))
    indexer.catch_up()
    keep(library, note("A red mast."))
    commit = IndexWriter.commit

    def cut_off(self: IndexWriter, *, mark: LibraryMark) -> None:
        if self._folder == empty_service.index_was:
            raise EngineError("the power went")
        commit(self, mark=mark)

    with monkeypatch.context() as broken:
        broken.setattr(IndexWriter, "commit", cut_off)
        with pytest.raises(EngineError, match="the power went"):
            indexer.catch_up()
    assert found(empty_service.indexes[0], "blue") == []
    assert check(library, empty_service.indexes, deep=False) == (
        "index of texts that left: it is 1 change behind the library; the next search or addition brings it up to date",
    )
    indexer.catch_up()
    assert found(left, "blue") == ["a-note@1"]
    assert check(library, empty_service.indexes, deep=False) == ()


def test_a_library_of_before_has_it_made_and_a_rebuild_makes_both(empty_service: Service, left: Index) -> None:
    library, indexer = empty_service.library, empty_service.indexer
    keep(library, note("A red mast.", "A blue mast."))
    keep(library, note("A red mast."))
    indexer.catch_up()
    shutil.rmtree(empty_service.index_was)
    assert any("there is no index here yet" in line for line in check(library, empty_service.indexes, deep=False))
    with Service.open(empty_service.home, empty_service.settings) as again:
        again.indexer.catch_up()
        assert found(again.indexes[1], "blue") == ["a-note@1"]
    shutil.rmtree(empty_service.index_was)
    assert indexer.rebuild() == 1
    assert found(left, "blue") == ["a-note@1"]


def test_no_byte_of_purged_words_is_left_in_either_index(empty_service: Service, left: Index) -> None:
    library, indexer = empty_service.library, empty_service.indexer
    keep(library, note("A red mast.", "A xyzzymast."))
    keep(library, note("A red mast."))
    keep(library, note("A plainmast.", "Gone soon.", title="B"), at="/b.md")
    keep(library, note("A plainmast.", title="B"), at="/b.md")
    indexer.catch_up()
    files = [path for folder in empty_service.folders for path in folder.glob("*")]
    assert any(b"xyzzy" in path.read_bytes() for path in files)
    library.remove("a-note", purge=True)
    indexer.catch_up()
    files = [path for folder in empty_service.folders for path in folder.glob("*")]
    assert not any(b"xyzzy" in path.read_bytes() for path in files)
    assert found(left, "gone") == ["b@1"]
    assert found(left, "xyzzymast") == []


def test_damage_of_what_left_leaves_the_rest_searched_and_is_told(
    empty_service: Service, left: Index, caplog: pytest.LogCaptureFixture
) -> None:
    library = empty_service.library
    for name in "ab":
        keep(library, note("A mast.", f"The {name} mast.", title=name), at=f"/{name}")
        keep(library, note("A mast.", title=name), at=f"/{name}")
    by_hand(empty_service.home / "library.sqlite", "UPDATE passages SET text = 'A lie.' WHERE text = 'The a mast.'")
    with caplog.at_level(logging.ERROR):
        empty_service.indexer.catch_up()
    assert found(left, "mast") == ["b@1"]
    assert "a cannot be searched in the index of texts that left" in caplog.text
    assert "index of texts that left: it has 1 passages, the library 2; run `citecast rebuild`" in check(
        library, empty_service.indexes, deep=False
    )
