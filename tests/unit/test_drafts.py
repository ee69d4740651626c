"""Drafts of plain text, Markdown and HTML: paragraphs with the ends of their lines, quotations, notes and links."""

from __future__ import annotations

import pytest

from corpus.draft import Draft, Paragraph
from corpus.errors import ReadError
from corpus.readers.drafts.read import MOST, read_draft

Said = list[tuple[str, str]]


def draft(text: str, name: str) -> Draft:
    return read_draft(text.encode(), name)


def paragraphs(text: str, name: str = "essay.md") -> tuple[Paragraph, ...]:
    return draft(text, name).paragraphs


def said(text: str, name: str = "essay.md") -> Said:
    return [(paragraph.kind, paragraph.text) for paragraph in paragraphs(text, name)]


def linked(paragraph: Paragraph) -> list[tuple[str, str]]:
    return [(paragraph.text[begin:end], address) for begin, end, address in paragraph.links]


def quoted(paragraph: Paragraph) -> list[str]:
    return [paragraph.text[begin:end] for begin, end in paragraph.quoted]


@pytest.mark.parametrize(
    ("text", "name", "format"),
    [
        ("Tall masts.", "", "text"),
        ("Tall masts.", "a.txt", "text"),
        ("Tall masts.", "a.tex", "text"),
        ("Tall masts.", "a.md", "markdown"),
        ("Tall masts.", "A.MarkDown", "markdown"),
        ("Tall masts.", "a.mdown", "markdown"),
        ("<p>Tall masts.", "a.html", "html"),
        ("<!doctype html><p>Tall masts.", "a.txt", "html"),
        ("<?xml version='1.0'?><html><p>Tall masts.</p></html>", "a", "html"),
    ],
)
def test_a_format_is_known_by_the_content_and_then_by_the_name(text: str, name: str, format: str) -> None:
    found = draft(text, name)
    assert (found.name, found.format) == (name, format)
    assert [paragraph.text for paragraph in found.paragraphs] == ["Tall masts."]


def test_text_is_decoded_as_other_sources_are_and_is_in_nfc() -> None:
    for data in ("Prüfung “so”".encode("cp1252"), "Prüfung “so”".encode("utf-16"), "Pru\u0308fung “so”".encode()):
        assert read_draft(data, "a.txt").paragraphs[0].text == "Prüfung “so”"


def test_spans_are_those_of_the_text_in_nfc() -> None:
    (found,) = paragraphs("Pru\u0308fung: [gru\u0308n](https://e.org) und <q>su\u0308ß</q>.")
    assert found.text == "Prüfung: grün und süß."
    assert (linked(found), quoted(found)) == ([("grün", "https://e.org")], ["süß"])


PLAIN = """\
She wrote: "The keel was trans-
ferred to the yard."

   \t
  > The keel was old,
  >> and it was heavy.
>
> It sank.

> The keel
was his own.
"""


def test_plain_text_has_paragraphs_between_blank_lines_and_keeps_the_ends_of_lines() -> None:
    assert said(PLAIN, "a.txt") == [
        ("text", 'She wrote: "The keel was trans-\nferred to the yard."'),
        ("quote", "The keel was old,\nand it was heavy."),
        ("quote", "It sank."),
        ("text", "> The keel\nwas his own."),
    ]
    assert (
        said(PLAIN.replace("\n", "\r\n"), "a.txt") == said(PLAIN.replace("\n", "\r"), "a.txt") == said(PLAIN, "a.txt")
    )


def test_long_lines_without_a_blank_one_are_paragraphs_and_short_ones_are_not() -> None:
    long = "The keel was heavy. " * 8
    assert said(f"{long}\n{long}\n", "a.txt") == [("text", long.strip())] * 2
    assert said(f"{long}\n{long}\n\n{long}", "a.txt") == [
        ("text", f"{long.strip()}\n{long.strip()}"),
        ("text", long.strip()),
    ]
    assert said("The keel\nwas heavy.", "a.txt") == [("text", "The keel\nwas heavy.")]


