"""Words: where they begin and end, what folds together, what inflects."""

from __future__ import annotations

import pickle

import pytest

from search.analysis import tokens
from search.analysis.patterns import patterns
from search.analysis.words import Table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yak-130", ["yak", "130"]),
        ("Yak130", ["yak", "130"]),
        ("U-235 and IR-6, S-300", ["u", "235", "and", "ir", "6", "s", "300"]),
        ("U.S. not us", ["u", "s", "not", "us"]),
        ("W-2", ["w", "2"]),
        ("naïve Zürich", ["naive", "zurich"]),
        ("nai\u0308ve", ["naive"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("ﬁnal", ["final"]),
        ("co\u00adoperation", ["cooperation"]),
        ("don’t don't", ["don", "t", "don", "t"]),
        ("snake_case", ["snake", "case"]),
        ("飛行機", ["飛", "行", "機"]),
        ("Россия", ["россия"]),
        ("… — !", []),
        ("", []),
    ],
)
def test_text_becomes_words(text: str, expected: list[str]) -> None:
    assert [token.exact for token in tokens(text)] == expected


def test_inflections_share_a_stem_and_keep_their_form() -> None:
    for group in (("drone", "drones"), ("deliver", "delivered", "delivering"), ("factory", "factories")):
        found = [tokens(word)[0] for word in group]
        assert len({token.stem for token in found}) == 1
        assert len({token.exact for token in found}) == len(group)


def test_designators_are_not_stemmed() -> None:
    assert [token.stem for token in tokens("S-300s")] == ["s", "300", "s"]


def test_words_are_of_the_text_as_it_stands() -> None:
    text = "Die Straße nach Zu\u0308rich, co\u00adoperation."
    assert patterns(text).word.findall(text) == [
        "Die",
        "Straße",
        "nach",
        "Zu\u0308rich",
        "co\u00adoperation",
    ]


def test_tokens_pickle() -> None:
    assert pickle.loads(pickle.dumps(tokens("drones"))) == tokens("drones")  # noqa: S301


def test_a_table_has_no_more_words_than_it_may() -> None:
    table = Table(str.upper, most=3)
    assert [table[word] for word in "abcdaa"] == list("ABCDAA")
    assert set(table) == {"d", "a"}
