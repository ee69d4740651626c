"""Filters: each facet is counted without what is selected of it, and what they leave out is said."""

from __future__ import annotations

import pytest

from corpus.dates import PartialDate
from corpus.library import Source
from corpus.model import Document, Passage, Person, Reading, Section
from search.engine import Sort
from search.fields import FACETS
from search.results.filters import NONE, PARAMETERS, Filters
from search.results.leaving_out import LeftOut
from search.results.values import SearchRequest, SearchResult
from search.service import Service

SHOWS = ("Quay", "Harbour", None)
SPEAKERS = ("Ann Lee", "Bo Kay", None)
DATES = ("2021", "2022-03", "2022-03-04", "2023-12-31", "")


@pytest.fixture
def service(empty_service: Service) -> Service:
    """Thirty documents of two passages, of which every combination of show, date and speaker is as frequent."""
    for number in range(30):
        speaker = SPEAKERS[number % 3]
        texts = (f"crane number {number}", f"a crane and a gantry, {number}")
        passages = tuple(Passage(text=text, speaker=speaker, person=speaker) for text in texts)
        document = Document(
            type="transcript" if number % 2 else "note",
            title=f"Document {number}",
            show=SHOWS[number // 3 % 3],
            date=PartialDate.parse(DATES[number % 5]),
            people=(Person(name="Cy Ode", roles=("guest",)),) if number == 7 else (),
            sections=(Section(heading="", kind="transcript" if speaker else "body", passages=passages),),
        )
        reading, source = Reading(document=document), Source(source=f"/{number}", key=f"path:/{number}")
        empty_service.library.keep(reading, source=source, data=str(number).encode(), reader="r")
    empty_service.indexer.catch_up()
    return empty_service


def asked(service: Service, query: str = "crane", /, **values: list[str]) -> SearchResult:
    filters = Filters.of(lambda name: values.get(name.replace("-", "_"), []))
    return service.finder.search(SearchRequest(query=query, filters=filters))


def test_values_of_one_facet_are_alternatives_and_facets_narrow_each_other(service: Service) -> None:
    assert asked(service).total == 60
    assert asked(service, show=["Quay"]).total == 24
    assert asked(service, show=["Quay", "harbour"]).total == 42
    assert asked(service, show=["Quay"], speaker=["Ann Lee"]).total == 8
    assert asked(service, show=["Quay"], not_speaker=["Ann Lee"]).total == 16
    assert asked(service, "", show=["Quay"]).total == 24
    assert asked(service, "").total == 0
    assert asked(service, show=[NONE]).total == asked(service, not_show=["Quay", "Harbour"]).total == 18


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"show": ["Quay"]},
        {"show": ["Quay", NONE], "not_speaker": ["Bo Kay"]},
        {"year": ["2022", NONE]},
        {"since": ["2022"], "speaker": ["Ann Lee", NONE]},
        {"since": ["2022"], "until": ["2022"], "year": [NONE]},
        {"not_year": [NONE, "2021"], "type": ["note"]},
    ],
)
def test_a_value_that_is_added_adds_what_its_facet_says(service: Service, values: dict[str, list[str]]) -> None:
    before = asked(service, **values)
    for name in FACETS:
        facet, selected = before.facets[name], values.get(name, [])
        offered = {count.value: count.count for count in facet.values} | (
            {NONE: facet.without} if facet.without else {}
        )
        for value, count in offered.items():
            if value in selected or value in values.get(f"not_{name}", []):
                continue
            after = asked(service, **{**values, name: [*selected, value]}).total
            days = not selected and (name, value) == ("year", NONE) and "since" in values
            assert after == count + (before.total if days else sum(offered[each] for each in selected)), (name, value)


def test_days_leave_out_what_has_no_date_and_that_is_said(service: Service) -> None:
    found = asked(service, since=["2022"])
    assert (found.total, found.left_out) == (36, LeftOut(by_filters=24, undated=12, last=0))
    assert asked(service, since=["2022"], year=[NONE]).total == 48
    assert asked(service, until=["2022"]).total == 36
    assert asked(service, since=["2022"], until=["2022"]).total == 24
    found = asked(service, "crane after:2022")
    assert (found.total, found.left_out) == (36, LeftOut(by_filters=0, undated=12, last=0))
    assert asked(service, found.dated_or_not).total == 48
    assert asked(service, "crane -after:2022").left_out.undated == 0
    assert asked(service, year=["2021"], not_year=[NONE]).left_out.undated == 0


