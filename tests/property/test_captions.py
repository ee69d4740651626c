"""Any words of captions are located in their own cue, whatever the format, and wherever long turns are cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import pytest
from hypothesis import given, settings, strategies as st

from corpus.locators import locate
from corpus.model import Hints, Passage
from corpus.passages import identify
from corpus.readers import registry
from corpus.readers.base.speech import Said, turns

WORDS = ("masts", "are", "high", "and", "ships", "have", "Three", "of", "them.", "Why?", "So", "it", "is.", "1984")


class Shown(NamedTuple):
    """A cue of the test: when it is shown, who says it, and its words."""

    start_ms: int
    end_ms: int
    voice: str
    words: tuple[str, ...]


def clock(ms: int, point: str = ".", *, digits: int = 3, hours: bool = True) -> str:
    seconds, fraction = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    whole = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
    return f"{whole}{point}{fraction // 10 ** (3 - digits):0{digits}}" if digits else whole


def blocks(cues: Sequence[Shown], times: Callable[[Shown], str], *, numbered: bool = False, gap: str = "\n\n") -> str:
    return gap.join(
        (f"{number}\n" if numbered else "") + f"{times(each)}\n{' '.join(each.words)}"
        for number, each in enumerate(cues, 1)
    )


def vtt(cues: Sequence[Shown]) -> str:
    voiced = [each._replace(words=(f"<v {each.voice}>{each.words[0]}", *each.words[1:])) for each in cues]
    return f"WEBVTT\n\n{blocks(voiced, lambda each: f'{clock(each.start_ms)} --> {clock(each.end_ms)}')}\n"


def srt(cues: Sequence[Shown]) -> str:
    return blocks(cues, lambda each: f"{clock(each.start_ms, ',')} --> {clock(each.end_ms, ',')}", numbered=True)


def dense_srt(cues: Sequence[Shown]) -> str:
    times = [f"{clock(each.start_ms, ':')} --> {clock(each.end_ms, ':')}" for each in cues]
    return "".join(
        f"{n}\n{time}\n{' '.join(each.words)}\n" for n, (time, each) in enumerate(zip(times, cues, strict=True), 1)
    )


def sbv(cues: Sequence[Shown]) -> str:
    return blocks(cues, lambda each: f"{clock(each.start_ms)},{clock(each.end_ms)}")


def tsv(cues: Sequence[Shown]) -> str:
    return "start\tend\ttext\n" + "".join(f"{c.start_ms}\t{c.end_ms}\t{' '.join(c.words)}\n" for c in cues)


def printed(cues: Sequence[Shown]) -> str:
    return "".join(
        f"[{clock(c.start_ms, hours=False)} --> {clock(c.end_ms, hours=False)}]  {' '.join(c.words)}\n" for c in cues
    )


def printed_in_seconds(cues: Sequence[Shown]) -> str:
    return "".join(f"[{c.start_ms / 1000:.2f}s -> {c.end_ms / 1000:.2f}s] {' '.join(c.words)}\n" for c in cues)


def ass(cues: Sequence[Shown]) -> str:
    times = [f"{clock(each.start_ms, digits=2)},{clock(each.end_ms, digits=2)}" for each in cues]
    head = "[Script Info]\nTitle: Masts\n\n[Events]\nFormat: Layer, Start, End, Style, Name, Text\n"
    lines = [
        f"Dialogue: 0,{time},Default,{c.voice},{{\\i1}}{' '.join(c.words)}" for time, c in zip(times, cues, strict=True)
    ]
    return head + "\n".join(lines)


def ttml(cues: Sequence[Shown]) -> str:
    said = "".join(
        f'<p begin="{each.start_ms}ms" dur="{(each.end_ms - each.start_ms) / 1000}s" ttm:agent="{each.voice}">'
        f"{each.words[0]}<br/>{' '.join(each.words[1:])}</p>"
        for each in cues
    )
    return (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata">'
        f"<body><div>{said}</div></body></tt>"
    )


FORMATS: dict[str, Callable[[Sequence[Shown]], str]] = {
    "a.vtt": vtt, "a.srt": srt, "dense.srt": dense_srt, "a.sbv": sbv, "a.tsv": tsv, "a.txt": printed,
    "seconds.txt": printed_in_seconds, "a.ass": ass, "a.ttml": ttml,
}  # fmt: skip

cues = st.lists(
    st.tuples(
        st.integers(0, 600), st.integers(0, 900), st.sampled_from("AAAAAB"),
        st.lists(st.sampled_from(WORDS), max_size=25),
    ),
    min_size=3, max_size=60,
)  # fmt: skip


def shown(drawn: Sequence[tuple[int, int, str, list[str]]]) -> list[Shown]:
    """Cues that follow each other, or overlap; the first words are no number, and no cue begins with the last ones."""
    found, at = [], 0
    for number, (gap, lasts, voice, said) in enumerate(drawn):
        at += 10 * gap
        found.append(Shown(at, at + 10 * lasts + 10, voice, (f"w{number}", *said)))
    return found


def passages(text: str, name: str) -> list[Passage]:
    found = registry.read(text.encode(), Hints(name=name))
    return [*identify(replace(found.document, id="captions")).passages()]


def assert_located(found: Sequence[Passage], truth: Sequence[tuple[str, int, int | None]], data: st.DataObject) -> None:
    """Any words of a passage have the times that the test gave them: of each word, its start and end."""
    assert [word for passage in found for word in passage.text.split()] == [word for word, _, _ in truth]
    before = 0
    for passage in found:
        said = passage.text.split(" ")
        first = data.draw(st.integers(0, len(said) - 1))
        last = data.draw(st.integers(first, len(said) - 1))
        begins = len(" ".join([*said[:first], ""]))
        place = locate(passage, begins, begins + len(" ".join(said[first : last + 1])))
        start, end = truth[before + first][1], truth[before + last][2]
        assert (place.start_ms, place.end_ms) == (start, None if end == start else end), "a point in time has no end"
        before += len(said)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=30, deadline=None)
@given(cues, st.data())
def test_any_words_are_located_in_their_cue(
    name: str, drawn: Sequence[tuple[int, int, str, list[str]]], data: st.DataObject
) -> None:
    made = shown(drawn)
    truth = [(word, each.start_ms, each.end_ms) for each in made for word in each.words]
    assert_located(passages(FORMATS[name](made), name), truth, data)


@settings(max_examples=50, deadline=None)
@given(cues, st.data())
def test_a_line_of_lrc_lasts_until_the_next_begins(
    drawn: Sequence[tuple[int, int, str, list[str]]], data: st.DataObject
) -> None:
    made = [*shown(drawn), Shown(10_000_000, 0, "", ("end",))]
    text = "".join(f"[{clock(each.start_ms, digits=2, hours=False)}]{' '.join(each.words)}\n" for each in made)
    ends = [*(each.start_ms for each in made[1:]), None]
    truth = [(word, c.start_ms, end) for c, end in zip(made, ends, strict=True) for word in c.words]
    assert_located(passages(text, "a.lrc"), truth, data)


@pytest.mark.parametrize("name", ["a.vtt", "a.srt", "a.txt", "a.ass", "a.ttml"])
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 12), st.integers(2, 12)), min_size=3, max_size=60), st.booleans(), st.data())
def test_words_that_roll_are_located_where_they_are_first_shown(
    name: str, drawn: Sequence[tuple[int, int]], grows: bool, data: st.DataObject
) -> None:
    truth: list[tuple[str, int, int | None]] = []
    made: list[Shown] = []
    words: tuple[str, ...] = ()
    for number, (new, repeated) in enumerate(drawn):
        start, end = 1000 * number, 1000 * number + 990
        fresh = tuple(f"w{number}x{each}" for each in range(new))
        words = (*(words if grows and number % 5 else words[-repeated:]), *fresh)
        made.append(Shown(start, end, "A", words))
        truth += [(word, start, end) for word in fresh]
    assert_located(passages(FORMATS[name](made), name), truth, data)


def test_a_turn_in_which_a_long_cue_goes_on_over_others_ends_with_it_and_its_last_words_before() -> None:
    (turn,) = turns([Said("Ann", "A long story.", 0, 9000), Said("Ann", "An aside.", 2000, 3000)])
    assert (turn.end_ms, locate(turn, 14).end_ms, locate(turn, 0, 13).end_ms) == (9000, 3000, 9000)
