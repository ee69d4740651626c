"""The contract of `search.engine`, held by every engine."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

import pytest

from corpus.dates import PartialDate
from corpus.errors import EngineBusy, EngineError, IndexUnusable, InvalidValue, SearchTimeout
from corpus.library import Outline
from corpus.model import Document, Passage, Person, Section
from corpus.passages import identify
from search.analysis import tokens
from search.analysis.extras import MARK
from search.engine import ALL, Count, Engine, EngineHit, Facet, Found, Search, Sort, Total, Weighted
from search.query.ast import And, Everything, Field, Near, Node, Not, Or, Phrase, StoredAfter, Term
from search.query.parser import parse
from tests.asking import ask
from tests.marks import at


def document(id: str, *texts: str, date: str = "", speaker: str | None = None, **details: object) -> Document:
    section = Section(heading="", kind="body", passages=tuple(Passage(text=text, speaker=speaker) for text in texts))
    given: dict[str, object] = {"type": "note", "title": id, **details}
    return identify(
        Document(id=id, version=1, date=PartialDate.parse(date), sections=(section,), **given)  # type: ignore[arg-type]
    )


def fill(engine: Engine, *documents: Document, revision: int = 1, removed: Iterable[str] = ()) -> None:
    with engine.session() as session:
        for each in documents:
            session.put(each)
        for id in removed:
            session.remove(id)
        session.commit(mark=at(revision))


def found(engine: Engine, query: str | Node) -> list[str]:
    """The ids of the documents that a query finds, one for each passage."""
    with engine.snapshot() as snapshot:
        return sorted(hit.document for hit in ask(snapshot, query).hits)


# writing


def test_there_is_no_index_before_the_first_session(engine: Engine) -> None:
    with pytest.raises(IndexUnusable):
        engine.snapshot()


def test_what_is_put_is_found_after_the_commit_and_not_before(engine: Engine) -> None:
    fill(engine, document("a", "one drone"))
    with engine.session() as session:
        session.put(document("b", "two drones"))
        assert found(engine, "drone") == ["a"]
        session.commit(mark=at(2))
    assert found(engine, "drone") == ["a", "b"]


def test_a_session_without_commit_changes_nothing(engine: Engine) -> None:
    fill(engine, document("a", "one drone"))
    with engine.session() as session:
        session.put(document("b", "two drones"))
        session.remove("a")
    assert found(engine, "drone") == ["a"]


def test_an_error_aborts_the_session_and_lets_go_of_the_lock(engine: Engine) -> None:
    fill(engine, document("a", "one drone"))
    with pytest.raises(AttributeError), engine.session() as session:
        session.put("no document")  # type: ignore[arg-type]
    assert found(engine, "drone") == ["a"]
    fill(engine, document("c", "three drones"), revision=2)
    assert found(engine, "drone") == ["a", "c"]


def test_put_replaces_all_passages_of_a_document(engine: Engine) -> None:
    fill(engine, document("a", "one drone", "another drone"), document("b", "a drone"))
    fill(engine, document("a", "a tank"), revision=2)
    assert found(engine, "drone") == ["b"]
    assert found(engine, "tank") == ["a"]


def test_the_last_of_several_puts_in_one_session_wins(engine: Engine) -> None:
    fill(engine, document("a", "first"), document("a", "second"), document("b", "kept"), document("a", "third"))
    with engine.snapshot() as snapshot:
        assert snapshot.passage_count() == 2
    assert found(engine, "first OR second") == []
    assert found(engine, "third OR kept") == ["a", "b"]


def test_put_and_remove_in_one_session_leave_nothing(engine: Engine) -> None:
    fill(engine, document("a", "one drone"))
    with engine.session() as session:
        session.put(document("a", "two drones"))
        session.put(document("b", "three drones"))
        session.remove("a")
        session.remove("b")
        session.remove("never there")
        session.commit(mark=at(2))
    assert found(engine, "drone") == []
    with engine.snapshot() as snapshot:
        assert snapshot.passage_count() == 0


def described(engine: Engine, *documents: Document, revision: int = 2, body: str = "said") -> None:
    """Give documents details; those that are not done are put, as whoever asks for it does."""
    outlines = {each.id: Outline(each, body) for each in documents}
    with engine.session() as session:
        done = session.describe([*outlines], outlines.get)
        for each in documents:
            if each.id not in done:
                session.put(each, body=body)
        session.commit(mark=at(revision))


def test_documents_that_are_described_have_the_new_details_and_the_old_words(engine: Engine) -> None:
    texts = {"a": ("one drone", "two tanks"), "b": ("a drone", "a plane"), "c": ("the drone",)}
    with engine.session() as session:
        for id, each in texts.items():
            session.put(document(id, *each, date="2020", show="Old", speaker="Ann"), body="said")
        session.commit(mark=at(1))
    new = {"date": "2022-08-24", "show": "New", "type": "episode", "title": "A Title", "people": (Person(name="Bo"),)}
    described(engine, document("b", *texts["b"], speaker="Ann", **new))  # type: ignore[arg-type]
    assert found(engine, "show:New") == found(engine, "person:Bo title:title date:2022-08 type:episode") == ["b", "b"]
    assert found(engine, "show:Old") == found(engine, "year:2020") == ["a", "a", "c"]
    assert found(engine, "drone") == ["a", "b", "c"]
    assert found(engine, "plane speaker:Ann after:2021") == ["b"]
    with engine.snapshot() as snapshot:
        page = ask(snapshot, "drone", sort=Sort.DATE_DESC)
        assert [hit.document for hit in page.hits] == ["b", "a", "c"]
        assert page.facets["show"] == Facet((Count("Old", 2), Count("New", 1)), 2)
    fill(engine, revision=3, removed=["b"])
    assert found(engine, "show:New OR plane") == []
    assert found(engine, "drone") == ["a", "c"]


def test_what_is_described_shows_after_the_commit_and_not_before(engine: Engine) -> None:
    with engine.session() as session:
        session.put(document("a", "one drone", show="Old"), body="said")
        session.commit(mark=at(1))
    outline = Outline(document("a", "one drone", show="New"), "said")
    with engine.session() as session:
        session.describe(["a", "unknown"], {"a": outline}.get)
    assert found(engine, "show:Old") == ["a"]
    assert found(engine, "show:New") == []


def test_sessions_exclude_each_other(engine: Engine) -> None:
    with engine.session(), pytest.raises(EngineBusy):
        engine.session(timeout=0.05)


def test_a_revision_is_stamped_and_can_be_waited_for(engine: Engine) -> None:
    fill(engine, document("a", "one"), revision=7)
    with engine.snapshot(at_least=7) as snapshot:
        assert snapshot.mark.revision == 7
    with engine.session() as session:
        assert session.mark.revision == 7
    with pytest.raises(EngineError):
        engine.snapshot(at_least=8, timeout=0.05)


def test_a_snapshot_does_not_change_while_it_is_open(engine: Engine) -> None:
    fill(engine, document("a", "one drone"), document("b", "two drones"))
    with engine.snapshot() as snapshot:
        for revision in range(2, 8):
            fill(engine, document("c", f"drone {revision}"), revision=revision, removed=["a"])
        assert sorted(hit.document for hit in ask(snapshot, "drone").hits) == ["a", "b"]
        assert snapshot.passage_count() == 2
        assert snapshot.mark.revision == 1
    assert found(engine, "drone") == ["b", "c"]


def test_reset_begins_anew_and_the_old_index_serves_until_then(engine: Engine) -> None:
    fill(engine, document("a", "one drone"))
    with engine.reset() as session:
        session.put(document("b", "two drones"))
        assert found(engine, "drone") == ["a"]
        session.commit(mark=at(5))
    assert found(engine, "drone") == ["b"]
    with engine.snapshot() as snapshot:
        assert snapshot.mark.revision == 5


def test_many_small_commits_are_one_index(engine: Engine) -> None:
    for number in range(1, 31):
        removed = [f"d{number - 3:02}"] if number % 5 == 0 else []
        fill(engine, document(f"d{number:02}", f"drone number {number}"), revision=number, removed=removed)
    left = [f"d{number:02}" for number in range(1, 31) if (number + 3) % 5 or number > 27]
    assert found(engine, "drone") == left
    with engine.snapshot() as snapshot:
        assert snapshot.passage_count() == len(left)


# finding

TEXTS = {
    "yak": "Russia delivered Yak-130 aircraft and glide bombs.",
    "yak2": "The Yak130, a trainer; no bombs at all.",
    "shahed": "Shahed drones were used. The drone factory in Alabuga builds them.",
    "plant": "A factory of cars makes no drone.",
    "accents": "Zürich is naïve about the U.S. and U-235.",
    "quiet": "…",
}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine, *(document(id, text) for id, text in TEXTS.items()))
    return engine


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("drone factory", ["plant", "shahed"]),
        ("drones", ["plant", "shahed"]),
        ("=drones", ["shahed"]),
        ('"drone factory"', ["shahed"]),
        ('"drones factory"', []),
        ('"glide bombs"', ["yak"]),
        ('"drone cars"~8', ["plant"]),
        ('"drone cars"~2', []),
        ("yak-130", ["yak", "yak2"]),
        ("Yak130", ["yak", "yak2"]),
        ("yak", ["yak", "yak2"]),
        ("130", ["yak", "yak2"]),
        ("bomb -yak-130", []),
        ("bomb -glide", ["yak2"]),
        ("aircraft OR trainer", ["yak", "yak2"]),
        ("factory (cars OR alabuga)", ["plant", "shahed"]),
        ("-factory -yak", ["accents", "quiet"]),
        ("shah*", ["shahed"]),
        ("sha?ed", ["shahed"]),
        ("sh??ed", ["shahed"]),
        ("sha?d", []),
        ("shah?ed", []),
        ('drone -"drone factory"', ["plant"]),
        ('"drone factory"~0', []),
        ('"drone drone"~4', ["shahed"]),
        ("shaheed~", ["shahed"]),
        ("aircarft~", ["yak"]),
        ("zurich naive", ["accents"]),
        ("ZÜRICH", ["accents"]),
        ("u.s.", ["accents"]),
        ("us", []),
        ("u-235", ["accents"]),
        ("no", ["plant", "yak2"]),
        ("a", ["plant", "yak2"]),
        ("in:yak", ["yak"]),
        ("nothing*", []),
    ],
)
def test_a_query_finds_its_passages(filled: Engine, query: str, expected: list[str]) -> None:
    assert found(filled, query) == expected


@pytest.mark.parametrize(
    "query", ["bomb -glide", "bomb -yak-130", "drone -alabuga", "drone OR bomb -glide", "a no -yak"]
)
def test_the_first_page_alone_has_the_hits_that_all_pages_begin_with(filled: Engine, query: str) -> None:
    with filled.snapshot() as snapshot:
        every = ask(snapshot, query)
        first = ask(snapshot, query, limit=1, facets=frozenset())
    assert first.hits == every.hits[:1]
    assert first.total == every.total
    assert every.total.passages == len(every.hits)


def test_which_documents_have_what_is_asked_for_and_how_often_a_stem_stands(engine: Engine) -> None:
    fill(
        engine,
        document("both", "a drone", "tanks, a tank", "neither"),
        document("one", "a drone", "a drone again"),
        document("other", "a tank", type="report"),
    )
    asked = [parse(query).node for query in ("drone", "tank", '"a tank"', "drone OR tank", "ship")]
    with engine.snapshot() as snapshot:
        having = snapshot.having(asked, ["one", "both", "nowhere"], deadline=math.inf)
        assert [*map(set, having)] == [{"both", "one"}, {"both"}, {"both"}, {"both", "one"}, set()]
        assert [*snapshot.occurrences(["drone", "tank", "ship"])] == [3, 3, 0]


def test_a_count_may_end_where_there_is_enough(engine: Engine) -> None:
    fill(engine, *(document(f"d{number}", "a drone", "a tank") for number in range(6)))
    with engine.snapshot() as snapshot:
        for query, there in (("drone", 6), ("drone OR tank", 12), ("drone in:d1", 1), ("ship", 0)):
            for enough in (1, 6, 7, 20):
                count = snapshot.count(parse(query).node, deadline=math.inf, enough=enough)
                assert min(count.passages, enough) == min(there, enough)
                assert count.passages == there or not count.is_exact


def rescored(*rows: tuple[str, float]) -> list[Weighted]:
    """Weights of nodes as one types them; of a field, its word."""
    nodes = ((parse(text).node, weight) for text, weight in rows)
    return [Weighted(node, weight) for node, weight in nodes if isinstance(node, Term | Phrase | Field)]


def order(engine: Engine, query: str, rescore: Sequence[Weighted], window: int = 200) -> list[str]:
    """The passages that a query finds, by the first two letters of their texts."""
    with engine.snapshot() as snapshot:
        hits = ask(snapshot, query, rescore=rescore, window=window).hits
        scores = [hit.score for hit in hits[:window]]
        assert scores == sorted(scores, reverse=True)
        return [f"{hit.document}{hit.score:.2f}" for hit in hits]


@pytest.fixture
def ranked(engine: Engine) -> Engine:
    """Passages that differ in what stands beside the word that is asked for, and in their documents' titles."""
    fill(
        engine,
        document("a", "the drone over a hill that is far", title="Ships"),
        document("b", "a glide drone flies over the far hills", title="Of hills"),
        document("c", "drone gliding past it and the far hill", title="Hill by hill, all hills of the land"),
        document("d", "drone and no more", title="Ships again"),
        document("e", "nothing of the sort, only a far hill", title="Drone"),
    )
    return engine


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], ["d", "a", "b", "c"]),
        ([("glide", 2.0)], ["b", "c", "d", "a"]),
        ([("=glide", 2.0)], ["b", "d", "a", "c"]),
        ([("glide-drone", 1.0)], ["b", "d", "a", "c"]),
        ([('"drone gliding"', 1.0)], ["c", "d", "a", "b"]),
        ([("drone-glide", 1.0)], ["c", "d", "a", "b"]),
        ([("title:hill", 1.0)], ["b", "c", "d", "a"]),
        ([("title:ship", 1.0), ("hill", 0.25)], ["a", "d", "b", "c"]),
        ([("nowhere", 1.0), ("title:nowhere", 1.0), ("no-where", 1.0)], ["d", "a", "b", "c"]),
    ],
)
def test_the_first_hits_are_put_in_order_anew(
    ranked: Engine, rows: list[tuple[str, float]], expected: list[str]
) -> None:
    assert [each[0] for each in order(ranked, "drone", rescored(*rows))] == expected


