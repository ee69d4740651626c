"""The timeline and the concordance: what they count, where their links lead, and the tables that are downloaded."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from corpus.dates import PartialDate
from corpus.library import Source
from corpus.model import Document, Passage, Reading, Section
from search.results import concordance
from search.service import Service
from web.app import close, create_app

DATES = ("2021", "2022-03", "2022-03-04", "2022-11-30", "2024-01-01", "")
SPEAKERS = ("Ann Lee", "Bo Kay")


@pytest.fixture
def pages(empty_service: Service) -> Iterator[FlaskClient]:
    """Sixty documents of two passages: ten of each date, the half of them of either speaker."""
    for number in range(60):
        speaker = SPEAKERS[number % 2]
        texts = (f"A crane, number {number}.", f'=crane and a gantry <b>{number}</b>; a "crane"')
        passages = tuple(Passage(text=text, speaker=speaker, person=speaker) for text in texts)
        document = Document(
            type="transcript",
            title=f"Document {number}",
            date=PartialDate.parse(DATES[number // 2 % 6]),
            sections=(Section(heading="", kind="transcript", passages=passages),),
        )
        source = Source(source=f"/{number}", key=f"path:/{number}")
        empty_service.library.keep(Reading(document=document), source=source, data=str(number).encode(), reader="r")
    empty_service.indexer.catch_up()
    app = create_app(empty_service, home=empty_service.home)
    yield app.test_client()
    close(app)


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "lxml")


def rows(soup: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text() for cell in row.select("th, td")] for row in soup.select(".periods tbody tr")]


def table(client: FlaskClient, path: str, delimiter: str = ",") -> list[list[str]]:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    return list(csv.reader(StringIO(response.data.decode("utf-8-sig")), delimiter=delimiter))


def number(soup: BeautifulSoup) -> int:
    return int(re.match(r"[\d,]+", soup.h1.get_text().strip())[0].replace(",", ""))


@pytest.mark.parametrize("path", ["/search", "/timeline", "/concordance"])
def test_what_an_or_leaves_out_is_said_wherever_it_is_counted(pages: FlaskClient, path: str) -> None:
    notes = [note.get_text() for note in page(pages, f"{path}?q=the+OR+crane").select("p.note")]
    assert notes == ["“the” alone tells nothing apart, so OR leaves it out; =the asks for it."]


@pytest.mark.parametrize("path", ["/search?q=crane", "/timeline?q=crane"])
def test_picture_and_table_lead_to_the_passages_of_each_period(pages: FlaskClient, path: str) -> None:
    soup = page(pages, path)
    links = [str(link["href"]) for link in soup.select(".periods a")]
    drawn = soup.select("svg.timeline a")
    assert [str(link["href"]) for link in drawn] == links
    assert soup.select_one("svg.timeline")["aria-hidden"] == "true"
    assert {link["tabindex"] for link in drawn} == {"-1"}
    assert rows(soup) == [
        ["2022, quarter 1", "40"],
        ["2022, quarter 2", "0"],
        ["2022, quarter 3", "0"],
        ["2022, quarter 4", "20"],
        *([f"2023, quarter {quarter}", "0"] for quarter in (1, 2, 3, 4)),
        ["2024, quarter 1", "20"],
    ]
    assert [number(page(pages, link)) for link in links] == [40, 20, 20]
    said = " ".join(each.get_text() for each in soup.select(".out"))
    assert "20 have no date and are not shown." in said
    assert "20 are dated by a year alone: every quarter of that year finds them, but they are not shown." in said


def test_the_reader_chooses_the_unit_and_a_period_that_is_opened_chooses_its_own(pages: FlaskClient) -> None:
    by_year = page(pages, "/search?q=crane&by=year")
    assert rows(by_year) == [["2021", "20"], ["2022", "60"], ["2023", "0"], ["2024", "20"]]
    link = by_year.select(".periods a")[1]
    opened = page(pages, str(link["href"]))
    assert number(opened) == 60
    assert rows(opened)[0] == ["March 2022", "40"]
    assert rows(opened)[-1] == ["November 2022", "20"]
    assert not page(pages, "/search?q=crane&since=2024").select(".timeline")  # one period
    assert not page(pages, "/search?q=crane&by=year&since=2022&until=2022").select(".timeline")
    alone = page(pages, "/timeline?q=crane&by=month&until=2021")
    assert "20 are dated by a year alone" in alone.select_one(".out").get_text()
    assert not alone.select(".timeline, .periods")


def test_queries_are_compared_and_told_apart(pages: FlaskClient) -> None:
    soup = page(pages, "/search?q=crane&by=year&vs=gantry+speaker:kay&vs=nowhere&type=transcript")
    heads = [head.get_text() for head in soup.select(".periods thead th")]
    assert heads == ["Year", "crane", "gantry speaker:kay", "nowhere"]
    assert rows(soup)[1] == ["2022", "60", "15", "0"]
    assert {rect["class"][0] for rect in soup.select(".timeline rect")} == {"whole", "a", "b"}
    assert [each.get_text() for each in soup.select(".key span b")] == heads[1:]
    form = soup.select_one(".key form")
    kept = {(field["name"], field.get("value", "")) for field in form.select("input")}
    assert kept >= {("q", "crane"), ("type", "transcript"), ("by", "year"), ("vs", "nowhere")}
    other = soup.select_one(".key span a")
    assert number(page(pages, str(other["href"]))) == 30
    years = [str(link["href"]) for link in soup.select(".periods a")]
    assert all("vs=nowhere" in link for link in years)


def test_shares_are_told_of_what(pages: FlaskClient) -> None:
    soup = page(pages, "/timeline?q=gantry&by=year&as=shares&speaker=Ann+Lee")
    assert rows(soup)[1] == ["2022", "500.0 (15)", "30"]
    assert "all passages of that time that the filters keep" in soup.get_text()
    assert rows(page(pages, "/search?q=gantry&by=year&as=shares"))[1] == ["2022", "500.0 (30)", "60"]


def test_the_table_of_a_timeline_adds_up(pages: FlaskClient) -> None:
    said = table(pages, "/timeline.csv?q=crane&vs=gantry&by=quarter&as=shares")
    assert said[0] == [
        "quarter",
        "since",
        "until",
        "crane",
        "gantry",
        "crane, per 1,000",
        "gantry, per 1,000",
        "all passages",
    ]
    assert said[5] == ["2022, quarter 1", "2022-01", "2022-03", "40", "20", "1000.000", "500.000", "40"]
    total = said[-1]
    assert total == ["all", "", "", "120", "60"]
    for column in (3, 4):
        assert sum(int(row[column]) for row in said[1:-1]) == int(total[column])
    assert pages.get("/timeline.csv?q=nowhere").status_code == 400


def test_a_concordance_is_paged_and_has_every_line_once(pages: FlaskClient) -> None:
    first = page(pages, "/concordance?q=crane")
    assert number(first) == 180
    lines = first.select(".kwic li")
    assert len(lines) == 100
    assert [mark.get_text() for mark in lines[0].select("mark")] == ["crane"]
    assert lines[0].select_one(".l").get_text() == "A "
    assert lines[0].select_one(".r").get_text() == ", number 0."
    cited = str(lines[0].select_one(".c a")["href"])
    assert re.fullmatch(r"/p/p[a-z2-7]{16}\?v=1&from=2&to=7", cited)
    assert page(pages, cited).select_one("blockquote").get_text().strip() == "A crane, number 0."
    assert "Ann Lee" in lines[0].select_one(".c").get_text()
    assert lines[0].select(".c a")[-1].get_text() == "Document 0"
    second = page(pages, "/concordance?q=crane&page=2")
    shown = [str(line.select_one(".c a")["href"]) for line in (*lines, *second.select(".kwic li"))]
    assert len(set(shown)) == 180
    assert second.select_one(".kwic")["start"] == "101"
    assert pages.get("/concordance?q=crane&page=9").location == "/concordance?q=crane&page=2"


@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_the_table_of_a_concordance_is_verbatim_and_counts_itself(
    pages: FlaskClient, kind: str, delimiter: str
) -> None:
    said = table(pages, f"/concordance.{kind}?q=gantry&order=date&since=2024", delimiter)
    assert said[0][:3] == ["left", "words", "right"]
    assert said[1][:3] == ["=crane and a ", "gantry", f' <b>{said[1][6].split()[1]}</b>; a "crane"']
    assert said[1][8] == "2024-01-01"
    assert said[-1] == ["10 lines of 10 passages"]
    assert len(said) == 12


def test_more_than_can_be_lined_up_is_said(pages: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concordance, "PIECE", 25)
    monkeypatch.setattr(concordance, "MOST", 50)
    soup = page(pages, "/concordance?q=crane+gantry")
    assert "Only the first 50 of 60 passages by place are lined up." in soup.get_text()
    assert table(pages, "/concordance.csv?q=crane+gantry")[-1] == ["150 lines of the first 50 of 60 passages"]


def test_what_has_nothing_to_show_says_so(pages: FlaskClient) -> None:
    assert "no words to line up" in page(pages, "/concordance?q=type:transcript").get_text()
    assert "nothing to line up" in page(pages, "/concordance?q=nowhere").get_text()
    assert "there is no timeline" in page(pages, "/timeline?q=nowhere").get_text()
    assert "None of these passages has a date" in page(pages, "/timeline?q=crane+no:date").get_text()
    for path in ("/timeline", "/timeline.csv", "/concordance", "/concordance?q=+", "/concordance.tsv"):
        assert pages.get(path).location == "/"


@pytest.mark.parametrize("path", ["/search", "/timeline", "/concordance", "/timeline.csv", "/concordance.csv"])
def test_what_an_address_says_amiss_is_the_default(pages: FlaskClient, path: str) -> None:
    for said in (
        "by=week",
        "as=pie",
        "order=up",
        "vs=",
        "vs=%FF",
        f"vs={'a' * 5000}",
        "page=x",
        "since=soon",
        "vs=a&vs=b&vs=c",
    ):
        assert pages.get(f"{path}?q=crane&{said}").status_code == 200, said
    assert pages.get("/concordance.xls?q=crane").status_code == 404


def test_passages_timeline_and_lines_lead_to_each_other_with_all_that_is_asked(pages: FlaskClient) -> None:
    filters = "speaker=Ann+Lee&not-year=2021&since=2020"
    how = "sort=date&match=any&vocabulary=off&by=month&as=shares&vs=gantry&order=left"
    asked = f"q=crane+gantry&{filters}&{how}"
    for path in ("/search", "/timeline", "/concordance"):
        views = page(pages, f"{path}?{asked}").select(".views a")
        leads = {str(link["href"]) for link in views}
        others = {"/search", "/timeline", "/concordance"} - {path}
        assert {f"{other}?{asked}" for other in others} <= leads, path
    assert page(pages, "/concordance?q=crane+%2B").select(".note")


def test_a_period_of_what_also_has_no_date_is_of_its_days_alone(pages: FlaskClient) -> None:
    soup = page(pages, "/search?q=crane&by=year&year=2022&year=2021&year=&since=2020&order=left")
    assert rows(soup) == [["2021", "20"], ["2022", "60"]]
    links = [str(link["href"]) for link in soup.select(".periods a")]
    assert links[1] == "/search?q=crane&year=2022&year=2021&since=2022&until=2022&order=left"
    assert [number(page(pages, link)) for link in links] == [20, 60]
