"""What a query asks for and what only adds to its score: function words, repeated words, pairs, tiers."""

from __future__ import annotations

import pytest

from search.analysis.function_words import function_words, known
from search.query.ast import And, Field, Node, Not, Nothing, Or, Phrase
from search.query.parser import parse
from search.query.plan import Plan, plan, said, tiers


def planned(query: str) -> Plan:
    return plan(parse(query).node)


def node(query: str) -> Node:
    return parse(query).node


@pytest.mark.parametrize(
    ("query", "content"),
    [
        ("what is deterrence", "deterrence"),
        ("the drones over the factory", "drones factory"),
        ("drone drone factory", "drone factory"),
        ("the drone um factory", "drone factory"),
        ("they're drones that don’t fly", "drones fly"),
        ("what've O'Brien's drones", "O'Brien drones"),
        ("A.I. drones", "A.I. drones"),
        ("=don't drones", "=don't drones"),
        ("qu'est-ce que c'est, l'armée", "l'armée"),
        ("drone", "drone"),
        ("to be or not to be", "to be or not"),
        ("the who", "the who"),
        ('"the who" tour', '"the who" tour'),
        ("=the drone", "=the drone"),
        ("speaker:the drone", "speaker:the drone"),
        ("the speaker:lee", "the speaker:lee"),
        ("the type:note drone", "type:note drone"),
        ("drone -the", "drone -the"),
        ("(what is a drone) OR uav", "drone OR uav"),
        ("the OR drone", "drone"),
        ("die hard", "die hard"),
        ("wann wird der Krieg enden", "Krieg enden"),
        ("la guerra de los drones", "guerra drones"),
        ("la guerre des drones et la paix", "guerre drones paix"),
        ("когда война и мир были", "война мир"),
        ("", ""),
        ("the*", "the*"),
    ],
)
def test_function_words_are_no_content_where_there_is_other(query: str, content: str) -> None:
    assert planned(query).content == node(content)


@pytest.mark.parametrize(
    ("query", "light", "repeated"),
    [
        ("the drones over the factory", "the over the", ""),
        ("drone factory drone the drone", "the", "drone drone"),
        ("to be to", "", "to"),
        ("drones drone", "", ""),
        ("they're drones", "they re", ""),
        ("don't", "", ""),
    ],
)
def test_function_words_and_repeated_words_add_to_the_score(query: str, light: str, repeated: str) -> None:
    found = planned(query)
    assert [term.token.exact for term in found.light] == light.split()
    assert [term.token.exact for term in found.repeated] == repeated.split()


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("remote crane software", ["remote crane", "crane software"]),
        ("what is the crane", ["the crane"]),
        ("the yak-130 crash", ["the yak", "yak 130", "130 crash"]),
        ("crane speaker:lee software", []),
        ('remote "crane software" test run', ["test run"]),
        ("=remote crane OR software", []),
        ("crane crane crane", ["crane crane"]),
    ],
)
def test_pairs_stand_side_by_side_and_have_content(query: str, pairs: list[str]) -> None:
    found = planned(query).pairs
    assert [" ".join(token.exact for token in pair.tokens) for pair in found] == pairs
    assert not any(pair.exact for pair in found)


@pytest.mark.parametrize(
    ("query", "every", "some"),
    [
        ("drone factory", "drone factory", "(drone OR factory) -(drone factory)"),
        ("a drone factory", "drone factory", "(drone OR factory) -(drone factory)"),
        ("yak-130 crash", "yak-130 crash", "(yak OR 130 OR crash) -(yak-130 crash)"),
        ("over-the-air crash", "over-the-air crash", "(air OR crash) -(over-the-air crash)"),
        ("1,500 crash", "1,500 crash", "(1,500 OR crash) -(1,500 crash)"),
        ("2019-2024 crash", "2019-2024 crash", "(2019 OR 2024 OR crash) -(2019-2024 crash)"),
        ('"glide bomb" crash', '"glide bomb" crash', '("glide bomb" OR crash) -("glide bomb" crash)'),
        ("drone tank type:note -ship", "drone tank type:note -ship", "(drone OR tank) type:note -ship -(drone tank)"),
        ("(drone OR uav) tank", "(drone OR uav) tank", "(drone OR uav OR tank) -((drone OR uav) tank)"),
    ],
)
def test_the_second_tier_has_a_word_but_not_all(query: str, every: str, some: str) -> None:
    found = planned(query)
    sought = tiers(found.content, found.apart)
    assert found.several
    assert (sought.every, sought.some) == (node(every), node(some))