def test_a_word_of_a_heading_adds_to_the_passages_of_its_section(engine: Engine) -> None:
    headings = ("Ships", "Cranes and ships", "Nothing")
    sections = tuple(Section(heading=each, kind="body", passages=(Passage(text="a drone"),)) for each in headings)
    plain = document("a", "a drone", "a drone", "a drone")
    fill(engine, identify(replace(plain, sections=sections)))
    with engine.snapshot() as snapshot:
        hits = ask(snapshot, "drone", rescore=[Weighted(Field("heading", tuple(tokens("ship"))), 1.0)]).hits
    ids = [section.passages[0].id for section in identify(replace(plain, sections=sections)).sections]
    assert [hit.passage for hit in hits] == ids
    assert hits[0].score > hits[1].score > hits[2].score


def test_what_rescores_finds_nothing_and_counts_nothing(ranked: Engine) -> None:
    rescore = rescored(("nothing", 5.0), ("hill", 1.0), ("title:drone", 5.0))
    with ranked.snapshot() as snapshot:
        plain, anew = ask(snapshot, "drone"), ask(snapshot, "drone", rescore=rescore)
    assert {hit.passage for hit in plain.hits} == {hit.passage for hit in anew.hits}
    assert (plain.total, plain.facets) == (anew.total, anew.facets)


