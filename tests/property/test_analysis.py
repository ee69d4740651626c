"""The words of many texts, numbered, are those of each text alone."""

from __future__ import annotations

import unicodedata
from array import array
from itertools import pairwise

from hypothesis import example, given, strategies as st

from search.analysis import token, tokens
from search.analysis.extras import analysed_text, extras_of
from search.analysis.patterns import patterns
from search.analysis.vocabulary import Vocabulary
from tests.occurrences import also

letters = st.one_of(
    st.sampled_from("aZ9 -_.,’'+#“”…\u00a0\u2013éßİıſ²½₆٣\u0301\u0308\u00ad\u200bʿʼـüㄅ中ไ็KαЙ한ｶﾞकाy"),
    st.characters(codec="utf-8"),
)
texts = st.text(letters, max_size=40)


@given(st.lists(texts, max_size=5))
@example(["Yak-130 and Yak130", "yak 130", "“Yak130” — naïve", "U.S. u.s", "Zürich\u2019s", "\u0130stanbul"])
def test_chunks_have_the_tokens_of_each_text(given: list[str]) -> None:
    vocabulary, numbers = Vocabulary(), array("I")
    for text in given:
        before = len(numbers)
        vocabulary.append(text, numbers)
        chunks = [vocabulary.chunks[number] for number in numbers[before:]]
        assert [vocabulary.tokens[number] for chunk in chunks for number in chunk.tokens] == tokens(text)
    assert len(set(vocabulary.tokens)) == len(vocabulary.tokens)


@given(texts, st.sampled_from(["", "de", "fr"]))
@example("don't o'Brien", "")
@example("cease-fires", "")
@example("1,500", "")
@example("Ab#", "")
@example("Ab++", "")
@example("al-Qur'an's 1,000-1,500 A1,500 Notepad++-like .NET-based a-b-c-1 d'a-b Müller-U\u0308ber", "de")
def test_extra_occurrences_are_those_of_the_text(text: str, language: str) -> None:
    parts, start = analysed_text(text, language)
    found = extras_of(parts)
    assert sorted((first, size, token.stem) for first, size, token in found) == sorted(also(text, language))
    assert [token for part in parts for token in part.tokens] == tokens(text)
    assert [
        (start(place) + begin, start(place) + end) for place, part in enumerate(parts) for begin, end in part.spans
    ] == [match.span() for match in patterns(text).word.finditer(text)]


@given(texts, st.lists(st.from_regex("[a-z0-9]{1,3}", fullmatch=True)))
@example("Don't die, DYING b52 cease-fire .NET net 1,500", ["di", "ce", "ne"])
@example("An elixir, and -- other words", ["el"])
def test_a_word_is_left_out_where_it_begins_with_none_of_the_heads(text: str, heads: list[str]) -> None:
    parts, start = analysed_text(text, heads=tuple(map(str.encode, heads)))
    whole, begin = analysed_text(text)
    assert [start(at) for at in range(len(parts))] == [begin(at) for at in range(len(whole))]
    for part, full in zip(parts, whole, strict=True):
        if part != full:
            assert part.tokens == (("", ""),)
            assert len(full.tokens) == 1
            assert not full.tokens[0].exact.startswith(tuple(heads))


@given(texts)
def test_words_are_in_the_text_in_order(text: str) -> None:
    spans = [match.span() for match in patterns(text).word.finditer(text)]
    assert spans == sorted(spans)
    assert all(begin < end for begin, end in spans)
    assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
    assert [token(text[begin:end]) for begin, end in spans] == tokens(text)
    assert all(
        char.isalnum() or unicodedata.category(char)[0] in "MLN" or char in "⁄+#."
        for word in tokens(text)
        for char in word.exact
    )


@given(st.text(st.characters(codec="ascii"), min_size=1, max_size=20))
def test_plain_words_are_folded_as_all_others(word: str) -> None:
    assert token(word).exact == unicodedata.normalize("NFKD", word).casefold()
