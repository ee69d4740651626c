"""The library's memory of places and addresses, of what it saw elsewhere, and of what it let go."""

from __future__ import annotations

import datetime as dt
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.fetch.fetched import Fetched
from corpus.library import Library, Source, migrations
from corpus.model import Document, Passage, Person, Reading, Section

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
LONG = "Passage number {} says at some length what the engineers found in the third hall."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite", now=lambda: NOW) as opened:
        yield opened


def document(*texts: str, **details: object) -> Document:
    section = Section(heading="", kind="body", passages=tuple(Passage(text=text) for text in texts))
    return Document(**{"type": "note", "title": "A note", "sections": (section,), **details})  # type: ignore[arg-type]


def keep(library: Library, kept: Document, at: str, **source: object) -> tuple[str, str, tuple[str, ...]]:
    origin = Source(**{"source": at, "key": f"path:{at}", **source})  # type: ignore[arg-type]
    done = library.keep(Reading(document=kept), source=origin, data=repr(kept).encode(), reader="r1", hints="h")
    return done.status, done.document, done.checks


def answer(data: bytes, etag: str = '"1"') -> Fetched:
    return Fetched(
        url="https://example.org/feed", data=data, media_type="text/xml", etag=etag, last_modified=None,
        not_modified=False,
    )  # fmt: skip


def test_what_was_read_at_a_place_is_known_by_bytes_reader_and_hints(library: Library) -> None:
    note = document("Words.")
    keep(library, note, "/a.txt")
    data = repr(note).encode()
    seen = library.seen("path:/a.txt", data=data, reader="r1", hints="h")
    assert seen
    assert (seen.status, seen.document, seen.version, seen.passages) == ("unchanged", "a-note", 1, 1)
    assert library.seen("path:/b.txt", data=data, reader="r1", hints="h") is None
    assert library.seen("path:/a.txt", data=b"other", reader="r1", hints="h") is None
    assert library.seen("path:/a.txt", data=data, reader="r2", hints="h") is None
    assert library.seen("path:/a.txt", data=data, reader="r1", hints="") is None
    library.remove("a-note")
    assert library.seen("path:/a.txt", data=data, reader="r1", hints="h") is None


def test_places_are_those_below_a_prefix_to_the_letter(library: Library) -> None:
    for at in ("/a_b/x.txt", "/a%b/y.txt", "/aXb/z.txt"):
        keep(library, document(at, title=at), at)
    assert list(library.places("path:/a_b/")) == ["path:/a_b/x.txt"]
    library.forget(["path:/a_b/x.txt"])
    assert library.places("path:/a_b/") == {}
    assert library.document("a-b-x-txt").title == "/a_b/x.txt"


def test_the_last_answer_of_an_address_is_remembered_once(library: Library, tmp_path: Path) -> None:
    assert library.fetched("https://example.org/") is None
    library.remember("https://example.org/", answer(b"first"))
    library.remember("https://example.org/", answer(b"second", etag='"2"'))
    found = library.fetched("https://example.org/")
    assert found
    assert (found.data, found.etag, found.url) == (b"second", '"2"', "https://example.org/feed")
    with sqlite3.connect(tmp_path / "library.sqlite") as db:
        ((kept,),) = db.execute("SELECT data FROM originals").fetchall()
        assert zlib.decompress(kept) == b"second"
    db.close()


def test_an_original_that_a_version_needs_outlives_the_answer_it_came_in(library: Library) -> None:
    note = document("Words.")
    keep(library, note, "/a.txt")
    library.remember("https://example.org/", answer(repr(note).encode()))
    library.remember("https://example.org/", answer(b"other"))
    assert library.original("a-note") == repr(note).encode()


def test_a_purge_leaves_no_answer_that_may_hold_the_text(library: Library, tmp_path: Path) -> None:
    keep(library, document("A secret."), "/a.txt")
    library.remember("https://example.org/", answer(b"<item>A secret.</item>"))
    library.remove("a-note", purge=True)
    assert library.fetched("https://example.org/") is None
    assert b"A secret" not in (tmp_path / "library.sqlite").read_bytes()
    assert not library.check(deep=True)


@pytest.mark.parametrize("purge", [False, True])
def test_what_a_person_removed_does_not_come_back_by_itself(library: Library, purge: bool) -> None:
    episode = document("Words.", guid="g1")
    keep(library, episode, "https://example.org/1", key=None)
    library.remove("a-note", purge=purge)
    revision = library.log.revision
    status, id, _ = keep(library, episode, "https://example.org/1", key=None, asked=False)
    assert (status, id) == ("unchanged", "a-note")
    assert library.log.revision == revision
    status, id, _ = keep(library, episode, "https://example.org/1", key=None)
    assert (status, id) == (("added", "a-note-2") if purge else ("updated", "a-note"))


