"""What programs see: reference managers, search engines, annotation tools and what embeds links."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.citation import work_of
from corpus.dates import PartialDate
from corpus.model import Document, Passage, Person, Section
from corpus.passages import identify
from corpus.quotation import WHOLE, Range, quotation
from search.service import Service
from search.settings import Settings
from tests import zotero
from tests.unit.test_library import keep
from tests.web.conftest import EPISODE
from web.app import close, create_app
from web.machines.identifiers import Named, named
from web.machines.linked import described, quoted

SITE = "https://library.example"
AUDIO = "https://media.example/masts.mp3"
PEOPLE = (
    Person(name="Ada Okoro", roles=("host", "speaker")),
    Person(name="The Dock Institute", roles=("host",)),
    Person(name="Jo van der Kim", roles=("guest",)),
    Person(name="Bo Ray", roles=("producer",)),
    Person(name="Cy Lo", roles=("narrator",)),
    Person(name="Eve Da", roles=("subject",)),
)
TURNS = (
    Passage(text="A mast 𝄞 is a tree </script><b>x", speaker="Ada Okoro", start_ms=1_500, end_ms=4_000),
    Passage(text="It was one, and it fell.", speaker="Jo van der Kim", start_ms=4_000, end_ms=9_250),
)
TALK = Document(
    type="transcript",
    title="Masts & Cranes",
    show="The Quay",
    date=PartialDate(2024, 8, 21),
    language="en",
    publisher="Dock & Sons",
    season="7",
    episode="143",
    url="https://example.org/masts",
    audio_url=AUDIO,
    people=PEOPLE,
    sections=(Section(heading="Transcript", kind="transcript", passages=TURNS),),
)
AUTHORS = (Person(name="Di Mo", roles=("author",)), Person(name="Dock Institute", roles=("author",)))
REPORT = Document(
    type="report",
    title="On Trees",
    url="https://example.org/trees",
    show="Dock Papers",
    publisher="Dock & Sons",
    date=PartialDate(2023, 2),
    people=AUTHORS,
    sections=(Section(heading="Masts", kind="body", passages=(Passage(text="A mast is made of one tree."),)),),
)
BIO = Document(
    type="bio",
    title="Eve Da",
    url="https://example.org/eve",
    people=(Person(name="Eve Da", roles=("subject",)),),
    sections=(Section(heading="", kind="body", passages=(Passage(text="She climbs a mast."),)),),
)
ANNOTATION = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    home: Path = tmp_path_factory.mktemp("machines")
    with Service.open(home, Settings(public_url=SITE)) as service:
        for document in (TALK, REPORT, BIO):
            keep(service.library, document)
        service.indexer.catch_up()
        app = create_app(service, home=home)
        yield app.test_client()
        close(app)


@pytest.fixture(scope="module")
def turns(shelf: FlaskClient) -> list[str]:
    """The ids of the passages of the talk."""
    return [each["id"] for each in shelf.get("/api/documents/masts-cranes").json["sections"][0]["passages"]]


def getting(client: FlaskClient) -> Any:
    return lambda path: client.get(path).text


def linked(page: str) -> dict[str, Any]:
    script = BeautifulSoup(page, "html.parser").select_one('script[type="application/ld+json"]')
    found: dict[str, Any] = json.loads(script.string or "")
    return found


PODCAST = {
    "title": "Masts & Cranes",
    "seriesTitle": "The Quay",
    "episodeNumber": "143",
    "date": "2024-08-21",
    "publisher": "Dock & Sons",
    "language": "en",
}
INSTITUTE = ("podcaster", "The Dock Institute", "")
TAKEN_APART = ("podcaster", "Institute", "The Dock")  # no meta tag can say that a name is not to be
CREATORS = [
    ("contributor", "Lo", "Cy"),
    ("guest", "van der Kim", "Jo"),
    ("podcaster", "Okoro", "Ada"),
    INSTITUTE,
    ("producer", "Ray", "Bo"),
]


@pytest.mark.parametrize("way", ["unAPI", "meta"])
def test_zotero_finds_a_podcast_with_people_and_roles_on_a_document_and_on_a_passage(
    shelf: FlaskClient, turns: list[str], way: str
) -> None:
    for path in ("/d/masts-cranes?v=1", f"/p/{turns[1]}?v=1&from=3&to=10"):
        page = shelf.get(path).text
        item = zotero.of_page(getting(shelf), path) if way == "unAPI" else zotero.of_meta(page)
        assert isinstance(item, zotero.Item)
        assert item.type == "podcast"
        assert {name: item.fields[name] for name in PODCAST} == PODCAST
        assert item.fields["url"] == SITE + path
        institute = INSTITUTE if way == "unAPI" else TAKEN_APART
        assert sorted(item.creators) == sorted([institute if each == INSTITUTE else each for each in CREATORS])
        assert "season 7" in item.fields["extra"]
        assert "narrator: Cy Lo" in item.fields["extra"]
        assert "Z3988" not in page
        assert "citation_" not in page
        if path.startswith("/p/"):
            assert "0:04" in item.fields["extra"]
            assert item.notes == (["<p>“was one”</p>"] if way == "unAPI" else [])


def test_zotero_finds_a_report_and_a_web_page(shelf: FlaskClient) -> None:
    report = zotero.of_page(getting(shelf), "/d/on-trees")
    assert isinstance(report, zotero.Item)
    assert (report.type, report.fields["seriesTitle"], report.fields["date"]) == ("report", "Dock Papers", "2023-02")
    assert report.creators == [("author", "Mo", "Di"), ("author", "Dock Institute", "")]
    bio = zotero.of_page(getting(shelf), "/d/eve-da")
    assert isinstance(bio, zotero.Item)
    assert (bio.type, bio.fields["title"], bio.creators) == ("webpage", "Eve Da", [])


def test_zotero_is_offered_a_list_on_a_page_of_results(shelf: FlaskClient) -> None:
    offered = zotero.of_page(getting(shelf), "/search?q=mast")
    assert isinstance(offered, list)
    assert sorted(offered) == ["Eve Da", "Masts & Cranes", "On Trees"]
    page = shelf.get("/search?q=mast+OR+fell").text
    assert "unapi" not in page
    items = {item.fields["title"]: item for item in zotero.of_coins(page)}
    assert len(items) == page.count("Z3988") == 3  # one a document, however many of its passages are hits
    assert {title: item.type for title, item in items.items()} == {
        "Masts & Cranes": "podcast", "On Trees": "report", "Eve Da": "webpage",
    }  # fmt: skip
    assert items["Masts & Cranes"].fields["url"] == f"{SITE}/d/masts-cranes?v=1"
    assert ("author", "Okoro", "Ada") in items["Masts & Cranes"].creators


def test_the_same_words_in_another_document_are_offered_too(client: FlaskClient, service: Service) -> None:
    for title in ("One", "Other"):
        section = Section(heading="", kind="body", passages=(Passage(text="The very same zebra."),))
        url = f"https://example.org/{title}"
        keep(service.library, Document(type="note", title=title, url=url, sections=(section,)))
    service.indexer.catch_up()
    page = client.get("/search?q=zebra").text
    assert "also in 1 document" in page
    assert sorted(item.fields["title"] for item in zotero.of_coins(page)) == ["One", "Other"]


def test_unapi_lists_formats_and_says_what_there_is_not(shelf: FlaskClient, turns: list[str]) -> None:
    every = shelf.get("/unapi")
    assert (every.status_code, every.mimetype) == (200, "application/xml")
    assert [each["name"] for each in BeautifulSoup(every.text, "xml").select("format")] == [
        "rdf_zotero", "ris", "bibtex", "biblatex",
    ]  # fmt: skip
    for id, more in (("d:masts-cranes:1", []), (f"p:{turns[0]}:1", ["csl"])):
        listed = shelf.get(f"/unapi?id={id}")
        soup = BeautifulSoup(listed.text, "xml")
        assert (listed.status_code, soup.formats["id"]) == (300, id)
        names = [each["name"] for each in soup.select("format")]
        assert names == ["rdf_zotero", "ris", "bibtex", "biblatex", *more]
        for each in soup.select("format"):
            answer = shelf.get(f"/unapi?id={id}&format={each['name']}")
            assert (answer.status_code, answer.mimetype) == (200, each["type"])
            assert "Masts" in answer.text
        assert shelf.get(f"/unapi?id={id}&format=marcxml").status_code == 406
    for unknown in (
        "d:nowhere:1",
        "d:masts-cranes:9",
        f"p:{turns[0][:-4]}zzzz:1",
        "x:masts-cranes:1",
        "masts",
        "d:a:b",
    ):
        assert shelf.get(f"/unapi?id={unknown}").status_code == 404
        assert shelf.get(f"/unapi?id={unknown}&format=ris").status_code == 404
    assert shelf.get(f"/unapi?id=p:{turns[0]}:1:9:2").status_code == 400


def test_an_identifier_has_no_character_that_an_address_changes(shelf: FlaskClient, turns: list[str]) -> None:
    path = f"/p/{turns[0]}?v=1&through={turns[1]}&from=2&to=6"
    (id,) = (str(each["title"]) for each in BeautifulSoup(shelf.get(path).text, "html.parser").select(".unapi-id"))
    assert id == quote(id, safe=":") == f"p:{turns[0]}:1:2:6:{turns[1]}"
    words = shelf.get(f"/unapi?id={id}&format=csl").json[0]["note"]
    assert "Jo van der Kim: It was”" in words


@pytest.mark.parametrize(
    "words", [WHOLE, Range(0, 6), Range(2, 6), Range(0, 4, "p"), Range(3, 1, "p"), Range(through="p")]
)
def test_an_identifier_names_what_it_was_made_of(words: Range) -> None:
    made = Named("p", "pq3v5qdjdtox6pvbr", 2, words)
    assert named(str(made)) == made


@pytest.mark.parametrize(
    ("accept", "type"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "text/html"),
        ("application/x-research-info-systems", "application/x-research-info-systems"),
        ("application/x-bibtex, */*;q=0.1", "application/x-bibtex"),
        ("application/x-bibtex;q=0.4, application/vnd.citationstyles.csl+json;q=0.6",
         "application/vnd.citationstyles.csl+json"),
        ("text/html;q=0.4, application/x-bibtex;q=0.3", "text/html"),
        ("application/rdf+xml, text/html;q=0.9", "application/rdf+xml"),
        (ANNOTATION, ANNOTATION),
        ("application/ld+json", "application/ld+json"),
        ("application/x-bibtex;q=0, text/html;q=0.1", "text/html"),
    ],
)  # fmt: skip
def test_a_permalink_answers_what_is_preferred(shelf: FlaskClient, turns: list[str], accept: str, type: str) -> None:
    response = shelf.get(f"/p/{turns[0]}?v=1", headers={"Accept": accept} if accept else {})
    assert response.status_code == 200
    assert response.content_type.removesuffix("; charset=utf-8") == type
    assert "Accept" in response.vary


def test_who_wants_nothing_that_there_is_is_told_so(shelf: FlaskClient, turns: list[str]) -> None:
    response = shelf.get(f"/p/{turns[0]}?v=1", headers={"Accept": "application/pdf"})
    assert response.status_code == 406
    assert "application/x-bibtex" in response.text
    assert "Accept" in response.vary


def test_each_form_has_a_link_that_leads_to_it(shelf: FlaskClient, turns: list[str]) -> None:
    soup = BeautifulSoup(shelf.get(f"/p/{turns[1]}?v=1&from=3&to=10").text, "html.parser")
    links = {str(each["type"]): str(each["href"]) for each in soup.select('head > link[rel="alternate"]')}
    assert len(links) == 7
    for type, address in links.items():
        response = shelf.get(address.removeprefix(SITE))
        assert response.status_code == 200
        assert response.content_type.removesuffix("; charset=utf-8") == type.replace("json+oembed", "json")
        assert "was one" in response.text


def annotated(client: FlaskClient, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(path, headers={"Accept": ANNOTATION}).text)
    return found


def test_an_annotation_counts_code_points_of_a_text_that_is_served(shelf: FlaskClient, turns: list[str]) -> None:
    said = annotated(shelf, f"/p/{turns[0]}?v=1&from=9&through={turns[1]}&to=6")
    assert said["id"].startswith(f"{SITE}/p/{turns[0]}/annotation?v=1")
    assert json.loads(shelf.get(said["id"].removeprefix(SITE)).text) == said
    (target,) = said["target"]  # the source says no time of the word that it begins with
    response = shelf.get(target["source"].removeprefix(SITE))
    assert response.content_type == "text/plain; charset=utf-8"
    words, position = target["selector"]
    assert response.text[position["start"] : position["end"]] == words["exact"]
    assert words["exact"] == "is a tree </script><b>x\nIt was"
    assert (words["prefix"], words["suffix"]) == ("A mast 𝄞 ", " one, and it fell.\n")
    assert words["prefix"] + words["exact"] + words["suffix"] == response.text


def test_the_time_in_the_recording_is_a_target_of_its_own(shelf: FlaskClient, turns: list[str]) -> None:
    for range, time in (("", "t=1.5,4"), (f"&through={turns[1]}", "t=1.5,9.25"), ("&from=0&to=6", "t=1.5")):
        _, audio = annotated(shelf, f"/p/{turns[0]}?v=1{range}")["target"]
        assert audio["source"] == AUDIO
        assert audio["selector"]["value"] == time


def test_words_without_a_time_have_no_target_in_a_recording(shelf: FlaskClient) -> None:
    (found,) = shelf.get("/api/documents/on-trees").json["sections"][0]["passages"]
    (target,) = annotated(shelf, f"/p/{found['id']}")["target"]
    assert target["selector"][0]["exact"] == "A mast is made of one tree."
    assert target["source"] == f"{SITE}/d/on-trees/text?v=1"


def test_linked_data_says_what_a_page_is_and_ends_no_script(shelf: FlaskClient, turns: list[str]) -> None:
    episode = linked(shelf.get("/d/masts-cranes").text)
    assert (episode["@type"], episode["name"], episode["episodeNumber"]) == ("PodcastEpisode", "Masts & Cranes", "143")
    assert episode["partOfSeries"] == {"@type": "PodcastSeries", "name": "The Quay"}
    institute = {"@type": "Organization", "name": "The Dock Institute"}
    assert {"@type": "Role", "roleName": "host", "contributor": institute} in episode["contributor"]
    assert "Eve Da" not in json.dumps(episode)
    page = shelf.get(f"/p/{turns[0]}?v=1").text
    assert page.count("</script>") == page.count("<script")
    clip = linked(page)
    assert clip["@type"] == ["Quotation", "Clip"]
    assert (clip["text"], clip["startOffset"], clip["endOffset"]) == (TURNS[0].text, 1.5, 4)
    assert clip["spokenByCharacter"] == [{"@type": "Person", "name": "Ada Okoro"}]
    assert clip["partOfEpisode"]["name"] == "Masts & Cranes"
    report = linked(shelf.get("/d/on-trees").text)
    assert (report["@type"], [each["name"] for each in report["author"]]) == ("Report", ["Di Mo", "Dock Institute"])
    assert linked(shelf.get("/d/eve-da").text)["@type"] == "WebPage"


def test_linked_data_takes_no_hearing_for_an_episode() -> None:
    said = Section(heading="", kind="transcript", passages=(Passage(text="Aye.", start_ms=1500),))
    title = "Masts: Hearing before the Committee on Quays"
    hearing = identify(Document(type="transcript", title=title, id="masts", version=1, sections=(said,)))
    day = dt.date(2026, 11, 24)
    work = work_of(hearing, permalink=None, stored=day, accessed=day)
    assert described(work, "https://l.example/d/masts")["@type"] == "CreativeWork"
    words = quoted(work, quotation(hearing, next(hearing.places())), "https://l.example/p/p1", "")
    assert (words["startOffset"], words["isPartOf"]["name"]) == (1.5, title)


def embedding(client: FlaskClient, link: str, more: str = "") -> Any:
    return client.get(f"/oembed?url={quote(link, safe='')}{more}")


def test_oembed_gives_the_words_and_their_citation_as_safe_html(shelf: FlaskClient, turns: list[str]) -> None:
    link = f"{SITE}/p/{turns[0]}?v=1"
    said = embedding(shelf, link).json
    assert (said["version"], said["type"], said["provider_name"]) == ("1.0", "rich", "Citecast")
    soup = BeautifulSoup(said["html"], "html.parser")
    assert {tag.name for tag in soup.find_all(True)} == {"blockquote", "p", "i", "a"}
    assert soup.blockquote.text == TURNS[0].text
    assert soup.a["href"] == link
    assert "The Quay" in soup.text
    narrow = embedding(shelf, link, "&maxwidth=200").json
    assert narrow["width"] == 200
    assert narrow["height"] > said["height"]
    low = embedding(shelf, link, "&maxheight=20").json
    assert (low["type"], "html" in low) == ("link", False)


def test_oembed_of_anything_else_is_refused(shelf: FlaskClient, turns: list[str]) -> None:
    link = f"{SITE}/p/{turns[0]}?v=1"
    assert embedding(shelf, link, "&format=xml").status_code == 501
    for other in (
        "",
        "x",
        "https://example.org/p/x",
        f"{SITE}/d/on-trees",
        f"{SITE}/p/nowhere?v=1",
        f"//{SITE}",
        "http://[x",
    ):
        assert embedding(shelf, other).status_code == 404
    assert embedding(shelf, link, "&maxwidth=none").status_code == 400


def test_without_a_public_address_programs_are_led_to_this_computer_and_cite_the_source(
    client: FlaskClient, passage: str
) -> None:
    path = f"/p/{passage}?v=1"
    item = zotero.of_page(getting(client), path)
    assert isinstance(item, zotero.Item)
    assert item.fields["url"].startswith("https://example.org/iran-watch-listen/iran-russia-cooperation#:~:text=")
    assert linked(client.get(path).text)["url"] == f"http://localhost{path}"
    assert embedding(client, f"http://localhost{path}").json["type"] == "rich"
    whole = zotero.of_page(getting(client), f"/d/{EPISODE}")
    assert isinstance(whole, zotero.Item)
    assert whole.fields["url"] == "https://example.org/iran-watch-listen/iran-russia-cooperation"
