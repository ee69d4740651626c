"""The query language, row by row, and what is said of queries that it does not have."""

from __future__ import annotations

import datetime as dt

import pytest

from search.analysis import tokens
from search.query.ast import (
    And,
    DateRange,
    Everything,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
)
from search.query.parser import MAX_LEAVES, MAX_LENGTH, parse


def word(text: str, *, exact: bool = False) -> Term:
    (token,) = tokens(text)
    return Term(token, exact)


def run(text: str, *, exact: bool = True) -> Phrase:
    return Phrase(tuple(tokens(text)), exact)


def name(field: str, text: str) -> Field:
    return Field(field, tokens=tuple(tokens(text)))


DRONE, FACTORY, UAV = word("drone"), word("factory"), word("uav")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("drone factory", And((DRONE, FACTORY))),
        ("drone AND factory", And((DRONE, FACTORY))),
        ("drone drone", And((DRONE, DRONE))),
        ('"glide bombs"', run("glide bombs")),
        ("“glide bombs”", run("glide bombs")),
        ("„glide bombs“", run("glide bombs")),
        ("«glide bombs»", run("glide bombs")),
        ('"drones"', word("drones", exact=True)),
        ("drone OR uav", Or((DRONE, UAV))),
        ("drone OR uav OR factory", Or((DRONE, UAV, FACTORY))),
        ("drone factory OR uav", Or((And((DRONE, FACTORY)), UAV))),
        ("(drone OR uav) factory", And((Or((DRONE, UAV)), FACTORY))),
        ("drone NOT uav", And((DRONE, Not(UAV)))),
        ("drone -uav", And((DRONE, Not(UAV)))),
        ("-(drone uav)", And((Everything(), Not(And((DRONE, UAV)))))),
        ("-drone -uav", And((Everything(), Not(DRONE), Not(UAV)))),
        ("NOT NOT drone", DRONE),
        ('drone -"glide bombs"', And((DRONE, Not(run("glide bombs"))))),
        ('-"glide bombs"', And((Everything(), Not(run("glide bombs"))))),
        ("or and not", And((word("or"), word("and"), word("not")))),
        ('"drone factory"~8', Near(tuple(tokens("drone factory")), 8)),
        ('"drone factory"~0', Near(tuple(tokens("drone factory")), 0)),
        ('"drone"~8', word("drone", exact=True)),
        ("shah*", Wildcard("shah*")),
        ("sha?ed", Wildcard("sha?ed")),
        ("sh??ed", Wildcard("sh??ed")),
        ("Shah*D", Wildcard("shah*d")),
        ("shaheed~", Fuzzy("shaheed", 1)),
        ("shaheed~2", Fuzzy("shaheed", 2)),
        ("cooperaton~", Fuzzy("cooperaton", 2)),
        ("=drones", word("drones", exact=True)),
        ("=yak-130", run("yak 130")),
        ("Yak-130", run("yak 130", exact=False)),
        ("yak130", run("yak 130", exact=False)),
        ("U.S.", run("u s", exact=False)),
        ("Russia’s", word("russia")),
        ("drone, factory.", And((DRONE, FACTORY))),
        ("who made drones?", And((word("who"), word("made"), word("drones")))),
        ("speaker:lamson", name("speaker", "lamson")),
        ("speaker: lamson", name("speaker", "lamson")),
        ('speaker:"Jim Lamson"', name("speaker", "Jim Lamson")),
        ("Title:drones", name("title", "drones")),
        ("type:bio", Field("type", values=("bio",))),
        ("section:Background", Field("section", values=("background",))),
        ("in:a-note", Field("in", values=("a-note",))),
        ("date:2024-08", DateRange(dt.date(2024, 8, 1), dt.date(2024, 8, 31))),
        ("date:2022..2024", DateRange(dt.date(2022, 1, 1), dt.date(2024, 12, 31))),
        ("date:[2022 TO 2024]", DateRange(dt.date(2022, 1, 1), dt.date(2024, 12, 31))),
        ("date:2024..2022", DateRange(dt.date(2022, 1, 1), dt.date(2024, 12, 31))),
        ("date:2022..", DateRange(dt.date(2022, 1, 1), None)),
        ("after:2024-01-15", DateRange(dt.date(2024, 1, 15), None)),
        ("before:2020", DateRange(None, dt.date(2019, 12, 31))),
        ("https://example.org/a", run("https example org a", exact=False)),
        ("", Nothing()),
        (" \t\n", Nothing()),
        ("…", Nothing()),
    ],
)
def test_a_query_is_understood_without_a_word(query: str, expected: Node) -> None:
    found = parse(query)
    assert found.node == expected
    assert found.diagnostics == ()


