"""What a query asks for: the words that a passage must have, what it is judged by, and what only adds to its score.

A function word only adds, except where the query has no other word, or asks for it in quotes, with `=` or in a field.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeGuard

from search.analysis import Token
from search.analysis.extras import MARK
from search.analysis.function_words import function_words
from search.analysis.patterns import APOSTROPHES, is_unspaced
from search.query.ast import (
    TEXT_NODES,
    And,
    Equivalent,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
    all_of,
    any_of,
    children_of,
)

_NUMBER = re.compile(r"\d+(?:[.,]\d+)+")  # which is one word, where a range is two


@dataclass(frozen=True, slots=True)
class Plan:
    """A query as it was written, taken apart for being sought and scored."""

    content: Node  # without its function words, and each word once
    apart: Node | None  # any of its words, those that are joined or hyphenated apart; None where it has none of these
    several: bool  # whether it has more than one word: a joined or hyphenated one is one, without blanks each pair
    words: tuple[Token, ...]  # those of the content, as often as they are asked for
    light: tuple[Term, ...]  # the function words that the content is without, as often as they are asked for
    repeated: tuple[Term, ...]  # each word of the content for each time more that it is asked for
    pairs: tuple[Phrase, ...]  # words side by side, of which one or both are no function words
    function_words: frozenset[str]  # of its language
    left_out: tuple[Term | Phrase, ...]  # function words that an OR is without, which is to be said


def plan(query: Node, held: Collection[str] = ()) -> Plan:
    """The plan of a query's tree, in a library that holds documents of these languages."""
    barred = function_words([token.exact for word in _plain(query) for token in _tokens(word)], held)
    light: list[Term] = []
    left_out: list[Term | Phrase] = []
    found = _without(query, barred, light, left_out)
    if found is None or not has_words(found):
        found, light, left_out = query, [], []
    children, kept = children_of(query), children_of(found)
    words = [child for child in kept if has_words(child)]
    parts = [part for word in words for part in _parts(word, barred)]
    typed = [part for word in words for part in children_of(_itself(word))]
    counts = Counter(word for word in _plain(*kept) if isinstance(word, Term))
    return Plan(
        content=all_of(dict.fromkeys(kept)),
        apart=any_of(dict.fromkeys(parts)) if parts != words else None,
        several=len(dict.fromkeys(typed)) > 1 or any(_is_unspaced(word) and len(word.tokens) > 2 for word in typed),
        words=tuple(token for child in words for token in _tokens(child)),
        light=tuple(light),
        repeated=tuple(term for term, count in counts.items() for _ in range(count - 1)),
        pairs=tuple(dict.fromkeys(Phrase(pair, exact=False) for pair in _pairs(children, barred))),
        function_words=barred,
        left_out=tuple(left_out),
    )


class Tiers(NamedTuple):
    """What is sought of a plan: the trees of its tiers."""

    words: tuple[Node, ...]  # of which passages of the first tier have all
    every: Node  # passages with all words
    any: Node  # passages with a word or more
    some: Node  # passages with a word or more, but not all
    judging: tuple[Node, ...]  # what is asked of each passage besides words


def alone(node: Node) -> Tiers:
    """The tiers of one node."""
    return Tiers((node,), node, node, Nothing(), ())


def tiers(content: Node, apart: Node | None, judged: Iterable[Node] = ()) -> Tiers:
    """The tiers of what is sought for a plan's `content` and `apart`; `judged` is asked of each passage besides."""
    children = [*children_of(content), *judged]
    words = tuple(dict.fromkeys(child for child in children if has_words(child)))
    if not words:
        return Tiers((), _and(children), _and(children), Nothing(), ())
    judging = tuple(child for child in children if not has_words(child))
    parts = dict.fromkeys(part for word in words for part in _alternatives(word))
    if apart is not None:
        parts = dict.fromkeys(_alternatives(apart)) | {part: None for part in parts if _is_one_word(part)}
    either = [any_of(parts), *judging]
    return Tiers(words, _and(children), _and(either), _and([*either, Not(_and(words))]), judging)


def names(written: Node, sought: Node) -> dict[Node, str]:
    """What was typed for each of the words that are sought for a plan's content."""
    return dict(zip(children_of(sought), map(said, children_of(written)), strict=True))


def _and(nodes: Sequence[Node]) -> Node:
    """What has all of some nodes, each of which stays one."""
    return And(tuple(nodes)) if len(nodes) > 1 else nodes[0]


def has_words(node: Node) -> bool:
    """Whether a node asks for words of the text, rather than only for fields or by negation."""
    match node:
        case And(children) | Or(children):
            return any(has_words(child) for child in children)
        case Equivalent():
            return True
        case _:
            return isinstance(node, TEXT_NODES)


