"""The operations of `/api/`: each reads, none writes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import InvalidValue
from corpus.quotation import Range
from search.engine import Sort
from search.operations import parameters
from search.operations.parameters import Arguments, Parameter, checked
from search.operations.schemas import keys
from search.results import shapes
from search.results.documents import document_json
from search.results.filters import Filters
from search.results.json import citation_json, passage_json, search_json
from search.results.values import Match, SearchRequest, SearchResult
from search.service import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something to ask for: how it is called, what it is told, and the type of its answer.

    `chosen` is the type of those objects of the answer of which the parameter `fields` chooses the keys.
    """

    name: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    answer: type
    run: Callable[[Service, Arguments], Any]
    chosen: type | None = None

    def answered(self, service: Service, given: Mapping[str, object]) -> Any:
        """The answer as plain JSON; InvalidValue for a parameter that does not fit, and what `run` raises."""
        return self.run(service, checked(self.parameters, given))


def found(service: Service, said: Arguments, **more: Any) -> SearchResult:
    """What a search finds; InvalidValue for a filter that cannot be applied. `more` is not for the caller to say."""
    filters = Filters.of(lambda name: each if isinstance(each := said.get(name), list) else [each or ""])
    for diagnostic in filters.diagnostics():
        raise InvalidValue(diagnostic.message)
    return service.finder.search(
        SearchRequest(
            query=said["q"],
            filters=filters,
            limit=said["limit"],
            after=said["after"],
            sort=Sort(said["sort"]),
            match=Match(said["match"]) if said["match"] else None,
            vocabulary=said["vocabulary"] == "on",
            **more,
        )
    )


def _search(service: Service, said: Arguments) -> Any:
    explain, names = said["explain"] == "on", said["fields"]
    answer = search_json(found(service, said, nearest=said["nearest"] == "on", explain=explain))
    return {**answer, "hits": _chosen(answer["hits"], [*names, "explain"] if names and explain else names)}


def _documents(service: Service, said: Arguments) -> Any:
    ids = sorted(service.library.listed())
    begin = bisect_right(ids, said["after"] or "")
    page = ids[begin : begin + said["limit"]]
    headers = service.library.headers(page)
    shown = [document_json(headers[id]) for id in page if id in headers]
    return {
        "total": len(ids),
        "documents": _chosen(shown, said["fields"]),
        "next": page[-1] if begin + len(page) < len(ids) else None,
    }


def _document(service: Service, said: Arguments) -> Any:
    answer = document_json(service.library.document(said["document"], said["v"]))
    return _chosen([answer], said["fields"])[0]


def _passage(service: Service, said: Arguments) -> shapes.StoredPassage:
    view = service.citer.passage(said["passage"], said["v"])
    newest = service.library.record(view.document.id).document.version
    return passage_json(view, around=said["around"], newest=newest, link=service.citer.permalink)


def cited(service: Service, said: Arguments) -> shapes.Citation:
    """A citation of a passage, or of words from it on."""
    quote = Range.of(said["from"], said["to"], said["through"])
    view = service.citer.passage(said["passage"], said["v"], quote=quote)
    citation = service.citer.cite_place(view.document, view.place, said["style"], quote=quote, at_the_words=True)
    return citation_json(view, citation)


def _chosen(objects: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[Mapping[str, Any]]:
    return [{name: each[name] for name in names if name in each} for each in objects] if names else list(objects)


SEARCH = Operation(
    name="search",
    title="Search passages",
    about="The same answer as the command citecast search --json gives, there with nearest=on.",
    parameters=(
        parameters.QUERY,
        parameters.LIMIT,
        parameters.AFTER,
        parameters.SORT,
        parameters.MATCH,
        parameters.VOCABULARY,
        parameters.NEAREST,
        parameters.EXPLAIN,
        *parameters.FILTERS,
        parameters.fields(keys(shapes.Hit), "hit"),
    ),
    answer=shapes.Search,
    run=_search,
    chosen=shapes.Hit,
)
DOCUMENTS = Operation(
    name="documents",
    title="List documents",
    about="The documents that are not removed, by id, their sections without passages. Nothing is left out or listed"
    " twice where documents are added between two pages.",
    parameters=(parameters.LIMIT, parameters.AFTER, parameters.fields(keys(shapes.Document), "document")),
    answer=shapes.Documents,
    run=_documents,
    chosen=shapes.Document,
)
DOCUMENT = Operation(
    name="document",
    title="Read a document",
    about="The whole of it, as the command citecast read --json gives it.",
    parameters=(parameters.DOCUMENT, parameters.VERSION, parameters.fields(keys(shapes.Document), "document")),
    answer=shapes.Document,
    run=_document,
    chosen=shapes.Document,
)
PASSAGE = Operation(
    name="passage",
    title="Read a passage",
    about="Its words, where they are, what became of them since they were stored, and the passages beside it.",
    parameters=(parameters.PASSAGE, parameters.VERSION, parameters.AROUND),
    answer=shapes.StoredPassage,
    run=_passage,
)
CITE = Operation(
    name="cite",
    title="Cite a passage",
    about="A citation of a passage, of a range of its characters, or of words that go on through the passages behind"
    " it, as text and as runs of it.",
    parameters=(parameters.PASSAGE, parameters.VERSION, parameters.STYLE, *parameters.RANGE),
    answer=shapes.Citation,
    run=cited,
)
