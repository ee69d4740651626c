"""Of any words of a document that the test has made, the locator says what the test knows: never a wrong time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings, strategies as st

from corpus.locators import Locator, locate
from corpus.model import Hints, Passage
from corpus.passages import identify
from corpus.readers import registry
from corpus.text import clock
from tests.papers import Paper, word
from tests.property.test_page_locators import spelled

NAMES = ("Ann Lee", "Ben Moe")


class Sentence(NamedTuple):
    """Words, from when to when they are said; `printed` where the source has that time beside them."""

    words: tuple[str, ...]
    start_ms: int
    end_ms: int
    printed: bool


class Turn(NamedTuple):
    name: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The words, a time in brackets before each sentence that has one, but for the first."""
        first, *rest = self.sentences
        told = [f"[{clock(each.start_ms)}] {said(each)}" if each.printed else said(each) for each in rest]
        return " ".join([said(first), *told])

    @property
    def time(self) -> str:
        return clock(self.sentences[0].start_ms)


class Known(NamedTuple):
    """What is known of a word: its turn, from when to when it is said, and a time printed just before it."""

    word: str
    turn: int
    start_ms: int
    end_ms: int
    mark: int | None


def said(sentence: Sentence) -> str:
    return " ".join(sentence.words)


@st.composite
def talks(draw: st.DrawFn) -> list[Turn]:
    """Turns of two speakers, the sentences of which follow each other in time; some are printed with theirs."""
    sizes = draw(st.lists(st.lists(st.integers(3, 40), min_size=1, max_size=12), min_size=5, max_size=12))
    at = number = 0
    found = []
    for turn, lengths in enumerate(sizes):
        sentences = []
        for place, length in enumerate(lengths):
            words = [spelled(number + n) for n in range(length)]
            words[0], words[-1] = words[0].title(), words[-1] + "."
            lasts = 1000 * draw(st.integers(1, 90))
            printed = not place or draw(st.booleans())
            sentences.append(Sentence(tuple(words), at, at + lasts - 500, printed))
            at, number = at + lasts, number + length
        found.append(Turn(NAMES[turn % 2], tuple(sentences)))
    return found


def known(talk: Sequence[Turn]) -> list[Known]:
    return [
        Known(
            each, number, sentence.start_ms, sentence.end_ms, sentence.start_ms if sentence.printed and not n else None
        )
        for number, turn in enumerate(talk, 1)
        for sentence in turn.sentences
        for n, each in enumerate(sentence.words)
    ]


def lines(form: str) -> Callable[[Sequence[Turn]], bytes]:
    """A text of turns, each in a form of its name, its time and its words."""
    return lambda talk: "\n\n".join(form.format(name=t.name, time=t.time, text=t.text) for t in talk).encode()


def markdown(form: str) -> Callable[[Sequence[Turn]], bytes]:
    return lambda talk: b"---\ntitle: On masts\n---\n\n" + lines(form)(talk)


def page(form: str) -> Callable[[Sequence[Turn]], bytes]:
    head, foot = (
        b"<html><head><title>On masts</title></head><body><article><h1>On masts</h1>",
        b"</article></body></html>",
    )
    return lambda talk: head + lines(f"<p>{form}</p>")(talk) + foot


def docx(talk: Sequence[Turn]) -> bytes:
    return word(*(("Normal", text) for turn in talk for text in (f"{turn.name}   {turn.time}", turn.text)))


def pdf(talk: Sequence[Turn]) -> bytes:
    paper = Paper(running=False)
    for turn in talk:
        words = f"{turn.name} ({turn.time}): {turn.text}".split()
        rows = [" ".join(words[at : at + 9]) for at in range(0, len(words), 9)]
        if paper.y - 14 * len(rows) < 40 and paper.y < 760:
            paper.page()
        for row in rows:
            if paper.y < 40:
                paper.page()
            paper.at(72, paper.y, row)
            paper.y -= 14
        paper.y -= 14
    return paper.bytes()


def segments(talk: Sequence[Turn]) -> Iterator[tuple[str, Sentence]]:
    return ((turn.name, sentence) for turn in talk for sentence in turn.sentences)


def as_json(
    make: Callable[[str, Sentence], Any], wrap: Callable[[list[Any]], Any]
) -> Callable[[Sequence[Turn]], bytes]:
    return lambda talk: json.dumps(wrap([make(name, each) for name, each in segments(talk)])).encode()


def table(talk: Sequence[Turn]) -> bytes:
    rows = [f'{name},{s.start_ms / 1000:.1f},{s.end_ms / 1000:.1f},"{said(s)}"' for name, s in segments(talk)]
    return "\n".join(["speaker,start,end,words", *rows]).encode()


