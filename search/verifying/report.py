"""A report of findings as JSON, and in lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from corpus.text import plural
from search.verifying.values import Difference, Finding, Kind, Report, Status

_LONGEST = 300  # characters of a quotation in a line
SIGNS = {"exact": "=", "fair": "≈", "altered": "≠", "not-found": "?"}


class Different(TypedDict):
    """Something that a draft says otherwise than the source: the words of each, and what that is of where it turns the
    sense, such as a negation; `told` says it in words."""

    kind: Kind
    draft: str
    source: str
    turns: str | None
    told: str


class Verified(TypedDict):
    """What is found of a quotation of a draft. Of what is not found, `words`, `where` and all below are those of the
    nearest wording.

    `origin` says that a machine heard the source's words, and who checked them; `listen_ms`, in milliseconds, when to
    listen to them in the recording. `timed_by` says that a machine gave printed words their time.
    """

    quote: str
    status: Status
    passage: str | None
    document: str | None
    speaker: str | None
    attributed: str | None
    said_by_other: bool
    differences: list[Different]
    warnings: list[str]
    citation: str | None
    permalink: str | None
    words: str | None
    where: str | None
    version: int | None
    paragraph: int
    short: bool
    origin: str | None
    listen_ms: int | None
    timed_by: str | None


def as_json(report: Report) -> list[Verified]:
    """What is found of each quotation: the shape of `verify --json`."""
    return [finding_json(each) for each in report.findings]


def finding_json(each: Finding) -> Verified:
    """One finding; of what is not found, passage and document are those of the nearest wording."""
    is_found = each.status != "not-found"
    return {
        "quote": each.quoted.text,
        "status": each.status,
        "passage": each.place.passage.id if each.place and is_found else None,
        "document": each.document.id if each.document and is_found else None,
        "speaker": ", then ".join(each.speakers) or None,
        "attributed": each.credited,
        "said_by_other": each.said_by_other,
        "differences": [_difference(difference) for difference in each.differences],
        "warnings": list(each.again),
        "citation": each.citation.text if each.citation else None,
        "permalink": each.permalink,
        "words": each.quotation.words if each.quotation else None,
        "where": each.quotation.brief if each.quotation else None,
        "version": each.document.version if each.document and is_found else None,
        "paragraph": each.quoted.paragraph,
        "short": each.quoted.is_short,
        "origin": each.origin,
        "listen_ms": each.listen_ms,
        "timed_by": each.timed_by,
    }


def _difference(each: Difference) -> Different:
    return {
        "kind": each.kind,
        "draft": each.draft,
        "source": each.source,
        "turns": each.turns or None,
        "told": each.told,
    }


def summary(report: Report) -> str:
    """How many quotations there are, and what is to be done with them."""
    if not report.findings:
        return f"No quotation was found in {report.draft.name or 'the text'}."
    own = [each for each in report.findings if not each.quoted.is_short]
    mend = sum(each.is_wrong for each in own)
    again = sum(bool(each.again) and not each.is_wrong for each in own)
    told = [f"{mend:,} to mend"] if mend else []
    told += [f"{again:,} to look at again"] if again else []
    good = "all are the source’s words" if own else "none of more than a word or two"
    return f"{plural(len(own), 'quotation')}: {', '.join(told) or good}"


def lines(report: Report) -> Iterator[str]:
    """The findings in words, the worst first; short ones and titles at the end."""
    yield summary(report)
    for each in sorted(report.findings, key=lambda finding: (finding.quoted.is_short, not finding.is_wrong)):
        if not each.quoted.is_short:
            yield from _told(each)
    short = [each for each in report.findings if each.quoted.is_short]
    if short:
        yield f"{plural(len(short), 'short one or title', 'short ones and titles')}:"
        for each in short:
            yield "; ".join(filter(None, (f"  {SIGNS[each.status]} “{each.quoted.text}”", each.heard)))
    yield from report.notes
    if report.partial:
        yield report.partial


def shortened(text: str) -> str:
    """A text, without the middle of a long one."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"


def _told(each: Finding) -> Iterator[str]:
    words = shortened(" ".join(each.quoted.text.split()))
    yield f"{SIGNS[each.status]} {each.status}, paragraph {each.quoted.paragraph}: “{words}”"
    if each.said_by_other:
        yield f"  ↔ said by {', then '.join(each.speakers)}; the draft credits {each.credited}"
    for difference in each.differences:
        yield f"  - {difference.told}"
    for warning in each.again:
        yield f"  ! {warning}"
    for remark in each.remarks:
        yield f"  {remark}"
    if each.status == "not-found" and each.quotation:
        yield f"  nearest wording, not the same: {shortened(each.quotation.words)}"
    if each.citation:
        yield f"  {each.citation.text}"
