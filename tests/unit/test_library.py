"""The library: what it keeps, what it knows again, what it never loses, and what it deletes for good."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.dates import PartialDate
from corpus.errors import Gone, InvalidValue, LibraryError, NotFound
from corpus.library import Library, Source, StoreResult
from corpus.library.schema import connect
from corpus.model import Document, Passage, Person, Reading, Reference, Section

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite", now=lambda: NOW) as opened:
        yield opened


def note(*texts: str, title: str = "A note", **details: object) -> Document:
    section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in texts))
    given: dict[str, object] = {"type": "note", "title": title, "sections": (section,), **details}
    return Document(**given)  # type: ignore[arg-type]


def keep(
    library: Library, document: Document, *related: Document, at: str = "/a.md", data: bytes | None = None
) -> StoreResult:
    text = data if data is not None else repr(document).encode()
    source = Source(source=at, key=f"path:{at}")
    return library.keep(Reading(document=document, related=related), source=source, data=text, reader="r1")


def bio(name: str, text: str = "") -> Document:
    section = Section(heading="Bios", kind="bios", passages=(Passage(text=text or f"{name} is a pilot."),))
    return Document(type="bio", title=name, people=(Person(name=name, roles=("subject",)),), sections=(section,))


def stub(title: str = "On Pumps") -> Document:
    text = f"Ann Lee, “{title},” Pump Press, 2024."
    return note(
        text,
        title=title,
        type="report",
        stub=True,
        date=PartialDate(2024),
        people=(Person(name="Ann Lee", roles=("author",)),),
    )


def texts(document: Document) -> list[str]:
    return [passage.text for passage in document.passages()]


# keeping


def test_what_is_kept_comes_back_whole(library: Library) -> None:
    document = note(
        "one",
        "two",
        show="S",
        date=PartialDate(2024, 8),
        url="https://example.org/a",
        language="en",
        people=(Person(name="Ann Lee", roles=("host",), affiliation="X"),),
        references=(Reference(text="t", authors=("B",), date=PartialDate(2023)),),
        audio_url="https://example.org/a.mp3",
        duration_ms=5,
    )
    kept = keep(library, document, data=b"\x00bytes")
    assert kept == StoreResult(status="added", document="a-note", version=1, passages=2)
    found = library.document("a-note")
    assert texts(found) == ["one", "two"]
    blank = tuple(replace(section, passages=()) for section in document.sections)
    assert replace(found, sections=blank) == replace(document, id="a-note", version=1, added_at=NOW, sections=blank)
    assert library.original("a-note") == b"\x00bytes"


def test_the_same_source_again_is_unchanged_and_logs_nothing(library: Library) -> None:
    keep(library, note("one"))
    revision = library.log.revision
    assert keep(library, note("one")).status == "unchanged"
    assert library.log.revision == revision


def test_a_changed_source_is_a_new_version_and_the_old_one_is_kept(library: Library) -> None:
    keep(library, note("one", "same"), data=b"first")
    kept = keep(library, note("two", "same"), data=b"second")
    assert (kept.status, kept.document, kept.version) == ("updated", "a-note", 2)
    assert texts(library.document("a-note", 1)) == ["one", "same"]
    assert texts(library.document("a-note")) == ["two", "same"]
    assert (library.original("a-note", 1), library.original("a-note")) == (b"first", b"second")
    assert [version.version for version in library.versions("a-note")] == [1, 2]


def test_the_same_bytes_from_elsewhere_are_noted_as_another_source(library: Library) -> None:
    keep(library, note("one"), at="/a.md", data=b"x")
    kept = keep(library, note("one"), at="/b.md", data=b"x")
    assert (kept.status, kept.document) == ("unchanged", "a-note")
    assert "/b.md" in kept.message
    assert library.record("a-note").sources == ("/a.md", "/b.md")


def test_documents_are_listed_the_newest_first(tmp_path: Path) -> None:
    days = iter([2, 3, 1, 4])
    with Library(tmp_path / "library.sqlite", now=lambda: NOW.replace(day=next(days))) as library:
        for name in ("b", "c", "a"):
            keep(library, note(name, title=name), at=f"/{name}.md")
        assert library.listed() == ("c", "b", "a")
        assert [record.document.id for record in library.records(["a", "b", "c"])] == ["c", "b", "a"]
        assert keep(library, note("a again", title="a"), at="/a.md").status == "updated"
        assert library.listed() == ("a", "c", "b")


def test_a_document_is_known_again_by_its_address_wherever_its_file_is(library: Library) -> None:
    keep(library, note("one", url="https://example.org/a"), at="/a.md")
    assert keep(library, note("two", url="https://example.org/a"), at="/moved.md").status == "updated"
    assert len(library.live()) == 1


def test_ids_are_slugs_given_once_and_never_reused(library: Library) -> None:
    assert keep(library, note("one"), at="/a.md").document == "a-note"
    assert keep(library, note("two"), at="/b.md").document == "a-note-2"
    library.remove("a-note", purge=True)
    assert keep(library, note("three"), at="/c.md").document == "a-note-3"
    assert keep(library, note("four", title="飛行機"), at="/d.md").document == "document"
    assert keep(library, note("four", title="Renamed", type="report"), at="/b.md").document == "a-note-2"


def test_would_says_what_keep_will_do_and_stores_nothing(library: Library) -> None:
    reading = Reading(document=note("one"), related=(bio("Ann Lee"),))
    source = Source(source="/a.md", key="path:/a.md")
    seen = library.would(reading, source=source, data=b"x")
    assert (seen.status, library.log.revision, library.live()) == ("added", 0, ())
    assert library.keep(reading, source=source, data=b"x", reader="r") == seen


# what belongs together


def test_bios_and_stubs_are_shared_by_the_episodes_that_name_them(library: Library) -> None:
    keep(library, note("one", type="episode", title="First"), bio("Ann Lee"), stub(), at="/1.html")
    keep(library, note("two", type="episode", title="Second"), bio("Ann Lee"), stub(), at="/2.html")
    assert len(library.live()) == 4
    assert library.related("ann-lee").episodes == ("first", "second")
    assert library.related("first").bios == library.related("second").bios == ("ann-lee",)
    assert library.related("first").reports == ("on-pumps",)


def test_a_stub_is_filled_by_the_report_itself(library: Library) -> None:
    keep(library, note("one", type="episode", title="First"), stub(), at="/1.html")
    people = (Person(name="Ann Lee", roles=("author",)),)
    report = note("The whole text.", title="On Pumps", type="report", date=PartialDate(2024, 3), people=people)
    kept = keep(library, report, at="/pumps.md")
    assert (kept.status, kept.document, kept.version) == ("updated", "on-pumps", 2)
    assert not library.document("on-pumps").stub
    keep(library, note("one more", type="episode", title="First"), stub(), at="/1.html")
    assert texts(library.document("on-pumps")) == ["The whole text."]


def test_a_transcript_and_its_episode_find_each_other_in_either_order(library: Library) -> None:
    keep(library, note("said", type="transcript", title="T", show="S"), at="/x/t.vtt")
    keep(library, note("notes", type="episode", title="T", show="S"), at="/y/e.html")
    keep(library, note("notes", type="episode", title="Other", show="S"), at="/z/talk.html")
    keep(library, note("said", type="transcript", title="Talk"), at="/z/talk.vtt")
    assert library.related("t").episodes == ("t-2",)
    assert library.related("t-2").transcripts == ("t",)
    assert library.related("talk").episodes == ("other",)


# editing


def test_edits_outlive_reading_again_and_change_no_id(library: Library) -> None:
    keep(library, note("one"))
    (passage,) = library.document("a-note").passages()
    library.edit(["a-note"], {"title": "Renamed", "date": "August 2024"})
    keep(library, note("one", "two"))
    document = library.document("a-note")
    assert (document.title, document.date, document.version) == ("Renamed", PartialDate(2024, 8), 3)
    assert passage.id in {each.id for each in document.passages()}


def test_an_empty_edit_goes_back_to_what_the_source_says_now(library: Library) -> None:
    keep(library, note("one", show="Old"))
    library.edit(["a-note"], {"show": "Mine"})
    keep(library, note("one", show="New"))
    assert library.document("a-note").show == "Mine"
    library.edit(["a-note"], {"show": ""})
    assert library.document("a-note").show == "New"
    assert library.edit(["a-note"], {"show": None})[0].status == "unchanged"


def test_publisher_season_and_episode_are_edited_and_go_back(library: Library) -> None:
    keep(library, note("one", publisher="The Source", episode="14"))
    library.edit(["a-note"], {"publisher": "Mine", "season": "2", "episode": "14b"})
    document = library.document("a-note")
    assert (document.publisher, document.season, document.episode) == ("Mine", "2", "14b")
    library.edit(["a-note"], {"publisher": "", "season": "", "episode": ""})
    document = library.document("a-note")
    assert (document.publisher, document.season, document.episode) == ("The Source", None, "14")


def test_a_detail_that_every_page_would_repeat_at_length_is_refused(library: Library) -> None:
    keep(library, note("one"))
    with pytest.raises(InvalidValue, match=r"\Atitle of 9,000,000 characters: write at most 2,000\Z"):
        library.edit(["a-note"], {"title": "A" * 9_000_000})
    library.edit(["a-note"], {"title": "A" * 2000})


def test_many_passages_of_a_document_with_many_people_are_stored_in_time(library: Library) -> None:
    texts, people = [f"word {n}" for n in range(5_000)], tuple(Person(name=f"A{n}" * 9) for n in range(50_000))
    begun = time.process_time()
    keep(library, note(*texts))
    alone = time.process_time() - begun
    keep(library, replace(note(*texts, title="Another"), people=people), at="/b.md")
    assert time.process_time() - begun - alone < 10 * max(alone, 0.5)


def test_a_document_that_is_named_twice_is_edited_once(library: Library) -> None:
    keep(library, note("one"))
    assert len(library.edit(["a-note", "a-note"], {"title": "Renamed"})) == 1


def test_an_edit_settles_its_check_and_a_person_may_settle_all(library: Library) -> None:
    def checks() -> tuple[str, ...]:
        return library.record("a-note").checks

    source = Source(source="/a.md", key="path:/a.md")
    reading = Reading(
        document=note("one"), checks=("title taken from the file's name", "date missing", "people missing")
    )
    library.keep(reading, source=source, data=b"x", reader="r")
    library.edit(["a-note"], {"date": "2024"})
    assert checks() == ("title taken from the file's name", "people missing")
    library.edit(["a-note"], {"date": ""})
    assert len(checks()) == 3
    library.dismiss(["a-note"])
    assert library.listed(needs_check=True) == ()
    library.keep(reading, source=source, data=b"x", reader="r")
    assert checks() == ()
    library.keep(replace(reading, document=note("two")), source=source, data=b"y", reader="r")
    assert len(checks()) == 3


@pytest.mark.parametrize(
    "changes", [{"type": "poem"}, {"date": "soon"}, {"url": "javascript:alert(1)"}, {"text": "other words"}]
)
def test_what_is_no_detail_is_refused_and_none_is_changed(library: Library, changes: dict[str, str]) -> None:
    keep(library, note("one"))
    with pytest.raises(InvalidValue):
        library.edit(["a-note"], {"title": "Renamed", **changes})
    with pytest.raises(NotFound):
        library.edit(["a-note", "nothing"], {"title": "Renamed"})
    assert library.document("a-note").title == "A note"


# removing


def test_removal_takes_along_what_only_it_introduces_and_brings_it_back(library: Library) -> None:
    keep(library, note("one", type="episode", title="First"), bio("Ann Lee"), bio("Bo Ek"), at="/1.html")
    keep(library, note("two", type="episode", title="Second"), bio("Bo Ek"), at="/2.html")
    assert set(library.remove("first")) == {"first", "ann-lee"}
    assert library.live() == ("bo-ek", "second")
    assert set(library.undelete("first")) == {"first", "ann-lee"}
    assert library.live() == ("ann-lee", "bo-ek", "first", "second")


def test_a_removed_document_returns_when_its_source_is_added_again(library: Library) -> None:
    keep(library, note("one"))
    library.remove("a-note")
    kept = keep(library, note("one"))
    assert (kept.document, kept.version) == ("a-note", 1)
    assert library.live() == ("a-note",)


def test_purged_text_is_gone_from_the_disk_and_leaves_a_tombstone(library: Library, tmp_path: Path) -> None:
    keep(library, note("a very secret sentence"), data=b"a very secret original")
    (passage,) = library.document("a-note").passages()
    library.remove("a-note", purge=True)
    for path in tmp_path.iterdir():
        assert b"very secret" not in path.read_bytes(), path.name
    for ask in (library.document, library.record, library.original):
        with pytest.raises(Gone):
            ask("a-note")
    with pytest.raises(Gone):
        library.passage(passage.id)
    assert keep(library, note("a very secret sentence"), data=b"a very secret original").document == "a-note-2"


def test_an_original_that_another_document_needs_outlives_a_purge(library: Library) -> None:
    keep(library, note("one"), at="/a.md", data=b"shared")
    keep(library, note("other", title="B"), at="/b.md", data=b"other")
    keep(library, note("one", title="B"), at="/b.md", data=b"shared")
    library.remove("a-note", purge=True)
    assert library.original("b") == b"shared"


# passages


def test_a_passage_knows_what_became_of_it(library: Library) -> None:
    first = note("A sentence that stays.", "The mast is forty metres high.", "This goes away entirely.")
    keep(library, first)
    stays, changes, goes = (passage.id for passage in library.document("a-note").passages())
    keep(library, note("A sentence that stays.", "The mast is fifty metres high."))
    assert library.passage(stays).state == "current"
    assert library.passage(stays, 1).version == 1
    changed = library.passage(changes)
    assert (changed.state, changed.version) == ("changed", 1)
    located = library.located([changed.successor or ""])
    assert located[changed.successor or ""].passage.text == "The mast is fifty metres high."
    assert library.passage(goes).state == "dropped"
    library.remove("a-note")
    assert library.passage(stays).state == "removed"
    assert library.located([stays]) == {}


def test_unknown_names_get_a_suggestion(library: Library) -> None:
    keep(library, note("one"))
    (passage,) = library.document("a-note").passages()
    with pytest.raises(NotFound, match="did you mean 'a-note'"):
        library.document("a-not")
    with pytest.raises(NotFound, match=passage.id):
        library.passage(passage.id[:-2] + "aa")
    with pytest.raises(NotFound, match="the latest is 1"):
        library.document("a-note", 4)


# the log of changes


def test_every_change_is_logged_with_the_latest_state(library: Library) -> None:
    keep(library, note("one"), at="/a.md")
    keep(library, note("two", title="B"), at="/b.md")
    after = library.log.mark
    assert library.log.changes(0) == (after, (("a-note", True), ("b", True)))
    library.remove("a-note")
    library.edit(["b"], {"title": "C"})
    assert library.log.changes(after.revision) == (library.log.mark, (("a-note", False), ("b", True)))
    assert library.log.changes(library.log.revision) == (library.log.mark, ())


def test_a_copy_that_goes_on_by_itself_has_another_history(library: Library, tmp_path: Path) -> None:
    assert library.log.had(library.log.mark)  # of a library without a change
    keep(library, note("one"))
    common = library.log.mark
    with (
        closing(sqlite3.connect(tmp_path / "copy.sqlite")) as file,
        closing(connect(tmp_path / "library.sqlite")) as db,
    ):
        db.backup(file)
    keep(library, note("two", title="B"), at="/b.md")
    with Library(tmp_path / "copy.sqlite") as copy, Library(tmp_path / "other.sqlite") as other:
        keep(copy, note("three", title="C"), at="/c.md")
        assert copy.log.mark[:2] == library.log.mark[:2]
        assert copy.log.mark != library.log.mark
        assert (copy.log.had(common), library.log.had(common)) == (True, True)
        assert (copy.log.had(library.log.mark), library.log.had(copy.log.mark)) == (False, False)
        assert not library.log.had(library.log.mark._replace(revision=library.log.revision + 1))
        assert not other.log.had(common._replace(revision=0))


# the file


def test_a_library_is_private_and_opens_again(library: Library, tmp_path: Path) -> None:
    keep(library, note("one"))
    path = tmp_path / "library.sqlite"
    assert path.stat().st_mode & 0o077 == 0
    with Library(path) as again:
        assert again.live() == ("a-note",)


def test_what_is_no_library_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"This is a text, and no database at all. " * 100)
    with pytest.raises(LibraryError, match="is damaged: file is not a database"):
        Library(path)
    assert path.read_bytes().startswith(b"This is a text")


def test_nothing_is_made_of_a_missing_or_emptied_library_unless_asked(tmp_path: Path) -> None:
    path = tmp_path / "home" / "library.sqlite"
    with pytest.raises(LibraryError, match=r"there is no library in .*home; `citecast add` makes one"):
        Library(path, create=False)
    assert not path.parent.exists()
    path.parent.mkdir()
    for emptied in (b"", None):
        if emptied is None:
            with closing(sqlite3.connect(path)) as db:
                db.execute("PRAGMA journal_mode = WAL")  # a file with a header and no table
        else:
            path.write_bytes(emptied)
        before = path.read_bytes()
        with pytest.raises(LibraryError, match="there is no library"):
            Library(path, create=False)
        assert path.read_bytes() == before
    with Library(path) as made:
        keep(made, note("one"))
    with Library(path, create=False) as again:
        assert again.live() == ("a-note",)


def test_a_library_that_is_taken_away_is_not_made_anew_by_the_next_thread(library: Library, tmp_path: Path) -> None:
    keep(library, note("one"))
    (tmp_path / "library.sqlite").rename(tmp_path / "elsewhere.sqlite")
    said: list[str] = []

    def ask() -> None:
        try:
            library.live()
        except LibraryError as error:
            said.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert "there is no library" in said[0]
    assert not (tmp_path / "library.sqlite").exists()
    with pytest.raises(LibraryError, match=r"last written is in library\.sqlite-wal"):
        Library(tmp_path / "library.sqlite")


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (a)")
    with pytest.raises(LibraryError, match="another program"):
        Library(path)
    with closing(sqlite3.connect(path)) as db:
        assert [row[0] for row in db.execute("SELECT name FROM sqlite_master")] == ["theirs"]


def test_a_library_of_a_newer_program_is_refused(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LibraryError, match="newer Citecast"):
        Library(path)


def test_threads_write_side_by_side(library: Library) -> None:
    failed: list[BaseException] = []

    def work(worker: int) -> None:
        try:
            for number in range(10):
                keep(library, note(f"{worker} {number}"), at=f"/{worker}/{number}.md")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(library.live()) == 40
    assert library.check(deep=True) == ()


def test_a_damaged_original_is_found_by_a_deep_check(library: Library, tmp_path: Path) -> None:
    keep(library, note("one"), data=b"what was stored")
    db = sqlite3.connect(tmp_path / "library.sqlite")
    db.execute("UPDATE originals SET data = ?", [b"something else"])
    db.commit()
    db.close()
    assert library.check() == ()
    (problem,) = library.check(deep=True)
    assert "is not what was stored" in problem


def test_a_failure_in_the_middle_stores_nothing(library: Library) -> None:
    broken = replace(bio("Ann Lee"), sections=(None,))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        keep(library, note("one"), broken)
    assert library.live() == ()
    assert library.log.revision == 0
    assert keep(library, note("one")).status == "added"
