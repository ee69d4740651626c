"""What is said of one quotation in words, by a comment or a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from corpus.citation.item import Run
from search.verifying.report import SIGNS
from search.verifying.values import Finding, Status

OTHER = "↔"


class State(NamedTuple):
    """A status in words: a few, and what it means."""

    name: str
    meaning: str


STATES: dict[Status, State] = {
    "exact": State("exact", "the source’s words"),
    "fair": State("fair", "the source’s words, but for what may be changed in quoting"),
    "altered": State("altered", "not as the source has it"),
    "not-found": State("not found", "the library does not have these words"),
}


def state(finding: Finding) -> str:
    """≠ altered: not as the source has it."""
    said = STATES[finding.status]
    return f"{SIGNS[finding.status]} {said.name}: {said.meaning}"


def other(finding: Finding) -> str:
    """That somebody else says the words than the draft says; nothing where that is not so."""
    if not finding.said_by_other:
        return ""
    return f"{OTHER} said by another: by {', then '.join(finding.speakers)}; the draft credits {finding.credited}"


def differences(finding: Finding) -> Iterator[str]:
    """What the draft says otherwise, each difference in words."""
    return (" ".join(difference.told.split()) for difference in finding.differences)


def where(finding: Finding) -> str:
    """Who says the words, and where: Ann Lee, 14:32, Talk 1."""
    if not finding.quotation or not finding.document:
        return ""
    speakers = ", then ".join(finding.quotation.speakers)
    return ", ".join(filter(None, (speakers, finding.quotation.brief, finding.timed_by, finding.document.title)))


def nearest(finding: Finding) -> str:
    """The nearest wording of what is not found; nothing where there is none."""
    return finding.quotation.words if finding.quotation and finding.status == "not-found" else ""


def by_rules(rules: int) -> str:
    return f"by rules {rules} of Citecast"


def comment(finding: Finding, rules: int, *, apart: str = "") -> Iterator[tuple[Run, ...]]:
    """The lines of a comment on a quotation; what stands `apart` from the comment is quoted in it."""
    if apart:
        yield (Run(f"Of the words “{apart}”"),)
    yield (Run(state(finding)),)
    if said := other(finding):
        yield (Run(said),)
    yield from ((Run(f"- {each}"),) for each in differences(finding))
    yield from ((Run(f"! {each}"),) for each in finding.again)
    yield from ((Run(each),) for each in finding.remarks)
    if words := nearest(finding):
        yield (Run(f"Nearest wording, not the same: “{words}”"),)
        yield (Run(f"It is of: {where(finding)}"),)
    elif said := where(finding):
        yield (Run(f"{'Said by' if finding.speakers else 'Where'}: {said}"),)
    if finding.citation:
        yield (Run("Footnote: "), *finding.citation.runs)
    yield (Run(by_rules(rules)),)
