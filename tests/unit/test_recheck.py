"""Documents are compared with their sources as these are now: by what is read, and what came of it is kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library, Source
from corpus.model import Document, Hints, Passage, Reading, Section
from search.ingest.rechecking import Rechecker
from search.ingest.sync import files, sync
from search.ingest.values import RawSource, Rechecked, SourceSpec
from search.results.compared import of_document
from search.service import Service
from search.settings import Settings
from tests.commands import citecast, done, refused
from tests.servers import Page, Site

PAGE = """<html><head><title>The gantry of Ostrow</title></head><body><nav>{nav}</nav><article>
<h1>The gantry of Ostrow</h1><p>{first} It was painted twice a year, and nobody minded the smell of it.</p>
<p>The crew slept below it when the river froze, and in spring they took down the stoves again.</p></article>
</body></html>
"""
FIRST = "The gantry stood still for all of the winter of that year."
NIGHT = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)


class Clock:
    """A time that passes when somebody says so."""

    def __init__(self) -> None:
        self.now = NIGHT
        self.waited: list[float] = []

    def __call__(self) -> dt.datetime:
        return self.now

    def days(self, count: int) -> None:
        self.now += dt.timedelta(days=count)


@contextmanager
def at(home: Path, clock: Clock, allowed: str = "", **settings: Any) -> Iterator[Service]:
    library = Library(home / "library.sqlite", now=clock)
    given = Settings(fetch_enabled=True, fetch_allowed=allowed, **settings)
    with Service(library=library, settings=given, home=home) as service:
        yield service


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock, site: Site) -> Iterator[Service]:
    """A library whose clock is set by hand, and that may fetch from the site."""
    with at(tmp_path / "home", clock, site.place) as opened:
        yield opened


@pytest.fixture
def recheck(service: Service, clock: Clock) -> Callable[..., Rechecked]:
    """Compares one document; it waits for no clock."""
    rechecker = Rechecker(
        service.library, service.settings, service.rereader, clock=lambda: 0, wait=clock.waited.append
    )

    def compared(id: str) -> Rechecked:
        (result,) = rechecker.recheck([id])
        return result

    return compared


def html(first: str = FIRST, nav: str = "Home") -> Page:
    return Page(PAGE.format(first=first, nav=nav).encode(), headers={"Content-Type": "text/html"})


def added(service: Service, source: str) -> str:
    (result,) = service.adder.add([service.adder.spec(source, Hints())])
    assert result.document, result
    return result.document


def told(service: Service, id: str) -> str:
    """What is told of a document's first passage in its first version."""
    first = next(service.library.document(id, 1).passages())
    return service.citer.passage(first.id, 1).compared.told


def noted(service: Service, id: str) -> list[tuple[str, dt.date]]:
    return [(each.outcome, each.at.date()) for each in service.library.comparisons.of(id)]


# what adding notes


