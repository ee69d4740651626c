"""Faulty and hostile feeds: what is readable is read and the rest is said, or one line says why not."""

from __future__ import annotations

import tracemalloc

import pytest

from corpus.errors import ReadError
from corpus.model import Document, Feed, Hints
from corpus.readers.feed.feed import read_feed
from corpus.readers.feed.xml import take_apart
from tests.unit.test_feed import passages, rss

SECRET = "root:x:0"


def read(data: str | bytes) -> Feed:
    return read_feed(data if isinstance(data, bytes) else data.encode(), Hints())


def only(data: str | bytes) -> Document:
    feed = read(data)
    assert feed.problems == ()
    (item,) = feed.items
    assert read_feed(item.data, Hints()).items == (item,)
    return item.reading.document


def described(text: str) -> list[str]:
    return passages(only(rss(f"<title>Fog</title><description>{text}</description>")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zo&eacute;&nbsp;&mdash; sails &copy; by&#32;day", "Zoé — sails © by day"),
        ("Q & A, R&D; x < y, a <b>&amp;</b> ]]> b", "Q & A, R&D; x < y, a & ]]> b"),
        ("sails\x08 in\x1f the&#2; fog&#x110000;&#xD800;&#99999999999;", "sails in the fog"),
        ("<p>It sails<br>home & <b>dry</p>", "It sails home & dry"),
        ("<![CDATA[<p>A & B<br></description>]]> &nbsp;<br>", "A & B"),
    ],
    ids=[
        "HTML's entities",
        "bare ampersands and brackets",
        "control characters",
        "HTML not escaped",
        "half of it CDATA",
    ],
)
def test_a_fault_that_can_be_mended_in_one_way_is_mended(text: str, expected: str) -> None:
    assert described(text) == [expected]


def test_the_end_of_a_line_in_a_word_processor_ends_a_line() -> None:
    assert described("Fog.\x0bIce.\x0cSea.") == ["Fog.", "Ice.", "Sea."]


def test_blank_lines_before_the_declaration_are_passed_over() -> None:
    assert only("\n \n" + rss("<title>Fog</title>")).title == "Fog"


def test_a_channel_without_its_end_is_read() -> None:
    assert only(rss("<title>Fog</title>").replace("</channel>", "")).show == "Pilots"


def test_a_channel_may_say_what_it_is_after_its_items() -> None:
    text = rss("<title>Fog</title>", channel="").replace("</channel>", "<title>Pilots</title></channel>")
    assert only(text).show == "Pilots"


def test_what_stands_after_the_end_is_passed_over() -> None:
    assert only(rss("<title>Fog</title>") + "<br /><b>Warning</b>: cache & co.").title == "Fog"


def test_a_prefix_that_is_not_declared_has_its_usual_meaning() -> None:
    item = "<title>Fog</title><itunes:duration>5</itunes:duration><x:y z:a='1'>b</x:y>"
    found = only(f"<rss><channel><title>Pilots</title><item>{item}</item></channel></rss>")
    assert found.duration_ms == 5000


def test_a_doctype_without_entities_is_allowed_and_nothing_of_it_is_fetched() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd" [<!ELEMENT rss ANY>]>'
    text = rss("<title>Caf&eacute;</title>").replace("<rss", doctype + "<rss", 1)
    assert only(text).title == "Café"


def test_a_declaration_of_an_encoding_is_not_believed_where_the_bytes_are_utf_8() -> None:
    declared = '<?xml version="1.0" encoding="iso-8859-1"?>'
    text = rss("<title>Zoé</title>").replace('<?xml version="1.0"?>', declared)
    assert only(text).title == "Zoé"
    assert only(text.encode("iso-8859-1")).title == "Zoé"


def test_an_encoding_that_is_guessed_is_said() -> None:
    declared = '<?xml version="1.0" encoding="utf-8"?>'
    feed = read(rss("<title>Zoé’s</title>").replace('<?xml version="1.0"?>', declared).encode("cp1252"))
    assert feed.items[0].reading.document.title == "Zoé’s"
    assert feed.items[0].reading.checks[-1] == "letters not sure: read as cp1252; see whether “Zoé” is right"
    assert feed.problems == ()


WHOLE = rss("<title>Fog</title>", "<title>Ice</title><description>Zoé sails.</description>", "<title>Sea</title>")


@pytest.mark.parametrize(
    "cut", [rf"{mark}" for mark in ("<title>Sea", "Sea</title>", "</item></channel>", "\n<item><title>S")]
)
def test_of_a_feed_cut_short_the_whole_items_are_read(cut: str) -> None:
    feed = read(WHOLE[: WHOLE.index(cut) + 1])
    assert [item.reading.document.title for item in feed.items] == ["Fog", "Ice"]
    assert feed.problems == ("is cut short after item 2: what follows was left out",)
    assert all(read_feed(item.data, Hints()).items == (item,) for item in feed.items)


def test_a_feed_may_be_cut_in_the_middle_of_a_character() -> None:
    data = WHOLE.encode()
    feed = read(data[: data.index("é".encode()) + 1])
    assert [item.reading.document.title for item in feed.items] == ["Fog"]
    assert feed.problems == ("is cut short after item 1: what follows was left out",)


