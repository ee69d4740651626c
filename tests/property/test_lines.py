"""Timelines and concordances of what a search counts: brute force says how much of it is when, and where its words are.

`CITECAST_FUZZ=100 pytest tests/property/test_lines.py` asks a hundred times as much.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.dates import PartialDate
from corpus.library import Source
from corpus.model import Document, Passage, Reading, Section
from search.analysis import token
from search.engine import ALL, Search, Sort
from search.query.ast import Node
from search.results.concordance import Concordance, Line, Order, concordance, request as for_lines
from search.results.filters import NONE, Filters
from search.results.timeline import Series, Timeline, Unit, requests, timeline
from search.results.understanding import Indexed, understood
from search.results.values import Match, SearchRequest
from search.service import Service
from search.settings import Settings
from tests.contract.oracle import BruteForceEngine, BruteForceSnapshot
from tests.many import MANY
from tests.marks import at

WORDS = (
    "drone",
    "drones",
    "Drone",
    "factory",
    "glide",
    "bomb",
    "yak-130",
    "the",
    "of",
    "éclair",
    "tank",
    "=1",
    "«far»",
)
DATES = ("2019", "2020-02", "2020-02-29", "2021-12-31", "2022-01-01", "2022", "2023-06-15", "2023-07", None)
SPEAKERS = ("Ann Lee", "Bo Kay", None)

queries = st.lists(
    st.sampled_from(("drone", "factory", '"glide bomb"', "=drones", "tank", "éclair", "-bomb", "the", "nowhere")),
    min_size=1,
    max_size=3,
).map(" ".join)
days = st.sampled_from(("", "2020", "2020-02", "2022-01-01", "2023-06"))
filters = st.builds(
    lambda speakers, years, since, until: Filters(
        {name: values for name, values in (("speaker", speakers), ("year", years)) if values}, {}, since, until
    ),
    st.sampled_from(((), ("Ann Lee",), ("Bo Kay", NONE))),
    st.sampled_from(((), ("2022", "2020"), ("2022", NONE), ("2023",))),
    days,
    days,
)
matches = st.sampled_from((None, *Match))


class Asked(NamedTuple):
    service: Service
    oracle: BruteForceSnapshot
    documents: dict[str, Document]
    known: dict[Node, list[tuple[str, Document]]]

    def passages(self, asked: SearchRequest) -> list[tuple[str, Document]]:
        """What brute force counts: each passage's id, with its document."""
        with self.service.engine.snapshot() as snapshot:
            found = understood(asked.query, Indexed(snapshot), *asked.filters.asking())
        sought = found.sought
        trees = [sought.any] if asked.match is Match.ANY else [sought.every]
        if found.plan.several and not asked.match:
            trees.append(sought.some)
        return next(filter(None, map(self.found, trees)), [])

    def found(self, tree: Node) -> list[tuple[str, Document]]:
        if tree not in self.known:
            hits = self.oracle.search(Search(query=tree, limit=ALL, sort=Sort.PLACE), deadline=float("inf")).hits
            self.known[tree] = [(hit.passage, self.documents[hit.document]) for hit in hits]
        return self.known[tree]

    def timeline(self, asked: SearchRequest, *versus: str, by: Unit | None, shares: bool = False) -> Timeline | None:
        with self.service.finder.counted(*requests(asked, versus, shares=shares)) as counted:
            series = [Series.of(each) for each in counted]
        return timeline(series[:-1], by=by, stored=series[-1]) if shares else timeline(series, by=by)

    def lines(self, asked: SearchRequest, order: Order) -> tuple[Concordance, list[Line]]:
        with self.service.finder.counted(for_lines(asked, order)) as (counted,):
            found = concordance(counted, order)
        return found, list(found.lines(self.service.library))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    chance = random.Random(11)  # noqa: S311
    with Service.open(tmp_path_factory.mktemp("home"), Settings()) as service:
        for number in range(60):
            date = chance.choice(DATES)
            passages = tuple(
                Passage(text=" ".join(chance.choices(WORDS, k=chance.randint(1, 9))), speaker=speaker, person=speaker)
                for speaker in chance.choices(SPEAKERS, k=chance.randint(1, 6))
            )
            section = Section(heading="", kind="transcript", passages=passages)
            document = Document(
                type="transcript",
                title=f"Document {number}",
                date=PartialDate.parse(date) if date else None,
                sections=(section,),
            )
            source = Source(source=f"/{number}", key=f"path:/{number}")
            service.library.keep(Reading(document=document), source=source, data=str(number).encode(), reader="r")
        service.indexer.catch_up()
        documents = {id: service.library.document(id) for id in service.library.listed()}
        oracle = BruteForceEngine()
        with oracle.session() as session:
            for document in documents.values():
                session.put(document)
            session.commit(mark=at(1))
        yield Asked(service, oracle.snapshot(), documents, {})


