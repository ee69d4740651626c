"""A feed brings in its episodes and their transcripts, and the next time only what is new or changed."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from search.cli.entry import main
from tests.data import PODCASTING20
from tests.servers import Page, Site

Run = Callable[..., Result]
VTT = (
    b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>The dam at Rosh held.\n\n00:03.000 --> 00:04.000\n<v MR. CHU>It did.\n"
)
JSON = b'{"segments": [{"speaker": "Ann Lee", "startTime": 1, "body": "The lock at Rosh held."}]}'
CHAPTERS = (
    b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "The dam"}, {"startTime": 60, "title": "Fog"}]}'
)
HEAD = """<?xml version="1.0"?>
<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>
<title>The Dam Hour</title><link>{site}/</link><language>en</language>
"""
ITEM = """<item><title>Episode {n}</title><guid>{site}/{n}</guid><link>{site}/{n}</link>
<pubDate>Fri, 0{n} May 2024 10:00:00 GMT</pubDate><description>&lt;p&gt;Notes on dam {n}.&lt;/p&gt;</description>
<podcast:person role="host">Ann Lee</podcast:person><podcast:person role="guest">Bo Chu</podcast:person>
{more}</item>
"""
OFFERS = """<podcast:transcript url="{site}/{n}.json" type="application/json"/>
<podcast:transcript url="{site}/{n}.vtt" type="text/vtt"/>
<podcast:transcript url="{site}/{n}.es.vtt" type="text/vtt" language="es"/>
<podcast:chapters url="{site}/{n}.chapters" type="application/json+chapters"/>
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def invoke(*arguments: str, site: Site | None = None) -> Result:
        environment = {"CITECAST_FETCH_ALLOWED": site.place} if site else {}
        return CliRunner().invoke(main, ["--home", str(tmp_path / "home"), *arguments], env=environment)

    return invoke


def publish(site: Site, *numbers: int, more: str = OFFERS, etag: str = '"1"') -> str:
    """Serve a feed of these episodes, and what they offer, with validators; its address."""
    base = site.url("")
    items = [ITEM.format(n=n, site=base, more=more.format(n=n, site=base)) for n in numbers]
    feed = HEAD.format(site=base) + "".join(items) + "</channel></rss>"
    kinds = {"vtt": VTT, "es.vtt": VTT.replace(b"The dam", b"La presa"), "json": JSON, "chapters": CHAPTERS}
    for n in numbers:
        for kind, body in kinds.items():
            site.pages[f"/{n}.{kind}"] = Page(body, headers={"Last-Modified": "Fri, 03 May 2024 10:00:00 GMT"})
    site.pages["/feed.xml"] = Page(feed.encode(), headers={"ETag": etag, "Content-Type": "application/rss+xml"})
    return site.url("/feed.xml")


def became(result: Result) -> dict[str, str]:
    return {item["source"].rpartition("/")[2]: item["status"] for item in json.loads(result.stdout)}


def listed(run: Run) -> list[dict[str, Any]]:
    return list(json.loads(run("list", "--json").stdout))


def document(run: Run, id: str) -> Any:
    return json.loads(run("read", id, "--json").stdout)


def hits(run: Run, query: str) -> list[Any]:
    return list(json.loads(run("search", query, "--json").stdout)["hits"])


def test_a_feed_brings_in_each_episode_with_the_best_of_its_transcripts(run: Run, site: Site) -> None:
    address = publish(site, 1, 2)
    result = run("add", address, "--json", site=site)
    assert result.exit_code == 0, result.output
    assert became(result) == {name: "added" for n in (1, 2) for name in (f"{n}", f"{n}.vtt", f"{n}.es.vtt")}, (
        "VTT before JSON, one for each language"
    )
    documents = {item["title"] + item["type"] + (item["language"] or ""): item for item in listed(run)}
    episode, spoken = documents["Episode 1episodeen"], documents["Episode 1transcripten"]
    assert episode["show"] == "The Dam Hour"
    assert episode["date"] == "2024-05-01"
    assert [(person["name"], person["roles"]) for person in episode["people"]] == [
        ("Ann Lee", ["host"]),
        ("Bo Chu", ["guest"]),
    ]
    sections = {s["kind"]: s["passages"] for s in document(run, episode["id"])["sections"]}
    assert [(p["text"], p["start_ms"]) for p in sections["chapters"]] == [("The dam", 0), ("Fog", 60_000)]
    assert (spoken["show"], spoken["date"]) == ("The Dam Hour", "2024-05-01")
    assert "Episode 1transcriptes" in documents