def test_behind_the_window_the_order_stays(ranked: Engine) -> None:
    plain = [each[0] for each in order(ranked, "drone", [])]
    glide = rescored(("glide", 2.0))
    assert [each[0] for each in order(ranked, "drone", glide, window=2)] == plain
    assert [each[0] for each in order(ranked, "drone", glide, window=3)] == ["b", "d", "a", "c"]


def test_hits_of_one_score_are_in_order_of_their_documents(engine: Engine) -> None:
    fill(engine, *(document(id, "a drone", "a drone") for id in "cab"))
    with engine.snapshot() as snapshot:
        hits = ask(snapshot, "drone", rescore=rescored(("a", 1.0)), window=5).hits
    assert [hit.document for hit in hits] == ["a", "a", "b", "b", "c", "c"]


@pytest.mark.parametrize("window", [1, 4, 5, 6, 200])
def test_pages_lead_through_the_window_and_on(engine: Engine, window: int) -> None:
    fill(engine, *(document(f"d{number}", "drone " * (number % 3 + 1), f"drone {number}") for number in range(10)))
    rescore = rescored(("5", 3.0), ("drone-7", 1.0))
    with engine.snapshot() as snapshot:
        whole = ask(snapshot, "drone", rescore=rescore, window=window)
        for limit in (1, 3, 4, 5):
            pages: list[Sequence[EngineHit]] = []
            after = None
            while not pages or after:
                page = ask(snapshot, "drone", rescore=rescore, window=window, limit=limit, after=after)
                pages.append(page.hits)
                after = page.next
            assert tuple(hit for hits in pages for hit in hits) == whole.hits


