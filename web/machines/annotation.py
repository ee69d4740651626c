"""A passage as a Web Annotation (W3C, Web Annotation Data Model, 2017), and the plain text that its positions count."""

from __future__ import annotations

from typing import Any

from corpus.model import Document
from corpus.origin import origin, timed
from corpus.quotation import Quotation, Turn
from search.links import seconds

_AROUND = 32  # characters on each side, by which the words are told from the same ones elsewhere
_MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"


def text_of(document: Document) -> str:
    """The passages of a document, a line each, in reading order; behind all of them, where that moves none, that a
    machine heard them."""
    heard = origin(document, document.passages())
    return "".join(f"{passage.text}\n" for passage in document.passages()) + (f"\n[{heard}]\n" if heard else "")


def annotation(
    document: Document, quotation: Quotation, *, id: str, text_url: str, audio_url: str | None
) -> dict[str, Any]:
    """The cited words in the text of their version (4.2.4 by themselves, 4.2.5 by code points), and where the source
    says their time, in its recording (4.2.1), which is a target of its own. That a machine heard them, or gave them
    their time, is told by bodies."""
    text = text_of(document)
    begin, end = (_at(document, turn) + offset for turn, offset in _ends(quotation))
    words = {
        "type": "TextQuoteSelector",
        "exact": text[begin:end],
        "prefix": text[max(begin - _AROUND, 0) : begin],
        "suffix": text[end : end + _AROUND],
    }
    position = {"type": "TextPositionSelector", "start": begin, "end": end}
    targets: list[dict[str, Any]] = [{"source": text_url, "selector": [words, position]}]
    if audio_url and (time := _fragment(quotation)):
        selector = {"type": "FragmentSelector", "conformsTo": _MEDIA_FRAGMENTS, "value": time}
        targets.append({"source": audio_url, "selector": selector})
    told = (origin(document, quotation.passages), timed(document, quotation.passages))
    bodies = [{"type": "TextualBody", "purpose": "describing", "value": each} for each in told if each]
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": id,
        "type": "Annotation",
        "motivation": "highlighting",
        **({"body": bodies} if bodies else {}),
        "target": targets,
    }


def _ends(quotation: Quotation) -> tuple[tuple[Turn, int], tuple[Turn, int]]:
    return (quotation.first, quotation.first.begin), (quotation.last, quotation.last.end)


def _at(document: Document, turn: Turn) -> int:
    """Where the text of a turn's passage begins."""
    ordinal = turn.place.passage.ordinal
    return sum(len(passage.text) + 1 for passage in document.passages() if passage.ordinal < ordinal)


def _fragment(quotation: Quotation) -> str:
    """The time as media fragments say it (W3C, Media Fragments URI 1.0, 4.2.1); empty where it is not known."""
    begin, end = quotation.locator.start_ms, quotation.locator.end_ms
    if begin is None:
        return ""
    return f"t={seconds(begin)}" + ("" if end is None else f",{seconds(end)}")
