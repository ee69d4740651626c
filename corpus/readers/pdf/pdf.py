"""PDF: the text of each page in reading order, without running heads and feet, with the page of each passage."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import pypdfium2

from corpus.errors import ReadError
from corpus.model import Document, Hints, Part, Passage, Reading, Section, SectionKind
from corpus.readers.base.assemble import assemble
from corpus.readers.base.title_page import signed, title_of
from corpus.readers.pdf.direction import is_of_both
from corpus.readers.pdf.joining import Joiner, ends_in_hyphen
from corpus.readers.pdf.layout import columns
from corpus.readers.pdf.numbered import without_line_numbers
from corpus.readers.pdf.running import without_running
from corpus.readers.pdf.text import Line, lines_of
from corpus.readers.talk.openings import opening
from corpus.sections import kind_of
from corpus.text import printable, verbatim

MAX_PAGES = 5000
_LARGE = 1.15  # of the usual size of type: a heading
_LONGEST_HEADING = 120
_FAR = 1.5  # of the usual size of type: farther than lines mostly are
_SHOWN = 5  # pages of a check
_LONGEST_LABEL = 20  # of a page
_TURNS = 4  # of an interview
_END = re.compile(r"[.!?:…؟۔。！？][\"'”’»)\]\d]*$")
_LABEL = re.compile(
    r"(?P<asked>[QA])(?:[.:](?= ?\S)| {2})|(?P<name>[^\W\d_a-z][\w.’'-]*(?: [^\W_a-z][\w.’'-]*){0,4}):(?= |$)"
)  # Q. What did you see? | A: Nothing. | MR. CAVES: What is it?
_CREATED = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def read_pdf(data: bytes, hints: Hints) -> Reading:
    """A report; ReadError where it is damaged, locked, or made of pictures without text."""
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).casefold()
        why = "is locked with a password; save a copy without one" if locked else "is not a whole PDF"
        raise ReadError(why) from error
    try:
        if len(pdf) > MAX_PAGES:
            raise ReadError(f"has {len(pdf):,} pages, and the limit is {MAX_PAGES:,}: split it")
        drawn = [_page(pdf, number) for number in range(len(pdf))]
        labels = _page_labels(pdf)
        said = pdf.get_metadata_dict()
    finally:
        pdf.close()
    if not any(drawn):
        raise ReadError("no text: its pages are pictures; recognise the text (OCR), and add the result")
    numbered, numbers = without_line_numbers(drawn)
    pages = [columns(page) for page in numbered]
    usual = _usual(line for page in pages for line in page)
    lines, left_out = without_running(pages, usual)
    reading = _reading(lines, usual, said, labels, hints)
    return replace(reading, checks=(*reading.checks, *left_out, *numbers, *_of_both(lines)))


def _page(pdf: pypdfium2.PdfDocument, number: int) -> list[Line]:
    try:
        page = pdf[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []  # a damaged page; those around it can be read
    try:
        return lines_of(text, number + 1)
    finally:
        text.close()
        page.close()


def _of_both(lines: Sequence[Line]) -> tuple[str, ...]:
    """What to check of lines whose direction is not sure."""
    pages = sorted({line.page for line in lines if is_of_both(line.text)})
    shown = ", ".join(map(str, pages[:_SHOWN])) + ("…" if len(pages) > _SHOWN else "")
    return (f"order of words not sure in lines of two directions: sheet {shown}",) if pages else ()


def _page_labels(pdf: pypdfium2.PdfDocument) -> list[str | None]:
    """What is cited for each sheet where it is not its number (PDF 32000-1, 12.4.2); in brackets where it has none."""
    labels = [printable(pdf.get_page_label(number))[:_LONGEST_LABEL] for number in range(len(pdf))]
    if not any(labels):
        return [None] * len(labels)
    return [None if label == str(sheet) else label or f"[{sheet}]" for sheet, label in enumerate(labels, 1)]


def _usual(lines: Iterable[Line]) -> float:
    """The size of type that most of the text is in, in points."""
    return median(line.size for line in lines for _ in range(len(line.text) // 20 + 1))


def _reading(
    lines: Sequence[Line], usual: float, said: dict[str, str], labels: Sequence[str | None], hints: Hints
) -> Reading:
    joined = Joiner(line.text for line in lines)
    title, rest = _title(lines, usual, verbatim(said.get("Title", "")))
    sections: list[Section] = []
    heading, kind, passages = "", "body", list[Passage]()
    places: dict[str, Passage] = {}  # of the headings

    def close() -> None:
        if passages or heading:
            sections.append(Section(heading=heading, kind=kind, passages=tuple(passages)))  # type: ignore[arg-type]

    for block in _blocks(rest, usual):
        text, pages = joined.text(block)
        if not text:
            continue
        parts = tuple(Part(offset, page=page, label=labels[page - 1]) for offset, page in pages)
        held = parts if len(parts) > 1 or parts[0].label else ()
        passage = Passage(text=text, page=parts[0].page, parts=held)
        if _is_heading(block, text, usual):
            close()
            heading, kind, passages = text, kind_of(text), []
            places.setdefault(text, passage)
        else:
            passages.append(passage)
    close()
    if not sections:
        raise ReadError("has no text but a title")
    reading = assemble(Document(type="report", title=title, sections=tuple(sections)), hints)
    placed = [
        replace(s, passages=(places[s.heading],)) if s.is_heading() and s.heading in places else s
        for s in reading.document.sections
    ]
    reading = replace(reading, document=replace(reading.document, sections=tuple(placed)))
    created = "-".join(filter(None, found.groups())) if (found := _CREATED.match(said.get("CreationDate", ""))) else ""
    first = [line.text for line in rest if line.page == rest[0].page]
    return signed(reading, hints, first, created=created, author=verbatim(said.get("Author", "")))


def _title(lines: Sequence[Line], usual: float, said: str) -> tuple[str, Sequence[Line]]:
    """The largest type on the first page; else what the file's properties say, unless it is a file's name."""
    first = [line for line in lines if line.page == lines[0].page]
    sizes = [line.size if len(line.text) > 3 and any(map(str.isalpha, line.text)) else 0 for line in first]
    if (largest := max(sizes)) > _LARGE * usual:
        start = next(index for index, size in enumerate(sizes) if size > largest * 0.97)
        end = next(
            (index for index in range(start, len(first)) if abs(first[index].size - largest) > largest * 0.03),
            len(first),
        )
        title = verbatim(" ".join(line.text for line in first[start:end]))
        if 3 < len(title) <= 2 * _LONGEST_HEADING:
            return title, [*lines[:start], *lines[end:]]
    return title_of(said), lines


def _is_heading(block: Sequence[Line], text: str, usual: float) -> bool:
    if len(text) > _LONGEST_HEADING:
        return False
    known: SectionKind = kind_of(text)
    return known != "body" or (min(line.size for line in block) > _LARGE * usual and any(map(str.isalpha, text)))


def _blocks(lines: Sequence[Line], usual: float) -> Iterator[list[Line]]:
    """Paragraphs and headings: lines that belong together, also over the end of a column or page."""
    if not lines:
        return
    pitch = _pitch(lines, usual)
    labels = _labels(lines)
    timed, headers = _timed(lines)
    block = [lines[0]]
    for above, line in pairwise(lines):
        label = _label(line)
        opens = label and labels and (label in labels or label.isupper())
        if opens or line.text in timed or above.text in headers or _begins(above, line, pitch, usual):
            yield block
            block = []
        block.append(line)
    yield block


def _pitch(lines: Sequence[Line], usual: float) -> float:
    """How far apart the lines of a paragraph are; where most are far, paragraphs may be of a line or two."""
    pitches = [above.bottom - line.bottom for above, line in pairwise(lines) if above.column == line.column]
    found = sorted(pitch for pitch in pitches if 0 < pitch < 4 * usual) or [1.2 * usual]
    middle = median(found)
    return found[len(found) // 4] if middle > _FAR * usual else middle


def _labels(lines: Iterable[Line]) -> frozenset[str]:
    """The names that open turns in an interview: such as stand before a colon at the start of line after line.

    Q and A are those of questions and answers where there are both.
    """
    counts = Counter(filter(None, map(_label, lines)))
    returning = {name: count for name, count in counts.items() if count > 1}
    if not {"Q", "A"} <= returning.keys():
        returning = {name: count for name, count in returning.items() if name not in ("Q", "A")}
    return frozenset(returning) if sum(returning.values()) >= _TURNS else frozenset()


def _timed(lines: Iterable[Line]) -> tuple[frozenset[str], frozenset[str]]:
    """The lines that begin with a speaker's name and a time, where such come again and again; and those that are no
    more than that."""
    found = {line.text: how for line in lines if (how := opening(line.text)) and how.is_timed}
    counts = Counter(how.label for how in found.values())
    if sum(counts[how.label] > 1 for how in found.values()) < _TURNS:
        return frozenset(), frozenset()
    return frozenset(found), frozenset(text for text, how in found.items() if how.manner == "header")


def _label(line: Line) -> str | None:
    """The label that a line begins with, if any."""
    match = _LABEL.match(line.text)
    return match["asked"] or match["name"] if match else None


def _begins(above: Line, line: Line, pitch: float, usual: float) -> bool:
    """Whether a line begins a block of its own."""
    if abs(above.size - line.size) > 0.08 * usual:
        return True
    if kind_of(above.text) != "body" or kind_of(line.text) != "body":
        return True
    ended = _END.search(above.text) is not None
    if above.column != line.column:  # a paragraph may run on over the end of a column or page
        goes_on = line.text[:1].isalpha() and not line.text[:1].isupper()  # also in scripts without capitals
        return ended or not (goes_on or ends_in_hyphen(above.text))
    if above.bottom - line.bottom > 1.3 * pitch:
        return True
    indented = _indent(line) > 0.7 * line.size and _indent(above) < _indent(line) - 0.5 * line.size
    left, right = above.edges
    short = (above.left - left if above.right_to_left else right - above.right) > 0.15 * (right - left)
    return ended and (indented or short)


def _indent(line: Line) -> float:
    """How far a line begins from the edge of its column."""
    return line.edges[1] - line.right if line.right_to_left else line.left - line.edges[0]
