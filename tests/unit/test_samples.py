"""The sample corpus: it says that it is one, speaks for nobody, and shows what the product reads."""

from __future__ import annotations

import pytest

from corpus import samples
from search.results.views import related
from search.service import Service

EPISODE = "how-iran-and-russia-came-to-arm-each-other"


@pytest.mark.parametrize("file", samples.files(), ids=lambda file: file.name)
def test_every_sample_says_that_it_is_one(file) -> None:  # type: ignore[no-untyped-def]
    text = file.read_text("utf-8").casefold()
    assert "sample" in text
    assert "citecast" in text


def test_they_become_the_documents_of_the_demo(service: Service) -> None:
    assert {
        record.document.id: record.document.type for record in service.library.records(service.library.listed())
    } == {
        EPISODE: "episode",
        "hanna-notte": "bio",
        "jim-lamson": "bio",
        "a-sample-report-on-industrial-cooperation": "report",
        "what-a-trainer-aircraft-is-for": "report",
        "from-parts-to-factories": "episode",
        "from-parts-to-factories-2": "transcript",
    }
    assert not any(record.document.stub for record in service.library.records(service.library.listed()))


def test_they_know_each_other(service: Service) -> None:
    found = related(service.library, EPISODE)
    assert [document.id for document in found.bios] == ["hanna-notte", "jim-lamson"]
    assert len(found.reports) == 2
    (transcript,) = related(service.library, "from-parts-to-factories").transcripts
    assert transcript.id == "from-parts-to-factories-2"


def test_no_real_person_speaks_in_them(service: Service) -> None:
    speakers = {
        passage.speaker
        for record in service.library.records(service.library.listed())
        for passage in service.library.document(record.document.id).passages()
    }
    assert speakers == {None, "Host", "Guest"}


def test_the_episode_has_the_sections_of_a_real_page(service: Service) -> None:
    kinds = [section.kind for section in service.library.document(EPISODE).sections]
    assert list(dict.fromkeys(kinds)) == [
        "summary", "background", "caption", "discussion", "bios", "resources", "credits",
    ]  # fmt: skip
    text = " ".join(passage.text for passage in service.library.document(EPISODE).passages())
    for furniture in ("Skip to main", "Share", "Related articles", "Privacy", "Weapon programs"):
        assert furniture not in text
