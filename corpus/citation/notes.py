"""What exports say alike: a key, and in words of a note what a format has no field for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from corpus.citation import styles
from corpus.citation.item import Item, Work, name_of
from corpus.dates import PartialDate
from corpus.model import LASTING_ROLES, ROLES, Document, Role

_ROLES = tuple(role for role in ROLES if role not in LASTING_ROLES)


def key(work: Work) -> str:
    """What an entry is called among others: the document, and the passage where one is cited, or the words of it."""
    if not isinstance(work, Item):
        return work.document.id
    first, last = work.quotation.first, work.quotation.last
    through = f"-{last.place.passage.id}" if work.quotation.is_of_several else ""
    words = "" if work.quotation.is_whole else f"-{first.begin}-{last.end}"
    return f"{work.document.id}-{first.place.passage.id}{through}{words}"


def note(work: Work) -> str:
    """Where the cited words are, or that a machine heard those of a document; how the library names them where they
    have no address, and when they were stored."""
    stored = PartialDate.on(work.stored).written
    where = styles.locator(work) if isinstance(work, Item) else work.origin
    told = (where, None if work.url else work.address, f"stored {stored}")
    return "; ".join(each for each in told if each is not None)


def whole_note(work: Work, has_field: Collection[Role] = ()) -> str:
    """The note, with the number of the episode before it, and behind it who is what, but for roles of fields."""
    people = _people(work.document, [role for role in _ROLES if role not in has_field])
    return "; ".join([*filter(None, [work.numbering]), note(work), *people])


def _people(document: Document, roles: Iterable[Role]) -> Iterator[str]:
    """Who is what: hosts: Ann Lee, Bo Kay."""
    for role in roles:
        names = [name_of(person).in_order for person in document.people if role in person.roles]
        if names:
            yield f"{role}{'s' if len(names) > 1 else ''}: {', '.join(names)}"


def quoted(work: Work) -> str:
    """The quotation in quotation marks; nothing of a document."""
    return f"“{work.quotation.words}”" if isinstance(work, Item) else ""


def on_one_line(text: str) -> str:
    """A value that ends no line of a record, whatever its source said."""
    return re.sub(r"\s+", " ", text)
