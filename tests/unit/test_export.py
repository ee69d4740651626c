"""Exports: every format says all that is counted, verbatim, and at its end how many there were."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Sequence

import openpyxl
import pypandoc
import pytest
import rispy
from bs4 import BeautifulSoup
from docx import Document as read_docx
from pybtex.database import parse_string

from corpus.dates import PartialDate
from corpus.errors import InvalidValue, NotFound, SearchTimeout
from corpus.library import Source
from corpus.model import Document, Passage, Person, Reading, Section
from search.engine import Page, Search, Sort
from search.export import formats
from search.export.exporter import Exporter
from search.export.formats import FORMATS, format_of
from search.export.passages import COLUMNS
from search.export.queries import Query
from search.results.counted import PIECE
from search.results.filters import NONE, Filters
from search.results.values import SearchRequest
from search.service import Service
from search.whoosh_engine.engine import WhooshSnapshot

HOSTILE = (
    '=HYPERLINK("http://example.org","crane")',
    "- A crane, she said; “and” \"another\", 'too'",
    "@crane +1 -1 {braces} \\cite{x} @comment{done} % & # _ ~ ^ $",
    "TY - crane",
    "ER - crane",
    "_x0041_ crane \x01 and 🏗 über Kräne",
    "# crane > * [link](http://example.org) <b>bold</b>",
)
TODAY = PartialDate.on(dt.date.today()).written  # noqa: DTZ011
CRANE = f"Asked on {TODAY}: “crane”. Again: /search?q=crane"


def keep(service: Service, number: int, texts: Sequence[str], *, show: str | None = None) -> None:
    passages = tuple(Passage(text=text, speaker="=Ann Lee") for text in texts)
    document = Document(
        type="transcript",
        title=f"Talk {number}",
        show=show,
        date=PartialDate.parse(f"2024-05-{number:02}"),
        people=(Person(name="=Ann Lee", roles=("guest",)),),
        sections=(Section(heading="", kind="transcript", passages=passages),),
    )
    source = Source(source=f"/{number}", key=f"path:/{number}")
    service.library.keep(Reading(document=document), source=source, data=str(number).encode(), reader="r")


@pytest.fixture
def service(empty_service: Service) -> Service:
    """Three documents: two with the hostile texts, one with more than a piece of others."""
    keep(empty_service, 1, HOSTILE)
    keep(empty_service, 2, HOSTILE)
    keep(empty_service, 3, [f"gantry number {number}" for number in range(PIECE + 100)])
    empty_service.indexer.catch_up()
    return empty_service


def exported(service: Service, query: str, name: str, style: str = "chicago") -> bytes:
    with service.exporter.passages(SearchRequest(query=query), FORMATS[name], style=style) as export:
        return b"".join(export.pieces)


def rows(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV, with the words of the last one as the value of its first column."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def hits(service: Service, query: str) -> dict[str, str]:
    """The ids and texts of all that a search finds."""
    found = service.finder.search(SearchRequest(query=query, limit=1000)).hits
    return {hit.place.passage.id: hit.place.passage.text for hit in found}


def test_csv_and_json_lines_have_every_passage_verbatim_and_say_how_many(service: Service) -> None:
    expected = hits(service, "crane")
    assert sorted(expected.values()) == sorted((*HOSTILE, *HOSTILE))
    *found, end = rows(exported(service, "crane", "csv"))
    assert {row["passage"]: row["text"] for row in found} == expected
    assert len(found) == 14
    assert end["title"].startswith("End of the export: 14 passages. 20 cells begin with =, +, - or @")
    *objects, last = map(json.loads, exported(service, "crane", "jsonl").splitlines())
    assert {each["passage"]: each["text"] for each in objects} == expected
    assert last == {"end": True, "passages": 14, "unshown": [], "notes": [], "asked": CRANE}
    first = objects[0]
    assert list(first) == list(COLUMNS)
    assert (first["speaker"], first["role"], first["version"]) == ("=Ann Lee", "guest", 1)
    assert [{key: str(value or "") for key, value in each.items()} for each in objects] == found


def test_more_than_a_piece_is_exported_in_the_order_of_the_list(service: Service) -> None:
    ids = [row["passage"] for row in rows(exported(service, "gantry", "csv"))[:-1]]
    assert ids == list(hits(service, "gantry"))
    assert len(ids) == PIECE + 100


def test_what_is_below_the_rule_is_not_exported(service: Service) -> None:
    assert len(rows(exported(service, "crane braces", "csv"))) == 2 + 1
    assert service.finder.search(SearchRequest(query="crane braces")).total_any == 14


def test_other_programs_read_the_citations(service: Service) -> None:
    ids = set(hits(service, "crane"))
    ris = exported(service, "crane", "ris").decode()
    records = rispy.loads(ris)
    assert {record["type_of_reference"] for record in records} == {"SOUND"}
    assert sorted(record["notes"][1] for record in records) == sorted(f"“{text}”" for text in (*HOSTILE, *HOSTILE))
    assert ris.endswith(f"\n\nEnd of the export: 14 passages. {CRANE}\n")
    bibtex = exported(service, "crane", "bibtex").decode()
    assert {key.rpartition("-")[2] for key in parse_string(bibtex, "bibtex").entries} == ids
    assert bibtex.endswith(f"@comment{{End of the export: 14 passages. {CRANE}}}\n")
    markdown = exported(service, "crane", "markdown").decode()
    assert markdown.count("\n>\n> — ") == 14
    assert markdown.endswith(f"\n\nEnd of the export: 14 passages. {CRANE}\n")


def test_the_end_says_what_was_asked_within_which_filters_and_where_to_ask_it_again(service: Service) -> None:
    filters = Filters(
        only={"type": ("transcript",)}, without={"speaker": (NONE, "A\nER  - ")}, since="2024", until="soon"
    )
    request = SearchRequest(query="crane\nER  - braces} @book{x,", filters=filters, sort=Sort.DATE)
    ends = {}
    for name in ("csv", "markdown", "ris", "bibtex"):
        with service.exporter.passages(request, FORMATS[name], style="chicago") as export:
            ends[name] = b"".join(export.pieces).decode().splitlines()[-1]
    filtered = "type: transcript, not no speaker, not speaker: A ER - , since 2024."
    link = (
        "Again: /search?q=crane%0AER++-+braces%7D+%40book%7Bx%2C&type=transcript&not-speaker=&not-speaker=A%0AER++-+"
        "&since=2024&until=soon&sort=date"
    )
    for name in ("csv", "markdown", "ris"):
        end = f"Asked on {TODAY}: “crane ER - braces}} @book{{x,”, {filtered} {link}"
        assert end in ends[name]
    assert ends["bibtex"].endswith(f"“crane ER - braces   book x,”, {filtered} {link}}}")


def test_excel_has_texts_and_no_formulas(service: Service) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(exported(service, "crane", "xlsx"))).active
    head, *found, end = list(sheet.iter_rows())
    assert [cell.value for cell in head] == list(COLUMNS)
    text = head[list(COLUMNS).index("text")].column - 1
    assert sorted(unescaped(row[text].value) for row in found) == sorted((*HOSTILE, *HOSTILE))
    assert {cell.data_type for row in found for cell in row} <= {"s", "n"}
    assert end[0].value == f"End of the export: 14 passages. {CRANE}"


def unescaped(text: str) -> str:
    """A text of a sheet as Excel shows it (ECMA-376, 22.9.2.19), which openpyxl leaves as it stands in the file."""
    return text.replace("_x0001_", "\x01").replace("_x005F_", "_")


def test_word_has_quotations_with_a_footnote_each_in_the_style_asked_for(service: Service) -> None:
    data = exported(service, "crane", "docx", "mla")
    document = read_docx(io.BytesIO(data))
    quoted = [each.text for each in document.paragraphs if each.style.name == "Quote"]
    assert sorted(quoted) == sorted(text.replace("\x01", "\ufffd") for text in (*HOSTILE, *HOSTILE))
    (end,) = [each.text for each in document.paragraphs if each.style.name != "Quote"]
    assert end == (
        "End of the export: 14 passages. 2 passages have characters that Word cannot hold, which stand as \ufffd."
        f" {CRANE}"
    )
    read = pypandoc.convert_text(data, "html", format="docx")
    page = BeautifulSoup(read, "html.parser")
    notes = page.select("section.footnotes li")
    assert len(notes) == len(page.select("blockquote a.footnote-ref")) == 14
    assert {" ".join(note.get_text().split()) for note in notes} == {
        " ".join(f"{each}↩︎".split()) for each in cited(service, "crane", "mla")
    }


def cited(service: Service, query: str, style: str) -> list[str]:
    """The citations of all that a search finds."""
    with service.exporter.passages(SearchRequest(query=query), FORMATS["html"], style=style) as export:
        page = BeautifulSoup(b"".join(export.pieces).decode(), "html.parser")
    return [each.get_text(" ") for each in page.select("blockquote + p")]


def test_italics_arrive_in_footnotes(empty_service: Service) -> None:
    keep(empty_service, 1, ["crane"], show="The Cranes")
    empty_service.indexer.catch_up()
    read = pypandoc.convert_text(exported(empty_service, "crane", "docx"), "html", format="docx")
    assert [each.get_text() for each in BeautifulSoup(read, "html.parser").select("li em")] == ["The Cranes"]


def test_a_bibliography_has_each_document_once_in_the_order_of_its_style(service: Service) -> None:
    page = BeautifulSoup(exported(service, "crane OR gantry", "bibliography", "apa").decode(), "html.parser")
    *entries, end = [each.get_text() for each in page.select("p")]
    assert [entry.partition(" [")[0] for entry in entries] == ["Talk 1", "Talk 2", "Talk 3"]
    assert "/d/talk-2?v=1" not in entries[1]  # which nobody else can reach
    assert "document talk-2" in entries[1]
    assert end.startswith("End of the export: 614 passages. An entry for each of 3 documents. Asked on ")


def test_a_style_without_bibliographies_is_refused_with_those_that_have_some(service: Service) -> None:
    with pytest.raises(InvalidValue, match="Bluebook has no bibliography, for it cites in notes alone; take one of ch"):
        exported(service, "crane", "bibliography", "bluebook-short")


def test_too_many_for_a_file_are_refused_with_the_way_out(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(formats.FORMATS, "docx", FORMATS["docx"]._replace(most=599))
    with pytest.raises(InvalidValue) as refused:
        exported(service, "gantry", "docx")
    assert str(refused.value) == (
        "600 passages are more than a Word file can carry (599): narrow the search, or take Markdown or CSV"
    )
    assert FORMATS["xlsx"].too_many(27_000).endswith("an Excel file can carry (10,000): narrow the search, or take CSV")
    assert FORMATS["xlsx"].too_many(10_000) == ""


def test_a_text_that_no_cell_of_excel_can_hold_is_refused(empty_service: Service) -> None:
    keep(empty_service, 1, ["crane " + "🏗" * 20_000])
    empty_service.indexer.catch_up()
    with pytest.raises(InvalidValue, match="longer than a cell of Excel"):
        exported(empty_service, "crane", "xlsx")


def test_what_is_not_installed_is_said_with_how_to_get_it(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None)
    formats._is_installed.cache_clear()
    try:
        with pytest.raises(InvalidValue, match="needs the extra “office”: pip install '\\.\\[office\\]' in the folder"):
            exported(service, "crane", "docx")
        assert rows(exported(service, "crane", "csv"))
    finally:
        formats._is_installed.cache_clear()


def test_a_format_that_there_is_not_is_told_with_one_like_it() -> None:
    with pytest.raises(NotFound, match="'cvs' to export; there are csv"):
        format_of("cvs")


def test_what_was_removed_meanwhile_is_said(service: Service) -> None:
    with service.exporter.passages(SearchRequest(query="crane"), FORMATS["jsonl"], style="chicago") as export:
        service.editor.remove("talk-2")
        *objects, last = map(json.loads, b"".join(export.pieces).splitlines())
        end = export.end()
    assert end.startswith("End of the export: 7 passages. 7 more were found and not exported, being no longer in the")
    assert end.endswith(f". 1 change of the library is not in the index yet. {CRANE}")
    assert {each["document"] for each in objects} == {"talk-1"}
    assert (last["passages"], len(last["unshown"])) == (7, 7)
    assert {(each["document"], each["why"]) for each in last["unshown"]} == {("talk-2", "missing")}


@pytest.mark.parametrize("name", ["csv", "jsonl", "markdown", "ris", "bibtex"])
def test_one_that_is_cut_off_has_no_end(service: Service, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    search = WhooshSnapshot.search
    came: list[bytes] = []
    with service.exporter.passages(SearchRequest(query="gantry"), FORMATS[name], style="chicago") as export:

        def late(snapshot: WhooshSnapshot, search_: Search, *, deadline: float) -> Page:
            if search_.after:
                raise SearchTimeout("this search takes too long")
            return search(snapshot, search_, deadline=deadline)

        monkeypatch.setattr(WhooshSnapshot, "search", late)
        with pytest.raises(SearchTimeout):
            came.extend(export.pieces)
    written = b"".join(came).decode()
    assert "Talk 3" in written
    assert "nd of the export" not in written
    assert '"end"' not in written


def test_a_list_of_queries_is_counted_and_exported_at_once(service: Service) -> None:
    asked = [
        Query("Cranes", "crane"),
        Query("All", "gantry"),
        Query("None", "zeppelin"),
        Query("Some", "crane {gantry}"),
    ]
    exporter: Exporter = service.exporter
    with exporter.counts(asked, SearchRequest(query="")) as export:
        *found, end = rows(b"".join(export.pieces))
    assert [tuple(row.values()) for row in found[:3]] == [
        ("Cranes", "crane", "14", "2", "2024-05-01", "2024-05-02", "all", ""),
        ("All", "gantry", "600", "1", "2024-05-03", "2024-05-03", "all", ""),
        ("None", "zeppelin", "0", "0", "", "", "", ""),
    ]
    assert (found[3]["passages"], found[3]["words"]) == ("614", "some")
    assert found[3]["notes"]
    assert end["name"] == f"End of the counts: 4 queries. Asked on {TODAY}: each query of a list."
    with exporter.of_each(asked[:2], SearchRequest(query=""), FORMATS["csv"]) as export:
        *passages, last = rows(b"".join(export.pieces))
    assert [row["query"] for row in passages] == ["Cranes"] * 14 + ["All"] * 600
    assert last["query"].startswith("End of the export: 614 passages.")
    few = FORMATS["xlsx"]._replace(most=613)
    with (
        exporter.of_each(asked[:2], SearchRequest(query=""), few) as export,
        pytest.raises(InvalidValue, match="614 passages are more than an Excel file can carry"),
    ):
        next(export.pieces)
    with pytest.raises(InvalidValue, match="a RIS file has no column"):
        exporter.of_each(asked, SearchRequest(query=""), FORMATS["ris"]).__enter__()


def test_a_file_is_called_by_the_query_and_the_day(service: Service) -> None:
    assert service.exporter.name('"glide bombs" -x/../y', "csv").startswith("glide-bombs-x-y-20")
    assert service.exporter.name("дрон", "csv").startswith("дрон-20")
    assert service.exporter.name("***", "csv").startswith("passages-20")
