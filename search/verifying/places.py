"""Where in the library a quotation may be from: passages with its words in a row, or with most of its rarest words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from search.analysis import Token, tokens
from search.analysis.function_words import function_words
from search.engine import EngineHit, Search, Snapshot, Weighted
from search.query.ast import Node, Phrase, Term, any_of
from search.verifying.printed import Text

_RAREST = 6  # words that a passage may have
_HITS = 12  # passages looked at
_IN_A_ROW = 12  # words at most of what is sought as a phrase
_SAME = 50  # passages with the same words that are told apart


class Places:
    """Candidates from one state of the index."""

    def __init__(self, snapshot: Snapshot, deadline: float) -> None:
        self._snapshot, self._deadline = snapshot, deadline

    def of(self, text: Text) -> Iterator[Sequence[EngineHit]]:
        """Passages, the likeliest way of finding them first: with a run of its words, then with some of the rarest."""
        runs = [run for run in _runs(text) if len(run) > 1 or len(text.printed) < 3]
        if runs:
            longest = max(runs, key=len)
            yield self._search(
                Phrase(tuple(longest[:_IN_A_ROW]), exact=True) if len(longest) > 1 else Term(longest[0]), _SAME
            )
        yield self._with_rarest(text, runs)

    def _with_rarest(self, text: Text, runs: Sequence[Sequence[Token]]) -> Sequence[EngineHit]:
        own = list(dict.fromkeys(token for run in _runs(text) for token in run))
        light = function_words([token.exact for token in own])
        content = [token for token in own if token.exact not in light] or own
        often = dict(zip(content, self._snapshot.occurrences([token.stem for token in content]), strict=True))
        rarest = sorted((token for token in content if often[token]), key=often.__getitem__)[:_RAREST]
        if not rarest:
            return ()
        pairs = [Weighted(Phrase(pair, exact=False), 2.0) for run in runs for pair in pairwise(run)]
        return self._search(any_of(map(Term, rarest)), _HITS, pairs[:16])

    def _search(self, node: Node, limit: int, rescore: Sequence[Weighted] = ()) -> Sequence[EngineHit]:
        return self._snapshot.search(Search(query=node, limit=limit, rescore=rescore), deadline=self._deadline).hits


def _runs(text: Text) -> list[list[Token]]:
    """The draft's own words, in runs between which something may be left out."""
    found: list[list[Token]] = []
    for number, each in enumerate(text.printed):
        if each.is_bracketed or each.base != each.word.folded:
            continue
        if number == 0 or each.is_open or each.is_joint or not found:
            found.append([])
        found[-1] += tokens(each.word.text)
    return [run for run in found if run]
