"""Pages as they are found: the article without its surroundings, its sections, and what it says of itself."""

from __future__ import annotations

import pytest

from corpus.dates import PartialDate
from corpus.errors import ReadError
from corpus.model import Document, Hints, NameParts, Reading
from corpus.readers.html.page import read_html

PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>A Ship in the Fog | Harbour Radio</title>
<link rel="canonical" href="https://example.org/fog">
<meta property="og:title" content="A Ship in the Fog"><meta property="og:site_name" content="Harbour Radio">
<script type="application/ld+json">{broken</script>
<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "Harbour Radio Online"},
 {"@type": "PodcastEpisode",
 "name": "A Ship in the Fog", "datePublished": "2023-11-05T10:00:00Z", "partOfSeries": {"name": "Pilots"}}]}</script>
</head><body class="node-page">
<div id="cookie-banner" class="cookie-notice"><p>We use cookies.</p></div>
<header role="banner"><nav><ul class="menu"><li>Home</li></ul></nav></header>
<div class="layout"><main role="main"><nav class="breadcrumb">Home / Pilots</nav>
<article><h1>A Ship in the Fog</h1>
<div class="social-share"><a href="#">Tweet this</a></div>
<div class="field"><div><p>Before the first heading, a summary.</p></div></div>
<h2>Background</h2>
<p>One&nbsp;paragraph with <em>emphasis</em>, <a href="https://example.org/a">a link</a> &amp; an ampersand.</p>
<p>Typed as text: &lt;script&gt;alert(1)&lt;/script&gt;</p>
<figure><img src="x.jpg"><figcaption>The pier at dawn. (Photo: Harbour Archive)</figcaption></figure>
<p>After the picture.</p>
<p><strong>Our Discussion</strong></p>
<p>First line<br>continues.<br><br>A new paragraph after two breaks.</p>
<h3>A smaller matter</h3><p>Still discussed.</p>
<p><b>Expert Bios</b></p>
<p>Ann Lee is a pilot at the Harbour Institute.</p>
<h2>Related Resources</h2>
<ul><li>Ann Lee, <a href="https://example.org/r">“Ships and Fog,”</a> Harbour Press, May 2021.</li></ul>
<h2>Credits</h2><p>Music by nobody.</p></article></main>
<aside class="sidebar"><h2>Related articles</h2><p>Ten other ships</p></aside></div>
<section class="comments"><p>First!</p></section>
<footer role="contentinfo"><p>Imprint</p></footer></body></html>"""


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_html(PAGE, Hints(name="fog.html"))


def texts(document: Document, heading: str) -> list[str]:
    return [p.text for section in document.sections if section.heading == heading for p in section.passages]


def test_what_the_page_says_of_itself(reading: Reading) -> None:
    document = reading.document
    assert (document.type, document.title, document.show) == ("episode", "A Ship in the Fog", "Pilots")
    assert (document.date, document.url) == (PartialDate(2023, 11, 5), "https://example.org/fog")
    assert (document.publisher, document.language) == ("Harbour Radio", "en-GB")


def test_its_sections_open_at_headings_and_bold_paragraphs(reading: Reading) -> None:
    assert [(section.kind, section.heading) for section in reading.document.sections] == [
        ("summary", ""),
        ("background", "Background"),
        ("caption", ""),
        ("discussion", "Our Discussion"),
        ("discussion", "A smaller matter"),
        ("bios", "Expert Bios"),
        ("resources", "Related Resources"),
        ("credits", "Credits"),
    ]


def test_text_is_as_a_reader_sees_it(reading: Reading) -> None:
    assert texts(reading.document, "Background") == [
        "One paragraph with emphasis, a link & an ampersand.",
        "Typed as text: <script>alert(1)</script>",
        "After the picture.",
    ]
    assert texts(reading.document, "Our Discussion") == [
        "First line continues.",
        "A new paragraph after two breaks.",
    ]


def test_a_caption_has_its_credit(reading: Reading) -> None:
    (caption,) = [section for section in reading.document.sections if section.kind == "caption"]
    assert caption.credit == "Harbour Archive"


def test_what_surrounds_the_article_is_left_out(reading: Reading) -> None:
    text = " ".join(passage.text for passage in reading.document.passages())
    for words in ("cookies", "Home", "Tweet", "Ten other", "First!", "Imprint", "A Ship in the Fog"):
        assert words not in text


def test_bios_and_references_become_documents(reading: Reading) -> None:
    bio, report = reading.related
    assert (bio.type, bio.title, bio.people[0].affiliation) == ("bio", "Ann Lee", "Harbour Institute")
    assert (report.type, report.title, report.url) == ("report", "Ships and Fog", "https://example.org/r")
    assert (report.publisher, report.date and report.date.iso) == ("Harbour Press", "2021-05")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<body><p>One.</p><div><div>Two.<p>Three.</p>Four.</div></div></body>", ["One.", "Two.", "Three.", "Four."]),
        ("<article><table><tr><td>a</td><td>b</td></tr></table></article>", ["a b"]),
        ("<main><ul><li>one</li><li>two <b>bold</b></li></ul></main>", ["one", "two bold"]),
        ("<p>un<b>broken</b> word</p>", ["unbroken word"]),
        ("<p>e\u0301 and <!-- a comment -->no more</p>", ["é and no more"]),
        ("<blockquote>quoted</blockquote><pre>a\n  b</pre>", ["quoted", "a b"]),
        ("<p hidden>no</p><noscript>no</noscript><p>yes</p>", ["yes"]),
        ("<form id=aspnet><h1>T</h1><p>within a form</p></form>", ["within a form"]),
        ("<div class='social-policy'><article><p>on social policy</p></article></div>", ["on social policy"]),
        ("<p>never closed <p>nor this", ["never closed", "nor this"]),
    ],
)
def test_odd_pages_lose_no_words(body: str, expected: list[str]) -> None:
    document = read_html(f"<html>{body}</html>", Hints(name="x.html")).document
    assert [passage.text for passage in document.passages()] == expected


@pytest.mark.parametrize(("name", "kind"), [("wp-caption-text", "caption"), ("has-captions", "body")])
def test_a_class_tells_a_caption(name: str, kind: str) -> None:
    page = f'<article><p>Text.</p><div class="{name}"><p>The pier at dawn.</p></div></article>'
    sections = read_html(page, Hints(name="x.html")).document.sections
    assert sections[-1].kind == kind


def test_an_address_that_is_not_of_the_web_is_not_taken(reading: Reading) -> None:
    page = '<html><head><link rel="canonical" href="javascript:alert(1)"></head><p>Text.</p></html>'
    assert read_html(page, Hints()).document.url is None


def test_a_bold_sentence_or_label_is_no_heading() -> None:
    page = "<article><p><b>This is a sentence.</b></p><p><b>Ann:</b></p><p>Text.</p></article>"
    (section,) = read_html(page, Hints()).document.sections
    assert len(section.passages) == 3


@pytest.mark.parametrize("page", ["<html></html>", "<html><script>app()</script></html>", "<nav>Menu</nav>"])
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(ReadError, match="no text"):
        read_html(page, Hints(name="x.html"))


@pytest.mark.parametrize(
    "json_ld",
    [
        '{"@type": "Article", "headline": ["a", "b"], "datePublished": 7, "url": {}, "partOfSeries": "x"}',
        '{"@type": ["Article"], "name": {"@value": "x"}, "associatedMedia": []}',
        '[1, null, {"@type": "Article", "headline": " "}]',
        '{"@graph": {"@type": "Article"}}',
        '"Article"',
        "null",
        "7",
    ],
)
def test_metadata_of_other_shapes_is_left_alone(json_ld: str) -> None:
    page = f'<html><script type="application/ld+json">{json_ld}</script><h1>T</h1><p>Text.</p></html>'
    document = read_html(page, Hints(name="x.html")).document
    assert (document.title, document.date, document.url, document.show) == ("T", None, None, None)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="Lee, Ann B.">',
        '<meta name="citation_author" content="Lee, Ann B.">',
        '<meta name="DC.Creator" content="Lee, Ann B.">',
        '<script type="application/ld+json">{"@type": "Book", "name": "R", "author": "Lee, Ann B."}</script>',
    ],
)
def test_an_author_that_is_turned_round_is_named_in_reading_order(head: str) -> None:
    document = read_html(
        f"<html><head>{head}</head><body><article><p>Pumps.</p></article></body></html>", Hints()
    ).document
    (author,) = document.people
    assert (author.name, author.roles, author.parts) == ("Ann B. Lee", ("author",), NameParts("Lee", "Ann B."))


def test_the_heading_of_the_site_is_not_the_title() -> None:
    page = "<header role=banner><h1>Harbour Radio</h1></header><main><h1>Fog</h1><p>Text.</p></main>"
    document = read_html(f"<html><body>{page}</body></html>", Hints(name="x.html")).document
    assert document.title == "Fog"
    assert [passage.text for passage in document.passages()] == ["Text."]


def test_marks_of_notes_are_no_part_of_the_text_and_the_notes_stand_apart() -> None:
    page = (
        "<article><h1>T</h1><h2>Findings</h2><p>It opened in 2022<sup id=r1><a href='#fn1'>3</a></sup> and grew 10"
        "<sup>2</sup> times.</p><ol><li id=fn1>See the annex. <a href='#r1'>↩</a></li></ol></article>"
    )
    sections = read_html(page, Hints(name="x.html")).document.sections
    assert [(section.heading, [p.text for p in section.passages]) for section in sections] == [
        ("Findings", ["It opened in 2022 and grew 102 times."]),
        ("Notes", ["See the annex."]),
    ]
