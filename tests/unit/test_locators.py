"""A locator is that of the quoted range: what the source says of those words, and never what it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from corpus.locators import Locator, locate
from corpus.model import Document, Part, Passage, Section, SectionKind
from corpus.passages import identify

WORDS = st.lists(st.sampled_from(["mast", "Rope.", "keel", "Who?", "sail,"]), min_size=1, max_size=90).map(" ".join)


def document(*passages: Passage, kind: SectionKind = "transcript") -> Document:
    return Document(id="d", type="transcript", title="T", sections=(Section(heading="", kind=kind, passages=passages),))


def located(found: Document, words: str) -> Locator:
    """The locator of words that stand once in a document."""
    (passage,) = (passage for passage in found.passages() if words in passage.text)
    first = passage.text.index(words)
    return locate(passage, first, first + len(words))


CUES = Passage(
    text="Masts are high. They break. Ships go on.",
    start_ms=1000,
    end_ms=9000,
    parts=(Part(0, 1000, 3000), Part(16, 4000, 5000), Part(28, 6000, 9000)),
)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("Masts are", 1000, 3000),
        ("They break.", 4000, 5000),
        ("break", 4000, 5000),
        ("high. They", 1000, 5000),
        ("go on.", 6000, 9000),
        (CUES.text, 1000, 9000),
    ],
)
def test_words_of_captions_are_located_by_their_own_cues(words: str, start: int, end: int) -> None:
    found = located(identify(document(CUES)), words)
    assert (found.start_ms, found.end_ms, found.after_ms, found.before_ms) == (start, end, None, None)


TIMED = (
    Passage(text="Nobody said when.", paragraph=1),
    Passage(text="Masts are high, and they break.", paragraph=2, start_ms=2_628_000),
    Passage(text="Often, too.", paragraph=2),
    Passage(text="In the bay they do. In the port they do not.", paragraph=3, parts=(Part(20, 2_873_000),)),
)


@pytest.mark.parametrize(
    ("words", "time", "paragraph"),
    [
        ("Nobody said", "before 43:48", 1),
        ("Masts are high", "43:48", 2),
        ("they break", "between 43:48 and 47:53", 2),
        ("Often, too.", "between 43:48 and 47:53", 2),
        ("In the bay", "between 43:48 and 47:53", 3),
        ("In the port they do not.", "47:53", 3),
        ("port they do", "after 47:53", 3),
        ("they do. In the port", "between 43:48 and 47:53", 3),
    ],
)
def test_where_there_are_times_now_and_then_the_nearest_are_said(words: str, time: str, paragraph: int) -> None:
    found = identify(document(*TIMED))
    if words == "they do. In the port":  # it ends after the second time: that is no bound of it
        time = "after 43:48"
    assert located(found, words).time == time
    assert located(found, words).paragraph == paragraph


def test_times_that_run_backwards_bound_nothing() -> None:
    found = identify(
        document(Passage(text="One.", start_ms=9000), Passage(text="Two."), Passage(text="3.", start_ms=1))
    )
    assert located(found, "Two.").time is None


def test_times_of_chapters_say_nothing_of_a_page() -> None:
    chapters = (Passage(text="A start", start_ms=0), Passage(text="No time"))
    found = identify(document(*chapters, kind="chapters"))
    assert located(found, "start").time == "0:00"
    assert located(found, "start").end_ms is None
    assert located(found, "No time").time is None


PAGED = Passage(
    text="It began on a sheet of Roman numbers, went on, and ended on another.",
    page=2,
    parts=(Part(0, page=2, label="ii"), Part(38, page=3, label="1"), Part(51, page=4, label="2")),
)


@pytest.mark.parametrize(
    ("words", "pages", "sheet"),
    [
        ("It began", "p. ii", 2),
        ("went on", "p. 1", 3),
        ("ended on another", "p. 2", 4),
        ("on, and ended", "pp. 1–2", 3),
    ],
)
def test_pages_are_cited_by_what_is_printed_on_them(words: str, pages: str, sheet: int) -> None:
    found = located(identify(document(PAGED, kind="body")), words)
    assert (found.pages, found.page) == (pages, sheet)


def test_a_page_without_a_label_is_cited_by_its_number() -> None:
    assert located(identify(document(Passage(text="Words.", page=7), kind="body")), "Words.").pages == "p. 7"


def test_paragraphs_are_counted_as_the_source_has_them_before_long_ones_are_split() -> None:
    long = " ".join(["Eleven words are in this sentence, if one counts them right."] * 30)
    found = identify(document(Passage(text="First."), Passage(text=long), Passage(text="Third."), kind="body"))
    numbers = [passage.paragraph for passage in found.passages()]
    assert numbers == [1, 2, 2, 3]
    turns = document(*(Passage(text=f"{n}.", paragraph=turn) for n, turn in enumerate((4, 4, 7, 0, 0, 7))))
    assert [passage.paragraph for passage in identify(turns).passages()] == [1, 1, 2, 3, 4, 5]


@st.composite
def cued(draw: st.DrawFn) -> tuple[Document, list[tuple[str, int, int]]]:
    """A transcript of one or more turns of cues, and its cues: words, start and end."""
    cues: list[tuple[str, int, int]] = []
    passages = []
    for _ in range(draw(st.integers(1, 4))):
        parts, texts, offset = [], [], 0
        for text in draw(st.lists(WORDS, min_size=1, max_size=8)):
            start = 5000 * len(cues)
            cues.append((text, start, start + 4000))
            parts.append(Part(offset, start, start + 4000))
            texts.append(text)
            offset += len(text) + 1
        passages.append(
            Passage(text=" ".join(texts), start_ms=parts[0].start_ms, end_ms=parts[-1].end_ms, parts=tuple(parts))
        )
    return document(*passages), cues


@given(cued(), st.data())
def test_any_words_of_timed_text_are_located_by_the_cues_that_have_them(
    made: tuple[Document, list[tuple[str, int, int]]], data: st.DataObject
) -> None:
    found = identify(made[0])
    owners = [(start, end) for text, start, end in made[1] for _ in text.split()]  # of each word, in order
    counts = [len(passage.text.split()) for passage in found.passages()]
    at = data.draw(st.integers(0, len(counts) - 1))
    passage = list(found.passages())[at]
    spans = _spans(passage.text)
    first = data.draw(st.integers(0, len(spans) - 1))
    last = data.draw(st.integers(first, len(spans) - 1))
    locator = locate(passage, spans[first][0], spans[last][1])
    before = sum(counts[:at])
    assert locator.start_ms == owners[before + first][0]
    assert locator.end_ms == owners[before + last][1]


@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=8), st.data())
def test_a_time_that_is_printed_now_and_then_is_never_said_of_other_words(
    said: list[tuple[str, bool]], data: st.DataObject
) -> None:
    times = {number: 60_000 * number for number, (_, timed) in enumerate(said) if timed}
    found = identify(document(*(Passage(text=text, start_ms=times.get(n)) for n, (text, _) in enumerate(said))))
    opens, number = [], -1
    for passage in found.passages():
        is_first = passage.paragraph - 1 != number
        number = passage.paragraph - 1
        opens.append((number, is_first))
    at = data.draw(st.integers(0, len(opens) - 1))
    passage = list(found.passages())[at]
    spans = _spans(passage.text)
    first = data.draw(st.integers(0, len(spans) - 1))
    locator = locate(passage, spans[first][0], len(passage.text))
    number, is_first = opens[at]
    if is_first and first == 0 and number in times:
        assert locator.start_ms == times[number]
    else:
        assert locator.start_ms is None
        assert locator.after_ms == max((ms for n, ms in times.items() if n <= number), default=None)
        assert locator.before_ms == min((ms for n, ms in times.items() if n > number), default=None)


def test_what_was_stored_without_parts_is_known_of_its_first_words_alone() -> None:
    stored = Passage(text="Masts are high. They break.", start_ms=1000, end_ms=9000, paragraph=4)
    assert locate(stored) == Locator(4, start_ms=1000, end_ms=9000)
    assert locate(stored, 16, 20).time == "between 0:01 and 0:09"
    assert locate(replace(stored, end_ms=None), 16, 20).time == "after 0:01"


def _spans(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    for word in text.split():
        first = text.index(word, at)
        at = first + len(word)
        spans.append((first, at))
    return spans
