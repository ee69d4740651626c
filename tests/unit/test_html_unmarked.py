"""Which part of a page that marks no article is read: its story, and not the lists of other stories around it."""

from __future__ import annotations

import subprocess
import sys

from corpus.model import Hints, Reading
from corpus.readers.html.page import read_html

STORY = [
    f"In the {year} year of the harbour the council had its oldest pier taken down, and sold the oak of it by the cord."
    for year in ("first", "second", "third", "fourth")
]
LINKS = "".join(f"<li><a href='https://x{n}.org/'>Story number {n}</a>, told by one who saw it</li>" for n in range(15))
MENU = f"<div class=side><ul>{LINKS}</ul></div>"


def read(body: str) -> Reading:
    return read_html(f"<html><head><title>The pier</title></head><body>{body}</body></html>", Hints(name="x.html"))


def texts(body: str) -> list[str]:
    return [passage.text for passage in read(body).document.passages()]


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def test_lists_of_links_around_a_story_are_left_out_and_said() -> None:
    reading = read(f"{MENU}<div><div class=text>{paragraphs(*STORY)}</div></div>{MENU}")
    assert [passage.text for passage in reading.document.passages()] == STORY
    assert any(check.startswith("much of the page was left out") for check in reading.checks)


def test_a_text_that_the_story_has_too_is_left_out_where_it_stands_in_a_list() -> None:
    again = f"<div class=side><ul>{LINKS}<li><a href='https://x.org/d'>Destroyed</a></li></ul><p>Destroyed</p></div>"
    assert texts(f"{again}<div>{paragraphs(*STORY, 'Destroyed')}</div>{again}") == [*STORY, "Destroyed"]


def test_a_story_in_several_parts_is_read_whole_and_in_order() -> None:
    parts = "".join(f"<div class=step><div>{paragraphs(line)}</div></div>" for line in STORY)
    assert texts(f"{MENU}<div>{parts}</div>{MENU}") == STORY


def test_a_page_of_many_short_stories_is_read_whole() -> None:
    stories = "".join(
        f"<div><p><a href='https://x.org/{n}'>Story with a long name {n}</a></p><p>{line}</p></div>"
        for n, line in enumerate(STORY * 3)
    )
    read_ = texts(f"<div>{MENU}</div>{stories}")
    assert [text for text in read_ if text in STORY] == STORY * 3


def test_sources_and_captions_beside_a_story_are_read() -> None:
    body = f"<figure><img src=x><figcaption>The oak pier</figcaption></figure><div>{paragraphs(*STORY)}</div>{MENU}"
    read_ = texts(
        f"{body}<div><h2>References</h2><ul><li><a href='https://y.org/a'>A history of piers</a></li></ul></div>"
    )
    assert {"The oak pier", "A history of piers", *STORY} == {*read_}


def test_a_heading_that_opens_nothing_of_the_story_is_left_out() -> None:
    body = f"<h3>Our ports</h3>{MENU}<div>{MENU}</div><div>{paragraphs(*STORY)}</div><h3>Elsewhere</h3>{MENU}"
    assert "Elsewhere" not in [section.heading for section in read(body).document.sections]


def test_reading_a_page_that_marks_nothing_loads_no_extractor() -> None:
    page = f"{MENU}<div>{paragraphs(*STORY)}</div>"
    program = (
        "import sys; from corpus.model import Hints; from corpus.readers.html.page import read_html\n"
        f"read_html({page!r}, Hints(name='x.html')); print(sorted({{'trafilatura', 'babel'}} & {{*sys.modules}}))"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"
