"""What opens a section in HTML besides headings, what is furniture and what is not, and whom a page names."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from corpus.model import Hints, Reading
from corpus.readers.html.blocks import blocks_of
from corpus.readers.html.page import read_html


def read(body: str, head: str = "") -> Reading:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>", Hints(name="x.html"))


def outline(body: str) -> list[tuple[str, str, list[str]]]:
    sections = read(body).document.sections
    return [(section.kind, section.heading, [p.text for p in section.passages]) for section in sections]


@pytest.mark.parametrize(
    "opened",
    [
        "<h3>Guests</h3><p>Ann.</p>",
        "<p><b>Guests</b></p><p>Ann.</p>",
        "<p><b>Guests:</b><br>Ann.</p>",
        "<p><span><strong><span>Guests</span></strong></span></p><p>Ann.</p>",
        "<p><span style='font-weight: 700'>Guests</span></p><p>Ann.</p>",
        "<p>Guests:</p><p>Ann.</p>",
        "<details><summary>Guests</summary><p>Ann.</p></details>",
        "<details><summary><h4>Guests</h4></summary>Ann.</details>",
        "<dl><dt>Guests</dt><dd>Ann.</dd></dl>",
        "<section aria-label='Guests'><p>Ann.</p></section>",
        "<div role=region aria-labelledby=g><p>Ann.</p></div>",
        "<h4><button aria-expanded=false>Guests</button></h4><div><p>Ann.</p></div>",
        "<button>Guests</button><div><p>Ann.</p></div>",
        "<div role=tab>Guests</div><p>Ann.</p>",
        "<div role=heading aria-level=2>Guests</div><p>Ann.</p>",
    ],
)
def test_much_opens_a_section(opened: str) -> None:
    label = "<i id=g>Guests</i>" if "labelledby" in opened else ""
    found = outline(f"<article><p>First{label}.</p>{opened}</article>")
    assert [(kind, texts) for kind, _, texts in found][1:] == [("bios", ["Ann."])]
    assert found[1][1].rstrip(":") == "Guests"


def test_the_section_around_a_part_goes_on_behind_it() -> None:
    body = "<h2>Background</h2><p>1</p><details><summary>Transcript</summary><p>2</p></details><p>3</p>"
    assert outline(f"<article>{body}</article>") == [
        ("background", "Background", ["1"]),
        ("transcript", "Transcript", ["2"]),
        ("background", "Background", ["3"]),
    ]


def test_a_label_that_repeats_the_heading_opens_nothing_of_its_own() -> None:
    body = "<section aria-label='Show notes'><h2>Show notes</h2><h3>Pumps</h3><p>1</p></section><p>2</p>"
    assert outline(f"<article>{body}</article>") == [
        ("discussion", "Show notes", ["Show notes"]),
        ("discussion", "Pumps", ["1", "2"]),
    ]


def test_a_term_heads_paragraphs_and_a_glossary_stays_text() -> None:
    body = "<dl><dt>Wet pumps</dt><dd><p>They leak.</p><p>Always.</p></dd></dl><dl><dt>Pump</dt><dd>A device.</dd></dl>"
    assert outline(f"<article><p>0</p>{body}</article>") == [
        ("summary", "", ["0"]),
        ("body", "Wet pumps", ["They leak.", "Always."]),
        ("summary", "", ["Pump", "A device."]),
    ]


def test_microdata_tells_the_transcript_and_the_abstract() -> None:
    body = (
        "<h2>Pumps</h2><div itemprop=abstract><p>In short.</p></div>"
        "<div itemprop='transcript text'><h3>One</h3><p>So.</p></div>"
    )
    assert outline(f"<article>{body}</article>") == [
        ("body", "Pumps", ["Pumps"]),
        ("summary", "Abstract", ["In short."]),
        ("transcript", "One", ["So."]),
    ]


def test_a_line_break_ends_an_entry_of_a_list_and_not_a_line_of_prose() -> None:
    body = "<p>One<br>sentence.</p><p><b>Links</b></p><p>A<br>B</p><p><b>Chapters</b></p><p>0:00 C<br>0:10 D</p>"
    assert [texts for _, _, texts in outline(f"<article>{body}</article>")] == [
        ["One sentence."],
        ["A", "B"],
        ["C", "D"],
    ]


def test_a_table_that_places_a_page_is_walked_and_one_of_data_is_rows() -> None:
    placed = "<table><tr><td><h2>Background</h2><p>1</p></td><td><p>2</p><p>3</p></td></tr></table>"
    data = "<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>"
    assert outline(f"<main>{placed}{data}</main>") == [("background", "Background", ["1", "2", "3", "a b"])]


LINK = "<a href='/a'>Another page of this site</a>"


@pytest.mark.parametrize(
    "furniture",
    [
        f"<h3>You may also like</h3><ul><li>{LINK}</li></ul>",
        f"<div><h2>More episodes</h2></div><div>{LINK} A teaser.</div>",
        f"<h2>Related Articles</h2><div><h4>{LINK}</h4></div>",
        f"<h2>Related posts:</h2><p>{LINK}</p>",
        "<h2>Subscribe to our newsletter</h2><p>News every week.</p>",
        "<h3>Share this</h3><ul><li><a href='https://twitter.com/intent'>Twitter</a></li></ul>",
        "<p><a href='https://podcasts.apple.com/x'>Apple Podcasts</a> | <a href='https://open.spotify.com/x'>Spotify</a></p>",
        "<p>Listen on <a href='https://podcasts.apple.com/x'>Apple Podcasts</a></p>",
        "<p><a href='/subscribe'>Subscribe now</a></p>",
        "<div class='gdpr-notice'><p>We use cookies.</p></div>",
        "<div class='jp-relatedposts'><p>Once more.</p></div>",
        "<div id='disqus_thread'><p>First!</p></div>",
        "<section class='post-navigation'><p>Next: Valves</p></section>",
        "<button>Play</button>",
        "<dialog><p>Your mail, please.</p></dialog>",
    ],
)
def test_furniture_within_the_article_is_left_out(furniture: str) -> None:
    assert outline(f"<article><p>Before.</p>{furniture}</article>") == [("body", "", ["Before."])]


@pytest.mark.parametrize(
    ("kept", "texts"),
    [
        (f"<h2>Related Resources</h2><ul><li>{LINK}</li></ul>", ["Another page of this site"]),
        (f"<h2>Further reading</h2><p>{LINK}</p>", ["Another page of this site"]),
        (f"<div class='related-content'><h2>Related resources</h2><p>{LINK}</p></div>", ["Another page of this site"]),
        ("<aside><h3>About the guest</h3><p>Ann mends pumps.</p></aside>", ["Ann mends pumps."]),
        (f"<h2>Related</h2><p>How all of this is related to pumps is a long story. {LINK}</p>", []),
        ("<p>Listen on Apple Podcasts, or wherever you get your podcasts.</p>", []),
        (f"<p>{LINK}</p>", ["Another page of this site"]),
        ("<h3>Tags</h3><p>Tags are pieces of cloth, and were sewn on.</p>", []),
    ],
)
def test_the_article_s_own_words_are_kept(kept: str, texts: list[str]) -> None:
    found = [text for _, _, section in outline(f"<article><p>Before.</p>{kept}</article>") for text in section]
    assert found[0] == "Before."
    assert found[1:] == texts or (not texts and len(found) == 2)


def test_a_form_that_holds_the_page_is_no_furniture() -> None:
    words = "The old server sends each page as a form. " * 30
    assert outline(f"<form><p>{words}</p></form>") == [("body", "", [words.strip()])]


def test_articles_that_are_but_teasers_are_not_the_article() -> None:
    words = "The text of the page stands in no article of its own. " * 5
    teasers = "<article><p>Read this.</p></article><article><p>And read that, too.</p></article>"
    assert outline(f"<main><div><p>{words}</p></div>{teasers}</main>")[0][2][0] == words.strip()


def test_menus_of_a_page_without_structure_are_left_out() -> None:
    menu = "<div><a href='/a'>Archive</a> <a href='/b'>Contact</a></div>"
    assert outline(f"{menu}<div>Words of the page.</div>") == [("body", "", ["Words of the page."])]


def test_a_page_of_links_that_has_no_article_is_kept_whole() -> None:
    links = "".join(f"<div><a href='https://example.org/{n}'>Link number {n}</a></div>" for n in range(3))
    assert outline(links) == [("body", "", [f"Link number {n}" for n in range(3)])]


@pytest.mark.parametrize(
    ("head", "body", "roles"),
    [
        ("<meta name=author content='Ann Lee'>", "", {"Ann Lee": "author"}),
        ("<meta name=author content='admin'>", "", {}),
        ("", "<a rel='author nofollow' href='/ann'>Ann Lee</a>", {"Ann Lee": "author"}),
        ("", "<footer><a rel=author href='/ann'>Ann Lee</a></footer>", {}),
        ("", "<p class=byline>By Ann Lee</p>", {"Ann Lee": "author"}),
        (
            "",
            "<div itemprop=actor itemscope itemtype='https://schema.org/Person'><b itemprop=name>Ann Lee</b></div>",
            {"Ann Lee": "speaker"},
        ),
        ("", "<div itemscope itemtype='https://schema.org/Person'><b itemprop=name>Ann Lee</b></div>", {}),
        (
            '<script type="application/ld+json">{"@type": "Article", "name": "x", "author": [{"@type": "Person", '
            '"name": "Ann Lee"}, {"@type": "Organization", "name": "Bo Ek"}, "Cy Roe", 7, null],'
            '"contributor": {"name": "Di Fox"}}</script>',
            "",
            {"Ann Lee": "author", "Cy Roe": "author", "Di Fox": "speaker"},
        ),
    ],
)
def test_metadata_names_people(head: str, body: str, roles: dict[str, str]) -> None:
    people = read(f"<article><p>Text.</p>{body}</article>", head).document.people
    assert {person.name: person.roles for person in people} == {name: (role,) for name, role in roles.items()}


def test_metadata_tells_affiliation_and_honorific() -> None:
    page = (
        "<div itemprop=author itemscope itemtype='http://schema.org/Person'><span itemprop=honorificPrefix>Dr.</span>"
        "<span itemprop=name>Ann Lee</span>, <span itemprop=affiliation>Pump Institute</span></div>"
    )
    (person,) = read(f"<article><p>Text.</p>{page}</article>").document.people
    assert (person.honorific, person.name, person.affiliation) == ("Dr.", "Ann Lee", "Pump Institute")


def test_a_report_s_text_names_no_guests_and_its_authors_make_no_episode() -> None:
    body = "<article><p>By Ann Lee</p><p>We spoke with Bo Ek.</p><h2>References</h2><p>“On Pumps,” 2020.</p></article>"
    report = read_html(f"<html>{body}</html>", Hints(name="x.html"), type_="report").document
    assert {person.name: person.roles for person in report.people} == {"Ann Lee": ("author",)}
    assert read(body.replace("<p>We spoke with Bo Ek.</p>", "")).document.type == "note"


def test_sections_come_with_the_first_link_of_each_text() -> None:
    html = "<p>A <a href='/x'>b</a> <a href='https://example.org/c'>c</a></p><p><a href='javascript:x'>d</a></p>"
    (section,), links, _, _ = blocks_of(BeautifulSoup(html, "lxml"))
    assert [passage.text for passage in section.passages] == ["A b c", "d"]
    assert links == {"A b c": "https://example.org/c"}


@pytest.mark.parametrize(
    "byline",
    [
        "<p>Posted on March 5, 2024 by admin</p>",
        "<div class=entry-meta><i class=posted-on>On March 5, 2024</i> <i class=byline>by admin</i></div>",
        "<div>Ann Lee · Mar 5, 2024 · 12 · 3 · Share</div>",
        "<div class=byline-wrapper><div>By Ann Lee and Bo Ek</div> <div>March 5, 2024</div></div>",
    ],
)
def test_a_byline_is_no_passage_and_its_date_is_to_be_checked(byline: str) -> None:
    body = f"<article>{byline}<p>Hosted by Cy Roe. It is on pumps.</p><p>12 Likes</p></article>"
    reading = read(body, "<title>Pumps</title>")
    assert [passage.text for passage in reading.document.passages()] == ["Hosted by Cy Roe. It is on pumps."]
    assert reading.document.date
    assert reading.document.date.iso == "2024-03-05"
    assert reading.checks == ("date taken from a line of the page",)


def test_a_byline_tells_all_its_authors() -> None:
    people = read("<article><p class=byline>By Ann Lee and Bo Ek</p><p>Text.</p></article>").document.people
    assert {person.name: person.roles for person in people} == {"Ann Lee": ("author",), "Bo Ek": ("author",)}


@pytest.mark.parametrize(
    "kept",
    [
        f"<div class=byline>{'Ann Lee writes about pumps and the people who mend them. ' * 5}</div>",
        "<p>Posted on March 5, 2024 by the ministry, the order bans pumps.</p>",
        "<p>12 likes were all that it got.</p>",
    ],
)
def test_what_has_more_to_say_than_a_byline_stays(kept: str) -> None:
    assert len([*read(f"<article><p>Before.</p>{kept}</article>").document.passages()]) == 2


@pytest.mark.parametrize("name", ["field__label", "field-label", "views-label"])
def test_the_label_of_a_field_heads_it_alone(name: str) -> None:
    fields = "".join(
        f"<div class=field><div class={name}>{label}</div><div><div>{value}</div></div></div>"
        for label, value in (("Publication Type:", "Brief"), ("Experts", "Ann Lee is a fellow at the Pump Institute."))
    )
    assert outline(f"<article><p>0</p><h2>Background</h2><p>1</p>{fields}<p>2</p></article>") == [
        ("summary", "", ["0"]),
        ("background", "Background", ["1"]),
        ("body", "Publication Type:", ["Brief"]),
        ("bios", "Experts", ["Ann Lee is a fellow at the Pump Institute."]),
        ("background", "Background", ["2"]),
    ]


def test_a_subtitle_is_the_first_of_the_summary_and_no_heading() -> None:
    body = "<h1>Pumps</h1><h3 class=subtitle>On leaks</h3><p>1</p><h2 class=subtitle>Wet</h2><p>2</p>"
    assert outline(f"<article>{body}</article>") == [("summary", "", ["On leaks", "1"]), ("body", "Wet", ["2"])]


def test_a_passage_that_begins_with_its_host_says_so_wherever_it_stands() -> None:
    people = read("<article><p>On pumps</p><p>Hosted by Cy Roe. It is long.</p></article>").document.people
    assert {person.name: person.roles for person in people} == {"Cy Roe": ("host",)}
