"""Each printed word has the time at which it was heard, or none; where the two disagree is said, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from corpus.aligning.spoken import tokens
from corpus.alignment import Aligned, Time, align
from corpus.heard import Word

MS_OF_LETTER = 70
FIRST = "When Russia began to use drones on the battlefield, the weapons quickly became a symbol."
SECOND = "Foreign ministers denied all of it in December."
LAST = "Satellites were launched in return, and aircraft were delivered to the northern provinces."
ADVERTISEMENT = "This show is brought to you by people who make mattresses. Sleep better tonight with our offer."


def said(*parts: str | int, at: int = 0, confidence: int = 90) -> list[Word]:
    """Words that are heard as fast as their letters take; pauses between them are in milliseconds."""
    found = []
    for part in parts:
        if isinstance(part, int):
            at += part
            continue
        for word in part.split():
            until = at + MS_OF_LETTER * sum(token.letters for token in tokens([word]))
            found.append(Word(f" {word}", at, until, confidence))
            at = until
    return found


def printed(*parts: str) -> list[str]:
    return " ".join(parts).split()


def exactly(words: Sequence[Word]) -> list[Time]:
    return [Time(word.start_ms or 0, word.end_ms or 0, word.confidence or 0) for word in words]


def texts(words: Sequence[Word], ranges: Sequence[tuple[int, int]]) -> list[str]:
    return ["".join(word.text for word in words[first:last]).strip() for first, last in ranges]


def start(found: Aligned, number: int) -> int:
    time = found.times[number]
    assert time
    return time.start_ms


def test_words_have_the_times_at_which_they_were_heard() -> None:
    heard = said(FIRST, 800, SECOND)
    found = align(printed(FIRST, SECOND), heard)
    assert list(found.times) == exactly(heard)
    assert found == Aligned(found.times, (), (), len(heard))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("the WEAPONS, became", "The weapons became"),
        ("“Don’t,” she said…", "don't she said"),
        ("Café Krüger naïve", "cafe kruger naive"),
        ("full-scale invasion", "full scale invasion"),
        ("full scale invasion", "full-scale invasion"),
        ("the U.S. and 1,000 drones", "the US and 1000 drones"),
        ("for 25 years", "for twenty five years"),
        ("for twenty-five years", "for 25 years"),
        ("in 1984 and 2022 too", "in nineteen eighty four and twenty twenty two too"),
        ("all 350 of 2000 went", "all three hundred and fifty of two thousand went"),
        ("of 120,000 people", "of one hundred and twenty thousand people"),
        ("one two three", "1 2 3"),
        ("AT&T has 50% of it", "AT and T has 50 percent of it"),
        ("our website is open", "our web site is open"),
        ("our web site is open", "our website is open"),
    ],
)
def test_signs_make_no_difference(written: str, spoken: str) -> None:
    heard = said(FIRST, spoken, LAST)
    found = align(printed(FIRST, written, LAST), heard)
    assert found.heard == len(printed(FIRST, written, LAST))
    assert (found.unheard, found.unprinted) == ((), ())
    assert {time.confidence for time in found.times if time} == {90}
    begin = len(FIRST.split())
    assert start(found, begin) == heard[begin].start_ms
    assert start(found, begin + len(written.split())) == heard[begin + len(spoken.split())].start_ms


def test_signs_that_are_said_are_words_and_others_are_none() -> None:
    words = ["U.S.", "1,000", "don’t", "AT&T", "50%", "São", "full-scale", "(CSIS)", "“—”", "北京"]
    said_so = "us 1000 dont at and t 50 percent sao full scale csis “—” 北 京"
    assert [token.text for token in tokens(words)] == said_so.split()


def test_a_number_divides_the_time_of_its_digits() -> None:
    found = align(
        printed("for twenty five years"), [*said("for"), Word(" 25", 1000, 2000, 80), *said("years", at=2000)]
    )
    assert found.times[1:3] == (Time(1000, 1500, 80), Time(1500, 2000, 80))


def test_a_number_in_words_keeps_their_times() -> None:
    heard = said("for twenty", 300, "five years")
    assert list(align(printed("for twenty five years"), heard).times) == exactly(heard)


def test_half_of_a_word_begins_within_it() -> None:
    found = align(["full", "scale", "war"], [Word(" full-scale", 0, 900, 80), Word(" war", 900, 1200, 80)])
    assert found.times[:2] == (Time(0, 400, 80), Time(400, 900, 80))


def test_a_misheard_word_that_is_alike_counts_as_heard_and_is_less_sure() -> None:
    heard = said("known as the Alabooga facility")
    found = align(printed("known as the Alabuga facility"), heard)
    assert found.heard == 5
    assert start(found, 3) == heard[3].start_ms
    assert found.times[3].confidence == 72  # 12 of 15 letters of both
    assert found.times[4].confidence == 90


def test_a_word_that_is_less_alike_is_heard_too() -> None:
    found = align(printed("he is back requesting Supabase"), said("he is back requesting Superbay"))
    assert found.heard == 5
    assert found.times[4].confidence == 56  # 10 of 16 letters of both


def test_words_that_are_heard_otherwise_share_the_time_by_their_letters() -> None:
    heard = said(FIRST, "her son hit me", LAST)
    found = align(printed(FIRST, "Hossein Amir", LAST), heard)
    first = len(FIRST.split())
    times = [time for time in found.times[first : first + 2] if time]
    assert times[0].start_ms == heard[first].start_ms
    assert times[0].end_ms == times[1].start_ms
    assert times[1].end_ms == heard[first + 3].end_ms
    assert 7 / 12 <= (times[0].end_ms - times[0].start_ms) / (times[1].end_ms - times[0].start_ms) <= 8 / 11
    assert [time.confidence for time in times] == [45, 45]
    assert found.heard == len(found.times) - 2
    assert (found.unheard, found.unprinted) == ((), ())


def test_words_in_place_of_which_much_longer_ones_are_heard_have_no_times() -> None:
    heard = said(FIRST, "incomprehensibilities notwithstanding", LAST)
    found = align(printed(FIRST, "or so", LAST), heard)
    first = len(FIRST.split())
    assert found.times[first : first + 2] == (None, None)
    assert (found.unheard, found.unprinted) == ((), ())


def test_words_in_place_of_which_others_are_heard_in_far_too_much_time_have_none() -> None:
    heard = said(FIRST, 20_000, "her", 20_000, "son", 20_000, LAST)
    found = align(printed(FIRST, "Ali Amir", LAST), heard)
    first = len(FIRST.split())
    assert found.times[first : first + 2] == (None, None)
    assert start(found, first + 2) == heard[first + 2].start_ms


@pytest.mark.parametrize("pause", [0, 300, 900])
def test_a_sentence_that_there_was_no_time_for_was_not_heard(pause: int) -> None:
    heard = said(FIRST, pause, LAST)
    found = align(printed(FIRST, SECOND, LAST), heard)
    first, last = len(FIRST.split()), len(printed(FIRST, SECOND))
    assert found.unheard == ((first, last),)
    assert set(found.times[first:last]) == {None}
    assert [*found.times[:first], *found.times[last:]] == exactly(heard)
    assert found.unprinted == ()


def test_a_pause_between_sentences_is_no_time_for_another_one() -> None:
    found = align(printed(FIRST, "They denied it all.", LAST), said(FIRST, 900, LAST))
    first = len(FIRST.split())
    assert found.unheard == ((first, first + 4),)


def test_a_sentence_that_is_not_printed_is_told() -> None:
    heard = said(FIRST, 400, SECOND, 400, LAST)
    found = align(printed(FIRST, LAST), heard)
    assert texts(heard, found.unprinted) == [SECOND]
    assert found.unheard == ()
    assert None not in found.times


@pytest.mark.parametrize(("words", "told"), [("all of", 0), ("all of it", 1)])
def test_fewer_than_three_words_are_no_disagreement(words: str, told: int) -> None:
    assert len(align(printed(FIRST, words, LAST), said(FIRST, LAST)).unheard) == told
    assert len(align(printed(FIRST, LAST), said(FIRST, words, LAST)).unprinted) == told


def test_two_words_that_were_not_heard_have_no_times() -> None:
    found = align(printed(FIRST, "all of", LAST), said(FIRST, LAST))
    first = len(FIRST.split())
    assert found.times[first : first + 2] == (None, None)


def test_words_that_the_recogniser_left_out_have_times_where_these_fit() -> None:
    first, more = "They saw the weapons of", "many foreign countries there"
    heard = said(SECOND, first, MS_OF_LETTER * len(more), LAST)
    found = align(printed(SECOND, first, more, LAST), heard)
    begin = len(printed(SECOND, first))
    times = [time for time in found.times[begin : begin + 4] if time]
    assert [time.start_ms for time in times] == sorted({time.start_ms for time in times})
    assert times[0].start_ms == heard[begin - 1].end_ms
    assert times[-1].end_ms == heard[begin].start_ms
    assert {time.confidence for time in times} == {22}
    assert found.unheard == ()
    assert found.heard == len(heard)


def test_in_much_longer_a_time_than_they_take_words_were_not_heard() -> None:
    found = align(printed(FIRST, SECOND, LAST), said(FIRST, 40_000, LAST))
    first, last = len(FIRST.split()), len(printed(FIRST, SECOND))
    assert found.unheard == ((first, last),)


def test_many_words_that_the_recogniser_left_out_are_no_disagreement_but_have_no_times() -> None:
    left_out = printed(SECOND, ADVERTISEMENT)
    lasts = MS_OF_LETTER * sum(map(len, left_out))
    found = align(printed(FIRST, *left_out, LAST), said(FIRST, lasts, LAST))
    first = len(FIRST.split())
    assert set(found.times[first : first + len(left_out)]) == {None}
    assert found.unheard == ()


def test_words_left_out_before_the_last_of_a_pause_are_no_disagreement() -> None:
    """The recogniser leaves words out, and hears those before them late."""
    left_out = printed(SECOND, ADVERTISEMENT)
    lasts = MS_OF_LETTER * sum(map(len, left_out))
    heard = said(FIRST, lasts, "In the eighties one could see", LAST)
    found = align(printed(FIRST, "In the eighties one could see", *left_out, LAST), heard)
    assert found.unheard == ()
    begin = len(printed(FIRST, "In the eighties one could see"))
    assert None not in found.times[:begin]
    assert set(found.times[begin : begin + len(left_out)]) == {None}


def test_a_word_that_is_stretched_over_others_leaves_them_their_time() -> None:
    more = "many foreign countries there"
    heard = said(FIRST, MS_OF_LETTER * len(more), LAST)
    last = len(FIRST.split())
    heard[last - 1] = heard[last - 1]._replace(end_ms=heard[last].start_ms)
    found = align(printed(FIRST[:-1], more, LAST), heard)
    assert found.unheard == ()
    assert None not in found.times
    starts = [start(found, number) for number in range(len(found.times))]
    assert starts == sorted(starts)
    assert found.times[last - 1].end_ms <= starts[last]
    assert starts[last] - starts[last - 1] == 2 * MS_OF_LETTER * len("symbol")


def test_a_word_that_begins_too_early_leaves_those_before_it_their_time() -> None:
    more = "many foreign countries there"
    heard = said(FIRST, MS_OF_LETTER * len(more), LAST)
    last = len(FIRST.split())
    heard[last] = heard[last]._replace(start_ms=heard[last - 1].end_ms)
    found = align(printed(FIRST[:-1], more, LAST), heard)
    assert found.unheard == ()
    starts = [start(found, number) for number in range(len(found.times))]
    assert starts == sorted(starts)


@pytest.mark.parametrize("seconds", [15, 90])
def test_behind_an_advertisement_times_are_right_at_once(seconds: int) -> None:
    words = (ADVERTISEMENT.split() * 20)[: seconds * 3]
    words = [f"{word}{number}" for number, word in enumerate(words)]  # no loop
    heard = said(FIRST, SECOND, " ".join(words), LAST)
    found = align(printed(FIRST, SECOND, LAST), heard)
    first = len(printed(FIRST, SECOND))
    assert found.unprinted == ((first, first + len(words)),)
    assert list(found.times) == exactly([*heard[:first], *heard[first + len(words) :]])


def test_misheard_words_beside_an_advertisement_have_no_times_within_it() -> None:
    heard = said(FIRST, 500, ADVERTISEMENT, 500, LAST)
    found = align(printed(FIRST, "Krzyzaniak agrees.", LAST), heard)
    first = len(FIRST.split())
    assert found.times[first : first + 2] == (None, None)
    assert len(found.unprinted) == 1


def test_a_word_alone_amid_an_advertisement_is_none_of_the_talk() -> None:
    heard = said(FIRST, 500, ADVERTISEMENT, 500, LAST)
    found = align(printed(FIRST, "Do sleep or.", LAST), heard)
    first = len(FIRST.split())
    assert found.times[first : first + 3] == (None, None, None)


def test_a_sentence_that_nobody_said_has_no_times_of_an_advertisement_with_words_of_it() -> None:
    other = "But that does not always work. Sometimes you need to tell someone what they do, so start to talk."
    heard = said(FIRST, 500, ADVERTISEMENT, other, ADVERTISEMENT, 500, LAST)
    sentence = "For anybody that has invisible work, how do you start to identify it?"
    found = align(printed(FIRST, sentence, LAST), heard)
    first, last = len(FIRST.split()), len(printed(FIRST, sentence))
    assert set(found.times[first:last]) == {None}
    assert found.unheard == ((first, last),)
    assert None not in found.times[last:]


def test_a_misheard_end_of_a_sentence_is_before_an_advertisement() -> None:
    heard = said("the weapons quickly became her thimble", 500, ADVERTISEMENT, 500, LAST)
    found = align(printed("the weapons quickly became my symptom.", LAST), heard)
    assert start(found, 4) == heard[4].start_ms
    assert start(found, 5) < (heard[5].end_ms or 0)
    assert texts(heard, found.unprinted) == [ADVERTISEMENT]


def test_a_misheard_beginning_of_a_sentence_is_behind_an_advertisement() -> None:
    heard = said(FIRST, 500, ADVERTISEMENT, 500, "My thimble", LAST)
    found = align(printed(FIRST, "Her symptom", LAST), heard)
    first = len(FIRST.split())
    begin = len(printed(FIRST, ADVERTISEMENT))
    assert start(found, first) == heard[begin].start_ms
    assert texts(heard, found.unprinted) == [ADVERTISEMENT]


def test_another_sentence_in_the_same_time_is_told_on_both_sides() -> None:
    heard = said(FIRST, 300, "Nobody knows how much time passed until my cousin rang.", 300, LAST)
    found = align(printed(FIRST, "Foreign ministers flatly denied all of it in December.", LAST), heard)
    first = len(FIRST.split())
    assert found.unheard == ((first, first + 9),)
    assert found.unprinted == ((first, first + 10),)


def test_what_is_repeated_at_the_beginning_of_a_sentence_is_of_the_sentence() -> None:
    heard = said(FIRST, 300, "And then they denied everything.", 300, "And then they went home.", 300, LAST)
    found = align(printed(FIRST, "And then they went home.", LAST), heard)
    assert texts(heard, found.unprinted) == ["And then they denied everything."]
    first = len(FIRST.split())
    assert start(found, first) == heard[first + 5].start_ms


def test_a_printed_sentence_that_begins_like_the_next_one_is_told_whole() -> None:
    sentences = "And then they denied everything.", "And then they went home."
    found = align(printed(FIRST, *sentences, LAST), said(FIRST, sentences[1], LAST))
    first = len(FIRST.split())
    assert found.unheard == ((first, first + 5),)


def test_a_loop_of_the_recogniser_is_no_disagreement() -> None:
    heard = said(FIRST, "of the country " * 10, LAST)
    found = align(printed(FIRST, LAST), heard)
    assert found.unprinted == ()
    assert None not in found.times


def test_what_is_repeated_by_the_recogniser_is_heard_once() -> None:
    heard = said(FIRST, SECOND * 1, f" {SECOND}" * 9, LAST)
    found = align(printed(FIRST, SECOND, LAST), heard)
    assert found.heard == len(found.times)
    assert (found.unheard, found.unprinted) == ((), ())


@pytest.mark.parametrize(("confidence", "told"), [(20, 0), (60, 1)])
def test_what_the_recogniser_is_not_sure_of_is_no_disagreement(confidence: int, told: int) -> None:
    before = said(FIRST)
    more = said("Thank you for watching.", at=before[-1].end_ms or 0, confidence=confidence)
    heard = [*before, *more, *said(LAST, at=more[-1].end_ms or 0)]
    assert len(align(printed(FIRST, LAST), heard).unprinted) == told


def test_words_without_times_are_passed_over() -> None:
    heard = said(FIRST)
    typed = [*heard[:3], Word(" by"), Word(" hand"), Word(" here"), *heard[3:]]
    found = align(printed(FIRST), typed)
    assert list(found.times) == exactly(heard)
    assert found.unprinted == ()


def test_a_time_that_runs_backwards_is_none() -> None:
    heard = said(FIRST)
    heard[4] = heard[4]._replace(start_ms=9_000_000, end_ms=9_000_100)
    found = align(printed(FIRST), heard)
    starts = [start(found, number) for number in range(len(heard))]
    assert starts == sorted(starts)
    assert starts[5:] == [word.start_ms for word in heard[5:]]


def test_a_word_ends_where_the_next_one_begins() -> None:
    found = align(["all", "of", "it"], [Word(" all", 0, 500, 90), Word(" of", 200, 100, 90), Word(" it", 300, 400)])
    assert found.times == (Time(0, 200, 90), Time(200, 200, 90), Time(300, 400, 100))


def test_a_word_in_two_halves_ends_where_the_next_one_begins() -> None:
    found = align(["full", "scale", "war"], [Word(" full-scale", 0, 1000, 80), Word(" war", 450, 900, 80)])
    assert found.times == (Time(0, 200, 80), Time(200, 450, 80), Time(450, 900, 80))


def test_nothing_is_printed_or_heard() -> None:
    assert align([], []) == Aligned((), (), (), 0)
    assert align([], said("all of it")) == Aligned((), (), ((0, 3),), 0)
    assert align(printed("all of it"), []) == Aligned((None, None, None), ((0, 3),), (), 0)
    assert align(["", " "], said("all of it")) == Aligned((None, None), (), ((0, 3),), 0)


def test_nothing_matches() -> None:
    heard = said("qu " * 400)
    found = align(printed(FIRST, SECOND, LAST) * 9, heard)
    assert set(found.times) == {None}
    assert found.unheard == ((0, len(found.times)),)
    assert found.heard == 0


@pytest.mark.parametrize("more", [0, 7, 300])
def test_everything_is_the_same_word(more: int) -> None:
    heard = said("na " * 1000)
    found = align(["na"] * (1000 + more), heard)
    assert found.heard == 1000
    assert [time for time in found.times if time][:1000] == exactly(heard)[:1000]
    assert sum(last - first for first, last in found.unheard) == more


@pytest.mark.parametrize(
    "text",
    [
        "Когда Россия начала использовать беспилотники",
        "عندما بدأت روسيا باستخدام الطائرات",
        "जब रूस ने ड्रोन का उपयोग शुरू किया",
        "러시아가 드론을 사용하기 시작했을 때",
        "๑ เมื่อ รัสเซีย เริ่ม ใช้ โดรน",
    ],
)
def test_other_scripts(text: str) -> None:
    heard = said(text)
    found = align(text.split(), heard)
    assert list(found.times) == exactly(heard)


def test_a_script_without_blanks() -> None:
    heard = [Word("我们", 0, 400, 90), Word("去", 400, 600, 80), Word("北京", 600, 1000, 90)]
    assert align(["我们去北京。"], heard).times == (Time(0, 1000, 80),)
    assert align(["我", "们去", "北京"], heard).times == (Time(0, 200, 90), Time(200, 600, 80), Time(600, 1000, 90))
    assert align(["去北"], heard).times == (Time(400, 800, 80),)


def test_signs_alone_are_not_said() -> None:
    assert list(align(printed("all — of"), said("all — of")).times) == exactly(said("all — of"))
    heard = said(FIRST, LAST)
    found = align(printed(FIRST, "— — * —", LAST), heard)
    assert found.unheard == ()
    assert found.heard == len(heard)


def test_few_words_again_and_again() -> None:
    drawn = random.Random(3)  # noqa: S311
    words = drawn.choices(["na", "la"], k=1000)
    heard = said(" ".join(word for word in words if drawn.random() > 0.1))
    starts = {time.start_ms for time in align(words, heard).times if time}
    assert len(starts & {word.start_ms for word in heard}) > 700


def test_a_text_of_six_hours_with_many_mishearings() -> None:
    drawn = random.Random(1)  # noqa: S311
    vocabulary = ["".join(drawn.choices("abcdefghijklmnop", k=drawn.randint(2, 9))) for _ in range(3_000)]
    words = [vocabulary[min(int(drawn.paretovariate(0.6)), 2_999)] for _ in range(20_000)]
    heard = said(" ".join(word if drawn.random() > 0.2 else drawn.choice(vocabulary) for word in words))
    found = align(words, heard)
    assert found.heard > 15_500
    off = [abs(time.start_ms - (word.start_ms or 0)) for time, word in zip(found.times, heard, strict=True) if time]
    assert len(off) > 18_500
    assert sum(each > 1000 for each in off) < 100


def test_parts_of_a_talk_in_another_order_have_the_times_of_the_longer_one() -> None:
    drawn = random.Random(2)  # noqa: S311
    vocabulary = ["".join(drawn.choices("abcdefghijklmnop", k=drawn.randint(3, 9))) for _ in range(500)]
    words = [vocabulary[min(int(drawn.paretovariate(0.5)), 499)] for _ in range(2000)]
    heard = said(" ".join(words[950:] + words[:950]))
    found = align(words, heard)
    assert list(found.times[950:]) == exactly(heard[:1050])
    assert found.unheard == ((0, 950),)
    assert found.unprinted == ((1050, 2000),)


def test_words_where_nobody_speaks_are_not_heard_although_there_is_time_for_them() -> None:
    before, after = row("one two three four.", 0), row("nine ten eleven twelve.", 4000)
    printed = split("one two three four. Nobody ever said any of this. nine ten eleven twelve.")
    silent = [(0, before[-1].end_ms or 0), (4000, after[-1].end_ms or 0)]
    assert align(printed, (*before, *after), silent).unheard == ((4, 10),)
    assert align(printed, (*before, *after), [(0, after[-1].end_ms or 0)]).unheard == ()


def test_nor_where_a_word_beside_them_was_heard_in_two() -> None:
    before, after = row("one two three four.", 0), row("no body ten eleven twelve.", 4000)
    printed = split("one two three four. Nobody ever said any of this. Nobody ten eleven twelve.")
    silent = [(0, before[-1].end_ms or 0), (4000, after[-1].end_ms or 0)]
    assert align(printed, (*before, *after), silent).unheard == ((4, 10),)


def split(text: str) -> list[str]:
    return text.split()


def row(text: str, start_ms: int) -> tuple[Word, ...]:
    """Words of a third of a second each, in a row."""
    return tuple(
        Word(f" {word}", start_ms + 330 * at, start_ms + 330 * at + 300, 90) for at, word in enumerate(text.split())
    )
