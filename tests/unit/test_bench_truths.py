"""Quotations with known truth, on a small invented archive: they are what they are said to be."""

from __future__ import annotations

import pytest

from tests.bench.speed.seed import seeded
from tests.bench.verifying.archive import Archive, Talk, Turn, neighbours, tokens
from tests.bench.verifying.drawing import Draw, Piece, unnoted
from tests.bench.verifying.edits_altered import EDITS as ALTERED
from tests.bench.verifying.edits_fair import EDITS as FAIR
from tests.bench.verifying.judge import Judge
from tests.bench.verifying.kinds import KINDS
from tests.bench.verifying.truths import alike, proved, spoken, truths
from tests.harbour import PEOPLE, archive, some


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