def _itself(node: Node) -> Node:
    """A node without what means the same."""
    return node.node if isinstance(node, Equivalent) else node


def _plain(*nodes: Node) -> Iterator[Term | Phrase]:
    """The words and contractions that are neither quoted nor asked for with `=`, in groups too, not under NOT."""
    for node in nodes:
        match _itself(node):
            case And(children) | Or(children):
                yield from _plain(*children)
            case Term(exact=False) as word:
                yield word
            case Phrase(exact=False) as row if _is_contraction(row):
                yield row


def _is_contraction(word: Phrase) -> bool:
    """Whether words are joined by an apostrophe: `they're`, `l'armée`."""
    return not set(APOSTROPHES).isdisjoint(word.written)


def _without(node: Node, barred: Collection[str], light: list[Term], left_out: list[Term | Phrase]) -> Node | None:
    """A tree without these words; None where nothing is left. They are noted, and those that an OR is without."""
    match node:
        case Term(token, exact=False) if token.exact in barred:
            light.append(node)
            return None
        case Phrase(tokens, exact=False) if _is_contraction(node) and all(token.exact in barred for token in tokens):
            light += map(Term, tokens)
            return None
        case Equivalent(itself, also):
            rest = _without(itself, barred, light, left_out)
            return Equivalent(rest, also) if rest else None
        case And(children) | Or(children):
            kept = [(child, _without(child, barred, light, left_out)) for child in children]
            if isinstance(node, Or):
                without = (_itself(child) for child, found in kept if found is None)
                left_out += [child for child in without if isinstance(child, Term | Phrase)]
            found = tuple(each for _, each in kept if each is not None)
            return type(node)(found) if len(found) > 1 else found[0] if found else None
        case _:
            return node


def _tokens(node: Node) -> Iterator[Token]:
    """The words of a node, not those under NOT."""
    match _itself(node):
        case Term(token):
            yield token
        case Phrase(tokens) | Near(tokens):
            yield from tokens
        case And(children) | Or(children):
            for child in children:
                yield from _tokens(child)


def _pairs(children: Iterable[Node], barred: Collection[str]) -> Iterator[tuple[Token, Token]]:
    row: list[Token] = []
    beside = [part for child in children for part in children_of(_itself(child))]
    for child in (*beside, None):
        match child:
            case Term(token, exact=False):
                row.append(token)
            case Phrase(tokens, exact=False):
                row.extend(tokens)
            case _:
                yield from (pair for pair in pairwise(row) if not all(word.exact in barred for word in pair))
                row = []


def _parts(word: Node, barred: Collection[str]) -> Sequence[Node]:
    """The words of a node that each count."""
    match word:
        case And(children) | Or(children):
            return [part for child in children if has_words(child) for part in _parts(child, barred)]
        case Equivalent(itself, also):
            return [*_parts(itself, barred), *also]
        case Phrase(tokens, exact=False) if _is_unspaced(word):
            return [Phrase(pair, exact=False) for pair in pairwise(tokens)]  # nobody knows where a word ends
        case Phrase(tokens, exact=False) if not _NUMBER.fullmatch(word.written):
            return [Term(token) for token in tokens if token.exact not in barred] or [word]
        case _:
            return [word]


def _is_unspaced(word: Node) -> TypeGuard[Phrase]:
    """Whether a node is a run of letters of a script without blanks between words."""
    return isinstance(word, Phrase) and not word.exact and any(is_unspaced(token.exact) for token in word.tokens)


def _is_one_word(node: Node) -> bool:
    """Whether a node is one word, of documents of any language or of some."""
    match node:
        case And((Term(), Not(Field("lang")))):
            return True
    return isinstance(node, Term)


def _alternatives(node: Node) -> Iterator[Node]:
    """What each finds something of what a node finds."""
    match node:
        case Or(children):
            for child in children:
                yield from _alternatives(child)
        case And(children) if all(map(has_words, children)):
            for child in children:
                yield from _alternatives(child)
        case And((child, Not(Field("lang")) as others)):  # what documents of other languages have of a word
            for each in _alternatives(child):
                yield And((each, others))
        case _:
            yield node


def said(node: Node) -> str:
    """What was typed for some words, or the like of it."""
    match node:
        case Term(token, written=written):
            return written or token.exact.partition(MARK)[0]
        case Phrase(tokens, written=written) | Near(tokens, written=written):
            return written or " ".join(token.exact for token in tokens)
        case Wildcard(pattern, written):
            return written or pattern
        case Fuzzy(text, written=written):
            return f"{written or text}~"
        case Equivalent(itself, also):
            return said(Or((itself, *also)))
        case Or(children):
            return " or ".join(dict.fromkeys(filter(None, map(said, children))))
        case And(children):
            return " ".join(dict.fromkeys(said(child) for child in children if has_words(child)))
    return ""
