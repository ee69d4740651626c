"""Reading takes time in proportion to what is read, whatever it is made of; and nothing of it is lost."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest

from corpus.errors import ReadError
from corpus.model import Hints, Reading
from corpus.readers import registry
from corpus.readers.html.page import read_html
from corpus.readers.text.markdown import read_markdown
from corpus.references import reference

pytestmark = pytest.mark.slow

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
    "<cite>a</cite><time>0:01</time><p>b</p><h2>c</h2>d": 500,
    "<cite>a": 1000,
}
CAPTIONS = {
    "a.srt": ("<a", "{\\", "&#", "[[a", "a a a a\n", "1\n", "-->\n", "00:00:01 --> 00:00:02\na b a b\n"),
    "a.vtt": ("<b>x", "<ruby><rt>x", "NOTE\n\n", "\n", "00:01.000 --> 00:02.000\n\n"),
    "a.txt": ("[00:00.000 --> 00:01.000] a\n", "[- ", "[0.0-", "a b: ", "[00:01.00]", "[00:01.00]a\n"),
    "a.ass": ("{", "{\\p1}", "\\N", "Dialogue: 0,0:00:01.00,0:00:02.00,a,b,c,d,e,f,{\n"),
    "a.lrc": ("[00:01.00]", "<00:01.00>", "[a:", "\n"),
    "a.ttml": ("<p begin='1s' end='2s'>a", "<p><span begin='1s'>a</span></p>", "<br/>"),
}
_CAPTIONS_BEGIN = {
    "a.srt": "00:00:01 --> 00:00:02\n", "a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n", "a.ass": "[Script Info]\n",
    "a.ttml": "<tt>",
}  # fmt: skip
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


def is_within_ten_times(read: object, few: str, many: str) -> bool:
    """Whether reading much takes no more than some ten times as long, in one of three tries: others use the core."""
    limit = 10 * max(seconds(read, few), 0.2)
    return any(seconds(read, many) < limit for _ in range(3))


@pytest.mark.parametrize("unit", PAGES)
def test_a_page_of_four_times_the_size_takes_no_more_than_some_ten_times(unit: str) -> None:
    few, many = (f"<article><p>Hello words</p>{unit * PAGES[unit] * times}<p>end" for times in (1, 4))
    assert is_within_ten_times(read_html, few, many)


@pytest.mark.parametrize("unit", NOTES)
def test_notes_of_four_times_the_size_take_no_more_than_some_ten_times(unit: str) -> None:
    few, many = (f"Hello {unit * NOTES[unit] * times} end" for times in (1, 4))
    assert is_within_ten_times(read_markdown, few, many)


def tei(body: str) -> str:
    return f"<TEI><text><body>{body}</body></text></TEI>"


_CHANNEL = '{"alternatives": [{"transcript": "a b"}]}'
DATA = {
    "values of JSON on end": lambda n: '{"text": "a b"}' * n,
    "channels of JSON": lambda n: f'{{"results": {{"channels": [{_CHANNEL}{f", {_CHANNEL}" * n}]}}}}',
    "words that the whole text has not": lambda n: json.dumps({"text": "a" * n, "words": [{"text": "b"}] * n}),
    "words of TEI": lambda n: tei(f"<u who='#a'>{'<w>a</w><pc>,</pc>' * n}</u>"),
    "points within words of TEI": lambda n: tei(
        f"<u who='#a'>a{'<anchor synch=_#b_/>b'.replace('_', chr(34)) * n}</u>"
    ),
    "points of a timeline": lambda n: tei("<u>a</u><timeline>" + "<when interval='1s'/>" * n + "</timeline>"),
    "lines of OHMS": lambda n: (
        f"<ROOT><record><sync>1:{'|1(1)' * n}</sync><transcript>" + "a line\n" * n + "</transcript></record></ROOT>"
    ),
    "rows of a table": lambda n: "speaker,start,text\n" + 'A,0:01,"a ""b"\n' * n,
    "quotes of a table": lambda n: "speaker,start,text\n" + ',"' * n,
    "comments before XML": lambda n: "<!-- a -->" * n + "<a/>",
    "processing instructions": lambda n: "<?a ?>" * n + "<!DOCTYPE a [" + "]" * n,
}


@pytest.mark.parametrize("form", DATA)
def test_data_of_four_times_the_size_takes_no_more_than_some_ten_times(form: str) -> None:
    def reading(text: str, hints: Hints) -> None:
        with suppress(ReadError):
            registry.read(text.encode(), Hints(name="a.csv" if "table" in form else "a.txt"))

    few, many = (DATA[form](2_000 * times) for times in (1, 4))
    assert is_within_ten_times(reading, few, many)


@pytest.mark.parametrize(("name", "unit"), [(name, unit) for name, units in CAPTIONS.items() for unit in units])
def test_captions_of_four_times_the_size_take_no_more_than_some_ten_times(name: str, unit: str) -> None:
    def read(text: str, hints: Hints) -> None:
        with suppress(ReadError):
            registry.read(text.encode(), Hints(name=name))

    one = 20_000 // len(unit)
    few, many = (f"{_CAPTIONS_BEGIN.get(name, '')}{unit * one * times}\nend" for times in (1, 4))
    assert is_within_ten_times(read, few, many)


TALK = {
    "Ann Lee: ": 3000, "Ann Lee\n0:07\n": 1500, "[0:00 - ": 3000, "[0:07] ": 3000, "Q. ": 4000, "# ": 3000,
    "**Ann:** ": 2000, "**Ann\n": 2000, "Ann, A B C ": 2000, "- >> ": 3000, "[\n": 3000,
}  # fmt: skip


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("unit", TALK)
def test_labels_of_four_times_the_number_take_no_more_than_some_ten_times(unit: str, name: str) -> None:
    def read(text: str, hints: Hints) -> None:
        registry.read(text.encode(), Hints(name=name))

    few, many = (f"Ann: Hello\n\n{unit * TALK[unit] * times} end" for times in (1, 4))
    assert is_within_ten_times(read, few, many)


def test_labels_that_are_printed_once_each_take_no_more_than_some_ten_times_the_time_of_a_quarter() -> None:
    def read(text: str, hints: Hints) -> None:
        registry.read(text.encode(), Hints(name="a.txt"))

    few, many = ("".join(f"Ann{n} Lee{n}: so it is\n\n" for n in range(times * 1500)) for times in (1, 4))
    assert is_within_ten_times(read, few, many)


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
