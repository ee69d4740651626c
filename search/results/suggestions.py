"""Did you mean: words of a query that are nowhere, replaced by the likeliest that are, as the library writes them.

A noisy channel (Kernighan, Church and Gale 1990): of what is spelled alike, that is likeliest with which the whole
query finds most, and which is easily mistaken for what was typed. Operators, names of fields and dates stay.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain, product
from typing import NamedTuple

from search.analysis import Token, token
from search.analysis.extras import MARK, extra
from search.analysis.patterns import is_unspaced, patterns
from search.analysis.sounds import sound
from search.engine import Search, Snapshot
from search.fields import FIELDS
from search.query import matching
from search.query.ast import And, Field, Near, Node, Or, Phrase, Term
from search.query.leaves import ENDS
from search.query.lexer import QUOTATION_MARKS
from search.query.parser import Query
from search.results.dressing import Texts
from search.results.spelling import as_written
from search.results.understanding import Understood

_EDIT, _FIRST, _SOUND = 4.0, 2.0, 1.5  # how much less, or more, likely it is: logarithms of odds
_NAMED, _PLAIN = 2.5, 1.0  # for what is typed with a capital that it is a name; for what is not that it is none
_MENDED = 8  # words of one query
_TRIED = 40  # queries that are looked whether they find anything
_LIKELY = 5  # of these, that are looked at as they are written
_TOLD_BY_SOUND = 3  # signs of the key of a name that has it, where nothing is spelled like it
_SAMPLE = 5  # passages that tell how a word is written
_OPERATORS = ("AND", "OR", "NOT")


class Word(NamedTuple):
    """A word of a query where it stands in its text, or a field's whole value; and what finds it alone."""

    start: int
    end: int
    text: str
    field: str
    node: Term | Field
    within: str  # the text of the word or quotation that it is a part of


class Candidate(NamedTuple):
    """What may be meant by a word: its folded form, how it is written where that is known, and the logarithm of the
    odds that it is."""

    form: str
    written: str
    odds: float


Chosen = tuple[Candidate, ...]  # one for each of some words


