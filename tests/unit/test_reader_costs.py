"""Reading takes time in proportion to what is read, whatever it is made of; and nothing of it is lost."""

from __future__ import annotations

import time

import pytest

from corpus.model import Hints, Reading
from corpus.readers import registry
from corpus.readers.html.page import read_html
from corpus.readers.text.markdown import read_markdown
from corpus.references import reference

PAGES = {
    "<div>a": 2000,
    "<div class=byline>": 600,
    "<font>a ": 1000,
    "<nav>": 1000,
    "<dt>a</dt><dd>b</dd>": 1000,
    "<h2>": 500,
    "<div hidden>a ": 1000,
    "<ul><li><h3><a href=a>b</a></h3>": 500,
    "<div><a href=a>b</a><a href=c>d</a></div>": 1000,
    "<b>Ann Lee</b><br>": 1000,
    "<ruby><rt>": 500,
}
NOTES = {"[": 1000, "![": 1000, "[a](": 1000, "[a][": 500, "[[a]": 1000, "[^": 1000, "![](<": 500}


def test_a_title_without_end_is_cut_and_said_and_its_words_are_in_the_text() -> None:
    found = registry.read(b"---\nshow: Ships\n---\n# " + b"word " * 1000 + b"\n\nText.", Hints(name="x.md"))
    assert isinstance(found, Reading)
    assert found.document.title == "word " * 400 + "…"
    assert "title cut short; it has 4,999 characters" in found.checks


def seconds(read: object, text: str) -> float:
    begun = time.process_time()
    assert callable(read)
    read(text, Hints())
    return time.process_time() - begun


@pytest.mark.parametrize("unit", PAGES)
def test_a_page_of_four_times_the_size_takes_no_more_than_some_ten_times(unit: str) -> None:
    few, many = (f"<article><p>Hello words</p>{unit * PAGES[unit] * times}<p>end" for times in (1, 4))
    assert seconds(read_html, many) < 10 * max(seconds(read_html, few), 0.2)


@pytest.mark.parametrize("unit", NOTES)
def test_notes_of_four_times_the_size_take_no_more_than_some_ten_times(unit: str) -> None:
    few, many = (f"Hello {unit * NOTES[unit] * times} end" for times in (1, 4))
    assert seconds(read_markdown, many) < 10 * max(seconds(read_markdown, few), 0.2)


def words(reading: Reading) -> list[str]:
    return " ".join(passage.text for passage in reading.document.passages()).split()


def test_what_is_nested_too_deeply_stands_beside_in_its_order() -> None:
    numbers = [f"n{number}" for number in range(3000)]
    page = "".join(f"<div>{number} " for number in numbers) + "</div>" * 3000 + "<p>end</p>"
    assert words(read_html(f"<article>{page}</article>", Hints())) == [*numbers, "end"]


def test_links_are_links_and_long_brackets_are_text() -> None:
    long = "word " * 1000
    image = f"![a mast](data:image/png;base64,{'A' * 9000})"
    said = words(read_markdown(f'[a *mast*](http://x.y/ "t") and [{long}](http://x.y/) {image} end', Hints()))
    assert said == ["a", "mast", "and", *f"[{long}](http://x.y/)".split(), "end"]


@pytest.mark.parametrize("run", [",", ". ", "(", " ;", "accessed ", "retrieved from "])
def test_an_entry_of_nothing_but_marks_is_kept_in_a_moment(run: str) -> None:
    begun = time.process_time()
    for at in range(20):
        text = f"“T,” {run * (900 // len(run))}{at}!"
        assert reference(text).text == text
    assert time.process_time() - begun < 4  # it takes less than a fifth; it took minutes where it was longer
    long = f"“T,” {run * 50_000}!"
    assert reference(long).text == long
