"""Completions: how the word or the value at the end of a query may go on, by how many passages have it.

A word goes on as words of the library, and as speakers, people, shows and titles that have a word which begins so; each
as the query that finds it. A title is not put in as `in:` and an id: an episode and its transcript have one title, and
it says what is sought.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, chain, islice
from typing import NamedTuple

from corpus.library import Library, LibraryMark
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


class Learned:
    """What is known of one state of an index, as it was asked for; shared by threads."""

    def __init__(self, mark: LibraryMark) -> None:
        self.mark = mark
        self.values: dict[str, Values] = {}  # by field
        self.written: dict[str, str] = {}  # by form


class Completer:
    """What completes queries in a snapshot of an index, of the state of which something may be `learned` already."""

    def __init__(self, library: Library, snapshot: Snapshot, learned: Learned, *, deadline: float) -> None:
        self._library, self._snapshot, self._deadline = library, snapshot, deadline
        self._learned = learned

    def completions(self, text: str) -> tuple[Completion, ...]:
        """How a query may go on after a text; nothing where no word and no value ends it, or it is too long a query."""
        end = typed(text) if len(text) < MAX_LENGTH else None
        if not end:
            return ()
        found = self._as_value(text[: end.start], end.field, end.text) if end.field else self._as_word(text, end)
        return tuple(each for each in islice(found, MOST) if len(each.query) <= MAX_LENGTH)

    def _as_value(self, before: str, field: str, text: str) -> Iterator[Completion]:
        kind = _CALLED.get(field, field)
        for held in self._values(field).beginning(text):
            value = " ".join(in_a_row(held.value).split())
            yield Completion(before + printed(value), held.value, kind, held.count)

    def _as_word(self, text: str, end: Typed) -> Iterator[Completion]:
        words = patterns(end.text).word.findall(end.text)
        word = words[-1] if words and end.text.endswith(words[-1]) else ""
        form = token(word).exact
        if len(form) < _LEAST:
            return
        names: list[Completion] = []
        if word == text[end.start :] and _ALONE.search(text[: end.start]):
            for field, most in _BESIDE.items():
                names += islice(self._as_value(f"{text[: end.start]}{field}:", field, word), most)
        before = text.removesuffix(word)
        for count in self._words(form, MOST - len(names)):
            written = self._learned.written.get(count.value, count.value)
            yield Completion(before + written, written, "word", count.count)
        yield from names

    def _words(self, form: str, most: int) -> Sequence[Count]:
        """The words that begin as a form, without function words, which are sooner typed than chosen."""
        languages = ("en", *map(stemmer, self._snapshot.values("lang")))
        light = {word for language in languages for word in known(language) if word.startswith(form)}
        found = self._snapshot.beginning(form, most + len(light))
        words = [count for count in found if count.value not in light][:most]
        self._learn([count.value for count in words])
        return words

    def _values(self, field: str) -> Values:
        """The values of a field. Those that are known before are counted one by one, for not all are in a column."""
        held = self._learned.values
        if field not in held:
            if choices := FIELDS[field].choices:
                counts = sorted(map(partial(self._choice, field), choices), key=lambda count: -count.count)
                held[field] = Values(counts)
            else:
                search = Search(query=Everything(), limit=0, facets={field: ALL})
                held[field] = Values(self._snapshot.search(search, deadline=self._deadline).facets[field].values)
        return held[field]

    def _choice(self, field: str, choice: str) -> Count:
        query = parse(f"{field}:{choice}").node
        return Count(choice, self._snapshot.count(query, deadline=self._deadline).passages)

    def _learn(self, forms: Sequence[str]) -> None:
        """Learn how the library writes some forms, as the first passages tell that have them."""
        written = self._learned.written
        passages = {form: self._snapshot.examples(form, _SAMPLE) for form in forms if form not in written}
        located = self._library.located([*chain.from_iterable(passages.values())])
        if len(written) > _KEPT:
            written.clear()
        for form, having in passages.items():
            written[form] = as_written(form, (located[each].passage.text for each in having if each in located))


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
