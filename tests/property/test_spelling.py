"""The words of a dictionary that are spelled like another are those that one by one are."""

from __future__ import annotations

from hypothesis import example, given, settings, strategies as st

from search.query.matching import spelled
from search.whoosh_engine.format.spelling import Spelling
from tests.contract.oracle import distance_between
from tests.many import MANY
from tests.property.histories import forms, misspelled

many = settings(max_examples=500 * MANY, deadline=None)
# Few letters, so that words are near each other; "*", "J" and "j" share a bit with the line feed between words.
words = st.text("abjJ*éß飛𠀋", max_size=12) | st.text("abé", min_size=60, max_size=70)
alike = words.flatmap(lambda text: st.tuples(st.just(text), st.lists(words | misspelled(st.just(text)), max_size=30)))


@many
@given(alike=alike, edits=st.integers(0, 4))
@example(alike=("", ["", "a", "ab"]), edits=1)
@example(alike=("a" * 64, ["a" * 63, "a" * 64, "a" * 65]), edits=1)
def test_the_words_within_so_many_edits(alike: tuple[str, list[str]], edits: int) -> None:
    text, words = alike
    spelling = Spelling("".join(f"{word}\n" for word in words).encode())
    assert spelling.within(text, edits).tolist() == [at for at, word in enumerate(words) if spelled(word, text, edits)]


@many
@given(a=st.text("abc", max_size=6), b=st.text("abc", max_size=6), edits=st.integers(0, 4))
def test_two_words_within_so_many_edits(a: str, b: str, edits: int) -> None:
    assert spelled(a, b, edits) is (distance_between(a, b) <= edits)


@many
@given(text=misspelled(st.sampled_from(forms)), edits=st.integers(0, 3))
def test_the_forms_within_so_many_edits(text: str, edits: int) -> None:
    spelling = Spelling("".join(f"{form}\n" for form in forms).encode())
    found = spelling.within(text, edits).tolist()
    assert found == [at for at, form in enumerate(forms) if distance_between(form, text) <= edits]
