"""What all styles write with: pieces of text, the marks between them, quotes within quotes, names in a row, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from corpus.citation.item import UNTITLED, Item, Run
from corpus.dates import MONTHS, PartialDate
from corpus.quotation import Turn

Runs = tuple[Run, ...]
Piece = str | Run | Runs | None  # None and what is empty is left out
Flat = Sequence[tuple[str, bool]]  # runs that may be empty, or alike in italics

SHORT_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_WITHIN = re.compile(r"[“„]([^“”„]*)[”“]|\"([^\"]*)\"|(?<!\w)[‘'](?!\s)([^‘’']*(?:[’'](?=\w)[^‘’']*)*)[’'](?!\w)")
_ENDS = (".", "?", "!", "…")


def runs(*pieces: Piece) -> Runs:
    """Pieces end to end, those beside each other that are alike in italics as one."""
    return _merged([run for piece in pieces for run in _flat(piece)])


def _flat(piece: Piece) -> Flat:
    if not piece:
        return ()
    if isinstance(piece, str):
        return ((piece, False),)
    return (piece,) if isinstance(piece, Run) else piece


def _merged(flat: Flat) -> Runs:
    found: list[Run] = []
    text, italic = "", False
    for each, is_italic in flat:
        if is_italic == italic:
            text += each
        elif each:
            if text:
                found.append(Run(text, italic))
            text, italic = each, is_italic
    if text:
        found.append(Run(text, italic))
    return tuple(found)


def italic(text: str | None) -> Run | None:
    return Run(text, True) if text else None


def quoted(title: str) -> str:
    """A title in double quotes, with those within it nested; that there is none stands in brackets alone."""
    return title if title == UNTITLED else f"“{nested(title)}”"


def nested(text: str) -> str:
    """The text with its double quotes as single ones, and those within these as double; nothing else is changed."""

    def inner(match: re.Match[str]) -> str:
        double = match[1] if match[1] is not None else match[2]
        return f"‘{nested(double)}’" if double is not None else f"“{nested(match[3])}”"

    return _WITHIN.sub(inner, text)


def joined(pieces: Iterable[Piece], mark: str = ",", *, keeps: bool = True) -> Runs:
    """Pieces with a mark and a space between them; `keeps` says whether a comma stands behind a question mark."""
    whole = [each for piece in pieces if (each := _flat(piece))]
    flat: list[tuple[str, bool]] = []
    for each in whole[:-1]:
        flat += _marked(each, mark, keeps=keeps)
        flat.append((" ", False))
    return _merged([*flat, *chain(*whole[-1:])])


def marked(piece: Piece, mark: str = ".", *, keeps: bool = True) -> Runs:
    """A piece with a mark behind it: within its closing quotes, and no full stop behind another end of a sentence."""
    return _merged(_marked(_flat(piece), mark, keeps=keeps))


def _marked(flat: Flat, mark: str, *, keeps: bool) -> Flat:
    if not flat:
        return ()
    text, is_italic = flat[-1]
    body = text[: _closing(text)]
    if body.endswith(_ENDS) and (mark == "." or (not keeps and not body.endswith("."))):
        return flat
    if body == text:
        return [*flat, (mark, False)]
    return [*flat[:-1], (f"{body}{mark}{text[len(body) :]}", is_italic)]


def _closing(text: str) -> int:
    """Where the quotes that close at the end of a text begin; an apostrophe there is none."""
    end = len(text)
    while end and text[end - 1] in "”’" and (text[end - 1] == "”" or _is_quote(text[:end])):
        end -= 1
    return end


def _is_quote(text: str) -> bool:
    return bool(re.search(r"(?<!\w)‘[^‘’]*(?:’\w[^‘’]*)*’$", text))


def capital(text: str) -> str:
    """Words of a style at the beginning of a sentence; never a source's."""
    return text[:1].upper() + text[1:]


def in_a_row(names: Sequence[str], last: str = "and", *, comma: str = ",") -> str:
    """Names as a list: A; A and B; A, B, and C, where `comma` is what stands before the last of three or more."""
    if len(names) < 3:
        return f" {last} ".join(names)
    return f"{', '.join(names[:-1])}{comma} {last} {names[-1]}"


def et_al(names: Sequence[str], most: int, last: str = "and", *, comma: str = ",") -> str:
    """Names as a list where there are no more than a style lists, else the first of them et al."""
    return f"{names[0]} et al." if len(names) > most else in_a_row(names, last, comma=comma)


def american(date: PartialDate | None, months: Sequence[str] = MONTHS) -> str:
    """August 21, 2024; August 2024; 2024."""
    if date is None or not date.month:
        return str(date.year) if date else ""
    month = months[date.month - 1]
    return f"{month} {date.day}, {date.year}" if date.day else f"{month} {date.year}"


def located(
    item: Item,
    *,
    section: str = "“{},”",
    paragraph: str = "para.",
    page: bool = True,
    speaker: str = " ({})",
    names: bool = True,
) -> str:
    """Where the words are, who says them, and that a machine heard them, or when they are said: 14:32–15:10 (Ann Lee
    and Bo Kay); “Background,” para. 2; pp. 3–4; 14:32 (Ann Lee; machine transcript, not checked).

    `section` and `paragraph` are how a style names them, the paragraph not at all where it is empty; `page` says
    whether pages have their p., `speaker` how the names stand, and `names` whether they do.
    """
    quotation = item.quotation
    locator, who = quotation.locator, in_a_row(quotation.speakers) if names else ""
    said = "; ".join(filter(None, (who, item.origin)))
    if locator.time:
        place = ", ".join(filter(None, (locator.time, item.timed_by)))
    elif locator.pages:
        place = locator.pages if page else re.sub(r"^(from )?pp?\. ", r"\1", locator.pages)
    elif not paragraph:
        place = ""
    elif quotation.is_in_one_section:
        place = _paragraphs(quotation.first, section, paragraph, locator.last_paragraph)
    else:
        place = " to ".join(_paragraphs(turn, section, paragraph) for turn in (quotation.first, quotation.last))
    return (place + (speaker.format(said) if said else "")).strip()


def _paragraphs(turn: Turn, section: str, paragraph: str, last: int | None = None) -> str:
    """Where a paragraph is, or some in a row up to the last."""
    if turn.place.section.kind == "caption":
        return "caption"
    heading, first = (
        "" if turn.place.section.kind == "transcript" else turn.place.section.heading,
        turn.locator.paragraph,
    )
    numbers = f"{paragraph} {first}" if last in (None, first) else f"{paragraph[:-1]}s. {first}–{last}"
    return f"{section.format(heading)} {numbers}" if heading else numbers
