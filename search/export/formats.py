"""The formats of an export. A format is one row here and one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from corpus.citation import TEXT_STYLES
from corpus.errors import InvalidValue, NotFound
from corpus.text import plural
from search.export import office, texts

if TYPE_CHECKING:
    from search.export.passages import Exported

STYLES = tuple(TEXT_STYLES)  # of citations in a text
Write = Callable[["Exported", str], Iterator[bytes]]


class Format(NamedTuple):
    """One format, by what its files are called and what is written into them, in one of STYLES where that matters."""

    suffix: str
    label: str
    kind: str  # a file of it, in a sentence
    use: str  # what it is for
    media_type: str
    write: Write
    most: int = 0  # passages that a file can carry; 0 for any number
    needs: str = ""  # a package of the extra `office`
    is_table: bool = False  # with columns, of which one can name the query

    @property
    def missing(self) -> str:
        """How to get what it needs and is not installed; empty where nothing is missing."""
        if not self.needs or _is_installed(self.needs):
            return ""
        where = "in the folder that Citecast is installed from"
        return f"{self.kind} needs the extra “office”: pip install '.[office]' {where}"

    def too_many(self, passages: int) -> str:
        """Why so many passages are too many for it, and the way out; empty where they are not."""
        if not self.most or passages <= self.most:
            return ""
        more = f"{plural(passages, 'passage')} are more than {self.kind} can carry ({self.most:,})"
        return f"{more}: narrow the search, or take {'CSV' if self.is_table else 'Markdown or CSV'}"

    def check(self, passages: int) -> None:
        """InvalidValue where it cannot be made, or not of so many passages."""
        if why := self.missing or self.too_many(passages):
            raise InvalidValue(why)


def _plainly(write: Callable[[Exported], Iterator[bytes]]) -> Write:
    return lambda exported, style: write(exported)


FORMATS = {
    "csv": Format(
        suffix="csv",
        label="CSV",
        kind="a CSV",
        use="a table for any program, a row for each passage",
        media_type="text/csv; charset=utf-8",
        write=_plainly(texts.as_csv),
        is_table=True,
    ),
    "xlsx": Format(
        suffix="xlsx",
        label="Excel",
        kind="an Excel file",
        use="the same table as a sheet",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write=_plainly(office.as_xlsx),
        most=10_000,
        needs="xlsxwriter",
        is_table=True,
    ),
    "docx": Format(
        suffix="docx",
        label="Word, with footnotes",
        kind="a Word file",
        use="quotations, the citation of each as a footnote",
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        write=office.as_docx,
        most=1_000,
        needs="docx",
    ),
    "markdown": Format(
        suffix="md",
        label="Markdown",
        kind="a Markdown file",
        use="quotations, each with its citation below it, for notes and drafts in plain text",
        media_type="text/markdown; charset=utf-8",
        write=_plainly(texts.as_markdown),
    ),
    "html": Format(
        suffix="html",
        label="HTML",
        kind="an HTML file",
        use="the same as a page, to open in a browser or a word processor",
        media_type="text/html; charset=utf-8",
        write=texts.as_html,
    ),
    "bibliography": Format(
        suffix="html",
        label="Bibliography",
        kind="a bibliography",
        use="an entry for each document, in the order of the style, as a page for a browser or a word processor",
        media_type="text/html; charset=utf-8",
        write=texts.as_bibliography,
    ),
    "ris": Format(
        suffix="ris",
        label="RIS",
        kind="a RIS file",
        use="references for Zotero, EndNote or Mendeley, with the words as a note",
        media_type="application/x-research-info-systems; charset=utf-8",
        write=_plainly(texts.as_ris),
    ),
    "bibtex": Format(
        suffix="bib",
        label="BibTeX",
        kind="a BibTeX file",
        use="references for LaTeX",
        media_type="application/x-bibtex; charset=utf-8",
        write=_plainly(texts.as_bibtex),
    ),
    "csl-json": Format(
        suffix="json",
        label="CSL-JSON",
        kind="CSL-JSON",
        use="references for Zotero and pandoc",
        media_type="application/vnd.citationstyles.csl+json; charset=utf-8",
        write=_plainly(texts.as_csl_json),
    ),
    "jsonl": Format(
        suffix="jsonl",
        label="JSON Lines",
        kind="JSON Lines",
        use="the table for programs, an object a line",
        media_type="application/jsonl; charset=utf-8",
        write=_plainly(texts.as_json_lines),
        is_table=True,
    ),
}


def format_of(name: str) -> Format:
    """A format by its name; NotFound, with a suggestion."""
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, n=1)
        raise NotFound(f"no format {name!r} to export; there are {', '.join(near or FORMATS)}")
    return FORMATS[name]


@cache
def _is_installed(package: str) -> bool:
    return find_spec(package) is not None
