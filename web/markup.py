"""What is on a page by the hundred, as markup: a template would take ten times as long for it.

Every value goes through `escape`, which is called `e` here, before it stands in a string.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from flask import Flask
from markupsafe import Markup

from corpus.locators import locate
from corpus.model import Document, Passage, Section
from corpus.text import plural
from search.results import highlight
from search.results.left import appeared, gone, vanished
from search.results.values import Hit, Span
from web.presentation import EXPORTS, TEXT_STYLES, Group, Panel, Panels, label

NOTHING = Markup()
e = lru_cache(maxsize=4096)(escape)  # a page has most of its values several times
_CURRENT = ' aria-current="true"'


def teach(app: Flask) -> None:
    """Let the templates call what is here."""
    app.jinja_env.globals.update(marked=marked, facts=facts, hits=hits, cite_panel=cite_panel)


def _safe(text: str) -> Markup:
    return Markup(text)  # noqa: S704  # of which every value went through `escape`


def marked(text: str, spans: Sequence[Span], within: Span | None = None) -> Markup:
    """The text, or the part of it that is `within`, with its marks."""
    return _safe(_marked(text, spans, within))


def _marked(text: str, spans: Sequence[Span], within: Span | None = None) -> str:
    if not spans:
        return e(text[slice(*within)] if within else text)
    pieces = highlight.pieces(text, spans, within or (0, len(text)))
    return "".join(f"<mark>{e(words)}</mark>" if is_marked else e(words) for words, is_marked in pieces)


def speaker(passage: Passage) -> str:
    """The label as printed, and the person it names, where it does not say so itself."""
    person = passage.person if passage.person != passage.speaker else None
    return e(passage.speaker or "") + (f"<span>{e(person)}</span>" if person else "")


def facts(document: Document) -> Markup:
    """A line of what a document is: of which show, from when, of what type."""
    of = document.show or document.publisher
    stub = ", known from a reference only" if document.stub else ""
    date = f"<span>{e(document.date.written)}</span>\n" if document.date else ""
    return _safe(f"{f'<span>{e(of)}</span>' if of else ''}\n{date}<span>{e(document.type)}{stub}</span>\n")


class Opening(NamedTuple):
    """The pages with something of one hit open, but for its id: its citation, and why it is a result where that can be
    told; and the id of the hit whose citation is open."""

    citing: str
    asking: str
    cited: str | None


def hits(groups: Iterable[Group], citing: str, cited: str | None, asking: str = "") -> Markup:
    """Hits by document; `citing` is the page with the citation of one open, but for its id, `cited` the id of the one
    that is open, `asking` the page that says why one is a result."""
    panels, opening = Panels(), Opening(citing, asking, cited)
    return _safe("".join(_group(group, panels, opening) for group in groups))


def _group(group: Group, panels: Panels, opening: Opening) -> str:
    first = _hit(group.hits[0], panels, opening)
    others = "".join(_lacking(hit) + _hit(hit, panels, opening) for hit in group.hits[1:])
    more = ""
    if others:
        is_open = any(hit.why or hit.place.passage.id == opening.cited for hit in group.hits[1:])
        says = e(f"{plural(len(group.hits) - 1, 'more passage')} here")
        more = f'<details class="more"{" open" if is_open else ""}><summary>{says}</summary>\n{others}</details>\n'
    return (
        f'<article class="hit">\n<h2><a href="{e(group.hits[0].url)}">{e(group.document.title)}</a></h2>\n'
        f'<p class="from">{facts(group.document)}<span>{e(plural(group.hits[0].in_document, "passage"))}</span>'
        f"{_lacks(group.hits[0])}</p>\n"
        f"{first}{more}</article>\n"
    )


def _lacks(hit: Hit) -> str:
    """Which words of the query a passage has not, and whether its document has them."""
    elsewhere = [word for word in hit.lacks if word not in hit.document_lacks]
    be = "is" if len(elsewhere) == 1 else "are"
    told = f"<span>without {_words(elsewhere)}, which {be} elsewhere in this document</span>" if elsewhere else ""
    if hit.document_lacks:
        told += f"<span>without {_words(hit.document_lacks)}</span>"
    return told


def _lacking(hit: Hit) -> str:
    """The same, on a line of its own."""
    told = _lacks(hit)
    return f'<p class="from">{told}</p>\n' if told else ""


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"<b>{e(word)}</b>" for word in words)


def _hit(hit: Hit, panels: Panels, opening: Opening) -> str:
    section, passage = hit.place
    citing, asking, cited = opening
    first, last = hit.fragment
    shown, id, at = panels.of(hit.document, hit.place), e(passage.id), e(locate(passage).brief)
    name = label(section)
    says = f"Cite {e(passage.who or name)} {at}"
    changed = f"; {gone(hit.seen)}" if hit.seen else ""
    return (
        f'<div class="found" id="{id}">\n'
        f'<div class="turn"><div class="who">{speaker(passage) if passage.speaker else e(name)}'
        f'<a href="{e(citing)}{id}#{id}" aria-label="{says}">{at}</a></div>\n'
        f"<p>{'… ' if first else ''}{_marked(passage.text, hit.spans, hit.fragment)}"
        f"{' …' if last < len(passage.text) else ''}</p></div>\n{_left(hit)}"
        f'<div class="acts">\n<details name="cite" class="citing"{" open" if passage.id == cited else ""}>'
        f'<summary aria-label="{says}">Cite</summary>'
        f'<div class="cite">{cite_panel(shown, f"{citing}{passage.id}", f"#{passage.id}", changed)}</div></details>\n'
        f'<button type="button" class="scripted" data-copy="{e(shown.quotation)}" hidden>Copy quote</button>\n'
        f'<a href="{e(hit.url)}">Read in {"the version that had it" if hit.seen else "context"}</a>\n'
        f"{_asking(asking, passage) if asking and not hit.why else ''}</div>\n{_why(hit)}</div>\n"
    )


def _left(hit: Hit) -> str:
    """Of text that left: that it is not there, and between which readings it was."""
    if not hit.seen:
        return ""
    told = f"{vanished(hit.seen)}. {appeared(hit.seen)}."
    return f'<p class="gone"><b>No longer there.</b> {e(told)}</p>\n'


def _asking(page: str, passage: Passage) -> str:
    id, at = e(passage.id), e(locate(passage).brief)
    return f'<a href="{e(page)}{id}#{id}" aria-label="Why this result: {at}">Why this result</a>\n'


def _why(hit: Hit) -> str:
    """What a hit's score is the sum of, where that is asked for."""
    if not hit.why:
        return ""
    parts = "".join(f"<tr><td>{_points(score)}</td><td>{e(told)}</td></tr>\n" for score, told in hit.why.told)
    return (
        '<table class="why"><caption>Why this result: its score is the sum of</caption>\n<thead><tr>'
        f'<th scope="col">Points</th><th scope="col">For</th></tr></thead>\n<tbody>\n{parts}</tbody>\n'
        f"<tfoot><tr><td>{_points(hit.score)}</td><td>the score</td></tr></tfoot></table>\n"
    )


