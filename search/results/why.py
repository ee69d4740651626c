"""Why a passage is found where it is: the parts of its score, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from corpus.model import Passage
from corpus.text import plural
from search.analysis import Token, tokens
from search.analysis.extras import MARK
from search.analysis.patterns import patterns
from search.engine import Explanation, Weighted
from search.query import matching
from search.query.ast import Field, Near, Node, Phrase, Term
from search.query.plan import Plan, said
from search.results.ranking import rescoring

_FORMS = 3  # in which a word stands in the passage, that are told
_TOLD = {
    "word": "“{}”",
    "form": "“{}” in this very form",
    "row": "“{}”, words in a row",
    "near": "“{}”, words near each other",
    "like": "a word like “{}”, which counts 1",
    "other": "“{}”, in another form or spelling",
    "sound": "a name that sounds like “{}”",
    "function word": "“{}”, a small word, which only adds",
    "again": "“{}”, once more, as in the query",
    "title": "“{}” in the title",
    "heading": "“{}” in the heading",
    "pair": "“{}” side by side, as in the query",
    "learned": "“{}”, which the first passages for this query have in common",
}


class Reason(NamedTuple):
    """A part of a score. What is not told of such a part is None."""

    kind: str  # of `_TOLD`
    text: str  # as the query has it; what is learned, as the passage has it
    score: float
    weight: float | None  # by which it is counted, where that is not 1
    forms: tuple[str, ...]  # in which the word stands in the passage
    often: int | None  # how often it is there
    passages: int | None  # how many of all have it

    def told(self, size: int) -> str:
        """The part in words, where the library has so many passages."""
        told = [_TOLD[self.kind].format(self.text)]
        if self.weight is not None:
            told.append(f"at {self.weight:.2g} of its weight")
        if self.often:
            has_others = any(form != self.text.casefold() for form in self.forms)
            told.append(f"{plural(self.often, 'time')} here" + (f" as {', '.join(self.forms)}" if has_others else ""))
        if self.passages is not None:
            told.append(f"in {self.passages:,} of {plural(size, 'passage')}")
        return ", ".join(told)


class Why(NamedTuple):
    """The parts of a hit's score, which they add up to, and how many passages the library has."""

    reasons: tuple[Reason, ...]
    passages: int

    @property
    def score(self) -> float:
        return sum(reason.score for reason in self.reasons)

    @property
    def told(self) -> Iterator[tuple[float, str]]:
        """Each part, and what it is, in words."""
        return ((reason.score, reason.told(self.passages)) for reason in self.reasons)


def reasons(
    found: Explanation, rescore: Sequence[Weighted], plan: Plan, passage: Passage, count: Callable[[Node], int]
) -> tuple[Reason, ...]:
    """The parts of a score that are not 0. `count` tells how many passages have something."""
    learned = len(rescoring(plan))  # and what is behind
    has = _Has(passage.text, count)
    times = Counter(node for node, _ in found.leaves)
    scores = dict(found.leaves)
    parts = [
        has.reason(_kind(node), node, scores[node] * often, float(often) if often > 1 else None)
        for node, often in times.items()
    ]
    for at, (each, score) in enumerate(zip(rescore, found.added, strict=False)):
        kind = "learned" if at >= learned else _added(each.node, plan)
        weight = each.weight if each.weight != 1 else None
        parts.append(has.reason(kind, each.node, score, weight))
    return tuple(part for part in parts if part.score)


def _kind(node: Node) -> str:
    match node:
        case Term(Token(exact), is_exact):
            if exact.startswith(MARK):
                return "sound" if "sounds:" in exact else "other"
            return "form" if is_exact else "word"
        case Phrase(row):
            return "sound" if any("sounds:" in word.exact for word in row) else "row"
        case Near():
            return "near"
    return "like"


def _added(node: Node, plan: Plan) -> str:
    match node:
        case Field(name):
            return name
        case Phrase():
            return "pair"
    return "function word" if node in plan.light else "again"


class _Has:
    """What a passage has."""

    def __init__(self, text: str, count: Callable[[Node], int]) -> None:
        self._words = patterns(text).word.findall(text)
        self._tokens = tokens(text)
        self._count = count

    def reason(self, kind: str, node: Term | Phrase | Field | Node, score: float, weight: float | None) -> Reason:
        forms = self._forms(node)
        text = said(node) if not isinstance(node, Field) else node.tokens[0].exact
        if kind == "learned":
            text = forms[0] if forms else text
        elif kind == "other":
            text = text.removeprefix(MARK).rpartition(":")[2]
        passages = self._count(node) if score and not isinstance(node, Field) else None
        unique = tuple(dict.fromkeys(form.casefold() for form in forms))[:_FORMS]
        return Reason(kind, text, score, weight, unique if isinstance(node, Term) else (), len(forms) or None, passages)

    def _forms(self, node: Node) -> list[str]:
        """Each place where a word, or words in a row, stand in the passage, as they stand there."""
        match node:
            case Term(wanted, is_exact):
                pairs = zip(self._words, self._tokens, strict=True)
                return [
                    word for word, has in pairs if (has.exact == wanted.exact if is_exact else has.stem == wanted.stem)
                ]
            case Phrase(words, is_exact):
                texts = [has.exact if is_exact else has.stem for has in self._tokens]
                row = [word.exact if is_exact else word.stem for word in words]
                return [" ".join(self._words[at : at + len(row)]) for at in matching.phrase(row, texts)]
        return []
