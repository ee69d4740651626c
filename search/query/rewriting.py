"""From what was written to what is sought: a query's tree with what a library and its index know put to it.

Words may be written otherwise, joined, hyphenated or apart, or with ae for ä; in each language that the library holds
they have other stems; and in scripts without blanks nobody knows where one ends. A designator is not inflected. A name
that is asked for by its sound is also what it may be misheard as.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Protocol, TypeGuard

from search.analysis import Token, token
from search.analysis.extras import analysed_text, extra, extras_of, hyphenated, in_language, sounds_near
from search.analysis.patterns import APOSTROPHES, is_unspaced, patterns
from search.analysis.stems import is_elided, stemmer
from search.query.ast import And, Equivalent, Field, Near, Node, Not, Or, Phrase, Term, any_of, children_of, tokens_of
from search.query.leaves import by_sound

_DESIGNATOR = re.compile(r"[a-z]{1,3}")  # before a number
_ALIKE = 3  # times that what sounds alike counts, beside what is misheard, which is rarer
_YEAR = re.compile(r"(?:19|20)\d\d")


class Known(Protocol):
    """What a library and its index know of words."""

    @property
    def languages(self) -> Collection[str]:
        """Those of the documents held, as the field `lang` has them."""

    def attests(self, token: Token) -> bool:
        """Whether a passage has this extra occurrence."""


def rewritten(node: Node, known: Known) -> Node:
    """The tree that finds what a query's own tree asks for, and whatever else it means in this library.

    What the words of a query become stays apart: of an And, each word is one node again.
    """
    found = _Rewriting(known).of(node)
    return And((found,)) if isinstance(found, And) and not isinstance(node, And) else found


class _Rewriting:
    def __init__(self, known: Known) -> None:
        self._known = known
        self._stemmed = {language.casefold(): code for language in known.languages if (code := stemmer(language))}

    def of(self, node: Node) -> Node:
        match node:
            case And(children):
                return And(tuple(self._beside(children)))
            case Or(children):
                return Or(tuple(map(self.of, children)))
            case Not(child):
                return Not(self.of(child))
            case Equivalent():
                return next(self._beside([node]))
            case Term() | Phrase() if by_sound(node):
                return self._misheard(node)
            case Term(exact=False):
                return self._term(node)
            case Phrase(exact=False):
                return self._phrase(node)
            case Near(distance=distance):
                words = _words(node)
                return self._either([node], lambda code: [Near(_row(code, words), distance)])
        return node

    def _beside(self, children: Sequence[Node]) -> Iterator[Node]:
        """What is sought together: each of its nodes, and what means the same beside those that have it."""
        parts = [children_of(child.node) if isinstance(child, Equivalent) else (child,) for child in children]
        sought = self._in_a_row([node for nodes in parts for node in nodes])
        for child, nodes in zip(children, parts, strict=True):
            itself = tuple(islice(sought, len(nodes)))
            if isinstance(child, Equivalent):
                yield any_of([And(itself) if len(itself) > 1 else itself[0], *map(self.of, child.also)])
            else:
                yield itself[0]

    def _in_a_row(self, children: Sequence[Node]) -> Iterator[Node]:
        """Nodes side by side: a designator before a number; words in a row that are joined elsewhere."""
        joined: list[list[str]] = [[] for _ in children]
        sought = [*children]
        for at, (one, other) in enumerate(pairwise(children)):
            if not (_is_word(one) and _is_word(other)):
                continue
            number = other.token.exact
            if number.isdecimal():
                if _DESIGNATOR.fullmatch(one.token.exact) and not _YEAR.fullmatch(number):
                    sought[at] = replace(one, exact=True)
            elif self._known.attests(hyphenated((one.token, other.token))):
                both = "".join(_words(one) + _words(other))
                joined[at].append(both)
                joined[at + 1].append(both)
        for node, more in zip(sought, joined, strict=True):
            yield self._term(node, more) if _is_word(node) else self.of(node)

    def _term(self, term: Term, joined: Sequence[str] = ()) -> Node:
        """A word, its other spellings, what it is joined to, and what it may be joined of."""
        rows = [*self._apart(term)]

        def otherwise(code: str) -> list[Node]:
            spelled = [Term(each) for word in (*_words(term), *joined) for each in _spelled(code, word)]
            apart = [Phrase(_row(code, row), exact=False) for row in rows]
            return [*spelled, *(Term(_row(code, (word,))[0]) for word in joined), *apart]

        return self._either([term, *otherwise("")], otherwise)

    def _apart(self, term: Term) -> Iterator[tuple[str, str]]:
        """The two words that are hyphenated in the library, and joined in a query."""
        form = term.token.exact
        if self._known.attests(extra(term.token.stem)):
            for at in range(1, len(form)):
                if self._known.attests(hyphenated((token(form[:at]), token(form[at:])))):
                    yield form[:at], form[at:]

    def _phrase(self, phrase: Phrase) -> Node:
        """What is joined by signs in a query: the words in a row, or joined; as they stand where one is a number."""
        forms = [each.exact for each in phrase.tokens]
        if any(map(str.isdecimal, forms)) and not all(map(str.isdecimal, forms)):
            return replace(phrase, exact=True)
        words = _words(phrase)

        def otherwise(code: str) -> list[Node]:
            row = _row(code, _unelided(code, words, phrase.written))
            pairs = tuple(Phrase(pair, exact=False) for pair in pairwise(row))
            if not pairs:
                return [Term(row[0])]
            whole = Phrase(row, exact=False, written=phrase.written)
            both: Node = And(pairs) if len(pairs) > 1 and any(map(is_unspaced, forms)) else whole
            return [both, *map(Term, _spelled(code, phrase.written, len(forms)))]

        return self._either(otherwise(""), otherwise)

    def _misheard(self, node: Term | Phrase) -> Node:
        """A name by its sound, or as it may be misheard; and some in a row, one of which may be."""
        names = tokens_of(node)
        rows = []
        for at, name in enumerate(_words(node)):
            others = (row for row in sounds_near(name) if all(map(self._known.attests, row)))
            rows += [names[:at] + row + names[at + 1 :] for row in others]
        unique = [row for row in dict.fromkeys(rows) if row != names]
        said = node.written
        found = [Phrase(row, False, said) if len(row) > 1 else Term(row[0], written=said) for row in unique]
        return Or((*[node] * _ALIKE, *found)) if found else node

    def _either(self, found: Sequence[Node], otherwise: Callable[[str], Sequence[Node]]) -> Node:
        """What is found by the base stems; and in documents of other languages by theirs instead."""
        unique = tuple(dict.fromkeys(found))
        base = Or(unique) if len(unique) > 1 else unique[0]
        if not self._stemmed:
            return base
        others = [node for code in sorted({*self._stemmed.values()}) for node in dict.fromkeys(otherwise(code))]
        return Or((And((base, Not(Field("lang", values=tuple(sorted(self._stemmed)))))), *others))


def _is_word(node: Node) -> TypeGuard[Term]:
    """Whether a node is a word that is inflected."""
    return isinstance(node, Term) and not node.exact and not by_sound(node)


def _words(node: Term | Phrase | Near) -> list[str]:
    """The words of a node as they were written."""
    found = patterns(node.written).word.findall(node.written)
    return found if len(found) == len(tokens_of(node)) else [word.exact for word in tokens_of(node)]


def _unelided(code: str, words: Sequence[str], written: str) -> Sequence[str]:
    """Words joined by signs without those that are elided before an apostrophe, in a language that has such."""
    if (
        code
        and len(words) > 1
        and written[len(words[0]) :].startswith(tuple(APOSTROPHES))
        and is_elided(code, words[0])
    ):
        return words[1:]
    return words


def _row(code: str, words: Sequence[str]) -> tuple[Token, ...]:
    """Words as they are indexed in documents of a language; by their base stems where that is empty."""
    return tuple(in_language(code, word) if code else token(word) for word in words)


def _spelled(code: str, text: str, size: int = 1) -> list[Token]:
    """What a text of so many words is as a whole, in documents of a language: its other spellings, and its stem."""

    def wanted(term: str) -> bool:
        return (term.startswith(f"{code}:") if code else ":" not in term) and "-" not in term

    found = extras_of(analysed_text(text, code)[0])
    return [each.token for each in found if (each.first, each.size) == (0, size) and wanted(each.token.stem)]