@pytest.mark.parametrize(
    "query", ["drone", "yak-130", "the drone", "drone drone", "drone type:note", "a OR b", "", "-x", "核武", '"核武器"']
)
def test_one_word_has_no_second_tier(query: str) -> None:
    assert not planned(query).several


def test_a_function_word_that_an_or_is_without_is_known() -> None:
    assert [said(term) for term in planned("The OR drone").left_out] == ["The"]
    assert [said(term) for term in planned("don't OR drone").left_out] == ["don't"]
    assert not planned("the drone").left_out
    assert not planned("the OR a").left_out


def test_a_word_is_counted_as_often_as_it_is_asked_for() -> None:
    words = planned("the yak-130 of yak OR drone").words
    assert [word.exact for word in words] == ["yak", "130", "yak", "drone"]
    assert [word.exact for word in planned("drone tank drone -ship type:note").words] == ["drone", "tank", "drone"]


@pytest.mark.parametrize(
    ("words", "language"),
    [("die hard", "en"), ("die bombe und", "de"), ("the die is cast", "en"), ("la vita non e bella", "it"), ("", "en")],
)
def test_the_language_of_a_query_is_that_of_its_function_words(words: str, language: str) -> None:
    assert function_words(words.split()) == known(language)


@pytest.mark.parametrize(
    ("held", "content"),
    [((), "die Waffe"), (("de",), "Waffe"), (("de-AT",), "Waffe"), (("de", "en"), "die Waffe"), (("fr",), "die Waffe")],
)
def test_one_function_word_tells_the_language_where_the_library_holds_no_english(
    held: tuple[str, ...], content: str
) -> None:
    assert plan(node("die Waffe"), held).content == node(content)


def test_no_language_has_a_word_that_is_not_one_word() -> None:
    assert known("de") >= {"fur", "uber"}
    assert known("xx") == frozenset()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Drones", "Drones"),
        ("Yak-130", "Yak-130"),
        ('"Glide bombs"', "Glide bombs"),
        ('"drone factory"~8', "drone factory"),
        ("dro*", "dro*"),
        ("shaheed~", "shaheed~"),
        ("drone OR UAV", "drone or UAV"),
        ("(a b) OR c", "a b or c"),
    ],
)
def test_words_are_said_as_they_were_typed(query: str, text: str) -> None:
    assert said(node(query)) == text


def test_what_is_no_text_is_no_word() -> None:
    assert isinstance(node("type:note"), Field)
    assert isinstance(planned("drone -tank").content, And)
    found = tiers(node("type:note -drone"), Nothing())
    assert found.words == ()
    assert {type(each) for each in (*_flat(found.every),)} == {Field, Not}


def _flat(tree: Node) -> tuple[Node, ...]:
    return tree.children if isinstance(tree, And | Or) else (tree,)


def test_a_row_keeps_its_words_together() -> None:
    assert isinstance(node("yak-130"), Phrase)
    assert planned("yak-130").apart == node("yak OR 130")
    assert planned("drone tank").apart is None


def test_without_blanks_each_pair_of_letters_counts_apart() -> None:
    found = planned("核武器")
    assert found.several
    assert [said(pair) for pair in found.apart.children] == ["核 武", "武 器"]
