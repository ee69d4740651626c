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
from corpus.model import Document, Passage, Place, Section
from corpus.text import plural
from search.links import document_path, playing, seconds
from search.results import highlight
from search.results.values import Hit, Span
from web.opened import TURNS, Context, Opened
from web.presentation import EXPORTS, TEXT_STYLES, Group, Panel, Panels, label, role

NOTHING = Markup()
e = lru_cache(maxsize=4096)(escape)  # a page has most of its values several times
_CURRENT = ' aria-current="true"'


def teach(app: Flask) -> None:
    """Let the templates call what is here."""
    app.jinja_env.globals.update(marked=marked, facts=facts, hits=hits, near=near, cite_panel=cite_panel)


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


class Beside(NamedTuple):
    """What the margin's links open: the page with the citation of a passage, but for its id, and that with the
    recording at a time, but for the time; empty where there is no recording."""

    citing: str
    playing: str


def _at(passage: Passage, name: str, is_a: str, links: Beside) -> str:
    """The line of the margin below who speaks: what they are; where it is, which cites it; and what plays it.

    `name` stands for who, where nobody says it.
    """
    where = locate(passage)
    at, id, told, play = e(where.brief), e(passage.id), "", ""
    if is_a:
        told = f"<span>{e(is_a)}</span>"
    if links.playing and where.start_ms is not None:
        begin = f"{e(links.playing)}{e(seconds(where.start_ms))}#{id}"
        until = f' data-until="{e(seconds(passage.end_ms))}"' if passage.end_ms is not None else ""
        play = f'<a class="plays" href="{begin}" aria-label="Play from {at}"{until}>play</a>'
    cites = f'class="cites" href="{e(links.citing)}{id}#{id}" aria-label="Cite {e(passage.who or name)} {at}"'
    return f'<span class="at">{told}<a {cites}>{at}</a>{play}</span>'


def near(document: Document, place: Place, citing: str, playing: str) -> Markup:
    """A passage beside one that is cited."""
    return _safe(_near(document, place, Beside(citing, playing)))


def _near(document: Document, place: Place, links: Beside) -> str:
    section, passage = place
    name = label(section)
    at = _at(passage, name, role(document, passage), links)
    return (
        f'<div class="turn near"><div class="who">{speaker(passage) if passage.speaker else e(name)}{at}</div>\n'
        f"<p>{e(passage.text)}</p></div>\n"
    )


def facts(document: Document) -> Markup:
    """A line of what a document is: of which show, from when, of what type."""
    of = document.show or document.publisher
    stub = ", known from a reference only" if document.stub else ""
    date = f"<span>{e(document.date.written)}</span>\n" if document.date else ""
    return _safe(f"{f'<span>{e(of)}</span>' if of else ''}\n{date}<span>{e(document.type)}{stub}</span>\n")


def hits(groups: Iterable[Group], opened: Opened, *, counted: bool = False) -> Markup:
    """Hits by document; all of each document can be opened where they are `counted`."""
    panels = Panels()
    return _safe("".join(_group(group, panels, opened, counted) for group in groups))


def _group(group: Group, panels: Panels, opened: Opened, counted: bool) -> str:
    id, first = f' id="in-{e(group.document.id)}"' if counted else "", group.hits[0]
    is_whole = counted and group.document.id == opened.document
    others = "".join(_lacking(hit) + _hit(hit, group, panels, opened) for hit in group.hits[1:])
    more = ""
    if others:
        is_open = is_whole or any(hit.place.passage.id in opened.passages for hit in group.hits[1:])
        says = e(f"{plural(len(group.hits) - 1, 'more passage')} here")
        more = f'<details class="more"{" open" if is_open else ""}><summary>{says}</summary>\n{others}</details>\n'
    return (
        f'<article class="hit"{id}>\n<h2><a href="{e(first.url)}">{e(group.document.title)}</a></h2>\n'
        f'<p class="from">{facts(group.document)}<span>{e(plural(first.in_document, "passage"))}</span>'
        f"{_lacks(first)}</p>\n"
        f"{_hit(first, group, panels, opened)}{more}"
        f"{_rest(group, opened, is_whole) if counted else ''}</article>\n"
    )


def _rest(group: Group, opened: Opened, is_whole: bool) -> str:
    """Where the hits of a document are that are not shown."""
    first, id = group.hits[0], e(group.document.id)
    if first.in_document == len(group.hits):
        return ""
    if is_whole:
        says = e(f"{first.in_document - len(group.hits):,} more passages are in the document")
        return f'<p class="whole"><a href="{e(first.url)}">{says}</a></p>\n'
    says = e(f"All {first.in_document:,} passages here")
    return f'<p class="whole"><a href="{e(opened.whole)}{id}#in-{id}" data-swap="in-{id}">{says}</a></p>\n'


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


