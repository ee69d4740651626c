"""The panel by which a passage is cited."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from corpus.citation import TEXT_STYLES
from web.markup.text import e, trusted
from web.presentation import EXPORTS, FIRST_STYLES, Panel

_CURRENT = ' aria-current="true"'


def cite_panel(shown: Panel, here: str, anchor: str, changed: str = "") -> Markup:
    """What a passage is cited by. `here` is the page that shows it, `changed` what became of its words since."""
    citation, path, query, quotation = shown.citation, e(shown.path), e(shown.query), e(shown.quotation)
    first = FIRST_STYLES if shown.style in FIRST_STYLES else (*FIRST_STYLES, shown.style)
    more = trusted(f'<li><a href="{path}?{query}#styles">More…</a></li>\n')
    if here.startswith(f"{shown.path}?"):
        others = _styles([id for id in TEXT_STYLES if id not in FIRST_STYLES], shown, here, anchor)
        more = trusted(
            f'<li><details id="styles"><summary>More…</summary><ul class="styles">{others}</ul></details></li>\n'
        )
    entry = "".join(f"<i>{e(text)}</i>" if italic else e(text) for text, italic in citation.runs)
    exports = "".join(f'<a href="{path}/cite/{e(id)}?{query}">{e(name)}</a>\n' for id, name in EXPORTS.items())
    here_only = "" if citation.permalink else '<span class="muted"> works on this computer only</span>'
    source = ""
    if citation.source_url:
        link = f'<a href="{e(citation.source_url)}" rel="noreferrer">opens at these words</a>'
        source = f"<dt>At the source</dt><dd>{link}</dd>\n"
    return trusted(
        f'<ul class="styles" aria-label="Citation style">\n{_styles(first, shown, here, anchor)}{more}</ul>\n'
        f'<p class="entry">{entry}</p>\n'
        '<div class="row scripted" hidden>\n'
        f'<button type="button" class="btn go" data-copy="{e(citation.text)}">Copy citation</button>\n'
        f'<button type="button" class="btn" data-copy="{quotation}">Copy quote</button>\n</div>\n'
        f'<div class="row small">\n{exports}</div>\n'
        f'<dl>\n<dt>Link</dt><dd><a href="{path}?{query}">{e(shown.permalink)}</a>{here_only}</dd>\n{source}'
        f"<dt>Stored</dt><dd>{e(shown.stored)}{e(changed or '; the source was not looked at since')}</dd>\n</dl>\n"
    )


def _styles(ids: Sequence[str], shown: Panel, here: str, anchor: str) -> Markup:
    """Links to the citation in some styles."""
    styled, end = e(f"{here}{'&' if '?' in here else '?'}style="), e(anchor)
    return trusted(
        "".join(
            f'<li><a href="{styled}{e(id)}{end}"{_CURRENT if id == shown.style else ""}>{e(TEXT_STYLES[id])}</a></li>\n'
            for id in ids
        )
    )


def cite_section(shown: Panel, here: str, anchor: str) -> Markup:
    """The citation panel below a passage of a document, with a heading of its own."""
    return trusted(
        '<section class="cite" aria-labelledby="cite"><h2 id="cite">Cite this passage</h2>'
        f"{cite_panel(shown, here, anchor)}</section>"
    )
