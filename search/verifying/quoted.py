"""Finds what a draft quotes: in marks of all kinds, in block quotations, over paragraphs, around “she said”."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from corpus.draft import Draft, Paragraph
from search.analysis.function_words import function_words
from search.verifying.values import Quoted
from search.verifying.words import sentence_around, words

MASK = "\ufffc"  # for another quotation in what stands around one
_PAIRS = {
    "“": "”",
    "«": "»",
    "„": "“”",
    "‹": "›",
    '"': '"',
    "»": "«",
    "‘": "’",
    "'": "'",
    "‚": "‘’",
    "「": "」",
    "『": "』",
}
_SINGLE = "‘'‚"
_OPENS_BEHIND = re.compile(r"(?:^|[\s(\[{—–-])$")
_WORDS_OF_SHORT = 2
_LEAST_SINGLE = 3  # words in single marks, which as often set off a word
_BETWEEN = 9  # words at most of what parts a quotation
_LINK = re.compile(r"https?://[^\s<>\"“”]+|/p/p[0-9a-z]+\?v=\d+[^\s<>\"“”)]*")
_SIGNED = re.compile(r"\n?\s*[—–]\s*([^\n]{3,120})$")


class Span(NamedTuple):
    """A quotation of a paragraph: its marks among it, and without."""

    begin: int
    end: int
    first: int
    last: int


class Found(NamedTuple):
    """What a draft quotes, and the marks that open and never close, in words."""

    quoted: tuple[Quoted, ...]
    unclosed: tuple[str, ...]


def found(draft: Draft, titles: Collection[str] = ()) -> Found:
    """All quotations of a draft in its order; `titles` are those of documents, which are not checked."""
    finder = _Finder(draft, {_letters(title) for title in titles})
    quoted = tuple(each._replace(number=number) for number, each in enumerate(finder.all(), 1))
    return Found(quoted, tuple(finder.unclosed))


class _Finder:
    def __init__(self, draft: Draft, titles: Collection[tuple[str, ...]]) -> None:
        self._paragraphs = draft.paragraphs
        self._titles = titles
        self.unclosed: list[str] = []

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
            spans, opened = _spans(paragraph)
            through = self._over_paragraphs(at, opened)
            yield from self._inline(at, spans)
            if through:
                yield through
                at = through.last_paragraph - 1
            elif opened is not None:
                self.unclosed.append(f"paragraph {at + 1}: a quotation mark opens and never closes")
            at += 1

    def _goes_on(self, at: int) -> bool:
        """Whether a block quotation goes on with the next paragraph: one of the draft's own would stand between."""
        return (
            at + 1 < len(self._paragraphs)
            and self._paragraphs[at + 1].kind == "quote"
            and not _SIGNED.search(self._paragraphs[at].text)
        )

    def _block(self, first: int, last: int) -> Quoted:
        texts = [paragraph.text for paragraph in self._paragraphs[first : last + 1]]
        signed = _SIGNED.search(texts[-1])
        credit = f"{signed[1]}: " if signed else ""
        if signed:
            texts[-1] = texts[-1][: signed.start()]
        text = "\n\n".join(each.strip() for each in texts if each.strip())
        spans, _ = _spans(Paragraph(text=text))
        if len(spans) == 1 and spans[0].begin == 0 and spans[0].end >= len(text) - 1:
            text = text[spans[0].first : spans[0].last]
        before = credit or _last_sentence(self._paragraphs[first - 1].text if first else "")
        return self._quoted((text,), first, 0, len(self._paragraphs[first].text), last, is_block=True, before=before)

    def _over_paragraphs(self, at: int, opened: int | None) -> Quoted | None:
        """A quotation that opens in a paragraph, and again in each that follows, and closes in the last of these."""
        if opened is None:
            return None
        text, mark = self._paragraphs[at].text, self._paragraphs[at].text[opened]
        parts = [text[opened + 1 :]]
        for later in range(at + 1, len(self._paragraphs)):
            said = self._paragraphs[later].text
            if not said.startswith(mark):
                return None
            spans, still = _spans(self._paragraphs[later])
            if spans and spans[0].begin == 0:
                parts.append(said[spans[0].first : spans[0].last])
                before = _masked(text, _spans(self._paragraphs[at])[0])[:opened]
                return self._quoted(("\n\n".join(parts),), at, opened, len(text), later, before=before)
            if still != 0:
                return None
            parts.append(said[1:])
        return None

    def _inline(self, at: int, spans: Sequence[Span]) -> Iterator[Quoted]:
        text = self._paragraphs[at].text
        masked = _masked(text, spans)
        number = 0
        while number < len(spans):
            group = [spans[number]]
            while number + 1 < len(spans) and _parted(text[group[-1].last : spans[number + 1].first], group, text):
                number += 1
                group.append(spans[number])
            number += 1
            begin, end = group[0].begin, group[-1].end
            before, behind = sentence_around(masked, begin, end)
            if len(group) > 1:
                behind = masked[group[0].end : group[1].begin] + behind
            parts = tuple(text[each.first : each.last] for each in group)
            rest = masked[: begin - len(before)]
            yield self._quoted(parts, at, begin, end, at, before=before, behind=behind, earlier=_last_sentence(rest))

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
        parts = tuple(part.strip() for part in parts)
        return Quoted(
            number=0,
            parts=parts,
            paragraph=first + 1,
            begin=begin,
            end=end,
            last_paragraph=last + 1,
            is_block=is_block,
            is_short=not is_block and self._is_short(" ".join(parts)),
            before=before,
            behind=behind,
            earlier=earlier,
            links=tuple(self._links(first, last)),
        )

    def _is_short(self, text: str) -> bool:
        """Whether it is a word or two, or a title."""
        own = [word for word in words(text)]
        if len(own) <= _WORDS_OF_SHORT or _letters(text) in self._titles:
            return True
        light = function_words([word.folded for word in own])
        content = [word for word in own if word.folded not in light]
        is_title = len(content) > 1 and all(word.text[:1].isupper() or word.text[:1].isdigit() for word in content)
        return is_title and own[0].text[:1].isupper() and text.rstrip()[-1:] not in ".?!…"

    def _links(self, first: int, last: int) -> Iterator[str]:
        """The addresses in some paragraphs, and in the notes behind them."""
        at = first
        while at < len(self._paragraphs) and (at <= last or self._paragraphs[at].kind == "note"):
            paragraph = self._paragraphs[at]
            yield from (address for *_, address in paragraph.links)
            yield from (match[0].rstrip(".,;:)]") for match in _LINK.finditer(paragraph.text))
            at += 1


