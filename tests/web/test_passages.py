"""The permalink shows the cited words, whatever became of them since."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.citation import TEXT_STYLES
from corpus.dates import PartialDate
from corpus.model import Hints
from search.evidence.claims import claimed
from search.ingest.values import RawSource, SourceSpec
from search.results.values import SearchRequest
from search.service import Service
from tests.web.conftest import EPISODE
from web import presentation

FIRST = "The mast is forty metres high and carries two antennas.\n\nNobody climbs it in winter.\n"


@pytest.fixture
def memo(service: Service, tmp_path: Path) -> Path:
    return tmp_path / "memo.md"


def store(service: Service, path: Path, text: str) -> None:
    upload = RawSource(source=str(path), name=path.name, data=text.encode(), path=path)
    (result,) = service.adder.add([SourceSpec.at_hand(upload, Hints(title="A memo"))])
    assert result.status in ("added", "updated")
    service.indexer.catch_up()


def passage_of(service: Service, words: str) -> str:
    (hit,) = service.finder.search(SearchRequest(query=words)).hits
    return hit.place.passage.id


def blockquote(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml").blockquote.get_text().strip()


def links(soup: BeautifulSoup, term: str) -> list[str]:
    """Where the links of a line of the citation panel lead."""
    line = next(each for each in soup.select(".cite dt") if each.get_text() == term)
    return [str(link["href"]) for link in line.find_next("dd").select("a")]


def test_a_permalink_shows_the_words_their_place_and_their_neighbours(client: FlaskClient, passage: str) -> None:
    text = client.get(f"/p/{passage}?v=1").text
    soup = BeautifulSoup(text, "lxml")
    assert "glide bombs" in soup.blockquote.get_text()
    assert "Background, paragraph 2" in soup.select_one(".said").get_text()
    assert [heading.get_text() for heading in soup.select("h2.small")] == ["Before", "After"]
    assert "note" not in [name for tag in soup.find_all("p") for name in tag.get("class") or []]


def test_changed_words_are_shown_as_cited_first_and_then_what_is_different(
    client: FlaskClient, service: Service, memo: Path
) -> None:
    store(service, memo, FIRST)
    passage = passage_of(service, "antennas")
    store(service, memo, FIRST.replace("forty", "fifty"))
    assert "forty" in blockquote(client, f"/p/{passage}?v=1")
    assert "forty" in blockquote(client, f"/p/{passage}")
    soup = BeautifulSoup(client.get(f"/p/{passage}?v=1").text, "lxml")
    assert "changed after this was cited" in soup.select_one(".note").get_text()
    assert [tag.get_text() for tag in soup.find_all(["del", "ins"])] == ["forty", "fifty"]
    assert "found changed at its source on" in soup.select_one(".cite dl").get_text()


def test_texts_too_long_to_compare_are_shown_whole_and_that_is_said(
    client: FlaskClient, service: Service, memo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presentation, "_MOST_COMPARED", 1000)
    words = " ".join(f"mast{number}" for number in range(80))
    store(service, memo, f"It began. Once {words} fell down.")
    passage = passage_of(service, "mast7")
    store(service, memo, f"It began. Twice {words} rose down.")
    soup = BeautifulSoup(client.get(f"/p/{passage}?v=1").text, "lxml")
    assert any("too long to be compared word by word" in tag.get_text() for tag in soup.find_all("p"))
    assert [tag.get_text() for tag in soup.find_all(["del", "ins"])] == [f"Once {words} fell", f"Twice {words} rose"]


def test_words_that_were_dropped_are_shown_with_a_note(client: FlaskClient, service: Service, memo: Path) -> None:
    store(service, memo, FIRST)
    passage = passage_of(service, "climbs")
    store(service, memo, FIRST.partition("\n")[0])
    assert "winter" in blockquote(client, f"/p/{passage}?v=1")
    assert "does not have this passage" in client.get(f"/p/{passage}?v=1").text


def test_purged_words_are_gone(client: FlaskClient, service: Service, passage: str) -> None:
    service.editor.remove(EPISODE, purge=True)
    for path in (f"/p/{passage}?v=1", f"/d/{EPISODE}"):
        response = client.get(path)
        assert response.status_code == 410
        assert "glide" not in response.text


def test_a_range_is_marked_and_cited(client: FlaskClient, service: Service, passage: str) -> None:
    words = service.citer.passage(passage).place.passage.text
    start = words.index("glide bombs")
    path = f"/p/{passage}?v=1&from={start}&to={start + 11}"
    soup = BeautifulSoup(client.get(path).text, "lxml")
    assert soup.mark.get_text() == "glide bombs"
    assert f"from={start}&to={start + 11}" in links(soup, "Link")[0]
    quoted = client.get(f"/p/{passage}/cite/markdown?v=1&from={start}&to={start + 11}").text
    assert quoted.startswith("> glide bombs\n")


@pytest.mark.parametrize(
    "range", ["from=5", "to=5", "from=9&to=5", "from=0&to=99999", "from=a&to=b", "v=x", "v=²", "v=1&through="]
)
def test_a_damaged_link_says_so(client: FlaskClient, passage: str, range: str) -> None:
    response = client.get(f"/p/{passage}?{range}")
    assert response.status_code == 400
    assert "link" in response.text


TALK = """Ann Lee: So it broke.

