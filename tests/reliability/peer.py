"""Other engines, used as their documentation says: notes are added a commit each, and searched."""

from __future__ import annotations

import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from tests.reliability.notes import COMMON, Note, key_of, note

Texts = list[str]


class Peer(NamedTuple):
    """An engine: `add` yields a note's word once its commit returned, `search` gives all texts with a word."""

    package: str
    add: Callable[[Path, Iterable[Note]], Iterable[str]]
    search: Callable[[Path, list[str]], list[Texts]]


def _text(each: Note) -> str:
    return each.data.decode()


def _whoosh_add(folder: Path, notes: Iterable[Note]) -> Iterable[str]:
    from whoosh import fields, index

    if index.exists_in(folder):
        opened = index.open_dir(folder)
    else:
        folder.mkdir(exist_ok=True)
        opened = index.create_in(folder, fields.Schema(text=fields.TEXT(stored=True)))
    for each in notes:
        writer = opened.writer()
        writer.add_document(text=_text(each))
        writer.commit()
        yield each.key
    opened.close()


def _whoosh_search(folder: Path, words: list[str]) -> list[Texts]:
    from whoosh import index
    from whoosh.query import Term

    opened = index.open_dir(folder)
    with opened.searcher() as searcher:
        return [[hit["text"] for hit in searcher.search(Term("text", word), limit=None)] for word in words]


def _sqlite(journal: str, synchronous: str) -> Peer:
    def opened(folder: Path) -> sqlite3.Connection:
        folder.mkdir(exist_ok=True)
        db = sqlite3.connect(folder / "notes.sqlite", isolation_level=None)
        if journal:
            db.execute(f"PRAGMA journal_mode = {journal}")
        if synchronous:
            db.execute(f"PRAGMA synchronous = {synchronous}")
        db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS notes USING fts5(text)")
        return db

    def add(folder: Path, notes: Iterable[Note]) -> Iterable[str]:
        with closing(opened(folder)) as db:
            for each in notes:
                db.execute("INSERT INTO notes VALUES (?)", [_text(each)])
                yield each.key

    def search(folder: Path, words: list[str]) -> list[Texts]:
        with closing(opened(folder)) as db:
            query = "SELECT text FROM notes WHERE notes MATCH ?"
            return [[row[0] for row in db.execute(query, [word])] for word in words]

    return Peer("sqlite3", add, search)


def _tantivy_index(folder: Path) -> Any:
    import tantivy

    folder.mkdir(exist_ok=True)
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=True)
    return tantivy.Index(schema.build(), path=str(folder))


def _tantivy_add(folder: Path, notes: Iterable[Note]) -> Iterable[str]:
    import tantivy

    writer = _tantivy_index(folder).writer(heap_size=15_000_000, num_threads=1)
    for each in notes:
        writer.add_document(tantivy.Document(text=_text(each)))
        writer.commit()
        yield each.key
    writer.wait_merging_threads()


def _tantivy_search(folder: Path, words: list[str]) -> list[Texts]:
    index = _tantivy_index(folder)
    searcher = index.searcher()
    found = []
    for word in words:
        hits = searcher.search(index.parse_query(word, ["text"]), limit=1000).hits
        found.append([searcher.doc(address)["text"][0] for _, address in hits])
    return found


PEERS: dict[str, Peer] = {
    "plain Whoosh": Peer("whoosh", _whoosh_add, _whoosh_search),
    "SQLite FTS5, as it comes": _sqlite("", ""),
    "SQLite FTS5, WAL, synchronous FULL": _sqlite("WAL", "FULL"),
    "SQLite FTS5, WAL, synchronous NORMAL": _sqlite("WAL", "NORMAL"),
    "tantivy": Peer("tantivy", _tantivy_add, _tantivy_search),
}


def is_installed(name: str) -> bool:
    return find_spec(PEERS[name].package) is not None


def look(*, name: str, folder: str, numbers: list[int]) -> dict[str, Any]:
    """What is found of notes: how many times each is, and by which words its text is another's or none."""
    notes = [note(number) for number in numbers]
    try:
        texts = PEERS[name].search(Path(folder), [COMMON, *(each.key for each in notes)])
    except Exception as error:
        return {"told": "".join(traceback.format_exception_only(error))[-300:]}
    right = {each.key: _text(each) for each in notes}
    wrong = [text for some in texts for text in some if text != right.get(key_of(text))]
    everything = [key_of(text) for text in texts[0]]
    # A note is found where both its own word and the common one find it.
    counts = {each.key: min(len(texts[at]), everything.count(each.key)) for at, each in enumerate(notes, 1)}
    return {"counts": counts, "wrong": len(wrong)}


def add(*, name: str, folder: str, numbers: list[int]) -> dict[str, Any]:
    """Add notes; those acknowledged, and how it failed."""
    sure: list[str] = []
    try:
        for key in PEERS[name].add(Path(folder), map(note, numbers)):
            sure.append(key)
    except Exception as error:
        return {"sure": sure, "told": "".join(traceback.format_exception_only(error))[-300:]}
    return {"sure": sure}


def main() -> None:
    """Add notes by numbers, and say so of each."""
    name, folder, *numbers = sys.argv[1:]
    for key in PEERS[name].add(Path(folder), map(note, map(int, numbers))):
        print(f"added {key}", flush=True)


if __name__ == "__main__":
    main()
