"""What comes out of the real episode page that the product was first asked for."""

from __future__ import annotations

import pytest

from corpus.model import Document, Hints, Reading
from corpus.readers import registry
from corpus.text import verbatim
from tests.data import EPISODE

pytestmark = pytest.mark.skipif(not EPISODE.exists(), reason="the real episode page is not beside the project")


@pytest.fixture(scope="module")
def reading() -> Reading:
    found = registry.read(EPISODE.read_bytes(), Hints(name=EPISODE.name))
    assert isinstance(found, Reading)
    return found


def of_type(reading: Reading, type: str) -> list[Document]:
    return [document for document in reading.related if document.type == type]


def test_it_is_one_episode_with_its_sections(reading: Reading) -> None:
    document = reading.document
    assert document.type == "episode"
    assert document.show == "Iran Watch Listen"
    kinds = [section.kind for section in document.sections]
    for kind in ("summary", "background", "caption", "discussion", "bios", "resources", "credits"):
        assert kinds.count(kind) == 1, kind
    headings = [section.heading for section in document.sections if section.kind != "caption"]
    assert headings[-5:] == ["Background", "Our Discussion", "Expert Bios", "Related Resources", "Credits"]


def test_the_caption_has_its_credit(reading: Reading) -> None:
    (caption,) = [section for section in reading.document.sections if section.kind == "caption"]
    assert caption.credit == "Islamic Republic News Agency"
    assert caption.passages[0].text.startswith("Then Russian Defense Minister Sergei Shoigu")


def test_hosts_and_guests_are_told_apart(reading: Reading) -> None:
    roles = {person.name: person.roles for person in reading.document.people}
    assert roles == {
        "Hanna Notte": ("guest",),
        "Jim Lamson": ("guest",),
        "John Caves": ("host",),
        "John Krzyzaniak": ("host",),
    }


def test_each_guest_has_a_bio_that_names_the_affiliation(reading: Reading) -> None:
    bios = {document.title: document for document in of_type(reading, "bio")}
    assert set(bios) == {"Hanna Notte", "Jim Lamson"}
    for bio in bios.values():
        (person,) = bio.people
        assert person.affiliation == "James Martin Center for Nonproliferation Studies (CNS)"
    assert bios["Hanna Notte"].people[0].honorific == "Dr."


def test_the_resources_are_three_reports_with_all_their_details(reading: Reading) -> None:
    reports = [
        ([p.name for p in each.people], each.title, each.publisher, each.date and each.date.iso, each.stub)
        for each in of_type(reading, "report")
    ]
    assert reports == [
        (
            ["Hanna Notte", "Jim Lamson"],
            "Iran-Russia Defense Cooperation: Current Realities and Future Horizons",
            "James Martin Center For Nonproliferation Studies",
            "2024-08-06",
            True,
        ),
        (
            ["Hanna Notte", "Jim Lamson"],
            "The Uncomfortable Reality of Russia and Iran’s New Defense Relationship",
            "War on the Rocks",
            "2024-07-24",
            True,
        ),
        (
            ["Hanna Notte"],
            "Russia’s Invasion of Ukraine: The Nuclear Price Tag",
            "Friedrich-Ebert-Stiftung",
            "2023-02",
            True,
        ),
    ]


def test_a_day_without_its_year_is_no_date_but_something_to_check(reading: Reading) -> None:
    assert reading.document.date is None
    assert any("August 21" in check for check in reading.checks)


def test_nothing_is_lost_and_nothing_is_changed(reading: Reading) -> None:
    lines = [verbatim(line).removeprefix("- ") for line in EPISODE.read_text("utf-8").splitlines() if line.strip()]
    kept = [passage.text for passage in reading.document.passages()]
    headings = {section.heading for section in reading.document.sections}
    assert set(lines) <= set(kept) | headings
    assert set(kept) <= set(lines)
