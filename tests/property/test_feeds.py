"""Whatever the bytes: a feed whose items are verbatim and can be read again alone, or one line that says why not."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from hypothesis import given, settings, strategies as st

from corpus.errors import ReadError
from corpus.model import Feed, Hints, Item
from corpus.readers import registry
from corpus.readers.feed.feed import read_feed
from corpus.text import verbatim
from tests.property.test_readers import check

OPENINGS = (
    "",
    "\n",
    '<?xml version="1.0" encoding="iso-8859-1"?>',
    "<!-- c -->",
    "<!DOCTYPE rss [<!ELEMENT rss ANY>]>",
    '<!DOCTYPE rss [<!ENTITY e "e">]>',
)
ROOTS = (
    ('<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Pilots</title>', "</rss>", "item"),
    ("<rss><channel>", "</channel></rss>", "item"),
    ('<feed xmlns="http://www.w3.org/2005/Atom"><title>Pilots</title>', "</feed>", "entry"),
    (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>',
        "</r:RDF>",
        "item",
    ),
)
PIECES = (
    "<item>",
    "</item>",
    "<item><title>Fog</title>",
    "<entry>",
    "</entry>",
    "<entry><title>Ice</title>",
    "<title>",
    "</title>",
    "<description>",
    "</description>",
    "<description>Ships sail.</description>",
    "<content:encoded>",
    "</content:encoded>",
    "<content type='xhtml'><div>a<br/>b</div></content>",
    "<content type='html'>&lt;p&gt;One&lt;p&gt;Two",
    "</content>",
    "<![CDATA[",
    "]]>",
    "<p>",
    "</p>",
    "<b>Background</b>",
    "&lt;h2&gt;Related Resources&lt;/h2&gt;",
    "&lt;li&gt;A B, “T,” P, May 2024.&lt;/li&gt;",
    "<itunes:duration>1:02</itunes:duration>",
    "<itunes:author>a@b.c (Ann Lee)</itunes:author>",
    "<pubDate>Fri, 09 Oct 20 04:30 GMT</pubDate>",
    "<guid>1</guid>",
    "<link>https://example.org/a</link>",
    "<link href='http://['/>",
    "<enclosure url='//[' type='audio/mpeg'/>",
    "<podcast:person role='guest'>Ben Low</podcast:person>",
    "<podcast:transcript url='a.vtt' xml:base='http://[x'/>",
    "<x:y z:a='1'/>",
    "<!--",
    "-->",
    "<?",
    "&nbsp;",
    "&e;",
    "&#0;",
    "&#xD800;",
    "&",
    "<",
    ">",
    "\x0b",
    "\x1f",
    "]]>",
    "\n\n",
    " ",
    "word ",
    "é",
    "e\u0301",
    "飛",
    "\ufeff",
    "<rss>",
    "</rss>",
    "</channel>",
)


@st.composite
def feeds(draw: st.DrawFn) -> bytes:
    opening = draw(st.sampled_from(OPENINGS))
    start, end, tag = draw(st.sampled_from(ROOTS))
    some = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
    items = st.tuples(st.sampled_from(["", "<title>Fog</title>"]), some).map(lambda i: f"<{tag}>{i[0]}{i[1]}</{tag}>")
    inside = "".join(draw(st.lists(items | items | some, max_size=5)))
    data = f"{opening}{start}{inside}{end}".encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-16"])))
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


def check_item(item: Item) -> None:
    for document in (item.reading.document, *item.reading.related):
        check(document)
    source = letters(unescape(unescape(unescape(item.data.decode()))))
    for passage in item.reading.document.passages():
        assert letters(passage.text) in source or letters(unescape(passage.text)) in source
    found = registry.read(item.data, Hints())
    assert isinstance(found, Feed)
    (again,) = found.items
    assert as_if_alone(again) == as_if_alone(item)


def as_if_alone(item: Item) -> Item:
    """An item without its guid, which the other items of its feed have a say in."""
    checks = tuple(check for check in item.reading.checks if not check.startswith("guid "))
    document = replace(item.reading.document, guid=None)
    return replace(item, reading=replace(item.reading, document=document, checks=checks))


def letters(text: str) -> str:
    """A text without what is markup in a feed, to find in it what was read from it."""
    text = re.sub(r"<!--.*?-->|<[!?/a-z][^<>]*>|<!\[CDATA\[|\]\]>", "", text, flags=re.DOTALL)
    return re.sub(r"[\W\x00-\x1f]", "", verbatim(text))


@settings(max_examples=600, deadline=None)
@given(data=feeds() | st.binary(max_size=100).map(lambda data: b"<rss><channel>" + data))
def test_any_feed_is_read_item_by_item_or_refused_in_one_line(data: bytes) -> None:
    try:
        feed = registry.read(data, Hints(name="feed.xml"))
    except ReadError as error:
        refused = str(error)
    else:
        for item in feed.items if isinstance(feed, Feed) else ():
            check_item(item)
        return
    assert len(refused.splitlines()) == 1


@settings(max_examples=300, deadline=None)
@given(data=feeds() | st.binary(max_size=100))
def test_the_reader_by_itself_gives_a_feed_or_its_own_error(data: bytes) -> None:
    try:
        feed = read_feed(data, Hints())
    except ReadError:
        return
    assert all(len(problem.splitlines()) == 1 for problem in feed.problems)
