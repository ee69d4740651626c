"""Bibliographies: an entry for each work, in the order of the style."""

from __future__ import annotations

import datetime as dt

import pytest

from corpus.citation import work_of
from corpus.citation.bibliography import bibliography
from corpus.citation.item import Work
from corpus.citation.styles import STYLES
from corpus.dates import PartialDate
from corpus.errors import InvalidValue
from corpus.model import Document, Person

DAY = dt.date(2026, 11, 24)


def work(title: str, *authors: str, year: int = 2024) -> Work:
    people = tuple(Person(name=name, roles=("author",)) for name in authors)
    document = Document(id=title, type="report", title=title, people=people, date=PartialDate(year))
    return work_of(document, permalink=f"https://l.example/d/{len(title)}?v=1", stored=DAY, accessed=DAY)


WORKS = (
    work("The gantry"),
    work("A crane"),
    work("Zebra crossings", "Ann Lee"),
    work("Later", "Ann Lee", year=2025),
    work("Éclat"),
    work("“Drones”"),
    work("Fabrics", "Ilse van der Marck"),
)


def leads(style: str, works: tuple[Work, ...] = WORKS) -> list[str]:
    return ["".join(run.text for run in entry)[:12] for entry in bibliography(works, style)]


def test_entries_are_ordered_without_articles_accents_and_quotes() -> None:
    assert leads("chicago") == [
        "A crane. 202",
        "“Drones.” 20",
        "Éclat. 2024.",
        "The gantry. ",
        "Lee, Ann. La",
        "Lee, Ann. Ze",
        "van der Marc",
    ]


def test_works_of_the_same_author_are_ordered_by_the_date_where_that_comes_first() -> None:
    assert [lead for lead in leads("apa-in-text") if lead.startswith("Lee")] == ["Lee, A. (202", "Lee, A. (202"]
    titles = ["".join(run.text for run in entry if run.italic) for entry in bibliography(WORKS, "apa")]
    assert titles.index("Zebra crossings") < titles.index("Later")


def test_a_numbered_style_keeps_the_order_in_which_works_are_cited() -> None:
    assert leads("ieee", WORKS[:3]) == ["[1] “The gan", "[2] “A crane", "[3] A. Lee, "]


@pytest.mark.parametrize("style", STYLES)
def test_each_style_has_one_or_says_that_it_has_none(style: str) -> None:
    if style in ("bluebook", "wikipedia"):
        with pytest.raises(InvalidValue, match="has no bibliography"):
            bibliography(WORKS, style)
    else:
        assert len(bibliography(WORKS, style)) == len(WORKS)
