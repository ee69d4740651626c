"""Details that change where the words stay: the index writes columns alone, and says what putting anew would."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.corrections import Meant
from corpus.library import Outline
from corpus.model import Hints
from search.index_state import of_latest
from search.ingest.indexing import catch_up, rebuild
from search.service import Service
from search.whoosh_engine import WhooshEngine
from tests.asking import ask
from tests.contract.test_engine import document, found
from tests.marks import at

IDS = tuple(f"d{number:02}" for number in range(40))


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """Forty documents, each with a body of its id."""
    made = WhooshEngine(tmp_path / "index")
    with made.session() as session:
        for id in IDS:
            session.put(document(id, f"the word {id}", "a drone", show="Old"), body=id)
        session.commit(mark=at(1))
    return made


def new(id: str) -> Outline:
    return Outline(document(id, show="New"), id)


def describe(engine: WhooshEngine, *ids: str) -> Collection[str]:
    with engine.session() as session:
        done = session.describe(ids, new)
        session.commit(mark=at(2))
    return done


def inodes(folder: Path) -> set[int]:
    return {file.stat().st_ino for file in folder.glob("MAIN_*.positions")}


def test_the_files_of_the_words_stay_and_no_segment_comes_to_them(engine: WhooshEngine, tmp_path: Path) -> None:
    before = inodes(tmp_path / "index")
    assert describe(engine, *IDS[3:9], "unknown") == set(IDS[3:9])
    assert inodes(tmp_path / "index") == before
    assert found(engine, "show:New") == sorted(IDS[3:9] * 2)
    assert found(engine, "show:Old d20") == [IDS[20]]
    assert found(engine, "show:New d05") == [IDS[5]]


def test_documents_whose_stems_become_those_of_another_language_are_put(engine: WhooshEngine) -> None:
    languages = {IDS[3]: "de", IDS[4]: "en-GB", IDS[5]: "tlh"}
    with engine.session() as session:
        done = session.describe([*languages], lambda id: Outline(document(id, language=languages[id]), id))
    assert done == {IDS[4], IDS[5]}


def test_where_the_file_system_has_no_links_they_are_copied(
    engine: WhooshEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(path: Path, target: Path) -> None:
        raise OSError("no links here")

    before = inodes(tmp_path / "index")
    monkeypatch.setattr(Path, "hardlink_to", none)
    assert describe(engine, *IDS[3:9]) == set(IDS[3:9])
    assert not inodes(tmp_path / "index") <= before
    assert found(engine, "show:New d05") == [IDS[5]]


def test_few_documents_of_a_large_segment_are_put(engine: WhooshEngine) -> None:
    assert describe(engine, IDS[0]) == set()
    assert found(engine, "show:New") == []


def test_what_is_another_text_or_none_is_not_described(engine: WhooshEngine) -> None:
    outlines = {
        IDS[0]: Outline(document(IDS[0], show="New"), "another body"),
        IDS[1]: Outline(document(IDS[1], show="New"), ""),
        IDS[3]: Outline(document(IDS[3], show="New"), IDS[3]),
        IDS[4]: Outline(document(IDS[4], show="New"), IDS[4]),
        IDS[5]: Outline(document(IDS[5], show="New"), IDS[5]),
    }
    with engine.session() as session:
        session.put(document(IDS[1], "without a body"))
        session.commit(mark=at(2))
    with engine.session() as session:
        session.remove(IDS[3])
        session.put(document(IDS[4], "put before", show="Put"), body=IDS[4])
        assert session.describe(IDS[:6], outlines.get) == {IDS[5]}
        session.commit(mark=at(3))
    assert found(engine, "show:New") == [IDS[5]] * 2
    assert found(engine, "show:Put") == [IDS[4]]


def test_described_documents_are_described_again_and_merged(engine: WhooshEngine) -> None:
    describe(engine, *IDS)
    with engine.session() as session:
        for id in IDS[:30]:
            session.remove(id)
        session.commit(mark=at(3))
    engine.merge()
    with engine.session() as session:
        outlines = {id: Outline(replace(new(id).document, show="Newest"), id) for id in IDS}
        assert session.describe(IDS, outlines.get) == set(IDS[30:])
        session.commit(mark=at(4))
    assert found(engine, "show:Newest") == sorted(IDS[30:] * 2)
    assert found(engine, "show:New OR show:Old") == []


def test_a_session_that_comes_to_nothing_leaves_no_file(engine: WhooshEngine, tmp_path: Path) -> None:
    before = sorted((tmp_path / "index").iterdir())
    with engine.session() as session:
        assert session.describe(IDS, new)
    assert sorted((tmp_path / "index").iterdir()) == before


# the library


TRANSCRIPT = "**Al:** Welcome to the talk about drones.\n\n**Bo:** Thank you for having me.\n" * 2


def added(service: Service, file: Path, text: str, **hints: object) -> str:
    file.write_text(text)
    (result,) = service.adder.add([service.adder.spec(str(file), Hints(**hints))])  # type: ignore[arg-type]
    assert result.document
    return result.document


def in_index(engine: WhooshEngine) -> list[object]:
    with engine.snapshot() as snapshot:
        return [(page.hits, page.total, page.facets) for page in [ask(snapshot, "drones OR you")]]


def test_an_edit_of_details_leaves_the_words_alone_and_any_other_change_does_not(
    empty_service: Service, tmp_path: Path
) -> None:
    service, library = empty_service, empty_service.library
    engine = WhooshEngine(tmp_path / "beside")
    index = of_latest(library, engine)
    ids = [added(service, tmp_path / f"{name}.md", TRANSCRIPT, type="transcript", title=name) for name in "ab"]
    catch_up(index)

    def changed() -> bool:
        """Whether files of words are new; the index is what one made anew is."""
        before = inodes(tmp_path / "beside")
        catch_up(index)
        anew = WhooshEngine(tmp_path / f"anew-{library.log.revision}")
        rebuild(of_latest(library, anew))
        assert in_index(engine) == in_index(anew)
        return inodes(tmp_path / "beside") != before

    library.edit(ids, {"show": "A Show", "date": "2020-05"})
    assert not changed()
    library.names.correct(["Al"], Meant(name="Al Ott"), scope="document", places=ids[:1])
    assert changed()
    library.edit(ids, {"title": "Both"})
    assert not changed()
    added(service, tmp_path / "b.md", TRANSCRIPT.replace("drones", "planes"), type="transcript", title="b")
    assert changed()
    library.edit(ids, {"show": "Another", "type": "note"})
    assert not changed()
