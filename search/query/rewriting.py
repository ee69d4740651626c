"""From what was written to what is sought: a query's tree with what a library and its index know put to it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from search.query.ast import Node


class Known(Protocol):
    """What a library and its index know of words."""

    @property
    def languages(self) -> Collection[str]:
        """Those of the documents held, as the field `lang` has them."""

    def attests(self, stem: str) -> bool:
        """Whether a passage has a term of this stem."""


def rewritten(node: Node, known: Known) -> Node:
    """The tree that finds what a query's own tree asks for, and whatever else it means in this library."""
    return node