def test_dates_are_not_rescored(engine: Engine) -> None:
    fill(engine, *(document(f"d{year}", "a drone", date=str(year)) for year in (2020, 2024, 2022)))
    with engine.snapshot() as snapshot:
        hits = ask(snapshot, "drone", sort=Sort.DATE, rescore=rescored(("a", 1.0))).hits
    assert [hit.document for hit in hits] == ["d2020", "d2022", "d2024"]


def test_fields_match_whole_words_of_names(engine: Engine) -> None:
    people = (Person(name="Hanna Notte", roles=("guest",)),)
    fill(
        engine,
        document("a", "one", speaker="Jim Lamson", show="Iran Watch Listen", type="episode", people=people),
        document("b", "two", speaker="James Lamsonberg", title="Drones and factories", language="en"),
    )
    for query, expected in {
        "speaker:lamson": ["a"],
        'speaker:"Jim Lamson"': ["a"],
        'speaker:"Lamson Jim"': [],
        "show:listen": ["a"],
        "type:episode": ["a"],
        "person:notte": ["a"],
        "title:drone": ["b"],
        "title:factory": ["b"],
        "lang:en": ["b"],
        "section:body": ["a", "b"],
        "one speaker:lamson -type:episode": [],
    }.items():
        assert found(engine, query) == expected, query


