"""The words of many texts, numbered, are those of each text alone."""

from __future__ import annotations

import unicodedata
from array import array

from hypothesis import example, given, strategies as st

from search.analysis import Vocabulary, token, tokens

letters = st.one_of(st.sampled_from("aZ9 -_.’“”…\u00a0\u2013éßİıſ²٣\u0301\u00adㄅ中ไKα"), st.characters(codec="utf-8"))
texts = st.text(letters, max_size=40)


@given(st.lists(texts, max_size=5))
@example(["Yak-130 and Yak130", "yak 130", "“Yak130” — naïve", "U.S. u.s", "Zürich\u2019s", "\u0130stanbul"])
def test_numbers_stand_for_the_tokens_of_each_text(given: list[str]) -> None:
    vocabulary, numbers = Vocabulary(), array("I")
    for text in given:
        before = len(numbers)
        vocabulary.append(text, numbers)
        assert [vocabulary.tokens[number] for number in numbers[before:]] == tokens(text)
    assert len(set(vocabulary.tokens)) == len(vocabulary.tokens)


@given(st.text(st.characters(codec="ascii"), min_size=1, max_size=20))
def test_plain_words_are_folded_as_all_others(word: str) -> None:
    assert token(word).exact == unicodedata.normalize("NFKD", word).casefold()
