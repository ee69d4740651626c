"""The panel by which a passage is cited."""

from __future__ import annotations

from markupsafe import Markup

from corpus.citation.anchors import WhyNot
from web.markup.text import e, trusted
from web.presentation import EXPORTS, TEXT_STYLES, Panel

_CURRENT = ' aria-current="true"'
_OPENS: dict[WhyNot | None, tuple[str, str]] = {  # what is said of the link to the source, in it and behind it
    None: ("opens at these words", ""),
    "not sought": ("opens at these words", ", if a link can"),
    "no page stored": ("the source", "; the page itself is not stored, so no link can open at these words"),
    "not found": ("the source", "; its page, as stored, does not have these words where a link could open them"),
    "not unique": ("the source", "; its page has the same in several places, and no link tells them apart"),
    "no time": ("the source", "; when these words are said is not known"),
}


def cite_panel(shown: Panel, here: str, anchor: str, changed: str = "") -> Markup:
    """What a passage is cited by. `here` is the page that shows it, `changed` what became of its words since."""
    styled, end = e(f"{here}{'&' if '?' in here else '?'}style="), e(anchor)
    citation, path, query, quotation = shown.citation, e(shown.path), e(shown.query), e(shown.quotation)
    styles = "".join(
        f'<li><a href="{styled}{e(id)}{end}"{_CURRENT if id == shown.style else ""}>{e(name)}</a></li>\n'
        for id, name in TEXT_STYLES.items()
    )
    entry = "".join(f"<i>{e(text)}</i>" if italic else e(text) for text, italic in citation.runs)
    exports = "".join(f'<a href="{path}/cite/{e(id)}?{query}">{e(name)}</a>\n' for id, name in EXPORTS.items())
    here_only = "" if citation.permalink else '<span class="muted"> works on this computer only</span>'
    source = ""
    if citation.source_url:
        link, more = _OPENS[citation.why_not]
        to = f"{path}/source?{query}" if citation.why_not == "not sought" else e(citation.source_url)
        source = f'<dt>At the source</dt><dd><a href="{to}" rel="noreferrer">{e(link)}</a>{e(more)}</dd>\n'
    return trusted(
        f'<ul class="styles" aria-label="Citation style">\n{styles}</ul>\n<p class="entry">{entry}</p>\n'
        '<div class="row scripted" hidden>\n'
        f'<button type="button" class="btn go" data-copy="{e(citation.text)}">Copy citation</button>\n'
        f'<button type="button" class="btn" data-copy="{quotation}">Copy quote</button>\n</div>\n'
        f'<div class="row small">\n{exports}</div>\n'
        f'<dl>\n<dt>Link</dt><dd><a href="{path}?{query}">{e(shown.permalink)}</a>{here_only}</dd>\n{source}'
        f"<dt>Stored</dt><dd>{e(shown.stored)}{e(changed or '; the source was not looked at since')}</dd>\n</dl>\n"
    )


def cite_section(shown: Panel, here: str, anchor: str) -> Markup:
    """The citation panel below a passage of a document, with a heading of its own."""
    return trusted(
        '<section class="cite" aria-labelledby="cite"><h2 id="cite">Cite this passage</h2>'
        f"{cite_panel(shown, here, anchor)}</section>"
    )