def test_markdown_keeps_the_ends_of_lines_and_drops_the_marks_of_emphasis() -> None:
    text = "He said “it will trans-\n  fer *all* of **the _sail_**” and `a*b*` to ***them***  \nall\\\nday<br>\nlong."
    assert said(text) == [("text", "He said “it will trans-\nfer all of the sail” and a*b* to them\nall\nday\nlong.")]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("snake_case_word and 2 * 3 * 4", "snake_case_word and 2 * 3 * 4"),
        ("*one **two* three**", "one two three"),
        ("**a*b**", "a*b"),
        ("*a **b***", "a b"),
        ("foo*bar*baz _a_b_", "foobarbaz a_b"),
        ("“*all*” and (*so*)", "“all” and (so)"),
        ("~~gone~~ and ~kept~", "gone and ~kept~"),
        (r"\*not\* \[a\] \d &amp; &lt;q&gt; &ldquo;x&#8221; &c;", "*not* [a] \\d & <q> “x” &c;"),
        ("`` a`b `` and `open", "a`b and `open"),
        ("a <b>c</b> <!-- d --> e <span class='x'>f</span> 1 < 2 > 1", "a c  e f 1 < 2 > 1"),
        ("""It's "so" -- he said... 'no'""", """It's "so" -- he said... 'no'"""),
        ("a [b] [c](d e) ![] ] <!-- f", "a [b] [c](d e) ![] ] <!-- f"),
        ("seen ![a mast](mast.png) there", "seen  there"),
        ("a\u00a0b  c", "a\u00a0b  c"),
    ],
)
def test_inline_markdown_is_its_text(markdown: str, text: str) -> None:
    assert said(markdown) == [("text", text)]


def test_links_of_markdown_are_their_text_with_its_addresses() -> None:
    text = (
        'A [*b* c](https://e.org/a_(b) "T"), [d](<https://e.org/x y>), [e][One], [two][], [one], <https://e.org/z>, '
        "[f](#within) and [![g](h.png) i](https://e.org/&amp;\\_).\n\n[ONE]: https://e.org/1 'T'\n[two]: <https://e.org/2>"
    )
    (found,) = paragraphs(text)
    assert found.text == "A b c, d, e, two, one, https://e.org/z, f and  i."
    assert linked(found) == [
        ("b c", "https://e.org/a_(b)"), ("d", "https://e.org/x y"), ("e", "https://e.org/1"), ("two", "https://e.org/2"),
        ("one", "https://e.org/1"), ("https://e.org/z", "https://e.org/z"), (" i", "https://e.org/&_"),
    ]  # fmt: skip


def test_what_q_holds_is_noted() -> None:
    (found,) = paragraphs("He said <q>it *was* <Q>so</Q></q>, and </q> <q>no more.")
    assert found.text == "He said it was so, and  no more."
    assert quoted(found) == ["it was so", "so"]


def test_block_quotations_and_headings_of_markdown() -> None:
    text = "# The *keel* #\nIt was\n> heavy\nand old.\n>\n> > It\n> sank.\n\nLast\n----\nWords"
    assert said(text) == [
        ("heading", "The keel"),
        ("text", "It was"),
        ("quote", "heavy\nand old."),
        ("quote", "It\nsank."),
        ("heading", "Last"),
        ("text", "Words"),
    ]


def test_lists_and_tables_of_markdown_are_paragraphs() -> None:
    text = (
        "Born in\n1985. So\n- one\n  more\n\n  and\n- [x] two\n\n1. a\n2. b\n   > c\n\n"
        "| d | e |\n|:--|--:|\n| f \\| g | *h* |\n\n***\n\nLast"
    )
    assert said(text) == [
        ("text", "Born in\n1985. So"),
        *(("text", each) for each in ("one\nmore", "and", "two", "a", "b")),
        ("quote", "c"),
        *(("text", each) for each in ("d", "e", "f | g", "h", "Last")),
    ]


@pytest.mark.parametrize(
    "left_out",
    [
        "```py\nkeel = 1\n\n# no\n```",
        "~~~~\nkeel\n~~~\n~~~~",
        "    keel = 1\n\n    more",
        "\tkeel",
        "<!-- The keel\n\nof it -->",
        "<script>\n\nkeel()\n</script>",
        "<pre>\n\nkeel\n</pre>",
        "***",
        "[keel]: https://e.org",
    ],
)
def test_code_and_what_is_not_seen_of_markdown_is_left_out(left_out: str) -> None:
    assert said(f"Before.\n\n{left_out}\n\nAfter.") == [("text", "Before."), ("text", "After.")]


