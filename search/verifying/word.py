"""A report as the draft itself in Word, with a comment at each quotation."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from corpus.citation.item import Run
from corpus.draft import Draft, Paragraph
from corpus.errors import InvalidValue
from corpus.readers.drafts.archive import DAMAGED_WORD, opened
from corpus.readers.drafts.docx import Origin, with_origins
from corpus.text import for_xml
from search.export.formats import FORMATS
from search.verifying import remarks
from search.verifying.anchors import Comment, Letters, box_of, mark_begin, mark_end
from search.verifying.commented import Commented
from search.verifying.values import Quoted, Report

_CLOSING = "”’\"'»«“‘›‹」』"
_STYLES = {"text": None, "quote": "Quote", "heading": "Heading 1", "note": None}


def as_docx(report: Report, data: bytes | None, now: dt.datetime | None = None) -> bytes:
    """The draft with its comments: in its own file, of which nothing else changes, where it is a Word document and
    this is `data`; else in a new one.

    InvalidValue where a new one is to be made and the extra `office` is not there, or where this is not the file that
    was checked; ReadError where it cannot be read.
    """
    is_own = report.draft.format == "docx" and data is not None
    with opened(data if data is not None and is_own else _written(report.draft), DAMAGED_WORD) as archive:
        file = Commented(archive, now or dt.datetime.now().astimezone())
        traced = list(with_origins(archive, file.document))
        paragraphs = report.draft.paragraphs
        if is_own and tuple(paragraph for paragraph, _ in traced) != paragraphs:
            raise InvalidValue(f"this is not the file that was checked as {report.draft.name}: check it again")
        marks = _Marks(file, paragraphs, [origin for _, origin in traced])
        marks.add(report)
        return file.saved()


class _Marks:
    """What marks quotations of a draft in its file."""

    def __init__(self, file: Commented, paragraphs: Sequence[Paragraph], origins: Sequence[Origin]) -> None:
        self._file, self._paragraphs, self._origins = file, paragraphs, origins
        self._letters: dict[int, Letters] = {}

    def add(self, report: Report) -> None:
        """The comments of a report, that it is partial first."""
        if report.partial:
            first = self._file.add([(Run(report.partial),), (Run(remarks.by_rules(report.rules)),)])
            self._mark(first, 0, 0, 0, len(self._paragraphs[0].text))
        commented = []
        for finding in report.findings:
            if not finding.quoted.is_short:
                apart = finding.quoted.text if self._apart(finding.quoted.paragraph - 1) is not None else ""
                commented.append((finding.quoted, self._file.add(remarks.comment(finding, report.rules, apart=apart))))
        for quoted, comment in reversed(commented):  # so that of several at one place the first comes first
            last = quoted.last_paragraph - 1
            end = _end(quoted, self._paragraphs[last].text)
            self._mark(comment, quoted.paragraph - 1, quoted.begin, last, end)

    def _mark(self, comment: Comment, first: int, begin: int, last: int, end: int) -> None:
        one, other = self._apart(first), self._apart(last)
        if one is None:
            self._of(first).mark_begin(begin, comment)
        else:
            mark_begin(one, comment)
        if other is None:
            self._of(last).mark_end(end, comment)
        else:
            mark_end(other, comment)

    def _apart(self, number: int) -> object | None:
        """What in the body stands for a paragraph that can have no comments: what refers to a note, a text box."""
        origin = self._origins[number]
        stands = origin.paragraph if origin.reference is None else origin.reference
        box = box_of(stands)
        return box if box is not None else origin.reference

    def _of(self, number: int) -> Letters:
        if number not in self._letters:
            self._letters[number] = Letters(self._origins[number].said)
        return self._letters[number]


def _end(quoted: Quoted, text: str) -> int:
    """Where a quotation ends in its last paragraph, the mark that closes it among it."""
    if quoted.last_paragraph == quoted.paragraph:
        return quoted.end
    tail = quoted.text.rsplit("\n\n", 1)[-1]
    at = text.find(tail)
    if at < 0:
        return len(text)
    end = at + len(tail)
    return end + (text[end : end + 1] in _CLOSING and end < len(text))


def _written(draft: Draft) -> bytes:
    """A new document of a draft's paragraphs: its headings, block quotations and footnotes are Word's."""
    if why := FORMATS["docx"].missing:
        raise InvalidValue(why)
    from docx import Document

    from search.export.footnotes import Footnotes

    document = Document()
    footnotes = Footnotes(document)
    last = None
    for paragraph in draft.paragraphs:
        text = for_xml(paragraph.text)
        if paragraph.kind == "note" and last is not None:
            footnotes.add(last, [(text, False)])
        else:
            last = document.add_paragraph(text, _STYLES[paragraph.kind])
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
