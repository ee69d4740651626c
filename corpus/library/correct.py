"""Correcting names: the documents in which it changes who is meant come into the index anew; no version is written."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Collection, Sequence
from difflib import get_close_matches

from corpus.corrections import Correction, Scope
from corpus.errors import NotFound
from corpus.library import corrections, read
from corpus.library.counts import select_all
from corpus.library.named import Turns, views
from corpus.library.types import Corrected
from corpus.library.versions import log
from corpus.model import Document


def correct(db: sqlite3.Connection, correction: Correction, turns: Turns) -> Corrected:
    """Keep a correction, but for one that says what another does; NotFound where there is no such document or show."""
    documents = reached(db, correction.scope, correction.places)
    if said := corrections.same(db, correction):
        return Corrected(correction=said, turns={}, already=True)
    return _changed(db, documents, turns, lambda: corrections.add(db, correction), now=correction.at)


def undo(db: sqlite3.Connection, id: int, turns: Turns, *, now: dt.datetime) -> Corrected:
    """Take a correction back; NotFound, or InvalidValue where it was before."""
    found = corrections.find(db, id)
    documents = reached(db, found.scope, found.places, known=True)
    return _changed(db, documents, turns, lambda: corrections.undo(db, found, now=now), now=now)


def reached(db: sqlite3.Connection, scope: Scope, places: Sequence[str], *, known: bool = False) -> dict[str, Document]:
    """The live documents of which a correction may be, without passages, and their transcripts; where the places are
    not `known` to be there, NotFound says so of one that is not."""
    if scope == "document":
        if not known:
            for id in places:
                read.row_of(db, id)
        found = read.headers(db, places)
    else:
        found = read.headers(db, read.live(db))
    if scope == "show":
        shows = {each.show for each in found.values() if each.show}
        for place in places:
            if not known and place not in shows:
                raise no_show(place, shows)
        found = {id: each for id, each in found.items() if each.show in places}
    if scope != "library":
        found |= read.headers(db, {row["from_id"] for row in select_all(db, "links", "to_id", found)} - found.keys())
    return found


def no_show(name: str, shows: Collection[str]) -> NotFound:
    """The error for a show that is none of those there are."""
    near = get_close_matches(name, shows, n=1)
    return NotFound(f"no show {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def _changed(
    db: sqlite3.Connection,
    documents: dict[str, Document],
    turns: Turns,
    change: Callable[[], Correction],
    *,
    now: dt.datetime,
) -> Corrected:
    before = views(db, documents)
    correction = change()
    counts = {}
    for id, view in sorted(views(db, documents).items()):
        was = before[id]
        if view != was:
            log(db, id, now)
            spoken = turns.of(db, documents[id])
            counts[id] = sum(spoken[label] for label, who in view.labels.items() if who != was.labels[label])
    return Corrected(correction=correction, turns=counts)