@pytest.mark.parametrize(
    "top", ["---\ntitle: Keels\nof: |\n\n  x\n---\n", "---\na: b\n...\n", "+++\ntitle = 'Keels'\n+++\n"]
)
def test_what_stands_before_markdown_is_left_out(top: str) -> None:
    assert said(f"{top}Words.") == said(f"\ufeff{top}\nWords.") == [("text", "Words.")]


def test_a_rule_at_the_top_of_markdown_does_not_hide_the_text() -> None:
    assert said("---\n\nWords.\n\n---\n\nMore.") == [("text", "Words."), ("text", "More.")]
    assert said("---\nWords.") == [("text", "Words.")]


def test_footnotes_of_markdown_stand_behind_the_paragraph_that_refers_to_them() -> None:
    text = (
        "One[^b] two[^A] and [^none].\n\nThree[^b].\n\n"
        "[^a]: First [link](https://e.org)\nand more.\n\n    Second.\n[^b]: The *other*.\n[^c]: Not asked for.\n\nLast."
    )
    assert said(text) == [
        ("text", "One two and [^none]."),
        ("note", "The other."),
        ("note", "First link\nand more."),
        ("note", "Second."),
        ("text", "Three."),
        ("note", "Not asked for."),
        ("text", "Last."),
    ]
    assert linked(paragraphs(text)[2]) == [("link", "https://e.org")]


def test_html_in_markdown_is_read_as_html() -> None:
    text = (
        "<blockquote>\n\nThe *keel*.\n\n</blockquote>\n\n<div>It <q>was</q>\nheavy.</div>\n\n"
        "<blockquote>Old.</blockquote>\n\nEnd."
    )
    assert said(text) == [("quote", "The keel."), ("text", "It was heavy."), ("quote", "Old."), ("text", "End.")]


def test_markdown_of_many_brackets_and_marks_is_read_in_good_time() -> None:
    for unit in ("[", "![", "[a](", "[^a", "*a ", "**a_", "`a``", "a <!--", "<a", "> ", "- ", "[a](b 'c", "*_", "a]"):
        assert paragraphs(unit * 5_000 + "x")


PAGE = """<!doctype html><html><head><title>No</title><style>p {}</style></head><body>
<nav><a href="/">Home</a></nav><script>no()</script><div hidden>no</div><p style="display: none">no</p>
<h1>The   keel</h1>
<p>He said <q>it
 <a href="https://e.org/1">was <em>so</em></a></q>,&nbsp; <br> then&#x2011;not<sup><a href="#fn2">2</a></sup>.
Loose <b>words</b></p>
<ul><li>one<li>two</ul><table><tr><td>three<th>four</table>
<blockquote><p>The keel.</p>It sank.<footer>Ann Lee</footer></blockquote>
<figure><img alt="no"><figcaption>A mast</figcaption></figure>
<a href="https://e.org/2"><p>Five</p><p>six</p></a><pre>
a  b
c</pre>
<p>Last<a href="#n1" role="doc-noteref">*</a> <a href="#top">1</a></p>
<section role="doc-endnotes"><h2>Notes</h2><ol>
<li id="n1">First <a href="https://e.org/3">here</a>. <a href="#r1">↩</a></li>
<li id="fn2"><p>Second.</p><p>More.</p></li><li id="fn3">Third.</li></ol></section></body></html>"""


def test_what_is_seen_of_a_page_is_its_paragraphs() -> None:
    assert said(PAGE, "a.html") == [
        ("heading", "The keel"),
        ("text", "He said it was so,\u00a0\nthen\u2011not. Loose words"),
        ("note", "Second."),
        ("note", "More."),
        *(("text", each) for each in ("one", "two", "three", "four")),
        ("quote", "The keel."),
        ("quote", "It sank."),
        *(("text", each) for each in ("Ann Lee", "A mast", "Five", "six", "a  b\nc", "Last 1")),
        ("note", "First here."),
        ("heading", "Notes"),
        ("note", "Third."),
    ]