Bo Kay: It did not break, and nobody says that it did.

Ann Lee: Then why did the gantry stand still for all of the winter?
"""


def test_words_through_several_turns_are_shown_and_cited_with_who_says_each(
    client: FlaskClient, service: Service, memo: Path
) -> None:
    store(service, memo, TALK)
    first, last = (passage_of(service, words) for words in ("broke", "gantry"))
    path = f"/p/{first}?v=1&through={last}&from=3&to=8"
    soup = BeautifulSoup(client.get(path).text, "lxml")
    assert [each.get_text() for each in soup.blockquote.select("p")] == TALK.replace(":", "").strip().split("\n\n")
    assert [each.get_text() for each in soup.blockquote.select("mark")] == [
        "it broke.",
        "It did not break, and nobody says that it did.",
        "Then why",
    ]
    assert " ".join(soup.select_one(".said").get_text().split()).startswith("Ann Lee, Bo Kay, Ann Lee, ")
    assert [heading.get_text() for heading in soup.select("h2.small")] == []
    assert links(soup, "Link") == [path]
    (choose, whole) = links(soup, "Words")
    assert choose == f"/d/a-memo?cite={first}{path.partition('v=1')[2]}#{first}"
    assert whole == f"/p/{first}?v=1&through={last}"
    assert "Ann Lee, then Bo Kay, then Ann Lee" in soup.select_one(".cite dl").get_text()
    assert "paras. 1–3 (Ann Lee and Bo Kay)" in soup.select_one(".entry").get_text()
    ris = client.get(f"/p/{first}/cite/ris?v=1&from=3&to=8&through={last}").text
    said = "Ann Lee: it broke. Bo Kay: It did not break, and nobody says that it did. Ann Lee: Then why"
    assert f"N1  - “{said}”" in ris
    refused = client.get(f"/p/{last}?v=1&through={first}")
    assert refused.status_code == 400
    assert f"{first} is no passage behind {last}" in refused.text.lower()


def test_evidence_of_the_words_is_one_file(client: FlaskClient, service: Service, memo: Path) -> None:
    store(service, memo, TALK)
    passage = passage_of(service, "broke")
    soup = BeautifulSoup(client.get(f"/p/{passage}?v=1&from=0&to=8").text, "lxml")
    alone, whole = links(soup, "Evidence")
    answer = client.get(alone)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=evidence-{passage}.html"
    assert claimed(answer.text).turns == (("Ann Lee", "So it br"),)
    assert claimed(answer.text).original is None
    assert claimed(client.get(whole).text).original == TALK.encode()


def test_what_stands_behind_a_copied_link_is_no_part_of_it(client: FlaskClient, passage: str) -> None:
    assert client.get(f"/p/{passage}?v=1).").status_code == 200
    assert client.get(f"/p/{passage}?v=1&from=0&to=5”").status_code == 200


def test_turns_that_no_longer_follow_each_other_are_told(client: FlaskClient, service: Service, memo: Path) -> None:
    store(service, memo, TALK)
    first, last = (passage_of(service, words) for words in ("broke", "gantry"))
    store(service, memo, TALK.replace("Ann Lee: Then", "Cy Ode: An inserted turn.\n\nAnn Lee: Then"))
    soup = BeautifulSoup(client.get(f"/p/{first}?v=1&through={last}").text, "lxml")
    said = " ".join(soup.select_one("p.note").get_text().split())
    assert "the order of these passages is another, or others are between them since" in said
    assert links(soup, "Words")[0].startswith("/d/a-memo?v=1&cite="), "words are chosen in the version that has them"
    assert "order" not in client.get(f"/p/{first}?v=2").text


def test_cited_words_that_still_stand_in_a_changed_passage_are_told(
    client: FlaskClient, service: Service, memo: Path
) -> None:
    store(service, memo, FIRST)
    passage = passage_of(service, "antennas")
    store(service, memo, FIRST.replace("two antennas", "three antennas"))
    stand = "the words themselves still stand there"
    assert stand in client.get(f"/p/{passage}?v=1&from=0&to=8").text
    assert stand not in client.get(f"/p/{passage}?v=1").text


def test_a_citation_of_another_version_is_told_in_the_document(
    client: FlaskClient, service: Service, memo: Path
) -> None:
    store(service, memo, FIRST)
    passage = passage_of(service, "antennas")
    store(service, memo, FIRST.replace("forty", "fifty"))
    soup = BeautifulSoup(client.get(f"/d/a-memo?cite={passage}").text, "lxml")
    assert f"does not have the passage {passage}, which this link cites" in soup.select_one(".note").get_text()
    assert "forty" in blockquote(client, str(soup.select_one(".note a")["href"]))


def test_what_became_of_several_turns_is_told_of_each(client: FlaskClient, service: Service, memo: Path) -> None:
    store(service, memo, TALK)
    first, last = (passage_of(service, words) for words in ("broke", "gantry"))
    store(service, memo, TALK.replace("nobody", "somebody").replace("all of the winter", "all the summer"))
    page = client.get(f"/p/{first}?v=1&through={last}").text
    soup = BeautifulSoup(page, "lxml")
    assert "nobody" in soup.blockquote.get_text()
    assert "See what changed" in page
    assert [each.get_text() for each in soup.select("del")] == ["nobody", "of ", "winter"]
    assert [each.get_text() for each in soup.select("ins")] == ["somebody", "summer"]


def test_what_is_told_of_the_same_words_otherwise_is_said(client: FlaskClient, service: Service, memo: Path) -> None:
    store(service, memo, TALK)
    passage = passage_of(service, "broke")
    assert "Relabelled" not in client.get(f"/p/{passage}?v=1").text
    document = service.citer.passage(passage).document.id
    service.editor.edit([document], {"title": "A memo on cranes", "date": "2024-08"})
    said = " ".join(BeautifulSoup(client.get(f"/p/{passage}?v=1").text, "lxml").select_one("p.note").get_text().split())
    today = PartialDate.of(dt.datetime.now(dt.UTC)).written
    told = f"the title is A memo on cranes since {today} (here A memo); the date is August 2024 since {today} (here not"
    assert f"{told} known). What stands here is as it was stored" in said
    assert "Relabelled" not in client.get(f"/p/{passage}?v=2").text
    store(service, memo, TALK.replace("Ann Lee", "Cy Ode"))
    said = " ".join(BeautifulSoup(client.get(f"/p/{passage}?v=2").text, "lxml").select_one("p.note").get_text().split())
    assert f"the speaker is Cy Ode since {today} (here Ann Lee)." in said


def test_an_unknown_passage_is_a_404_with_advice(client: FlaskClient, passage: str) -> None:
    assert passage in client.get(f"/p/{passage[:-3]}aaa").text
    response = client.get("/p/pzzzzzzzzzzzzzzzz")
    assert response.status_code == 404
    assert "check that the whole link was copied" in response.text.lower()
    assert client.get(f"/p/{passage}?v=7").status_code == 404
    assert client.get(f"/p/{passage}/cite/vancouver").status_code == 404


def test_more_leads_from_three_styles_to_all_without_script(client: FlaskClient, passage: str) -> None:
    soup = BeautifulSoup(client.get(f"/p/{passage}?v=1").text, "lxml")
    panel = soup.select_one(".cite .styles")
    assert [a.get_text() for a in panel.select(":scope > li > a")] == ["Chicago", "APA", "MLA"]
    others = panel.select("details#styles a")
    assert [a.get_text() for a in others] == [
        name for name in TEXT_STYLES.values() if name not in ("Chicago", "APA", "MLA")
    ]
    bluebook = next(a["href"] for a in others if a.get_text() == "Bluebook")
    opened = BeautifulSoup(client.get(bluebook).text, "lxml")
    assert ", at “Background,” para. " in opened.select_one(".cite .entry").get_text()
    current = opened.select_one(".cite .styles").select(":scope > li > a[aria-current]")
    assert [a.get_text() for a in current] == ["Bluebook"]
    elsewhere = BeautifulSoup(client.get("/search?q=glide+bombs").text, "lxml")
    assert elsewhere.select_one(".cite .styles > li:last-child a")["href"].endswith("#styles")


def test_exports_are_files_that_other_programs_take(client: FlaskClient, passage: str) -> None:
    for style, end, type in (
        ("bibtex", ".bib", "application/x-bibtex"),
        ("biblatex", ".bib", "application/x-biblatex"),
        ("ris", ".ris", "application/x-research-info-systems"),
        ("csl-json", ".json", "application/vnd.citationstyles.csl+json"),
        ("zotero-rdf", ".rdf", "application/rdf+xml"),
    ):
        response = client.get(f"/p/{passage}/cite/{style}?v=1")
        assert response.headers["Content-Disposition"] == f'attachment; filename="{EPISODE}-{passage}{end}"'
        assert response.content_type == f"{type}; charset=utf-8"
    assert json.loads(client.get(f"/p/{passage}/cite/csl-json").text)[0]["container-title"] == "Iran Watch Listen"
    assert "Content-Disposition" not in client.get(f"/p/{passage}/cite/markdown").headers