def tei(talk: Sequence[Turn]) -> bytes:
    found = [*segments(talk)]
    times = sorted({ms for _, each in found for ms in (each.start_ms, each.end_ms)})
    whens = "".join(f'<when xml:id="T{ms}" interval="{ms}" since="#T"/>' for ms in times)
    spoken = "".join(
        f'<u who="#{name.split()[0]}" start="#T{each.start_ms}" end="#T{each.end_ms}">{said(each)}</u>'
        for name, each in found
    )
    named = "".join(f'<person xml:id="{name.split()[0]}"><persName>{name}</persName></person>' for name in NAMES)
    return (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>On masts</title></titleStmt>'
        f"</fileDesc><profileDesc><particDesc>{named}</particDesc></profileDesc></teiHeader><text>"
        f'<timeline unit="ms" origin="#T"><when xml:id="T"/>{whens}</timeline><body>{spoken}</body></text></TEI>'
    ).encode()


MARKED: dict[str, Callable[[Sequence[Turn]], bytes]] = {
    "bracket.txt": lines("[{time}] {name}: {text}"),
    "behind.txt": lines("{name} ({time}): {text}"),
    "dash.txt": lines("{name} - {time}\n{text}"),
    "above.txt": lines("{name}   {time}\n{text}"),
    "below.txt": lines("{time} {name}\n{text}"),
    "bold.md": markdown("**{name}** [{time}] {text}"),
    "colon.md": markdown("**{name}:** ({time}) {text}"),
    "b.html": page("<b>{name}</b> ({time}): {text}"),
    "br.html": page("{name} ({time}):<br>{text}"),
    "word.docx": docx,
    "paper.pdf": pdf,
}
TIMED: dict[str, Callable[[Sequence[Turn]], bytes]] = {
    "podcast.json": as_json(
        lambda name, s: {"speaker": name, "startTime": s.start_ms / 1000, "endTime": s.end_ms / 1000, "body": said(s)},
        lambda found: {"version": "1.0.0", "segments": found},
    ),
    "assemblyai.json": as_json(
        lambda name, s: {"speaker": name, "start": s.start_ms, "end": s.end_ms, "text": said(s), "confidence": 0.9},
        lambda found: {"audio_duration": 9, "utterances": found},
    ),
    "whispercpp.json": as_json(
        lambda name, s: {"offsets": {"from": s.start_ms, "to": s.end_ms}, "text": f" {said(s)}", "speaker": name},
        lambda found: {"transcription": found},
    ),
    "rev.json": as_json(
        lambda name, s: {
            "speaker": name,
            "elements": [{"type": "text", "value": said(s), "ts": s.start_ms / 1000, "end_ts": s.end_ms / 1000}],
        },
        lambda found: {"monologues": found},
    ),
    "deepgram.json": as_json(
        lambda name, s: [
            {"word": each, "punctuated_word": each, "start": s.start_ms / 1000, "end": s.end_ms / 1000, "speaker": name}
            for each in s.words
        ],
        lambda found: {"results": {"channels": [{"alternatives": [{"words": [w for each in found for w in each]}]}]}},
    ),
    "table.csv": table,
    "tei.xml": tei,
}  # fmt: skip


def read(made: bytes, name: str) -> list[Passage]:
    found = registry.read(made, Hints(name=name))
    return [*identify(replace(found.document, id="talk")).passages()]


def located(
    found: Sequence[Passage], truth: Sequence[Known], data: st.DataObject
) -> Iterator[tuple[Locator, Sequence[Known], int]]:
    """A range of words of each passage: where it is, what is known of its words, and the number of its first."""
    assert [each for passage in found for each in passage.text.split()] == [each.word for each in truth]
    before = 0
    for passage in found:
        texts = passage.text.split(" ")
        words = truth[before : before + len(texts)]
        assert {NAMES[(each.turn - 1) % 2] for each in words} == {passage.speaker}
        first = data.draw(st.integers(0, len(texts) - 1))
        last = data.draw(st.integers(first, len(texts) - 1))
        begins = len(" ".join([*texts[:first], ""])) if first else 0
        place = locate(passage, begins, begins + len(" ".join(texts[first : last + 1])))
        assert place.paragraph == words[0].turn
        yield place, words[first : last + 1], before + first
        before += len(texts)


@pytest.mark.parametrize("name", TIMED)
@settings(max_examples=150, deadline=None)
@given(talks(), st.data())
def test_any_words_have_the_times_that_the_source_says_of_them(
    name: str, talk: list[Turn], data: st.DataObject
) -> None:
    truth = known(talk)
    for place, words, _ in located(read(TIMED[name](talk), name), truth, data):
        assert (place.start_ms, place.end_ms) == (words[0].start_ms, words[-1].end_ms)


@pytest.mark.parametrize("name", MARKED)
@settings(max_examples=150, deadline=None)
@given(talks(), st.data())
def test_any_words_have_the_time_printed_before_them_else_the_nearest_around(
    name: str, talk: list[Turn], data: st.DataObject
) -> None:
    truth = known(talk)
    for place, words, at in located(read(MARKED[name](talk), name), truth, data):
        earlier = [each.mark for each in truth[: at + 1] if each.mark is not None]
        later = [each.mark for each in truth[at + len(words) :] if each.mark is not None]
        if words[0].mark is None:
            assert (place.start_ms, place.after_ms, place.before_ms) == (None, earlier[-1], next(iter(later), None))
        else:
            assert (place.start_ms, place.after_ms, place.before_ms) == (words[0].mark, None, None)
        assert place.time is not None
