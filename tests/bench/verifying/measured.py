"""What a checker finds of quotations, held against what is true of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from tests.bench.verifying.kinds import KINDS, STATUSES
from tests.bench.verifying.truths import Truth

MOST_FALSE_FAIR = 0.002
LEAST_FOUND = 0.99
_NONE = "none"  # the checker has no finding of a quotation


class Quoted(Protocol):
    """A quotation as a checker reads it in a draft."""

    @property
    def text(self) -> str: ...


class Document(Protocol):
    """What a quotation is from."""

    @property
    def id(self) -> str: ...


class Finding(Protocol):
    """What a checker says of a quotation."""

    @property
    def quoted(self) -> Quoted: ...
    @property
    def status(self) -> str: ...
    @property
    def document(self) -> Document | None: ...
    @property
    def credited(self) -> str | None: ...
    @property
    def said_by_other(self) -> bool: ...


class Answer(NamedTuple):
    """A truth, and what is found of it; `got` is a status, or none."""

    truth: Truth
    got: str
    document: str | None = None
    credited: str | None = None
    said_by_other: bool = False

    @property
    def is_right(self) -> bool:
        return self.got in self.truth.statuses

    @property
    def is_found(self) -> bool:
        """Whether it is found where it was said; true of no invented one."""
        return self.got not in (_NONE, "not-found") and self.document in self.truth.documents


@dataclass
class Measured:
    """All answers, and how many findings were of no quotation."""

    answers: list[Answer] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def add(self, truths: Iterable[Truth], findings: Iterable[Finding]) -> None:
        """Match the findings of a draft to the truths of it, by their letters."""
        by_letters = defaultdict[str, list[Finding]](list)
        for finding in findings:
            by_letters[letters(finding.quoted.text)].append(finding)
        for truth in truths:
            self.answers.append(_answer(truth, by_letters))
        self.others += (finding.quoted.text for rest in by_letters.values() for finding in rest)

    def count(self, fits: Callable[[Answer], bool]) -> int:
        return sum(map(fits, self.answers))

    @property
    def false_exact(self) -> list[Answer]:
        return [each for each in self.answers if each.got == "exact" and not each.is_right]

    @property
    def false_fair(self) -> list[Answer]:
        """Those that are altered or invented."""
        return [each for each in self.answers if each.got == "fair" and not {"exact", "fair"} & each.truth.statuses]

    @property
    def true_ones(self) -> list[Answer]:
        return [each for each in self.answers if each.truth.documents]

    @property
    def share_found(self) -> float:
        return sum(each.is_found for each in self.true_ones) / max(len(self.true_ones), 1)

    @property
    def is_good(self) -> bool:
        """Whether all aims are met."""
        few_fair = len(self.false_fair) <= MOST_FALSE_FAIR * len(self.answers)
        return not self.false_exact and few_fair and self.share_found >= LEAST_FOUND


def letters(text: str) -> str:
    """The letters and digits of a text alone, by which a quotation is known again."""
    return "".join(filter(str.isalnum, text.casefold()))


def _answer(truth: Truth, by_letters: dict[str, list[Finding]]) -> Answer:
    """The first finding of a quotation that is left; of one in two parts, what both say together."""
    for whole in (truth.words, *truth.wholes):
        if left := by_letters.get(letters(whole)):
            return _of(truth, left.pop(0))
    if truth.parts and all(by_letters.get(letters(part)) for part in truth.parts):
        answers = [_of(truth, by_letters[letters(part)].pop(0)) for part in truth.parts]
        worst = max(answers, key=lambda each: STATUSES.index(each.got) if each.got in STATUSES else len(STATUSES))
        return worst._replace(
            got="fair" if worst.got == "exact" else worst.got,
            credited=next((each.credited for each in answers if each.credited), None),
            said_by_other=any(each.said_by_other for each in answers),
        )
    return Answer(truth, _NONE)


def _of(truth: Truth, finding: Finding) -> Answer:
    document = finding.document.id if finding.document else None
    return Answer(truth, finding.status, document, finding.credited, finding.said_by_other)


def tables(measured: Measured) -> Iterator[str]:
    """All that is counted, as lines of Markdown."""
    yield from _by_kind(measured)
    yield from _by_status(measured)
    yield from _counts(measured)


def _by_kind(measured: Measured) -> Iterator[str]:
    yield "| kind | true | quotations | right | exact | fair | altered | not found | none |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, kind in KINDS.items():
        got = Counter(each.got for each in measured.answers if each.truth.kind == name)
        if total := got.total():
            right = sum(got[status] for status in kind.statuses) / total
            counts = " | ".join(f"{got[each]:,}" for each in (*STATUSES, _NONE))
            yield f"| {name} | {' or '.join(sorted(kind.statuses))} | {total:,} | {right:.1%} | {counts} |"


def _by_status(measured: Measured) -> Iterator[str]:
    yield "\n| status | true | found | precision | recall |"
    yield "|---|---|---|---|---|"
    for status in STATUSES:
        true = [each for each in measured.answers if each.truth.statuses == {status}]
        got = [each for each in measured.answers if each.got == status]
        precision, recall = _share(got), _share(true)
        yield f"| {status} | {len(true):,} | {len(got):,} | {precision} | {recall} |"


def _counts(measured: Measured) -> Iterator[str]:
    total = max(len(measured.answers), 1)
    true_ones, count = measured.true_ones, measured.count
    false_exact, false_fair = len(measured.false_exact), len(measured.false_fair)
    asked = [each for each in measured.answers if each.truth.is_wrong is not None]
    wrong = [each for each in asked if each.truth.is_wrong]
    named = sum(each.said_by_other for each in wrong)
    falsely = [each for each in asked if each.said_by_other and not each.truth.is_wrong]
    credited = [each for each in measured.answers if each.truth.credited]
    read = sum(letters(each.truth.credited or "") in letters(each.credited or "") for each in credited)
    yield "\n| | count | of | |"
    yield "|---|---|---|---|"
    yield _row("false exact", false_exact, total, f"{1000 * false_exact / total:.1f} of 1,000; the aim is 0")
    yield _row("false fair", false_fair, total, f"{1000 * false_fair / total:.1f} of 1,000; the aim is 2 at most")
    found = sum(each.is_found for each in true_ones)
    yield _row("true ones found where they are", found, len(true_ones), f"{measured.share_found:.2%}; the aim is 99 %")
    elsewhere = sum(not each.is_found and each.got not in (_NONE, "not-found") for each in true_ones)
    yield _row("true ones found elsewhere", elsewhere, len(true_ones))
    yield _row("quotations not seen", count(lambda each: each.got == _NONE), total)
    yield _row("findings of no quotation", len(measured.others), total)
    yield _row("wrong speakers named", named, len(wrong))
    yield _row("wrong speakers missed", len(wrong) - named, len(wrong))
    yield _row("right or no speakers named as wrong", len(falsely), len(asked) - len(wrong))
    yield _row("credits read", read, len(credited))
    uncredited = [each for each in measured.answers if not each.truth.credited]
    yield _row(
        "credits read where there are none", sum(each.credited is not None for each in uncredited), len(uncredited)
    )


def _row(what: str, count: int, of: int, more: str = "") -> str:
    return f"| {what} | {count:,} | {of:,} | {more or f'{count / max(of, 1):.1%}'} |"


def _share(answers: Sequence[Answer]) -> str:
    return f"{sum(each.is_right for each in answers) / len(answers):.2%}" if answers else "none"


def told(answer: Answer) -> str:
    """What a person needs to see why an answer is another than the truth."""
    truth = answer.truth
    is_wrong = "" if truth.is_wrong is None else f", said by {truth.speaker}, credited to {truth.credited}"
    lines = (
        f"{truth.kind}: expected {' or '.join(sorted(truth.statuses))}{is_wrong}",
        f"  got: {answer.got}, credited to {answer.credited}" + (", said by another" if answer.said_by_other else ""),
        f"  quotation: {truth.paragraph!r}",
        f"  source: {truth.title}: {truth.source!r}" if truth.source else "  source: none",
    )
    return "\n".join(lines) + ("" if answer.is_found or not truth.documents else f"\n  at: {answer.document}")