def test_much_the_same_text_elsewhere_is_said_and_not_merged(library: Library) -> None:
    texts = [LONG.format(number) for number in range(10)]
    keep(library, document(*texts), "/a.html")
    status, id, checks = keep(library, document(*texts[:8], LONG.format(90), LONG.format(91)), "/copy/a.html")
    assert (status, id) == ("added", "a-note-2")
    assert checks == ("text nearly the same as that of a-note",)
    _, _, checks = keep(library, document(*texts[:3], *(LONG.format(n) for n in range(20, 30))), "/other.html")
    assert checks == ()
    _, _, checks = keep(library, document("Yes.", "No."), "/x.txt")
    _, _, checks = keep(library, document("Yes.", "No.", title="Other"), "/y.txt")
    assert checks == (), "phrases that many documents have"


def test_a_transcript_is_no_duplicate_of_its_own_episode(library: Library) -> None:
    texts = [LONG.format(number) for number in range(10)]
    keep(library, document(*texts, type="episode"), "/talk.html")
    assert keep(library, document(*texts, type="transcript"), "/talk.vtt")[2] == ()
    related = library.related("a-note")
    assert related.transcripts == ("a-note-2",)


def test_a_transcript_finds_its_episode_by_what_it_came_with(library: Library) -> None:
    keep(library, document("Words.", type="transcript", guid="g1#t"), "https://example.org/t", pairing_key="guid:g1")
    keep(library, document("Notes.", type="episode", guid="g1"), "https://example.org/1")
    assert library.related("a-note").episodes == ("a-note-2",)


def test_new_people_of_an_episode_put_its_transcripts_into_the_log(library: Library) -> None:
    keep(library, document("Words.", type="transcript"), "/talk.vtt")
    episode = document("Notes.", type="episode")
    keep(library, episode, "/talk.html")
    _, changed = library.log.changes(library.log.revision - 1)
    assert [id for id, _ in changed] == ["a-note"], "linked"
    before = library.log.revision
    keep(library, episode, "/talk.html")
    assert library.log.revision == before
    people = (Person(name="Ann Lee", roles=("guest",)),)
    keep(library, document("Notes.", type="episode", people=people), "/talk.html")
    assert {id for id, _ in library.log.changes(before)[1]} == {"a-note", "a-note-2"}


def test_a_library_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    with sqlite3.connect(path) as db:
        db.executescript(migrations._FIRST)
        db.execute("PRAGMA user_version = 1")
    db.close()
    with Library(path, now=lambda: NOW) as library:
        keep(library, document("Words."), "/a.txt")
        assert list(library.places("path:")) == ["path:/a.txt"]
        assert not library.check(deep=True)


def test_a_thousand_labels_are_not_compared_with_each_other(library: Library) -> None:
    people = tuple(Person(name=f"Ann Lee{'x' * number}", roles=("speaker",)) for number in range(1_000))
    section = Section(heading="", kind="transcript", passages=(Passage(text="Words.", speaker="Ann Lee"),))
    talk = Document(type="transcript", title="A talk", people=people, sections=(section,))
    keep(library, talk, "/talk.md")
    assert [passage.person for passage in library.document("a-talk").passages()] == [None]
    keep(library, replace(talk, title="A short talk", people=people[:3]), "/short.md")
    assert [passage.person for passage in library.document("a-short-talk").passages()] == ["Ann Lee"]


def test_episodes_of_one_title_do_not_share_their_transcripts(library: Library) -> None:
    for number, guest in ((1, "Jim Beam"), (2, "Jim Lee")):
        person = Person(name=guest, roles=("guest",))
        mailbag = document(
            f"Notes {number}.", type="episode", title="Mailbag", show="S", guid=f"g{number}", people=(person,)
        )
        keep(library, mailbag, f"https://example.org/{number}", key=None)
        said = Section(heading="", kind="transcript", passages=(Passage(text=f"Words {number}.", speaker="JIM"),))
        jim = Person(name="JIM", roles=("speaker",))
        talk = Document(
            type="transcript", title="Mailbag", show="S", guid=f"g{number}#t", people=(jim,), sections=(said,)
        )
        _, id, _ = keep(library, talk, f"https://example.org/{number}.vtt", pairing_key=f"guid:g{number}")
        assert [passage.person for passage in library.document(id).passages()] == [guest]
    loose = document("Words.", type="transcript", title="Mailbag", show="S")
    _, id, _ = keep(library, loose, "/mailbag.txt")
    assert library.related(id).episodes == (), "which of the two it is, nobody knows"


