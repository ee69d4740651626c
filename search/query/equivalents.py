"""What means the same as words of a query: the wordings of a vocabulary put beside them, by their stems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpus.equivalents import groups, lines
from search.analysis import Token, tokens
from search.analysis.extras import MARK, analysed_text, extras_of
from search.query.ast import And, Equivalent, Node, Not, Or, Phrase, Term, tokens_of

Stems = tuple[str, ...]
_Row = list[tuple[Term | Phrase, Sequence[Token]]]  # nodes of plain words side by side, and the words of each


class Equivalents:
    """The wordings that mean the same, of a vocabulary's text."""

    def __init__(self, text: str = "") -> None:
        self._of = {key: group for group in groups(lines(text), _stems) for key in map(_stems, group)}
        self._longest = max(map(len, self._of), default=0)
        wordings = {wording for group in self._of.values() for wording in group}
        self._attested = {each.token for wording in wordings for each in extras_of(analysed_text(wording)[0])}

    def attests(self, token: Token) -> bool:
        """Whether a wording has this extra occurrence."""
        return token in self._attested

    def beside(self, node: Node) -> Node:
        """A query's tree with what means the same beside its plain words; beside the most words in a row at once.

        What stands in quotes, behind `=`, with a wildcard or in a field is none of them.
        """
        if not self._of:
            return node
        match node:
            case And(children):
                found = tuple(self._beside(children))
                return And(found) if len(found) > 1 else found[0]
            case Or(children):
                return Or(tuple(map(self.beside, children)))
            case Not(child):
                return Not(self.beside(child))
            case Term() | Phrase():
                return next(self._beside([node]))
        return node

    def _beside(self, children: Sequence[Node]) -> Iterator[Node]:
        row: _Row = []
        for child in children:
            if isinstance(child, Term | Phrase) and (plain := _words(child)):
                row.append((child, plain))
                continue
            yield from self._of_row(row)
            row = []
            yield child if isinstance(child, Term | Phrase) else self.beside(child)
        yield from self._of_row(row)

    def _of_row(self, row: _Row) -> Iterator[Node]:
        at = 0
        while at < len(row):
            size = self._most(row[at:])
            nodes = tuple(node for node, _ in row[at : at + max(size, 1)])
            itself = nodes[0] if len(nodes) == 1 else And(nodes)
            yield Equivalent(itself, self._others(row[at : at + size])) if size else itself
            at += len(nodes)

    def _most(self, row: _Row) -> int:
        """How many nodes a row begins with that are a wording: as many as can be."""
        key: Stems = ()
        most = 0
        for size, (_, plain) in enumerate(row, 1):
            key += tuple(word.stem for word in plain)
            if len(key) > self._longest:
                break
            most = size if key in self._of else most
        return most

    def _others(self, row: _Row) -> tuple[Term | Phrase, ...]:
        own = tuple(word.stem for _, plain in row for word in plain)
        return tuple(_node(wording) for wording in self._of[own] if _stems(wording) != own)


@lru_cache(maxsize=8)
def equivalents(text: str) -> Equivalents:
    """The equivalents of a vocabulary's text."""
    return Equivalents(text)


def _words(node: Term | Phrase) -> Sequence[Token]:
    """The words of a node that are sought in all inflections; else none."""
    found = tokens_of(node)
    return () if node.exact or found[0].exact.startswith(MARK) else found


def _node(wording: str) -> Term | Phrase:
    """What a wording seeks: its words in a row, in all inflections."""
    found = tuple(tokens(wording))
    return Term(found[0], written=wording) if len(found) == 1 else Phrase(found, exact=False, written=wording)


def _stems(wording: str) -> Stems:
    return tuple(word.stem for word in tokens(wording))


NONE = Equivalents()
