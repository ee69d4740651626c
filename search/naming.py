"""Names and who is meant by them: who is in the library, and corrections, with what they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from corpus.citation.item import name_of
from corpus.corrections import Correction, Meant, Scope
from corpus.library import Corrected, Library, Named
from corpus.model import Document, Person, Place, in_order, place
from corpus.speakers import speakers
from corpus.text import plural

_COMPARED = 150  # names, each with each
Note = Callable[[Document, Place], str]  # the citation of a passage


class Change(NamedTuple):
    """How one part is shown now, and how it would be."""

    part: str
    now: str
    then: str


class Proposal(NamedTuple):
    """What a correction would change, and as an example how one passage and its speaker are shown then."""

    corrected: Corrected
    changes: tuple[Change, ...]


class Naming:
    """What a person may ask and say of names. `stored` is called once something was; `note` cites a passage."""

    def __init__(self, library: Library, *, stored: Callable[[], object], note: Note) -> None:
        self._library = library
        self._stored = stored
        self._note = note

    def names(self, scope: Scope = "library", places: Sequence[str] = ()) -> tuple[Named, ...]:
        """Everyone in documents or shows, or in all: who speaks most first; NotFound."""
        return self._library.names.listed(scope, places)

    def corrections(self) -> tuple[Correction, ...]:
        """All corrections, the latest first, those that were undone among them."""
        return self._library.names.corrections()

    def correct(
        self, names: Iterable[str], meant: Meant, *, scope: Scope = "library", places: Sequence[str] = ()
    ) -> Corrected:
        """Say who is meant by names, as `Library.correct` does; it is in search within a moment."""
        corrected = self._library.names.correct(names, meant, scope=scope, places=places)
        self._stored()
        return corrected

    def undo(self, id: int) -> Corrected:
        """Take a correction back."""
        corrected = self._library.names.undo(id)
        self._stored()
        return corrected

    def would_correct(
        self, names: Iterable[str], meant: Meant, *, scope: Scope = "library", places: Sequence[str] = ()
    ) -> Proposal:
        """What `correct` would do; nothing is stored."""
        corrected = self._library.names.would_correct(names, meant, scope=scope, places=places)
        then = corrected.then
        changes = _changes(self._library.document(then.id), then, self._note) if then else ()
        return Proposal(corrected, tuple(change for change in changes if change.now != change.then))


def _changes(now: Document, then: Document, note: Note) -> Iterator[Change]:
    were, are = ({person.name: person for person in document.people} for document in (now, then))
    pairs = zip(now.passages(), then.passages(), strict=True)
    is_shown = ((b, a) for b, a in pairs if (b.speaker, were.get(b.who or "")) != (a.speaker, are.get(a.who or "")))
    before, after = next(is_shown, (None, None))
    if before and after:
        was, is_ = were.get(before.who or ""), are.get(after.who or "")
    else:
        was = next((person for person in now.people if person not in then.people), None)
        is_ = next((person for person in then.people if person not in now.people), None)
    yield Change("Speaker", _described(was), _described(is_))
    passage = before or next(now.passages(), None)
    if passage and (at := place(now, passage.id)) and (at_then := place(then, passage.id)):
        yield Change("In a note", note(now, at), note(then, at_then))
    yield Change("In a bibliography", name_of(was).listed if was else "–", name_of(is_).listed if is_ else "–")
    yield Change("Found by", f'speaker:"{was.name}"' if was else "–", f'speaker:"{is_.name}"' if is_ else "–")


def _described(person: Person | None) -> str:
    if person is None:
        return "nobody"
    return ", ".join((person.name, *(role for role in person.roles if role != "speaker")))


def said(correction: Correction) -> str:
    """What a correction says, in words: “Host” and “ODILE” are Odile Brandt, host."""
    *first, last = (f"“{name}”" for name in correction.names)
    meant = correction.meant
    verb = "are" if first else "is"
    if meant.nobody:
        what = "nobody"
    elif meant.parts and in_order(meant.parts) == meant.parts.family and meant.name in correction.names:
        what = "a name that is not to be split"
    else:
        what = ", ".join(filter(None, (meant.name, meant.role)))
    return f"{', '.join(first)}{' and ' if first else ''}{last} {verb} {what}"


def where(correction: Correction) -> str:
    """Where a correction holds, in words."""
    if correction.scope == "library":
        return "the whole library"
    few = len(correction.places) < 4
    return ", ".join(correction.places) if few else plural(len(correction.places), correction.scope)


def corrected_json(corrected: Corrected) -> dict[str, Any]:
    """What a correction changed, or would, as a JSON object gives it; its id is 0 for one that is only asked of."""
    return {
        "correction": corrected.correction,
        "already": corrected.already,
        "turns": sum(corrected.turns.values()),
        "documents": [{"document": id, "turns": count} for id, count in corrected.turns.items()],
    }


def changed(corrected: Corrected) -> str:
    """How much a correction changes, in words: 118 turns in 9 documents."""
    turns, documents = sum(corrected.turns.values()), len(corrected.turns)
    return f"{plural(turns, 'turn')} in {plural(documents, 'document')}"


def perhaps_one(names: Sequence[Named]) -> list[tuple[Named, Named]]:
    """Names of which the second may be a part of the first alone: Rune Haddow and Haddow. Of the first names only."""
    few = names[:_COMPARED]
    by_name = {each.name: each for each in few}
    found = []
    for each in few:
        others = [Person(name=other) for other in by_name if other != each.name]
        fits = speakers([each.name], others).get(each.name)
        if fits in by_name and fits != each.name and (each, by_name[fits]) not in found:
            found.append((by_name[fits], each))
    return found