many = settings(max_examples=40 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def period_of(date: PartialDate, by: Unit) -> str | None:
    """Which period a date is in, told otherwise than the program tells it."""
    if by is Unit.YEAR:
        return f"{date.year}"
    if not date.month:
        return None
    return date.iso[:7] if by is Unit.MONTH else f"{date.year}-{('01', '04', '07', '10')[(date.month - 1) // 3]}"


@many
@given(query=queries, filters=filters, match=matches, by=st.sampled_from(Unit))
def test_each_period_has_what_is_dated_in_it_and_all_of_it_is_told(
    asked: Asked, query: str, filters: Filters, match: Match | None, by: Unit
) -> None:
    request = SearchRequest(query=query, filters=filters, match=match)
    dates = [document.date for _, document in asked.passages(request)]
    line = asked.timeline(request, by=by)
    if not line:
        assert not any(dates)
        return
    expected = Counter(period_of(date, by) for date in dates if date)
    counts = {period.since: count for period, (count,) in zip(line.periods, line.counts, strict=True)}
    assert {since: count for since, count in counts.items() if count} == {k: v for k, v in expected.items() if k}
    assert (line.by_year_alone, line.earlier) == ([expected[None]], [0])
    (series,) = line.series
    assert (series.total, series.months.without) == (len(dates), dates.count(None))
    assert sum(counts.values()) + expected[None] + dates.count(None) == len(dates)


@many
@given(query=queries, filters=filters, by=st.sampled_from(Unit))
def test_a_period_opened_has_its_passages_and_those_of_its_year_alone(
    asked: Asked, query: str, filters: Filters, by: Unit
) -> None:
    request = SearchRequest(query=query, filters=filters, match=Match.ALL)
    line = asked.timeline(request, by=by)
    if not line or filters.days or NONE in filters.only.get("year", ()):
        return
    alone = Counter(
        str(document.date.year)
        for _, document in asked.passages(request)
        if document.date and not document.date.month and by is not Unit.YEAR
    )
    for period, (count,) in zip(line.periods, line.counts, strict=True):
        opened = SearchRequest(query=query, filters=filters.between(period.since, period.until), match=Match.ALL)
        assert asked.service.finder.search(opened).total == count + alone[period.since[:4]]


@many
@given(query=queries, other=queries, filters=filters)
def test_shares_are_of_all_that_the_filters_keep(asked: Asked, query: str, other: str, filters: Filters) -> None:
    request = SearchRequest(query=query, filters=filters)
    line = asked.timeline(request, other, by=Unit.YEAR, shares=True)
    if not line:
        return
    kept = asked.passages(SearchRequest(query="has:date", filters=filters))
    years = Counter(str(document.date.year) for _, document in kept if document.date)
    for at_, period in enumerate(line.periods):
        assert line.stored
        assert line.stored[at_] == years[period.since]
        for number, count in enumerate(line.counts[at_]):
            share = line.share(at_, number)
            assert share == (1000 * count / years[period.since] if years[period.since] else None)
            assert share is None or share <= 1000


@many
@given(query=queries, filters=filters, match=matches, order=st.sampled_from(Order))
def test_there_is_a_line_for_each_place_that_is_marked_with_the_text_around_it(
    asked: Asked, query: str, filters: Filters, match: Match | None, order: Order
) -> None:
    request = SearchRequest(query=query, filters=filters, match=match)
    found, lines = asked.lines(request, order)
    counted = dict(asked.passages(request))
    assert found.passages == len(counted)
    hits = asked.service.finder.search(SearchRequest(query=query, filters=filters, match=match, limit=1000)).hits
    marked = [(hit.place.passage.id, span) for hit in hits if hit.place.passage.id in counted for span in hit.spans]
    assert sorted((line.place.passage.id, line.span) for line in lines) == sorted(marked)
    for line in lines:
        text, (first, last) = line.place.passage.text, line.span
        assert text[first - len(line.left) : last + len(line.right)] == line.left + line.words + line.right
        assert line.words == text[first:last]


@many
@given(word=st.sampled_from(("drone", "factory", "tank", "éclair")), filters=filters)
def test_of_one_word_there_are_as_many_lines_as_it_stands_in_all_passages(
    asked: Asked, word: str, filters: Filters
) -> None:
    request = SearchRequest(query=word, filters=filters)
    found, _ = asked.lines(request, Order.PLACE)
    texts = {each.id: each.text for document in asked.documents.values() for each in document.passages()}
    stands = [
        each
        for id, _ in asked.passages(request)
        for each in re.findall(r"\w+", texts[id])
        if token(each).stem == token(word).stem
    ]
    assert len(found.marked) == len(stands)


@many
@given(query=queries, order=st.sampled_from(Order))
def test_lines_are_in_the_order_of_their_words_outwards(asked: Asked, query: str, order: Order) -> None:
    _, lines = asked.lines(SearchRequest(query=query), order)

    def words(text: str) -> list[str]:
        return re.findall(r"[a-z]+|\d+", text.lower().replace("é", "e"))

    def place(line: Line) -> tuple[str, int, int]:
        return line.document.id, line.place.passage.ordinal, line.span[0]

    def key(line: Line) -> object:
        date = line.document.date
        return {
            Order.PLACE: (),
            Order.LEFT: words(line.left)[::-1],
            Order.RIGHT: words(line.right),
            Order.DATE: (date is None, date.first_day if date else None),
        }[order]

    assert lines == sorted(sorted(lines, key=place), key=key)  # type: ignore[arg-type]