class Suggester:
    """What one query may have meant. `narrowing` is what the chosen filters ask of each passage, and `understand` what
    is sought within them for a text."""

    def __init__(
        self,
        query: Query,
        understand: Callable[[str], Understood],
        narrowing: Sequence[Node],
        *,
        snapshot: Snapshot,
        texts: Texts,
        deadline: float,
    ) -> None:
        self._query, self._understood, self._narrowing = query, understand, narrowing
        self._snapshot, self._texts, self._deadline = snapshot, texts, deadline
        self._words = tuple(_words(query))
        self._different: dict[Node, Word] = {}  # each where it stands first
        for word in self._words:
            self._different.setdefault(word.node, word)

    @cached_property
    def missing(self) -> Sequence[Word]:
        """The words and values, not those under NOT, that nothing has, a word in any inflection."""
        return [word for node, word in self._different.items() if not self._count(node, enough=1)]

    @property
    def missing_words(self) -> tuple[str, ...]:
        """The folded words among these, each once."""
        return tuple(dict.fromkeys(token(word.text).exact for word in self.missing if not word.field))

    @property
    def missing_values(self) -> tuple[tuple[str, str], ...]:
        """The fields of names, and the words that no value of theirs has, as they are typed."""
        names = (word for word in self.missing if word.field and FIELDS[word.field].kind == "name")
        return tuple(dict.fromkeys((word.field, word.text) for word in names))

    def suggestion(self, *, whole: bool) -> str | None:
        """The query's own text with these replaced, which finds something within the filters: passages with all of it,
        or, unless it is to be found `whole`, with each new word; None where there are none."""
        missing = [word for word in self.missing if not self._has_equivalent(word)]
        words = (missing or self._unwritten())[:_MENDED]
        likely = {word: found for word in words if (found := self._candidates(word))}
        if not likely:
            return None
        most = max(int(_TRIED ** (1 / len(likely))), 1)
        tried = sorted(product(*(found[:most] for found in likely.values())), key=_odds, reverse=True)
        best = self._best([*likely], tried, partial(self._tried, [*likely]))
        if best or whole or not missing:
            return self._replaced([*likely], best) if best else None
        alone = {}
        for word, found in likely.items():
            if chosen := self._best([word], [*zip(found)], partial(self._alone, word)):
                alone[word] = chosen[0]
        text = self._replaced([*alone], tuple(alone.values()))
        asked = self._understood(text)
        listed = asked.sought.any if asked.plan.several else asked.sought.every
        return text if alone and self._count(listed, enough=1) else None

    def _best(self, words: Sequence[Word], tried: Sequence[Chosen], count: Callable[[Chosen], int]) -> Chosen | None:
        """What is likeliest of what finds anything, as the library writes it."""
        counted = ((chosen, count(chosen)) for chosen in tried[:_TRIED])
        found = [(_odds(chosen) + math.log(count) / 2, chosen) for chosen, count in counted if count]
        likely = sorted(found, key=lambda each: each[0], reverse=True)[:_LIKELY]
        written = (self._written(words, *each) for each in likely if self._are_there(words, each[1]))
        return max(written, key=lambda each: each[0], default=(0.0, None))[1]

    def _are_there(self, words: Sequence[Word], chosen: Chosen) -> bool:
        """Whether there is something of each of what is chosen within the filters, also of alternatives."""
        return all(self._alone(word, (each,)) for word, each in zip(words, chosen, strict=True))

    def _tried(self, words: Sequence[Word], chosen: Chosen) -> int:
        """How many passages have all that a query asks for with the new words, function words among these too."""
        asked, new = self._understood(self._replaced(words, chosen)), {each.form for each in chosen}
        light = (term for term in asked.plan.light if term.token.exact in new)
        return self._count(And((asked.sought.every, *light)))

    def _alone(self, word: Word, chosen: Chosen) -> int:
        """How many passages have what is meant by a word."""
        return self._count(And((_exactly(word, chosen[0].form), *self._narrowing)))

    def _has_equivalent(self, word: Word) -> bool:
        """Whether something is found for a word all the same: by what the vocabulary has for it."""
        return not word.field and self._count(self._understood(word.within).sought.every, enough=1) > 0

    def _unwritten(self) -> Sequence[Word]:
        """The words that are nowhere as they are typed, though some inflection is."""
        words = self._different.values()
        return [word for word in words if not self._count(_exactly(word, token(word.text).exact), enough=1)]

    def _count(self, node: Node, **enough: int) -> int:
        return self._snapshot.count(node, deadline=self._deadline, **enough).passages

    def _candidates(self, word: Word) -> list[Candidate]:
        """What may be meant by a word, the likeliest first."""
        form = word.node.values[0] if isinstance(word.node, Field) and word.node.values else token(word.text).exact
        if len(form) < 3 or form.isdecimal() or is_unspaced(form):
            return []
        edits = 1 if len(form) < 5 else 2
        if word.field:
            found = self._values(word, form, edits)
        else:
            alike = {count.value: count.count for count in self._snapshot.spelled_like(form, edits)}
            found = {each: ("", count) for each, count in alike.items() if count} or self._sounding(word.text)
        often = sorted((each for each in found if each != form), key=lambda each: (-found[each][1], each))
        candidates = [Candidate(each, found[each][0], _alike(form, each)) for each in often]
        return sorted(candidates, key=lambda each: -each.odds)

    def _sounding(self, name: str) -> dict[str, tuple[str, int]]:
        """The names that sound like one, of the first passages that have such."""
        key = sound(name)
        if len(key) < _TOLD_BY_SOUND:
            return {}
        texts = self._first(Term(extra(f"sounds:{key}")))
        names = Counter(word for text in texts for word in patterns(text).word.findall(text) if sound(word) == key)
        return {token(each).exact: (each, count) for each, count in reversed(names.most_common())}

    def _values(self, word: Word, form: str, edits: int) -> dict[str, tuple[str, int]]:
        """The words of a field's values that are spelled like one, or its whole values where it is a choice."""
        field = FIELDS[word.field]
        held = field.choices or (self._snapshot.values(word.field) if field.of_document or field.of_passage else ())
        if field.kind == "choice":
            spelled: Counter[tuple[str, str]] = Counter((value.casefold(), value) for value in held)
        else:
            parts = chain.from_iterable(patterns(value).word.findall(value) for value in held)
            spelled = Counter((token(part).exact, part) for part in parts)
        key = sound(word.text) if field.kind == "name" else ""
        known = [(each, written, count) for (each, written), count in reversed(spelled.most_common())]
        alike = [each for each in known if matching.spelled(form, each[0], edits)]
        if not alike and len(key) >= _TOLD_BY_SOUND:
            alike = [each for each in known if sound(each[1]) == key]
        return {each: (written, count) for each, written, count in alike}

    def _replaced(self, words: Sequence[Word], chosen: Chosen) -> str:
        text = self._query.text
        candidates = {word.node: candidate for word, candidate in zip(words, chosen, strict=True)}
        for word in reversed(self._words):
            if candidate := candidates.get(word.node):
                new = candidate.written or candidate.form
                new = new.lower() if new in _OPERATORS else new
                text = text[: word.start] + new + text[word.end :]
        return text

    def _written(self, words: Sequence[Word], odds: float, chosen: Chosen) -> tuple[float, Chosen]:
        """What is chosen as the library writes it; how likely it is is told better from that."""
        written = []
        for word, candidate in zip(words, chosen, strict=True):
            new = candidate.written or self._surface(candidate.form)
            written.append(candidate._replace(written=new))
            if not word.field:
                is_name = word.text[:1].isupper()
                odds += (_NAMED if is_name else _PLAIN) * (is_name == new[:1].isupper())
        return odds, tuple(written)

    def _first(self, node: Node) -> list[str]:
        """The texts of the first passages that have something."""
        page = self._snapshot.search(
            Search(query=And((node, *self._narrowing)), limit=_SAMPLE), deadline=self._deadline
        )
        return [located.passage.text for located in self._texts.of([hit.passage for hit in page.hits]).values()]

    def _surface(self, form: str) -> str:
        """How a word is written in the first passages that have it."""
        return as_written(form, self._first(Term(Token(form, form), exact=True)))