def test_labels_of_a_transcript_name_the_people_of_its_episode(run: Run, site: Site) -> None:
    run("add", publish(site, 1), site=site)
    (hit,) = hits(run, 'speaker:"Bo Chu" lang:en')
    assert (hit["text"], hit["speaker"], hit["person"]) == ("It did.", "MR. CHU", "Bo Chu")
    (hit,) = hits(run, "dam speaker:lee lang:en")
    assert (hit["speaker"], hit["person"]) == ("Ann", "Ann Lee")
    assert "Ann Lee" in run("cite", hit["passage"]).stdout
    people = document(run, hit["document"])["people"]
    assert [(person["name"], person["roles"]) for person in people] == [
        ("Ann Lee", ["host", "speaker"]),
        ("Bo Chu", ["guest", "speaker"]),
    ]


def test_the_next_time_all_is_unchanged_and_asked_for_on_condition(run: Run, site: Site) -> None:
    address = publish(site, 1, 2)
    run("add", address, site=site)
    site.requests.clear()
    again = run("add", address, "--json", site=site)
    assert again.exit_code == 0, again.output
    assert set(became(again).values()) == {"unchanged"}
    assert len(became(again)) == 6
    conditional = {r.path for r in site.requests if {"if-none-match", "if-modified-since"} & set(r.headers)}
    assert conditional == {path for path in site.paths() if path != "/robots.txt"}
    assert "/feed.xml" in conditional


def test_what_is_new_or_changed_comes_in_by_itself(run: Run, site: Site) -> None:
    run("add", publish(site, 1), site=site)
    address = publish(site, 1, 2, etag='"2"')
    site.pages["/1.vtt"] = Page(
        VTT.replace(b"held", b"broke"), headers={"Last-Modified": "Sat, 04 May 2024 10:00:00 GMT"}
    )
    assert became(run("add", address, "--json", site=site)) == {
        "1": "unchanged", "1.vtt": "updated", "1.es.vtt": "unchanged",
        "2": "added", "2.vtt": "added", "2.es.vtt": "added",
    }  # fmt: skip
    assert hits(run, "broke")


def test_a_transcript_that_is_not_to_be_had_gives_way_to_the_next_best(run: Run, site: Site) -> None:
    address = publish(site, 1)
    del site.pages["/1.vtt"], site.pages["/1.es.vtt"], site.pages["/1.chapters"]
    result = run("add", address, "--json", site=site)
    assert result.exit_code == 1
    assert became(result) == {"1": "added", "1.json": "added", "1.es.vtt": "failed"}
    (episode,) = [item for item in json.loads(result.stdout) if item["source"] == site.url("/1")]
    assert episode["checks"] == [f"chapters missing: {site.url('/1.chapters')} answered 404 Not Found"]
    assert hits(run, "lock")


def test_chapters_once_read_are_kept_while_they_cannot_be_reached(run: Run, site: Site) -> None:
    address = publish(site, 1)
    run("add", address, site=site)
    site.pages["/1.chapters"] = Page(status=503)
    assert became(run("add", address, "--json", site=site))["1"] == "unchanged"


def test_robots_txt_is_asked_before_what_only_the_feed_names(run: Run, site: Site) -> None:
    address = publish(site, 1)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /1.\nDisallow: /feed.xml\n")
    result = run("add", address, "--json", site=site)
    assert became(result) == {"1": "added", "1.vtt": "failed", "1.json": "failed", "1.es.vtt": "failed"}
    assert "robots.txt" in result.stdout
    assert "/feed.xml" in site.paths(), "which a person asked for"
    assert not any(path.startswith("/1.") for path in site.paths())


def test_an_episode_that_a_person_removed_does_not_come_back_with_its_feed(run: Run, site: Site) -> None:
    address = publish(site, 1, more="")
    run("add", address, site=site)
    run("remove", "episode-1")
    again = run("add", address, site=site)
    assert again.exit_code == 0
    assert "was removed; `citecast undelete episode-1` brings it back" in again.stdout
    assert hits(run, "notes") == []


def test_a_dry_run_asks_and_stores_nothing(run: Run, site: Site) -> None:
    address = publish(site, 1)
    result = run("add", address, "--dry-run", "--json", site=site)
    assert became(result) == {"1": "added", "1.vtt": "added", "1.es.vtt": "added"}
    assert "there is no library" in run("list", site=site).stderr
    site.requests.clear()
    run("add", address, site=site)
    assert not any({"if-none-match", "if-modified-since"} & set(request.headers) for request in site.requests)


def test_a_page_is_added_from_its_address_and_cited_by_it(run: Run, site: Site) -> None:
    site.pages["/old"] = Page(status=301, headers={"Location": "/page"})
    site.pages["/page"] = Page(
        b"<html><head><title>On weirs</title></head><body><article><p>The weir leaks.</p></article></body></html>",
        headers={"Content-Type": "text/html"},
    )
    assert ": added on-weirs (version 1, 1 passage)" in run("add", site.url("/old"), site=site).stdout
    assert listed(run)[0]["url"] == site.url("/page")
    assert ": unchanged on-weirs" in run("add", site.url("/old"), site=site).stdout
    assert run("add", site.url("/none"), site=site).stderr.endswith("answered 404 Not Found\n")


