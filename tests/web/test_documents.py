"""The document page, its details, its way out and back, and the library's list."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus import samples
from corpus.details import DETAILS
from corpus.library import Source
from corpus.model import Document, Passage, Reading, Section
from search.ingest.values import RawSource, SourceSpec
from search.service import Service
from tests.web.conftest import EPISODE


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def test_a_document_is_shown_whole_with_an_anchor_and_a_citation_for_each_passage(
    client: FlaskClient, service: Service
) -> None:
    soup = page(client, f"/d/{EPISODE}")
    shown = {turn["id"]: turn.p.get_text() for turn in soup.select(".turn")}
    assert shown == {passage.id: passage.text for passage in service.library.document(EPISODE).passages()}
    for turn in soup.select(".turn"):
        assert turn.select_one(".who a")["href"] == f"/d/{EPISODE}?cite={turn['id']}#{turn['id']}"


def test_it_shows_its_people_and_what_belongs_to_it(client: FlaskClient) -> None:
    aside = page(client, f"/d/{EPISODE}").select_one("nav[aria-label='In this document']")
    text = aside.get_text(" ")
    for expected in ("Hanna Notte", "guest", "John Caves", "host", "Jim Lamson", "A Sample Report on Industrial Coop"):
        assert expected in text
    links = [link["href"] for link in aside.select("a") if link["href"].startswith("/d/")]
    assert {"/d/hanna-notte", "/d/jim-lamson", "/d/a-sample-report-on-industrial-cooperation"} <= set(links)
    for link in links:
        assert client.get(link).status_code == 200
    back = page(client, "/d/jim-lamson").select("nav[aria-label='In this document'] a")
    assert f"/d/{EPISODE}" in [link["href"] for link in back]


def test_a_transcript_and_its_episode_know_each_other(client: FlaskClient) -> None:
    for here, there in (("", "-2"), ("-2", "")):
        links = [link["href"] for link in page(client, f"/d/from-parts-to-factories{here}").select("nav a")]
        assert f"/d/from-parts-to-factories{there}" in links


def test_the_words_of_a_search_are_marked(client: FlaskClient) -> None:
    soup = page(client, f"/d/{EPISODE}?q=drones")
    assert {mark.get_text().lower() for mark in soup.select("article mark")} == {"drone", "drones"}


def test_a_paragraph_number_opens_its_citation_beside_it(client: FlaskClient, passage: str) -> None:
    soup = page(client, f"/d/{EPISODE}?cite={passage}")
    panel = soup.select_one(".with-cite")
    assert panel.select_one(".turn")["id"] == passage
    assert "“Background,” para. 2" in panel.select_one(".entry").get_text()
    assert "version 1; not compared since" in panel.get_text()
    assert "works on this computer only" in panel.get_text()
    assert panel.find("a", string="opens at these words")["href"].startswith("https://example.org/iran-watch-listen/")


def test_details_are_edited_and_an_empty_one_goes_back_to_the_source(client: FlaskClient, service: Service) -> None:
    form = page(client, f"/d/{EPISODE}/edit").select_one("form.details")
    assert form.select_one("[name=date]")["value"] == "2024-08-21"
    data = {
        "title": "Renamed",
        "type": "note",
        "show": "Iran Watch Listen",
        "date": "2023",
        "url": "",
        "language": "en",
    }
    assert client.post(f"/d/{EPISODE}/edit", data=data).location == f"/d/{EPISODE}"
    document = service.library.document(EPISODE)
    assert (document.title, document.type, document.date and document.date.iso) == ("Renamed", "note", "2023")
    assert "Renamed" in client.get("/search?q=title:renamed").text
    client.post(f"/d/{EPISODE}/edit", data={**data, "title": "", "type": "episode", "date": ""})
    assert service.library.document(EPISODE).title == "How Iran and Russia Came to Arm Each Other"
    assert "Version 2" in client.get(f"/d/{EPISODE}").text


def test_publisher_season_and_episode_are_edited_and_shown(client: FlaskClient, service: Service) -> None:
    client.post(f"/d/{EPISODE}/edit", data={"publisher": "Coast Press", "season": "2", "episode": "14"})
    document = service.library.document(EPISODE)
    assert (document.publisher, document.season, document.episode) == ("Coast Press", "2", "14")
    assert document.title == "How Iran and Russia Came to Arm Each Other"
    head = " ".join(page(client, f"/d/{EPISODE}").select_one(".head").get_text(" ").split())
    assert "season 2, episode 14" in head
    assert "Coast Press" in head
    form = page(client, f"/d/{EPISODE}/edit").select_one("form.details")
    assert [form.select_one(f"[name={name}]")["value"] for name in ("publisher", "season", "episode")] == [
        "Coast Press",
        "2",
        "14",
    ]


def test_the_recording_is_linked(client: FlaskClient, service: Service) -> None:
    data = b"---\ntitle: Masts\naudio_url: https://media.example.net/masts.mp3\n---\n\nMasts are high.\n"
    (added,) = service.adder.add([SourceSpec.at_hand(RawSource(source="masts.md", name="masts.md", data=data))])
    link = page(client, f"/d/{added.document}").find("a", string="recording at media.example.net")
    assert link["href"] == "https://media.example.net/masts.mp3"


def test_a_detail_that_is_not_understood_is_refused_and_what_was_written_stays(
    client: FlaskClient, service: Service
) -> None:
    data = {"title": "Renamed", "type": "episode", "date": "last spring"}
    response = client.post(f"/d/{EPISODE}/edit", data=data)
    assert response.status_code == 400
    assert "last spring" in response.text
    assert 'value="Renamed"' in response.text
    assert service.library.document(EPISODE).version == 1


def test_two_who_edit_one_document_lose_nothing_of_each_other(client: FlaskClient, service: Service) -> None:
    opened = filled(client)  # by both, before either saves
    assert client.post(f"/d/{EPISODE}/edit", data={**opened, "title": "Renamed"}).status_code == 303
    assert client.post(f"/d/{EPISODE}/edit", data={**opened, "season": "2"}).status_code == 303
    document = service.library.document(EPISODE)
    assert (document.title, document.season) == ("Renamed", "2")
    refused = client.post(f"/d/{EPISODE}/edit", data={**opened, "title": "Named anew", "episode": "14"})
    assert refused.status_code == 409
    assert "somebody set title to “Renamed”. Nothing is saved yet" in refused.text
    assert service.library.document(EPISODE).title == "Renamed"
    again = fields(BeautifulSoup(refused.text, "lxml"))
    assert (again["title"], again["season"], again["episode"]) == ("Named anew", "2", "14")
    assert client.post(f"/d/{EPISODE}/edit", data=again).status_code == 303
    document = service.library.document(EPISODE)
    assert (document.title, document.season, document.episode) == ("Named anew", "2", "14")


def filled(client: FlaskClient) -> dict[str, str]:
    """What the form of a document sends where nothing is changed in it."""
    return fields(page(client, f"/d/{EPISODE}/edit"))


def fields(soup: BeautifulSoup) -> dict[str, str]:
    form = soup.select_one("form.details")
    assert form
    said = {str(each["name"]): str(each["value"]) for each in form.select("input[name]")}
    return {**said, "type": str(form.select_one("option[selected]").get_text())}


def test_a_removed_document_leaves_search_and_comes_back(client: FlaskClient, passage: str) -> None:
    client.post(f"/d/{EPISODE}/remove")
    assert "No passage has" in client.get("/search?q=%22glide+bombs%22").text
    assert "Bring it back" in client.get(f"/d/{EPISODE}").text
    removed = f"“{EPISODE}” was removed from the library; its page brings it back."
    assert removed in client.get(f"/search?q=drones+in:{EPISODE}").text
    assert removed not in client.get(f"/search?q=drones+-in:{EPISODE}").text
    assert "How Iran and Russia" in client.get("/library?view=removed").text
    assert "was removed from the library" in client.get(f"/p/{passage}?v=1").text
    client.post(f"/d/{EPISODE}/restore")
    assert "1 passage in 1 document" in client.get("/search?q=%22glide+bombs%22").text


def test_the_original_comes_back_byte_for_byte_as_a_download(client: FlaskClient) -> None:
    (file,) = [file for file in samples.files() if file.name == "iran-russia-cooperation.html"]
    response = client.get(f"/d/{EPISODE}/original")
    assert response.data == file.read_bytes()
    assert response.headers["Content-Disposition"] == "attachment; filename=iran-russia-cooperation.html"
    assert response.content_type == "application/octet-stream"


def test_what_is_not_there_is_a_404_with_a_suggestion(client: FlaskClient) -> None:
    response = client.get("/d/jim-lamsen")
    assert response.status_code == 404
    assert "jim-lamson" in response.text
    assert client.get(f"/d/{EPISODE}?v=9").status_code == 404


def test_the_library_lists_filters_and_shows_what_to_check(client: FlaskClient) -> None:
    assert len(page(client, "/library").select("tbody tr")) == 7
    assert len(page(client, "/library?title=lamson").select("tbody tr")) == 1
    (row,) = page(client, "/library?view=check").select("tbody tr")
    assert "people missing" in row.get_text()


def test_what_there_is_to_check_can_be_said_to_be_right(client: FlaskClient) -> None:
    assert "To check: people missing" in client.get("/d/from-parts-to-factories").text
    assert client.post("/d/from-parts-to-factories/checked").status_code == 303
    assert "To check" not in client.get("/d/from-parts-to-factories").text
    assert "Nothing to check" in client.get("/library?view=check").text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://[a", "https:///a", "data:text/html,a"])
def test_what_is_no_address_of_the_web_is_no_link(client: FlaskClient, service: Service, url: str) -> None:
    """Also where it was stored before addresses were vetted."""
    section = Section(heading="", kind="body", passages=(Passage(text="Words."),))
    reading = Reading(document=Document(type="note", title="Old", url=url, sections=(section,)))
    id = service.library.keep(reading, source=Source(source="old"), data=b"old", reader="readers-7").document
    passage = next(service.library.document(id).passages()).id
    for path in (f"/d/{id}", f"/d/{id}?cite={passage}", f"/p/{passage}", f"/search?q=words&cite={passage}"):
        assert not [link for link in page(client, path).select("a") if link["href"].startswith(url)]


def test_a_heading_without_text_is_found_and_shown_once(client: FlaskClient, service: Service) -> None:
    upload = RawSource(source="masts.md", name="masts.md", data=b"# Masts\n\nThey are high.\n\n## Soon: the rudder\n")
    (result,) = service.adder.add([SourceSpec.at_hand(upload)])
    service.indexer.catch_up()
    soup = page(client, f"/d/{result.document}?q=rudder")
    assert [each.get_text() for each in soup.select("article [role=heading], article h2")] == [
        "Summary",
        "Soon: the rudder",
    ]
    assert soup.select_one("[role=heading] mark").get_text() == "rudder"


def test_the_form_asks_for_every_detail_by_its_label(client: FlaskClient) -> None:
    form = BeautifulSoup(client.get(f"/d/{EPISODE}/edit").text, "lxml").select_one("form.details")
    asked = {label.select_one("[name]")["name"]: label.contents[0].strip() for label in form.select("label")}
    assert asked == {name: detail.label for name, detail in DETAILS.items()}