def test_links_and_quotations_of_a_page_are_spans_of_its_text() -> None:
    found = {paragraph.text: paragraph for paragraph in paragraphs(PAGE, "a.html")}
    first = found["He said it was so,\u00a0\nthen\u2011not. Loose words"]
    assert (linked(first), quoted(first)) == ([("was so", "https://e.org/1")], ["it was so"])
    for text in ("Five", "six"):
        assert linked(found[text]) == [(text, "https://e.org/2")]
    assert linked(found["First here."]) == [("here", "https://e.org/3")]
    assert found["Last 1"].links == ()


@pytest.mark.parametrize(
    "note",
    [
        '<aside role="doc-footnote" id="f1"><p>A note.</p></aside>',
        '<div class="footnote" id="f1">A note.</div>',
        '<div class="x footnotes"><p id="f1">A note.</p></div>',
        '<div id="endnotes"><p><a id="f1" href="#r1">[1]</a> A note.</p></div>',
        '<ol class="endnotes"><li id="f1">A note.</ol>',
        '<div id="sdfootnote1"><p><a name="f1" href="#r1">1</a> A note.</p></div>',
        '<div><p><a id="ftnt1" name="f1" href="#r1">[1]</a><span> A note.</span></p></div>',
        '<div style="mso-element:footnote" id="ftn1"><p><a href="#r1" name="f1"><sup>[1]</sup></a> A note.</p></div>',
    ],
)
def test_notes_of_a_page_are_known_by_their_marks_and_stand_behind_their_paragraph(note: str) -> None:
    page = f'<body><p>One<sup class="footnote"><a href="#f1">1</a></sup>.</p><p>Two.</p>{note}</body>'
    assert said(page, "a.html") == [("text", "One."), ("note", "A note."), ("text", "Two.")]


def test_a_note_of_several_paragraphs_by_libreoffice_stays_together() -> None:
    page = (
        '<body><p>One<a name="f1anc" href="#sdfootnote1sym"><sup>1</sup></a>.</p><p>Two.</p><div id="sdfootnote1">'
        '<p><a name="sdfootnote1sym" href="#f1anc">1</a> A note.</p><p>More.</p></div></body>'
    )
    assert said(page, "a.html") == [("text", "One."), ("note", "A note."), ("note", "More."), ("text", "Two.")]


def test_a_page_that_is_nested_deeply_or_has_no_end_is_read() -> None:
    assert said("<body>" + "<div>" * 2_000 + "x", "a.html") == [("text", "x")]
    assert said("<body>" + "<blockquote><q>" * 1_000 + "x", "a.html") == [("quote", "x")]


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "a.txt", "has no text"),
        (b" \r\n\t", "a.md", "has no text"),
        (b"\xef\xbb\xbf", "a.txt", "has no text"),
        (b"<html><head><title>Masts</title></head></html>", "a.html", "has no text"),
        (b"```\ncode\n```", "a.md", "has no text"),
        (b"<body>" + b"<div>" * 3_000 + b"x", "a.html", "is nested too deeply to be read"),
        (b"a" * (MOST + 1), "a.txt", r"has 10\.0 MB, and the limit for a draft is 10 MB: split it"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.png", "is not text but a binary file"),
        (b"Masts \xc3\xbc are hi\xc3", "a.txt", "is not whole text"),
        (b"%PDF-1.7\n%\xe2\xe3", "a.pdf", "is a PDF: give the Word file that it was made from, or paste the text"),
        (b"%PDF-1.7\n", "a.docx", "is a PDF"),
        (rb"{\rtf1 Masts.}", "a.rtf", "is RTF: save it as Word Document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.doc", "is an old Word or Office file: save it as Word"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "is protected by a password: open it in Word, take the password out, and save it again",
        ),
        (b"Masts.", "a.docx", "is not a whole Word document; open it in Word, save it again, and give that"),
        (b"Masts.", "a.odt", "is not a whole OpenDocument text; open it in LibreOffice, save it again"),
        (b"PK\x03\x04 and nothing else", "a", "is not a whole Word document"),
        (b"PK\x03\x04 and nothing else", "a.odt", "is not a whole OpenDocument text"),
        (b"<?xml version='1.0'?><tei/>", "a.xml", "is XML, not a text: save it as Word"),
    ],
)
def test_what_is_no_draft_is_refused_in_one_line(data: bytes, name: str, why: str) -> None:
    with pytest.raises(ReadError, match=why) as raised:
        read_draft(data, name)
    assert len(str(raised.value).splitlines()) == 1
