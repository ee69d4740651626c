"""Links to a source: they open at the cited words, or it is said why not."""

from __future__ import annotations

import dataclasses
from html import unescape

import pytest

from corpus.citation import Citation
from corpus.citation.anchors import anchored
from corpus.fragments import Page
from corpus.library import Clip
from corpus.model import Document, Hints, Passage, Section
from corpus.passages import identify
from corpus.quotation import Range, quotation
from corpus.visible_text import seen
from search.export.formats import FORMATS
from search.ingest.values import RawSource, SourceSpec
from search.results.values import SearchRequest
from search.service import Service

URL = "https://example.org/cranes"
CRANE = "The crane broke in the night of the ninth, and nobody at the quay saw how it broke."
YARD = "The yard had ordered another one before the sun was up, and it came by sea in a week."


def talk(*texts: str, **details: object) -> Document:
    """A talk of a turn each."""
    said = tuple(Passage(text=text, speaker=("Ann Lee", "Bo Kay")[n % 2]) for n, text in enumerate(texts))
    section = Section(heading="Transcript", kind="transcript", passages=said)
    document = Document(type="transcript", title="Cranes", id="cranes", version=1, url=URL, sections=(section,))
    return identify(dataclasses.replace(document, **details))  # type: ignore[arg-type]


def page(*paragraphs: str) -> Page:
    return Page(seen("".join(f"<p>{text}</p>" for text in paragraphs)).blocks)


def opened(document: Document, stored: Page | None, words: str, through: str = "") -> str:
    """What opens the source at words of a document, or why nothing does."""
    places = [place for place in document.places() if words in place.passage.text]
    begin = places[0].passage.text.index(words)
    last = next((each for each in document.passages() if through and through in each.text), places[0].passage)
    end = last.text.index(through or words) + len(through or words)
    found = anchored(document, quotation(document, places[0], Range(begin, end, last.id)), lambda: stored)
    return found.why_not or (found.url or "").removeprefix(f"{URL}#:~:text=")


def test_words_are_sought_on_the_stored_page_with_all_that_stands_around_them() -> None:
    stored = page("It broke in the night", f"<b>Ann Lee:</b> {CRANE}", f"<b>Bo Kay:</b> {YARD}")
    assert opened(talk(CRANE, YARD), stored, "in the night") == "broke-,in%20the%20night,-of"
    assert (
        opened(talk(CRANE, YARD), stored, "nobody at the quay", "by sea")
        == "nobody%20at%20the%20quay,it%20came%20by%20sea"
    )


def test_the_same_words_again_are_those_of_their_own_place() -> None:
    said = ("Yes.", CRANE, "Yes.", YARD, "Yes.")
    document, stored = talk(*said), page("Home", *(f"<b>Of {number}:</b> {text}" for number, text in enumerate(said)))
    places = [place for place in document.places() if place.passage.text == "Yes."]
    urls = [anchored(document, quotation(document, place), lambda: stored).url or "" for place in places]
    assert [url.partition("text=")[2] for url in urls] == ["Yes%2E", "2%3A-,Yes%2E", "4%3A-,Yes%2E"]


def test_words_that_the_page_has_more_often_than_the_document_are_not_told_apart() -> None:
    assert (
        opened(talk("Yes, it did.", CRANE), page("Yes, it did.", f"Ann: Yes, it did. {CRANE}"), "it did")
        == "not unique"
    )
    assert opened(talk(CRANE), page(CRANE, "And again:", CRANE), "nobody") == "not unique"


def test_words_that_the_page_does_not_have_are_not_found() -> None:
    assert opened(talk(CRANE), page(YARD), "nobody") == "not found"
    assert opened(talk("…\N{COMBINING ACUTE ACCENT}", CRANE), page(CRANE), "…") == "not found"
    assert (
        opened(
            talk(CRANE, YARD, CRANE.replace("ninth", "tenth")),
            page(CRANE, CRANE.replace("ninth", "tenth")),
            "night of the ninth",
            "of the tenth",
        )
        == "not found"
    )
    far = page(CRANE, "An advertisement. " * 60, YARD)
    assert opened(talk(CRANE, YARD), far, "nobody", "by sea") == "not found"


def test_a_page_that_has_the_marks_of_notes_between_the_words_is_opened_at_them() -> None:
    marked = CRANE.replace("night", "night<sup>[1]</sup>")
    stored = page("Home", marked, YARD)
    assert opened(talk(CRANE, YARD), stored, "nobody at the quay saw") == "nobody%20at%20the%20quay%20saw"
    assert opened(talk(CRANE, YARD), stored, CRANE) == "The%20crane%20broke%20in,saw%20how%20it%20broke%2E"
    assert opened(talk(CRANE, YARD), stored, "the night of") == "not found"


def test_without_a_page_nothing_is_opened_at_the_words() -> None:
    assert opened(talk(CRANE), None, "nobody") == "no page stored"
    place = next(talk(CRANE).places())
    assert anchored(talk(CRANE), quotation(talk(CRANE), place), None) == (URL, "not sought")
    assert anchored(talk(CRANE, url=None), quotation(talk(CRANE), place), None) == (None, None)


