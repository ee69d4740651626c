"""A list of queries, as a CSV has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from corpus.errors import InvalidValue, ReadError
from corpus.readers.base.encoding import decoded
from corpus.text import printable
from search.query.parser import MAX_LENGTH

MOST = 500  # queries
LARGEST = 2 * 2**20  # bytes
_DELIMITERS = ",;\t"
_SHOWN = 60  # characters of what a file has


class Query(NamedTuple):
    """A query of a list, and what it is called there."""

    name: str
    text: str


def queries(data: bytes, file: str) -> list[Query]:
    """The queries of a CSV with a column named query, and one named name where they are called otherwise.

    InvalidValue for what is no such table, with the row that is wrong; rows with nothing in them are passed over.
    """
    if len(data) > LARGEST:
        raise InvalidValue(f"{file} is larger than a list of queries may be ({LARGEST // 2**20} MiB)")
    try:
        text = decoded(data)[0].lstrip("\ufeff")
    except ReadError as error:
        raise InvalidValue(f"{file} {error}") from error
    found = list(_found(text, file))
    if not found:
        raise InvalidValue(f"{file} has no query: write one in each row, below a first row that says: query")
    if len(found) > MOST:
        raise InvalidValue(f"{file} has {len(found):,} queries, more than can be asked at once ({MOST})")
    return found


def _found(text: str, file: str) -> Iterator[Query]:
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=first.count))
    try:
        columns = [cell.strip().casefold() for cell in next(rows, [])]
        if "query" not in columns:
            raise InvalidValue(
                f"{file} has no column named query; its first row is: {printable(first)[:_SHOWN] or 'empty'}"
            )
        at, named = columns.index("query"), columns.index("name") if "name" in columns else None
        for row in rows:
            cells = [cell.strip() for cell in row]
            where = f"{file}, line {rows.line_num}"
            if not any(cells):
                continue
            if any(cells[len(columns) :]):
                raise InvalidValue(
                    f"{where} has more cells than the first row: put a query with a comma or a semicolon in"
                    " quotation marks, as a spreadsheet does"
                )
            if len(cells) <= at or not cells[at]:
                raise InvalidValue(f"{where} has no query")
            if len(cells[at]) > MAX_LENGTH:
                raise InvalidValue(f"{where} has a query of more than {MAX_LENGTH:,} characters")
            name = cells[named] if named is not None and named < len(cells) else ""
            yield Query(name or cells[at], cells[at])
    except csv.Error as error:
        raise InvalidValue(f"{file}, line {rows.line_num} cannot be read as a CSV: {error}") from error
