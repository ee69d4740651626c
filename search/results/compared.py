"""When cited words were last compared with their source, and how that ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus.dates import PartialDate
from corpus.library import Because, Comparison, Library, Seen, Version
from corpus.model import Document
from corpus.text import plural

_GONE: dict[Because, str] = {"reader": "read differently since", "heard": "heard or corrected otherwise on"}


class Compared(NamedTuple):
    """Of words, since they were stored: the last comparison in which they were `found` at their source, a later one
    that `failed`, for they were not or nobody could tell, and the version by which they were `gone` from it."""

    found: Comparison | None = None
    failed: Comparison | None = None
    gone: Version | None = None

    @property
    def told(self) -> str:
        """In words: compared with its source on 28 November 2026: the same."""
        return "; ".join(self._told()) or "not compared since"

    def _told(self) -> Iterator[str]:
        if self.found:
            page = "file" if self.found.with_file else "page"
            how = "the same" if self.found.outcome == "same" else f"the same words, in a {page} that has changed"
            yield f"compared with {_source(self.found)} on {_day(self.found.at)}: {how}"
        if self.gone:
            yield f"{_GONE.get(self.gone.because, 'found changed at its source on')} {_day(self.gone.added_at)}"
        if self.failed:
            source, day = _source(self.failed), _day(self.failed.at)
            match self.failed.outcome:
                case "words_gone":
                    yield f"not found in {source} on {day}"
                case "source_gone":
                    yield f"{source} was gone on {day} ({self.failed.why})"
                case _:
                    yield f"{source} could not be compared on {day} ({self.failed.why})"

    @property
    def last(self) -> Comparison | None:
        """The last time that anybody looked; of words that were there, whatever else had changed, `changed`."""
        return self.failed or self.found


def of_document(comparisons: Sequence[Comparison], document: Document) -> str:
    """What came of comparing a document's latest version last, in words; empty where it was not compared."""
    of_it = [each for each in comparisons if each.version == document.version]
    if not of_it:
        return ""
    last = of_it[-1]
    page = "file" if last.with_file else "page"
    told = {
        "same": "the same",
        "changed": f"the {page} has changed, all its words are there",
        "words_gone": f"the words of {plural(len(last.gone), 'passage')} are not there any more",
        "source_gone": f"nothing is there any more ({last.why})",
        "not_reached": f"not reached ({last.why})",
    }
    return f"Compared with {_source(last)} on {_day(last.at)}: {told[last.outcome]}."


def of_latest(comparisons: Iterable[Comparison], document: Document, passage_id: str) -> Compared:
    """What is known of a passage of a document's latest version."""
    return _compared([each for each in comparisons if each.version == document.version], passage_id)


def of_words(library: Library, document: Document, passage_ids: Sequence[str], *, is_latest: bool) -> Compared:
    """What is known of words of some passages, in the version of their document that is cited."""
    comparisons = library.comparisons.of(document.id)
    each = [
        of_latest(comparisons, document, id)
        if is_latest
        else _since(comparisons, library.left.seen(id), document.version, id)
        for id in passage_ids
    ]
    found = [one.found for one in each if one.found]
    failed = [one.failed for one in each if one.failed]
    gone = [one.gone for one in each if one.gone]
    return Compared(
        found=min(found, key=_at) if len(found) == len(each) else None,
        failed=max(failed, key=_at, default=None),
        gone=min(gone, key=lambda version: version.version, default=None),
    )


def _since(comparisons: Iterable[Comparison], seen: Seen | None, version: int, id: str) -> Compared:
    """What is known of a passage since a version, up to the last that has it."""
    if seen is None:
        return Compared()
    having = [c for c in comparisons if version <= c.version and not (seen.gone and c.version >= seen.gone.version)]
    last = seen.last
    if last.version > version and last.because == "source":
        having.append(Comparison(last.version, "changed", last.added_at, f"source:{last.source}"))
    return _compared(having, id)._replace(gone=seen.gone)


def _compared(comparisons: Iterable[Comparison], id: str) -> Compared:
    found: Comparison | None = None
    failed: Comparison | None = None
    for each in sorted(comparisons, key=_at):
        if each.outcome in ("same", "changed"):
            found, failed = each, None
        elif each.outcome == "words_gone" and id not in each.gone:
            found, failed = each._replace(outcome="changed", gone=()), None
        else:
            failed = each
    return Compared(found, failed)


def _at(comparison: Comparison) -> dt.datetime:
    return comparison.at


def _source(comparison: Comparison) -> str:
    return "its file" if comparison.with_file else "its source"


def _day(moment: dt.datetime) -> str:
    return PartialDate.of(moment).written
