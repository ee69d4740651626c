"""When a page was published: what its head says, and nothing that is said of other days."""

from __future__ import annotations

import pytest

from corpus.dates import PartialDate
from corpus.model import Hints, Reading
from corpus.readers.html.page import read_html


def read(head: str) -> Reading:
    body = f"<main><h1>On masts</h1>{head}<p>Masts are high, and they stand on ships of all kinds.</p></main>"
    return read_html(f"<html><body>{body}</body></html>", Hints(name="x.html"))


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Lee | May 3, 2024", "By Ann Lee and Bo Ek, May 3, 2024", "Published May 3, 2024",
        "Published on Friday, May 3, 2024 at 10:00", "Published: 2024-05-03", "3 May 2024 by Ann Lee",
        "Posted on May 3, 2024", "Posted on 3 May 2024 by Ann Lee", "May 3, 2024 • 5 min read", "Ann Lee · May 3, 2024",
        "Updated June 1, 2024 | Published May 3, 2024", "Harbour Times | Opinion | May 3, 2024",
    ],
)  # fmt: skip
def test_a_line_under_the_title_says_the_date(line: str) -> None:
    reading = read(f"<p>{line}</p>")
    assert reading.document.date == PartialDate(2024, 5, 3)
    assert "date taken from a line of the page" in reading.checks


@pytest.mark.parametrize(
    "line",
    [
        "Updated June 1, 2024", "The report, published on May 3, 2024, says so", "Event: May 3, 2024 at the pier",
        "On May 3, 2024 by order of the court the masts were cut",
    ],
)  # fmt: skip
def test_a_line_that_tells_of_another_day_does_not(line: str) -> None:
    assert read(f"<p>{line}</p>").document.date is None


def test_a_line_within_the_text_does_not() -> None:
    assert read(f"<p>{'They are high. ' * 12}</p><p>Harbour Times | May 3, 2024</p>").document.date is None


def test_a_date_beside_a_title_that_stands_before_the_article_is_read() -> None:
    page = "<header><h1>On masts</h1><p>By Ann Lee | May 3, 2024</p></header><main><p>Masts are high.</p></main>"
    document = read_html(f"<html><body>{page}</body></html>", Hints(name="x.html")).document
    assert (document.title, document.date and document.date.iso) == ("On masts", "2024-05-03")


def test_a_time_says_the_date_where_it_stands_apart_and_is_not_that_of_a_change() -> None:
    changed = "<p>Updated <time class=updated datetime=2024-06-01>June 1</time></p>"
    posted = "<p>Ann Lee, <time datetime=2024-05-03T10:00:00Z>May 3</time></p>"
    within = "<p>They have been cut since <time datetime=1999-01-01>the new year</time>.</p>"
    dates = [read(head).document.date for head in (changed + posted, changed, within)]
    assert [date and date.iso for date in dates] == ["2024-05-03", None, None]
