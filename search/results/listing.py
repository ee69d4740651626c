"""The one list of what a query finds: passages with all words, then those with some; its pages and their cursors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from corpus.errors import InvalidValue
from search.engine import EngineHit, Explanation, Page, Search, Snapshot, Sort, Total, Weighted
from search.fields import left_version
from search.query.ast import And, Node
from search.query.plan import Tiers
from search.results import ranking
from search.results.dressing import Texts
from search.results.filters import UNDATED
from search.results.leaving_out import LeftOut, with_undated
from search.results.understanding import Understood
from search.results.values import Hit, Match, SearchRequest, Tier

MAX_LIMIT = 1000  # hits of one page, or of all pages up to the one asked for
MANY = 10_000  # passages with some of the words, of which more are not counted


class State(NamedTuple):
    """What a list follows from: the change of the library that the index has come to, and the vocabulary's edition."""

    revision: int
    edition: int


class Cursor(NamedTuple):
    """Where a page begins: the state that its list is of, the tier, and the engine's cursor."""

    state: State
    tier: Tier
    after: str | None

    def __str__(self) -> str:
        return f"{self.state.revision}.{self.state.edition}.{self.tier}.{self.after or ''}"

    @classmethod
    def of(cls, text: str) -> Cursor:
        """The cursor of a text; InvalidValue where it is none."""
        try:
            revision, edition, tier, after = text.split(".")
            return cls(State(int(revision), int(edition)), Tier(tier), after or None)
        except ValueError as error:
            raise InvalidValue("this does not come from an earlier page of results; search again") from error


class Listed(NamedTuple):
    """A page of the list, each hit with the tier that it is of, and what is counted."""

    hits: Sequence[tuple[EngineHit, Tier]]
    counted: Page  # of the first tier that has any passage
    tier: Tier  # which that is
    total_any: Total  # passages with a word or more, at most MANY of them
    length: int  # of the list, of which no more than MANY are counted where it has two tiers
    next: Cursor | None
    is_anew: bool  # the cursor was of another state, so this is the first page


