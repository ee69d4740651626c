"""Hits as the reader is shown them: the library's text, what is marked in it, and which of the words it has not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from corpus.library import Library, Located
from corpus.model import Place
from search.analysis import Token, tokens
from search.analysis.extras import MARK
from search.engine import EngineHit, Snapshot
from search.fields import document_of
from search.links import document_path, encoded
from search.query.ast import And, Node, Or, Term
from search.query.plan import Tiers, has_words
from search.results.highlight import Marker, fragment, is_for_others
from search.results.values import Hit, SearchRequest, Span, Tier, Unshown


class Texts:
    """What the library has of passages, each read once: of documents as they are, or of what `left` them."""

    def __init__(self, library: Library, *, left: bool = False) -> None:
        self._held = library.left if left else library
        self._found: dict[str, Located | None] = {}

    def of(self, passages: Sequence[str]) -> dict[str, Located]:
        """The passages among these that can be shown."""
        if new := [passage for passage in passages if passage not in self._found]:
            self._found |= dict.fromkeys(new) | self._held.located(new)
        return {passage: found for passage in passages if (found := self._found[passage])}

    def unshown(self, hits: Sequence[EngineHit], *, is_behind: bool) -> tuple[Unshown, ...]:
        """Those hits that cannot be shown, and why: what an index that is not behind has, the library had."""
        if len(self.of([hit.passage for hit in hits])) == len(hits):
            return ()
        why = self._held.why_not(hit.passage for hit in hits)
        return tuple(
            Unshown(hit.passage, document_of(hit.document), why[hit.passage] if is_behind else "damaged")
            for hit in hits
            if hit.passage in why
        )


class Dresser:
    """What dresses the hits of one query. `names` are what was typed for each of its words; `link` makes a passage's
    permalink from its id and version.
    """

    def __init__(
        self,
        request: SearchRequest,
        sought: Tiers,
        *,
        names: Mapping[Node, str],
        snapshot: Snapshot,
        deadline: float,
        texts: Texts,
        link: Callable[[str, int], str],
    ) -> None:
        self._search = encoded(request.said())
        self._words, self._snapshot, self._deadline = sought.words, snapshot, deadline
        self._names = names
        self._texts, self._link = texts, link
        self._trees = {tier: sought.every if tier is Tier.ALL else sought.any for tier in Tier}
        self._marker = cache(lambda tree, language: Marker(tree, language=language, deadline=deadline))

    def dressed(self, hits: Sequence[tuple[EngineHit, Tier]]) -> Iterator[Hit]:
        """The hits that can be shown."""
        located = self._texts.of([hit.passage for hit, _ in hits])
        partial = {hit.document for hit, tier in hits if tier is not Tier.ALL}
        having = self._snapshot.having(self._words, partial, deadline=self._deadline) if partial else ()
        for hit, tier in hits:
            if (where := located.get(hit.passage)) is None:  # which is said
                continue
            text, language = where.passage.text, where.document.language or ""
            spans = self._marker(self._trees[tier], language).spans(text)
            lacks = () if tier is Tier.ALL else self._lacking(text, language, spans)
            nowhere = [
                word for word, documents in zip(self._words, having, strict=False) if hit.document not in documents
            ]
            yield Hit(
                place=Place(where.section, where.passage),
                document=where.document,
                score=hit.score,
                in_document=hit.in_document,
                tier=Tier.SOME if lacks else Tier.ALL,
                lacks=tuple(self._names[word] for word in lacks),
                document_lacks=tuple(self._names[word] for word in lacks if word in nowhere),
                spans=spans,
                fragment=fragment(text, spans),
                url=document_path(
                    where.document.id,
                    version=where.document.version if where.seen else None,
                    search=self._search,
                    at=hit.passage,
                ),
                permalink=self._link(hit.passage, where.document.version),
                seen=where.seen,
            )

    def _lacking(self, text: str, language: str, spans: Sequence[Span]) -> list[Node]:
        """The words of the query that a text has not, of which these are marked that it has."""
        marked = [token for start, end in spans for token in tokens(text[start:end])]
        forms, stems = {token.exact for token in marked}, {token.stem for token in marked}

        def has(word: Node) -> bool:
            match word:
                case Term(Token(exact, stem), is_exact) if not exact.startswith(MARK):
                    return exact in forms if is_exact else stem in stems
                case And(children) if not is_for_others(word, language):
                    return all(has(child) for child in children if has_words(child))
                case Or(children):
                    return any(has(child) for child in children if has_words(child))
            return bool(self._marker(word, language).spans(text))

        return [word for word in self._words if not has(word)]
