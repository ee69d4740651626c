"""What plays a passage: beside its time, where its document has a recording; and who says each passage."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from web.security import HEADERS

RECORDING = "https://media.example.net/crane.mp3"
PLAYED = f"title: Gantries\naudio_url: {RECORDING}"
CUES = (
    """WEBVTT

00:00.000 --> 00:09.000
<v Ann Lee>Who holds the keys to the gantry?

00:10.500 --> 00:20.000
<v Ben Moe>The supplier of the gantry does.

00:20.000 --> 00:30.000
<v Ben Moe>Nobody else, as the harbour found out. """
    + "It waited for a key and could not move at all. " * 30
    + """

00:30.000 --> 00:40.000
<v Guest>I was there when the gantry stood.
"""
)
Add = Callable[..., str]


@pytest.fixture
def add(service: Service) -> Add:
    """Adds a talk, or another file, with details beside it; its id."""

    def adding(details: str = "title: Gantries", name: str = "crane.vtt", text: str = CUES) -> str:
        raw = RawSource(source=name, name=name, data=text.encode(), sidecar=details)
        (result,) = service.adder.add([SourceSpec.at_hand(raw)])
        service.indexer.catch_up()
        assert result.document, result
        return result.document

    return adding


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def plays(soup: BeautifulSoup) -> list[str]:
    return [str(link["href"]) for link in soup.find_all("a", string="play")]


def margin(turn: Tag) -> str:
    return " ".join(turn.select_one(".who").get_text(" ").split())


def test_in_the_reading_view_each_time_is_played_by_an_address_that_needs_no_script(
    client: FlaskClient, add: Add
) -> None:
    id = add(PLAYED)
    soup = page(client, f"/d/{id}?q=gantry")
    turns = [turn for turn in soup.select(".turn") if turn.select_one(".plays")]
    asked = [parse_qs(urlsplit(str(turn.select_one(".plays")["href"])).query) for turn in turns]
    assert [each["play"] for each in asked][:2] == [["0"], ["10.5"]]
    assert all(each["q"] == ["gantry"] for each in asked)
    assert soup.audio["src"] == RECORDING
    assert soup.audio["preload"] == "none"
    assert not soup.audio.has_attr("autoplay")
    asked_for = page(client, plays(soup)[1])
    assert asked_for.audio["src"] == f"{RECORDING}#t=10.5"
    assert urlsplit(plays(soup)[1]).fragment == turns[1]["id"]


def test_results_and_a_permalink_play_in_the_reading_view(client: FlaskClient, add: Add) -> None:
    id = add(PLAYED)
    results = page(client, "/search?q=gantry+supplier&match=all")
    (passage,) = [found["id"] for found in results.select(".found")]
    (play,) = plays(results)
    assert play.startswith(f"/d/{id}?q=gantry+supplier&match=all&at={passage}&play=10.5#{passage}")
    links = plays(page(client, f"/p/{passage}?v=1"))
    assert [urlsplit(link).path for link in links] == [f"/d/{id}"] * 3
    for link in (play, *links):
        assert page(client, link).audio["src"].startswith(f"{RECORDING}#t=")


def test_words_in_a_passage_are_played_from_their_own_time(client: FlaskClient, add: Add) -> None:
    id = add(PLAYED, "two.vtt", CUES.replace("<v Ben Moe>Nobody", "<v Ben Moe>But nobody"))
    turn = next(each for each in page(client, f"/d/{id}").select(".turn") if "But nobody" in each.p.get_text())
    start = turn.p.get_text().index("But nobody")
    assert start > 0
    quoted = page(client, f"/p/{turn['id']}?v=1&from={start}&to={start + 10}").select_one(".said")
    assert "play=20#" in str(quoted.find("a", string="play")["href"])


@pytest.mark.parametrize(
    ("details", "text"),
    [
        ("title: Gantries", CUES),
        ("title: Gantries\naudio_url: https://www.youtube.com/watch?v=abcDEF-1234", CUES),
        (PLAYED, "**Ann Lee:** A gantry of no time.\n\n**Ben Moe:** Nor this.\n"),
    ],
    ids=["no recording", "a video's page", "no times"],
)
def test_without_a_recording_or_a_time_nothing_of_it_shows(
    client: FlaskClient, add: Add, details: str, text: str
) -> None:
    id = add(details, "crane.vtt" if text is CUES else "crane.md", text)
    soup = page(client, f"/d/{id}?play=10")
    (passage, *_) = [turn["id"] for turn in soup.select(".turn")]
    assert not soup.select("audio, .player, script[src*=player]")
    for each in (soup, page(client, "/search?q=gantry"), page(client, f"/p/{passage}?v=1")):
        assert plays(each) == []


def test_a_transcript_has_the_recording_of_its_episode_where_that_is_but_one(client: FlaskClient, add: Add) -> None:
    id = add("title: Cranes\nshow: Harbour Lines\nurl: https://example.org/cranes")
    assert not page(client, f"/d/{id}").audio
    episode = "title: Cranes\nshow: Harbour Lines\ntype: episode"
    add(f"{episode}\naudio_url: {RECORDING}", "one.md", "A talk of cranes.\n")
    assert page(client, f"/d/{id}").audio["src"] == RECORDING
    assert "play=10.5" in plays(page(client, "/search?q=gantry+supplier&match=all"))[0]
    other = "title: More\ntype: episode\nurl: https://example.org/cranes"
    add(f"{other}\naudio_url: {RECORDING}?two", "two.md", "Another talk of cranes.\n")
    assert not page(client, f"/d/{id}").audio


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_only_a_page_with_a_recording_may_load_media_and_by_its_scheme_alone(
    client: FlaskClient, add: Add, scheme: str
) -> None:
    id = add(f"title: A\naudio_url: {scheme}://media.example.net/a;b")
    strict = HEADERS["Content-Security-Policy"]
    assert client.get(f"/d/{id}").headers["Content-Security-Policy"] == f"{strict}; media-src {scheme}:"
    for path in (
        "/search?q=gantry",
        f"/d/{add('title: Hoists', 'still.vtt', CUES.replace('gantry', 'hoist'))}",
        "/help",
    ):
        assert "media-src" not in client.get(path).headers["Content-Security-Policy"]


@pytest.mark.parametrize("time", ["soon", "-1", "1e3", "9999999", "0.1234", ""])
def test_a_time_that_is_none_is_refused_in_a_line(client: FlaskClient, add: Add, time: str) -> None:
    response = client.get(f"/d/{add(PLAYED)}?play={time}")
    assert response.status_code == 400
    assert "is not a number of seconds" in response.text


def test_who_says_a_passage_is_beside_each_with_the_role_that_is_known(client: FlaskClient, add: Add) -> None:
    id = add("title: Gantries\nhost: Ann Lee\nguest: Ben Moe")
    turns = page(client, f"/d/{id}").select(".turn")
    names = [margin(turn) for turn in turns]
    assert names[0] == "Ann Lee host 0:00"
    assert names[1] == "Ben Moe guest 0:10"
    assert names[2].startswith("Ben Moe guest ")
    assert names[-1].startswith("Guest")
    assert "guest" not in names[-1]  # which its label says
    assert [bool(turn.select_one(".again")) for turn in turns[:3]] == [False, False, True]
    (hit,) = page(client, "/search?q=gantry+supplier&match=all").select(".found .turn")
    assert margin(hit) == "Ben Moe guest 0:10"
    cited = page(client, f"/p/{turns[1]['id']}?v=1")
    assert "Ben Moe, guest, 0:10" in " ".join(cited.select_one(".said").get_text().split())
    before, after = cited.select(".near .turn")
    assert margin(before) == "Ann Lee host 0:00"
    assert margin(after).startswith("Ben Moe guest")
    assert page(client, str(before.select_one(".cites")["href"])).select_one(".cited")["id"] == turns[0]["id"]