def _hit(hit: Hit, group: Group, panels: Panels, opened: Opened) -> str:
    section, passage = hit.place
    citing = opened.citing
    context = opened.context_of(hit)
    first, last = hit.fragment
    shown, id, at = panels.of(hit.document, hit.place), e(passage.id), e(locate(passage).brief)
    name = label(section)
    plays = playing(hit.url) if group.has_recording else ""
    margin = _at(passage, name, role(hit.document, passage), Beside(citing, plays))
    links = Beside(f"{document_path(hit.document.id)}?cite=", plays)  # of what stands around it
    return (
        f'<div class="found" id="{id}">\n{_before(hit, context, opened, links) if context else ""}'
        f'<div class="turn"><div class="who">{speaker(passage) if passage.speaker else e(name)}{margin}</div>\n'
        f"<p>{'… ' if first else ''}{_marked(passage.text, hit.spans, hit.fragment)}"
        f"{' …' if last < len(passage.text) else ''}</p></div>\n"
        f"{_after(hit, context, opened, links) if context else ''}"
        f'<div class="acts">\n<details name="cite" class="citing"{" open" if passage.id == opened.cited else ""}>'
        f'<summary aria-label="Cite {e(passage.who or name)} {at}">Cite</summary>'
        f'<div class="cite">{cite_panel(shown, f"{citing}{passage.id}", f"#{passage.id}")}</div></details>\n'
        f'<button type="button" class="scripted" data-copy="{e(shown.quotation)}" hidden>Copy quote</button>\n'
        f"{'' if context else _context(passage, opened)}"
        f'<a href="{e(hit.url)}" aria-label="Read on from {at}">Read on</a>\n'
        f"{_asking(opened.asking, passage) if opened.asking and not hit.why else ''}</div>\n"
        f"{_why(hit)}{_folded(group.folded.get(passage.id, ()))}</div>\n"
    )


def _context(passage: Passage, opened: Opened) -> str:
    id, at = e(passage.id), e(locate(passage).brief)
    return f'<a href="{e(opened.around)}{id}#{id}" data-swap="{id}" aria-label="Context of {at}">Context</a>\n'


def _before(hit: Hit, context: Context, opened: Opened, links: Beside) -> str:
    """What stands before a hit."""
    more = _more_turns(hit, "before", context, opened) if context.more_before else ""
    return more + "".join(_near(hit.document, place, links) for place in context.before)


def _after(hit: Hit, context: Context, opened: Opened, links: Beside) -> str:
    """What stands behind a hit, and the link that closes it."""
    id, after = e(hit.place.passage.id), "".join(_near(hit.document, place, links) for place in context.after)
    more = _more_turns(hit, "after", context, opened) if context.more_after else ""
    close = f'<p class="acts"><a href="{e(opened.page)}#{id}" data-swap="{id}">Close the context</a></p>\n'
    return f"{after}{more}{close}"


def _more_turns(hit: Hit, where: str, context: Context, opened: Opened) -> str:
    id, turns = e(hit.place.passage.id), e(str(context.turns + TURNS))
    href = f"{e(opened.around)}{id}&amp;turns={turns}#{id}"
    return f'<p class="acts"><a href="{href}" data-swap="{id}">Two turns more {e(where)}</a></p>\n'


def _folded(folded: Sequence[Hit]) -> str:
    """The other documents on this page that have the same words."""
    if not folded:
        return ""
    says = e(f"also in {plural(len(folded), 'document')}: shown once, counted and exported {len(folded) + 1} times")
    items = "".join(
        f'<li><a href="{e(hit.url)}">{e(hit.document.title)}</a> <span class="from">{facts(hit.document)}</span></li>\n'
        for hit in folded
    )
    return f'<details class="more"><summary>{says}</summary>\n<ul class="listed">\n{items}</ul></details>\n'


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
    document: Document,
    section: Section,
    marks: Mapping[str, Sequence[Span]],
    links: Beside,
    cited: str = "",
    panel: Markup = NOTHING,
) -> Markup:
    """The passages of a section of a document, with their marks by id, each with who says it.

    `cited` is the id of the passage whose citation is open, and `panel` what stands below it.
    """
    is_caption = section.kind == "caption"
    kind, caption = (" caption", "<span>Caption</span>") if is_caption else ("", "")
    heading = ' role="heading" aria-level="2"' if section.is_heading() else ""
    name = label(section)
    shown, speaking = [], None
    roles: dict[tuple[str | None, str | None], str] = {}
    for passage in section.passages:
        id, is_open = e(passage.id), passage.id == cited
        who = f"<span>{e(passage.label)}</span>" if passage.label else ""
        if passage.speaker:
            again = " again" if passage.speaker == speaking else ""
            who += f'<span class="name{again}">{speaker(passage)}</span>'
        speaking = passage.speaker
        if (said_by := (passage.speaker, passage.person)) not in roles:
            roles[said_by] = role(document, passage)
        turn = (
            f'<div class="turn{" cited" if is_open else ""}{kind}" id="{id}">\n'
            f'<div class="who">{who}{caption}{_at(passage, name, roles[said_by], links)}</div>\n'
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
        f"<dt>Stored</dt><dd>{e(shown.stored)}{e(changed or '; the source was not looked at since')}</dd>\n</dl>\n"
    )


def cite_section(shown: Panel, here: str, anchor: str) -> Markup:
    """The citation panel below a passage of a document, with a heading of its own."""
    return _safe(
        '<section class="cite" aria-labelledby="cite"><h2 id="cite">Cite this passage</h2>'
        f"{cite_panel(shown, here, anchor)}</section>"
    )
