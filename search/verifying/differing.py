"""What a quotation says otherwise than its source: each difference by its kind, and what it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from search.analysis import token
from search.analysis.function_words import function_words
from search.verifying import lexicon
from search.verifying.alignment import Pair
from search.verifying.comparison import Comparison, Hunk
from search.verifying.values import Difference, Kind
from search.verifying.words import attached, plain, signs_differ, words

_REPLACED = 8  # words at most that brackets stand for
_NEARBY = 25  # words from the quotation, in which what was moved may have stood
_DOTS = ("...", "…", ". . .")
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
        yield from self._of_edges()
        yield from self._of_ends()
        speakers = list(dict.fromkeys(who for pair in self._beside.same if (who := self._who(pair))))
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
        """Whether brackets only hold the ending of a word: work[ed] for working."""
        each = self._text.printed[at]
        if each.base == each.word.folded:
            return False
        theirs = [self._source.spoken[number].word.folded for number in hunk.theirs]
        return any(lexicon.is_inflection(each.base, each.word.folded, word) for word in theirs)

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
        if any(map(lexicon.is_weakening, ours_folded)) != any(map(lexicon.is_weakening, theirs)):
            told.append("a negation")
        if lexicon.senses(ours_folded) - {"not"} != lexicon.senses(theirs) - {"not"}:
            told.append("a number")
        names = [word.text for word in ours if word.text[:1].isupper()]
        if not self._may_name(names, hunk, theirs) if names else any(map(self._source.is_name, hunk.theirs)):
            told.append("a name")
        draft = put.draft if "[" in put.draft else f"[{put.draft}]"
        if not theirs and hunk.behind.theirs is None and (at := self._goes_on_with(hunk)) is not None:
            theirs = [self._source.spoken[at].word.folded]
            put = put._replace(source=self._source.spoken[at].word.text)
        kind: Kind = "brackets" if self._stands_for(ours_folded, theirs) else "changed"
        return put._replace(kind=kind, draft=draft, turns=", ".join(told))

    def _stands_for(self, ours: Sequence[str], theirs: Sequence[str]) -> bool:
        """Whether words in brackets may stand for the source's: for pronouns and the like, or another form of them."""
        said = {token(word).stem for word in ours}
        light = function_words([part for word in theirs for part in word.split("'")])
        content = [word for word in theirs if not light.issuperset(word.split("'")) and word not in lexicon.PRONOUNS]
        return len(theirs) <= _REPLACED and all(token(word).stem in said for word in content)

    def _may_name(self, names: Sequence[str], hunk: Hunk, theirs: Sequence[str]) -> bool:
        """Whether names in brackets only say who is meant: for a pronoun, or as the rest of a name that is there."""
        meant = theirs
        if not theirs and hunk.before.theirs is not None:  # “she [Lee] said”
            meant = [self._source.spoken[hunk.before.theirs].word.folded]
        if not theirs and (at := self._next_to_end(hunk)) is not None:
            theirs = [self._source.spoken[at].word.folded]
        for each in (theirs, meant):
            if each and all(word.split("'")[0] in lexicon.PRONOUNS for word in each):
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

    def _goes_on_with(self, hunk: Hunk) -> int | None:
        """The next word of the source's sentence, where a quotation ends with brackets; None where that ends, too."""
        at = hunk.before.theirs
        if at is None or at + 1 >= len(self._source.spoken) or re.search("[.?!…]", self._source.between(at, at + 1)):
            return None
        return at + 1

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
            ours, theirs = plain(each.word.text), plain(spoken.word.text)
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

    def _of_edges(self) -> Iterator[Difference]:
        """Signs of a word, such as those of money and per cent, where what stands beside it is not compared."""
        pairs = self._beside.pairs
        for at, pair in enumerate(pairs):
            if not self._beside.is_same(pair):
                continue
            each, spoken = self._text.printed[pair.ours or 0], self._source.spoken[pair.theirs or 0]
            ours = attached(self._text.text, each.word.begin, each.word.end)
            theirs = attached(self._source.text(pair.theirs or 0), spoken.word.begin, spoken.word.end)
            for side, row in enumerate((pairs[max(at - 1, 0) : at + 1], pairs[at : at + 2])):
                if ours[side] != theirs[side] and not (len(row) == 2 and self._are_compared(*row)):
                    place = each.word.begin if side == 0 else each.word.end
                    yield Difference("punctuation", ours[side], theirs[side], (place, place))

    def _are_compared(self, one: Pair, other: Pair) -> bool:
        """Whether what stands between two pairs is compared as a whole."""
        if not (self._beside.is_same(one) and self._beside.is_same(other)):
            return False
        behind = self._text.printed[other.ours or 0]
        return not (behind.is_joint or behind.is_open or behind.left_out)

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
        first, last = self._beside.same[0], self._beside.same[-1]
        before = self._source.text(first.theirs or 0)[: self._source.spoken[first.theirs or 0].word.begin]
        behind = self._source.text(last.theirs or 0)[self._source.spoken[last.theirs or 0].word.end :]
        for dots, is_at_end in self._text.dots_at_ends:
            if not (behind.lstrip(_SIGNS).startswith(_DOTS) if is_at_end else before.rstrip(_SIGNS).endswith(_DOTS)):
                yield Difference("ellipsis", dots, "")
        if last.ours != len(self._text.printed) - 1:
            return
        end = self._text.printed[last.ours].word.end
        sign = self._text.text[end:].strip(_SIGNS + "…")[:1]
        if sign not in ("?", "!"):
            return
        theirs = behind.lstrip(_SIGNS)[:1]
        if theirs != sign:
            yield Difference("punctuation", sign, theirs, (end, end + 1))


def _plain(word: str) -> str:
    return re.sub("[‘’ʼ＇]", "'", word)
