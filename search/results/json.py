"""Answers as the JSON of the command line, of `/api/` and of assistants, in the shapes of `search.results.shapes`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corpus.citation import Citation
from corpus.locators import Locator, locate
from corpus.model import Document, Place
from corpus.origin import origin, timed_by
from corpus.plain import plain
from search.fields import FACETS
from search.results import shapes
from search.results.compared import Compared
from search.results.values import Hit, SearchResult
from search.results.views import PassageView

Link = Callable[[str, int], str]  # from a passage's id and a version to its permalink


def search_json(result: SearchResult) -> shapes.Search:
    """The JSON object of an answer; its keys are a contract with other programs."""
    return {
        **found_json(result),
        **_nearest(result),
        "took_ms": round(result.took_ms, 2),
        "facets": {
            name: [{"value": count.value, "count": count.count} for count in result.facets[name].values]
            for name in FACETS
        },
        "without": {name: result.facets[name].without for name in FACETS},
    }


def found_json(result: SearchResult) -> shapes.Found:
    """The same without facets."""
    return {
        "query": result.query,
        "scope": result.scope,
        "total": result.total,
        "total_documents": result.total_documents,
        "total_is_exact": result.total_is_exact,
        "total_any": result.total_any,
        "total_any_is_exact": result.total_any_is_exact,
        "diagnostics": plain(result.diagnostics),
        "suggestion": result.suggestion,
        "next": result.next,
        "left_out": plain(result.left_out, by_name=True),
        "hits": [_hit(hit) for hit in result.hits],
        "unshown": plain(result.unshown, by_name=True),
        "behind": result.behind,
        "also": plain(result.also, by_name=True),
        "was": plain(result.was, by_name=True),
    }


def _nearest(result: SearchResult) -> shapes.ToNowhere:
    if result.nearest is None:
        return {}
    return {
        "nearest": [
            {"phrase": phrase, "how": how, "hits": [_hit(hit) for hit in hits]} for phrase, how, hits in result.nearest
        ]
    }


def _hit(hit: Hit) -> shapes.Hit:
    return {
        **of_document(hit.document),
        **turn_json(hit.document, hit.place, permalink=hit.permalink, locator=hit.locator),
        **_explained(hit),
        **_of_left(hit),
        "score": round(hit.score, 4),
        "tier": hit.tier,
        "document_has_all": hit.document_has_all,
        "spans": plain(hit.spans),
        "url": hit.url,
    }


def _of_left(hit: Hit) -> shapes.OfLeft:
    if hit.seen is None:
        return {}
    before, first, last, gone = hit.seen
    seen: shapes.Seen = {
        "not_there": plain(before.added_at) if before else None,
        "first_seen": plain(first.added_at),
        "last_seen": plain(last.added_at),
        "gone_by": plain(gone.added_at) if gone else None,
        "because": gone.because if gone else None,
    }
    return {"left": seen}


def _explained(hit: Hit) -> shapes.Explained:
    if hit.why is None:
        return {}
    parts = [plain(reason._replace(score=round(reason.score, 4)), by_name=True) for reason in hit.why.reasons]
    return {"explain": {"passages": hit.why.passages, "parts": parts}}


def of_document(document: Document) -> shapes.OfDocument:
    """Which document, in which version."""
    return {
        "document": document.id,
        "version": document.version,
        "title": document.title,
        "type": document.type,
        "show": document.show,
        "date": plain(document.date),
    }


def turn_json(document: Document, place: Place, *, permalink: str, locator: Locator | None = None) -> shapes.Turn:
    """A passage where it stands; the locator is that of all of it, unless it is given."""
    section, passage = place
    return {
        "passage": passage.id,
        "section": section.kind,
        "speaker": passage.speaker,
        "person": passage.person,
        "start_ms": passage.start_ms,
        "end_ms": passage.end_ms,
        "page": passage.page,
        "locator": plain(locator or locate(passage), by_name=True),
        "text": passage.text,
        "permalink": permalink,
        "origin": origin(document, [passage]),
        "timed_by": timed_by(document, passage),
    }


def turns_json(document: Document, found: Sequence[Place], link: Link) -> list[shapes.Turn]:
    """Passages of a version of a document."""
    return [turn_json(document, each, permalink=link(each.passage.id, document.version)) for each in found]


def passage_json(view: PassageView, *, around: int, newest: int, link: Link) -> shapes.StoredPassage:
    """A passage as its permalink opens it, with so many `around` it on either side; `newest` is the latest version."""
    document, found, turned = view.document, view.place, view.turns[0]
    every, at = list(document.places()), found.passage.ordinal

    def now(place: Place | None) -> shapes.Turn | None:
        """What the latest version has."""
        if place is None:
            return None
        return turn_json(view.newest or document, place, permalink=link(place.passage.id, newest))

    return {
        **of_document(document),
        **turn_json(document, found, permalink=view.permalink),
        "heading": found.section.heading,
        "stored": plain(document.added_at),
        "compared": _compared(view.compared),
        "latest_version": newest,
        "state": view.state,
        "by_reader": view.by_reader,
        "successor": now(turned.successor),
        "now": now(turned.now),
        "before": turns_json(document, every[max(at - around, 0) : at], link),
        "after": turns_json(document, every[at + 1 : at + 1 + around], link),
    }


def _compared(compared: Compared) -> shapes.Compared:
    last = compared.last
    return {
        "found": plain(compared.found.at) if compared.found else None,
        "last": plain(last.at) if last else None,
        "outcome": last.outcome if last else None,
        "why": last.why if last else "",
        "with_file": bool(last and last.with_file),
    }


def citation_json(view: PassageView, citation: Citation) -> shapes.Citation:
    """A citation of what a permalink opens, and what became of that since."""
    return {
        "passage": view.place.passage.id,
        "document": view.document.id,
        "version": view.document.version,
        "stored": plain(view.document.added_at),
        "compared": _compared(view.compared),
        "state": view.state,
        "style": citation.style,
        "text": citation.text,
        "runs": [{"text": text, "italic": italic} for text, italic in citation.runs],
        "quote": citation.quote,
        "where": citation.locator,
        "turns": [
            {
                "passage": turn.place.passage.id,
                "speaker": turn.place.passage.speaker,
                "person": turn.place.passage.person,
                "words": turn.words,
            }
            for turn in view.quotation.turns
        ],
        "relabelled": plain(view.relabelled, by_name=True),
        "permalink": view.permalink,
        "source_url": citation.source_url,
        "source_why_not": citation.why_not,
        "origin": view.origin,
        "timed_by": view.timed_by,
    }
