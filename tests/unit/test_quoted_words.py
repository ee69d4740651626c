"""Quoted words are found where they are, however they are typed, and nowhere else."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, strategies as st

from corpus.errors import InvalidValue
from corpus.model import Document, Passage, Section
from corpus.passages import identify
from corpus.quotation import quotation
from corpus.quoted_words import found, the_one

TURNS = (
    "So it cost “$40 million,” he said.",
    "Not quite – it wasn't that much…",
    "It cost forty.",
    "Why? It cost forty, I say; it cost FORTY.",
)


def talk(*turns: str) -> Document:
    said = tuple(Passage(text=text, speaker=f"Speaker {number % 2}") for number, text in enumerate(turns))
    section = Section(heading="", kind="transcript", passages=said)
    return identify(Document(type="transcript", title="Cranes", id="cranes", version=1, sections=(section,)))


def words_found(document: Document, words: str) -> list[list[str]]:
    """What is found of some words, by turn."""
    every = [quotation(document, *each) for each in found(list(document.places()), words)]
    return [[turn.words for turn in each.turns] for each in every]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("$40 million", [["$40 million"]]),
        ('"40 million"', [["40 million"]]),
        ("IT COST “$40 MILLION,”", [["it cost “$40 million,”"]]),
        ("it wasn’t that much", [["it wasn't that much"]]),
        ("not quite -- it", [["Not quite – it"]]),
        ("that much... It cost", [["that much…", "It cost"]]),
        ("he said. Not quite", [["he said.", "Not quite"]]),
        ("cost forty", [["cost forty"], ["cost forty"], ["cost FORTY"]]),
        ("forty Why", [["forty.", "Why"]]),
        ("Speaker 0: So it cost", [["So it cost"]]),
        ("that much… Speaker 0: It cost", [["that much…", "It cost"]]),
        ("It cost forty. Speaker 1", []),
        ("cost fort", []),
        ("cost it", []),
        ("“…”", []),
        ("", []),
    ],
)
def test_words_are_found_as_they_are_written_there(words: str, expected: list[list[str]]) -> None:
    assert words_found(talk(*TURNS), words) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("人工智能正在改变世界。", "改变世界", "改变世界"),
        ("กำลังเปลี่ยนโลก", "เปลี่ยน", "เปลี่ยน"),
        ("It is naïve, they said.", "naive they", "naïve, they"),
        ("در سال ۱۴۰۲ ایران", "1402 ايران", "۱۴۰۲ ایران"),
        ("הַשָּׁלוֹם עליכם", "השלום", "הַשָּׁלוֹם"),
        ("हिन्दी में", "हिन्दी", "हिन्दी"),
    ],
)
def test_words_of_all_scripts_are_found_however_they_are_written(text: str, words: str, expected: str) -> None:
    assert words_found(talk(text), words) == [[expected]]


def test_none_and_several_are_refused_with_where_they_are() -> None:
    document = talk(*TURNS)
    places = list(document.places())
    with pytest.raises(
        InvalidValue, match=r"^the words “cost a lot” are not in cranes, in this order and with no others"
    ):
        the_one(places, "cost a\nlot", "in cranes")
    ids = [each.passage.id for each in places]
    where = re.escape(f"3 times in cranes, at ¶ 3 ({ids[2]}), ¶ 4 ({ids[3]}), ¶ 4 ({ids[3]}): quote some more of them")
    with pytest.raises(InvalidValue, match=where):
        the_one(places, "cost forty", "in cranes")
    with pytest.raises(InvalidValue, match=re.escape("at ¶ 1 (") + ".*" + re.escape(" and 3 others: quote")):
        the_one(list(talk(*["Yes."] * 8).places()), "yes", "in cranes")


text = st.text("ab cé1.,“'", min_size=1).map(lambda text: unicodedata.normalize("NFC", " ".join(text.split())))


@given(turns=st.lists(text.filter(bool), min_size=1, max_size=5), data=st.data())
def test_whole_words_of_any_range_are_found_in_their_own_place(turns: list[str], data: st.DataObject) -> None:
    document = talk(*turns)
    passages = list(document.passages())
    spans = [(at, *match.span()) for at, each in enumerate(passages) for match in re.finditer(r"\w+", each.text)]
    if not spans:
        return
    first = data.draw(st.integers(0, len(spans) - 1))
    last = data.draw(st.integers(first, len(spans) - 1))
    said = " ".join(passages[at].text[begin:end] for at, begin, end in spans[first : last + 1])
    (at, begin, _), (to, _, end) = spans[first], spans[last]
    ids = [(each.place.passage.id, each.range) for each in found(list(document.places()), said)]
    through = passages[to].id if to > at else ""
    assert (passages[at].id, (begin, end, through)) in ids
