"""Query text to a tree. Total: what cannot be understood is searched as words, and a diagnostic says so.

query  := or ;  or := and ("OR" and)* ;  and := near ("AND"? near)*
near   := list ("w/5" list)* ;  list := unit ("," unit)*
unit   := ("-" | "NOT" | field) list | "+" unit | "(" or ")" | "="? (quoted | word)

`||` is OR, `&&` is AND, `!` is NOT, `NEAR/5` is w/5; `/`, `;` and `+` between words are commas. A list asks for all of
its words, but behind a field or NOT for any.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from search.fields import FIELDS
from search.query import lexer, wording
from search.query.ast import And, Diagnostic, Everything, Field, Node, Not, Nothing, all_of, any_of
from search.query.dates import written
from search.query.leaves import Leaves, near, typed
from search.query.lexer import Kind, Lexeme
from search.query.printing import printed
from search.query.values import Values

MAX_LENGTH = 1000  # characters
MAX_LEAVES = 64
MAX_DEPTH = 20
MAX_SAID = 30  # diagnostics
_AND_MORE = "More of the query was understood otherwise than written."
_WORDS = (Kind.WORD, Kind.QUOTED)
_PREFIXES = (Kind.NOT, Kind.PLUS, Kind.EXACT)
_BETWEEN = (Kind.AND, Kind.OR, Kind.NEAR, Kind.LIST, Kind.CLOSE)
_LEAVES_OUT = "leaves out a word only where it stands right before it, as in -iran; it was ignored."
_SIGNS = {
    "-": f"“-” {_LEAVES_OUT}",
    "–": f"“–” {_LEAVES_OUT}",
    "!": f"“!” {_LEAVES_OUT}",
    "~": 'The sign ~ stands right behind a word or a quotation, as in shaheed~ or "drone factory"~5; it was ignored.',
    "=": "The sign = stands right before a word, as in =drones; it was ignored.",
    **dict.fromkeys("<>", "The signs < and > have no meaning here; after: and before: ask for days."),
    "^": "No word can count more than the others, so ^ was ignored.",
    **dict.fromkeys(
        lexer.QUOTATION_MARKS, "A quotation mark has no partner, so the words after it were searched one by one."
    ),
}


class Written(NamedTuple):
    """Where a word, a quotation or a value stands in a query's text, and the field that it is a value of."""

    start: int
    end: int
    field: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood: its tree, what was understood otherwise than written, its dates in words, and where what it
    asks for is written."""

    text: str
    node: Node
    diagnostics: tuple[Diagnostic, ...]
    dates: tuple[str, ...] = ()
    written: tuple[Written, ...] = ()

    def __str__(self) -> str:
        """A query of the same tree: the tree printed, or the text itself where that is too long to be parsed."""
        text = printed(self.node)
        return text if len(text) <= MAX_LENGTH else self.text


def parse(text: str, *, today: dt.date | None = None) -> Query:
    """The tree of any text at all; never raises. `today` is what “last year” is seen from."""
    return _parsed(text, today or dt.date.today())  # noqa: DTZ011  (the day where the analyst is)


@lru_cache(maxsize=16)  # which index a query is asked of follows from its tree, and then what is sought there
def _parsed(text: str, today: dt.date) -> Query:
    parser = _Parser(text, today)
    node = parser.query()
    limits, others = parser.diagnostics[: parser.limits], parser.diagnostics[parser.limits :]
    said = (*limits, *sorted(others, key=lambda each: (each.start, each.end)))
    said += tuple(Diagnostic(note, 0, len(text)) for note in wording.notes(node))
    return Query(text, node, said, tuple(map(written, parser.days)), tuple(parser.written))


class _Parser:
    def __init__(self, text: str, today: dt.date) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.written: list[Written] = []
        if len(text) > MAX_LENGTH:
            self._say(f"The query was cut after {MAX_LENGTH} characters.", MAX_LENGTH, len(text))
        plain = lexer.plain(text[:MAX_LENGTH])
        self._lexemes = self._within_limits(
            list(lexer.lexemes(plain, {name: field.kind for name, field in FIELDS.items()}))
        )
        self._at = 0
        self._depth = 0
        self._name: Lexeme | None = None  # of the field that values are of
        self._has_or = any(lexeme.kind is Kind.OR for lexeme in self._lexemes)
        leaves = [lexeme for lexeme in self._lexemes if _is_leaf(lexeme)]
        self._spare = MAX_LEAVES - len(leaves)
        self._leaves = Leaves(plain, leaves[-1].end if len(leaves) > 2 else None, self._say)
        self._values = Values(plain, today, self._say)
        self.days = self._values.days

    def query(self) -> Node:
        nodes: list[Node] = []
        while self._peek():
            nodes.append(self._or())
            if stray := self._take(Kind.CLOSE):
                self._say("A closing parenthesis has no partner; it was ignored.", stray.start, stray.end)
        node = all_of(nodes)
        children = node.children if isinstance(node, And) else (node,)
        if all(isinstance(child, Not) for child in children):
            return And((Everything(), *children))
        return node

    # grammar

    def _or(self) -> Node:
        branches = [self._and()]
        while operator := self._take(Kind.OR):
            branches.append(self._and())
            if Nothing() in (branches[-1], branches[-2]):
                self._between_nothing(operator)
        return any_of(branches)

    def _and(self) -> Node:
        node: Node = Nothing()
        joining: Lexeme | None = None
        while (lexeme := self._peek()) and lexeme.kind not in (Kind.OR, Kind.CLOSE):
            if lexeme.kind in _BETWEEN:
                self._next()
                if joining or node == Nothing() or lexeme.kind is Kind.NEAR or not self._is_unit_next():
                    self._between_nothing(lexeme)
                else:
                    joining = lexeme
                continue
            found = self._near()
            if joining and found == Nothing():
                self._between_nothing(joining)
            node, joining = all_of([node, found]), None
        return node

    def _near(self) -> Node:
        left = self._list()
        pairs: list[Node] = []
        while operator := self._take(Kind.NEAR):
            if not self._is_unit_next():
                self._between_nothing(operator)
                break
            right = self._list()
            pairs.append(self._within(operator, left, right))
            left = right
        sought = all_of(pairs) if pairs else left
        return all_of(dict.fromkeys(sought.children)) if pairs and isinstance(sought, And) else sought  # no words twice

    def _within(self, operator: Lexeme, left: Node, right: Node) -> Node:
        kind, _, distance = operator.text.partition("/")
        pairs = list(product(typed(left), typed(right)))
        if not pairs or len(pairs) - 1 > self._spare or not distance.isdigit():
            self._say(
                f"“{operator.text}” stands between words alone; here both sides were sought in one passage.",
                operator.start,
                operator.end,
            )
            return all_of([left, right])
        self._spare -= len(pairs) - 1
        if kind.lower() in ("pre", "onear"):
            self._say("Words near each other are found in any order.", operator.start, operator.end)
        return any_of([near(f"{one} {other}", int(distance[:9])) for one, other in pairs])

    def _list(self, joined: Callable[[Sequence[Node]], Node] = all_of) -> Node:
        nodes = [self._unit()]
        while self._is_listed() and (comma := self._take(Kind.LIST)):
            nodes.append(self._unit() if self._is_unit_next() else Nothing())
            if Nothing() in nodes[-2:]:
                self._between_nothing(comma)
        return joined(nodes)

    def _unit(self) -> Node:
        lexeme = self._next()
        if lexeme.kind in _WORDS:
            return self._leaf(lexeme)
        follower = self._peek()
        deeper = lexeme.kind is not Kind.NOT or not follower or follower.kind is not Kind.OPEN  # -( is one level
        if self._depth + deeper > MAX_DEPTH:
            return self._too_deep(lexeme)
        self._depth += deeper
        node = self._nested(lexeme)
        self._depth -= deeper
        return node

    def _nested(self, lexeme: Lexeme) -> Node:
        match lexeme.kind:
            case Kind.NOT:
                return self._negated(lexeme)
            case Kind.PLUS:
                return self._wanted(lexeme)
            case Kind.OPEN:
                return self._group(lexeme)
            case Kind.FIELD:
                return self._field(lexeme)
            case _:
                return self._leaf(lexeme)

    def _negated(self, sign: Lexeme) -> Node:
        child = self._list(any_of) if self._is_unit_next() else Nothing()
        if child == Nothing():
            self._say(f"{sign.text} stands before nothing; it was ignored.", sign.start, sign.end)
            return child
        return child.child if isinstance(child, Not) else Not(child)

    def _wanted(self, sign: Lexeme) -> Node:
        child = self._unit() if self._is_unit_next() else Nothing()
        if self._has_or or child == Nothing():
            self._say(f"All words that OR does not part are wanted; {sign.text} was ignored.", sign.start, sign.end)
        return child

    def _group(self, opening: Lexeme) -> Node:
        node = self._or()
        closing = self._take(Kind.CLOSE)
        if not closing:
            self._say("A parenthesis is not closed; it ends with the query.", opening.start, opening.end)
        elif node == Nothing():
            self._say("Nothing stands between these parentheses; they were ignored.", opening.start, closing.end)
        return node

    def _field(self, name: Lexeme) -> Node:
        value = next((each for each in self._lexemes[self._at :] if each.kind not in _PREFIXES), None)
        if not value or value.kind in _BETWEEN or value.kind is Kind.FIELD:
            self._say(f"“{name.text}:” has no value; it was ignored.", name.start, name.end)
            return Nothing()
        within = FIELDS[name.text].within
        outer, self._name = self._name, None if within else name
        node = self._list(any_of)
        if node == Nothing() and value.kind not in _WORDS:
            self._say(f"“{name.text}:” has no value; it was ignored.", name.start, name.end)
        self._name = outer
        return all_of([node, Field(within[0], values=within[1:])]) if within and node != Nothing() else node

    def _leaf(self, lexeme: Lexeme) -> Node:
        sign = lexeme if lexeme.kind is Kind.EXACT else None
        if sign:
            follower = self._peek()
            if self._name or not follower or follower.kind not in _WORDS:
                self._say(_SIGNS["="], sign.start, sign.end)
                return self._unit() if follower and self._is_unit_next() else Nothing()
            lexeme = self._next()
        self.written.append(Written(lexeme.start, lexeme.end, self._name.text if self._name else ""))
        if self._name:
            node, end = self._values.read(self._name, lexeme)
            while (inside := self._peek()) and inside.start < end:
                self._next()
            return node
        read = self._leaves.quoted if lexeme.kind is Kind.QUOTED else self._leaves.exact if sign else self._leaves.word
        node = read(lexeme)
        if sign and node == Nothing():
            self._say(_SIGNS["="], sign.start, sign.end)
        return node

    def _too_deep(self, lexeme: Lexeme) -> Node:
        self._say("The query is nested too deeply; what is inside was left out.", lexeme.start, lexeme.end)
        while (inner := self._peek()) and inner.kind is not Kind.CLOSE:
            self._next()
        return Nothing()

    # plumbing

    def _within_limits(self, found: list[Lexeme]) -> list[Lexeme]:
        """The lexemes that are understood, without the signs that mean nothing, of which it is said."""
        leaves = [index for index, lexeme in enumerate(found) if _is_leaf(lexeme)]
        if len(leaves) > MAX_LEAVES:
            cut = leaves[MAX_LEAVES]
            self._say(f"Only the first {MAX_LEAVES} words and phrases were searched.", found[cut].start, found[-1].end)
            found = found[:cut]
        self.limits = len(self.diagnostics)
        for lexeme in found:
            if lexeme.kind is Kind.SIGN:
                message = _SIGNS.get(lexeme.text[0]) or f"“{lexeme.text}” has no meaning here; it was ignored."
                self._say(message, lexeme.start, lexeme.end)
        return [lexeme for lexeme in found if lexeme.kind is not Kind.SIGN]

    def _between_nothing(self, operator: Lexeme) -> None:
        self._say(f"{operator.text} stands between nothing; it was ignored.", operator.start, operator.end)

    def _say(self, message: str, start: int, end: int) -> None:
        """A diagnostic: one for the same again right behind it, and a last one for all that are too many."""
        last = self.diagnostics[-1] if self.diagnostics else None
        if last and (message, start) == (last.message, last.end):
            self.diagnostics[-1] = Diagnostic(message, last.start, end)
        elif len(self.diagnostics) < MAX_SAID:
            self.diagnostics.append(Diagnostic(message, start, end))
        elif last:
            self.diagnostics[-1] = Diagnostic(_AND_MORE, min(last.start, start), max(last.end, end))

    def _is_listed(self) -> bool:
        """Whether a list goes on: not where a sign or a field begins something else behind its comma."""
        return not any(
            each.kind in (Kind.NOT, Kind.PLUS, Kind.FIELD) for each in self._lexemes[self._at + 1 : self._at + 2]
        )

    def _is_unit_next(self) -> bool:
        lexeme = self._peek()
        return lexeme is not None and lexeme.kind not in _BETWEEN

    def _take(self, kind: Kind) -> Lexeme | None:
        lexeme = self._peek()
        return self._next() if lexeme and lexeme.kind is kind else None

    def _peek(self) -> Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _next(self) -> Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]


def _is_leaf(lexeme: Lexeme) -> bool:
    """Whether a lexeme is a node of the tree: where words are said or written is one besides them."""
    return lexeme.kind in _WORDS or (lexeme.kind is Kind.FIELD and bool(FIELDS[lexeme.text].within))