def test_of_several_names_each_is_found_and_counted_apart(engine: Engine) -> None:
    ann, bo = Person(name="Ann Lee"), Person(name="Bo Kay")
    fill(
        engine,
        document("a", "drone", "drone", people=(bo, ann, Person(name="Ann Lee", roles=("author",)))),
        document("b", "drone", people=(bo,)),
        document("c", "drone"),
    )
    for query, expected in {
        "person:lee": ["a", "a"],
        'person:"bo kay"': ["a", "a", "b"],
        'person:"kay ann"': [],
        "person:lee person:bo": ["a", "a"],
        "drone -person:bo": ["c"],
    }.items():
        assert found(engine, query) == expected, query
    assert found(engine, Field("person", values=("ann lee",))) == ["a", "a"]
    assert found(engine, Field("person", values=("ann lee", "bo kay"))) == ["a", "a", "b"]
    with engine.snapshot() as snapshot:
        for query, facet in {
            "drone": Facet((Count("Bo Kay", 3), Count("Ann Lee", 2)), 2, without=1),
            "drone person:lee": Facet((Count("Ann Lee", 2), Count("Bo Kay", 2)), 2),
            "in:b": Facet((Count("Bo Kay", 1),), 1),
            "drone -person:bo": Facet((), 0, without=1),
        }.items():
            assert ask(snapshot, query, facets={"person"}).facets == {"person": facet}, query


def test_a_speaker_is_found_by_their_name_and_by_the_label_that_is_printed(engine: Engine) -> None:
    said = Passage(id="p1", text="a drone", speaker="O. BRANDT", person="Odile Kay")
    section = Section(heading="", kind="transcript", passages=(said, Passage(id="p2", text="a drone", ordinal=1)))
    fill(engine, replace(document("a"), sections=(section,)), document("b", "a drone", speaker="Bo Kay"))
    for query, expected in {"speaker:brandt": ["a"], "speaker:odile": ["a"], "speaker:kay": ["a", "b"]}.items():
        assert found(engine, query) == expected, query
    assert found(engine, "drone -speaker:brandt") == ["a", "b"]
    with engine.snapshot() as snapshot:
        page = ask(snapshot, "drone", facets=frozenset({"speaker"}))
        assert page.facets["speaker"].values == (Count("Bo Kay", 1), Count("Odile Kay", 1))


