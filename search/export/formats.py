"""The formats of an export. A format is one row here and one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import InvalidValue, NotFound
from corpus.text import plural
from search.export import office, texts

if TYPE_CHECKING:
    from search.export.passages import Passages

STYLES = ("chicago", "apa", "mla")  # of citations in a text
Write = Callable[["Passages", str], Iterator[bytes]]


class Format(NamedTuple):
    """One format, by what its files are called and what is written into them, in one of STYLES where that matters."""

    suffix: str
    label: str
    kind: str  # a file of it, in a sentence
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


def _plainly(write: Callable[[Passages], Iterator[bytes]]) -> Write:
    return lambda passages, style: write(passages)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {
    "csv": Format("csv", "CSV", "a CSV", "text/csv; charset=utf-8", _plainly(texts.as_csv), is_table=True),
    "xlsx": Format(
        "xlsx", "Excel", "an Excel file", _XLSX, _plainly(office.as_xlsx), 10_000, "xlsxwriter", is_table=True
    ),
    "docx": Format("docx", "Word, with citations", "a Word file", _DOCX, office.as_docx, 1_000, "docx"),
    "markdown": Format(
        "md", "Markdown", "a Markdown file", "text/markdown; charset=utf-8", _plainly(texts.as_markdown)
    ),
    "ris": Format(
        "ris", "RIS", "a RIS file", "application/x-research-info-systems; charset=utf-8", _plainly(texts.as_ris)
    ),
    "bibtex": Format(
        "bib", "BibTeX", "a BibTeX file", "application/x-bibtex; charset=utf-8", _plainly(texts.as_bibtex)
    ),
    "jsonl": Format(
        "jsonl", "JSON Lines", "JSON Lines", "application/jsonl; charset=utf-8", _plainly(texts.as_json_lines),
        is_table=True,
    ),
}  # fmt: skip


def format_of(name: str) -> Format:
    """A format by its name; NotFound, with a suggestion."""
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, n=1)
        raise NotFound(f"no format {name!r} to export; there are {', '.join(near or FORMATS)}")
    return FORMATS[name]


@cache
def _is_installed(package: str) -> bool:
    return find_spec(package) is not None
