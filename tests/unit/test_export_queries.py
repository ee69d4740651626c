"""A list of queries in a CSV: read as spreadsheets write it, and refused with one line that says where."""

from __future__ import annotations

import pytest

from corpus.errors import InvalidValue
from search.export.queries import LARGEST, Query, queries


@pytest.mark.parametrize(
    "data",
    [
        b"query\ncrane\n\n gantry \n",
        b"\xef\xbb\xbfQuery\r\ncrane\r\ngantry\r\n",
        b"notes,query\nx,crane\n,gantry\n",
        b"query;notes\ncrane;x\ngantry;\n",
        "query\ncrane\ngantry".encode("utf-16"),
    ],
)
def test_a_column_of_queries_is_read_whatever_is_beside_it(data: bytes) -> None:
    assert queries(data, "q.csv") == [Query("crane", "crane"), Query("gantry", "gantry")]


def test_names_and_quotation_marks_are_as_a_spreadsheet_writes_them() -> None:
    data = b'name,query\nBombs,"""glide bombs"", -x"\n,crane\n'
    assert queries(data, "q.csv") == [Query("Bombs", '"glide bombs", -x'), Query("crane", "crane")]
    assert queries("query\nKräne".encode("cp1252"), "q.csv") == [Query("Kräne", "Kräne")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "q.csv has no column named query; its first row is: empty"),
        (b"words\ncrane\n", "q.csv has no column named query; its first row is: words"),
        (b"query\n\n", "q.csv has no query: write one in each row, below a first row that says: query"),
        (b"name,query\nA,\n", "q.csv, line 2 has no query"),
        (b"name,query\nA,crane\nB\n", "q.csv, line 3 has no query"),
        (b"query\ncrane, gantry\n", "q.csv, line 2 has more cells than the first row"),
        (b"query\n" + b"x" * 1001, "q.csv, line 2 has a query of more than 1,000 characters"),
        (b"query\n" + b"x" * 200_000, "q.csv, line 2 cannot be read as a CSV: field larger than field limit"),
        (b"query\n" + b"crane\n" * 501, "q.csv has 501 queries, more than can be asked at once (500)"),
        (b"x" * (LARGEST + 1), "q.csv is larger than a list of queries may be (2 MiB)"),
        (b"PK\x03\x04\x00\x00", "q.csv is not text but a binary file"),
    ],
)
def test_what_is_no_list_of_queries_is_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        queries(data, "q.csv")
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)
