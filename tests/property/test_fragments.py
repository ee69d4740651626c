"""For any page and any words of it, the directive that is made matches exactly these first, or there is none; as brute
force judges, which follows the specification."""

from __future__ import annotations

import os
from html import escape
from itertools import accumulate

from hypothesis import event, given, settings, strategies as st

from corpus.fragments import Page, folded
from corpus.visible_text import seen
from tests import text_directives

many = settings(max_examples=300 * int(os.environ.get("CITECAST_FUZZ", "1")), deadline=None)

# Few words, so that most stand in many places, also within others and with other letters that count as the same.
WORDS = (
    "so", "So", "it", "its", "it's", "broke", "bröke", "bro\u0308ke", "BROKE", "well-known", "known", "3,500", "500",
    "Straße", "strasse", "“so”", '"so"', "no.", "no?", "(no)", "—", "坏了。", "坏", "a&b", "<so>",
)  # fmt: skip
lines = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(lambda found: escape(" ".join(found)))
inline = st.one_of(
    lines,
    lines.map(lambda line: f"<b>{line}</b>"),
    lines.map(lambda line: f"<a href='/'> {line} </a>"),
    lines.map(lambda line: f"{line}<br>"),
    lines.map(lambda line: f"<span hidden>{line}</span>"),
    lines.map(lambda line: f"<script>{line}</script>"),
)
blocks = (
    st.lists(inline, min_size=1, max_size=3)
    .map(" ".join)
    .flatmap(
        lambda line: st.sampled_from([f"<p>{line}</p>", f"<div>{line}<p>{line}</p></div>", f"<li>{line}</li>", line])
    )
)
pages = st.lists(blocks, min_size=1, max_size=8).map(lambda body: f"<!doctype html><body>{' '.join(body)}</body>")


@many
@given(pages, st.data())
def test_a_directive_matches_exactly_the_words_first_or_there_is_none(markup: str, data: st.DataObject) -> None:
    page, shown = Page(seen(markup).blocks), text_directives.shown(markup)
    assert folded(shown.text) == page.text, "what is seen is what is shown"
    if not page.text:
        return
    begin = data.draw(st.integers(0, len(page.text) - 1), "begin")
    end = data.draw(st.integers(begin + 1, len(page.text)), "end")
    directive = page.directive(begin, end)
    event("none" if directive is None else "a directive")
    if directive is not None:
        match = text_directives.first(shown, f"#:~:{directive}")
        places = [0, *accumulate(len(folded(char)) for char in shown.text)]
        assert match is not None, directive
        assert (places[match[0]], places[match[1]]) == (begin, end), directive


@many
@given(st.text(), st.text())
def test_the_parts_of_a_text_fold_to_the_parts_of_what_it_folds_to(one: str, other: str) -> None:
    assert folded(one + other) == folded(one) + folded(other)
