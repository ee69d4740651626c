"""What stands within a story and is none of it is left out, and what looks alike and is the story's own stays."""

from __future__ import annotations

import pytest

from corpus.model import Hints, Reading
from corpus.readers.html.page import read_html
from tests.unit.test_html_story import PARAGRAPHS, STORY

CANONICAL = "<link rel=canonical href='https://www.example.org/pier'>"
SHOWN = "<div>The pier in the year when the last of its oaks was felled for it.</div>"


def read(within: str) -> Reading:
    body = f"<article><h1>The pier</h1>{PARAGRAPHS}{within}<p>So it stands.</p></article>"
    return read_html(f"<html><head>{CANONICAL}</head><body>{body}</body></html>", Hints(name="x.html"))


def texts(within: str) -> list[str]:
    passages = [passage.text for passage in read(within).document.passages()]
    assert passages[:3] == STORY
    assert "So it stands." in passages
    return [text for text in passages[3:] if text != "So it stands."]


def headed(within: str) -> list[str]:
    return [section.heading for section in read(within).document.sections if section.heading]


@pytest.mark.parametrize(
    "within",
    [
        "<p>Advertisement</p>", "<div>Full Screen</div>", "<p><a href='#s'>Read more</a></p>",
        "<li>Skip to content</li>",
        "<a href='/weir'><img src='w.jpg'><div>Ten weirs of the north</div><time>May 3</time></a>",
        "<a href='https://www.example.org/weir'><figure><img src='w.jpg'></figure><h3>Ten weirs</h3></a>",
        "<p><a class='btn btn-wide' href='/join'>Join our club</a></p>",
        "<div class=related-wrap><b>More</b><p>The weir costs more than anybody in the town had thought.</p></div>",
        "<div class=author-box><p>Ann Lee writes of piers and weirs, and lives in a house by the sea.</p></div>",
        "<div style='height:0px; overflow:hidden'>From the desk of the harbour's own newspaper</div>",
    ],
)  # fmt: skip
def test_what_is_none_of_the_story_is_left_out(within: str) -> None:
    assert texts(within) == []


@pytest.mark.parametrize(
    "within",
    [
        "<p>Close</p>", "<ul><li>Print</li><li>Radio</li></ul>", "<div>4/5</div>", "<p>Read more books on it.</p>",
        "<a href='/people/ann'><img src='a.jpg'><h3>Ann Lee</h3><p>Historian of piers</p></a>",
        "<a href='/pier.jpg'><img src='p.jpg'><div>The pier in spring, seen from the sea</div></a>",
        "<a href='https://else.example.net/w'><img src='w.jpg'><div>Ten weirs of the north</div></a>",
        "<p><a class=button href='/transcript.pdf'>All that was said</a></p>",
        "<p>He called it <a class=button href='/weir'>a weir</a> at first.</p>",
        "<div class=social-embed><blockquote>The pier is to be opened again, and we are glad.</blockquote></div>",
    ],
)  # fmt: skip
def test_what_is_the_story_s_own_stays(within: str) -> None:
    assert texts(within) or headed(within)


def test_of_a_gallery_captions_stay_and_what_is_said_again_does_not() -> None:
    tools = "<div>1 of 24</div><div>Wait a second to go on</div><figcaption>Oaks.</figcaption>"
    assert texts(f"<div class=photo-gallery>{tools}{SHOWN}{SHOWN}</div>") == [
        "The pier in the year when the last of its oaks was felled for it.",
        "Oaks.",
    ]
    assert len(texts(SHOWN * 2)) == 2


def test_of_the_copies_of_a_graphic_for_other_screens_one_stays() -> None:
    copies = "".join(f"<div class=board data-min-width={width}><p>Oaks in {width}</p></div>" for width in (300, 600))
    assert texts(copies) == ["Oaks in 300"]


def test_the_date_above_the_story_is_no_text_and_one_within_is() -> None:
    time = "<time datetime=2024-05-03>May 3, 2024</time>"
    body = f"<article><h1>The pier</h1><div>{time}</div>{PARAGRAPHS}<p>{time}</p></article>"
    document = read_html(f"<html><body>{body}</body></html>", Hints(name="x.html")).document
    assert [passage.text for passage in document.passages()] == [*STORY, "May 3, 2024"]
    assert document.date
    assert document.date.iso == "2024-05-03"


def test_a_story_of_pictures_is_read_and_to_be_checked() -> None:
    pictures = "".join(
        f"<li><h3>{n}</h3><p>A picture of the pier as it stood {n} years ago.</p></li>" for n in range(30)
    )
    reading = read(f"<ul class='photo-gallery wide'>{pictures}</ul>")
    assert len([*reading.document.passages()]) == 34
    assert "page uncertain: about 330 of its words stand with pictures of a gallery" in reading.checks


def test_lists_between_parts_of_a_story_stay_where_links_are_many() -> None:
    menu = "".join(f"<td><a href='/{n}'>Harbour news of week {n}</a></td>" for n in range(9))
    links = "".join(f"<li><a href='https://piers.example.net/{n}'>Pier {n}</a></li>" for n in range(9))
    last = "<p>Of all of them it is this one that the town has kept, and whoever comes by sea is landed on it.</p>"
    more = f"<h2>Others</h2><ul>{links}</ul><h2>Its end</h2><ul>{links}</ul>{last}"
    body = f"<table><tr>{menu}</tr></table><div><h1>The pier</h1>{PARAGRAPHS}{more}</div>"
    document = read_html(f"<html><body>{body}</body></html>", Hints(name="x.html")).document
    assert [passage.text for passage in document.passages()].count("Pier 3") == 2


def test_lines_are_short_by_their_characters_where_no_blanks_stand() -> None:
    lines = "".join(f"<p>今日の世界昔話第{number}話</p>" for number in range(30))
    (check,) = [each for each in read(lines).checks if each.startswith("page")]
    assert check == "page uncertain: 31 of its 34 lines are so short that they may be menus"


def test_what_leads_elsewhere_by_its_name_is_not_told_and_text_is() -> None:
    links = (
        "<p><a href='/w'>Ten weirs that stand in the rivers of the north</a> And who it was that had them built.</p>"
    )
    text = "<p>The harbour's own foresters had felled it in the winter before the pier was begun by them.</p>"
    told = [any("left out" in check for check in read(f"<aside>{each * 3}</aside>").checks) for each in (links, text)]
    assert told == [False, True]
