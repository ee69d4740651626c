"""Narrowing on the results page: values chosen and left out, days, values to look for; and what that leaves out."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.web.adding import send, upload


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """With a talk of eleven speakers, and two notes, one without a date."""
    turns = "\n\n".join(f"Speaker {name}: The weir by the mill." for name in "ABCDEFGHIJK")
    talk = f"---\ntitle: A Talk\nshow: Mills\ndate: 2024-05-03\n---\n\n{turns}\n".encode()
    dated = b"---\ntitle: Dated\ndate: 2021\n---\n\nA weir of stone.\n"
    files = (
        ("talk.md", talk),
        ("dated.md", dated),
        ("undated.md", b"# Undated\n\nA weir of wood, and <b>nothing</b>.\n"),
    )
    send(client, upload(client, *files), {"action": "all"})
    return client


def page(client: FlaskClient, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def values(soup: BeautifulSoup, heading: str) -> dict[str, Tag]:
    """The lines of a facet, by what is said of each value."""
    (by,) = (each for each in soup.select(".facets h2") if each.get_text() == heading)
    return {" ".join(each.a.get_text(" ").split()): each for each in by.find_next("ul").select("li")}


def told(soup: BeautifulSoup) -> list[str]:
    return [" ".join(each.get_text().split()) for each in soup.select(".hits > .out")]


def follow(client: FlaskClient, soup: Tag, text: str) -> BeautifulSoup:
    (link,) = (each for each in soup.select("a") if " ".join(each.get_text(" ").split()).startswith(text))
    return page(client, str(link["href"]))


def test_more_values_of_a_facet_can_be_chosen(client: FlaskClient) -> None:
    soup = page(client, "/search?q=weir")
    assert list(values(soup, "Date")) == ["2024 11", "2021 1", "no date 1"]
    soup = follow(client, values(soup, "Date")["2021 1"], "2021")
    assert soup.h1.get_text() == "1 passage in 1 document"
    assert list(values(soup, "Date")) == ["2024 11", "2021 1", "no date 1"]
    soup = follow(client, values(soup, "Date")["no date 1"], "no date")
    assert soup.h1.get_text() == "2 passages in 2 documents"
    assert [chip.get_text() for chip in soup.select(".chip")] == ["date: 2021 ✕", "no date ✕", "Clear all filters"]
    soup = follow(client, soup.select(".chips")[0], "no date")
    assert soup.h1.get_text() == "1 passage in 1 document"


def test_a_value_can_be_left_out_and_taken_back(client: FlaskClient) -> None:
    soup = page(client, "/search?q=weir")
    line = values(soup, "Show")["Mills 11"]
    assert line.select_one(".not")["aria-label"] == "Leave out show: Mills"
    soup = page(client, str(line.select_one(".not")["href"]))
    assert soup.h1.get_text() == "2 passages in 2 documents"
    assert told(soup) == ["The filters leave out 11 of 13 passages."]
    assert soup.select_one(".chip").get_text() == "not show: Mills ✕"
    assert soup.select_one(".chip")["aria-label"] == "Remove the filter not show: Mills"
    line = values(soup, "Show")["not Mills 11"]
    assert line.s.get_text() == "Mills"
    assert follow(client, line, "not Mills").h1.get_text() == "13 passages in 3 documents"


def test_what_the_filters_are_without_need_not_be_left_out(client: FlaskClient) -> None:
    lines = values(page(client, "/search?q=weir&show=Mills"), "Show")
    assert [name for name, line in lines.items() if line.select_one(".not")] == ["Mills 11"]
    lines = values(page(client, "/search?q=weir&since=2020"), "Date")
    assert [name for name, line in lines.items() if line.select_one(".not")] == ["2024 11", "2021 1"]


def test_no_speaker_is_a_value(client: FlaskClient) -> None:
    soup = page(client, "/search?q=weir&not-speaker=")
    assert soup.h1.get_text() == "11 passages in 1 document"
    assert soup.select_one(".chip").get_text() == "not no speaker ✕"
    assert page(client, "/search?q=weir&speaker=").h1.get_text() == "2 passages in 2 documents"


def test_one_among_many_values_is_looked_for(client: FlaskClient) -> None:
    soup = page(client, "/search?q=weir&since=2020")
    form = soup.select_one('form[aria-label="Find a speaker"]')
    assert form.label.get_text(strip=True) == "Find among 11"
    assert form.select_one("[name=q]")["value"] == "weir"
    assert form.select_one("[name=since]")["value"] == "2020"
    found = page(client, "/search?q=weir&since=2020&find-speaker=ker+k")
    assert list(values(found, "Speaker")) == ["Speaker K 1"]
    none = page(client, "/search?q=weir&find-speaker=%3Cb%3E")
    assert "none has “<b>” in it" in none.get_text()
    assert none.select_one('[name="find-speaker"]')["value"] == "<b>"
    assert not soup.select_one('form[aria-label="Find a show"]')


def test_days_leave_out_what_has_no_date_and_take_it_back(client: FlaskClient) -> None:
    soup = page(client, "/search?q=weir&since=2021&until=2022")
    assert soup.h1.get_text() == "1 passage in 1 document"
    (said,) = told(soup)
    assert said == (
        "The filters leave out 12 of 13 passages. 1 of these is left out only because it has no date. Include it"
    )
    assert soup.select_one(".chip").get_text() == "2021 to 2022 ✕"
    form = soup.select_one('form[aria-label="Dates"]')
    assert [(each["name"], each["value"]) for each in form.select("input")] == [
        ("q", "weir"),
        ("since", "2021"),
        ("until", "2022"),
    ]
    assert follow(client, soup, "Include it").h1.get_text() == "2 passages in 2 documents"


def test_days_of_the_query_leave_out_what_has_no_date_and_take_it_back(client: FlaskClient) -> None:
    soup = page(client, "/search?q=weir+after:2022")
    assert told(soup) == ["1 of 12 passages has no date and is left out. Include it"]
    soup = follow(client, soup, "Include it")
    assert soup.h1.get_text() == "12 passages in 2 documents"
    assert not told(soup)


def test_what_has_no_date_is_said_to_come_last(client: FlaskClient) -> None:
    assert told(page(client, "/search?q=weir&sort=date")) == ["1 of 13 passages has no date and comes last."]


def test_nothing_within_the_filters_says_what_they_leave_out(client: FlaskClient) -> None:
    soup = page(client, "/search?q=weir&since=1900&until=1901")
    assert soup.h1.get_text() == "No passage has what is asked for within the filters"
    assert told(soup)[0].startswith("The filters leave out 13 of 13 passages.")
    assert follow(client, soup, "Search without the filters").h1.get_text() == "13 passages in 3 documents"


def test_of_a_guest_without_a_transcript_the_documents_are_offered(client: FlaskClient) -> None:
    soup = page(client, '/search?q=speaker:"Hanna+Notte"')
    (said,) = (each for each in soup.select("p") if "Nobody is known to say this" in each.get_text())
    assert 'person:"Hanna Notte"' in said.get_text()
    assert page(client, str(said.a["href"])).h1.get_text().startswith(said.a.get_text())