@pytest.mark.parametrize("removed", ["a-note", "a-note-2"])
def test_what_was_edited_while_it_was_removed_is_linked_once_it_is_back(library: Library, removed: str) -> None:
    keep(library, document("Words.", type="transcript", show="S", title="A note"), "/one.vtt")
    keep(library, document("Notes.", type="episode", show="S", title="A note"), "/two.html")
    for title, together in (("Another", False), ("A note", True)):
        library.remove(removed)
        assert library.edit([removed], {"title": title})[0].status == "updated"
        library.undelete(removed)
        assert library.related("a-note").episodes == (("a-note-2",) if together else ())


def test_a_link_that_is_no_longer_so_is_taken_back(library: Library) -> None:
    for title in ("One", "Two"):
        keep(library, document(f"Notes on {title}.", type="episode", title=title, show="S"), f"/{title}.html")
    for title in ("One", "Two"):
        _, id, _ = keep(library, document("Words.", type="transcript", title=title, show="S"), "/talk.vtt")
        assert library.related(id).episodes == (title.casefold(),)
    library.edit([id], {"title": "One"})
    assert library.related(id).episodes == ("one",)


def test_what_changes_whom_a_label_names_is_in_the_log(library: Library) -> None:
    keep(library, document("Words.", type="transcript", title="A talk"), "/talk.vtt")
    keep(library, document("Notes.", type="episode", title="An episode"), "/talk.html")

    def touched() -> set[str]:
        return {id for id, _ in library.log.changes(before)[1]}

    for change in (
        lambda: library.remove("an-episode"),
        lambda: library.undelete("an-episode"),
        lambda: library.edit(["an-episode"], {"type": "note"}),
        lambda: library.edit(["an-episode"], {"type": ""}),
        lambda: library.remove("an-episode", purge=True),
    ):
        before = library.log.revision
        change()
        assert touched() == {"a-talk", "an-episode"}


def test_copies_are_one_document_until_they_differ(library: Library) -> None:
    checks = ("title taken from the file's name",)

    def read(title: str, text: str, at: str) -> tuple[str, str, str]:
        reading = Reading(document=document(text, title=title), checks=checks)
        done = library.keep(reading, source=Source(source=at, key=f"path:{at}"), data=text.encode(), reader="r1")
        return done.status, done.document, done.message

    assert read("A", "Talks on Natanz.", "/a.txt") == ("added", "a", "")
    assert read("B", "Talks on Natanz.", "/b.txt") == ("unchanged", "a", "also at /b.txt")
    assert read("A", "Talks on Natanz.", "/a.txt") == ("unchanged", "a", "")
    assert read("B", "Talks on Bushehr.", "/b.txt")[:2] == ("added", "b")
    assert [p.text for p in library.document("a").passages()] == ["Talks on Natanz."]
    assert read("B", "Talks on Arak.", "/b.txt")[:2] == ("updated", "b")


def test_the_same_bytes_under_two_given_titles_are_two_documents(library: Library) -> None:
    placeholder = b"Transcript to come."
    ids = [
        library.keep(
            Reading(document=document("Transcript to come.", title=title)),
            source=Source(source=title, key=f"path:/{title}"),
            data=placeholder,
            reader="r1",
        ).document
        for title in ("Episode a", "Episode b")
    ]
    assert ids == ["episode-a", "episode-b"]


def test_a_sites_front_page_does_not_make_its_pages_one(library: Library) -> None:
    ids = {keep(library, document(f"Page {n}.", url="https://example.org/"), f"/{n}.html")[1] for n in (1, 2)}
    assert len(ids) == 2


def test_a_transcript_may_have_its_episodes_address(library: Library) -> None:
    url = "https://example.org/episode"
    keep(library, document("Notes.", type="episode", title="E", url=url), "/e.html")
    _, id, _ = keep(library, document("Words.", type="transcript", title="T", url=url), "/t.vtt")
    assert library.related(id).episodes == ("e",)


def test_a_place_whose_document_was_read_elsewhere_since_says_so(library: Library) -> None:
    url = "https://example.org/page"
    first = document("First.", url=url)
    keep(library, first, "/a.html")
    keep(library, document("Second.", url=url), "/b.html")
    seen = library.seen("path:/a.html", data=repr(first).encode(), reader="r1", hints="h")
    assert seen
    assert seen.message == "its document was read from /b.html since"


def test_what_many_documents_have_does_not_make_them_alike(library: Library) -> None:
    common = [LONG.format("of the advertisement"), LONG.format("of the invitation")]
    checks = [
        keep(library, document(LONG.format(f"of episode {n}"), *common, title=f"E{n}"), f"/{n}.html")[2]
        for n in range(20)
    ]
    assert checks[6:] == [()] * 14
    texts = [LONG.format(f"of the original {n}") for n in range(4)]
    for n in range(3):
        keep(library, document(*texts, *common, title=f"Copy {n}"), f"/copy-{n}.html")
    _, _, found = keep(library, document(*texts, *common, title="Last"), "/last.html")
    assert found == ("text nearly the same as that of copy-0, copy-1, copy-2",)
