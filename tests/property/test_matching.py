"""Wildcards, phrases and words near each other, against their definitions tried out place by place."""

from __future__ import annotations

import re
from functools import lru_cache

from hypothesis import example, given, settings, strategies as st

from search.query import matching
from search.whoosh_engine.exec import expansion as expand
from search.whoosh_engine.format.term_dictionary import TermDictionary, pack

words = st.text("abé飛𠀋.", max_size=12)
patterns = st.lists(st.sampled_from(["a", "b", "ab", "é", "飛", "𠀋", ".", "*", "?"]), max_size=10).map("".join)


@lru_cache(None)
def is_like(pattern: str, word: str) -> bool:
    """By the definition: a star is nothing, or one character and the star again."""
    if not pattern:
        return not word
    if pattern[0] == "*":
        return is_like(pattern[1:], word) or (word != "" and is_like(pattern, word[1:]))
    return word != "" and pattern[0] in ("?", word[0]) and is_like(pattern[1:], word[1:])


@settings(max_examples=1500, deadline=None)
@given(patterns, words)
@example("*ab*ab", "abab")
@example("a*ab?b", "aabab飛b")
@example("*?*?", "é飛")
def test_a_wildcard_is_any_run_of_characters_and_a_sign_is_one(pattern: str, word: str) -> None:
    assert bool(re.fullmatch(matching.wildcard(pattern), word)) is is_like(pattern, word)


@settings(max_examples=500, deadline=None)
@given(patterns, st.sets(words.filter(bool), min_size=1, max_size=20))
def test_the_same_is_found_in_a_lexicon(pattern: str, known: set[str]) -> None:
    texts = sorted(word.encode() for word in known)
    blob, starts = pack(texts)
    found = expand.matching(TermDictionary(blob, starts), pattern)
    assert found.tolist() == [at for at, text in enumerate(texts) if is_like(pattern, text.decode())]


def places_near(text: list[int], needed: list[int], distance: int) -> set[int]:
    """By the definition: of each place, the window that begins there; where it has all, all that are needed in it."""
    places = [place for place, word in enumerate(text) if word < len(needed)]
    taking: set[int] = set()
    for first in places:
        window = [place for place in places if 0 <= place - first <= distance]
        if all([text[place] for place in window].count(word) >= count for word, count in enumerate(needed)):
            taking.update(window)
    return taking


@settings(max_examples=1500, deadline=None)
@given(
    st.lists(st.integers(0, 4), max_size=40),
    st.lists(st.integers(1, 3), min_size=1, max_size=4),
    st.integers(0, 45),
)
def test_the_words_of_a_window_take_part_where_it_has_all(text: list[int], needed: list[int], distance: int) -> None:
    places = [place for place, word in enumerate(text) if word < len(needed)]
    found = matching.near(places, [text[place] for place in places], needed, distance)
    assert found == sorted(places_near(text, needed, distance))


@given(st.lists(st.integers(0, 2), min_size=1, max_size=3), st.lists(st.integers(0, 2), max_size=20))
def test_a_phrase_is_words_in_a_row(wanted: list[int], text: list[int]) -> None:
    expected = [at for at in range(len(text)) if text[at : at + len(wanted)] == wanted]
    assert list(matching.phrase(wanted, text)) == expected
