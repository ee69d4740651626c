"""Choosing the words that are cited in the reading view, without script: by passages and by words."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from tests.web.test_search import page

TURNS = (
    "So the gantry broke.",
    "It did not break, and nobody says that it did.",
    "Then why did it stand still for all of the winter?",
    "It was cold.",
)
TALK = "---\ntitle: Gantries\ntype: transcript\n---\n\n" + "\n\n".join(
    f"{who}: {said}" for who, said in zip(("Ann Lee", "Bo Kay") * 2, TURNS, strict=True)
)


@pytest.fixture
def ids(service: Service, tmp_path: Path) -> list[str]:
    """The passages of a talk of two, turn by turn."""
    source = RawSource(source="gantries.md", name="gantries.md", data=TALK.encode(), path=tmp_path / "gantries.md")
    (result,) = service.adder.add([SourceSpec.at_hand(source)])
    assert result.document == "gantries"
    service.indexer.catch_up()
    return [passage.id for passage in service.library.document("gantries").passages()]


def reach(soup: BeautifulSoup) -> dict[str, tuple[str, str]]:
    """What stands in the margin of passages whose citation is not open: what it does, and where it leads."""
    return {
        str(link.find_parent(class_="turn")["id"]): (link.get_text(), str(link["href"]))
        for link in soup.select(".reach")
    }


def cited(soup: BeautifulSoup) -> list[str]:
    """The words whose citation is open, by turn."""
    turns = soup.select(".turn.cited > p")
    return ["".join(mark.get_text() for mark in turn.select("mark")) or turn.get_text() for turn in turns]


def panel(soup: BeautifulSoup) -> Tag:
    (found,) = soup.select(".with-cite > .cite")
    return found


def test_a_citation_is_made_longer_by_links_in_the_margin(client: FlaskClient, ids: list[str]) -> None:
    assert not page(client, "/d/gantries").select(".reach")
    soup = page(client, f"/d/gantries?cite={ids[1]}")
    links = reach(soup)
    assert {id: does for id, (does, _) in links.items()} == {
        ids[0]: "from here",
        ids[2]: "to here",
        ids[3]: "to here",
    }
    assert soup.select_one(f"#{ids[2]} .reach")["aria-label"] == "Cite to ¶ 3"
    longer = page(client, links[ids[2]][1])
    assert cited(longer) == list(TURNS[1:3])
    assert [each["id"] for each in longer.select(".with-cite > .turn")] == ids[1:3]
    assert panel(longer).h2.get_text() == "Cite these words"
    assert "2 whole passages" in panel(longer).dl.get_text()
    both = page(client, reach(longer)[ids[0]][1])
    assert cited(both) == list(TURNS[:3])
    assert "Bo Kay: It did not break" in both.select_one("[data-note]")["data-copy"]
    shorter = page(client, reach(both)[ids[3]][1])
    assert cited(shorter) == list(TURNS)


def test_words_are_chosen_by_those_that_they_begin_and_end_with(client: FlaskClient, ids: list[str]) -> None:
    soup = page(client, f"/d/gantries?q=gantry&cite={ids[0]}")
    form = panel(soup).form
    kept = [(str(each["name"]), str(each["value"])) for each in form.select("[type=hidden]")]
    assert kept[0] == ("q", "gantry")
    assert kept[-1] == ("cite", ids[0])

    def chosen(begins: str, ends: str) -> BeautifulSoup:
        return BeautifulSoup(
            client.get("/d/gantries", query_string=[*kept, ("begins", begins), ("ends", ends)]).text, "lxml"
        )

    within = chosen("the gantry", "")
    assert cited(within) == ["the gantry broke."]
    over = chosen("gantry", "nobody SAYS")
    assert cited(over) == ["gantry broke.", "It did not break, and nobody says"]
    assert over.select_one(".turn.cited.picked mark").get_text() == "gantry broke."
    (link,) = [str(each["href"]) for each in panel(over).select("dl a") if each.get_text().startswith("/p/")]
    assert link == f"/p/{ids[0]}?v=1&through={ids[1]}&from=7&to=33"
    assert "words, ¶ 1–2" in panel(over).dl.get_text()
    style = str(panel(over).select_one(".styles a")["href"])
    assert dict(parse_qsl(urlsplit(style).query)).items() >= {"from": "7", "to": "33", "through": ids[1]}.items()
    whole = next(str(each["href"]) for each in panel(over).select("dl a") if "the whole of" in each.get_text())
    assert cited(page(client, whole)) == list(TURNS[:2])
    later = chosen("stand still", "cold.")
    assert cited(later) == ["stand still for all of the winter?", "It was cold."]


def test_words_that_are_not_there_are_told_beside_the_form_and_the_citation_stays(
    client: FlaskClient, ids: list[str]
) -> None:
    for begins, ends, told in (
        ("the crane", "", "the words “the crane” are not in this passage, nor behind it"),
        ("cold", "gantry", "the words “gantry” are not behind the words that the quotation begins with"),
    ):
        soup = page(client, f"/d/gantries?cite={ids[0]}&begins={begins}&ends={ends}")
        assert panel(soup).select_one("details[open] [role=alert]").get_text() == f"{told}."
        assert panel(soup).select_one("[name=begins]")["value"] == begins
        assert cited(soup) == [TURNS[0]]


def test_a_range_that_is_none_is_refused(client: FlaskClient, ids: list[str]) -> None:
    for said in (f"through={ids[0]}", "from=3", "from=5&to=999"):
        assert client.get(f"/d/gantries?cite={ids[1]}&{said}").status_code == 400


def test_what_became_of_words_through_several_turns_is_said_of_all_of_them(
    client: FlaskClient, service: Service, ids: list[str]
) -> None:
    service.library.comparisons.note("gantries", 1, "words_gone", place="path:/gantries.md", gone=(ids[1],))
    first = panel(page(client, f"/d/gantries?cite={ids[0]}")).get_text()
    assert "the same words, in a file that has changed" in first
    both = panel(page(client, f"/d/gantries?cite={ids[0]}&through={ids[1]}")).get_text()
    assert "not found in its file" in both
