"""Wikipedia's templates of Citation Style 1: cite podcast, cite interview, cite report and cite web, by their pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.citation.item import Item, Name
from corpus.citation.writing import Runs, capital, located, nested, runs

_TEMPLATES = {"podcast": "podcast", "interview": "interview", "report": "report"}
_ESCAPED = str.maketrans({"|": "&#124;", "{": "&#123;", "}": "&#125;", "[": "&#91;", "]": "&#93;"})


def template(item: Item) -> Runs:
    """A template for one's reference, with what a reader needs to find the words: a time, pages, or where else."""
    document, locator = item.document, item.quotation.locator
    is_podcast = item.kind == "podcast"
    fields = {
        **dict(_names(item.names, "host") if is_podcast else _parts(item.names)),
        **dict(_names(item.interviewers, "interviewer") if item.kind == "interview" else ()),
        "title": nested(item.title),
        "url": item.url,
        "website": item.show,
        "publisher": item.publisher,
        "date": document.date.written if document.date else None,
        "language": document.language if document.language != "en" else None,
        "type": capital(item.origin or ""),
        "time": locator.time and ", ".join(filter(None, (locator.time, item.timed_by))),
        "pages": located(item, page=False, speaker="") if locator.pages and not locator.time else None,
        "at": None if locator.time or locator.pages else located(item),
        "access-date": item.read.written if item.url else None,
    }
    said = "".join(f" |{name}={_escaped(name, value)}" for name, value in fields.items() if value)
    return runs(f"{{{{cite {_TEMPLATES.get(item.kind, 'web')}{said}}}}}")


def _names(names: Sequence[Name], role: str) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(names, 1):
        yield f"{role}{number if len(names) > 1 else ''}", name.in_order


def _parts(names: Sequence[Name]) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(names, 1):
        count = number if len(names) > 1 else ""
        given = ", ".join(filter(None, (name.parts.given, name.parts.suffix)))
        if not name.parts.given:
            yield f"author{count}", name.in_order
            continue
        yield f"last{count}", name.short
        yield f"first{count}", given


def _escaped(name: str, value: str) -> str:
    return value.replace("|", "%7C") if name == "url" else value.translate(_ESCAPED)
