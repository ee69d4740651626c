"""Whether known passages are found first: `python -m tests.bench.known_items ARCHIVE`.

Queries are drawn from the passages of the transcript archive, always the same of one seed, and asked of `Service` with
its default settings; a passage is found where it is among the first ten hits. Words that are drawn stand together in
ten passages at most, and a passage of much the same text, or with the same words in a row, is as good.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from search.results.values import SearchRequest, SearchResult
from search.service import Service
from tests.bench.known_items.items import Drawing, Item, is_as_good, kinds
from tests.bench.known_items.sources import arguments, filled
from tests.bench.known_items.survey import Said, Survey

AIMS = {"two to four inflected words": 1.0, "questions": 0.97}
_AIM = 0.95  # of all other kinds
_FIRST = 10
_FAR = 500  # how far one that is not among the first is looked for, to be told where it is


class Answer(NamedTuple):
    """An item, the query that was asked in the end, its result, and whether the passage is among the first ten."""

    item: Item
    asked: str
    result: SearchResult
    is_found: bool


def main() -> None:
    """Print the share of each kind that is found, and those that are not."""
    given = arguments("known_items", __doc__, count=200, of="queries of each kind", seed="known items")
    with tempfile.TemporaryDirectory() as folder, filled(given.home or Path(folder), given.archive) as service:
        items = drawn(service, given.count, given.seed)
        print(f"| | queries | success@{_FIRST} | aim |\n|---|---|---|---|")
        failures = []
        for kind, of_kind in groupby(items, key=lambda item: item.kind):
            answers = [answered(service, item) for item in of_kind]
            found = sum(answer.is_found for answer in answers) / len(answers)
            print(f"| {kind} | {len(answers)} | {found:.3f} | {AIMS.get(kind, _AIM):.2f} |", flush=True)
            failures += [told(service, answer) for answer in answers if not answer.is_found]
    if given.failures:
        given.failures.write_text("\n".join(failures))


def drawn(service: Service, count: int, seed: str) -> Iterator[Item]:
    """Items of all kinds, kind by kind."""
    survey = Survey.of(_passages(service))
    drawing = Drawing(survey, random.Random(seed))  # noqa: S311  # nothing here is a secret
    for kind, make in kinds(drawing).items():
        yield from drawing.items(kind, make, count)


def answered(service: Service, item: Item) -> Answer:
    """The first hits for an item, of the suggested query where one is suggested."""
    request = SearchRequest(query=item.query, limit=_FIRST)
    result = service.finder.search(request)
    if result.suggestion:
        request = replace(request, query=result.suggestion)
        result = service.finder.search(request)
    found = any(is_as_good(hit.place.passage.text, item) for hit in result.hits)
    return Answer(item, request.query, result, found)


def told(service: Service, answer: Answer) -> str:
    """What a person needs to see why a passage was not found first."""
    item, result = answer.item, answer.result
    far = service.finder.search(SearchRequest(query=answer.asked, limit=_FAR, facets={})).hits
    place = next((at for at, hit in enumerate(far, 1) if is_as_good(hit.place.passage.text, item)), None)
    first = result.hits[0].place.passage.text if result.hits else "nothing"
    lines = (
        f"{item.kind}: {item.query!r}" + (f", asked as {answer.asked!r}" if answer.asked != item.query else ""),
        f"  scope {result.scope}, {result.total} found, the passage at {place or f'none of {len(far)}'}",
        f"  wanted: {item.wanted.text[:400]}" + (f"\n  its words: {item.run}" if item.run else ""),
        f"  first: {first[:400]}",
    )
    return "\n".join(lines)


def _passages(service: Service) -> Iterator[Said]:
    for id in sorted(service.library.live()):
        for passage in service.library.document(id).passages():
            yield Said(passage.id, passage.text)


if __name__ == "__main__":
    main()
