"""What a quotation says otherwise than its source: each difference by its kind, and what it is of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from search.verifying import lexicon
from search.verifying.alignment import Pair
from search.verifying.comparison import Comparison, Hunk
from search.verifying.values import Difference, Kind
from search.verifying.words import signs_differ, words

_REPLACED = 8  # words at most that brackets stand for
_SPOKEN = 2  # words at least that somebody has said, not to be there by chance
_NEARBY = 25  # words from the quotation, in which what was moved may have stood
_SIGNS = "\"“”„«»‹›‘’‚'` \t\n\u00a0"


def differences(beside: Comparison) -> tuple[Difference, ...]:
    """All differences, what was moved told once."""
    return tuple(_Differing(beside).all())


class _Differing:
    def __init__(self, beside: Comparison) -> None:
        self._beside = beside
        self._text, self._source, self._people = beside.text, beside.source, beside.people

    def all(self) -> Iterator[Difference]:
        found = [self._moved(each) or each for each in self._differences()]
        moved = {each.theirs for each in found if each.kind == "moved"}
        yield from (each for each in found if each.kind == "moved" or not (each.theirs and each.theirs in moved))

    def _moved(self, put: Difference) -> Difference | None:
        """What the draft puts in at one place and the source has at another nearby, where the draft has it not."""
        if put.kind != "added" or not self._beside.span:
            return None
        sought = [word.folded for word in words(put.draft)]
        taken = {pair.theirs for pair in self._beside.same}
        first, last = self._beside.span
        for at in range(max(first - _NEARBY, 0), min(last + _NEARBY, len(self._source.spoken) - len(sought)) + 1):
            here = range(at, at + len(sought))
            if taken.isdisjoint(here) and [self._source.spoken[each].word.folded for each in here] == sought:
                source, spans = self._source.words(here[0], here[-1]), self._source.spans(here[0], here[-1])
                return put._replace(kind="moved", source=source, theirs=spans, turns="")
        return None

    def _differences(self) -> Iterator[Difference]:
        for remark in self._text.remarks:
            yield Difference("sic", f"[{remark}]", "")
        if any(each.is_joint for each in self._text.printed):
            yield Difference("split", "", "")
        yield from self._of_hunks()
        yield from self._of_words()
        yield from self._of_signs()
        yield from self._of_ends()
        said_by = Counter(self._who(pair) for pair in self._beside.same)
        enough = min(_SPOKEN, len(self._beside.same))
        speakers = [who for who, often in said_by.items() if who and often >= enough]
        if len(speakers) > 1:
            yield Difference("two speakers", "", " and ".join(speakers))

    def _who(self, pair: Pair) -> str | None:
        return self._source.places[self._source.spoken[pair.theirs or 0].passage].passage.who

    # words that are not the same

    def _of_hunks(self) -> Iterator[Difference]:
        for hunk in self._beside.hunks:
            bracketed = [at for at in hunk.ours if self._text.printed[at].is_bracketed or self._is_partly(at, hunk)]
            plain = [at for at in hunk.ours if at not in bracketed]
            if not plain and bracketed:
                yield self._in_brackets(hunk, bracketed)
            elif not plain and self._beside.left_out(hunk):
                yield self._difference("ellipsis", hunk, turns=self._turned(hunk.theirs))
            elif not plain and self._is_stage_note(hunk):
                yield self._difference("stage note", hunk)
            else:
                yield self._plain(hunk._replace(ours=plain) if plain else hunk)

    def _is_partly(self, at: int, hunk: Hunk) -> bool:
        """Whether what stands outside of a word's brackets is the source's: work[ed] for working."""
        each = self._text.printed[at]
        if each.base == each.word.folded or not hunk.theirs:
            return False
        theirs = [self._source.spoken[number].word.folded for number in hunk.theirs]
        return any(word.startswith(each.base) or word.endswith(each.base) for word in theirs)

    def _difference(self, kind: Kind, hunk: Hunk, turns: str = "") -> Difference:
        ours, theirs = hunk.ours, hunk.theirs
        printed = self._text.printed
        return Difference(
            kind,
            self._text.words(ours[0], ours[-1]) if ours else "",
            self._source.words(theirs[0], theirs[-1]) if theirs else "",
            (printed[ours[0]].word.begin, printed[ours[-1]].word.end) if ours else self._gap(hunk),
            self._source.spans(theirs[0], theirs[-1]) if theirs else (),
            turns,
        )

    def _gap(self, hunk: Hunk) -> tuple[int, int]:
        """Where words are not in the draft: behind the one before them."""
        at = 0 if hunk.before.ours is None else self._text.printed[hunk.before.ours].word.end
        return at, at

    def _plain(self, hunk: Hunk) -> Difference:
        ours = [self._text.printed[at].word.folded for at in hunk.ours]
        theirs = [self._source.spoken[at].word.folded for at in hunk.theirs]
        kind: Kind = "changed" if ours and theirs else "added" if ours else "dropped"
        if kind == "dropped" and lexicon.are_fillers(theirs):
            kind = "filler"
        elif kind == "changed" and len(ours) == len(theirs):
            both = list(zip(ours, theirs, strict=True))
            if all(lexicon.same_spelling(*each) for each in both):
                kind = "spelling"
            elif all(lexicon.same_number(*each) for each in both):
                kind = "numeral"
        turns = "" if kind in ("filler", "spelling", "numeral") else self._turns(hunk)
        return self._difference(kind, hunk, turns)

    def _turns(self, hunk: Hunk) -> str:
        """What a change is of, where it turns the sense or is of what a reader takes on trust."""
        ours = [self._text.printed[at].word.folded for at in hunk.ours]
        theirs = [self._source.spoken[at].word.folded for at in hunk.theirs]
        told = []
        if any(map(lexicon.is_negation, ours)) != any(map(lexicon.is_negation, theirs)):
            told.append("a negation")
        if lexicon.senses(ours) - {"not"} != lexicon.senses(theirs) - {"not"}:
            told.append("a number")
        if any(map(lexicon.is_date, (*ours, *theirs))):
            told.append("a date")
        elif any(map(self._source.is_name, hunk.theirs)) or any(map(self._is_name, hunk.ours)):
            told.append("a name")
        return ", ".join(told)

    def _turned(self, theirs: Sequence[int]) -> str:
        """What the words that an ellipsis stands for would have said, where that may not be left out."""
        words = [self._source.spoken[at].word.folded for at in theirs]
        senses = lexicon.senses(words)
        told = ["a negation"] if "not" in senses else []
        told += ["a number"] if senses - {"not"} else []
        told += ["a name"] if any(map(self._source.is_name, theirs)) else []
        return ", ".join(told)

    def _is_name(self, at: int) -> bool:
        word = self._text.printed[at].word
        before = self._text.text[: word.begin].rstrip(_SIGNS + "([")
        begins = not before or before[-1] in ".?!…:;"
        return word.text[:1].isupper() and word.folded != "i" and not begins

    def _in_brackets(self, hunk: Hunk, bracketed: Sequence[int]) -> Difference:
        """What brackets say, for what the source says there."""
        put = self._difference("brackets", hunk)
        ours = [self._text.printed[at].word for at in bracketed]
        theirs = [self._source.spoken[at].word.folded for at in hunk.theirs]
        ours_folded = [word.folded for word in ours]
        told = []
        if any(map(lexicon.is_negation, ours_folded)) != any(map(lexicon.is_negation, theirs)):
            told.append("a negation")
        if lexicon.senses(ours_folded) - {"not"} != lexicon.senses(theirs) - {"not"}:
            told.append("a number")
        names = [word.text for word in ours if word.text[:1].isupper()]
        if not self._may_name(names, hunk, theirs) if names else any(map(self._source.is_name, hunk.theirs)):
            told.append("a name")
        if len(hunk.theirs) > _REPLACED:
            return put._replace(kind="changed", turns=", ".join(told))
        return put._replace(draft=f"[{put.draft}]", turns=", ".join(told))

    def _may_name(self, names: Sequence[str], hunk: Hunk, theirs: Sequence[str]) -> bool:
        """Whether names in brackets only say who is meant: for a pronoun, or as the rest of a name that is there."""
        if not theirs and (at := self._next_to_end(hunk)) is not None:
            theirs = [self._source.spoken[at].word.folded]
        if theirs and all(word.split("'")[0] in lexicon.PRONOUNS for word in theirs):
            return True
        if any(word in {name.casefold() for name in names} for word in theirs):
            return True
        near = [self._source.spoken[at].word.text for at in (hunk.before.theirs, hunk.behind.theirs) if at is not None]
        whole = [{part.casefold() for part in re.findall(r"\w+", person)} for person in self._people]
        added = {name.casefold() for name in names}
        return any(added < person and any(word.casefold() in person - added for word in near) for person in whole)

    def _next_to_end(self, hunk: Hunk) -> int | None:
        """The word of the source that stands where brackets begin or end a quotation."""
        before, behind = hunk.before.theirs, hunk.behind.theirs
        if before is None and behind:
            return behind - 1
        if behind is None and before is not None and before + 1 < len(self._source.spoken):
            return before + 1
        return None

    def _is_stage_note(self, hunk: Hunk) -> bool:
        """Whether what is left out is a transcriber's: [laughter], (crosstalk)."""
        if not hunk.theirs:
            return False
        first, last = (self._source.spoken[at] for at in (hunk.theirs[0], hunk.theirs[-1]))
        if first.passage != last.passage:
            return False
        text = self._source.text(hunk.theirs[0])
        begin, end = first.word.begin - 1, last.word.end
        while end < len(text) and text[end] in ".!… ":
            end += 1
        inside = text[max(begin, 0) : end + 1]
        closed = (inside[:1], inside[-1:]) in (("[", "]"), ("(", ")"))
        return closed and lexicon.is_stage_note(inside)

    # words that are the same but for how they are written

    def _of_words(self) -> Iterator[Difference]:
        for pair in self._beside.same:
            each, spoken = self._text.printed[pair.ours or 0], self._source.spoken[pair.theirs or 0]
            ours, theirs = each.word.text, spoken.word.text
            kind: Kind | None = None
            if each.base != each.word.folded:
                kind = "first letter" if each.begins else "brackets"
            elif _plain(ours) == _plain(theirs):
                kind = "quotation marks" if ours != theirs else None
            elif _plain(ours).casefold() != _plain(theirs).casefold():
                kind = "changed"
            elif each.begins and _plain(ours)[1:] == _plain(theirs)[1:]:
                kind = "first letter"
            else:
                kind = "capitals"
            if kind:
                at = (each.word.begin, each.word.end)
                yield Difference(kind, ours, theirs, at, self._source.spans(pair.theirs or 0, pair.theirs or 0))

    # signs

    def _of_signs(self) -> Iterator[Difference]:
        """What stands between two words that are the same, where nothing else does."""
        for one, other in zip(self._beside.pairs, self._beside.pairs[1:], strict=False):
            if not (self._beside.is_same(one) and self._beside.is_same(other)):
                continue
            first, last = one.ours or 0, other.ours or 0
            ours, theirs = self._text.between(first, last), self._source.between(one.theirs or 0, other.theirs or 0)
            each = self._text.printed[last]
            at = (self._text.printed[first].word.end, each.word.begin)
            if each.is_joint:
                continue
            kind: Kind | None = signs_differ(ours, theirs)
            if each.left_out and kind == "punctuation":
                kind = "ellipsis"
            elif each.is_open and kind == "punctuation":
                kind = signs_differ(re.sub(r"[\[\]]", "", ours), theirs)
            if kind:
                yield Difference(kind, ours, theirs, at)

    def _of_ends(self) -> Iterator[Difference]:
        """What is said to be left out before or behind; a question or an exclamation that the source has not there."""
        if not self._beside.same or not self._text.printed:
            return
        for dots in self._text.dots_at_ends:
            yield Difference("ellipsis", dots, "")
        last = self._beside.same[-1]
        if last.ours != len(self._text.printed) - 1:
            return
        end = self._text.printed[last.ours].word.end
        sign = self._text.text[end:].strip(_SIGNS + "…")[:1]
        if sign not in ("?", "!"):
            return
        spoken = self._source.spoken[last.theirs or 0]
        theirs = self._source.text(last.theirs or 0)[spoken.word.end :].lstrip(_SIGNS)[:1]
        if theirs != sign:
            yield Difference("punctuation", sign, theirs, (end, end + 1))


def _plain(word: str) -> str:
    return re.sub("[‘’ʼ＇]", "'", word)
