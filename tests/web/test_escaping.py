"""Hostile text in every value that pages write as markup in Python: it is shown as it is, and is never markup."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from corpus.citation.writing import nested
from corpus.corrections import Meant
from corpus.dates import PartialDate
from corpus.model import Document, Part, Passage, Person, Section
from search.service import Service
from search.settings import Settings
from tests.unit.test_library import keep
from web.app import close, create_app


def hostile(what: str) -> str:
    return f"""{what} <x-{what} on{what}="1"> '"/&lt;&amp;`{what}"""


DOCUMENT = Document(
    type="transcript",
    title=hostile("title"),
    show=hostile("show"),
    publisher=hostile("publisher"),
    date=PartialDate(2024),
    url=f"https://example.org/{hostile('address')}",
    audio_url=f"https://media.example/{hostile('audio')}",
    people=(
        Person(name=hostile("host"), roles=("host",)),
        *(Person(name=hostile(label), roles=("speaker",)) for label in ("speaker", "nobody")),
    ),
    sections=(
        Section(
            heading=hostile("heading"),
            kind="body",
            passages=(
                Passage(
                    text=f"zebra {hostile('words')} zebra", speaker=hostile("speaker"), start_ms=5_000, end_ms=9_500
                ),
                Passage(text="A zebra of nobody.", speaker=hostile("nobody")),
                Passage(text="Zebras on a page.", parts=(Part(0, page=2, label=hostile("sheet")),)),
            ),
        ),
        Section(heading="", kind="caption", passages=(Passage(text=f"A zebra. {hostile('caption')}"),)),
    ),
)
QUERY = "zebra+OR+words+OR+lt+OR+amp"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    home: Path = tmp_path_factory.mktemp("escaping")
    with Service.open(home, Settings(public_url="https://library.example")) as service:
        keep(service.library, DOCUMENT)
        service.naming.correct([hostile("speaker")], Meant(name=hostile("person")))
        service.naming.correct([hostile("nobody")], Meant(nobody=True))
        service.indexer.catch_up()
        app = create_app(service, home=home)
        yield app.test_client()
        close(app)


@pytest.fixture(scope="module")
def document(pages: FlaskClient) -> Document:
    service: Service = pages.application.extensions["citecast"].service
    (id,) = service.library.listed()
    return service.library.document(id)


def shown(pages: FlaskClient, path: str) -> BeautifulSoup:
    response = pages.get(path)
    assert response.status_code == 200
    soup = BeautifulSoup(response.text, "html.parser")
    for element in soup.find_all(True):
        assert isinstance(element, Tag)
        assert not element.name.startswith("x-"), element
        assert not [name for name in element.attrs if name.startswith("on")], element
    return soup


def told(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ", strip=False).split())


@pytest.mark.parametrize("style", ["chicago", "apa", "mla"])
def test_on_a_page_of_results(pages: FlaskClient, style: str) -> None:
    soup = shown(pages, f"/search?q={QUERY}&style={style}")
    text = told(soup)
    for what in ("title", "show", "speaker", "person", "heading", "sheet"):
        assert hostile(what) in text, what
    titles = hostile("title"), nested(hostile("title"))  # as APA has it, and within quotes
    copied = [str(each["data-copy"]) for each in soup.select("[data-copy]")]
    assert any(f"zebra {hostile('words')} zebra" in each and hostile("person") in each for each in copied)
    assert any(title in each and hostile("show") in each for each in copied for title in titles)
    labels = [str(each["aria-label"]) for each in soup.select(".found [aria-label]")]
    assert any(hostile("person") in each for each in labels)
    assert "Play from 0:05" in labels
    assert {mark.text for mark in soup.select("mark")} >= {"zebra", "Zebras", "words", "lt", "amp"}


def test_on_the_page_of_a_document(pages: FlaskClient, document: Document) -> None:
    assert len(shown(pages, f"/d/{document.id}?q={QUERY}").select("mark")) > 4
    text = told(shown(pages, f"/d/{document.id}?q=zebra"))
    for what in ("title", "show", "publisher", "speaker", "nobody", "person", "heading", "host", "sheet", "caption"):
        assert hostile(what) in text, what
    assert shown(pages, f"/d/{document.id}?play=5").audio["src"].startswith("https://media.example/audio%20%3Cx-audio")
    for passage in document.passages():
        soup = shown(pages, f"/d/{document.id}?cite={passage.id}")
        assert passage.text in told(soup)
        assert passage.text in " ".join(str(each["data-copy"]) for each in soup.select("[data-copy]"))


def test_on_the_page_of_a_passage(pages: FlaskClient, document: Document) -> None:
    first, nobody, page, _ = document.passages()
    for passage, says in ((first, ("person", "words")), (nobody, ()), (page, ("sheet",))):
        text = told(shown(pages, f"/p/{passage.id}?v=1"))
        for what in ("title", "show", *says):
            assert hostile(what) in text, what


def test_on_a_page_of_lines(pages: FlaskClient) -> None:
    soup = shown(pages, f"/concordance?q={QUERY}")
    text = told(soup)
    for what in ("title", "person", "words", "caption", "sheet"):
        assert hostile(what) in text, what
    assert {mark.text for mark in soup.select("mark")} >= {"zebra", "Zebras", "words", "lt", "amp"}
    labels = [str(each["aria-label"]) for each in soup.select(".kwic [aria-label]")]
    assert any(hostile("person") in each for each in labels)
    assert hostile("words") in pages.get(f"/concordance.csv?q={QUERY}").text.replace('""', '"')


def test_on_a_timeline(pages: FlaskClient) -> None:
    asked = quote(hostile("asked"))
    soup = shown(pages, f"/timeline?q={QUERY}&vs={asked}&as=shares")
    assert hostile("asked") in told(soup)
    assert hostile("asked") in {str(each.get("value")) for each in soup.select("input")}


def test_a_query_and_what_else_an_address_says(pages: FlaskClient, document: Document) -> None:
    asked = quote(hostile("asked"))
    for path in (f"/search?q={asked}&sort={asked}", f"/search?q=zebra&show={asked}&cite={asked}&more={asked}"):
        assert hostile("asked") in {str(each.get("value")) for each in shown(pages, path).select("input")}
    soup = shown(pages, f"/d/{document.id}?q={asked}&at={asked}&cite={asked}&style={asked}")
    assert hostile("asked") in {str(each.get("value")) for each in soup.select("input")}