@pytest.mark.parametrize("start_ms", [872_400, None])
def test_a_time_opens_a_recording_and_never_a_page(start_ms: int | None) -> None:
    sound = "https://example.org/a.mp3?from=feed"
    at = [
        talk(CRANE, url=url, audio_url=audio)
        for url, audio in ((sound, None), (None, sound), (URL, sound), (None, URL))
    ]
    said = [
        dataclasses.replace(
            each,
            sections=tuple(
                dataclasses.replace(s, passages=tuple(dataclasses.replace(p, start_ms=start_ms) for p in s.passages))
                for s in each.sections
            ),
        )
        for each in at
    ]
    found = [anchored(each, quotation(each, next(each.places())), lambda: None) for each in said]
    recording = (f"{sound}#t=872.4", None) if start_ms else (sound, "no time")
    assert found == [recording, recording, (URL, "no page stored"), (None, None)]


PAGE = """<!doctype html><html><head><title>Cranes</title>{head}</head><body><nav>Home</nav>
<article><h1>Cranes</h1><p>{text}</p></article></body></html>"""


def added(service: Service, data: str, *, source: str = "cranes.html", sidecar: str = "") -> Citation:
    """The citation of the passage about the crane, in a source that was added."""
    raw = RawSource(source=source, name=source.rpartition("/")[2], data=data.encode(), sidecar=sidecar)
    (result,) = service.adder.add([SourceSpec.at_hand(raw, Hints())])
    assert result.status == "added", result.message
    service.indexer.catch_up()
    (hit,) = service.finder.search(SearchRequest(query="quay")).hits
    assert service.citer.cite_place(hit.document, hit.place, "link").why_not in ("not sought", None)
    return service.citer.cite(hit.place.passage.id)


def test_a_page_is_at_the_address_that_it_says(empty_service: Service) -> None:
    head = f'<link rel="canonical" href="{URL}/">'
    found = added(empty_service, PAGE.format(head=head, text=CRANE))
    assert (found.source_url, found.why_not) == (
        f"{URL}/#:~:text=The%20crane%20broke%20in,saw%20how%20it%20broke%2E",
        None,
    )


@pytest.mark.parametrize("source", ["cranes.html", "http://example.org/cranes/#top"])
def test_a_page_is_at_the_address_that_a_person_gives_it_or_that_it_was_fetched_from(
    empty_service: Service, source: str
) -> None:
    found = added(empty_service, PAGE.format(head="", text=CRANE), source=source, sidecar=f"url: {URL}")
    assert (found.source_url or "").startswith(f"{URL}#:~:text=The%20crane")


@pytest.mark.parametrize(
    ("data", "source", "sidecar"),
    [
        (f"---\nurl: {URL}\n---\n# Cranes\n\n{CRANE}\n", "cranes.md", ""),
        (f"WEBVTT\n\n00:01.000 --> 00:09.000\n{CRANE}\n", "cranes.vtt", f"url: {URL}"),
        (CRANE, "cranes.txt", f"url: {URL}"),
        (
            PAGE.format(head='<link rel="canonical" href="https://example.org/other">', text=CRANE),
            "a.html",
            f"url: {URL}",
        ),
        (PAGE.format(head="", text=CRANE), "https://example.org/transcripts/1.html", f"url: {URL}"),
    ],
    ids=["Markdown", "captions", "plain text", "another page", "fetched elsewhere"],
)
def test_what_is_not_the_page_at_the_address_says_nothing_of_it(
    empty_service: Service, data: str, source: str, sidecar: str
) -> None:
    found = added(empty_service, data, source=source, sidecar=sidecar)
    assert (found.source_url, found.why_not) == (URL, "no page stored")


def test_a_list_of_clippings_cites_the_source_at_the_words(empty_service: Service) -> None:
    found = added(empty_service, PAGE.format(head=f'<link rel="canonical" href="{URL}">', text=CRANE))
    assert "#:~:text=" in (found.source_url or "")
    made = empty_service.library.clippings.make("Cranes")
    clippings = empty_service.collector.collect(made.id, [Clip(found.passage, 1)])
    with empty_service.exporter.clippings(made, clippings, FORMATS["html"], style="chicago") as export:
        assert f"{found.source_url}." in unescape(b"".join(export.pieces).decode())


def test_a_page_that_names_a_report_is_not_the_page_of_the_report(empty_service: Service) -> None:
    report = "https://example.org/report"
    entry = f"Ann Lee, “<a href='{report}'>Cranes of the Ninth</a>,” Sample Institute, May 2, 2020."
    resources = f"</p><h2>Related Resources</h2><ul><li>{entry}</li></ul><p>"
    added(empty_service, PAGE.format(head=f'<link rel="canonical" href="{URL}">', text=CRANE + resources))
    documents = map(empty_service.library.document, empty_service.library.live())
    (stub,) = [document for document in documents if document.url == report]
    assert empty_service.citer.cite(next(stub.passages()).id).why_not == "no page stored"
