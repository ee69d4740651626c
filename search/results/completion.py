"""Completions: how the word or the value at the end of a query may go on, by how many passages have it.

A word goes on as words of the library, and as speakers, people, shows and titles that have a word which begins so; each
as the query that finds it. A title is not put in as `in:` and an id: an episode and its transcript have one title, and
it says what is sought.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice
from typing import NamedTuple

from corpus.library import Library
from corpus.text import plural
from search.analysis import token, tokens
from search.analysis.function_words import known
from search.analysis.patterns import patterns
from search.analysis.stems import stemmer
from search.engine import ALL, Count, Search, Snapshot
from search.fields import FIELDS
from search.query.ast import Everything
from search.query.leaves import in_a_row
from search.query.lexer import QUOTES, Kind, lexemes, plain
from search.query.parser import MAX_LENGTH, parse
from search.query.printing import value as printed
from search.results.spelling import as_written

MOST = 10
_LEAST = 2  # letters of a word that is no value of a field
_BESIDE = {"speaker": 2, "person": 1, "show": 1, "title": 2}  # values of fields beside words, at most so many of each
_CALLED = {"in": "document", "lang": "language", "has": "with it", "no": "without it"}  # a value of a field
_SAMPLE = 3  # passages that tell how a word is written
_KEPT = 20_000  # words of which it is kept
_KINDS = {name: field.kind for name, field in FIELDS.items()}
_ALONE = re.compile(r"(?:^|(?<!:)\s|[(-])\Z")  # what is before a word in whose place a field may stand


class Completion(NamedTuple):
    """One way for a query to go on."""

    query: str  # all of it, completed
    text: str  # what completes it, as the library writes it
    kind: str  # `word`, or what a value of its field is
    passages: int  # that have this word in this very form, or this value

    @property
    def told(self) -> str:
        """What it is, in words: speaker, 41 passages."""
        return f"{self.kind}, {plural(self.passages, 'passage')}"


class Typed(NamedTuple):
    """What is typed at the end of a query: where it begins, its text, the field of which it is a value."""

    start: int
    text: str
    field: str  # empty for words


class Values:
    """Values of a field, the most frequent first, in one text in which the beginning of any word is found at once."""

    def __init__(self, counts: Iterable[Count]) -> None:
        held = ((count, " ".join(word.exact for word in tokens(count.value))) for count in counts if count.count)
        lines = [(count, f" {words}\n") for count, words in held if words]
        self._counts = [count for count, _ in lines]
        self._text = "".join(line for _, line in lines)
        self._ends = [*accumulate(len(line) for _, line in lines)]

    def beginning(self, text: str) -> Iterator[Count]:
        """The values with the words of a text in a row, the last of which may go on."""
        wanted = " " + " ".join(word.exact for word in tokens(text))
        at = self._text.find(wanted)
        while at >= 0:
            number = bisect_right(self._ends, at)
            yield self._counts[number]
            at = self._text.find(wanted, self._ends[number])


class Completer:
    """What completes queries in one state of an index; it may be shared by threads."""

    def __init__(self, library: Library, snapshot: Snapshot) -> None:
        self.mark = snapshot.mark
        self._library = library
        self._values: dict[str, Values] = {}
        self._written: dict[str, str] = {}
        languages = ("en", *map(stemmer, snapshot.values("lang")))
        self._function_words = frozenset[str]().union(*map(known, languages))

    def completions(self, text: str, snapshot: Snapshot, *, deadline: float) -> tuple[Completion, ...]:
        """How a query may go on after a text, of a snapshot of this state; nothing where no word and no value ends it,
        or it is longer than a query is understood."""
        end = typed(text) if len(text) < MAX_LENGTH else None
        if not end:
            return ()
        if end.field:
            found = self._of_field(text[: end.start], end, snapshot, deadline)
        else:
            found = self._of_word(text, end, snapshot, deadline)
        return tuple(each for each in islice(found, MOST) if len(each.query) <= MAX_LENGTH)

    def _of_field(self, before: str, end: Typed, snapshot: Snapshot, deadline: float) -> Iterator[Completion]:
        kind = _CALLED.get(end.field, end.field)
        for held in self._held(end.field, snapshot, deadline).beginning(end.text):
            yield Completion(before + printed(in_a_row(held.value)), held.value, kind, held.count)

    def _of_word(self, text: str, end: Typed, snapshot: Snapshot, deadline: float) -> Iterator[Completion]:
        typed_words = patterns(end.text).word.findall(end.text)
        word = typed_words[-1] if typed_words and end.text.endswith(typed_words[-1]) else ""
        form = token(word).exact
        if len(form) < _LEAST:
            return
        beside: list[Completion] = []
        if word == text[end.start :] and _ALONE.search(text[: end.start]):
            for name, most in _BESIDE.items():
                named = end._replace(field=name)
                beside += islice(self._of_field(f"{text[: end.start]}{name}:", named, snapshot, deadline), most)
        light = [each for each in self._function_words if each.startswith(form)]
        counts = snapshot.beginning(form, MOST + len(light))
        wanted = [count for count in counts if count.value not in light][: MOST - len(beside)]
        written = self._as_written([count.value for count in wanted], snapshot)
        before = text[: len(text) - len(word)]
        for count in wanted:
            yield Completion(before + written[count.value], written[count.value], "word", count.count)
        yield from beside

    def _held(self, name: str, snapshot: Snapshot, deadline: float) -> Values:
        """The values of a field. Those that are known before are counted one by one, for not all are in a column."""
        if name not in self._values:
            if choices := FIELDS[name].choices:
                queries = ((choice, parse(f"{name}:{choice}").node) for choice in choices)
                counts = [Count(choice, snapshot.count(query, deadline=deadline).passages) for choice, query in queries]
                counts.sort(key=lambda count: -count.count)
            else:
                search = Search(query=Everything(), limit=0, facets={name: ALL})
                counts = [*snapshot.search(search, deadline=deadline).facets[name].values]
            self._values[name] = Values(counts)
        return self._values[name]

    def _as_written(self, forms: Sequence[str], snapshot: Snapshot) -> dict[str, str]:
        """How the library writes each of some forms, as the first passages tell that have it."""
        written = {form: self._written.get(form, "") for form in forms}
        passages = {form: snapshot.examples(form, _SAMPLE) for form in forms if not written[form]}
        located = self._library.located([*chain.from_iterable(passages.values())])
        for form, having in passages.items():
            written[form] = as_written(form, (located[each].passage.text for each in having if each in located))
        if len(self._written) > _KEPT:
            self._written.clear()
        self._written |= written
        return written


def typed(text: str) -> Typed | None:
    """What is typed at the end of a text; nothing where that is neither a word nor a value of a name or a choice."""
    signs = (each for each in lexemes(plain(text), _KINDS) if each.kind is Kind.SIGN)
    opened = next((each.text for each in signs if each.text in QUOTES), "")
    closing = QUOTES[opened][0] if opened else ""
    written = parse(f"{text}x{closing}").written  # of one letter more, so that there is a value before one is typed
    if not written or written[-1].end <= len(text):
        return None
    start, _, field = written[-1]
    if field and FIELDS[field].kind not in ("name", "choice"):
        return None
    return Typed(start, text[start + len(opened) :], field)
