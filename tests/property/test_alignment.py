"""Whatever is printed and heard: times run forwards, no word that was not heard has one, and a text fits itself."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, strategies as st

from corpus.alignment import Aligned, Time, align
from corpus.heard import Word

FEW = [
    "na",
    "the",
    "Twenty",
    "five",
    "5",
    "25",
    "hundred",
    "and",
    "full-scale",
    "full",
    "scale",
    "it's.",
    "—",
    "我们",
    "на",
    "",
]
TEXTS = st.lists(st.sampled_from(FEW) | st.text(max_size=6), max_size=60)
MS = st.integers(0, 3000)


@st.composite
def heard(draw: st.DrawFn, texts: st.SearchStrategy[list[str]] = TEXTS) -> list[Word]:
    """Words in a row, with pauses between some."""
    at, found = 0, []
    for text in draw(texts):
        at += draw(st.sampled_from((0, 0, 0, 40, 900, 60_000)))
        until = at + draw(MS)
        found.append(Word(text, at, until, draw(st.integers(0, 100))))
        at = until
    return found


ANY = st.lists(st.builds(Word, st.sampled_from(FEW), st.none() | MS, st.none() | MS, st.none() | st.integers(0, 100)))


def holds(found: Aligned, printed: int, spoken: int) -> None:
    """What is true of each alignment of so many words."""
    assert len(found.times) == printed
    timed = [time for time in found.times if time]
    assert all(one.start_ms <= one.end_ms <= other.start_ms for one, other in pairwise(timed))
    assert all(time.start_ms <= time.end_ms and 0 <= time.confidence <= 100 for time in timed)
    for ranges, count in ((found.unheard, printed), (found.unprinted, spoken)):
        bounds = [0, *(bound for each in ranges for bound in each), count]
        assert bounds == sorted(bounds)
        assert all(last - first >= 3 for first, last in ranges)
    assert all(found.times[number] is None for first, last in found.unheard for number in range(first, last))
    assert 0 <= found.heard <= printed


@given(printed=TEXTS, spoken=heard() | ANY)
def test_any_words(printed: list[str], spoken: list[Word]) -> None:
    found = align(printed, spoken)
    holds(found, len(printed), len(spoken))
    known = [word.start_ms for word in spoken if word.start_ms is not None]
    latest = max([*known, *(word.end_ms or 0 for word in spoken if word.start_ms is not None)], default=0)
    assert all(min(known) <= time.start_ms and time.end_ms <= latest for time in found.times if time)


@given(spoken=heard())
def test_a_text_fits_itself(spoken: list[Word]) -> None:
    found = align([word.text for word in spoken], spoken)
    exact = [Time(word.start_ms or 0, word.end_ms or 0, word.confidence or 0) for word in spoken]
    for word, time, known in zip(spoken, found.times, exact, strict=True):
        assert time == known or not word.text.strip()
    assert (found.unheard, found.unprinted) == ((), ())
    assert found.heard == sum(time is not None for time in found.times)


@given(data=st.data(), spoken=heard())
def test_parts_of_a_text_and_other_words(data: st.DataObject, spoken: list[Word]) -> None:
    at, to = sorted((data.draw(st.integers(0, len(spoken))), data.draw(st.integers(0, len(spoken)))))
    more = data.draw(TEXTS)
    for printed in (spoken[:at] + spoken[to:], spoken[at:to]):
        words = [word.text for word in printed]
        holds(align(words, spoken), len(words), len(spoken))
        words[at:at] = more
        holds(align(words, spoken), len(words), len(spoken))


@given(data=st.data())
def test_a_sentence_that_is_inserted_or_left_out_is_told(data: st.DataObject) -> None:
    """Of words that are all others, said without pauses."""
    letters = st.text("bcdfghklmnprstvz", min_size=4, max_size=9)
    words = data.draw(st.lists(letters, min_size=30, max_size=60, unique=True))
    first = data.draw(st.integers(8, len(words) - 16))
    last = first + data.draw(st.integers(3, 8))
    at, spoken = 0, []
    for word in words:
        spoken.append(Word(word, at, at + 70 * len(word), 90))
        at += 70 * len(word)
    left_out = align(words[:first] + words[last:], spoken)
    assert left_out.unprinted == ((first, last),)
    assert left_out.unheard == ()
    assert left_out.heard == len(words) - last + first
    lasts = 70 * sum(map(len, words[first:last]))
    shifted = [
        word._replace(start_ms=(word.start_ms or 0) - lasts, end_ms=(word.end_ms or 0) - lasts) for word in spoken
    ]
    inserted = align(words, spoken[:first] + shifted[last:])
    assert inserted.unheard == ((first, last),)
    assert inserted.unprinted == ()
