"""Transcripts in tables: columns by their names, fields in quotes, and times whose unit is known."""

from __future__ import annotations

import pytest

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers import registry


def reading(text: str, name: str = "a.csv") -> Reading:
    found = registry.read(text.encode(), Hints(name=name))
    assert isinstance(found, Reading)
    return found


def turns(text: str, name: str = "a.csv") -> list[tuple[str | None, int | None, int | None, str]]:
    return [(p.speaker, p.start_ms, p.end_ms, p.text) for p in reading(text, name).document.passages()]


def test_the_columns_of_an_oral_history() -> None:
    text = (
        "speaker,words,tags,timestamp\r\n"
        'Ann Lee,"Sails are torn, and ""mended""\r\nat night.",sails;work,[00:00:07]\r\n'
        "Ben Moe:,Since when?,,1:02:09\r\n\r\n,Laughter.,,\r\n"
    )
    assert turns(text) == [
        ("Ann Lee", 7000, None, 'Sails are torn, and "mended" at night.'),
        ("Ben Moe", 3_729_000, None, "Since when?"),
        (None, None, None, "Laughter."),
    ]
    assert reading(text).checks[-2:] == ("speakers missing in 1 row", "columns left out: tags")


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("Start Time,End Time,Name,Text", "00:00:01.500", "00:00:02"),
        ("start,end,speaker,transcript", "1.5", "2"),
        ("start_ms,end_ms,speaker,text", "1500", "2000"),
        ("Start (s);End (s);Speaker Name;Utterance", "1.5", "2"),
        ("begin\tstop\tparticipant\twords", "0:01.5", "0:02.0"),
    ],
)
def test_columns_and_units_are_known_by_their_names(header: str, start: str, end: str) -> None:
    delimiter = next(each for each in ",;\t" if each in header)
    row = delimiter.join((start, end, "Ann Lee", "Sails are torn."))
    assert turns(f"{header}\n{row}\n") == [("Ann Lee", 1500, 2000, "Sails are torn.")]


def test_a_time_without_an_end_is_that_of_the_first_words_alone() -> None:
    long = " ".join(f"Sail {n} was torn in the night." for n in range(60))
    starts = [start for _, start, _, _ in turns(f"speaker,time,words\nAnn Lee,0:07,{long}\n")]
    assert len(starts) > 1
    assert starts == [7000, *[None] * (len(starts) - 1)]


@pytest.mark.parametrize("start", ["61", "10:15 PM", "2024-05-03", "soon"])
def test_times_that_are_not_understood_are_told(start: str) -> None:
    found = reading(f"speaker,start,text\nAnn Lee,{start},Sails are torn.\n")
    assert [passage.start_ms for passage in found.document.passages()] == [None]
    assert f"times not understood: 1, such as “{start}”" in found.checks


def test_text_that_could_not_be_spoken_in_its_times_has_none() -> None:
    found = reading("speaker,start,end,text\nAnn Lee,1500.0,2000.5,Sails are torn.\n")
    assert [passage.start_ms for passage in found.document.passages()] == [None]
    assert "times not understood: the text could not be spoken in them" in found.checks


@pytest.mark.parametrize("text", ["port,ships\nSouth,12\n", "text\nSails are torn.\n", "speaker,words\n", "a"])
def test_other_tables_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(ReadError) as raised:
        reading(text)
    assert len(str(raised.value).splitlines()) == 1
