"""The hits of a search beside the text of their document."""

from __future__ import annotations

from markupsafe import Markup

from corpus.locators import locate
from corpus.model import Passage
from search.results.highlight import fragment
from web.markup.text import NOTHING, beside, e, text_with_marks, trusted
from web.within import Within

MOST = 100  # that are listed
WIDTH = 80  # characters of each


def hits_here(within: Within) -> Markup:
    """The hits of the document that is read: where each is, who says it, what is marked in it."""
    if not within.hits:
        return NOTHING
    to, more = within.here, len(within.hits) - MOST
    listed = "".join(_listed(passage, within, to) for passage in within.hits[:MOST])
    rest = f'<li class="muted">and {e(f"{more:,}")} more</li>\n' if more > 0 else ""
    heard = beside(within.document, within.hits)
    told = f'<p class="from">{heard}</p>\n' if heard else ""
    return trusted(f"<h2>In this document, {e(f'{len(within.hits):,}')}</h2>\n{told}<ul>\n{listed}{rest}</ul>\n")


def _listed(passage: Passage, within: Within, to: str) -> str:
    text, spans, id = passage.text, within.marks[passage.id], e(passage.id)
    first, last = shown = fragment(text, spans, width=WIDTH)
    current = ' aria-current="true"' if passage.id == within.now else ""
    return (
        f'<li class="found"><a href="{e(to)}{id}#{id}"{current}><b>{e(locate(passage).brief)}</b> '
        f"{e(passage.speaker or '')}<span>{'… ' if first else ''}{text_with_marks(text, spans, shown)}"
        f"{' …' if last < len(text) else ''}</span></a></li>\n"
    )
