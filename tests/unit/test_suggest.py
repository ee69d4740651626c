"""Did you mean: the query's own text, its words that are nowhere replaced by the likeliest of the library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec
from search.query.matching import spelled
from search.query.parser import parse
from search.results.filters import Filters
from search.results.values import Match, SearchRequest
from search.service import Service
from search.settings import Settings

TALK = """**Adam Krzyżaniak:** The Shahed is made in a factory, and so was the Shahed of old at a glide-bomb yard.

**Hanna Notte:** Technology transfer and cooperation began in April. It was about technology, in India and elsewhere.

**Adam Krzyżaniak:** We shamed them once. An idea of Numba, and numb fingers of Gadhafi in the Factory. OR the idea.
"""
NOTE = "A xenophile wrote about natanz and Natanz and again of Natanz; fingers and an idea of transfer."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.open(tmp_path_factory.mktemp("suggestions"), Settings()) as service:
        specs = [
            SourceSpec.at_hand(RawSource(source=name, name=name, data=text.encode()), hints)
            for name, text, hints in (
                ("talk.md", TALK, Hints(title="Talk of the Yard", type="transcript", show="Yards")),
                ("note.txt", NOTE, Hints(title="Note", type="note")),
            )
        ]
        assert all(result.document for result in service.adder.add(specs))
        service.indexer.catch_up()
        yield service


def suggestion(library: Service, query: str, **how: object) -> str | None:
    request = SearchRequest(query=query, **how)  # type: ignore[arg-type]
    found = library.finder.search(request)
    if found.suggestion:
        better = library.finder.search(SearchRequest(query=found.suggestion, **how))  # type: ignore[arg-type]
        assert better.total
        assert set(better.missing) < set(found.missing) or not better.missing
    return found.suggestion


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("shahead factory", "Shahed factory"),
        ('"Shahead" -factory', None),  # no passage has the one without the other
        ('"Shahead" -india', '"Shahed" -india'),
        ("coöparetion", "cooperation"),
        ("factory", None),
        ("xylophone", None),
        ("sha", None),
        ("speaker:Krzyzaniac", "speaker:Krzyżaniak"),
        ("speaker:(Krzyzaniac OR Note) cooperation", "speaker:(Krzyżaniak OR Notte) cooperation"),
        ('person:"hana notte" idea', 'person:"Hanna notte" idea'),
        ("title:tlak", "title:Talk"),
        ("type:transcrpt idea", "type:transcript idea"),
        ("in:talk-of-the-yrad idea", "in:talk-of-the-yard idea"),
        ("has:auduo lang:xx year:2044 no:speker idea", None),
        ('"technolgy transfer"', '"technology transfer"'),
        ('"technolgy tranfser"~3', '"technology transfer"~3'),
        ("(tecnology OR shahead) factroy", "(technology OR Shahed) factory"),
        ("=factroy", "=factory"),
        ("glide-bonb", "glide-bomb"),
        ("glied-bonb yard", "glide-bomb yard"),
        ("after:2020 shahead", None),  # which finds nothing: no document has a date
        ("before:20x4 shahead -numba", "before:20x4 Shahed -numba"),
        ("Idia", "India"),
        ("ideea", "idea"),
        ("NOT zzz tranfer", "NOT zzz transfer"),
    ],
)
def test_what_is_nowhere_is_replaced_as_the_library_writes_it(
    library: Service, query: str, expected: str | None
) -> None:
    assert suggestion(library, query) == expected


def test_what_stands_beside_a_word_tells_which_is_meant(library: Service) -> None:
    assert suggestion(library, "shaed factory") == "Shahed factory"
    assert suggestion(library, "shaed fingers") == "shamed fingers"


def test_a_capital_tells_that_a_name_is_meant(library: Service) -> None:
    assert suggestion(library, "Numab") == "Numba"
    assert suggestion(library, "idia") == "idea"


def test_a_name_that_is_spelled_otherwise_is_known_by_its_sound(library: Service) -> None:
    assert suggestion(library, "speaker:Krshishanyak") == "speaker:Krzyżaniak"
    assert suggestion(library, "kaddafy") == "Gadhafi"


def test_a_suggestion_finds_something_within_the_filters(library: Service) -> None:
    assert suggestion(library, "shahead", filters=Filters({"type": ("transcript",)})) == "Shahed"
    assert suggestion(library, "shahead", filters=Filters({"type": ("note",)})) is None
    assert suggestion(library, "fingres", filters=Filters({"type": ("note",)})) == "fingers"
    assert suggestion(library, "fingres OR shahead", filters=Filters({"type": ("note",)})) == "fingers OR shahead"
    assert suggestion(library, "fingres OR shahead") == "fingers OR Shahed"


def test_a_word_is_mended_wherever_it_stands(library: Service) -> None:
    assert suggestion(library, "fingres (fingres OR natanz) fingres") == "fingers (fingers OR natanz) fingers"


def test_so_many_words_are_mended_that_it_takes_no_time(library: Service) -> None:
    wrong = ["fingres", "anumba", "tranfser", "factroy", "shahead", "cooparation", "technolgy", "indja", "elsehwere"]
    found = library.finder.search(SearchRequest(query=" ".join(wrong))).suggestion
    assert found == "fingers Numba transfer factory Shahed cooperation technology India elsehwere"


def test_a_word_alone_is_mended_where_no_passage_has_all(library: Service) -> None:
    assert suggestion(library, "shahead xylophone natanz") == "Shahed xylophone natanz"
    assert suggestion(library, "shahead xylophone natanz", match=Match.ALL) is None


def test_a_function_word_is_preferred_only_where_it_stands_beside_the_others(library: Service) -> None:
    assert suggestion(library, "numba onec") == "numba once"
    assert suggestion(library, "shahed fingerr") == "shahed fingers"  # and not "finger", which is nowhere
    assert suggestion(library, "natanz onec") == "natanz once"  # no word is like it but this


def test_a_word_that_is_there_is_not_replaced_however_rare(library: Service) -> None:
    assert suggestion(library, "natanz fingres") == "natanz fingers"
    assert suggestion(library, "numb natanz") is None


def test_what_is_nowhere_is_said_of_words_and_of_values(library: Service) -> None:
    found = library.finder.search(SearchRequest(query='speaker:Krzyzaniac "shahead factory" factory'))
    assert found.missing == ("shahead",)
    assert found.missing_values == (("speaker", "Krzyzaniac"),)


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [
        ("drone", "drone", 0),
        ("drone", "drones", 1),
        ("drone", "dorne", 1),
        ("drone", "done", 1),
        ("ca", "abc", 3),
        ("drone", "prune", 2),
    ],
)
def test_distance_counts_a_transposition_as_one(a: str, b: str, edits: int) -> None:
    assert spelled(a, b, edits)
    assert spelled(b, a, edits)
    assert edits == 0 or not spelled(a, b, edits - 1)


_PIECES = st.sampled_from((
    *("shahead", "Krzyzaniac", "factroy", "idea", "natanz", "technolgy", "onec", "ORR", "o'brien", "ʿali", "漢字"),
    *('"', '"', "“", "”", "(", ")", " ", " ", " ", " OR ", " AND ", " NOT ", "-", "=", "~", "~2", "*", " w/3 "),
    *("\u200b", "speaker:", "title:", "type:"),
    *("before:2020", "sounds:", "said:", "lang:ne", "has:dat", "transcrpt", "1,5OO"),
))  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.lists(_PIECES, min_size=1, max_size=9).map("".join))
def test_whatever_is_asked_a_suggestion_finds_something(library: Service, query: str) -> None:
    better = suggestion(library, query)
    assert better is None or (better != query and parse(better).node != parse(query).node)


def test_a_word_that_is_nowhere_but_by_what_means_the_same_is_not_replaced(empty_service: Service) -> None:
    spec = SourceSpec.at_hand(RawSource(source="n", name="n.txt", data=NOTE.encode()), Hints(title="N", type="note"))
    list(empty_service.adder.add([spec]))
    empty_service.indexer.catch_up()
    assert suggestion(empty_service, "xenophila transfor") == "xenophile transfer"
    empty_service.library.vocabulary.change(lambda _: "xenophila = natanz\n")
    assert suggestion(empty_service, "xenophila transfor") == "xenophila transfer"