def _odds(chosen: Chosen) -> float:
    return sum(each.odds for each in chosen)


def _alike(typed: str, meant: str) -> float:
    """The logarithm of the odds that one form is typed for another."""
    edits = next((edits for edits in (1, 2) if matching.spelled(typed, meant, edits)), 3)
    return _SOUND * (sound(typed) == sound(meant)) - _EDIT * edits - _FIRST * (typed[0] != meant[0])


def _exactly(word: Word, form: str) -> Term | Field:
    """What finds a form in a word's place."""
    if isinstance(word.node, Term):
        return Term(Token(form, form), exact=True)
    return replace(word.node, values=(form,)) if word.node.values else replace(word.node, tokens=(token(form),))


def _words(query: Query) -> Iterator[Word]:
    """The words and values of a query that are sought, in the order of its text."""
    sought = dict(_sought(query.node))
    for start, end, field in query.written:
        text = query.text[start:end]
        if field and FIELDS[field].kind == "choice":
            value = text.strip("".join(QUOTATION_MARKS) + ENDS)
            spans = [(text.find(value), text.find(value) + len(value), value.casefold())]
        else:
            spans = [(*match.span(), token(match[0]).exact) for match in patterns(text).word.finditer(text)]
        for first, last, form in spans:
            if node := sought.get((field, form)):
                yield Word(start + first, start + last, text[first:last], field, node, text)


def _sought(node: Node) -> Iterator[tuple[tuple[str, str], Term | Field]]:
    """The words that a tree seeks, by field and form; those under NOT are not sought."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _sought(child)
        case Term(token, exact) if not token.exact.startswith(MARK):
            yield ("", token.exact), Term(token, exact)
        case Phrase(tokens, exact) if not tokens[0].exact.startswith(MARK):
            yield from ((("", token.exact), Term(token, exact)) for token in tokens)
        case Near(tokens):
            yield from ((("", token.exact), Term(token)) for token in tokens)
        case Field(name, tokens, values):
            yield from (((name, token.exact), Field(name, (token,))) for token in tokens)
            yield from (((name, value), Field(name, values=(value,))) for value in values if value)
