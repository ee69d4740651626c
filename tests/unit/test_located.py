"""Passages by their ids stand in what the library holds now, whatever was met of their documents before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.library import Library, passages
from tests.unit.test_corrections import ODILE, TURNS, keep, talk
from tests.unit.test_library_damage import by_hand


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.sqlite"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with Library(path) as opened:
        yield opened


@pytest.fixture
def asked(library: Library) -> str:
    """The passage of "Host", which was met already."""
    id = keep(library, talk(*TURNS)).document
    host = list(library.document(id).passages())[2]
    assert shown(library, host.id) == ("The lease", "Host")
    return host.id


def shown(library: Library, id: str) -> tuple[str, str | None]:
    """The title of the document and who speaks."""
    found = library.located([id])[id]
    return found.document.title, found.passage.who


def test_an_edit_and_a_correction_are_seen_at_once(library: Library, asked: str) -> None:
    library.edit(["the-lease"], {"title": "The tenancy"})
    assert shown(library, asked) == ("The tenancy", "Host")
    correction = library.names.correct(["Host"], ODILE).correction
    assert shown(library, asked) == ("The tenancy", "Odile Brandt")
    library.names.undo(correction.id)
    assert shown(library, asked) == ("The tenancy", "Host")


def test_what_another_process_writes_is_seen_at_once(library: Library, path: Path, asked: str) -> None:
    with Library(path) as other:
        other.edit(["the-lease"], {"title": "The tenancy"})
        assert shown(library, asked) == ("The tenancy", "Host")
        other.names.correct(["Host"], ODILE)
        assert shown(library, asked) == ("The tenancy", "Odile Brandt")
        other.remove("the-lease")
        assert library.located([asked]) == {}
        other.undelete("the-lease")
    assert shown(library, asked) == ("The tenancy", "Odile Brandt")


def test_what_was_taken_back_is_not_shown(library: Library, asked: str) -> None:
    with suppress(ZeroDivisionError), library.batch():
        library.edit(["the-lease"], {"title": "The tenancy"})
        assert shown(library, asked) == ("The tenancy", "Host")
        raise ZeroDivisionError
    assert shown(library, asked) == ("The lease", "Host")


def test_a_document_that_is_hit_is_not_shown_as_it_was(library: Library, path: Path, asked: str) -> None:
    by_hand(path, "UPDATE versions SET header = replace(header, 'lease', 'leash')")
    assert library.located([asked]) == {}
    assert library.why_not([asked]) == {asked: "damaged"}


def test_any_number_of_documents_can_be_met(library: Library, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "_MOST_MET", 1)
    kept = [keep(library, talk(*TURNS, title=f"Lease {number}")).document for number in range(5)]
    first = {next(iter(library.document(id).passages())).id: id for id in kept}
    for _ in range(2):
        found = library.located([*first, asked])
        assert {id: found[id].document.id for id in first} == first
        assert found[asked].passage.who == "Host"
