"""Completions: what a query may go on as, each with how many passages have it, and as the query that finds it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.dates import PartialDate
from corpus.model import Document, Hints, Passage
from search.analysis import token, tokens
from search.ingest.values import RawSource, SourceSpec
from search.query.parser import MAX_LENGTH, parse
from search.results.completion import MOST, Completion, typed
from search.results.values import Match, SearchRequest
from search.service import Service
from search.settings import Settings

TALK = """---
language: en
---

**Adam Krzyżaniak:** The Shahed is made in a factory, and there the NATO said: AND it was about factories.

**Hanna Notte:** Technology transfer and cooperation began in April. It was about technology, in India and elsewhere.

**Hanna Notte:** That they think this through. Kılıç met "Al" “Bo” Smith at the Factory, and took note.
"""
NAMES = ('O’Neil "Tip" «X» “Y” *Star*', "<b>Bold</b> & Co", 'x" speaker:"y', "AND", "Mr. C++", "'Quoted'", "?!", "عليّ")
SIGNED = {"version": "1.0.0", "segments": [{"speaker": name, "body": f"Some teapots, {name}."} for name in NAMES]}
MANY = "".join(f"**Speaker {n}:** Sample{chr(97 + n)} factory number {n}.\n\n" for n in range(20))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    given = (
        ("talk.md", TALK, Hints(title="Talk of the Yard", type="transcript", show="Yards")),
        ("signs.json", json.dumps(SIGNED), Hints(title="What is C++? A “quoted” <title>: with, signs", show="A & B")),
        ("many.md", MANY, Hints(title="More Yards", show="Yards of Iron", date=PartialDate(2024))),
    )
    with Service.open(tmp_path_factory.mktemp("completion"), Settings()) as service:
        specs = [
            SourceSpec.at_hand(RawSource(source=name, name=name, data=text.encode()), hints)
            for name, text, hints in given
        ]
        assert all(result.document for result in service.adder.add(specs))
        service.indexer.catch_up()
        yield service


def queries(library: Service, text: str) -> list[str]:
    return [each.query for each in library.finder.completions(text)]


def shown(library: Service, text: str, kind: str = "word") -> list[str]:
    return [each.text for each in library.finder.completions(text) if each.kind == kind]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("dro", "", "dro"),
        ("iran dro", "", "dro"),
        ("-dro", "", "dro"),
        ("=dro", "", "dro"),
        ("(a OR dro", "", "dro"),
        ("glide-bo", "", "glide-bo"),
        ('"glide bo', "", "glide bo"),
        ("„glide bo", "", "glide bo"),
        ('"glide bombs" dro', "", "dro"),
        ("said:dro", "", "dro"),
        ("speaker:", "speaker", ""),
        ("speaker: ", "speaker", ""),
        ("iran -Speaker: han", "speaker", "han"),
        ('speaker:"Hanna No', "speaker", "Hanna No"),
        ("speaker=“Hanna No", "speaker", "Hanna No"),
        ("speaker:(notte OR la", "speaker", "la"),
        ("type:bio,re", "type", "re"),
        ("in:jim-la", "in", "jim-la"),
        ("speaker:notte dro", "", "dro"),
        ("speaker:(notte) dro", "", "dro"),
    ],
)
def test_what_is_typed_last_is_known_with_its_field(text: str, field: str, value: str) -> None:
    found = typed(text)
    assert found
    assert (found.field, found.text) == (field, value)
    assert text[found.start :].lstrip('"“„') == value


@pytest.mark.parametrize("text", ["date:20", "after:", "sounds:kri", "a" * 2 + " b" * 70])
def test_what_nothing_completes_is_nothing(text: str) -> None:
    assert typed(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fac", ["factory", "factories"]),
        ("iran FAC", ["iran factory", "iran factories"]),
        ("-glide-fac", ["-glide-factory", "-glide-factories"]),
        ('"the fac', ['"the factory', '"the factories']),
        ("shah", ["Shahed"]),
        ("nat", ["NATO"]),
        ("kil", ["Kılıç"]),
        ("speaker:han", ['speaker:"Hanna Notte"']),
        ('speaker:"Hanna NO', ['speaker:"Hanna Notte"']),
        ("iran -speaker:krzyz", ['iran -speaker:"Adam Krzyżaniak"']),
        ("speaker:(notte OR kr", ['speaker:(notte OR "Adam Krzyżaniak"']),
        ("show:iro", ['show:"Yards of Iron"']),
        ("title:ya", ['title:"More Yards"', 'title:"Talk of the Yard"']),
        ("in:yar", ["in:more-yards", "in:talk-of-the-yard"]),
        ("type:", ["type:transcript"]),
        ("type:note,tr", ["type:note,transcript"]),
        ("year:", ["year:2024"]),
        ("lang:e", ["lang:en"]),
        ("no:da", ["no:date"]),
        ("has:s", ["has:show", "has:speaker"]),
    ],
)
def test_the_last_word_or_value_goes_on_as_the_library_has_it(library: Service, text: str, expected: list[str]) -> None:
    assert queries(library, text) == expected


def test_a_word_goes_on_as_names_too_each_said_as_what_it_is(library: Service) -> None:
    found = library.finder.completions("x not")
    assert found == (
        Completion("x note", "note", "word", 1),
        Completion('x speaker:"Hanna Notte"', "Hanna Notte", "speaker", 2),
        Completion('x person:"Hanna Notte"', "Hanna Notte", "person", 3),
    )
    assert [each.told for each in found] == ["word, 1 passage", "speaker, 2 passages", "person, 3 passages"]
    assert queries(library, "yard") == ['show:"Yards of Iron"', 'title:"More Yards"', 'title:"Talk of the Yard"']


def test_names_stand_only_where_a_field_may(library: Service) -> None:
    for text in ("=ad", '"ad', "said:ad", "said: ad", "speaker-ad", "iran,ad"):
        assert {each.kind for each in library.finder.completions(text)} <= {"word"}, text
    for text in ("ad", "-ad", "(ad", "iran ad"):
        assert shown(library, text, "speaker") == ["Adam Krzyżaniak"]


def test_a_function_word_is_sooner_typed_than_chosen(library: Service) -> None:
    assert shown(library, "th") == ["think"]
    assert shown(library, "abo") == []


def test_counts_are_those_of_the_texts(library: Service) -> None:
    documents = [library.library.document(id) for id in library.library.listed()]
    passages = [(document, passage) for document in documents for passage in document.passages()]
    held: dict[str, Callable[[Document, Passage], set[str | None]]] = {
        "word": lambda document, passage: {word.exact for word in tokens(passage.text)},
        "speaker": lambda document, passage: {passage.who},
        "person": lambda document, passage: {person.name for person in document.people},
        "show": lambda document, passage: {document.show},
        "title": lambda document, passage: {document.title},
    }
    beginnings = {word.exact[:length] for _, each in passages for word in tokens(each.text) for length in (2, 3)}
    assert len(beginnings) > 50
    for text in beginnings:
        found = library.finder.completions(text)
        for each in found:
            value = token(each.text).exact if each.kind == "word" else each.text
            assert each.passages == sum(value in held[each.kind](*passage) for passage in passages) > 0
        counts = [each.passages for each in found if each.kind == "word"]
        assert counts == sorted(counts, reverse=True)


def test_each_completion_finds_what_it_says(library: Service) -> None:
    """Whatever signs a name or a title has in it, it is understood as that one value."""
    fields = (
        "speaker",
        "person",
        "show",
        "title",
        "in",
        "type",
        "section",
        "lang",
        "year",
        "role",
        "has",
        "no",
        "mode",
    )
    names = [words[0].exact for name in NAMES if (words := tokens(name))]
    asked = [*(f"{name}:" for name in fields), *(f"speaker:{name}" for name in names)]
    found = [each for text in asked for each in library.finder.completions(text)]
    assert {each.text for each in found} >= {*NAMES} - {"?!"}
    assert {each.query.partition(":")[0] for each in found} == {*fields}
    for each in found:
        result = library.finder.search(SearchRequest(query=each.query, match=Match.ALL))
        assert result.total >= each.passages > 0, each
        assert len(parse(each.query).written) == 1


def test_there_are_at_most_so_many_of_which_some_are_names(library: Service) -> None:
    found = library.finder.completions("sa")
    assert len(found) == MOST
    assert len(library.finder.completions("speaker:spea")) == MOST
    assert [each.kind for each in library.finder.completions("speak")] == ["word", "speaker", "speaker", "person"]


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "f", "fac ", "fac*", "fac~", "foo:", "xyzzy", "AT&", "“”", '"', "\x1f", "\x1fsounds", "\0"),
        *("(" * 999, '"' * 999, "a,b;" * 249, "[" * 500, "«" * 400, "x " * 499 + "fa", "speaker:" * 120 + "zz"),
        *("fac" + "y" * MAX_LENGTH, "\ud800"),
    ],
)  # fmt: skip
def test_nothing_is_offered_where_nothing_goes_on(library: Service, text: str) -> None:
    assert library.finder.completions(text) == ()


def test_what_would_be_too_long_a_query_is_not_offered(library: Service) -> None:
    blanks = " " * (MAX_LENGTH - len("factory"))
    assert queries(library, f"{blanks}fac") == [f"{blanks}factory"]
    assert queries(library, f" {blanks}fac") == []


def test_after_a_change_it_is_of_the_library_as_it_is_then(service: Service) -> None:
    assert shown(service, "turb") == []
    memo = RawSource(source="memo", name="memo.txt", data=b"Nobody looked at Turbines, at TURBINES or at Turbines.")
    list(service.adder.add([SourceSpec.at_hand(memo, Hints(title="Memo of turbulence"))]))
    service.indexer.catch_up()
    assert shown(service, "turb") == ["Turbines"]
    assert shown(service, "turb", "title") == ["Memo of turbulence"]
    service.editor.remove("memo-of-turbulence")
    service.indexer.catch_up()
    assert service.finder.completions("turb") == ()


def test_it_is_quiet_where_nothing_can_be_searched(service: Service, tmp_path: Path) -> None:
    assert service.finder.completions("fac")
    shutil.rmtree(service.index)
    assert service.finder.completions("fac") == ()


def test_a_damaged_passage_tells_nothing_of_how_words_are_written(service: Service) -> None:
    assert shown(service, "alabu") == ["Alabuga"]
    with closing(sqlite3.connect(service.home / "library.sqlite")) as db:
        db.execute("UPDATE passages SET checksum = x'00'")
        db.commit()
    with Service.open(service.home, Settings()) as damaged:
        assert shown(damaged, "alabu") == ["alabuga"]
