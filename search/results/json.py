"""A search's answer as the JSON of `search --json` and `/api/search`."""

from __future__ import annotations

from typing import Any

from corpus.library import Seen
from corpus.plain import plain
from search.fields import FACETS
from search.results.values import Hit, Nearest, SearchResult
from search.results.why import Why


def search_json(result: SearchResult) -> dict[str, Any]:
    """The JSON object of an answer; its keys are a contract with other programs."""
    return {
        "query": result.query,
        "scope": str(result.scope),
        "total": result.total,
        "total_documents": result.total_documents,
        "total_is_exact": result.total_is_exact,
        "total_any": result.total_any,
        "total_any_is_exact": result.total_any_is_exact,
        "took_ms": round(result.took_ms, 2),
        "diagnostics": plain(result.diagnostics),
        "suggestion": result.suggestion,
        "next": result.next,
        "facets": {
            name: [{"value": count.value, "count": count.count} for count in result.facets[name].values]
            for name in FACETS
        },
        "without": {name: result.facets[name].without for name in FACETS},
        "left_out": result.left_out._asdict(),
        "hits": [_hit(hit) for hit in result.hits],
        "unshown": [each._asdict() for each in result.unshown],
        "behind": result.behind,
        "also": [each._asdict() for each in result.also],
        "was": [{**each._asdict(), "until": each.until and each.until.isoformat()} for each in result.was],
        **({} if result.nearest is None else {"nearest": [_nearest(each) for each in result.nearest]}),
    }


def _nearest(nearest: Nearest) -> dict[str, Any]:
    return {"phrase": nearest.phrase, "how": str(nearest.how), "hits": [_hit(hit) for hit in nearest.hits]}


def _hit(hit: Hit) -> dict[str, Any]:
    document, (section, passage) = hit.document, hit.place
    return {
        "passage": passage.id,
        "document": document.id,
        "version": document.version,
        "title": document.title,
        "type": document.type,
        "show": document.show,
        "date": plain(document.date),
        "section": section.kind,
        "speaker": passage.speaker,
        "person": passage.person,
        "start_ms": passage.start_ms,
        "end_ms": passage.end_ms,
        "page": passage.page,
        "locator": plain(hit.locator._asdict()),
        "score": round(hit.score, 4),
        "tier": str(hit.tier),
        "document_has_all": hit.document_has_all,
        "text": passage.text,
        "spans": plain(hit.spans),
        "url": hit.url,
        "permalink": hit.permalink,
        **({} if hit.why is None else {"explain": _why(hit.why)}),
        **({} if hit.seen is None else {"left": _seen(hit.seen)}),
    }


def _seen(seen: Seen) -> dict[str, Any]:
    """Between which readings a text was there: moments in ISO 8601."""
    return {
        "not_there": seen.before and seen.before.added_at.isoformat(),
        "first_seen": seen.first.added_at.isoformat(),
        "last_seen": seen.last.added_at.isoformat(),
        "gone_by": seen.gone and seen.gone.added_at.isoformat(),
        "because": seen.gone and seen.gone.because,
    }


def _why(why: Why) -> dict[str, Any]:
    return {
        "passages": why.passages,
        "parts": [{**plain(reason._asdict()), "score": round(reason.score, 4)} for reason in why.reasons],
    }
