"""A library's vocabulary: what means the same is sought beside a query's plain words, kept, undone, and never lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from corpus import equivalents
from corpus.errors import DamagedLibrary, InvalidValue
from corpus.library import Library, backup, salvage
from corpus.model import Document, Passage, Section
from search.results.values import Also, Match, SearchRequest, SearchResult, Tier
from search.service import Service
from tests.unit.test_library import keep, note

TEXT = """
Shahed-136 = Geran-2
IAEA = International Atomic Energy Agency
colour = color
US = United States
Treaty on the Sea = sea treaty
"""


def filled(service: Service, *texts: str, vocabulary: str = TEXT) -> Service:
    """A library with a note of a passage for each text, and a vocabulary."""
    for number, text in enumerate(texts):
        keep(service.library, note(text, title=f"N{number}"), at=f"/{number}.md")
    service.library.vocabulary.change(lambda _: vocabulary)
    service.indexer.catch_up()
    return service


def find(service: Service, query: str, *, vocabulary: bool = True, match: Match | None = None) -> SearchResult:
    return service.finder.search(SearchRequest(query=query, vocabulary=vocabulary, match=match))


def found(service: Service, query: str, *, vocabulary: bool = True) -> list[str]:
    """What is marked in the passages that have all that a query asks for."""
    hits = find(service, query, vocabulary=vocabulary, match=Match.ALL).hits
    return sorted(
        " ".join(hit.place.passage.text[first:last] for first, last in hit.spans) or hit.place.passage.text
        for hit in hits
    )


@pytest.mark.parametrize(
    ("query", "expected", "also"),
    [
        ("Shahed-136", ["Geran-2", "Shahed 136"], [("Shahed-136", ("Geran-2",))]),
        ("shahed 136", ["Geran-2", "Shahed 136"], [("shahed 136", ("Geran-2",))]),
        ("geran 2", ["Geran 2", "Shahed 136"], [("geran 2", ("Shahed-136",))]),
        ("IAEA", ["IAEA", "International Atomic Energy Agency"], [("IAEA", ("International Atomic Energy Agency",))]),
        (
            "international atomic energy agencies",
            ["Agency Energy Atomic international", "IAEA", "International Atomic Energy Agency"],
            [("international atomic energy agencies", ("IAEA",))],
        ),
        ("colours", ["color", "coloured"], [("colours", ("color",))]),
        ("said:IAEA", [], [("IAEA", ("International Atomic Energy Agency",))]),
        (
            "written:(IAEA colours)",
            [],
            [("IAEA", ("International Atomic Energy Agency",)), ("colours", ("color",))],
        ),
        ("IAEA OR colour", None, [("IAEA", ("International Atomic Energy Agency",)), ("colour", ("color",))]),
        ("parts -Shahed-136", ["parts"], [("-Shahed-136", ("Geran-2",))]),
        ("United States", ["US", "United States"], [("United States", ("US",))]),
        ("US", ["US", "United States"], [("US", ("United States",))]),
        ("treaty on the sea", ["sea treaty", "treaty sea"], [("treaty sea", ("sea treaty",))]),
        # what is not plain words is as it is written
        ('"Shahed-136"', ["Shahed 136"], []),
        ('"IAEA"', ["IAEA"], []),
        ("=colour", [], []),
        ("colo*", ["color", "coloured"], []),
        ("colour~", ["color"], []),
        ('"atomic energy"~3', ["Atomic Energy", "Energy Atomic"], []),
        ("title:colour", [], []),
        ("energy agency", ["Agency Energy", "Energy Agency"], []),
    ],
)
def test_what_means_the_same_is_sought_and_marked(
    empty_service: Service, query: str, expected: list[str] | None, also: list[tuple[str, tuple[str, ...]]]
) -> None:
    service = filled(
        empty_service,
        "Parts of the Geran-2 came by sea.",
        "Parts of a Shahed 136 came by rail.",
        "Other parts came by road.",
        "The IAEA sent two men.",
        "The International Atomic Energy Agency sent a letter.",
        "An Agency for Energy, and Atomic, and international.",
        "It was coloured red.",
        "The color was red.",
        "The US agreed.",
        "The United States agreed.",
        "A sea treaty.",
        "A treaty on fish, by the sea.",
    )
    if expected is not None:
        assert found(service, query) == expected
    assert find(service, query).also == tuple(Also(*each) for each in also)
    assert find(service, query, vocabulary=False).also == ()


def test_a_query_without_the_vocabulary_finds_its_own_words_alone(empty_service: Service) -> None:
    service = filled(empty_service, "Parts of the Geran-2.", "Parts of a Shahed-136.")
    assert found(service, "Shahed-136", vocabulary=False) == ["Shahed-136"]
    assert (
        find(service, "Shahed-136 parts", vocabulary=False)
        .hits[0]
        .url.startswith("/d/n1?q=Shahed-136+parts&vocabulary=off&at=")
    )
    document = service.library.document("n0")
    assert service.finder.marks("Shahed-136", document)
    assert service.finder.marks("Shahed-136", document, vocabulary=False) == {}


def test_a_word_and_what_means_the_same_are_one_word_of_a_query(empty_service: Service) -> None:
    service = filled(
        empty_service, "The IAEA sent inspectors.", "The International Atomic Energy Agency.", "Energy for inspectors."
    )
    result = find(service, "inspectors IAEA")
    tiers = [(hit.document.id, hit.tier, hit.lacks) for hit in result.hits]
    assert result.total == 1
    assert sorted(tiers) == [
        ("n0", Tier.ALL, ()),
        ("n1", Tier.SOME, ("inspectors",)),
        ("n2", Tier.SOME, ("IAEA or International Atomic Energy Agency",)),
    ]


def test_some_of_the_words_of_a_wording_are_listed_below(empty_service: Service) -> None:
    service = filled(empty_service, "The IAEA.", "An agency for energy.", "International waters.")
    result = find(service, "International Atomic Energy Agency")
    assert (result.total, result.total_any) == (1, 3)
    result = find(service, "IAEA")
    assert (result.total, result.total_any) == (1, 1)


def test_words_joined_elsewhere_are_found_with_the_vocabulary_too(empty_service: Service) -> None:
    service = filled(empty_service, "the front-end", "the frontend", "a finish", vocabulary="end = finish\n")
    without = {hit.document.id for hit in find(service, "front end", vocabulary=False, match=Match.ALL).hits}
    assert {hit.document.id for hit in find(service, "front end", match=Match.ALL).hits} == without == {"n0", "n1"}


def test_a_hyphenated_wording_tells_that_its_words_are_joined_elsewhere(empty_service: Service) -> None:
    service = filled(empty_service, "a front end", "a frontend", vocabulary="front-end = user interface\n")
    for query in ("front end", "frontend"):
        assert find(service, query, match=Match.ALL).total == 2
        assert find(service, query, vocabulary=False, match=Match.ALL).total == 1


def test_what_means_the_same_is_inflected_as_in_the_language_of_a_text(empty_service: Service) -> None:
    section = Section(heading="", kind="body", passages=(Passage(text="Die Waffen der Häuser"),))
    german = Document(type="note", title="G", language="de", sections=(section,))
    keep(empty_service.library, german, at="/g.md")
    service = filled(empty_service, "A weapon.", vocabulary="weapon = Waffe\n")
    assert found(service, "weapons") == ["Waffen", "weapon"]


def test_a_cursor_of_another_vocabulary_begins_again(empty_service: Service) -> None:
    service = filled(empty_service, "A color.", "The colour.", "Colors and colours.")
    first = service.finder.search(SearchRequest(query="colour", limit=1))
    rest = service.finder.search(SearchRequest(query="colour", limit=5, after=first.next))
    assert len(rest.hits) == 2
    service.library.vocabulary.change(lambda text: f"{text}grey = gray\n")
    anew = service.finder.search(SearchRequest(query="colour", limit=5, after=first.next))
    assert len(anew.hits) == 3
    assert "the list begins again" in anew.diagnostics[-1].message


def test_a_damaged_vocabulary_is_said_and_the_words_are_found(empty_service: Service) -> None:
    service = filled(empty_service, "A color.", "The colour.")
    with closing(sqlite3.connect(service.home / "library.sqlite")) as db, db:
        db.execute("UPDATE vocabulary SET text = replace(text, 'color', 'colon')")
    result = find(service, "colour")
    assert result.total == 1
    assert [each.message.partition(":")[0] for each in result.diagnostics] == ["The vocabulary was left out"]
    assert any("vocabulary" in line for line in service.library.check())


# the library


def test_a_new_library_begins_with_the_first_list(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        assert library.vocabulary.latest.text == equivalents.first_list()
        assert library.check(deep=True) == ()


def test_the_latest_change_is_undone_and_none_before_it(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        held = library.vocabulary
        held.change(lambda _: "a = b\n")
        kept = held.change(lambda text: f"{text}c = d\n")
        assert held.change(lambda text: text) == kept, "which is no change"
        undone = held.undo(kept.number)
        assert undone.text == "a = b\n"
        with pytest.raises(InvalidValue, match="was changed since"):
            held.undo(kept.number)
        assert held.undo(undone.number).text == "a = b\nc = d\n"
        assert library.check(deep=True) == ()


def test_a_text_that_cannot_be_understood_is_not_kept(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        before = library.vocabulary.latest
        with pytest.raises(InvalidValue, match="line 1: “alone” stands alone"):
            library.vocabulary.change(lambda _: "alone\n")
        assert library.vocabulary.latest == before


def test_a_backup_and_what_is_salvaged_have_the_vocabulary(tmp_path: Path) -> None:
    new, made = tmp_path / "new" / "library.sqlite", tmp_path / "made" / "library.sqlite"
    with Library(tmp_path / "library.sqlite") as library:
        keep(library, note("one"))
        latest = library.vocabulary.change(lambda _: "a = b  # kept\n")
        backup.backup(library, tmp_path, lambda _: "b.sqlite", files={}, progress=lambda *_: None)
    backup.restore(tmp_path / "b.sqlite", new, wanted="settings", progress=lambda *_: None)
    salvage.salvage(tmp_path / "library.sqlite", made)
    for path in (new, made):
        with Library(path) as library:
            assert library.vocabulary.latest == latest
            assert library.vocabulary.undo(latest.number).text == equivalents.first_list()
            assert library.check(deep=True) == ()


def test_of_a_damaged_vocabulary_the_edition_that_is_whole_is_salvaged(tmp_path: Path) -> None:
    with Library(tmp_path / "library.sqlite") as library:
        keep(library, note("one"))
        library.vocabulary.change(lambda _: "a = b\n")
        library.vocabulary.change(lambda _: "a = b\nc = d\n")
    copyfile(tmp_path / "library.sqlite", tmp_path / "lost.sqlite")
    with closing(sqlite3.connect(tmp_path / "library.sqlite")) as db, db:
        db.execute("UPDATE vocabulary SET text = 'a = c' WHERE text LIKE '%d%'")
    salvaged = salvage.salvage(tmp_path / "library.sqlite", tmp_path / "made" / "library.sqlite")
    assert "1 row of vocabulary is not what was stored" in salvaged.gone
    with Library(tmp_path / "made" / "library.sqlite") as library:
        assert library.vocabulary.latest.text == "a = b\n"
        assert library.check(deep=True) == ()
    with closing(sqlite3.connect(tmp_path / "lost.sqlite")) as db, db:
        db.execute("DELETE FROM vocabulary WHERE edition = (SELECT max(edition) FROM vocabulary)")
    with Library(tmp_path / "lost.sqlite") as library:
        assert "library: rows of vocabulary are lost: 1" in library.check()
        with pytest.raises(DamagedLibrary, match="an edition of the vocabulary is lost"):
            _ = library.vocabulary.latest
