"""Labelled turns without a heading Transcript: in a page, in Word and in PDF."""

from __future__ import annotations

import pytest

from corpus.model import Document, Hints
from corpus.readers.registry import read
from tests.papers import Paper, word

TURNS = [("John Caves", "Is it so?"), ("Hanna Notte", "It is."), ("John Caves", "Then why?"), ("Hanna Notte", "Well.")]
BIO = "Hanna Notte is a fellow at the Mast Institute, where she works on masts."


def page(body: str) -> Document:
    return read(f"<html><article><h1>On masts</h1>{body}</article></html>".encode(), Hints(name="a.html")).document


def turns_of(document: Document) -> list[tuple[str | None, str]]:
    return [(p.speaker, p.text) for s in document.sections if s.kind == "transcript" for p in s.passages]


MARKED = "".join(f"<p><strong>{who}:</strong> {words}</p>" for who, words in TURNS)


def test_a_page_of_turns_is_a_transcript_and_what_leads_up_to_them_is_not() -> None:
    document = page(f"<p>A talk on masts.</p>{MARKED}")
    assert document.type == "transcript"
    assert turns_of(document) == TURNS
    assert [(s.kind, s.passages[0].text) for s in document.sections] == [
        ("body", "A talk on masts."), ("transcript", "Is it so?"),
    ]  # fmt: skip
    assert [person.name for person in document.people] == ["John Caves", "Hanna Notte"]


def test_turns_on_the_page_of_an_episode_leave_it_one() -> None:
    document = page(f"<p>It is hosted by John Caves.</p>{MARKED}<h2>Expert Bios</h2><p>{BIO}</p>")
    assert (document.type, turns_of(document)) == ("episode", TURNS)


def test_nobody_goes_on_to_speak_below_a_heading() -> None:
    document = page(f"<h2>Discussion</h2>{MARKED}<h2>On our sponsors</h2><p>Masts are sold here.</p>")
    assert [(p.speaker, p.text) for p in document.passages()][-1] == (None, "Masts are sold here.")


HEADED = {
    "headings": "<h3>{who}</h3><p>{words}</p>",
    "times": "<h3>{who} (0:0{n})</h3><p>{words}</p>",
    "bold": "<p><strong>{who}</strong></p><p>{words}</p>",
    "first lines": "<p><strong>{who}</strong><br>{words}</p>",
    "terms": "<dt>{who}</dt><dd>{words}</dd>",
}


@pytest.mark.parametrize("form", HEADED)
def test_names_that_are_headings_are_speakers_of_what_stands_under_them(form: str) -> None:
    said = "".join(HEADED[form].format(who=who, words=words, n=n) for n, (who, words) in enumerate(TURNS))
    document = page(f"<h2>Transcript</h2>{'<dl>' + said + '</dl>' if form == 'terms' else said}")
    assert (document.type, turns_of(document)) == ("transcript", TURNS)
    assert [section.heading for section in document.sections] == ["Transcript"]
    times = [passage.start_ms for passage in document.passages()]
    assert times == ([0, 1000, 2000, 3000] if form == "times" else [None] * 4)


def test_speakers_without_a_name_are_headings_too() -> None:
    body = "".join(f"<h3>Speaker {1 + n % 2}</h3><p>{words}</p>" for n, (_, words) in enumerate(TURNS))
    assert [speaker for speaker, _ in turns_of(page(body))] == ["Speaker 1", "Speaker 2"] * 2


def test_names_are_headings_in_markdown_too_and_other_headings_end_what_they_say() -> None:
    said = "".join(f"## {who}\n\n{words}\n\nSo it is.\n\n" for who, words in TURNS)
    text = f"# On masts\n\n{said}[MUSIC]\n\nTranscribed by Cy Roe\n\n## What they cost\n\nNobody knows.\n"
    document = read(text.encode(), Hints(name="a.md")).document
    turns = [turn for who, words in TURNS for turn in ((who, words), (who, "So it is."))]
    assert turns_of(document) == [
        *turns,
        *((None, words) for words in ("[MUSIC]", "Transcribed by Cy Roe", "Nobody knows.")),
    ]
    assert [(p.speaker, p.text) for p in document.sections[-1].passages] == [(None, "Nobody knows.")]
    assert [p.paragraph for p in document.sections[0].passages][:4] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Panel</h2><h3>Ann Lee</h3><p>A pilot.</p><h3>Bo Ek</h3><p>A cook.</p>",
        "<h2>Setting Up</h2><p>One sets it up.</p><h2>A Mast</h2><p>It is set.</p><h2>Setting Up</h2><p>Again.</p>",
        "<p>Long before the masts were cut they stood in the woods.</p><h3>Ann Lee</h3><p>A.</p><h3>Bo Ek</h3><p>B.</p>"
        "<h3>Ann Lee</h3><p>C.</p>",
    ],
)
def test_headings_that_are_names_once_or_none_or_beside_the_matter_are_no_speakers(body: str) -> None:
    assert all(passage.speaker is None for passage in page(body).passages())


@pytest.mark.parametrize("form", ["{who}: {words}", "{who}  0:0{n}|{words}"])
def test_word_paragraphs_with_labels_are_turns(form: str) -> None:
    lines = [form.format(who=who, words=words, n=n) for n, (who, words) in enumerate(TURNS)]
    document = read(
        word(*(("Normal", line) for paragraph in lines for line in paragraph.split("|"))), Hints(name="a.docx")
    ).document
    assert (document.type, turns_of(document)) == ("transcript", TURNS)


def test_a_time_behind_a_bold_name_is_that_of_the_turn() -> None:
    lines = "".join(f"<p><b>{who}</b> (01:0{n}):<br>{words}</p>" for n, (who, words) in enumerate(TURNS))
    document = page(lines)
    assert turns_of(document) == TURNS
    assert [p.start_ms for p in document.passages()] == [60_000 + n * 1000 for n in range(4)]


def test_the_export_of_a_meeting_in_word_says_title_and_date() -> None:
    lines = [f"{who}   0:0{n} {words}" for n, (who, words) in enumerate(TURNS)]
    head = "On masts-20240503_100000-Meeting Recording"
    document = read(word(*(("Normal", line) for line in (head, *lines))), Hints(name="a.docx")).document
    assert (document.title, document.date and document.date.iso) == ("On masts", "2024-05-03")
    assert (document.type, turns_of(document)) == ("transcript", TURNS)
    assert [p.start_ms for p in document.passages()] == [0, 1000, 2000, 3000]


def test_turns_in_a_pdf_know_their_pages() -> None:
    paper = Paper(running=False)
    for number, (who, words) in enumerate(TURNS):
        if number == 2:
            paper.page()
        paper.lines([f"{who}: {words} It stands on a ship, as it has stood for all", "of a hundred years."])
    document = read(paper.bytes(), Hints(name="a.pdf")).document
    assert document.type == "transcript"
    assert [(p.speaker, p.page) for p in document.passages()] == [
        (who, 1 + number // 2) for number, (who, _) in enumerate(TURNS)
    ]


@pytest.mark.parametrize("labels", [("When", "Where"), ("Pros", "Cons"), ("Host", "Music")])
def test_a_list_in_a_page_is_no_talk(labels: tuple[str, str]) -> None:
    document = page("".join(f"<p><b>{label}:</b> a mast</p>" for label in labels * 3))
    assert all(passage.speaker is None for passage in document.passages())


def test_the_type_that_is_given_stands() -> None:
    text = "".join(f"<p>{who}: {words}</p>" for who, words in TURNS)
    assert read(f"<html><article>{text}".encode(), Hints(name="a.html", type="report")).document.type == "report"
