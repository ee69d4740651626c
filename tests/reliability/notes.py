"""Documents whose every word is known: notes by number, each found by a word of its own."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

COMMON = "lighthouse"  # a word of every passage
_LETTERS = "bcdfghjkmnpqrtvw"  # no endings, so that no stem is another's
_KEY = re.compile(rf"\bqu[{_LETTERS}]{{4}}\b")
_WORDS = (  # noqa: SIM905
    "harbour signal keeper lantern window mirror winter engine turbine shipping channel morning letter radio"
    " captain pilot coast storm ladder granite oil clock glass copper rope island ferry school garden market"
).split()


class Shown(NamedTuple):
    """A document as search shows it: its title and its passages' texts, sorted."""

    title: str
    texts: tuple[str, ...]


class Note(NamedTuple):
    """A note: the word that no other has, and the state that it is found in."""

    key: str
    shown: Shown
    data: bytes

    @property
    def name(self) -> str:
        return f"{self.key}.md"

    @property
    def id(self) -> str:
        return f"note-{self.key}"


def chance(seed: object) -> random.Random:
    """Random choices that are the same again for the same seed."""
    return random.Random(str(seed))  # noqa: S311


def note(number: int, *, edition: int = 1, paragraphs: int = 3) -> Note:
    """The note of a number; another edition of it differs in its second paragraph."""
    key = "qu" + "".join(_LETTERS[(number >> shift) % 16] for shift in (12, 8, 4, 0))
    texts = []
    for at in range(paragraphs):
        words = " ".join(chance(f"{number}/{at}/{edition if at == 1 else 1}").choices(_WORDS, k=40))
        texts.append(f"The {COMMON} {key} in place {at + 1} says {words} and ends here.")
    data = "\n\n".join([f"# Note {key}", *texts]).encode() + b"\n"
    return Note(key, Shown(f"Note {key}", tuple(sorted(texts))), data)


def write(folder: Path, *notes: Note) -> list[str]:
    """Files of notes; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / each.name for each in notes]
    for path, each in zip(paths, notes, strict=True):
        path.write_bytes(each.data)
    return [str(path) for path in paths]


def key_of(text: str) -> str:
    """The word of its own in a text; nothing where the text is not of a note."""
    found = _KEY.search(text)
    return found[0] if found else ""


def found(answer: Mapping[str, Any]) -> dict[str, list[Shown]]:
    """The documents in the JSON answer of a search for the common word, by their notes' words."""
    texts: dict[tuple[str, str, str], list[str]] = {}
    for hit in answer["hits"]:
        texts.setdefault((key_of(hit["text"]), hit["document"], hit["title"]), []).append(hit["text"])
    shown: dict[str, list[Shown]] = {}
    for (key, _, title), passages in texts.items():
        shown.setdefault(key, []).append(Shown(title, tuple(sorted(passages))))
    return shown


def shown(observed: dict[str, Any]) -> dict[str, list[Shown]]:
    """What `found` said, as it comes from the helper."""
    return {key: [Shown(title, tuple(texts)) for title, texts in documents] for key, documents in observed.items()}


class Change(NamedTuple):
    """What a command does to a note: its state before and after, and the line that says it is done."""

    key: str
    before: Shown | None
    after: Shown | None
    said: str


Allowed = dict[str, list[Shown | None]]


def allowed(kept: dict[str, Shown], changes: list[Change], said: str) -> Allowed:
    """The states that each note may be found in, once all of `said` was said."""
    states: Allowed = {key: [shown] for key, shown in kept.items()}
    for change in changes:
        states[change.key] = [change.after] if change.said in said else [change.before, change.after]
    return states


def compared(states: Allowed, observed: dict[str, list[Shown]]) -> list[tuple[str, str]]:
    """What is wrong with the documents observed."""
    problems = []
    for key, may_be in states.items():
        documents = observed.get(key, [])
        if len(documents) > 1 or any(len(set(shown.texts)) < len(shown.texts) for shown in documents):
            problems.append(("doubled", f"{key} is found {len(documents)} times: {documents}"))
        elif (documents[0] if documents else None) not in may_be:
            problems.append(
                ("lost" if not documents or may_be != [None] else "wrong", f"{key} is {documents}, and not {may_be}")
            )
    problems += [
        ("wrong", f"{key or documents} is found, which was never added")
        for key, documents in observed.items()
        if key not in states
    ]
    return problems
