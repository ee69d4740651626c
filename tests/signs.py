"""What of a query is in its tree or is said of it: reckoned by its characters, not as the parser reads them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from search.analysis import token, tokens
from search.analysis.patterns import patterns
from search.fields import FIELDS
from search.query.ast import And, DateRange, Field, Fuzzy, Near, Node, Not, Or, Phrase, Term, Wildcard
from search.query.leaves import by_sound
from search.query.parser import Query

QUOTING = (Phrase, Term, Near, Field, Wildcard, DateRange)
# What a sign is, where the tree has one of these nodes for it; whatever else stands there has to be said.
NEEDS: tuple[tuple[str, tuple[type[Node], ...]], ...] = (
    (r"NOT|(?<!\w)!(?=\S)|(?:(?<=^)|(?<=[\s(:|]))[-–−](?=\S)", (Not,)),
    (r"OR|\|+", (Or,)),
    (r"AND|&&+|(?<=\s)[&+](?=\s)", (And,)),
    (r"(?i:(?:w|n|near|within|pre|onear)/\d+)", (Near,)),
    (r'(?<=["”“])\s*~\s*\d+|~\d*', (Near, Fuzzy)),
    (r'~0|(?<=["”“])\s*~\d+', (Term,)),
    (r"\w+://\S+", (Phrase,)),
    (r"\*|\?(?=\w)", (Wildcard,)),
    (r"[\[\]]|\.\.+", (DateRange,)),
    (r"(?<=\S)[,;/+]+(?=\S)", (And, Or, Phrase, DateRange, Term, Not, Wildcard, Fuzzy, Near, Field)),
    (r"=+(?=\S)", (Term, Phrase, Near, Wildcard, Field, Fuzzy)),
    (r"[\"“”„«»‹›「」『』《》〈〉〝〞〟]", QUOTING),
    (r"[()]", (And, Or, Not, *QUOTING, Fuzzy)),
    (r"\+(?=\S)", (Term, Phrase, And, Near, Field, Wildcard, Not, Fuzzy, DateRange)),
)
DAYS = re.compile(r"[\[\]]|\d[\d-]*s?|\.\.|\b(?i:to|last|this|year|month|week|today|yesterday|[a-z]{3,9}(?=\W+\d))\b")
PAIRS = re.compile('"[^"”“]*["”“]|“[^”"]*[”"]|”[^”“"]*[”“"]|„[^“”"]*[“”"]|«[^»"]*[»"]|「[^」]*」')
SILENT = set(".,;:!?…—–-·'’‘‚`´_@&#%€")  # of sentences and within words


def kinds(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from kinds(child)
        case Not(child):
            yield from kinds(child)


def known_words(nodes: list[Node]) -> set[str]:
    """The folded words that a tree asks for."""
    found: set[str] = set()
    for node in nodes:
        match node:
            case Term() | Phrase() if by_sound(node):
                found.update(each.exact for each in tokens(node.written))
            case Term(each):
                found.add(each.exact)
            case Phrase(several) | Near(several) | Field(_, several, ()):
                found.update(each.exact for each in several)
            case Wildcard(pattern):
                found.update(token(part).exact for part in re.split(r"[*?]+", pattern) if part)
            case Fuzzy(text):
                found.add(text)
            case Field(name, (), values):
                found.update(each.exact for value in values for each in tokens(value))
                found.add(name)
    return found


def unaccounted(query: Query) -> list[str]:
    """What of a query is neither in its tree, nor an operator that the tree has, nor said by a diagnostic."""
    text = "".join(unicodedata.normalize("NFKC", c) if "！" <= c <= "～" else c for c in query.text)
    nodes = list(kinds(query.node))
    types = {type(node) for node in nodes}
    settled = [char.isspace() for char in text]

    def settle(start: int, end: int) -> None:
        settled[start:end] = [True] * (end - start)

    for said in query.diagnostics:
        settle(said.start, said.end)
    for match in re.finditer(r"([A-Za-z]+)[:=]", text):
        if (field := FIELDS.get(match[1].lower())) and (field.kind != "date" or DateRange in types):
            settle(*match.span())
    if DateRange in types:
        for match in re.finditer(DAYS, text):
            settle(*match.span())
    for match in PAIRS.finditer(re.sub(r"\\[^\w\s]", "  ", text)):
        for at, char in enumerate(match[0], match.start()):
            if not (char.isalnum() or char in "*?"):
                settle(at, at + 1)
    nots = [*re.finditer(r"NOT|no:|[-–﹣−!](?=\S)", text)]
    for match in nots if len(nots) > 1 else ():  # of which each may undo another
        settle(*match.span())
    for sign, needed in NEEDS:
        if types & {*needed}:
            for match in re.finditer(sign, text):
                settle(*match.span())
    words = known_words(nodes)
    for match in patterns(text).word.finditer(text):
        if token(match[0]).exact in words or re.match(r"(?i)s\b", text[match.start() :]):  # of a possessive or a plural
            settle(*match.span())
    return [
        char
        for at, char in enumerate(text)
        if not settled[at] and char not in SILENT and unicodedata.category(char)[0] not in "CMPZ"
    ] + [char for at, char in enumerate(text) if not settled[at] and char in '()[]{}\\^$~|<>"=*/+']
