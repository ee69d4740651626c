"""Quotations with known truth, on a small invented archive: they are what they are said to be, and counted right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import pytest

from tests.bench.speed.seed import seeded
from tests.bench.verifying.archive import Archive, Talk, Turn, neighbours, tokens
from tests.bench.verifying.drafts import OF_A_DRAFT, drafts
from tests.bench.verifying.drawing import Draw, Piece, unnoted
from tests.bench.verifying.edits_altered import EDITS as ALTERED
from tests.bench.verifying.edits_fair import EDITS as FAIR
from tests.bench.verifying.forms import closed
from tests.bench.verifying.judge import Judge
from tests.bench.verifying.kinds import CURLY, KINDS, STATUSES
from tests.bench.verifying.measured import Measured, letters, tables, told
from tests.bench.verifying.truths import Truth, alike, proved, spoken, truths

PEOPLE = ("Edda Marling", "Tobin Oake", "Sunniva Ralph")
_NOUNS = [
    "".join(syllables)
    for syllables in product(
        ("bar", "cut", "dre", "est", "fer", "gan", "haw", "jet", "kel", "lan", "moor", "pon", "qua", "shol", "trawl"),
        ("ka", "lo", "di", "ru", "ma"),
        ("ket", "ler", "dy", "rin", "net", "sil", "mus", "tum", "ban", "tern", "dock", "ting", "toon", "gan", "len"),
    )
]
_VERBS = ("mended", "painted", "measured", "borrowed", "emptied", "followed", "repaired", "flooded", "drained")
_SAYINGS = (
    "The {0} was {v} before the {1} came back from the {2}, and the {3} stayed near the {4}.",
    "We never {v} the {0} because, you know, the {1} doesn't carry a {2} past the {3} at night.",
    "In Tarnhaven the {0} and the {1} are always {v} by forty people from the {2} - nobody minds the {3}.",
    "They realized that the {0} could be {v} with a {1}, a {2}, three ropes and the old {3}.",
    'She said "bring the {0} to me" and the {1} was {v} beside the {2} and the {3}.',
    "Is the {0} still {v} near the {1}, or was it the {2} that they {v} with the {3}?",
    "That's the {0}... And the {1} with the {2} was {v} under the {3} of the {4}.",
    "It's kind of the {0} that I wanted, and the {1}, as Marlow said, was {v} with the {2} and the {3}.",
)


@cache
def archive() -> Archive:
    """Nine talks of sentences that are made up, no two of which are the same."""
    draw = seeded("harbour")

    def sentence() -> str:
        return draw.choice(_SAYINGS).format(*draw.sample(_NOUNS, 5), v=draw.choice(_VERBS))

    def passage() -> str:
        return draw.choice((" ", " ", " ", " [laughter] ")).join(sentence() for _ in range(draw.randint(3, 7)))

    def turn(at: int) -> Turn:
        return Turn(PEOPLE[at % 3], tuple(passage() for _ in range(draw.choice((1, 1, 2)))))

    return Archive.of(
        Talk(f"d{number}", f"Harbour {number}", "harbour", tuple(turn(at) for at in range(24))) for number in range(9)
    )


@cache
def some() -> tuple[Truth, ...]:
    return tuple(truths(archive(), 200, "seed", tries=400))


def draw() -> Draw:
    return Draw(archive(), Judge(archive()), seeded("draw"))


def piece(text: str) -> Piece:
    return Piece(text, archive().spots[0], range(0, len(tokens(text))))


def edited(edits: str, text: str) -> str:
    """What the first edit that has something to do makes of a text."""
    edit, drawing = {**ALTERED, **FAIR}[edits], draw()
    found = (edit(drawing, piece(text), text.split(" ")) for _ in range(300))
    return " ".join(next(parts for parts in found if parts))


# the archive and the judge


def test_words_are_numbered_through_all_talks() -> None:
    spots = archive().spots
    assert [spot.talk for spot in spots] == sorted(spot.talk for spot in spots)
    for spot in spots[::17]:
        said = tokens(archive().text(spot))
        numbers = archive().words[spot.begin : spot.begin + len(said)]
        assert list(numbers) == [archive().numbers[word] for word in said]
        assert archive().spot_of(spot.begin) == archive().spot_of(spot.begin + len(said) - 1) == spot


def test_words_without_signs() -> None:
    assert tokens("It’s the Tide-line: 3.5 “ROPES”") == ["it's", "the", "tide", "line", "3", "5", "ropes"]
    assert spoken("the pon-\ntoon was *here*") == ["the", "pontoon", "was", "here"]


def test_verbatim_words_are_found_where_they_are() -> None:
    spot = archive().spots[5]
    said = tokens(archive().text(spot))
    assert spot.begin + 2 in Judge(archive()).verbatim(said[2:9])
    assert not Judge(archive()).verbatim([*said[2:5], "zeppelin", *said[5:9]])
    assert not Judge(archive()).verbatim([])


def test_a_rival_is_another_place_with_enough_words_in_order() -> None:
    judge, spot = Judge(archive()), archive().spots[7]
    said = tokens(archive().text(spot))
    own = range(spot.begin, spot.begin + len(said))
    assert judge.rival(said, 0.9) is not None
    assert judge.rival(said, 0.9, own) is None
    assert judge.rival(["zeppelin"] * 8 + said[:2], 0.5) is None


def test_the_share_in_order() -> None:
    judge, spot = Judge(archive()), archive().spots[7]
    said = tokens(archive().text(spot))[:12]
    assert judge.share(said, spot.begin, spot.begin + 12) == 1.0
    assert judge.share(said[::-1], spot.begin, spot.begin + 12) < 0.6
    assert judge.share([*said, *["zeppelin"] * 12], spot.begin, spot.begin + 12) < 0.6


def test_neighbours_are_turns_of_two_people() -> None:
    speakers = ("Edda Marling", "Edda Marling", "Tobin Oake", "CROWD")
    turns = tuple(Turn(speaker, ("It sank.",)) for speaker in speakers)
    assert neighbours(Talk("d", "t", "s", turns)) == [(1, 2)]


# truths


def test_one_seed_gives_the_same_truths_and_another_gives_others() -> None:
    assert tuple(truths(archive(), 40, "seed", tries=400)) == some()[:40]
    assert tuple(truths(archive(), 40, "other", tries=400)) != some()[:40]


def test_most_kinds_come_up_in_a_small_archive() -> None:
    assert len({truth.kind for truth in some()}) >= 0.75 * len(KINDS)


def test_exact_truths_stand_in_their_source_to_the_sign() -> None:
    exact = [truth for truth in some() if truth.statuses == {"exact"}]
    assert len(exact) > 40
    for truth in exact:
        assert truth.words.replace("*", "").rstrip(".,") in truth.source
        assert truth.documents


@pytest.mark.parametrize("status", ["fair", "altered"])
def test_none_that_is_fair_or_altered_is_its_source(status: str) -> None:
    chosen = [truth for truth in some() if truth.statuses == {status} and not truth.parts and " / " not in truth.source]
    assert len(chosen) > 20
    for truth in chosen:
        assert truth.words.rstrip(".,") not in truth.source
        assert len(truth.documents) == 1


def test_an_invented_one_has_no_place() -> None:
    invented = [truth for truth in some() if truth.statuses == {"not-found"}]
    assert invented
    for truth in invented:
        assert not truth.documents
        assert truth.is_wrong is None
        assert Judge(archive()).rival(tokens(truth.words), 2 / 3) is None


def test_wrong_speakers_are_other_people() -> None:
    wrong = [truth for truth in some() if truth.is_wrong]
    assert wrong
    for truth in wrong:
        assert truth.credited in PEOPLE
        assert truth.credited != truth.speaker
    right = [truth for truth in some() if truth.is_wrong is False]
    assert all(truth.credited in (None, truth.speaker, truth.speaker.split()[-1]) for truth in right)


def test_what_stands_elsewhere_too_is_no_truth() -> None:
    made = next(made for made in (KINDS["word dropped"].make(draw()) for _ in range(500)) if made)
    assert proved(draw(), "word dropped", made) is not None
    copy = Talk("copy", "Copy", "the last show", (Turn(PEOPLE[0], (made.words,)),))
    more = Archive.of([*archive().talks, copy])
    assert proved(Draw(more, Judge(more), seeded("again")), "word dropped", made) is None


def test_names_that_may_be_one_persons() -> None:
    assert alike("Edda Marling", "Edda Marlin")
    assert alike("Edda Marling", "Jon Marling")
    assert not alike("Edda Marling", "Tobin Oake")


# what edits do

SAID = "The old ferry was never painted by forty people in Tarnhaven, and the quay is still flooded near the river."


@pytest.mark.parametrize(
    ("edit", "more", "fewer"),
    [
        ("word dropped", 0, 1),
        ("function word dropped", 0, 1),
        ("word changed", 1, 1),
        ("function word changed", 1, 1),
        ("word added", 1, 0),
        ("number changed", 1, 1),
        ("name changed", 1, 1),
        ("numeral for word", 1, 1),
        ("neighbours swapped", 0, 0),
        ("inner comma dropped", 0, 0),
        ("inner mark changed", 0, 0),
        ("negation dropped", 0, 1),
        ("bracket takes a negation, number or name", None, 1),
        ("bracket adds a negation", 1, 0),
        ("bracket adds a number", None, 0),
        ("bracket adds a name", None, 0),
        ("ellipsis takes a negation", 0, None),
        ("ellipsis takes a number", 0, None),
        ("ellipsis takes a name", 0, None),
        ("ellipsis", 0, None),
        ("bracket added", None, 0),
        ("no-break blank", 0, 0),
        ("first letter in the other case", 0, 0),
    ],
)
def test_so_many_words_come_and_go(edit: str, more: int | None, fewer: int | None) -> None:
    before, after = tokens(SAID), tokens(edited(edit, SAID))
    come = sum(after.count(word) > before.count(word) for word in set(after))
    gone = sum(before.count(word) > after.count(word) for word in set(before))
    assert edited(edit, SAID) != SAID
    assert come == more if more is not None else come > 0
    assert gone == fewer if fewer is not None else gone > 0


@pytest.mark.parametrize(
    ("edit", "said", "quoted"),
    [
        ("negation dropped", "Well the ferry doesn't carry any lamps.", "Well the ferry does carry any lamps."),
        ("negation added", "Well the ferry always carries many lamps.", "Well the ferry never carries many lamps."),
        ("filler dropped", "It was, you know, the old ferry.", "It was the old ferry."),
        ("filler dropped", "It was kind of the old ferry.", "It was the old ferry."),
        ("British spelling", "And they realized it was late.", "And they realised it was late."),
        ("numeral for word", "There were forty lamps there.", "There were 40 lamps there."),
        ("contraction undone", "And it's an old ferry.", "And it is an old ferry."),
        ("clause moved", "The ferry, as it was, sank.", "as it was, The ferry, sank."),
        ("curly apostrophes", "And it's an old ferry.", "And it’s an old ferry."),
        ("first letter in brackets", "and an old ferry.", "[A]nd an old ferry."),
        ("first letter in the other case", "and an old ferry.", "And an old ferry."),
    ],
)
def test_an_edit(edit: str, said: str, quoted: str) -> None:
    assert edited(edit, said) == quoted


def test_fair_edits_leave_negations_numbers_and_names() -> None:
    drawing = draw()
    for _ in range(200):
        for edit in ("ellipsis", "bracket instead of words", "several fair changes"):
            after = tokens(" ".join(FAIR[edit](drawing, piece(SAID), SAID.split(" ")) or [SAID]))
            assert {"never", "forty", "tarnhaven"} <= set(after)


def test_a_name_is_put_for_a_pronoun() -> None:
    quoted = edited("pronoun named in brackets", "Then she painted the ferry")
    assert quoted.startswith("Then [")
    assert quoted.endswith("] painted the ferry")


def test_a_word_is_divided_at_the_end_of_a_line() -> None:
    quoted = edited("hyphen at a line's end", "And the warehouse flooded again")
    assert "-\n" in quoted
    assert quoted.replace("-\n", "") == "And the warehouse flooded again"


def test_dashes_and_blanks() -> None:
    dashed = edited("other dashes", "the quay - it sank")
    assert dashed in {f"the quay{dash}it sank" for dash in (" — ", "—", " – ", " -- ", "--")}
    assert edited("blank before a mark", "So it? It was").replace("\u00a0", " ") == "So it ? It was"
    assert unnoted("It sank. [laughter] Twice.") == "It sank. Twice."


# drafts


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
