"""Names that may be said in a recording, for what hears it: whom its page, bios and vocabulary name."""

from __future__ import annotations

from collections.abc import Iterator

from corpus import equivalents
from corpus.library import Library
from corpus.text import verbatim

_MOST = 400  # characters: a model takes some 220 of its tokens


def names_for(library: Library, id: str | None) -> str:
    """Names of a document's people, of those of its episode and bios, and capitalised wordings of the vocabulary."""
    found = dict.fromkeys((*_people(library, id), *_wordings(library)))
    said = ""
    for name in found:
        longer = f"{said}, {name}" if said else name
        if len(longer) > _MOST:
            break
        said = longer
    return said


def _people(library: Library, id: str | None) -> Iterator[str]:
    if id is None:
        return
    related = library.related(id)
    known = library.headers((id, *related.episodes, *related.bios))
    for document in known.values():
        if document.type == "bio":
            yield verbatim(document.title)
        yield from (person.name for person in document.people)


def _wordings(library: Library) -> Iterator[str]:
    """Those that a person added: of the list that each library begins with, few are said in any one recording."""
    begun = {wording for line in equivalents.lines(equivalents.first_list()) for wording in line.wordings}
    for line in equivalents.lines(library.vocabulary.latest.text):
        yield from (wording for wording in line.wordings if wording[:1].isupper() and wording not in begun)
