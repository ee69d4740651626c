"""What quotations are drawn from: runs of words of one speaker, of whole passages or within them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tests.bench.verifying.archive import Archive, Spot, is_person, neighbours, tokens
from tests.bench.verifying.judge import Judge

_SENTENCE = re.compile(r"\S.*?[.?!](?=\s|$)")
_ENDED = re.compile(r".*[a-z0-9][.?!]", re.DOTALL)
_WORD = re.compile(r"(?<!\S)[^\W_]+(?:['’-][^\W_]+)*(?=[.,?!;:]?(?:\s|$))")
_UNCLEAN = re.compile(r"[^\w\s.,'’?!;:&%$-]|_|(?<![^\W_])['’]|['’](?![^\W_])|https?:|www\.|unintelligible")
_PAUSE = re.compile(r"\.\.|--|[-.]['’,;:?!.]|\s[.,;:?!]")
_SPEECH = re.compile(r'[^"]*\s"[A-Za-z][^"]*[A-Za-z][,.?!]?"(?=[\s.,?!])[^"]*\w[.?!]?')
_NOTE = re.compile(r"\[(?:laughs|laughter|laugh|applause)\]")


class Piece(NamedTuple):
    """Words of a turn, as they stand in its passages, and which words of the archive they are."""

    text: str
    spot: Spot
    words: range


class Two(NamedTuple):
    """A piece, and what another speaker says right behind it."""

    one: Piece
    other: Piece


@dataclass(frozen=True)
class Draw:
    """Draws pieces of an archive; each is taken once."""

    archive: Archive
    judge: Judge
    random: random.Random
    taken: set[str] = field(default_factory=set)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    @cached_property
    def _spoken(self) -> list[Spot]:
        return [spot for spot in self.archive.spots if is_person(self.archive.turn(spot).speaker)]

    def spot(self) -> Spot:
        """A passage whose speaker has a first and a last name."""
        return self.random.choice(self._spoken)

    def piece(self, least: int = 9, most: int = 40) -> Piece | None:
        """One or two sentences, or a part of one, without pauses, brackets and quotation marks."""
        return self.random.choice((self.sentence, self.part, self.sentences))(least, most)

    def sentence(self, least: int = 5, most: int = 40) -> Piece | None:
        return self._clean(self._sentences(1), least, most)

    def sentences(self, least: int = 9, most: int = 60, count: int = 2) -> Piece | None:
        return self._clean(self._sentences(count), least, most)

    def part(self, least: int = 4, most: int = 30) -> Piece | None:
        """A part of one or more sentences that does not begin or end with one."""
        spot = self.spot()
        text = self.archive.text(spot)
        found = [match.span() for match in _WORD.finditer(text)]
        count = self.random.randint(least, most)
        if len(found) < count + 4:
            return None
        first = self.random.randint(2, len(found) - count - 1)
        (begin, _), (_, end) = found[first], found[first + count - 1]
        if text[:begin].rstrip()[-1:] in (".", "?", "!") or text[end : end + 1] in (".", "?", "!"):
            return None
        return self._clean(self._cut(spot, begin, end), least, most)

    def across(self) -> Piece | None:
        """The last sentence of a passage and the first one of the next, of the same turn."""
        spot = self.spot()
        texts = self.archive.turn(spot).texts
        if spot.passage + 1 == len(texts):
            return None
        last, first = list(_SENTENCE.finditer(texts[spot.passage])), _SENTENCE.match(texts[spot.passage + 1])
        if not last or not first or last[-1].end() != len(texts[spot.passage]):
            return None
        one = self._cut(spot, last[-1].start(), last[-1].end())
        text = f"{one.text} {first[0]}"
        words = range(one.words.start, one.words.stop + len(tokens(first[0])))
        return self._clean(Piece(text, spot, words), 8, 60)

    def long(self) -> Piece | None:
        """Many sentences in a row, with all their pauses."""
        return self._clean(self._sentences(self.random.randint(4, 8)), 60, 130, paused=True)

    def paused(self) -> Piece | None:
        """Two sentences or three, the first of which ends with dots, or has some."""
        piece = self._sentences(self.random.randint(2, 3))
        return self._clean(piece, 9, 50, paused=True) if piece and "... " in piece.text else None

    def short(self) -> Piece | None:
        """One word or two."""
        spot = self.spot()
        text, count = self.archive.text(spot), self.random.randint(1, 2)
        found = [match.span() for match in _WORD.finditer(text)]
        if len(found) < 20:
            return None
        first = self.random.randint(2, len(found) - count - 2)
        piece = self._cut(spot, found[first][0], found[first + count - 1][1])
        return self._clean(piece, 1, 2) if self.judge.content(piece.text) else None

    def speech(self) -> Piece | None:
        """Sentences in which somebody is quoted, in straight marks."""
        piece = self._sentences(self.random.randint(1, 2))
        if not piece or not _SPEECH.fullmatch(piece.text):
            return None
        return piece if self._clean(piece._replace(text=piece.text.replace('"', "")), 9, 50) else None

    def noted(self) -> Piece | None:
        """Sentences with a transcriber's note among them."""
        piece = self._sentences(self.random.randint(2, 3))
        found = _NOTE.search(piece.text) if piece else None
        if not piece or not found or min(found.start(), len(piece.text) - found.end()) < 9:
            return None
        return piece if self._clean(piece._replace(text=unnoted(piece.text)), 9, 50) else None

    def two(self) -> Two | None:
        """The last words of a turn, and the first ones of another speaker's, right behind."""
        spot = self.spot()
        talk = self.archive.talks[spot.talk]
        if (spot.turn, spot.turn + 1) not in neighbours(talk) or spot.passage + 1 < len(self.archive.turn(spot).texts):
            return None
        following = self.archive.spot_of(spot.begin + len(tokens(self.archive.text(spot))))
        if following[:3] != (spot.talk, spot.turn + 1, 0):
            return None
        last = list(_SENTENCE.finditer(self.archive.text(spot)))
        first = _SENTENCE.match(self.archive.text(following))
        if not last or not first or last[-1].end() != len(self.archive.text(spot)):
            return None
        one = self._clean(self._cut(spot, last[-1].start(), last[-1].end()), 5, 30)
        other = self._clean(self._cut(following, 0, first.end()), 5, 30)
        return Two(one, other) if one and other else None

    def three(self) -> tuple[Piece, Piece, Piece] | None:
        """Three sentences in a row, the one between the others being short."""
        spot = self.spot()
        found = list(_SENTENCE.finditer(self.archive.text(spot)))
        if len(found) < 3:
            return None
        first = self.random.randint(0, len(found) - 3)
        one, between, other = (self._cut(spot, *match.span()) for match in found[first : first + 3])
        kept = self._clean(one, 5, 25), self._clean(between, 2, 12), self._clean(other, 5, 25)
        return (one, between, other) if all(kept) else None

    def words_of(self, spot: Spot) -> list[str]:
        """Words of content of a whole document, in order of letters."""
        turns = self.archive.talks[spot.talk].turns
        said = {word.strip(".,?!") for turn in turns for text in turn.texts for word in text.split()}
        found = (each for each in said if each.isalpha() and each.islower() and len(each) >= 4)
        return sorted(each for each in found if each not in self.archive.frequent)

    def _sentences(self, count: int) -> Piece | None:
        spot = self.spot()
        found = list(_SENTENCE.finditer(self.archive.text(spot)))
        if len(found) < count:
            return None
        first = self.random.randint(0, len(found) - count)
        return self._cut(spot, found[first].start(), found[first + count - 1].end())

    def _cut(self, spot: Spot, begin: int, end: int) -> Piece:
        text = self.archive.text(spot)
        first = spot.begin + len(tokens(text[:begin]))
        return Piece(text[begin:end], spot, range(first, first + len(tokens(text[begin:end]))))

    def _clean(self, piece: Piece | None, least: int, most: int, *, paused: bool = False) -> Piece | None:
        """The piece where it has so many words, and only signs whose part in it is plain."""
        if not piece or piece.text in self.taken or not least <= len(piece.text.split()) <= most:
            return None
        text = piece.text
        if _UNCLEAN.search(text) or not text[0].isalnum() or (not paused and _PAUSE.search(text)):
            return None
        if not (text[-1].isalnum() or _ENDED.fullmatch(text)):
            return None
        return piece if least < 5 or self.judge.content(text) >= 3 else None


def unnoted(text: str) -> str:
    """A text without a transcriber's notes."""
    return " ".join(_NOTE.sub(" ", text).split())
