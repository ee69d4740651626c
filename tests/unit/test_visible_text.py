"""What of a page is seen: blocks of text, as browsers search them."""

from __future__ import annotations

import pytest

from corpus.visible_text import seen


def blocks(body: str) -> tuple[str, ...]:
    return seen(f"<!doctype html><html><head><title>Cranes</title></head><body>{body}</body></html>").blocks


def test_navigation_and_all_else_that_is_shown_is_seen_in_its_order() -> None:
    body = "<header>Radio</header><nav><a href='/'>Home</a></nav><main><p>It broke.</p></main><footer>Ends.</footer>"
    assert blocks(body) == ("Radio", "Home", "It broke.", "Ends.")


@pytest.mark.parametrize(
    "markup",
    [
        "<script>it = 1</script>",
        "<style>p { color: red }</style>",
        "<noscript>Switch script on.</noscript>",
        "<template><p>Later.</p></template>",
        "<p hidden>Later.</p>",
        '<p style="color: red; DISPLAY : none">Later.</p>',
        '<div style="visibility:hidden"><p>Later.</p></div>',
        "<div inert>Later.</div>",
        "<dialog>Sure?</dialog>",
        "<select><option>One</option></select>",
        "<!-- a comment --><?a pi?>",
        "<video>No video.</video>",
    ],
)
def test_what_is_not_shown_is_not_seen(markup: str) -> None:
    assert blocks(f"<p>Before.</p>{markup}<p>Behind.</p>") == ("Before.", "Behind.")


def test_text_in_a_line_is_one_block_whatever_is_emphasised_in_it() -> None:
    body = (
        "<p>It <b>b<i>ro</i>ke</b>, <a href='/'>said<!-- who -->\n the\tmaster</a>,<wbr>&amp; <span> fell</span>.</p>"
    )
    assert blocks(body) == ("It broke, said the master,& fell.",)


def test_a_block_a_line_break_a_picture_and_a_field_end_a_block() -> None:
    assert blocks("<div>One<p>two</p>three<br>four<img alt=five>six<input>seven</div>") == (
        "One", "two", "three", "four", "six", "seven",
    )  # fmt: skip
    assert blocks("<table><tr><td>One</td><td>two</td></tr></table><ul><li>three</li><li>four</li></ul>") == (
        "One", "two", "three", "four",
    )  # fmt: skip
    assert blocks('One <span style="display:block">two</span><span style="display: inline">three</span>') == (
        "One", "two", "three",
    )  # fmt: skip


def test_blanks_are_folded_as_html_does_and_kept_where_they_are_as_written() -> None:
    assert blocks("<p> A \n B&nbsp; C </p>") == ("A B\xa0 C",)
    assert blocks("<pre>a b\nc  d</pre>e  f") == ("a b", "c", "d", "e f")
    assert blocks("<p>&nbsp;</p><p> </p>") == ()


def test_a_page_says_its_address() -> None:
    canonical = '<link rel="canonical" href="https://example.org/a">'
    other = '<meta property="og:url" content="https://example.org/b">'
    assert seen(f"<html><head>{other}{canonical}</head></html>").address == "https://example.org/a"
    assert seen(f"<html><head>{other}</head></html>").address == "https://example.org/b"
    assert seen('<html><head><link rel="canonical" href="javascript:a"></head></html>').address is None
    assert seen("<!-- -->") == ((), None)


def test_a_page_is_seen_however_deep_it_is_nested_and_however_it_is_declared() -> None:
    assert blocks("<div>" * 1_500 + "It broke.") == ("It broke.",)
    xhtml = '<?xml version="1.0" encoding="iso-8859-1"?>\n<!DOCTYPE html>\n<html><body><p>Zoë</p></body></html>'
    assert seen(xhtml).blocks == ("Zoë",)
