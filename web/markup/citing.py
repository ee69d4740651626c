"""The panel by which words are cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from corpus.citation import TEXT_STYLES, Citation
from corpus.citation.anchors import WhyNot
from corpus.citation.item import Run
from corpus.text import plural
from search.links import encoded
from web.markup.text import e, trusted
from web.presentation import EXPORTS, FIRST_STYLES, Panel

_BESIDE = ' target="_blank"'
_CURRENT = ' aria-current="true"'
_OPENS: dict[WhyNot | None, tuple[str, str]] = {  # what is said of the link to the source, in it and behind it
    None: ("opens at these words", ""),
    "not sought": ("opens at these words", ", if a link can"),
    "no page stored": ("the source", "; the page itself is not stored, so no link can open at these words"),
    "not found": ("the source", "; its page, as stored, does not have these words where a link could open them"),
    "not unique": ("the source", "; its page has the same in several places, and no link tells them apart"),
    "no time": ("the source", "; when these words are said is not known"),
}


def cite_panel(
    shown: Panel, here: str, anchor: str, became: str, *, choose: str = "", whole: str = "", leaves: bool = True
) -> Markup:
    """What words are cited by. `here` is the page that shows them, `became` what is known of them at their source
    since; `choose` is the page where other words can be chosen, and `whole` this one with the whole of their passages.
    Of a page that cannot be asked for again nothing `leaves`: other pages are opened beside it.
    """
    opens = "" if leaves else _BESIDE
    begins = f"{here}{'&' if '?' in here else '?'}style="
    citation, path, query = shown.citation, e(shown.path), e(shown.query)

    used = () if shown.style in FIRST_STYLES else (shown.style,)
    styles = "".join(_style(id, begins, anchor, shown.style, leaves) for id in (*FIRST_STYLES, *used))
    if leaves and here.startswith(f"{shown.path}?"):
        others = "".join(
            _style(id, begins, anchor, shown.style, leaves) for id in TEXT_STYLES if id not in FIRST_STYLES
        )
        styles += f'<li><details id="styles"><summary>More…</summary><ul class="styles">{others}</ul></details></li>\n'
    else:
        styles += f'<li><a href="{path}?{query}#styles"{opens}>More…</a></li>\n'
    exports = "".join(f'<a href="{path}/cite/{e(id)}?{query}"{opens}>{e(name)}</a>\n' for id, name in EXPORTS.items())
    collect = e(encoded([("c", shown.clip)]))
    exports += f'<a href="/clippings/collect?{collect}"{opens}>Collect</a>\n'
    here_only = "" if citation.permalink else '<span class="muted"> works on this computer only</span>'
    source = ""
    if citation.source_url:
        link, more = _OPENS[citation.why_not]
        to = f"{path}/source?{query}" if citation.why_not == "not sought" else e(citation.source_url)
        source = f'<dt>At the source</dt><dd><a href="{to}" rel="noreferrer"{opens}>{e(link)}</a>{e(more)}</dd>\n'
    return trusted(
        f'<ul class="styles" aria-label="Citation style">\n{styles}</ul>\n<p class="entry">{_run(citation.runs)}</p>\n'
        '<div class="row scripted" hidden>\n'
        f'<button type="button" class="btn go" data-copy="{e(citation.text)}">Copy citation</button>\n'
        f'<button type="button" class="btn" data-copy="{e(shown.copied)}" data-note="{e(shown.note)}">Copy quote'
        f'</button>\n</div>\n<div class="row small">\n{exports}</div>\n'
        f"<dl>\n{_chosen(shown, choose, whole)}"
        f'<dt>Link</dt><dd><a href="{path}?{query}"{opens}>{e(shown.permalink)}</a>{here_only}</dd>\n{source}'
        f"<dt>Stored</dt><dd>{e(shown.stored)}; {e(became)}</dd>\n"
        f'<dt>Evidence</dt><dd><a href="{path}/evidence?{query}"{opens}>one file to keep or send</a>, or'
        f' <a href="{path}/evidence?{query}&amp;original=yes"{opens}>with the original</a></dd>\n</dl>\n'
    )


def _style(id: str, begins: str, ends: str, current: str, leaves: bool) -> str:
    """A style to choose, by what its address begins and ends with."""
    opens = "" if leaves else _BESIDE
    is_current = _CURRENT if id == current else ""
    return f'<li><a href="{e(begins)}{e(id)}{e(ends)}"{is_current}{opens}>{e(TEXT_STYLES[id])}</a></li>\n'


def _run(runs: Sequence[Run]) -> str:
    return "".join(f"<i>{e(text)}</i>" if italic else e(text) for text, italic in runs)


def _chosen(shown: Panel, choose: str, whole: str) -> str:
    """Which words these are, who says them where there are several, and where to choose others."""
    quotation, told = shown.quotation, "whole passage"
    if not quotation.is_whole:
        told = f"{plural(len(quotation.words_alone.split()), 'word')}, {quotation.brief}"
    elif quotation.is_of_several:
        told = plural(len(quotation.turns), "whole passage")
    other = f' · <a href="{e(choose)}">choose words</a>' if choose else ""
    if whole and not quotation.is_whole:
        other += f'<br><a href="{e(whole)}">the whole of {"these passages" if quotation.is_of_several else "it"}</a>'
    said = ""
    if quotation.is_of_several and quotation.speakers:
        said = f"<dt>Said by</dt><dd>{e(', then '.join(turn.speaks for turn in quotation.turns if turn.speaks))}</dd>\n"
    return f"<dt>Words</dt><dd>{e(told)}{other}</dd>\n{said}"


def cite_section(shown: Panel, here: str, anchor: str, became: str, *, form: Markup, whole: str) -> Markup:
    """The citation panel below words of a document, with a heading of its own, and the `form` that chooses others."""
    quotation = shown.quotation
    heading = f"Cite {'this passage' if quotation.is_whole and not quotation.is_of_several else 'these words'}"
    return trusted(
        f'<section class="cite" aria-labelledby="cite"><h2 id="cite">{heading}</h2>'
        f"{cite_panel(shown, here, anchor, became, whole=whole)}{form}{as_quoted(quotation.words)}</section>"
    )


def choosing(said: Iterable[tuple[str, str]], id: str, begins: str, ends: str, error: str) -> Markup:
    """What chooses other words than those that are cited, by how they begin and end, from a passage on; `said` is what
    the address of the page says besides, `error` why the last ones could not be."""
    hidden = "".join(
        f'<input type="hidden" name="{e(name)}" value="{e(value)}">' for name, value in (*said, ("cite", id))
    )
    told = f'<p class="note" role="alert">{e(error)}.</p>\n' if error else ""
    return trusted(
        f'<details class="folded small"{" open" if error else ""}><summary>Choose the words</summary>\n{told}'
        f'<form class="filter" action="#{e(id)}">{hidden}'
        f'<label>From the words<input name="begins" value="{e(begins)}" autocomplete="off"></label>'
        f'<label>To the words<input name="ends" value="{e(ends)}" autocomplete="off"></label>'
        '<button class="btn">Set</button></form>\n<p class="muted">Or by “from here” and “to here” in the margin.'
        '<span class="scripted" hidden> Or select them in the text.</span></p></details>\n'
    )


def as_quoted(words: str) -> Markup:
    """Where words of a quotation are left out, or put in, before it is copied; what is cited stays as it is."""
    return trusted(
        '<details class="folded small scripted" hidden><summary>Leave words out, or add some</summary>\n'
        f'<label>As quoted<textarea rows="5" spellcheck="false">{e(words)}</textarea></label>\n'
        '<div class="row"><button type="button" class="btn" data-quote="omit">Leave out …</button>'
        '<button type="button" class="btn" data-quote="add">Add [a word]</button>'
        '<button type="button" class="btn" data-quote="whole">As it was said</button></div>\n'
        '<p class="muted">Select words first. “Copy quote” takes this; link and citation stay those of the words above.'
        "</p></details>\n"
    )


def embedded(citation: Citation, link: str) -> Markup:
    """A quotation and its citation for a page of others, which has the look of that."""
    words = "".join(f"<p>{e(line)}</p>" for line in citation.quote.split("\n"))
    at = e(link)
    return trusted(
        f'<blockquote cite="{at}">{words}</blockquote>\n<p>— {_run(citation.runs)} <a href="{at}">The passage</a></p>'
    )
