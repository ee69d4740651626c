"""Whatever a file says, its reading says in the same words, or one line says why there is none.

`CITECAST_FUZZ=100 pytest tests/property/test_verbatim.py` tries a hundred times as many files.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from corpus.errors import ReadError
from corpus.model import Feed, Hints, Reading
from corpus.readers import registry
from corpus.readers.captions.subtitles import read_srt, read_vtt
from corpus.readers.data.transcript_json import read_json
from corpus.readers.formats import BINARY, format_of
from corpus.readers.html.page import read_html
from corpus.readers.pdf.pdf import read_pdf
from corpus.readers.text.docx import read_docx
from corpus.readers.text.markdown import read_markdown
from tests.formats import FILES
from tests.many import MANY
from tests.papers import Paper, blank
from tests.property import sources

many = settings(max_examples=100 * MANY, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(many, max_examples=25 * MANY)

WORDS = (
    "one", "two,", "It", "said", "so.", "U-235", "“quoted”", "naïve", "e\u0301", "飛行", "😀", "a\u00a0b", "50 %",
    "(why?)", "Ann", "Lee", "4:15", "Mr.", "…", "Background", "don’t", "x" * 60, "Å", "\u200b", "--", "12",
)  # fmt: skip
NAMES = ("Ann Lee", "Bo", "José Ek", "speaker", "Dr. No", "O’Neil")
said = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
name = st.sampled_from(NAMES)
seconds = st.integers(0, 4000)


def clock(second: int, fraction: str = ".000") -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}{fraction}"


def check(reading: Reading, source: str) -> None:
    """Every passage and every speaker stands in the source."""
    for passage in reading.document.passages():
        assert passage.text in sources.folded(source)
        assert passage.speaker is None or passage.speaker in sources.folded(source)


def check_in_order(reading: Reading, source: str, names: str) -> None:
    """The same where turns join what stands apart."""
    words = sources.folded(source).split()
    for passage in reading.document.passages():
        assert sources.in_order(passage.text.split(), words)
        assert passage.speaker is None or passage.speaker in sources.folded(names)


inline = st.recursive(
    said.map(lambda text: text.replace("(", "&#40;")),
    lambda inner: (
        st.builds(
            lambda tag, text: f"<{tag}>{text}</{tag.split()[0]}>",
            st.sampled_from(["b", "i", "em", "a href='https://a.example/'", "span class=x", "code"]),
            inner,
        )
        | st.builds(lambda a, glue, b: a + glue + b, inner, st.sampled_from(["", " ", "&amp;", "<br>", "\n"]), inner)
    ),
    max_leaves=6,
)
block = st.recursive(
    st.builds(
        lambda tag, text: f"<{tag}>{text}</{tag}>",
        st.sampled_from(["p", "h2", "h3", "li", "div", "figcaption", "pre", "blockquote"]),
        inline,
    ),
    lambda inner: st.builds(
        lambda tag, blocks: f"<{tag}>{''.join(blocks)}</{tag}>",
        st.sampled_from(["div", "section", "ul", "blockquote"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)
table = st.lists(st.lists(inline, min_size=1, max_size=3), min_size=1, max_size=3).map(
    lambda rows: (
        "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows) + "</table>"
    )
)


@many
@given(st.lists(block | table, min_size=1, max_size=6).map("\n".join))
def test_html(markup: str) -> None:
    page = f"<html><body><article><p>Masts.</p>{markup}</article></body></html>"
    check(read_html(page, Hints(name="a.html")), sources.html(page))


beside = st.sampled_from(
    ["", "<h2>On <b>masts</b></h2>", "<ul><li>A mast</li><li>a sail</li></ul>", "[So] <i>it</i> is."]
)


@few
@given(st.lists(st.tuples(name, seconds, inline, beside), min_size=2, max_size=6))
def test_html_transcript(turns: list[tuple[str, int, str, str]]) -> None:
    markup = "".join(
        f"{more}<cite>{who}:</cite> <time>{clock(at)[:8]}</time><p>{text}</p>" for who, at, text, more in turns
    )
    reading = read_html(f"<html><body>{markup}", Hints(name="a.html"))
    check(reading, sources.html(markup.replace("<cite>", " <cite>")))
    sections = reading.document.sections
    said = " ".join([*(section.heading for section in sections), *(p.text for p in reading.document.passages())])
    assert set(sources.html("\n".join(more for *_, more in turns)).split()) <= set(said.split())


marked = st.builds(
    lambda form, text: form.format(text),
    st.sampled_from(
        ["{}", "**{}**", "*{}*", "`{}`", "[{}](https://a.example/b_c)", "\\*{}\\*", "{} _{{", "<{}", "&amp; {}"]
    ),
    said,
)
paragraph = st.lists(marked, min_size=1, max_size=4).map(" ".join)


markdown_block = st.builds(
    lambda form, text: form.format(text),
    st.sampled_from(["{}", "# {}", "## {}", "- {}", "> {}", "1. {}", "    {}", "| {} | b |\n|---|---|\n| c | d |"]),
    paragraph,
)


@many
@given(st.lists(markdown_block, min_size=1, max_size=6).map("\n\n".join))
def test_markdown(text: str) -> None:
    try:
        reading = read_markdown(text, Hints(name="a.md"))
    except ReadError:
        return  # nothing but headings
    check(reading, sources.markdown_text(text))


@many
@given(st.lists(st.tuples(name, seconds, st.lists(paragraph, min_size=1, max_size=2)), min_size=2, max_size=4))
def test_markdown_transcript(turns: list[tuple[str, int, list[str]]]) -> None:
    text = "\n\n".join(f"**{who}:** \\[{clock(at)[:8]}\\] " + "\n\n".join(paragraphs) for who, at, paragraphs in turns)
    check(read_markdown(text, Hints(name="a.md")), sources.markdown_text(text))


PLAIN_FORMS = (
    "{text}", "- {text}", "{who}: {text}", "{who}  {at}\n{text}", "[{at}] {who}: {text}", "[{at}]\n{text}",
    "Background", "{text}\n{text}", "{at} {who}: {text}", "{text} (Photo: {who})",
)  # fmt: skip
plain_lines = st.builds(
    lambda form, who, at, text: form.format(who=who, at=clock(at)[:8], text=text),
    st.sampled_from(PLAIN_FORMS), name, seconds, said,
)  # fmt: skip


@many
@given(st.lists(plain_lines, min_size=1, max_size=10), st.sampled_from(["\n", "\n\n"]))
def test_plain_text(lines: list[str], glue: str) -> None:
    text = glue.join(lines)
    try:
        reading = registry.read(text.encode(), Hints(name="a.txt"))
    except ReadError:
        return  # nothing but headings or names
    assert isinstance(reading, Reading)
    check(reading, text)


cue = st.lists(said, min_size=1, max_size=3).map("\n".join)


@st.composite
def cues(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    """Cues with their first and last second: by their start, and some that roll up."""
    starts = sorted(draw(st.lists(seconds, min_size=1, max_size=8)))
    texts = [draw(cue) for _ in starts]
    if draw(st.booleans()):
        texts = [
            texts[0],
            *(f"{before.splitlines()[-1]}\n{after}" for before, after in pairwise(texts)),
        ]
    return [(start, start + draw(st.integers(0, 9)), text) for start, text in zip(starts, texts, strict=True)]


VTT_FORMS = (
    "{}",
    "<v Ann Lee>{}",
    "<v.loud Bo>{}</v>",
    "<v José Ek>{}</v> <i>so</i>",
    "<b>{}</b>",
    "&lt;{}&amp;",
    "Bo: {}",
    "<c.x>{}",
)


@many
@given(cues(), st.lists(st.sampled_from(VTT_FORMS), min_size=8, max_size=8), st.booleans())
def test_vtt(timed: list[tuple[int, int, str]], forms: list[str], backwards: bool) -> None:
    written = [
        f"{clock(start)} --> {clock(end)}\n{form.format(text)}\n\n"
        for (start, end, text), form in zip(timed, forms, strict=False)
    ]
    source = "".join(written)
    distinct = len({start for start, _, _ in timed}) == len(timed)
    text = "WEBVTT\n\n" + "".join(reversed(written) if backwards and distinct else written)
    check_in_order(read_vtt(text, Hints(name="a.vtt")), sources.vtt(source), " ".join(NAMES))


@many
@given(
    cues(),
    st.lists(st.sampled_from(["{}", "<i>{}</i>", "{{\\an8}}{}", "Ann Lee: {}", "- Bo: {}"]), min_size=8, max_size=8),
)
def test_srt(timed: list[tuple[int, int, str]], forms: list[str]) -> None:
    source = "".join(
        f"{number}\n{clock(start, ',000')} --> {clock(end, ',500')}\n{form.format(text)}\n\n"
        for number, ((start, end, text), form) in enumerate(zip(timed, forms, strict=False), 1)
    )
    check_in_order(read_srt(source, Hints(name="a.srt")), sources.srt(source), sources.srt(source))


json_text = said | st.text(min_size=1, max_size=20).filter(str.strip)


@many
@given(
    st.lists(st.tuples(st.none() | name | json_text, st.none() | st.floats(), json_text), min_size=1, max_size=10),
    st.sampled_from(["body", "text", "word"]),
    st.booleans(),
)
def test_json(segments: list[tuple[str | None, float | None, str]], key: str, escaped: bool) -> None:
    value = [{"speaker": who, "start": at, key: text} for who, at, text in segments]
    reading = read_json(json.dumps(value, ensure_ascii=escaped), Hints(name="a.json"))
    whole = sources.solid("".join(text for _, _, text in segments))
    for passage in reading.document.passages():
        assert sources.solid(passage.text) in whole
        called = {sources.folded(who) for who, _, _ in segments if who}
        assert passage.speaker in {None, *called, *(f"Speaker {who}" for who in called if who.isdecimal())}


# A number alone on a line is the page's; a heading parts the word before it; a line goes not over the page's edge.
LATIN = [word for word in WORDS if word.isascii() and word not in ("12", "Background") and len(word) < 20]
pdf_line = st.lists(st.sampled_from([*LATIN, "term", "long"]), min_size=1, max_size=8).map(" ".join)


@few
@given(
    st.lists(
        st.tuples(st.sampled_from(["page", "heading", "lines", "lines"]), st.lists(pdf_line, min_size=1, max_size=4)),
        max_size=8,
    )
)
def test_pdf(parts: list[tuple[str, list[str]]]) -> None:
    paper = Paper()
    for _ in range(3):
        paper.lines(["A paragraph of some length is what most of a report consists of, and an inter-", "val ends it."])
    for kind, lines in parts:
        if kind == "page" or paper.y < 200:
            paper.page()
        if kind == "heading":
            paper.heading(lines[0])
        paper.lines([f"{line}{'-' if number % 3 == 1 else ''}" for number, line in enumerate(lines, 1 - len(lines))])
    data = paper.bytes()
    words = sources.pdf(data).split()
    for passage in read_pdf(data, Hints(name="a.pdf")).document.passages():
        assert sources.in_order(sources.dashless(passage.text).split(), words)


@few
@given(
    st.lists(
        st.tuples(st.sampled_from(["Normal", "Heading 1", "List Bullet", "Caption", "Title"]), said),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.lists(said, min_size=2, max_size=2), max_size=3),
)
def test_docx(paragraphs: list[tuple[str, str]], rows: list[list[str]]) -> None:
    document = blank()
    for style, text in [("Normal", "Masts."), *paragraphs]:
        runs = document.add_paragraph(style=style)
        for number, word in enumerate(text.split(" ")):
            runs.add_run(word + " ").bold = number % 3 == 1
    table = document.add_table(0, 2)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    check(read_docx(file.getvalue(), Hints(name="a.docx")), sources.docx(file.getvalue()))


def reader_of(file: str, content: bytes) -> Callable[[bytes], Reading | Feed]:
    """The reader of the format that a file is of, whatever its bytes become."""
    hints = Hints(name=file)
    for binary in BINARY:
        if binary.is_one and binary.is_one(content):
            return lambda data: binary.read(data, hints)
    form = format_of(content.decode(), file)
    return lambda data: form.read(data.decode("utf-8", "replace"), hints)


PIECES = (
    b"\x00", b"\xff", b"\n\n", b"-->", b"<", b">", b"&#0;", b"&#x110000;", b"**", b"---\n", b"]", b"}", b'"', b"\\",
    b"\\ud800", b"1e999", b"NaN", b"-1", b"99999999999999999999", b"\x1b[2J", b"<v ", b"<!--", b"<![CDATA[",
    b"stream\n", b" 0 R", b"obj", b"PK\x05\x06", b"[[[[", b"{\\an8}", b"\xe2\x80\xa8", b"\r", b"</article>", b"<table>",
    b"!!int ", b"*a ", b"&a ", b"<<: ",
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """The data with pieces taken out, put in, or doubled."""
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 4, 40, 400, len(data)])))
        data = (
            data[:start]
            + draw(st.sampled_from([*PIECES, data[start:end] * 2, b""]) | st.binary(max_size=4))
            + data[end:]
        )
    return data


@pytest.mark.parametrize("form", FILES)
@few
@given(st.data())
def test_a_damaged_file_is_read_or_refused_in_one_line(form: str, data: st.DataObject) -> None:
    file, content = FILES[form]
    source = data.draw(damaged(content))
    for read in (lambda data: registry.read(data, Hints(name=file)), reader_of(file, content)):
        refused, readings = _tried(read, source)
        assert refused.isprintable()
        assert not (refused and readings)
        for passage in (passage for reading in readings for passage in reading.document.passages()):
            assert passage.text == sources.folded(passage.text) != ""
            assert passage.speaker is None or passage.speaker == sources.folded(passage.speaker) != ""
            assert 0 <= (passage.start_ms or 0) < 2**53
            passage.text.encode()


def _tried(read: Callable[[bytes], Reading | Feed], source: bytes) -> tuple[str, tuple[Reading, ...]]:
    try:
        found = read(source)
    except ReadError as error:
        return str(error), ()
    return "", tuple(item.reading for item in found.items) if isinstance(found, Feed) else (found,)
