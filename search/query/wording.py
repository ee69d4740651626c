"""Which wording a query asks for: that of documents as they are, or, by `was:`, text that left, which is apart."""

from __future__ import annotations

from collections.abc import Iterator

from search.query.ast import And, Field, Node, Not, Or

_LEFT = Field("wording", values=("left",))
_ELSE = (
    "“was:” searches the text that left and nothing else, so what OR joins it to was sought there, too; ask for what is"
    " there now in a search of its own."
)
_NONE = "“was:” behind NOT leaves nothing out: what is there now did not leave."


def asks_for_left(node: Node) -> bool:
    """Whether a query is asked of the text that left: where `was:` stands anywhere in it, but behind NOT."""
    match node:
        case And(children) | Or(children):
            return any(map(asks_for_left, children))
    return node == _LEFT


def notes(node: Node) -> Iterator[str]:
    """What is to be said where `was:` does not hold as it is written."""
    if asks_for_left(node):
        if not _is_left(node):
            yield _ELSE
    elif _has_left(node):
        yield _NONE


def _is_left(node: Node) -> bool:
    """Whether whatever a query finds is text that left."""
    match node:
        case And(children):
            return any(map(_is_left, children))
        case Or(children):
            return all(map(_is_left, children))
    return node == _LEFT


def _has_left(node: Node) -> bool:
    match node:
        case And(children) | Or(children):
            return any(map(_has_left, children))
        case Not(child):
            return _has_left(child)
    return node == _LEFT