def test_a_page_cannot_pass_itself_off_as_one_of_another_site(run: Run, site: Site, tmp_path: Path) -> None:
    page = (
        "<html><head><title>{0}</title><link rel=canonical href=https://example.org/x></head><p>It is {0}.</p></html>"
    )
    (tmp_path / "true.html").write_text(page.format("true"))
    run("add", str(tmp_path / "true.html"))
    site.pages["/x"] = Page(page.format("false").encode(), headers={"Content-Type": "text/html"})
    added = run("add", site.url("/x"), site=site).stdout
    assert ": added false (version 1, 1 passage)" in added
    assert "check: url taken from where it was fetched; it names another site itself, example.org" in added
    assert hits(run, "true")


def test_an_address_of_this_computer_is_refused_where_no_setting_allows_it(run: Run, site: Site) -> None:
    result = run("add", "http://127.0.0.1/page")
    assert result.exit_code == 1
    assert "not public" in result.stdout
    assert "only the usual ports" in run("add", site.url("/page")).stdout
    assert site.requests == []


def test_a_feed_without_episodes_is_said(run: Run, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(HEAD.format(site="https://example.org") + "</channel></rss>")
    result = run("add", str(feed))
    assert result.exit_code == 1
    assert "is a feed without episodes" in result.stdout


@pytest.mark.skipif(not PODCASTING20.exists(), reason="the Podcasting 2.0 examples are not beside the project")
def test_a_saved_feed_loses_nothing_where_there_is_no_network(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*arguments: object, **options: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    result = run("add", str(PODCASTING20 / "feed.xml"), "--json")
    assert result.exit_code == 1
    results = json.loads(result.stdout)
    assert [r["source"] for r in results if r["status"] == "added"] == [
        f"https://example.com/podcast/ep000{n}" for n in (3, 2, 1)
    ]
    failed = {r["source"]: r["message"] for r in results if r["status"] == "failed"}
    assert sorted(failed) == [
        "https://example.com/ep1/transcript.txt",
        "https://example.com/ep2/transcript.txt",
        "https://example.com/ep3/transcript.txt",
        "https://example.com/episode1/transcript.vtt",
    ]
    assert all("cannot be reached" in message for message in failed.values())
    documents = {item["title"]: item for item in listed(run)}
    newest = documents["Episode 3 - The Future"]
    assert [(p["name"], p["roles"], p["url"]) for p in newest["people"]] == [
        ("Adam Curry", ["host"], "https://www.podchaser.com/creators/adam-curry-107ZzmWE5f"),
        ("Dave Jones", ["guest"], "https://github.com/daveajones/"),
    ]
    assert newest["url"] == "https://example.com/podcast/ep0003"
    assert newest["audio_url"] == "https://example.com/file-03.mp3"


def test_what_was_deleted_for_good_is_not_stored_again_by_its_feed(run: Run, site: Site, tmp_path: Path) -> None:
    address = publish(site, 1, 2)
    run("add", address, site=site)
    for id in ("episode-1", "episode-1-2", "episode-1-3"):
        run("remove", id, "--purge")
    for arguments in (("--dry-run",), (), ()):
        again = run("add", address, *arguments, site=site)
        assert again.exit_code == 0, again.output
        assert "was deleted for good" in again.stdout
        assert "/1.vtt" not in again.stdout
    assert not any(b"Notes on dam 1" in part.read_bytes() for part in (tmp_path / "home").glob("library*"))
    assert hits(run, "notes")[0]["document"] == "episode-2"


def test_what_an_address_gave_is_not_kept_where_it_could_not_be_read(run: Run, site: Site, tmp_path: Path) -> None:
    site.pages["/scan"] = Page(bytes(range(256)) * 40)
    assert run("add", site.url("/scan"), site=site).exit_code == 1
    assert bytes(range(256)) not in (tmp_path / "home" / "library.sqlite").read_bytes()


@pytest.mark.parametrize("canonical", ["https://[bad/x", "http://[::1", "https://exa mple"])
def test_a_page_with_a_broken_address_of_its_own_is_known_by_where_it_is(run: Run, site: Site, canonical: str) -> None:
    page = f'<html><head><link rel=canonical href="{canonical}"></head><p>The weir leaks.</p></html>'
    site.pages["/x"] = Page(page.encode(), headers={"Content-Type": "text/html"})
    site.pages["/y.txt"] = Page(b"Another page.")
    result = run("add", site.url("/y.txt"), site.url("/x"), "--json", site=site)
    assert set(became(result).values()) == {"added"}, result.output
    assert {item["url"] for item in listed(run)} == {site.url("/x"), site.url("/y.txt")}