def test_dates_match_with_all_their_days_and_no_date_matches_none(engine: Engine) -> None:
    fill(
        engine,
        document("day", "x", date="2024-08-21"),
        document("month", "x", date="2024-08"),
        document("year", "x", date="2024"),
        document("never", "x"),
    )
    for query, expected in {
        "date:2024-08-21": ["day", "month", "year"],
        "date:2024-08-22": ["month", "year"],
        "date:2024-09": ["year"],
        "date:2022..2023": [],
        "after:2024-09": ["year"],
        "before:2024-08": ["year"],
        "before:2024": [],
        "x -date:2024": ["never"],
    }.items():
        assert found(engine, query) == expected, query


def test_totals_and_facets_count_everything_whatever_the_limit(engine: Engine) -> None:
    fill(
        engine,
        document("a", "drone", "drone", "tank", show="S", speaker="Ann", date="2024"),
        document("b", "drone", show="S", type="report", date="2023-02"),
        document("c", "drone", show="R"),
    )
    with engine.snapshot() as snapshot:
        for limit in (0, 1, 100):
            page = ask(snapshot, "drone", limit=limit)
            assert len(page.hits) == min(limit, 4)
            assert (page.total, page.partial) == (Total(passages=4, documents=3, is_exact=True), False)
            assert page.facets["show"] == Facet((Count("S", 3), Count("R", 1)), 2)
            assert page.facets["type"] == Facet((Count("note", 3), Count("report", 1)), 2)
            assert page.facets["speaker"] == Facet((Count("Ann", 2),), 1, without=2)
            assert page.facets["year"] == Facet((Count("2024", 2), Count("2023", 1)), 2, without=1)
        assert {(hit.document, hit.in_document) for hit in page.hits} == {("a", 2), ("b", 1), ("c", 1)}
        assert snapshot.count(parse("drone").node, deadline=math.inf) == page.total


def test_a_facet_gives_its_most_frequent_values_and_how_many_there_are(engine: Engine) -> None:
    speakers = {"Cy": 1, "Bo": 2, "Ann": 2, "": 4, "Di": 3}
    fill(
        engine, *(document(f"d{at}", *["drone"] * many, speaker=who) for at, (who, many) in enumerate(speakers.items()))
    )
    with engine.snapshot() as snapshot:
        for wanted, most in ((0, ()), (1, ("Di",)), (2, ("Di", "Ann")), (3, ("Di", "Ann", "Bo"))):
            search = Search(query=parse("drone").node, facets={"speaker": wanted})
            (facet,) = snapshot.search(search, deadline=math.inf).facets.values()
            assert tuple(count.value for count in facet.values) == most
            assert facet.distinct == 4


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.DATE, ["old", "twin-a", "twin-b", "new", "none"]),
        (Sort.DATE_DESC, ["new", "twin-a", "twin-b", "old", "none"]),
        (Sort.RELEVANCE, ["new", "none", "old", "twin-a", "twin-b"]),
    ],
)
def test_order_is_by_date_or_score_then_document_then_place(engine: Engine, sort: Sort, expected: list[str]) -> None:
    fill(
        engine,
        document("none", "drone", "the drone"[4:]),
        document("twin-b", "drone", "drone", date="2022"),
        document("new", "drone", "drone", date="2024-08-21"),
    )
    fill(
        engine,
        document("old", "drone", "drone", date="2019"),
        document("twin-a", "drone", "drone", date="2022-01-01"),
        revision=2,
    )
    with engine.snapshot() as snapshot:
        hits = ask(snapshot, "drone", sort=sort).hits
        assert [hit.document for hit in hits] == [id for id in expected for _ in range(2)]
        every = [hit.passage for hit in hits]
    assert len(set(every)) == 10