def test_a_file_that_is_added_again_unchanged_was_compared_that_day(
    service: Service, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "talk.md"
    file.write_text(f"{FIRST}\n")
    id = added(service, str(file))
    assert told(service, id) == "not compared since"
    clock.days(2)
    added(service, str(file))
    assert told(service, id) == "compared with its file on 5 May 2026: the same"
    clock.days(1)
    file.write_text(f"{FIRST}  \n\n\n")  # other bytes, which are read as the same
    added(service, str(file))
    assert told(service, id) == "compared with its file on 6 May 2026: the same"
    assert noted(service, id) == [("same", dt.date(2026, 5, 6))]
    assert service.library.record(id).document.version == 1


def test_a_folder_that_is_followed_notes_each_day_on_which_it_looked(
    service: Service, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "followed"
    folder.mkdir()
    (folder / "talk.md").write_text(f"{FIRST}\n")

    def follow() -> None:
        list(sync(service.library, service.adder, folder, files(folder), delete=True))

    follow()
    (id,) = service.library.live()
    revision = service.library.log.revision
    clock.days(1)
    follow()
    follow()
    assert noted(service, id) == [("same", dt.date(2026, 5, 4))]
    assert service.library.log.revision == revision  # the index has nothing to follow


def test_the_same_text_from_elsewhere_is_no_look_at_the_source(service: Service, clock: Clock, tmp_path: Path) -> None:
    for name in ("talk.md", "copy.md"):
        (tmp_path / name).write_text(f"{FIRST}\n")
    id = added(service, str(tmp_path / "talk.md"))
    clock.days(1)
    assert added(service, str(tmp_path / "copy.md")) == id
    clock.days(1)
    added(service, str(tmp_path / "copy.md"))
    upload = RawSource(source="talk.md", name="talk.md", data=f"{FIRST}\n".encode())
    assert [each.document for each in service.adder.add([SourceSpec.at_hand(upload)])] == [id]
    assert told(service, id) == "not compared since"


def test_a_reading_that_still_has_the_words_is_told_and_one_that_has_not(
    service: Service, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "talk.md"
    file.write_text(f"{FIRST}\n")
    id = added(service, str(file))
    clock.days(1)
    file.write_text(f"{FIRST}\n\nThe stoves were sold.\n")
    added(service, str(file))
    same = "compared with its file on 4 May 2026: the same words, in a file that has changed"
    assert told(service, id) == same
    clock.days(1)
    file.write_text("The stoves were sold.\n")
    added(service, str(file))
    assert told(service, id) == f"{same}; found changed at its source on 5 May 2026"


def test_an_edit_is_no_comparison(service: Service, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "talk.md").write_text(f"{FIRST}\n")
    id = added(service, str(tmp_path / "talk.md"))
    clock.days(1)
    service.library.edit([id], {"title": "Of gantries"})
    assert told(service, id) == "not compared since"


# comparing


def test_a_page_that_is_the_same_is_found_so(
    service: Service, clock: Clock, site: Site, recheck: Callable[..., Rechecked]
) -> None:
    site.pages["/g"] = html()
    id = added(service, site.url("/g"))
    for nav in ("Home", "Home, and what else is new"):  # what is around the article is not read
        site.pages["/g"] = html(nav=nav)
        clock.days(1)
        result = recheck(id)
        assert (result.outcome, result.gone, result.changes, result.add) == ("same", (), (), "")
        assert result.compared == clock.now
    assert told(service, id) == "compared with its source on 5 May 2026: the same"
    assert site.paths().count("/robots.txt") == 1


def test_a_page_that_has_more_still_has_the_words(
    service: Service, clock: Clock, site: Site, recheck: Callable[..., Rechecked]
) -> None:
    site.pages["/g"] = html()
    id = added(service, site.url("/g"))
    words = " ".join(f"In its {number}th year it was oiled." for number in range(60))
    site.pages["/g"] = html(f"{words} {FIRST}")  # so that the paragraph is cut elsewhere
    clock.days(1)
    result = recheck(id)
    assert (result.outcome, result.gone) == ("changed", ())
    assert result.add == f"citecast add {site.url('/g')}"
    assert "text" in {change.what for change in result.changes}
    assert told(service, id).endswith("on 4 May 2026: the same words, in a page that has changed")
    assert service.library.record(id).document.version == 1
    assert len(list(service.library.document(id).passages())) == 2


def test_words_that_are_gone_are_named_and_told_on_their_permalinks_alone(
    service: Service, clock: Clock, site: Site, recheck: Callable[..., Rechecked]
) -> None:
    site.pages["/g"] = html()
    id = added(service, site.url("/g"))
    site.pages["/g"] = html(FIRST.replace("winter", "summer"))
    clock.days(1)
    result = recheck(id)
    first, second = service.library.document(id).passages()
    assert (result.outcome, result.passages, [each.passage for each in result.gone]) == ("words_gone", 2, [first.id])
    assert told(service, id) == "not found in its source on 4 May 2026"
    there = service.citer.passage(second.id).compared.told
    assert there == "compared with its source on 4 May 2026: the same words, in a page that has changed"
    clock.days(1)
    added(service, site.url("/g"))  # takes it over
    assert told(service, id) == "found changed at its source on 5 May 2026; not found in its source on 4 May 2026"
    assert service.citer.passage(first.id, 1).state == "changed"


def test_a_turn_that_is_gone_is_not_taken_for_another_with_the_same_words(
    service: Service, tmp_path: Path, recheck: Callable[..., Rechecked]
) -> None:
    file = tmp_path / "talk.txt"
    turns = [
        "Ann Lee: It did.",
        "Bo Kay: Who told you that it stood still?",
        "Cy Ode: It did.",
        "Bo Kay: Then it is so.",
    ]
    file.write_text("\n\n".join(turns))
    id = added(service, str(file))
    file.write_text("\n\n".join([*turns[:2], turns[3]]))
    result = recheck(id)
    assert result.outcome == "words_gone"
    assert [each.words for each in result.gone] == ["It did."]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_told_with_what_was_found_before(
    service: Service, clock: Clock, site: Site, recheck: Callable[..., Rechecked], status: int
) -> None:
    site.pages["/g"] = html()
    id = added(service, site.url("/g"))
    clock.days(1)
    recheck(id)
    site.pages["/g"] = Page(status=status)
    clock.days(1)
    result = recheck(id)
    assert (result.outcome, result.why.startswith(f"answered {status}")) == ("source_gone", True)
    assert told(service, id) == (
        f"compared with its source on 4 May 2026: the same; its source was gone on 5 May 2026 ({result.why})"
    )
    site.pages["/g"] = html()
    clock.days(1)
    recheck(id)
    assert told(service, id) == "compared with its source on 6 May 2026: the same"


def test_what_cannot_be_reached_is_no_statement_about_the_words(
    service: Service, clock: Clock, site: Site, recheck: Callable[..., Rechecked]
) -> None:
    site.pages["/g"] = html()
    id = added(service, site.url("/g"))
    site.pages["/g"] = Page(status=503)
    assert (recheck(id).outcome, recheck(id).why) == ("not_reached", "answered 503 Service Unavailable")
    assert told(service, id) == ("its source could not be compared on 3 May 2026 (answered 503 Service Unavailable)")


def test_robots_are_asked_and_a_host_but_once_a_second(tmp_path: Path, clock: Clock, site: Site) -> None:
    site.pages |= {f"/{number}": html(f"{FIRST} That was year {number}.") for number in range(3)}
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /2\n")
    with at(tmp_path / "home", clock, site.place) as service:
        for number in range(3):
            added(service, site.url(f"/{number}"))
        rechecker = Rechecker(
            service.library, service.settings, service.rereader, clock=lambda: 5, wait=clock.waited.append
        )
        results = list(rechecker.recheck(rechecker.wanted()))
    assert [result.outcome for result in results] == ["same", "same", "not_reached"]
    assert "says in its robots.txt" in results[2].why
    assert clock.waited == [1, 1]


def test_an_address_is_not_fetched_where_that_is_not_allowed_and_nothing_is_noted(
    tmp_path: Path, clock: Clock, site: Site
) -> None:
    site.pages["/g"] = html()
    with at(tmp_path / "home", clock, site.place) as service:
        id = added(service, site.url("/g"))
        rechecker = Rechecker(service.library, Settings(), service.rereader)
        (result,) = rechecker.recheck([id])
        assert result.outcome == "not_compared"
        assert "fetch_enabled" in result.why
        assert noted(service, id) == []


def test_what_an_earlier_reader_read_is_not_said_to_be_gone(
    service: Service, tmp_path: Path, recheck: Callable[..., Rechecked]
) -> None:
    file = tmp_path / "talk.txt"
    turns = (
        "Ann Lee: It did, and nobody knew.",
        "Bo Kay: Then it is so, and it stood {}.",
        "Ann Lee: For all the year.",
    )
    talk = "\n\n".join(turns)
    file.write_text(talk.format("still"))
    section = Section(heading="", kind="body", passages=(Passage(text="Ann Lee: It did, and nobody knew."),))
    reading = Reading(document=Document(type="note", title="Talk", sections=(section,)))
    source = Source(source=str(file), key=f"path:{file}")
    service.library.keep(
        reading, source=source, data=file.read_bytes(), reader="readers-0", hints='{"name": "talk.txt"}'
    )
    file.write_text(talk.format("there"))
    result = recheck("talk")
    assert result.outcome == "not_compared"
    assert "`citecast reread talk` first" in result.why
    assert noted(service, "talk") == []


FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<title>The Dam Hour</title><link>{site}/</link>{items}</channel></rss>"""
ITEM = """<item><title>Episode {n}</title><guid>g{n}</guid><link>{site}/{n}</link>
<pubDate>Fri, 0{n} May 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;{said}&lt;/p&gt;</description>
<podcast:transcript url="{site}/{n}.vtt" type="text/vtt"/></item>"""


def publish(site: Site, **said: str) -> None:
    base = site.url("")
    items = "".join(ITEM.format(site=base, n=name[1:], said=text) for name, text in said.items())
    site.pages["/feed.xml"] = Page(FEED.format(site=base, items=items).encode(), headers={"Content-Type": "text/xml"})


def test_episodes_are_compared_with_their_feed_and_transcripts_with_their_own_address(
    service: Service, clock: Clock, site: Site, recheck: Callable[..., Rechecked]
) -> None:
    vtt = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann Lee>The dam at Rosh held for {} years.\n"
    for number in (1, 2):
        site.pages[f"/{number}.vtt"] = Page(vtt.format(number).encode())
    publish(site, e1="Notes on the first dam, which held.", e2="Notes on the second dam, which did not.")
    results = list(service.adder.add([service.adder.spec(site.url("/feed.xml"), Hints())]))
    assert [each.status for each in results] == ["added"] * 4
    first, second, talk, _ = (str(each.document) for each in results)
    clock.days(1)
    list(service.adder.add([service.adder.spec(site.url("/feed.xml"), Hints())]))
    assert {each for id in (first, talk, second) for each in noted(service, id)} == {("same", dt.date(2026, 5, 4))}
    publish(site, e2="Notes on the second dam, which broke.")
    site.pages["/1.vtt"] = Page(status=410)
    found = {id: recheck(id) for id in (first, talk, second)}
    assert (found[first].outcome, found[first].why) == (
        "not_reached",
        "its feed does not list it any more, as feeds do with what is old",
    )
    assert (found[talk].outcome, found[talk].why) == ("source_gone", "answered 410 Gone")
    assert (found[second].outcome, found[second].add) == ("words_gone", f"citecast add {site.url('/feed.xml')}")


# the command


def test_the_command_compares_all_files_and_says_what_to_do(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "files"
    folder.mkdir()
    for name, text in (
        ("a.md", FIRST),
        ("b.md", "The stoves were sold in spring."),
        ("c.md", "Nobody bought the oil."),
    ):
        (folder / name).write_text(f"# Of {name[0]}\n\n{text}\n")
    done(home, "add", folder)
    assert done(home, "recheck").splitlines() == [
        *(f"of-{name}: the same" for name in "abc"),
        "3 documents compared: 3 the same",
    ]
    (folder / "b.md").write_text("# Of b\n\nThe stoves were sold in spring.\n\nAnd the gantry.\n")
    (folder / "c.md").unlink()
    ended = citecast(home, "recheck", "of-b", "of-c")
    assert ended.exit_code == 1
    assert ended.stdout.splitlines() == [
        f"of-b: changed, all words there (new of 1 passage); `citecast add {folder}/b.md` takes that over",
        "of-c: source gone: no such file",
        "2 documents compared: 1 changed, all words there, 1 source gone",
    ]
    assert "of 2 documents, 1 cannot be shown to have their words at the source; of-c: source gone" in ended.stderr
    (result,) = json.loads(done(home, "recheck", "of-b", "--json"))
    assert result.items() >= {"document": "of-b", "outcome": "changed", "version": 1, "gone": [], "why": ""}.items()
    assert json.loads(done(home, "read", "of-b", "--json"))["version"] == 1
    assert "updated" in done(home, "add", folder)
    assert done(home, "recheck", "of-b").splitlines()[0] == "of-b: the same"
    assert refused(home, "recheck", "of-d").startswith("citecast: no document 'of-d'")


def test_gone_words_are_listed_by_the_command(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "a.md"
    said = [f"In year {number} the gantry was oiled again by the same crew." for number in range(5)]
    file.write_text("# Of a\n\n" + "\n\n".join(said) + "\n")
    done(home, "add", file)
    file.write_text(f"# Of a\n\n{said[0]}\n")
    ended = citecast(home, "recheck")
    assert ended.exit_code == 1
    first, *more, _, last = ended.stdout.splitlines()
    assert first.startswith("of-a: words gone: 4 of 5 passages; `citecast add ")
    assert [line.partition("“")[2].partition("”")[0] for line in more] == [f"{each[:60]}" for each in said[1:4]]
    assert last == "1 document compared: 1 words gone"


def test_what_was_sent_or_pasted_cannot_be_compared_and_that_is_said(tmp_path: Path, clock: Clock) -> None:
    home = tmp_path / "home"
    with at(home, clock) as service:
        upload = RawSource(source="talk.md", name="talk.md", data=f"{FIRST}\n".encode())
        (result,) = service.adder.add([SourceSpec.at_hand(upload)])
    why = "talk.md was sent or pasted: there is no file and no address to compare it with"
    assert f"not compared: {why}" in refused(home, "recheck", str(result.document))
    assert done(home, "recheck").splitlines() == [
        "Nothing to compare.",
        "1 document left out, without a file or an address that can be read again",
    ]


def test_the_next_run_begins_with_what_was_not_compared_for_the_longest(
    service: Service, clock: Clock, tmp_path: Path, recheck: Callable[..., Rechecked]
) -> None:
    ids = []
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text(f"# Of {name[0]}\n\n{FIRST}\n")
        ids.append(added(service, str(tmp_path / name)))
    assert service.rechecker.wanted() == tuple(ids)
    for id in (ids[0], ids[2]):
        clock.days(1)
        recheck(id)
    assert service.rechecker.wanted() == (ids[1], ids[0], ids[2])


def test_a_folder_that_is_not_there_is_no_file_that_is_gone(
    service: Service, tmp_path: Path, recheck: Callable[..., Rechecked]
) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    (folder / "a.md").write_text(f"{FIRST}\n")
    id = added(service, str(folder / "a.md"))
    folder.rename(tmp_path / "unplugged")
    assert (recheck(id).outcome, recheck(id).why) == ("not_reached", f"its folder is not there: {folder}")
    document = service.library.record(id).document
    said = of_document(service.library.comparisons.of(id), document)
    assert said == f"Compared with its file on 3 May 2026: not reached (its folder is not there: {folder})."


def test_what_was_compared_goes_with_a_purge_and_comes_back_with_a_backup(
    service: Service, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "a.md").write_text(f"{FIRST}\n")
    id = added(service, str(tmp_path / "a.md"))
    clock.days(1)
    added(service, str(tmp_path / "a.md"))
    done(service.home, "backup", tmp_path / "kept")
    done(tmp_path / "other", "restore", tmp_path / "kept")
    with Library(tmp_path / "other" / "library.sqlite") as library:
        assert [each.outcome for each in library.comparisons.of(id)] == ["same"]
    service.library.remove(id, purge=True)
    assert noted(service, id) == []
    assert service.library.check(deep=True) == ()
