"""Which part of a page is its story: nothing that its wrappers are called, or that stands around it, takes it out."""

from __future__ import annotations

import pytest

from corpus.model import Hints, Reading
from corpus.readers.html.page import read_html

STORY = [
    "The pier was built of oak, which the harbour's own foresters had felled in the winter before it was begun.",
    "It stood for a hundred years, and then the worms had eaten so much of it that nobody dared to land there.",
    "A second one was built of iron, and it is this that the steamers of our own days are moored to at night.",
]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in STORY)
TEASER = "<h3><a href='/weir'>The weir</a></h3><p>What the weir costs, and who pays for it.</p>"
OTHER = "<p>Every visitor who came to the weir in spring brought a loaf of bread for the swans that live on it.</p>"


def read(body: str) -> Reading:
    return read_html(f"<html><head><title>The pier</title></head><body>{body}</body></html>", Hints(name="x.html"))


def texts(body: str) -> list[str]:
    return [passage.text for passage in read(body).document.passages()]


@pytest.mark.parametrize(
    "name",
    [
        "has-sidebar", "content-sidebar-wrap", "sidebar", "podcast-player-page", "no-comments", "comments-open",
        "share-this-story", "single-post related-content", "menu-open", "sponsored", "modal-page", "comments",
    ],
)  # fmt: skip
def test_a_wrapper_s_name_takes_out_no_story(name: str) -> None:
    body = f"<header><h1>The pier</h1></header><div class='{name}'>{PARAGRAPHS}</div><footer><p>Imprint</p></footer>"
    assert texts(body) == STORY


def test_a_section_of_the_story_may_be_called_as_furniture_is() -> None:
    section = f"<div class=section id=sharing-a-berth><h2>Sharing a berth</h2>{PARAGRAPHS * 3}</div>"
    assert texts(f"<div class=content>{PARAGRAPHS * 4}{section}</div>").count(STORY[0]) == 7


def test_a_word_of_a_line_is_none_of_the_furniture() -> None:
    body = "<article><h2><a class=toc-backref href='#a'>Piers</a></h2><p>It is <a class=popup href='#'>long</a>.</p>"
    section = read(body).document.sections[0]
    assert (section.heading, section.passages[0].text) == ("Piers", "It is long.")


def test_what_readers_wrote_is_left_out_though_it_be_longer_than_the_story() -> None:
    comments = "".join(f"<p>I was there in the year {year}, and it was quite otherwise.</p>" for year in range(90))
    assert texts(f"<div>{PARAGRAPHS}</div><div id=comments>{comments}</div>") == STORY


@pytest.mark.parametrize("state", ["hidden", "style='display: none'", "aria-hidden=true"])
def test_a_story_that_only_script_would_show_is_read(state: str) -> None:
    assert texts(f"<div {state}>{PARAGRAPHS}</div><footer>Imprint</footer>") == STORY


def test_what_a_control_opens_is_read_and_what_nothing_opens_is_not() -> None:
    more = "<div hidden id=more><p>Unfolded.</p></div><div hidden id=else><p>Never seen.</p></div>"
    assert texts(f"<article>{PARAGRAPHS}<button aria-controls=more>More</button>{more}</article>") == [
        *STORY, "Unfolded.",
    ]  # fmt: skip


def test_a_teaser_is_not_the_story_beside_it() -> None:
    assert texts(f"<div><article>{TEASER}</article><div class=story>{PARAGRAPHS}</div></div>") == STORY
    assert texts(f"<main><div>{PARAGRAPHS}</div><article>{TEASER}</article><article>{TEASER}</article></main>") == STORY


@pytest.mark.parametrize("tag", ["article", "section", "div"])
def test_a_story_in_several_parts_is_read_whole(tag: str) -> None:
    parts = "".join(f"<{tag}><p>{text}</p></{tag}>" for text in STORY)
    assert texts(f"<main>{parts}</main>") == STORY
    assert texts(f"<h1>The pier</h1>{parts}") == STORY


def test_short_posts_with_pages_of_their_own_are_the_story_where_there_is_hardly_any_other() -> None:
    posts = "".join(
        f"<article><h2><a href='/{n}'>At {n}</a></h2><p>{text}</p></article>" for n, text in enumerate(STORY)
    )
    assert texts(f"<main><p>All of it, as it came.</p>{posts}</main>") == ["All of it, as it came.", *STORY]


def test_a_live_blog_is_all_its_posts() -> None:
    posts = "".join(f"<article><h2>{10 + n}:00</h2><p>{text}</p></article>" for n, text in enumerate(STORY * 4))
    assert texts(f"<main><h1>The pier, live</h1>{posts}</main>") == STORY * 4