def _points(score: float) -> str:
    return e(f"{score:.2f}")


def turns(
    section: Section, marks: Mapping[str, Sequence[Span]], citing: str, cited: str = "", panel: Markup = NOTHING
) -> Markup:
    """The passages of a section of a document, with their marks by id.

    `citing` is the page with the citation of one open, but for its id; `cited` the id of the one that is open, and
    `panel` what stands below it.
    """
    is_caption = section.kind == "caption"
    kind, caption = (" caption", "<span>Caption</span>") if is_caption else ("", "")
    heading = ' role="heading" aria-level="2"' if section.is_heading() else ""
    begin, name = e(citing), label(section)
    shown, speaking = [], None
    for passage in section.passages:
        at, id, is_open = e(locate(passage).brief), e(passage.id), passage.id == cited
        who = f"<span>{e(passage.label)}</span>" if passage.label else ""
        if passage.speaker and (passage.speaker != speaking or not shown):
            who += f'<span class="name">{speaker(passage)}</span>'
        speaking = passage.speaker
        turn = (
            f'<div class="turn{" cited" if is_open else ""}{kind}" id="{id}">\n<div class="who">{who}{caption}'
            f'<a href="{begin}{id}#{id}" aria-label="Cite {e(passage.who or name)} {at}">{at}</a></div>\n'
            f"<p{heading}>{_marked(passage.text, marks.get(passage.id, ()))}</p>\n</div>\n"
        )
        shown.append(f'<div class="with-cite">{turn}{panel}</div>\n' if is_open else turn)
    return _safe("".join(shown))


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
        link = f'<a href="{e(citation.source_url)}" rel="noreferrer">opens at these words</a>'
        source = f"<dt>At the source</dt><dd>{link}</dd>\n"
    return _safe(
        f'<ul class="styles" aria-label="Citation style">\n{styles}</ul>\n<p class="entry">{entry}</p>\n'
        '<div class="row scripted" hidden>\n'
        f'<button type="button" class="btn go" data-copy="{e(citation.text)}">Copy citation</button>\n'
        f'<button type="button" class="btn" data-copy="{quotation}">Copy quote</button>\n</div>\n'
        f'<div class="row small">\n{exports}</div>\n'
        f'<dl>\n<dt>Link</dt><dd><a href="{path}?{query}">{e(shown.permalink)}</a>{here_only}</dd>\n{source}'
        f"<dt>Stored</dt><dd>{e(shown.stored)}{e(changed or ', source not checked since')}</dd>\n</dl>\n"
    )


def cite_section(shown: Panel, here: str, anchor: str) -> Markup:
    """The citation panel below a passage of a document, with a heading of its own."""
    return _safe(
        '<section class="cite" aria-labelledby="cite"><h2 id="cite">Cite this passage</h2>'
        f"{cite_panel(shown, here, anchor)}</section>"
    )
