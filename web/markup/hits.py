"""Hits of a page of results, by document; and what is open there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from corpus.library import Seen
from corpus.locators import locate
from corpus.model import Passage, Place
from corpus.text import plural
from search.links import playing
from search.results.compared import of_latest
from search.results.left import appeared, gone, vanished
from search.results.values import Hit
from web.markup.citing import cite_panel
from web.markup.text import beside, e, facts, speaker, text_with_marks, trusted
from web.markup.turns import Beside, margin, turn_near
from web.opened import TURNS, Context, Opened
from web.presentation import Group, Panels, label, role


def hits(groups: Iterable[Group], opened: Opened, *, counted: bool = False) -> Markup:
    """Hits by document; all of each document can be opened where they are `counted`."""
    panels = Panels()
    return trusted("".join(_group(group, panels, opened, counted) for group in groups))


def _group(group: Group, panels: Panels, opened: Opened, counted: bool) -> str:
    first = group.hits[0]
    counted = counted and not first.seen  # else there may be several versions of it
    id = f' id="in-{e(group.document.id)}"' if counted else ""
    is_whole = counted and group.document.id == opened.document
    others = "".join(_of_its_own(hit) + _hit(hit, group, panels, opened) for hit in group.hits[1:])
    more = ""
    if others:
        is_open = is_whole or any(hit.place.passage.id in opened.passages for hit in group.hits[1:])
        says = e(f"{plural(len(group.hits) - 1, 'more passage')} here")
        more = f'<details class="more"{" open" if is_open else ""}><summary>{says}</summary>\n{others}</details>\n'
    return (
        f'<article class="hit"{id}>\n<h2><a href="{e(first.url)}">{e(group.document.title)}</a></h2>\n'
        f'<p class="from">{facts(group.document)}<span>{e(plural(first.in_document, "passage"))}</span>'
        f"{_lacks(first)}{_beside(first)}</p>\n"
        f"{_hit(first, group, panels, opened)}{more}"
        f"{_rest(group, opened, is_whole) if counted else ''}</article>\n"
    )


def _rest(group: Group, opened: Opened, is_whole: bool) -> str:
    """Where the hits of a document are that are not shown."""
    first, id = group.hits[0], e(group.document.id)
    every = first.in_document - group.lost
    if every <= len(group.hits):
        return ""
    if is_whole:
        says = e(f"{every - len(group.hits):,} more passages are in the document")
        return f'<p class="whole"><a href="{e(first.url)}">{says}</a></p>\n'
    says = e(f"All {every:,} passages here")
    return f'<p class="whole"><a href="{e(opened.whole)}{id}#in-{id}" data-swap="in-{id}">{says}</a></p>\n'


def _lacks(hit: Hit) -> str:
    """Which words of the query a passage has not, and whether its document has them."""
    elsewhere = [word for word in hit.lacks if word not in hit.document_lacks]
    be = "is" if len(elsewhere) == 1 else "are"
    told = f"<span>without {_words(elsewhere)}, which {be} elsewhere in this document</span>" if elsewhere else ""
    if hit.document_lacks:
        told += f"<span>without {_words(hit.document_lacks)}</span>"
    return told


def _beside(hit: Hit) -> Markup:
    """That a machine heard its words, or gave them their times."""
    return beside(hit.document, [hit.place.passage])


def _of_its_own(hit: Hit) -> str:
    """What is said of a hit that is not the first of its document, on a line of its own."""
    told = f"{_lacks(hit)}{_beside(hit)}"
    return f'<p class="from">{told}</p>\n' if told else ""


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"<b>{e(word)}</b>" for word in words)


def _hit(hit: Hit, group: Group, panels: Panels, opened: Opened) -> str:
    section, passage = hit.place
    citing = opened.citing
    context = opened.context_of(hit)
    first, last = hit.fragment
    shown, id = panels.of(hit.document, hit.place), e(passage.id)
    locator = shown.quotation.locator
    at = e(locator.brief)
    name = label(section)
    plays = playing(hit.url) if group.has_recording else ""
    where = margin(passage, locator, name, role(hit.document, passage), Beside(citing, plays))
    links = Beside(f"{hit.url.partition('#')[0]}&cite=", plays)  # of what stands around it
    became = gone(hit.seen) if hit.seen else of_latest(group.comparisons, hit.document, passage.id).told
    choose = f"{links.citing}{passage.id}#{passage.id}"
    panel = cite_panel(shown, f"{citing}{passage.id}", f"#{passage.id}", became, choose=choose)
    return (
        f'<div class="found" id="{id}">\n{_before(hit, context, opened, links) if context else ""}'
        f'<div class="turn"><div class="who">{speaker(passage) if passage.speaker else e(name)}{where}</div>\n'
        f"<p>{'… ' if first else ''}{text_with_marks(passage.text, hit.spans, hit.fragment)}"
        f"{' …' if last < len(passage.text) else ''}</p></div>\n"
        f"{_left(hit.seen) if hit.seen else ''}"
        f"{_after(hit, context, opened, links) if context else ''}"
        f'<div class="acts">\n<details name="cite" class="citing"{" open" if passage.id == opened.cited else ""}>'
        f'<summary aria-label="Cite {e(passage.who or name)} {at}">Cite</summary>'
        f'<div class="cite">{panel}</div></details>\n'
        f'<button type="button" class="scripted" data-copy="{e(shown.copied)}" hidden>Copy quote</button>\n'
        f"{'' if context else _context(passage, opened)}"
        f'<a href="{e(hit.url)}" aria-label="Read on from {at}">Read on</a>\n'
        f"{_asking(opened.asking, passage) if opened.asking and not hit.why else ''}"
        f'<label class="pick"><input type="checkbox" form="collect" name="c" value="{e(shown.clip)}"'
        f' aria-label="Select {e(passage.who or name)} {at}">Select</label></div>\n'
        f"{_why(hit)}{_folded(group.folded.get(passage.id, ()))}</div>\n"
    )


def _left(seen: Seen) -> str:
    """Of text that left: that it is not there, and between which readings it was."""
    return f'<p class="gone"><b>No longer there.</b> {e(f"{vanished(seen)}. {appeared(seen)}.")}</p>\n'


def _context(passage: Passage, opened: Opened) -> str:
    id, at = e(passage.id), e(locate(passage).brief)
    return f'<a href="{e(opened.around)}{id}#{id}" data-swap="{id}" aria-label="Context of {at}">Context</a>\n'


def _before(hit: Hit, context: Context, opened: Opened, links: Beside) -> str:
    """What stands before a hit."""
    more = _more_turns(hit, "before", context, opened) if context.more_before else ""
    return more + "".join(_near(hit, place, links) for place in context.before)


def _near(hit: Hit, place: Place, links: Beside) -> str:
    """What stands near a hit, and what is to be said of it where that is not what is said of the hit."""
    told = beside(hit.document, [place.passage])
    own = f'<p class="from of-turn">{told}</p>\n' if told != _beside(hit) else ""
    return f"{turn_near(hit.document, place, links)}{own}"


def _after(hit: Hit, context: Context, opened: Opened, links: Beside) -> str:
    """What stands behind a hit, and the link that closes it."""
    id, after = e(hit.place.passage.id), "".join(_near(hit, place, links) for place in context.after)
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
    documents = plural(len({hit.document.id for hit in folded}), "document")
    says = e(f"also in {documents}: shown once, counted and exported {len(folded) + 1} times")
    items = "".join(
        f'<li><a href="{e(hit.url)}">{e(hit.document.title)}</a> '
        f'<span class="from">{facts(hit.document)}{_beside(hit)}</span></li>\n'
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
