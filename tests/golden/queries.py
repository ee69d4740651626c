"""The queries of the golden pages, as one types them: of all kinds, drawn from a corpus, and odd ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from corpus.model import Document
from search.analysis import tokens

ODD = (
    "", "…", '"…"', '-"…"', "the", "-the", "NOT the NOT be", "*", "?", "a*", "??", "*s", "x~", "zzzz", "zzzz be",
    "zzzz OR be", "(", ") be (ca", '"be', "be OR", "AND be", "year:2020", "type:note -lang:en", "before:2018",
    "date:2019..2021", "be be", '"be be"', '"be ca"~0', "be OR be OR ca", "in:nowhere be",
    "(be OR ca) (da OR fe) -(ga ha)", "Zürich zurich",
)  # fmt: skip


def drawn(documents: Sequence[Document], count: int) -> list[str]:
    """So many different queries: the odd ones, then all kinds by turns."""
    draw = _Draw(documents)
    found = dict.fromkeys(ODD)
    while len(found) < count:
        for kind in _KINDS:
            found[kind(draw)] = None
    return list(found)[:count]


class _Draw:
    """What there is to draw from, the same in every run."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.random = random.Random("queries")  # noqa: S311  # nothing here is a secret
        self._documents = documents
        texts = (passage.text for document in documents for passage in document.passages())
        self._vocabulary = sorted({token.exact for text in texts for token in tokens(text)})

    def document(self) -> Document:
        return self.random.choice(self._documents)

    def run(self, count: int) -> list[str]:
        """Words that stand in a row in some passage."""
        while True:
            words = [token.exact for token in tokens(self.random.choice(list(self.document().passages())).text)]
            if len(words) >= count:
                begin = self.random.randint(0, len(words) - count)
                return words[begin : begin + count]

    def words(self, count: int) -> list[str]:
        """Words of one passage."""
        return self.random.sample(self.run(count + 2), count)

    def word(self) -> str:
        return self.run(1)[0]

    def seldom(self) -> str:
        """A word; the rare are as likely as the frequent."""
        return self.random.choice(self._vocabulary)

    def far(self) -> list[str]:
        """Two words of one document, most often of two passages."""
        passages = [*self.document().passages()]
        return [self.random.choice(tokens(self.random.choice(passages).text) or tokens("be")).exact for _ in range(2)]

    def prefix(self) -> str:
        word = self.seldom()
        return word[: self.random.randint(2, 5)] + "*"

    def wildcard(self) -> str:
        word = self.seldom()
        at = self.random.randint(1, max(len(word) - 1, 1))
        return word[:at] + self.random.choice("*?") + word[at + 1 :]

    def fuzzy(self) -> str:
        word = self.seldom()
        at = self.random.randint(0, len(word) - 1)
        return word[:at] + self.random.choice(("", "a", "zz")) + word[at + 1 :] + self.random.choice(("~", "~1", "~2"))

    def field(self) -> str:
        """A condition that some document meets."""
        document = self.document()
        passage = self.random.choice([*document.passages()])
        return self.random.choice((
            f'speaker:"{passage.speaker or "Narrator"}"',
            f'person:"{document.people[0].name if document.people else "Ann"}"',
            f"title:{tokens(document.title)[0].exact}",
            f'show:"{document.show or "A Show"}"',
            f"type:{document.type}",
            f"section:{document.sections[0].kind}",
            f"in:{document.id}",
            f"year:{document.date.year if document.date else 2020}",
            "lang:en",
        ))  # fmt: skip

    def dates(self) -> str:
        year, month = self.random.randint(2015, 2024), self.random.randint(1, 12)
        return self.random.choice((f"after:{year}-{month:02}", f"before:{year}", f"date:{year}..{year + 1}"))


_KINDS: tuple[Callable[[_Draw], str], ...] = (
    lambda draw: draw.word(),
    lambda draw: draw.seldom(),
    lambda draw: f'"{draw.word()}"',
    lambda draw: " ".join(draw.words(2)),
    lambda draw: " ".join(draw.words(3)),
    lambda draw: " ".join(draw.far()),
    lambda draw: " OR ".join(draw.words(2)),
    lambda draw: " OR ".join((draw.seldom(), *draw.words(2))),
    lambda draw: " OR ".join((*draw.words(5), *(draw.seldom() for _ in range(3)))),
    lambda draw: f'"{" ".join(draw.run(2))}"',
    lambda draw: f'"{" ".join(draw.run(3))}"',
    lambda draw: f'"{" ".join(draw.run(5))}"',
    lambda draw: f'"{" ".join(draw.words(2))}"~{draw.random.randint(1, 9)}',
    lambda draw: f'"{" ".join(draw.words(3))}"~{draw.random.randint(2, 30)}',
    lambda draw: draw.prefix(),
    lambda draw: draw.wildcard(),
    lambda draw: draw.fuzzy(),
    lambda draw: f"{draw.prefix()} {draw.word()}",
    lambda draw: f"{draw.word()} OR {draw.fuzzy()}",
    lambda draw: f"{draw.word()} -{draw.word()}",
    lambda draw: f'{draw.word()} {draw.word()} NOT "{" ".join(draw.run(2))}"',
    lambda draw: draw.field(),
    lambda draw: f"{draw.word()} {draw.field()}",
    lambda draw: f"{draw.word()} -{draw.field()}",
    lambda draw: f"{' '.join(draw.far())} {draw.field()} {draw.field()}",
    lambda draw: f"{draw.word()} {draw.dates()}",
    lambda draw: f"{draw.dates()} ({draw.field()} OR {draw.word()})",
    lambda draw: f'({draw.word()} OR {draw.seldom()}) ({draw.word()} OR "{" ".join(draw.run(2))}")',
    lambda draw: f"{draw.field()} OR ({draw.word()} -({draw.seldom()} {draw.word()}))",
    lambda draw: f'"{" ".join(draw.run(2))}" OR {draw.prefix()} OR ({" ".join(draw.words(2))})',
)