def test_what_has_no_date_is_said_to_come_last(service: Service) -> None:
    for sort in (Sort.DATE, Sort.DATE_DESC):
        found = service.finder.search(SearchRequest(query="crane", sort=sort, limit=100))
        assert found.left_out == LeftOut(by_filters=0, undated=0, last=12)
        assert not any(hit.document.date for hit in found.hits[48:])


def test_of_somebody_who_says_nothing_the_documents_are_offered(service: Service) -> None:
    found = asked(service, 'crane speaker:"Cy Ode"')
    assert found.instead == ('crane person:"Cy Ode"', 2, True)
    assert asked(service, 'crane person:"Cy Ode"').total == 2
    assert asked(service, 'crane speaker:"Ann Lee"').instead is None
    assert asked(service, 'speaker:"Nobody"').instead is None
    assert asked(service, "lee").instead == ("speaker:lee", 20, False)
    assert asked(service, 'crane "Ann Lee"').instead == ('crane speaker:"Ann Lee"', 20, False)
    assert asked(service, "crane lee").instead == ("crane speaker:lee", 20, False)


def test_what_is_no_date_narrows_nothing_and_is_said(service: Service) -> None:
    found = asked(service, since=["soon"], until=["2021"])
    assert found.total == 12
    assert [each.message for each in found.diagnostics] == [
        "“soon” is not a date such as 2024, aug 2024 or 2024-08-21, so it narrows nothing."
    ]


def test_what_is_no_date_is_no_filter_that_holds() -> None:
    filters = Filters(since="soon", until="2021")
    assert [each.told for each in filters.applied()] == ["until 2021"]
    assert not [*Filters(since="soon", new="x").applied()]


def test_a_year_that_is_none_and_filters_that_leave_each_other_nothing_are_said(service: Service) -> None:
    def told(**values: list[str]) -> list[str]:
        return [each.message for each in asked(service, **values).diagnostics]

    assert told(year=["abc"]) == ["“abc” is not a year such as 2024, so no passage is of it."]
    assert told(year=["2019", "2020"], since=["2021"]) == [
        "No day of 2019 or 2020 is among the days asked for besides."
    ]
    assert not told(year=["2019", "2021"], since=["2021"])
    assert not told(year=["2019", NONE], since=["2021"])
    both = "“show: Quay” is both asked for and left out, so nothing has it."
    assert told(show=["Quay", "Harbour"], not_show=["Quay"]) == [both]


def test_days_the_wrong_way_round_are_those_between_and_that_is_said(service: Service) -> None:
    found = asked(service, since=["2022"], until=["2021"])
    assert found.total == asked(service, since=["2021"], until=["2022"]).total
    assert [each.message for each in found.diagnostics] == [
        "2022 is after 2021, so the days between the two were taken."
    ]
    assert not asked(service, since=["2022"], until=["2022-03"]).diagnostics


def test_filters_say_what_they_were_made_of() -> None:
    values = {"show": ["B", "A"], "not-show": ["C"], "speaker": [NONE], "not-year": ["2024"], "since": ["2021"]}
    filters = Filters.of(lambda name: values.get(name, []))
    said = list(filters.said())
    assert said == sorted(said, key=lambda each: PARAMETERS.index(each[0]))
    again: dict[str, list[str]] = {}
    for name, value in said:
        again.setdefault(name, []).append(value)
    assert again == values
    assert filters.toggled("show", "b").only["show"] == ("A",)
    assert filters.toggled("show", "C").without.get("show") is None
    assert filters.leaving_out("show", "A").only["show"] == ("B",)
    assert not Filters.of(lambda name: [])


def test_where_filters_leave_out_the_one_passage_with_all_words_it_is_counted_among_those_left_out(
    service: Service,
) -> None:
    assert asked(service, "gantry 7").total == 1
    found = asked(service, "gantry 7", not_type=["transcript"])
    assert found.total == 15
    assert found.left_out == LeftOut(by_filters=16, undated=0, last=0)
    assert {each.value: each.count for each in found.facets["type"].values} == {"note": 15, "transcript": 16}
