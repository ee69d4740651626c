"""A report as a page that stands for itself: no script, nothing loaded, for a screen and for paper."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from corpus.addresses import web_address
from corpus.dates import PartialDate
from corpus.text import plural
from search.export.texts import in_html
from search.verifying import remarks
from search.verifying.report import SIGNS, summary
from search.verifying.values import Finding, Report

_HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{}</title>
<style>:root{{color-scheme:light dark;--wrong:#a11;--put:#0a5a2a;--soft:#595959;--line:#ccc}}
@media(prefers-color-scheme:dark){{:root{{--wrong:#ff9a8f;--put:#7fdc9f;--soft:#b0b0b0;--line:#555}}}}
body{{font:1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}}
article{{border-top:1px solid var(--line);padding:.5rem 0 1rem}}h2{{font-size:1.1rem;margin:.5rem 0}}
.wrong h2{{color:var(--wrong)}}blockquote{{font-family:serif;margin:.25rem 0 .75rem;padding-left:1rem;
border-left:3px solid var(--line);white-space:pre-line}}.label{{color:var(--soft);margin:0;font-size:.9rem}}
del{{color:var(--wrong)}}ins{{color:var(--put);text-decoration:underline;text-decoration-thickness:2px}}
ul{{margin:.5rem 0}}footer{{border-top:1px solid var(--line);color:var(--soft)}}
@media print{{:root{{color-scheme:light;
--wrong:#a11;--put:#0a5a2a;--soft:#444;--line:#999}}body{{margin:0;max-width:none}}
article{{break-inside:avoid}}h2{{break-after:avoid}}}}</style>
"""
_MARKS = (
    "<p class=label>Among the draft’s words, <ins>what is marked so</ins> is not in the source; among the source’s, "
    "<del>what is marked so</del> is not in the draft.</p>\n"
)
_WORST = ("altered", "other", "not-found", "warned", "fair", "exact")
Span = tuple[int, int]


def as_html(report: Report, day: dt.date | None = None) -> str:
    """All that is found, the worst first, as of a day, which is today; short ones and titles are listed behind."""
    own = sorted((each for each in report.findings if not each.quoted.is_short), key=_rank)
    short = [each for each in report.findings if each.quoted.is_short]
    title = f"The quotations of {report.draft.name}"
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in (report.partial, *report.notes) if note)
    day = day or dt.datetime.now().astimezone().date()
    return "".join(
        (
            _HEAD.format(escape(title)),
            f"<h1>{escape(title)}</h1>\n<p>{escape(summary(report))}</p>\n{notes}{_MARKS if own else ''}",
            *map(_article, own),
            _short(short),
            f"<footer><p>Checked on {PartialDate.on(day).written}, {remarks.by_rules(report.rules)}.</p></footer>\n",
            "</html>\n",
        )
    )


def _rank(finding: Finding) -> tuple[int, int]:
    if finding.status in ("altered", "not-found"):
        state: str = finding.status
    elif finding.said_by_other:
        state = "other"
    else:
        state = "warned" if finding.again else finding.status
    return _WORST.index(state), finding.quoted.number


def _article(finding: Finding) -> str:
    quoted = finding.quoted
    same = quoted.paragraph == quoted.last_paragraph
    paragraphs = f"paragraph {quoted.paragraph}" if same else f"paragraphs {quoted.paragraph}–{quoted.last_paragraph}"
    told = [remarks.other(finding), *remarks.differences(finding), *finding.again, *finding.remarks]
    listed = "".join(f"<li>{escape(each)}</li>\n" for each in told if each)
    return "".join(
        (
            f"<article{' class=wrong' if finding.is_wrong else ''}>\n",
            f"<h2>{escape(remarks.state(finding))}</h2>\n<p class=label>The draft, {paragraphs}:</p>\n",
            f"<blockquote>{marked(quoted.text, _put_in(finding), 'ins')}</blockquote>\n",
            _source(finding),
            f"<ul>\n{listed}</ul>\n" if listed else "",
            f"<p>{in_html(finding.citation.runs)}</p>\n{_link(finding)}" if finding.citation else "",
            "</article>\n",
        )
    )


def _source(finding: Finding) -> str:
    """The source's words, each speaker before what they say."""
    if not finding.quotation:
        return ""
    lines = []
    for turn in finding.quotation.turns:
        id, text = turn.place.passage.id, turn.place.passage.text
        spans = [span[1:] for each in finding.differences for span in each.theirs if span[0] == id]
        within = [(max(begin, turn.begin) - turn.begin, min(end, turn.end) - turn.begin) for begin, end in spans]
        who = f"<b>{escape(turn.speaks)}:</b> " if turn.speaks and finding.quotation.is_of_several else ""
        lines.append(who + marked(text[turn.begin : turn.end], within, "del"))
    label = "The nearest wording, not the same" if remarks.nearest(finding) else "The source"
    words = "\n".join(lines)
    return f"<p class=label>{label}: {escape(remarks.where(finding))}</p>\n<blockquote>{words}</blockquote>\n"


def _put_in(finding: Finding) -> Iterator[Span]:
    """What of the draft's words is not the source's. A span is that of the words as they were compared, which are
    others where a line's end divides a word: what does not fit is not marked."""
    for each in finding.differences:
        if each.ours and each.draft and _letters(finding.quoted.text[slice(*each.ours)]) == _letters(each.draft):
            yield each.ours


def _letters(text: str) -> str:
    return re.sub(r"[\s\[\]]+", "", text)


def _link(finding: Finding) -> str:
    """Where the words can be opened, if they can be."""
    citation = finding.citation
    address = web_address(citation.permalink or citation.source_url) if citation else None
    return f'<p><a rel="noreferrer" href="{escape(address)}">{escape(address)}</a></p>\n' if address else ""


def _short(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    listed = "".join(
        f"<li>{SIGNS[each.status]} “{escape(each.quoted.text)}”, paragraph {each.quoted.paragraph}"
        f"{f'; {escape(each.heard)}' if each.heard else ''}</li>\n"
        for each in findings
    )
    return f"<h2>{plural(len(findings), 'short one or title', 'short ones and titles')}</h2>\n<ul>\n{listed}</ul>\n"


def marked(text: str, spans: Iterable[Span], tag: str) -> str:
    """A text as markup, some stretches of it in an element."""
    written, at = "", 0
    for begin, end in sorted(spans):
        begin, end = max(begin, at), min(end, len(text))
        if begin < end:
            written += f"{escape(text[at:begin])}<{tag}>{escape(text[begin:end])}</{tag}>"
            at = end
    return written + escape(text[at:])
