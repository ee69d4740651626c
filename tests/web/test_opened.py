"""What opens on the results page: what stands around a hit, all hits of a document, the same words elsewhere."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from search.service import Service
from tests.web.adding import send, upload
from web.opened import MOST_HITS

SAME = "The weir was built in one summer."


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """With a talk of 130 turns about a weir, and two notes that have a sentence of it word for word."""
    turns = [f"Ann Lee: Turn {number} about the weir." for number in range(130)]
    talk = "\n\n".join([*turns[:60], f"Bo Kay: {SAME}", *turns[60:]])
    notes = [(f"{name}.md", f"# Note {name}\n\n{SAME}\n".encode()) for name in ("one", "two")]
    send(client, upload(client, ("talk.txt", talk.encode()), *notes), {"action": "all"})
    return client


def page(client: FlaskClient, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def link(soup: Tag, text: str) -> str:
    return str(next(each for each in soup.select("a") if each.get_text() == text)["href"])


def turns(found: Tag) -> list[str]:
    return [each.get_text() for each in found.select(".turn p")]


def test_what_stands_around_a_hit_opens_in_place(client: FlaskClient) -> None:
    soup = page(client, '/search?q="turn+64"')
    address = link(soup, "Context")
    found = page(client, address).select(f"#{address.partition('#')[2]}")[0]
    assert turns(found) == [f"Turn {number} about the weir." for number in (62, 63, 64, 65, 66)]
    assert [each.get_text() for each in found.select(".turn:not(.near) p")] == ["Turn 64 about the weir."]
    assert all(each.get_text().startswith("Ann Lee") for each in found.select(".near .who"))
    found = page(client, link(found, "Two turns more before")).select(".found")[0]
    assert turns(found)[0] == "Turn 60 about the weir."
    assert turns(page(client, link(found, "Close the context"))) == ["Turn 64 about the weir."]


def test_at_its_ends_a_document_has_no_more_context(client: FlaskClient) -> None:
    found = page(client, link(page(client, '/search?q="turn+0"'), "Context"))
    assert turns(found)[:2] == ["Turn 0 about the weir.", "Turn 1 about the weir."]
    assert "Two turns more before" not in found.get_text()
    assert "Two turns more after" in found.get_text()


@pytest.mark.parametrize("asked", ["context=nothing", "turns=many", "context=&turns=-1", "all=nothing", "all=<b>"])
def test_what_cannot_be_opened_opens_nothing(client: FlaskClient, asked: str) -> None:
    assert len(page(client, f'/search?q="turn+64"&{asked}').select(".turn")) == 1


def test_all_hits_of_a_document_open(client: FlaskClient) -> None:
    soup = page(client, "/search?q=turn+64+OR+65+OR+66&type=note")
    talk = next(each for each in page(client, "/search?q=turn").select("article.hit") if "passages" in each.get_text())
    assert soup
    address = link(talk, "All 130 passages here")
    opened = page(client, address).select(f"#{address.partition('#')[2]}")[0]
    assert turns(opened) == [f"Turn {number} about the weir." for number in range(MOST_HITS)]
    assert opened.select_one("details.more").has_attr("open")
    assert "30 more passages are in the document" in opened.get_text()


def test_the_same_words_fold_and_are_counted(client: FlaskClient, service: Service) -> None:
    soup = page(client, '/search?q="built+in+one+summer"')
    assert soup.h1.get_text() == "3 passages in 3 documents"
    assert turns(soup) == [SAME, SAME]  # of two who say it
    (folded,) = (each for each in soup.select("details.more") if "also in" in each.get_text())
    assert folded.summary.get_text() == "also in 1 document: shown once, counted and exported 2 times"
    assert len(folded.select("li a")) == 1
    held = page(client, str(folded.select_one("li a")["href"]))
    assert SAME in held.get_text()


def test_what_is_opened_is_not_folded(client: FlaskClient) -> None:
    soup = page(client, '/search?q="built+in+one+summer"')
    other = str(soup.select("details.more li a")[-1]["href"]).rpartition("#")[2]
    opened = page(client, f'/search?q="built+in+one+summer"&cite={other}')
    assert turns(opened) == [SAME, SAME, SAME]
    assert opened.select_one(f"#{other} details.citing").has_attr("open")