@pytest.mark.parametrize("sort", list(Sort))
def test_cursors_lead_through_all_hits_once(engine: Engine, sort: Sort) -> None:
    fill(engine, *(document(f"d{n}", *(["drone"] * (n % 4)), "a drone here", date=f"20{10 + n % 3}") for n in range(9)))
    with engine.snapshot() as snapshot:
        whole = [hit.passage for hit in ask(snapshot, "drone", sort=sort).hits]
        walked: list[str] = []
        after: str | None = None
        while True:
            page = ask(snapshot, "drone", sort=sort, limit=4, after=after)
            assert page.total.passages == len(whole)
            walked += [hit.passage for hit in page.hits]
            after = page.next
            if after is None:
                break
    assert walked == whole
    assert len(set(walked)) == len(walked)


@pytest.mark.parametrize("cursor", ["", "x", "bm90IGpzb24=", "W10="])
def test_what_is_no_cursor_is_refused(filled: Engine, cursor: str) -> None:
    with filled.snapshot() as snapshot, pytest.raises(InvalidValue):
        ask(snapshot, "drone", after=cursor or "?")


def test_a_cursor_of_another_order_is_refused(filled: Engine) -> None:
    with filled.snapshot() as snapshot:
        cursor = ask(snapshot, Everything(), limit=1).next
        assert cursor
        with pytest.raises(InvalidValue):
            ask(snapshot, Everything(), sort=Sort.DATE, after=cursor)


def test_a_search_past_its_deadline_is_given_up(filled: Engine) -> None:
    with filled.snapshot() as snapshot, pytest.raises(SearchTimeout):
        ask(snapshot, "drone", seconds=-1)


@pytest.mark.parametrize("window", [1, 200])
@pytest.mark.parametrize("query", ["drone", "drone factory", "drone OR (factory -tank)", '"drone factory" OR dro*'])
def test_a_score_is_the_sum_of_what_explains_it(filled: Engine, query: str, window: int) -> None:
    drone, factory = tokens("drone factory")
    added = (
        Weighted(Term(factory), 0.25),
        Weighted(Field("title", (drone,)), 0.5),
        Weighted(Phrase((drone, factory), exact=False), 2),
    )
    search = Search(query=parse(query).node, rescore=added, window=window)
    with filled.snapshot() as snapshot:
        hits = snapshot.search(search, deadline=math.inf).hits
        assert hits
        for hit in hits:
            found = snapshot.explain(search, hit.passage, hit.document, deadline=math.inf)
            assert found
            assert sum(score for _, score in found.leaves) + sum(found.added) == pytest.approx(hit.score, rel=1e-5)
        assert snapshot.explain(search, "none", hits[0].document, deadline=math.inf) is None


def test_words_that_are_spelled_alike_are_counted(filled: Engine) -> None:
    with filled.snapshot() as snapshot:
        assert {*snapshot.spelled_like("dronw", 1)} == {Count("drone", 2)}
        assert {*snapshot.spelled_like("dronse", 1)} == {Count("drone", 2), Count("drones", 1)}
        assert not snapshot.spelled_like("xyz", 2)


def test_of_the_forms_that_begin_alike_those_in_most_passages_are_counted(engine: Engine) -> None:
    """Over many commits, with passages that were put anew and removed: counts are of what is there."""
    draw = random.Random(1)  # noqa: S311
    words = [begins + "".join(ends) for begins in ("dro", "Dré") for ends in product("abcd", repeat=3)]
    often = [1 / (1 + number) for number in range(len(words))]
    kept: dict[str, list[str]] = {}
    for revision in range(1, 13):
        new = {f"d{draw.randrange(30)}": draw.choices(words, often, k=40) for _ in range(8)}
        gone = draw.sample(sorted(kept), min(len(kept), 3))
        fill(engine, *(document(id, " ".join(said)) for id, said in new.items()), revision=revision, removed=gone)
        kept = {id: said for id, said in (kept | new).items() if id not in gone}
    counted = Counter(form for said in kept.values() for form in {token.exact for token in tokens(" ".join(said))})
    most_first = sorted((Count(*each) for each in counted.items()), key=lambda count: (-count.count, count.value))
    with engine.snapshot() as snapshot:
        for begins, most in product(("", "d", "dr", "droa", "dreb", "drobc", "x", MARK), (1, 3, 10, 200)):
            expected = [count for count in most_first if count.value.startswith(begins)][:most]
            assert [*snapshot.beginning(begins, most)] == expected, (begins, most)
        for form in (most_first[0].value, most_first[20].value, most_first[-1].value):
            having = {hit.passage for hit in ask(snapshot, f"={form}").hits}
            assert len(examples := snapshot.examples(form, 3)) == len({*examples} & having) == min(len(having), 3)
        assert not snapshot.examples("nowhere", 3)


