"""Corrections of names: who is meant, where, and that they outlive reading again and are taken back."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.corrections import Meant
from corpus.errors import InvalidValue, NotFound
from corpus.library import Library, Source, StoreResult
from corpus.library.salvage import salvage
from corpus.model import Document, NameParts, Passage, Person, Reading, Role, Section

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ODILE = Meant(name="Odile Brandt")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite", now=lambda: NOW) as opened:
        yield opened


def talk(
    *turns: tuple[str, str], title: str = "The lease", show: str = "Harbour Lines", people: tuple[Person, ...] = ()
) -> Document:
    labels = dict.fromkeys(who for who, _ in turns)
    passages = tuple(Passage(text=text, speaker=who) for who, text in turns)
    speakers = tuple(Person(name=label, roles=("speaker",)) for label in labels)
    return Document(
        type="transcript",
        title=title,
        show=show,
        people=(*people, *speakers),
        sections=(Section(heading="", kind="transcript", passages=passages),),
    )


def keep(library: Library, document: Document, *, data: bytes = b"") -> StoreResult:
    at = f"/{document.title}.md"
    source = Source(source=at, key=f"path:{at}")
    return library.keep(Reading(document=document), source=source, data=data or repr(document).encode(), reader="r1")


def said_by(library: Library, id: str, version: int | None = None) -> list[str | None]:
    return [passage.who for passage in library.document(id, version).passages()]


def people(library: Library, id: str) -> dict[str, tuple[Role, ...]]:
    return {person.name: person.roles for person in library.document(id).people}


TURNS = (("O. Brandt", "The quay is let."), ("ODILE", "For how long?"), ("Host", "Ninety years."), ("Rune", "Long."))


def test_several_labels_of_a_document_are_one_person(library: Library) -> None:
    id = keep(library, talk(*TURNS)).document
    found = library.names.correct(
        ["O. Brandt", "ODILE", "Host"], Meant(name="Odile Brandt", role="host"), scope="document", places=[id]
    )
    assert found.turns == {id: 3}
    assert said_by(library, id) == ["Odile Brandt", "Odile Brandt", "Odile Brandt", "Rune"]
    assert people(library, id) == {"Odile Brandt": ("host", "speaker"), "Rune": ("speaker",)}
    assert [passage.speaker for passage in library.document(id).passages()] == ["O. Brandt", "ODILE", "Host", "Rune"]


def test_what_is_shown_elsewhere_is_corrected_too(library: Library) -> None:
    id = keep(library, talk(*TURNS)).document
    library.names.correct(["Host", "ODILE"], ODILE)
    (first, *_) = library.document(id).passages()
    names = {"O. Brandt", "Odile Brandt", "Rune"}
    assert {person.name for person in library.record(id).document.people} == names
    assert {person.name for person in library.headers([id])[id].people} == names
    assert {person.name for person in library.located([first.id])[first.id].document.people} == names
    assert library.located([first.id])[first.id].passage.who == "Odile Brandt", "whose initial and name it is"


def test_no_version_is_written_and_the_change_is_logged_where_something_changed(library: Library) -> None:
    one = keep(library, talk(*TURNS)).document
    two = keep(library, talk(("Rune", "Good."), title="The crane")).document
    revision = library.log.revision
    found = library.names.correct(["Host"], ODILE)
    assert (found.turns, library.document(one).version) == ({one: 3}, 1), "the labels that her name explains, too"
    assert library.log.changes(revision)[1] == ((one, True),)
    again = library.names.correct(["Host"], ODILE, scope="document", places=[two])
    assert again.turns == {}


def test_old_versions_show_who_is_meant_and_reading_again_keeps_it(library: Library) -> None:
    id = keep(library, talk(*TURNS)).document
    library.names.correct(["Host"], ODILE)
    kept = keep(library, talk(*TURNS, ("Host", "Thank you.")))
    assert (kept.status, kept.version) == ("updated", 2)
    assert said_by(library, id, 1)[2] == said_by(library, id, 2)[4] == "Odile Brandt"
    assert keep(library, talk(*TURNS, ("Host", "Thank you.")), data=b"again").status == "unchanged"


def test_a_show_is_corrected_and_no_other(library: Library) -> None:
    one = keep(library, talk(*TURNS)).document
    other = keep(library, talk(*TURNS, title="Rails", show="Slow Freight")).document
    library.names.correct(["host"], ODILE, scope="show", places=["Harbour Lines"])
    assert (said_by(library, one)[2], said_by(library, other)[2]) == ("Odile Brandt", "Host")
    later = keep(library, talk(("Host", "Welcome."), title="The crane")).document
    assert said_by(library, later) == ["Odile Brandt"], "what comes in later as well"


def test_the_narrowest_goes_before_and_then_the_latest(library: Library) -> None:
    id = keep(library, talk(*TURNS)).document
    library.names.correct(["Host"], Meant(name="Ann Lee"), scope="document", places=[id])
    library.names.correct(["Host"], Meant(name="Bo Ek"), scope="show", places=["Harbour Lines"])
    library.names.correct(["Host"], Meant(name="Cy Dow"))
    assert said_by(library, id)[2] == "Ann Lee"
    library.names.correct(["Host"], Meant(name="Di Fay"), scope="document", places=[id])
    assert said_by(library, id)[2] == "Di Fay"


def test_a_name_as_it_is_shown_can_be_corrected_again(library: Library) -> None:
    id = keep(library, talk(*TURNS)).document
    library.names.correct(["Host", "O. Brandt"], Meant(name="Odile Brandt", role="host"))
    library.names.correct(["odile brandt"], Meant(parts=NameParts("Brandt-Kay", "Odile")))
    assert said_by(library, id)[0] == said_by(library, id)[2] == "Odile Brandt-Kay"
    assert people(library, id)["Odile Brandt-Kay"] == ("host", "speaker"), "what was said before holds"
    library.names.correct(["Odile Brandt-Kay"], Meant(role="guest"))
    assert people(library, id)["Odile Brandt-Kay"] == ("guest", "speaker")


def test_names_that_stand_for_each_other_are_the_later_one(library: Library) -> None:
    id = keep(library, talk(("Ann Lee", "One."), ("Bo Ek", "Two."))).document
    library.names.correct(["Ann Lee"], Meant(name="Bo Ek"))
    library.names.correct(["Bo Ek"], Meant(name="Ann Lee"))
    assert said_by(library, id) == ["Ann Lee", "Ann Lee"]


def test_a_name_that_stands_for_another_one_leads_there_whichever_was_said_first(library: Library) -> None:
    id = keep(library, talk(("Host", "One."), ("Ob", "Two."))).document
    library.names.correct(["Ob"], ODILE, scope="show", places=["Harbour Lines"])
    library.names.correct(["Host"], Meant(name="Ob", role="host"), scope="document", places=[id])
    assert said_by(library, id) == ["Odile Brandt", "Odile Brandt"]
    assert people(library, id) == {"Odile Brandt": ("host", "speaker")}


def test_labels_go_on_naming_a_person_whose_name_is_corrected(library: Library) -> None:
    turns = (("Rune Haddow", "One."), ("HADDOW", "Two."), ("Visser", "Three."))
    id = keep(library, talk(*turns, people=(Person(name="Ann Visser", roles=("guest",)),))).document
    library.names.correct(["Rune Haddow"], Meant(name="Rune Haddow-Kay"))
    library.names.correct(["Ann Visser"], Meant(name="Ann Smit"))
    assert said_by(library, id) == ["Rune Haddow-Kay", "Rune Haddow-Kay", "Ann Smit"]


def test_a_merged_person_has_the_parts_and_roles_of_both(library: Library) -> None:
    known = Person(name="Odile Brandt", roles=("host",), affiliation="Dock College", parts=NameParts("Brandt", "Odile"))
    id = keep(library, talk(("Lady", "One."), people=(known,))).document
    library.names.correct(["Lady"], ODILE)
    (person,) = library.document(id).people
    assert (person.roles, person.affiliation, person.parts) == (
        ("host", "speaker"),
        "Dock College",
        NameParts("Brandt", "Odile"),
    )


def test_a_role_alone_leaves_the_name_as_it_is_printed(library: Library) -> None:
    id = keep(library, talk(("Rune Haddow", "One."), people=(Person(name="Rune Haddow", roles=("guest",)),))).document
    library.names.correct(["rune haddow"], Meant(role="host"))
    assert people(library, id) == {"Rune Haddow": ("host", "speaker")}


def test_a_role_in_a_show_does_not_make_the_author_of_a_report_its_host(library: Library) -> None:
    report = Document(type="report", title="On quays", people=(Person(name="Rune Haddow", roles=("author",)),))
    id = keep(library, report).document
    library.names.correct(["Rune Haddow"], Meant(role="host"))
    assert people(library, id) == {"Rune Haddow": ("author",)}
    library.names.correct(["Rune Haddow"], Meant(role="producer"), scope="document", places=[id])
    assert people(library, id) == {"Rune Haddow": ("producer",)}


def test_nobody_speaks_where_a_heading_was_read_as_a_name(library: Library) -> None:
    id = keep(library, talk(("What they cost", "A lot."), ("Host", "Yes."))).document
    found = library.names.correct(["What they cost"], Meant(nobody=True))
    first, _ = library.document(id).passages()
    assert (found.turns, first.who, first.speaker, first.label) == ({id: 1}, None, None, "What they cost")
    assert list(people(library, id)) == ["Host"]
    library.names.correct(["What they cost"], Meant(name="Rune Haddow"))
    assert said_by(library, id)[0] == "Rune Haddow"


def test_nobody_is_meant_by_one_label_alone(library: Library) -> None:
    id = keep(library, talk(*TURNS)).document
    library.names.correct(["Host", "ODILE"], ODILE)
    library.names.correct(["Host"], Meant(nobody=True), scope="document", places=[id])
    assert said_by(library, id) == ["Odile Brandt", "Odile Brandt", None, "Rune"]


def test_a_transcript_follows_what_is_said_of_its_episode(library: Library) -> None:
    people = (Person(name="Ilse Van Der Marck", roles=("guest",)),)
    episode = Document(
        type="episode",
        title="The lease",
        show="Harbour Lines",
        guid="e1",
        people=people,
        sections=(Section(heading="", kind="summary", passages=(Passage(text="Who owns the quay?"),)),),
    )
    source = Source(source="/feed", key="item:/feed")
    at = library.keep(Reading(document=episode), source=source, data=b"e", reader="r1").document
    id = keep(library, talk(("MARCK", "We do."))).document
    assert said_by(library, id) == ["Ilse Van Der Marck"]
    parts = NameParts("Marck", "Ilse", "van der")
    found = library.names.correct(["Ilse Van Der Marck"], Meant(parts=parts), scope="document", places=[at])
    assert found.turns == {at: 0, id: 1}
    assert said_by(library, id) == ["Ilse van der Marck"]
    assert [person.parts for person in library.document(id).people] == [parts]


def test_an_undone_correction_is_as_if_it_had_not_been(library: Library) -> None:
    id = keep(library, talk(*TURNS)).document
    before = library.document(id)
    made = library.names.correct(["Host"], ODILE)
    revision = library.log.revision
    undone = library.names.undo(made.correction.id)
    assert (undone.turns, library.document(id)) == ({id: 3}, before)
    assert library.log.changes(revision)[1] == ((id, True),)
    assert [(each.id, each.undone) for each in library.names.corrections()] == [(made.correction.id, NOW)]
    with pytest.raises(InvalidValue, match="correction 1 was undone on 2026-11-24"):
        library.names.undo(made.correction.id)
    with pytest.raises(NotFound, match="no correction 7"):
        library.names.undo(7)


def test_what_would_change_is_told_and_nothing_is_kept(library: Library) -> None:
    id = keep(library, talk(*TURNS)).document
    before, revision = library.document(id), library.log.revision
    would = library.names.would_correct(["Host"], ODILE)
    assert (would.turns, would.then and [p.who for p in would.then.passages()][2]) == ({id: 3}, "Odile Brandt")
    assert (library.document(id), library.log.revision, library.names.corrections()) == (before, revision, ())


@pytest.mark.parametrize(
    ("names", "meant", "why"),
    [
        ((), ODILE, "no name was given"),
        ((" ",), ODILE, "no name was given"),
        (("Host",), Meant(), "nothing is said of 'Host'"),
        (("Host",), Meant(nobody=True, name="Ann Lee"), "neither a name nor a role"),
        (("Host",), Meant(parts=NameParts("", "Ann")), "family name"),
        (("Host",), Meant(name="x" * 3000), "at most 2,000"),
    ],
)
def test_what_cannot_be_understood_is_refused(library: Library, names: tuple[str, ...], meant: Meant, why: str) -> None:
    keep(library, talk(*TURNS))
    with pytest.raises(InvalidValue, match=why):
        library.names.correct(names, meant)
    assert library.names.corrections() == ()


def test_a_show_or_document_that_is_not_there_is_told(library: Library) -> None:
    keep(library, talk(*TURNS))
    with pytest.raises(NotFound, match="did you mean 'Harbour Lines'"):
        library.names.correct(["Host"], ODILE, scope="show", places=["Harbor Lines"])
    with pytest.raises(NotFound, match="no document 'x'"):
        library.names.correct(["Host"], ODILE, scope="document", places=["x"])


def test_what_a_source_says_of_names_holds_until_a_person_says_something_else(library: Library) -> None:
    known = Person(
        name="Odile Brandt", parts=NameParts("Brandt", "Odile"), roles=("host",), aliases=("O. Brandt", "Host")
    )
    spoken = talk(*TURNS, people=(known,))
    id = keep(library, Document(**{**_fields(spoken), "nobody": ("Rune",)})).document  # type: ignore[arg-type]
    assert said_by(library, id) == ["Odile Brandt", "Odile Brandt", "Odile Brandt", None]
    library.names.correct(["Rune"], Meant(name="Rune Haddow"))
    library.names.correct(["Host"], Meant(name="Ann Lee"))
    assert said_by(library, id) == ["Odile Brandt", "Odile Brandt", "Ann Lee", "Rune Haddow"]


def _fields(document: Document) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.__slots__}


def test_everyone_is_listed_with_their_turns(library: Library) -> None:
    one = keep(library, talk(*TURNS)).document
    two = keep(library, talk(("Rune", "Good."), title="The crane")).document
    library.names.correct(["Host", "O. Brandt", "ODILE"], Meant(name="Odile Brandt", role="host"))
    found = [(each.name, each.roles, each.turns, set(each.documents)) for each in library.names.listed()]
    assert found == [("Odile Brandt", ("host",), 3, {one}), ("Rune", (), 2, {one, two})]
    assert [each.turns for each in library.names.listed("document", [two])] == [1]


def test_a_purge_leaves_no_name_of_what_was_said_of_its_document(library: Library, tmp_path: Path) -> None:
    one = keep(library, talk(*TURNS)).document
    two = keep(library, talk(*TURNS, title="The crane")).document
    library.names.correct(["Host"], Meant(name="Secret Source"), scope="document", places=[one])
    library.names.correct(["Host"], ODILE, scope="document", places=[one, two])
    library.remove(one, purge=True)
    assert [each.places for each in library.names.corrections()] == [(two,)]
    assert said_by(library, two)[2] == "Odile Brandt"
    library.close()
    assert b"Secret Source" not in (tmp_path / "library.sqlite").read_bytes()
    assert library.check(deep=True) == ()


def test_a_damaged_or_lost_correction_is_told_and_the_others_are_salvaged(library: Library, tmp_path: Path) -> None:
    id = keep(library, talk(*TURNS)).document
    for label in ("ODILE", "O. Brandt", "Host"):
        library.names.correct([label], ODILE)
    library.close()
    path = tmp_path / "library.sqlite"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE corrections SET names = '[\"Rune\"]' WHERE id = 2")
        db.execute("DELETE FROM corrections WHERE id = 1")
    assert library.check() == (
        "library: rows of corrections are lost: 1",
        "library: a row of corrections is not what was stored",
    )
    found = salvage(path, tmp_path / "new.sqlite")
    assert "1 row of corrections is not what was stored" in found.gone
    with Library(tmp_path / "new.sqlite") as mended:
        assert said_by(mended, id)[2] == "Odile Brandt"
        assert mended.check(deep=True) == ()
