"""The one exception tree, for all rooms.

CitecastError
├── ReadError            a source cannot be read: empty, binary, mis-encoded, too large …
│   └── FetchError       an address cannot be fetched: refused, unreachable, too slow …
│       └── SourceGone   nothing is there any more
├── Stopped              a person stopped it; what was done is kept
├── InvalidValue         a detail, date, cursor or setting that cannot be understood
├── NotFound             no such document, passage, version or style
│   └── Gone             it was there, and was purged for good
├── LibraryError         the library cannot be opened, read or written
│   ├── NoLibrary        there is none
│   ├── LibraryBusy      another process is writing to it
│   └── DamagedLibrary   what it holds is not what was stored
└── EngineError          the index cannot answer
    ├── EngineBusy       another process is writing to the index
    ├── IndexUnusable    missing or damaged: rebuild it
    │   └── IndexStale   not made yet, or by another version or of another library: it is made by itself
    └── SearchTimeout    the search ran past its deadline before it found anything
"""

from __future__ import annotations

from typing import NamedTuple


class CitecastError(Exception):
    """Something asked for could not be done; the message is one line for the user."""


class ReadError(CitecastError):
    """A source cannot be read; the message says what is wrong with it and what to do."""


class FetchError(ReadError):
    """An address cannot be fetched; the message says why."""


class SourceGone(FetchError):
    """Nothing is there any more, as an address answers (404, 410), or a folder shows."""


class Stopped(CitecastError):
    """A person stopped long work; the message says what is done."""


class InvalidValue(CitecastError):
    """A value given by the user cannot be understood."""


class NotFound(CitecastError):
    """No such document, passage, version or style; the message may suggest one."""


class Gone(NotFound):
    """The document was purged for good; only a tombstone is left."""


class LibraryError(CitecastError):
    """The library cannot be opened, read or written."""


class NoLibrary(LibraryError):
    """There is no library, or it was emptied."""


class DamagedLibrary(LibraryError):
    """What the library holds is not what was stored; the message names what is hit and what to do."""


class LibraryBusy(LibraryError):
    """Another process or thread has been writing to the library for longer than is waited."""


class EngineError(CitecastError):
    """The index cannot answer."""


class EngineBusy(EngineError):
    """Another process or thread holds the index's write lock."""


class IndexUnusable(EngineError):
    """The index is missing or damaged; `citecast rebuild` mends it."""


class IndexStale(IndexUnusable):
    """There is no index yet, or it is another version's or another library's: it is made by itself."""


class SearchTimeout(EngineError):
    """The search ran past its deadline."""


class Outcome(NamedTuple):
    """How an error leaves the program: by the command line and over HTTP."""

    exit_code: int
    status: int


_OUTCOMES: dict[type[CitecastError], Outcome] = {
    Gone: Outcome(1, 410),
    NotFound: Outcome(1, 404),
    InvalidValue: Outcome(1, 400),
    ReadError: Outcome(1, 422),
    EngineBusy: Outcome(1, 503),
    IndexUnusable: Outcome(1, 503),
    LibraryBusy: Outcome(1, 503),
    SearchTimeout: Outcome(1, 503),
    CitecastError: Outcome(1, 500),
}


def outcome(error: CitecastError) -> Outcome:
    """The exit code and HTTP status of an error: that of its nearest class in the table."""
    return next(_OUTCOMES[cls] for cls in type(error).__mro__ if cls in _OUTCOMES)


def refusal(error: OSError) -> str:
    """What the system refused, on one line: the file, where it names one, and why."""
    return f"{error.filename or 'this computer'}: {error.strerror or error}"