def test_documents_are_counted_as_values_of_a_field_too(engine: Engine) -> None:
    fill(engine, document("a", "one", "two"), document("b", "three"), document("c", "four"))
    fill(engine, removed=["c"], revision=2)
    with engine.snapshot() as snapshot:
        found = snapshot.search(Search(query=Everything(), facets={"in": ALL}, limit=0), deadline=math.inf)
    assert found.facets["in"].values == (Count("a", 2), Count("b", 1))


def test_the_values_of_a_field_are_each_one(engine: Engine) -> None:
    people = (Person(name="Hanna Notte", roles=("guest",)), Person(name="Jim Lamson", roles=("host",)))
    fill(engine, document("a", "one", people=people, speaker="Ann"), document("b", "two", people=people[1:]))
    with engine.snapshot() as snapshot:
        assert {*snapshot.values("person")} - {""} == {"Hanna Notte", "Jim Lamson"}
        assert {*snapshot.values("speaker")} - {""} == {"Ann"}
        assert {*snapshot.values("title")} == {"a", "b"}


def test_nodes_that_no_query_says_have_their_meaning_too(filled: Engine) -> None:
    (drone,) = tokens("drone")
    (car,) = tokens("car")
    assert found(filled, Not(Term(drone))) == ["accents", "quiet", "yak", "yak2"]
    assert found(filled, Or((Not(Term(drone)), Term(car)))) == ["accents", "plant", "quiet", "yak", "yak2"]
    assert found(filled, And((Not(Term(car)), Not(Not(Term(drone)))))) == ["shahed"]
    assert found(filled, Near((drone, drone), 4)) == ["shahed"]
    assert found(filled, Near((car, car), 50)) == []


def test_merging_changes_no_answer_and_loses_no_commit(engine: Engine) -> None:
    for number in range(20):
        fill(engine, document(f"d{number}", f"drone number {number}"), revision=number + 1)
    fill(engine, document("d3", "a tank"), revision=21, removed=["d4"])
    before = found(engine, "drone OR tank")
    with engine.snapshot() as snapshot:
        engine.merge()
        assert sorted(hit.document for hit in ask(snapshot, "drone OR tank").hits) == before
    with engine.snapshot() as snapshot:
        assert snapshot.mark.revision == 21
        assert snapshot.passage_count() == 19
    assert found(engine, "drone OR tank") == before
    fill(engine, document("d5", "a ship"), revision=22, removed=["d6"])
    assert found(engine, "drone") == [id for id in before if id not in ("d3", "d5", "d6")]
    engine.merge()
    assert found(engine, "ship") == ["d5"]


def test_passages_are_told_by_the_change_they_came_with(engine: Engine) -> None:
    old, new = document("a", "a drone", "a tank"), document("b", "a drone")
    with engine.session() as session:
        session.put(old, stored={passage.id: at for at, passage in enumerate(old.passages(), 3)})
        session.put(new, stored={passage.id: 7 for passage in new.passages()})
        session.commit(mark=at(7))
    with engine.snapshot() as snapshot:
        assert [hit.document for hit in ask(snapshot, "drone", sort=Sort.STORED_DESC).hits] == ["b", "a"]
        asked = {revision: ask(snapshot, StoredAfter(revision)).total.passages for revision in (0, 3, 4, 7)}
    assert asked == {0: 3, 3: 2, 4: 1, 7: 0}


def test_documents_come_with_how_many_of_their_passages_are_found(engine: Engine) -> None:
    fill(engine, document("a", "a drone", "tank"), document("b", "drone drone", "a drone among many other words"))
    with engine.snapshot() as snapshot:
        search = Search(query=parse("drone").node, limit=1)
        assert [*snapshot.documents(search, deadline=math.inf)] == [Found("b", 2), Found("a", 1)]
        assert not snapshot.documents(Search(query=parse("plane").node), deadline=math.inf)
