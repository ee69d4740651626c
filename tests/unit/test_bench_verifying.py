"""Drafts of quotations with known truth, and what is counted of what a checker finds in them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.bench.speed.child import Outcome
from tests.bench.speed.seed import seeded
from tests.bench.verifying import fuzzy
from tests.bench.verifying.drafts import OF_A_DRAFT, drafts, lengthened
from tests.bench.verifying.forms import closed
from tests.bench.verifying.kinds import CURLY, KINDS, STATUSES
from tests.bench.verifying.measured import Measured, letters, tables, told
from tests.bench.verifying.speed import Cost, table
from tests.bench.verifying.truths import Truth
from tests.harbour import some


@pytest.mark.parametrize(
    ("words", "end", "form", "quoted"),
    [
        ("the quay", ",", "inside", "“the quay,”"),
        ("the quay.", ",", "inside", "“the quay,”"),
        ("the quay?", ",", "inside", "“the quay?”,"),
        ("the quay?", ".", "inside", "“the quay?”"),
        ("the quay.", "", "any", "“the quay.”"),
    ],
)
def test_how_a_quotation_ends(words: str, end: str, form: str, quoted: str) -> None:
    assert closed(seeded("again"), words, CURLY, end, form) == quoted


def test_drafts_have_all_quotations_each_in_a_paragraph() -> None:
    texts = list(drafts(some(), "seed"))
    assert [len(text.truths) for text in texts[:-1]] == [OF_A_DRAFT] * (len(texts) - 1)
    assert sorted(truth.words for text in texts for truth in text.truths) == sorted(truth.words for truth in some())
    for text in texts:
        paragraphs = text.markdown.split("\n\n")
        for truth in text.truths:
            assert any(truth.paragraph.split("\n\n")[-1] in paragraph for paragraph in paragraphs)
    assert [text.markdown for text in drafts(some(), "seed")] == [text.markdown for text in texts]


# measuring


@dataclass(frozen=True)
class Quoted:
    text: str


@dataclass(frozen=True)
class Source:
    id: str


@dataclass(frozen=True)
class Found:
    """A finding of a checker that is told the truth, or something else."""

    quoted: Quoted
    status: str
    document: Source | None
    credited: str | None
    said_by_other: bool


def found(truth: Truth, status: str | None = None) -> Found:
    documents = sorted(truth.documents)
    document = Source(documents[0]) if documents else None
    right = status or min(truth.statuses, key=STATUSES.index)
    return Found(Quoted(truth.words), right, document, truth.credited, bool(truth.is_wrong))


def test_a_checker_that_is_right_is_told_so() -> None:
    measured = Measured()
    measured.add(some(), [found(truth) for truth in some()])
    assert measured.is_good
    assert measured.share_found == 1.0
    assert not measured.others
    lines = list(tables(measured))
    assert "| exact |" in "\n".join(lines)
    assert all("| 100.0% |" in line for line in lines if line.startswith(tuple(f"| {kind} |" for kind in KINDS)))


def test_false_ones_are_counted() -> None:
    truth = next(truth for truth in some() if truth.statuses == {"altered"})
    for status, attribute in (("exact", "false_exact"), ("fair", "false_fair")):
        measured = Measured()
        measured.add([truth], [found(truth, status)])
        assert len(getattr(measured, attribute)) == 1
        assert not measured.is_good
        assert truth.kind in told(measured.answers[0])


def test_what_is_not_seen_or_is_no_quotation_is_counted() -> None:
    measured = Measured()
    measured.add(some()[:3], [found(some()[0]), Found(Quoted("of nothing"), "exact", None, None, False)])
    assert [answer.got == "none" for answer in measured.answers] == [False, True, True]
    assert measured.others == ["of nothing"]


def test_one_that_is_split_is_put_together() -> None:
    truth = next(truth for truth in some() if truth.parts)
    (document,) = truth.documents
    halves = [Found(Quoted(part), "exact", Source(document), truth.credited, False) for part in truth.parts]
    measured = Measured()
    measured.add([truth], halves)
    assert measured.answers[0].got == "fair"
    whole = Measured()
    whole.add([truth], [Found(Quoted(next(iter(truth.wholes))), "fair", Source(document), truth.credited, False)])
    assert whole.answers[0].is_right
    assert letters("The Quay-side, 3 “ropes”") == "thequayside3ropes"


# speed


def test_a_draft_is_lengthened_among_its_paragraphs() -> None:
    for text in drafts(some(), "seed"):
        longer = lengthened(text, 5_000, "seed")
        assert 5_000 <= len(longer.markdown.split()) < 5_100
        assert all(truth.paragraph in longer.markdown for truth in text.truths)
        assert longer.truths == text.truths
        assert lengthened(longer, 5_000, "seed") == longer


def test_what_rapidfuzz_takes_for_what_it_is_not_is_counted() -> None:
    ours = [
        next(truth for truth in some() if truth.statuses == {status}) for status in ("altered", "fair", "not-found")
    ]
    assert fuzzy.told(ours, [90, 89, 89]) == (
        "1 of 1 altered and 0 of 1 invented ones pass at 90, 1 of 1 fair ones fail"
    )
    assert fuzzy.told(ours, [89]) == "0 of 1 altered and 0 of 0 invented ones pass at 90, 0 of 0 fair ones fail"
    assert fuzzy.score("the quay", ["a rope", "at the quay side"]) == 100
    assert fuzzy.score("the quay", []) == 0


def test_the_table_says_what_each_way_costs() -> None:
    text = next(drafts(some(), "seed"))
    costs = {
        "the command": [Cost(3, 2, None, 200, None)],
        "compiled": [Cost(seconds, 1, 100, 150 + seconds, 120) for seconds in (6, 1, 3)],
    }
    half = fuzzy.Compared(20, 20, 100, 180, 9, [100] * (OF_A_DRAFT // 2))
    lines = list(table(text, costs, [Outcome(half, 190)] * 2))
    assert len({line.count("|") for line in lines if line.startswith("|")}) == 1
    assert "| the command | 3.00 | 3.00 | 2.00 | 50.0 |  | 200 |  |  |" in lines
    assert "| compiled | 3.00 | 1.00 | 1.00 | 50.0 | 100 | 156 | 120 | 56 |" in lines
    assert "| plain rapidfuzz | 40.00 | 40.00 | 40.00 | 666.7 | 100 | 190 | 180 | 90 |" in lines
    assert f"{OF_A_DRAFT // 2} of {OF_A_DRAFT} quotations in 20.0 s, the rest reckoned" in lines[-1]