@pytest.mark.parametrize(
    ("query", "expected", "said", "where"),
    [
        ('drone "factory', And((DRONE, FACTORY)), "quotation mark has no partner", '"'),
        ("(drone factory", And((DRONE, FACTORY)), "parenthesis is not closed", "("),
        ("drone) factory", And((DRONE, FACTORY)), "closing parenthesis has no partner", ")"),
        ('drone -"…"', DRONE, "- stands before nothing", "-"),
        ('-"…"', Nothing(), "“…” has neither a letter nor a digit", '"…"'),
        ("drone?", DRONE, "taken for a question mark", "drone?"),
        ("drone OR", DRONE, "OR stands between nothing", "OR"),
        ("AND drone", DRONE, "AND stands between nothing", "AND"),
        ("drone NOT", DRONE, "NOT stands before nothing", "NOT"),
        ("speaker: )", Nothing(), "has no value", "speaker: "),
        ("colour:red", run("colour red", exact=False), "no field “colour”", "colour:red"),
        ("type:poem", Field("type", values=("poem",)), "no type “poem”", "type:poem"),
        ("has:wings", Field("has", values=("wings",)), "no “has:wings”; there are audio", "has:wings"),
        ("role:boss", Field("role", values=("boss",)), "no role “boss”; there are host", "role:boss"),
        ("drone^2", DRONE, "No word can count more", "^2"),
        ("- drone", DRONE, "leaves out a word only where it stands right before it", "-"),
        ("drone w/5 -uav", And((DRONE, Not(UAV))), "both sides were sought in one passage", "w/5"),
        ("title:dron*", name("title", "dron"), "no meaning behind “title:”", "dron*"),
        ('"glide bom*"', run("glide bom", exact=False), "in every form", '"glide bom*"'),
        ("shaheed~3", Fuzzy("shaheed", 2), "~3 was read as ~2", "shaheed~3"),
        ("$", Nothing(), "“$” has no meaning here", "$"),
        ("date:soon", word("soon"), "not a date", "date:soon"),
        ("date:2024-13", run("2024 13", exact=False), "not a date", "date:2024-13"),
        ("*drone", word("drone"), "at least two letters", "*drone"),
        ("d*", word("d"), "at least two letters", "d*"),
        ("speaker:…", Nothing(), "no word in its value", "speaker:…"),
    ],
)
def test_what_is_understood_otherwise_is_said(query: str, expected: Node, said: str, where: str) -> None:
    found = parse(query)
    assert found.node == expected
    diagnostic = next(diagnostic for diagnostic in found.diagnostics if said in diagnostic.message)
    assert query[diagnostic.start : diagnostic.end] == where


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("today", "2024-02-29", "2024-02-29"),
        ("yesterday", "2024-02-28", "2024-02-28"),
        ("last week", "2024-02-19", "2024-02-25"),
        ("this month", "2024-02-01", "2024-02-29"),
        ("Last Month", "2024-01-01", "2024-01-31"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("past year", "2023-01-01", "2023-12-31"),
        ("2010s", "2010-01-01", "2019-12-31"),
        ("aug 2023", "2023-08-01", "2023-08-31"),
        ("Sept. 2023", "2023-09-01", "2023-09-30"),
        ("21 August 2023", "2023-08-21", "2023-08-21"),
        ("August 21st, 2023", "2023-08-21", "2023-08-21"),
        ("aug 2023..last month", "2023-08-01", "2024-01-31"),
        ("last year TO today", "2023-01-01", "2024-02-29"),
    ],
)
def test_dates_are_said_in_words_too(value: str, first: str, last: str) -> None:
    days = DateRange(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    for query in (f"date:{value} drone", f'date:"{value}" drone', f"date:({value}) drone", f"date: {value} drone"):
        found = parse(query, today=dt.date(2024, 2, 29))
        assert (found.node, found.diagnostics) == (And((days, DRONE)), ()), query


def test_no_day_is_before_the_first_one() -> None:
    assert parse("date:yesterday", today=dt.date.min).node == word("yesterday")
    assert parse("date:last year", today=dt.date.min).diagnostics


def test_the_days_that_dates_mean_are_given_in_words() -> None:
    assert parse("drone date:2024-08").dates == ("1 August 2024 to 31 August 2024",)
    assert parse("after:2024-01-15 before:2025").dates == ("from 15 January 2024 on", "up to 31 December 2024")
    assert parse("date:2024-08-21").dates == ("21 August 2024",)


def test_long_queries_are_cut_and_it_is_said() -> None:
    many = parse("word " * (MAX_LEAVES + 1))
    assert any(f"first {MAX_LEAVES}" in diagnostic.message for diagnostic in many.diagnostics)
    long = parse("x" * (MAX_LENGTH + 1))
    assert any("was cut" in diagnostic.message for diagnostic in long.diagnostics)
    deep = parse("(" * 100 + "drone" + ")" * 100)
    assert any("too deeply" in diagnostic.message for diagnostic in deep.diagnostics)


LETTERS = "abcdefghijklmnopqrstuvwxyz"
WAYS = (
    "{w}", "-{w}", "({w})", "=w{w}", "{w}*", "{w}~", '"{w} of"', "speaker:{w}", "type:{w}", "date:{y}",
    "NOT ({w} OR of)", '"{w} of"~3',
)  # fmt: skip


@pytest.mark.parametrize("glue", [" ", " OR ", " AND ", " NOT ", " (", " -("])
@pytest.mark.parametrize("way", WAYS)
def test_just_as_many_words_as_are_searched(way: str, glue: str) -> None:
    each = way.count("of") + 1 if "OR" in way else 1
    for count in (MAX_LEAVES // each - 1, MAX_LEAVES // each, MAX_LEAVES // each + 1):
        query = parse(
            glue.join(
                way.format(w=f"{LETTERS[number % 26]}{LETTERS[number // 26]}", y=1700 + number)
                for number in range(count)
            )
        )
        cut = [found for found in query.diagnostics if f"first {MAX_LEAVES}" in found.message]
        assert len(cut) == (count * each > MAX_LEAVES), query.diagnostics