def test_a_feed_that_lacks_only_its_end_has_all_its_items() -> None:
    assert len(read(WHOLE[: WHOLE.index("</channel>")]).items) == 3


@pytest.mark.parametrize("at", ["<item>", "</title></item>", "<channel>"])
def test_a_feed_cut_in_its_first_item_is_refused(at: str) -> None:
    with pytest.raises(ReadError, match="cut short before its first item ends"):
        read(WHOLE[: WHOLE.index(at)])


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("<title>Ice</titel>", "is not well-formed XML (mismatched tag)"),
        ("<title>Ice</title><a b='1' b='2'/>", "is not well-formed XML (duplicate attribute)"),
        (
            "<title>Ice</title><description>" + "<b>" * 2_000 + "x" + "</b>" * 2_000 + "</description>",
            "nested too deep",
        ),
    ],
)
def test_an_item_that_cannot_be_read_is_left_out_and_the_others_are_in(item: str, why: str) -> None:
    feed = read(rss("<title>Fog</title>", item, "<title>Sea</title>"))
    assert [item.reading.document.title for item in feed.items] == ["Fog", "Sea"]
    (problem,) = feed.problems
    assert problem.startswith("item 2 ")
    assert why in problem


def test_an_item_without_its_end_spoils_no_other() -> None:
    feed = read(
        rss("<title>Fog</title>", "<title>Ice</title>", "<title>Sea</title>").replace(
            "Ice</title></item>", "Ice</title>"
        )
    )
    assert [item.reading.document.title for item in feed.items] == ["Fog", "Sea"]
    assert feed.problems == ("item 2 is not well-formed XML (mismatched tag), and was left out",)


def test_an_item_that_is_empty_is_left_out() -> None:
    feed = read(WHOLE.replace("<item><title>Fog</title></item>", "<item/>"))
    assert [item.reading.document.title for item in feed.items] == ["Ice", "Sea"]
    assert feed.problems == ()


def test_a_feed_may_be_an_empty_element() -> None:
    assert read("<rss/>") == Feed(title="")


def test_an_item_in_text_is_no_item() -> None:
    assert described("<![CDATA[</item><item>x]]><!-- </item> -->") == ["</item><item>x"]


def test_a_feed_of_which_nothing_can_be_read_is_refused() -> None:
    with pytest.raises(ReadError, match=r"no item can be read: item 1 is not well-formed XML \(mismatched tag\)"):
        read(rss("<title>Fog</titel>"))
    with pytest.raises(ReadError, match=r"channel is not well-formed XML"):
        read(rss("<title>Fog</title>", channel="<title>Pilots</titel>"))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "billion laughs": f'<!ENTITY l0 "lol">{LAUGHS}',
    "quadratic blowup": f'<!ENTITY l9 "{"x" * 100_000}">',
    "external entity": '<!ENTITY l9 SYSTEM "file:///etc/passwd">',
    "parameter entity": '<!ENTITY % l9 SYSTEM "file:///etc/passwd"> %l9;',
    "in a comment's shadow": '<!-- ]> --><!ENTITY l9 SYSTEM "file:///etc/passwd">',
    "after a bracket": '<!ATTLIST rss a CDATA "]>"><!ENTITY l9 SYSTEM "file:///etc/passwd">',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declared", BOMBS.values(), ids=BOMBS)
def test_entities_of_its_own_are_refused_and_none_is_resolved(declared: str, encoding: str) -> None:
    doctype = f"<!DOCTYPE rss [{declared}]>"
    text = rss(f"<title>Fog</title><description>{'&l9;' * 1_000}</description>").replace("<rss", doctype + "<rss", 1)
    tracemalloc.start()
    with pytest.raises(ReadError, match=r"entities|not a feed") as raised:
        read(text.encode(encoding))
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 20 * 2**20
    assert len(str(raised.value).splitlines()) == 1
    assert SECRET not in str(raised.value)


def test_an_entity_that_is_declared_where_it_cannot_be_is_not_resolved() -> None:
    item = '<title>Fog</title><!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]><description>&e;</description>'
    with pytest.raises(ReadError, match="not well-formed"):
        read(rss(item))


@pytest.mark.parametrize("piece", ["<description>", "<description><![CDATA[", "<!--", "&", "<a:b>"])
def test_what_has_no_end_a_hundred_thousand_times_is_refused(piece: str) -> None:
    with pytest.raises(ReadError, match=r"not well-formed|cut short"):
        read(rss(f"<title>Fog</title>{piece * 100_000}</titel>"))


def test_a_hundred_thousand_items_are_told_apart() -> None:
    items = [f"<item><title>Talk {n}</title><guid>{n}</guid></item>" for n in range(100_000)]
    parts = take_apart(f"<rss><channel>{''.join(items)}</channel></rss>")
    assert parts.items == tuple(items)
    assert (parts.head, parts.tail) == ("<rss><channel>", "</channel></rss>")


def test_thousands_of_items_are_read() -> None:
    feed = read(rss(*(f"<title>Talk {n}</title><guid>{n}</guid>" for n in range(5_000))))
    assert [item.reading.document.title for item in feed.items] == [f"Talk {n}" for n in range(5_000)]