def test_a_story_in_a_table_is_read() -> None:
    cells = f"<td><a href='/a'>Home</a><br><a href='/b'>Map</a></td><td>{PARAGRAPHS}</td>"
    assert texts(f"<table><tr>{cells}</tr></table>")[-3:] == STORY


def test_the_story_is_the_article_with_the_title_though_more_be_said_elsewhere() -> None:
    body = f"<article><h1>The pier</h1>{PARAGRAPHS}</article><div>{OTHER * 9}</div>"
    assert texts(body) == STORY
    assert "much of the page was left out: about 190 of 260 words" in read(body).checks


def test_nothing_is_said_of_what_is_no_running_text_or_is_the_readers() -> None:
    around = "<nav><p>Home and all the other pages of this site are to be found here by you.</p></nav>"
    body = f"{around}<article><h1>The pier</h1>{PARAGRAPHS}</article><div id=comments>{OTHER * 9}</div>"
    assert not [check for check in read(body).checks if "left out" in check]


def test_a_list_of_other_stories_is_left_out_and_one_of_people_or_sources_is_not() -> None:
    others = "".join(f"<li><h3><a href='/{n}'>Story {n}</a></h3><p>Of {n}.</p></li>" for n in range(4))
    people = "".join(f"<div><h3><a href='/{n}'>{n} Lee</a></h3><p>Of {n}.</p></div>" for n in ("Ann", "Bo", "Cy"))
    assert texts(f"<article><h1>The pier</h1>{PARAGRAPHS}<ul>{others}</ul></article>") == STORY
    assert len(texts(f"<article><h1>The pier</h1>{PARAGRAPHS}<div>{people}</div></article>")) == 6
    works = others.replace("'/", "'https://press.example.net/")
    assert len(texts(f"<article><h1>The pier</h1>{PARAGRAPHS}<ul>{works}</ul></article>")) == 7
    assert len(texts(f"<article><h1>The pier</h1>{PARAGRAPHS}<h2>Sources</h2><ul>{others}</ul></article>")) == 8


def test_around_the_story_what_leads_elsewhere_on_the_site_is_left_out_and_sources_stay() -> None:
    page = "<article><h1>The pier</h1><div><div>{}</div><div>{}</div></div></article>"
    own = "<a href='/a'>Ten piers of the north</a> <a href='https://example.org/b'>The lost weir</a>"
    head = "<link rel=canonical href='https://www.example.org/pier'>"
    assert texts(head + page.format(PARAGRAPHS, own)) == STORY
    assert len(texts(head + page.format(PARAGRAPHS, own.replace("/a'", "//else.example.net/a'")))) == 4


def test_behind_a_story_that_no_markup_marks_scraps_are_left_out_and_sentences_stay() -> None:
    body = f"<div>{PARAGRAPHS}</div><div>Print | Mail</div><div>Ann Lee took the photographs.</div>"
    assert texts(body) == [*STORY, "Ann Lee took the photographs."]


def test_of_several_large_headings_the_one_that_the_page_is_called_by_is_the_title() -> None:
    body = f"<article><h1>A slide</h1><h1>The pier</h1>{PARAGRAPHS}</article>"
    assert read(body).document.title == "The pier"


def test_readings_over_words_do_not_cut_them() -> None:
    closed = "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby>"
    unclosed = "<ruby><rb>漢<rt>kan<rb>字<rt>ji</ruby>"
    assert texts(f"<p>The word {closed} is read so.</p><p>And {unclosed} too.</p>") == [
        "The word 漢字 is read so.",
        "And 漢字 too.",
    ]


def test_a_page_whose_lines_are_mostly_short_is_to_be_checked() -> None:
    lines = "".join(f"<p>Setting {number} of all</p>" for number in range(30))
    (check,) = [each for each in read(f"<article>{PARAGRAPHS}{lines}</article>").checks if each.startswith("page")]
    assert check == "page uncertain: 30 of its 33 lines are so short that they may be menus"


def test_what_a_page_says_beside_its_turns_is_told() -> None:
    said = "".join(f"<cite>{who}:</cite><time>0:0{n}</time><p>It is high.</p>" for n, who in enumerate(("Ann", "Bo")))
    checks = read(f"<article><h1>The pier</h1><div>{PARAGRAPHS}</div><div>{said}</div></article>").checks
    assert "much of the page was left out: about 66 of 72 words" in checks
