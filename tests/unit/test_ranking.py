"""How a list is ranked: what adds to its scores, what long queries learn from the first passages, where pages begin."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.errors import InvalidValue
from corpus.model import Hints
from search.ingest.values import RawSource, SourceSpec
from search.results.values import Match, SearchRequest, SearchResult, Tier
from search.service import Service


def add(service: Service, *texts: str, title: str = "") -> None:
    specs = [
        SourceSpec.at_hand(
            RawSource(source=text, name=f"{text[:9]}.txt", data=text.encode()),
            Hints(title=title or text[:5], type="note"),
        )
        for text in texts
    ]
    assert all(result.document for result in service.adder.add(specs))
    service.indexer.catch_up()


def find(service: Service, query: str, **how: object) -> SearchResult:
    return service.finder.search(SearchRequest(query=query, **how))  # type: ignore[arg-type]


def texts(found: SearchResult) -> Sequence[str]:
    return [hit.place.passage.text for hit in found.hits]


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("where is the crane", "a crane that is where the ships are", "a crane which has new long red big ropes"),
        (
            "crane rope crane",
            "one crane, two cranes, a crane and one rope",
            "one rope, two ropes, a rope and one crane",
        ),
        ("crane rope", "some day a crane rope broke at noon", "some day a rope, a crane broke at noon"),
    ],
)
def test_function_words_repeated_words_and_pairs_add(
    empty_service: Service, query: str, better: str, worse: str
) -> None:
    add(empty_service, worse, better, "other things of no matter")
    assert texts(find(empty_service, query)) == [better, worse]


def test_words_of_the_title_add(empty_service: Service) -> None:
    add(empty_service, "a crane stands here", title="Zebra")
    add(empty_service, "a crane stands there", title="Zebra cranes")
    assert texts(find(empty_service, "crane")) == ["a crane stands there", "a crane stands here"]


LONG = "crane software remote access contract yard"


def test_a_long_query_learns_what_tells_the_first_passages_from_others(empty_service: Service) -> None:
    first = [
        f"the {words} and the gantry" for words in ("crane software remote access", "software access contract yard")
    ]
    add(empty_service, *first, "some crane with a gantry", "some crane with a garden", *(f"so {n}" for n in range(20)))
    found = texts(find(empty_service, LONG))
    assert found[2:] == ["some crane with a gantry", "some crane with a garden"]
    assert find(empty_service, "crane").total == 3
    assert not any("so " in text for text in found)  # nothing foreign comes in


def test_what_is_learned_marks_and_counts_nothing(empty_service: Service) -> None:
    add(empty_service, "crane software remote access and a gantry", "only a gantry", "a crane and a gantry")
    found = find(empty_service, LONG)
    assert found.total == found.total_any == 2
    for hit in found.hits:
        assert not any("gantry" in hit.place.passage.text[start:end] for start, end in hit.spans)


def test_a_hit_says_what_it_lacks_and_whether_its_document_has_it(empty_service: Service) -> None:
    add(empty_service, "a crane\n\nsome software", "a Crane alone", "crane software", "neither of them")
    found = find(empty_service, "the Crane software")
    lacking = [(hit.place.passage.text, hit.tier, hit.lacks, hit.document_has_all) for hit in found.hits]
    assert lacking[0] == ("crane software", Tier.ALL, (), True)
    assert sorted(lacking[1:]) == [
        ("a Crane alone", Tier.SOME, ("software",), False),
        ("a crane", Tier.SOME, ("software",), True),
        ("some software", Tier.SOME, ("Crane",), True),
    ]
    assert (found.total, found.total_any, found.listed) == (1, 4, 4)


def test_of_a_joined_word_parts_are_marked_below_the_rule(empty_service: Service) -> None:
    add(empty_service, "the yak-130 and 130 yaks", "130 yaks crash")
    found = find(empty_service, "yak-130 crash")
    (some,) = [hit for hit in found.hits if hit.place.passage.text == "130 yaks crash"]
    assert [some.place.passage.text[start:end] for start, end in some.spans] == ["130", "yaks", "crash"]
    assert some.lacks == ("yak-130",)
    document = empty_service.library.document(some.document.id)
    assert empty_service.finder.marks("yak-130", document) == {some.place.passage.id: ((0, 3), (4, 8))}


@pytest.mark.parametrize(
    ("query", "lacks"),
    [
        ("cease-fire crane", "cease-fire"),
        ("ceasefire crane", "ceasefire"),
        ("Häuser crane", "Häuser"),
        ("1,500 crane", "1,500"),
        ("U.S. crane", "U.S"),
        ("北京大学 crane", "北京大学"),
    ],
)
def test_what_a_hit_lacks_is_said_as_it_was_typed(empty_service: Service, query: str, lacks: str) -> None:
    add(empty_service, "one cease-fire", "one ceasefire", "1500 Häuser", "a crane")
    german = RawSource(source="de", name="de.md", data=b"---\nlanguage: de\n---\n\nDas Haus steht.")
    assert all(result.document for result in empty_service.adder.add([SourceSpec.at_hand(german, Hints())]))
    empty_service.indexer.catch_up()
    (crane,) = [hit for hit in find(empty_service, query).hits if hit.place.passage.text == "a crane"]
    assert crane.lacks == (lacks,)


def test_an_article_of_the_library_s_language_admits_nothing(empty_service: Service) -> None:
    german = b"---\nlanguage: de\n---\n\nEine Waffe.\n\nDie Waffen.\n\nDie Hunde."
    raw = RawSource(source="de", name="de.md", data=german)
    assert all(result.document for result in empty_service.adder.add([SourceSpec.at_hand(raw, Hints())]))
    empty_service.indexer.catch_up()
    found = find(empty_service, "die Waffe")
    assert (texts(found), found.total_any) == (["Die Waffen.", "Eine Waffe."], 2)


def test_a_hit_lacks_no_name_that_it_has_by_its_sound(empty_service: Service) -> None:
    add(empty_service, "said Pregozhin", "a crane")
    found = find(empty_service, "sounds:prigozhin crane")
    assert {hit.place.passage.text: hit.lacks for hit in found.hits} == {
        "said Pregozhin": ("crane",),
        "a crane": ("prigozhin",),
    }


def test_without_blanks_passages_with_pairs_of_the_letters_stand_below_the_rule(empty_service: Service) -> None:
    add(empty_service, "核武器在北京", "大家都去", "核武")
    found = find(empty_service, "北京的核武器")
    assert [(hit.place.passage.text, hit.tier, hit.lacks) for hit in found.hits] == [
        ("核武器在北京", Tier.SOME, ("北京的核武器",)),
        ("核武", Tier.SOME, ("北京的核武器",)),
    ]
    assert texts(find(empty_service, "北京大 大家")) == ["大家都去", "核武器在北京"]


def test_bytes_that_are_no_text_are_sought_as_what_else_there_is(empty_service: Service) -> None:
    add(empty_service, "a crane")
    (hit,) = find(empty_service, "crane \udcff").hits
    assert "q=crane+%3F&" in hit.url


def test_a_quoted_phrase_that_is_nowhere_is_said(empty_service: Service) -> None:
    add(empty_service, "a glide bomb", "bombs that glide")
    (said,) = find(empty_service, '"Glide bombs" glide').diagnostics
    assert said.message == "“Glide bombs” is nowhere, in these words and this order."
    assert not find(empty_service, '"glide bomb" nowhere').diagnostics
    nowhere = find(empty_service, '"glide bombs"')
    assert (nowhere.total, nowhere.total_any, len(nowhere.diagnostics)) == (0, 0, 1)


def test_a_function_word_that_an_or_leaves_out_is_said(empty_service: Service) -> None:
    add(empty_service, "the drone", "the tank")
    found = find(empty_service, "the OR drone")
    assert texts(found) == ["the drone"]
    assert ["=the" in said.message for said in found.diagnostics] == [True]
    assert find(empty_service, "=the OR drone").total == 2


def test_a_cursor_of_another_state_begins_again_and_says_so(empty_service: Service) -> None:
    add(empty_service, *(f"crane number {number}" for number in range(6)), "crane software")
    first = find(empty_service, "crane software", limit=3)
    rest = find(empty_service, "crane software", limit=3, after=first.next)
    assert not set(texts(first)) & set(texts(rest))
    assert not rest.diagnostics
    add(empty_service, "one more crane")
    again = find(empty_service, "crane software", limit=3, after=first.next)
    assert texts(again) == texts(find(empty_service, "crane software", limit=3))
    assert ["begins again" in said.message for said in again.diagnostics] == [True]


@pytest.mark.parametrize("after", ["?", "x", "{}.all", "x.all.", "{}.none.", "{}.some.zz", "{}.all.72656c6576616e6365"])
def test_what_is_no_cursor_is_refused(empty_service: Service, after: str) -> None:
    add(empty_service, "crane software", "a crane")
    with pytest.raises(InvalidValue, match="search again"):
        find(empty_service, "crane software", after=after.format(empty_service.library.log.revision))


def test_a_cursor_of_a_tier_that_is_not_listed_is_refused(empty_service: Service) -> None:
    add(empty_service, "crane software", "a crane", "software")
    cursor = find(empty_service, "crane software", limit=1).next
    assert cursor
    assert ".some." in cursor
    with pytest.raises(InvalidValue, match="another search"):
        find(empty_service, "crane software", match=Match.ALL, after=cursor)