class Lister:
    """What lists what one request finds."""

    def __init__(
        self,
        request: SearchRequest,
        asked: Understood,
        *,
        state: State,
        snapshot: Snapshot,
        deadline: float,
        texts: Texts,
    ) -> None:
        self._request, self._asked, self.plan, self._state = request, asked, asked.plan, state
        self._snapshot, self._deadline, self._texts = snapshot, deadline, texts
        self.rescore: Sequence[Weighted] = ()  # what was added to the scores of the page
        tiers = [Tier.ALL]
        if request.match is Match.ANY:
            tiers = [Tier.ANY]
        elif self.plan.several and not request.match:
            tiers.append(Tier.SOME)
        self._trees = {tier: _tree(asked.sought, tier) for tier in tiers}

    def page(self) -> Listed:
        """The page that is asked for."""
        request, state = self._request, self._state
        counted, tier = self.counted()
        listed = self._listed(tier)
        begin = Cursor.of(request.after) if request.after else None
        is_anew = begin is not None and begin.state != state
        if begin is None or is_anew:
            begin = Cursor(state, tier, None)
        elif begin.tier not in listed:
            raise InvalidValue("this comes from another search; search again")
        skipped = 0 if request.after else (max(request.page, 1) - 1) * request.limit
        rescore = self.rescore = self._rescore(listed, counted.total)
        hits, after = self._hits(
            listed[listed.index(begin.tier) :], begin.after, min(skipped + request.limit, MAX_LIMIT), rescore
        )
        total_any = self._total_any(counted.total, tier)
        return Listed(
            hits=hits[skipped:],
            counted=counted,
            tier=tier,
            total_any=total_any,
            length=max(total_any.passages if len(listed) > 1 else 0, counted.total.passages),
            next=Cursor(state, *after) if after else None,
            is_anew=is_anew,
        )

    def in_order(self, tier: Tier, counted: Total) -> Search:
        """What finds all of the tier that is counted, in the order of the list."""
        return self._wanted(tier, rescore=self._rescore(self._listed(tier), counted))

    def explained(self, hit: Hit) -> Explanation | None:
        """What the score of a hit of the page is the sum of."""
        searches = (Search(query=tree, rescore=self.rescore, window=ranking.WINDOW) for tree in self._trees.values())
        document = left_version(hit.document) if hit.seen else hit.document
        ids, until = (hit.place.passage.id, document.id), self._deadline
        found = (self._snapshot.explain(search, *ids, deadline=until) for search in searches)
        return next((each for each in found if each), None)

    def counted(self) -> tuple[Page, Tier]:
        """Totals and facets of the first tier that has any passage, else of the first."""
        for tier in self._trees:
            page = self._search(tier, 0, facets=self._request.facets)
            if page.total.passages:
                return self._unselected(page, tier), tier
        first = next(iter(self._trees))
        return self._unselected(page, first), first

    def _unselected(self, page: Page, tier: Tier) -> Page:
        """The page with each facet counted without what is selected of it, so that more can be selected."""
        filters, facets = self._request.filters, dict(page.facets)
        for name in filters.selecting & facets.keys():
            tree = self._within(filters.asking(but=name), tier)
            wanted = Search(query=tree, limit=0, facets={name: self._request.facets[name]})
            facets |= self._snapshot.search(wanted, deadline=self._deadline).facets
        return page._replace(facets=facets)

    def left_out(self, listed: Listed) -> LeftOut:
        """What the filters, and for want of a date also the query, leave out of what is counted."""
        filters, tier, total = self._request.filters, listed.tier, listed.counted.total.passages
        kept, dated_or_not = (self._within(each.asking(), tier) for each in (filters, filters.with_undated()))
        undated = with_undated(dated_or_not)
        is_by_date = self._request.sort in (Sort.DATE, Sort.DATE_DESC)
        return LeftOut(
            by_filters=self._count(self._within((), tier)) - total if filters else 0,
            undated=self._count(undated) - total if undated != kept else 0,
            last=self._count(And((self._trees[tier], UNDATED))) if is_by_date else 0,
        )

    def _within(self, asked: Iterable[Node], tier: Tier) -> Node:
        """What is counted of the first tier that has any passage, where other filters ask this of each.

        That none has all words may be so within these filters alone: then those with all are among those with some.
        """
        return _tree(self._asked.within(asked), Tier.ALL if tier is Tier.ALL else Tier.ANY)

    def _count(self, tree: Node) -> int:
        return self._snapshot.count(tree, deadline=self._deadline).passages

    def _listed(self, tier: Tier) -> Sequence[Tier]:
        """The tiers of the list, of which one is the first that has any passage; by anything but relevance, that."""
        tiers = [*self._trees]
        return tiers[tiers.index(tier) :] if self._request.sort is Sort.RELEVANCE else [tier]

    def _total_any(self, counted: Total, tier: Tier) -> Total:
        found = counted
        if self.plan.several and tier is Tier.ALL:
            found = self._snapshot.count(self._asked.sought.any, deadline=self._deadline, enough=MANY + 1)
        return Total(min(found.passages, MANY), found.documents, found.is_exact and found.passages <= MANY)

    def _rescore(self, listed: Sequence[Tier], counted: Total) -> Sequence[Weighted]:
        """What adds to the scores: for a long query, also what the first passages have."""
        if self._request.sort is not Sort.RELEVANCE:
            return ()
        rescore = ranking.rescoring(self.plan)
        few = listed[0] is not Tier.ALL or counted.passages < ranking.FEWER
        if len(set(self.plan.words)) < ranking.LONG or (len(listed) > 1 and not few):
            return rescore
        first, _ = self._hits(listed, None, ranking.PASSAGES, rescore)
        texts = self._texts.of([hit.passage for hit, _ in first]).values()
        return *rescore, *ranking.feedback(texts, self.plan, self._snapshot)

    def _hits(
        self, tiers: Sequence[Tier], after: str | None, limit: int, rescore: Sequence[Weighted]
    ) -> tuple[list[tuple[EngineHit, Tier]], tuple[Tier, str | None] | None]:
        """So many hits of some tiers in turn, from a place in the first of them; and where more are."""
        hits: list[tuple[EngineHit, Tier]] = []
        for tier in tiers:
            if len(hits) == limit:
                return hits, (tier, None)
            page = self._search(tier, limit - len(hits), after=after, rescore=rescore)
            hits += [(hit, tier) for hit in page.hits]
            if page.next:
                return hits, (tier, page.next)
            after = None
        return hits, None

    def _search(
        self,
        tier: Tier,
        limit: int,
        *,
        after: str | None = None,
        facets: Mapping[str, int] = MappingProxyType({}),
        rescore: Sequence[Weighted] = (),
    ) -> Page:
        wanted = replace(self._wanted(tier, rescore=rescore), limit=limit, after=after, facets=facets)
        return self._snapshot.search(wanted, deadline=self._deadline)

    def _wanted(self, tier: Tier, *, rescore: Sequence[Weighted]) -> Search:
        return Search(query=self._trees[tier], sort=self._request.sort, rescore=rescore, window=ranking.WINDOW)


def _tree(sought: Tiers, tier: Tier) -> Node:
    return {Tier.ALL: sought.every, Tier.SOME: sought.some, Tier.ANY: sought.any}[tier]
