"""Finds what a draft quotes: in marks of all kinds, in block quotations, over paragraphs, around “she said”."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from corpus.draft import Draft, Paragraph
from search.verifying.marks import MASK, Span, masked, spans_of
from search.verifying.values import Quoted
from search.verifying.words import is_one_sentence, sentence_around, words

_WORDS_OF_SHORT = 2
_LOWERED = {  # words of titles that are not capitalised
    "a", "an", "the", "of", "in", "on", "to", "for", "and", "or", "with", "at", "by", "from", "as", "into", "over",
    "vs", "but", "nor", "per", "via", "de", "la", "le", "der", "die", "das", "und",
}  # fmt: skip
_AROUND = 2_000  # characters on each side of a quotation, in which its sentence is sought
_LONGEST = 300  # characters of what stands before or behind one
_PARAGRAPHS = 50  # that one quotation may go over
_TOLD = 5  # marks that never close
_BETWEEN = 9  # words at most of what parts a quotation
_LINK = re.compile(r"https?://[^\s<>\"“”]+|/p/p[0-9a-z]+\?v=\d+[^\s<>\"“”)]*")
_SIGNED = re.compile(  # at the end of a block quotation: who says it, or its citation
    r"(?:(?:^|\n)\s*[—–-]{1,2}\s*(?P<below>[^\n]{3,})"
    r"|(?<=[.?!…”\"])\s*(?:[—–]|-{1,2}(?=\s))\s*(?P<behind>[^\n.?!]{3,80})"
    r"|(?<=[.?!…”\"])\s*\((?P<in>[A-Z][^()\n]{2,60})\))$"
)
_NAME_ALONE = 80  # characters at most of what is a name and a word on who it is


class Found(NamedTuple):
    """What a draft quotes, and the marks that open and never close, in words."""

    quoted: tuple[Quoted, ...]
    unclosed: tuple[str, ...]


def found(draft: Draft, titles: Collection[str] = ()) -> Found:
    """All quotations of a draft in its order; `titles` are those of documents, which are not checked."""
    finder = _Finder(draft, {_letters(title) for title in titles})
    quoted = tuple(each._replace(number=number) for number, each in enumerate(finder.all(), 1))
    told = finder.unclosed[:_TOLD]
    if more := len(finder.unclosed) - len(told):
        told.append(f"and {more:,} more paragraphs, in which a quotation mark opens and never closes")
    return Found(quoted, tuple(told))


class _Finder:
    def __init__(self, draft: Draft, titles: Collection[tuple[str, ...]]) -> None:
        self._paragraphs = draft.paragraphs
        self._titles = titles
        self.unclosed: list[str] = []
        self._met: dict[int, tuple[list[Span], int | None]] = {}

    def _spans(self, at: int) -> tuple[list[Span], int | None]:
        if at not in self._met:
            self._met[at] = spans_of(self._paragraphs[at])
        return self._met[at]

    def all(self) -> Iterator[Quoted]:
        at = 0
        while at < len(self._paragraphs):
            paragraph = self._paragraphs[at]
            if paragraph.kind == "quote":
                last = at
                while self._goes_on(last):
                    last += 1
                yield self._block(at, last)
                at = last + 1
                continue
            spans, opened = self._spans(at)
            through = self._over_paragraphs(at, opened)
            yield from self._inline(at, spans)
            if through:
                yield through
                at = through.last_paragraph - 1
            elif opened is not None:
                self.unclosed.append(f"paragraph {at + 1}: a quotation mark opens and never closes")
            at += 1

    def _goes_on(self, at: int) -> bool:
        """Whether a block quotation goes on with the next paragraph, which it does up to who says it."""
        behind = self._paragraphs[at + 1 : at + 2]
        return bool(behind) and behind[0].kind == "quote" and not _SIGNED.search(self._paragraphs[at].text)

    def _block(self, first: int, last: int) -> Quoted:
        texts = [paragraph.text for paragraph in self._paragraphs[first : last + 1]]
        signed = _SIGNED.search(texts[-1])
        name = (signed["below"] or signed["behind"] or signed["in"]) if signed else ""
        credit = f"{name.split(',')[0]}: " if name and len(name) <= _NAME_ALONE else ""
        if signed:
            texts[-1] = texts[-1][: signed.start()]
        text = "\n\n".join(each.strip() for each in texts if each.strip())
        spans, _ = spans_of(Paragraph(text=text))
        if len(spans) == 1 and spans[0].begin == 0 and spans[0].end >= len(text) - 1:
            text = text[spans[0].first : spans[0].last]
        credit = credit or self._signed_below(last)
        before = credit or _last_sentence(self._paragraphs[first - 1].text if first else "")
        return self._quoted((text,), first, 0, len(self._paragraphs[first].text), last, is_block=True, before=before)

    def _signed_below(self, last: int) -> str:
        """Who says a block quotation, where a short paragraph behind it is only that."""
        behind = "".join(paragraph.text for paragraph in self._paragraphs[last + 1 : last + 2])
        signed = re.fullmatch(r"\s*[—–-]{1,2}\s*([^\n.?!]{3,80})", behind)
        return f"{signed[1].split(',')[0]}: " if signed else ""

    def _over_paragraphs(self, at: int, opened: int | None) -> Quoted | None:
        """A quotation that opens in a paragraph, and again in each that follows, and closes in the last of these."""
        if opened is None:
            return None
        text, mark = self._paragraphs[at].text, self._paragraphs[at].text[opened]
        parts = [text[opened + 1 :]]
        for later in range(at + 1, min(at + _PARAGRAPHS, len(self._paragraphs))):
            said = self._paragraphs[later].text
            if not said.startswith(mark):
                return None
            spans, still = self._spans(later)
            if spans and spans[0].begin == 0:
                parts.append(said[spans[0].first : spans[0].last])
                before = masked(text, self._spans(at)[0])[:opened]
                return self._quoted(("\n\n".join(parts),), at, opened, len(text), later, before=before)
            if still != 0:
                return None
            parts.append(said[1:])
        return None

    def _inline(self, at: int, spans: Sequence[Span]) -> Iterator[Quoted]:
        text = self._paragraphs[at].text
        rest_of = masked(text, spans)
        number = 0
        while number < len(spans):
            group = [spans[number]]
            while number + 1 < len(spans) and _parted(text[group[-1].last : spans[number + 1].first], group, text):
                number += 1
                group.append(spans[number])
            number += 1
            begin, end = group[0].begin, group[-1].end
            near = rest_of[max(begin - _AROUND, 0) : end + _AROUND]
            shift = max(begin - _AROUND, 0)
            before, behind = sentence_around(near, begin - shift, end - shift)
            if text[group[-1].first : group[-1].last].rstrip()[-1:] == "." and behind.lstrip()[:1].isupper():
                behind = ""  # which is another sentence
            if len(group) > 1:
                behind = rest_of[group[0].end : group[1].begin] + behind
            parts = tuple(text[each.first : each.last] for each in group)
            before_that = rest_of[max(begin - len(before) - _AROUND, 0) : begin - len(before)]
            yield self._quoted(
                parts, at, begin, end, at, before=before, behind=behind, earlier=_last_sentence(before_that)
            )

    def _quoted(
        self,
        parts: tuple[str, ...],
        first: int,
        begin: int,
        end: int,
        last: int,
        *,
        before: str = "",
        behind: str = "",
        earlier: str = "",
        is_block: bool = False,
    ) -> Quoted:
        parts = tuple(part.strip(" \t\n\u00a0\u2060") for part in parts)
        return Quoted(
            number=0,
            parts=parts,
            paragraph=first + 1,
            begin=begin,
            end=end,
            last_paragraph=last + 1,
            is_block=is_block,
            is_short=not is_block and self._is_short(" ".join(parts)),
            before=before[-_LONGEST:],
            behind=behind[:_LONGEST],
            earlier=earlier[-_LONGEST:],
            links=tuple(self._links(first, last)),
        )

    def _is_short(self, text: str) -> bool:
        """Whether it is a word or two, or a title, of which all words are capitalised but small ones."""
        own = words(text)
        if len(own) <= _WORDS_OF_SHORT or _letters(text) in self._titles:
            return True
        if text.rstrip()[-1:] in ".?!…" or not own[0].text[:1].isupper():
            return False
        return all(word.folded in _LOWERED or not word.text[:1].islower() for word in own)

    def _links(self, first: int, last: int) -> Iterator[str]:
        """The addresses in some paragraphs, and in the notes behind them."""
        at = first
        while at < len(self._paragraphs) and (at <= last or self._paragraphs[at].kind == "note"):
            paragraph = self._paragraphs[at]
            yield from (address for *_, address in paragraph.links)
            yield from (match[0].rstrip(".,;:)]") for match in _LINK.finditer(paragraph.text))
            at += 1


def _parted(between: str, group: Sequence[Span], text: str) -> bool:
    """Whether what stands between two quotations only says who speaks, within one sentence."""
    inner = between.strip("\"“”„«»‹›‘’' \n\u00a0")
    said = words(inner)
    ends = text[group[-1].first : group[-1].last].rstrip()[-1:]
    if not 0 < len(said) <= _BETWEEN or ends not in ",—–-…" or not is_one_sentence(inner.rstrip(",")):
        return False
    return inner.endswith(",") or inner.endswith(("—", "–"))


def _last_sentence(text: str) -> str:
    parts = [part for part in re.split(r"(?<=[.?!…\ufffc])\s+", text.strip()) if part.strip(MASK + " ")]
    return parts[-1] if parts else ""


def _letters(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words(text))