def _spans(paragraph: Paragraph) -> tuple[list[Span], int | None]:
    """The quotations of a paragraph, and where a double mark opens that never closes."""
    text, at = paragraph.text, 0
    found = [Span(begin, end, begin, end) for begin, end in paragraph.quoted]
    opened = None
    taken = [(span.begin, span.end) for span in found]
    while at < len(text):
        inside = next((end for begin, end in taken if begin <= at < end), None)
        if inside is not None:
            at = inside
            continue
        mark = text[at]
        if mark not in _PAIRS or not _opens(text, at):
            at += 1
            continue
        end = _closing(text, at)
        if end is None:
            if mark not in _SINGLE and mark != "»":
                opened = at if opened is None else opened
            at += 1
            continue
        first, last = at + 1, end
        if mark not in _SINGLE or len(words(text[first:last])) >= _LEAST_SINGLE:
            found.append(Span(at, end + 1, first, last))
            at = end + 1
        else:
            at += 1
    return sorted(found), opened


def _opens(text: str, at: int) -> bool:
    """Whether a mark opens a quotation there; those that also close, or are apostrophes, do so behind a blank alone."""
    mark, behind = text[at], text[at + 1 : at + 2]
    if mark in "\"'»‘":
        is_before_word = behind.isalpha() or behind in '“"[…(' if mark in "'‘" else not behind.isspace()
        return bool(behind) and bool(is_before_word) and bool(_OPENS_BEHIND.search(text[at - 1 : at] if at else " "))
    return True


def _closing(text: str, at: int) -> int | None:
    """Where what a mark opens is closed. An apostrophe behind an s closes single marks where no other sign does."""
    mark, closing = text[at], _PAIRS[text[at]]
    depth, possessive = 0, None
    for place in range(at + 1, len(text)):
        char = text[place]
        if char in closing and _closes(text, place, mark):
            if depth:
                depth -= 1
            elif mark in _SINGLE and text[place - 1] == "s" and possessive is None:
                possessive = place
            else:
                return place
        elif char == mark and char in "“«‹「『":
            depth += 1
    return possessive


def _closes(text: str, at: int, mark: str) -> bool:
    before, behind = text[at - 1 : at], text[at + 1 : at + 2]
    if mark == '"':
        return not (before.isspace() or before in "([—") or not behind or not (behind.isalnum())
    if mark in "‘'‚":
        return not behind.isalnum() and not before.isspace()
    return True


def _parted(between: str, group: Sequence[Span], text: str) -> bool:
    """Whether what stands between two quotations only says who speaks, within one sentence."""
    inner = between.strip("\"“”„«»‹›‘’' \n\u00a0")
    said = words(inner)
    ends = text[group[-1].first : group[-1].last].rstrip()[-1:]
    if not 0 < len(said) <= _BETWEEN or ends not in ",—–-…" or re.search(r"[.?!:;]", inner.rstrip(",")):
        return False
    return inner.endswith(",") or inner.endswith(("—", "–"))


def _masked(text: str, spans: Sequence[Span]) -> str:
    """The text with its quotations as signs of the same length."""
    for span in spans:
        text = text[: span.begin] + MASK * (span.end - span.begin) + text[span.end :]
    return text


def _last_sentence(text: str) -> str:
    parts = [part for part in re.split(r"(?<=[.?!…\ufffc])\s+", text.strip()) if part.strip(MASK + " ")]
    return parts[-1] if parts else ""


def _letters(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words(text))
