"""Markdown transcripts whose paragraphs name their speaker: `**Speaker:** what was said`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from html import unescape
from html.entities import html5

from corpus.model import Passage, Person
from corpus.text import milliseconds, verbatim

_PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n\s*|(?=\*\*[^*\n]{1,60}:))")
_SPEAKER = re.compile(
    r"#{0,6}\s*\*{2,3}(?=[^*:\n]*[^\W\d_])(?P<name>[^*:\n]{1,60})"  # with a letter in it: a time in bold is no name
    r"(?::(?!\d)(?P<inside>[^*\n]{0,40})\*\*|\*\*:|\*\*$)\s*"
)
_KNOWN = re.compile(r"(?:\*\*(?P<bold>[^*:\n]{1,60})\*\*\s?:?|(?P<bare>[^*:\n]{1,60}):)(?:\s+|$)")
_WITHIN = re.compile(r"(?<=\S)\s++(?=\*\*(?P<name>[^*:\n]{1,60}):\*\*\s)")
_TIME = re.compile(r"\[(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,2}):(?P<s>\d\d)\]\s*")
_NOBODY = re.compile(
    r"(?:commercial |ad )?break|jingle|intro|outro|(?:theme )?music|(?:editor['’]?s )?note|correction|disclaimer",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`++)(?:(?P<code>[^`]++)(?P=ticks)(?!`))?"
    r"|!?\[(?P<link>(?:\\.|[^\[\]\\])*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,30});)"
    r"|<(?P<address>https?://[^<>\s]+)>"
    r"|(?<!\w)(?P<mark>\*\*|__|\*|_)(?=[^\s*_])"
)
_MARKED = {
    mark: re.compile(rf"(?:\\.|(?!{re.escape(mark)}(?!\w))[^\\\n])*+") for mark in ("**", "__", "*", "_")
}  # up to where the mark ends it, or the line does


def turns(text: str) -> tuple[Passage, ...] | None:
    """The speaker turns of a Markdown transcript, or None where the text is not one.

    It is one if two paragraphs or more, and half of all, name a speaker; or an eighth of all, if they name
    the same speakers again and again. A paragraph that names none goes on with the turn before it. A time
    printed at the start of a turn becomes its `start_ms`. A speaker's name opens a turn also within a paragraph,
    and at its start also without its marks or its colon.
    """
    paragraphs = [paragraph for paragraph in _PARAGRAPHS.split(text.strip()) if paragraph.strip()]
    openings = [_SPEAKER.match(paragraph) for paragraph in paragraphs]
    named = Counter(opening["name"] for opening in openings if opening)
    again = sum(count for count in named.values() if count > 1)
    if named.total() < 2 or (2 * named.total() < len(paragraphs) and (again < 4 or 8 * again < len(paragraphs))):
        return None
    paragraphs = [piece for paragraph in paragraphs for piece in _pieces(paragraph, named)]
    passages = []
    speaker: str | None = None
    start_ms: int | None = None
    for paragraph in paragraphs:
        opening = _opening(paragraph, named)
        said = plain(opening[1] if opening else _HEADING.sub("", paragraph, count=1))
        if opening:
            name = plain(opening[0])
            speaker = None if _NOBODY.fullmatch(name) else name
        time = _TIME.match(said)
        if time:
            start_ms = milliseconds(time["h"], time["m"], time["s"])
        if opening and speaker is None:
            said = f"{name}: {said}" if said else name
        elif time:
            said = said[time.end() :]
        if said:  # a time may stand alone; then it is that of the next paragraph
            passages.append(Passage(text=said, speaker=speaker, start_ms=start_ms))
            start_ms = None
    return tuple(passages)


def _pieces(paragraph: str, named: Container[str]) -> Iterator[str]:
    start = 0
    for match in _WITHIN.finditer(paragraph):
        if match["name"] in named:
            yield paragraph[start : match.start()]
            start = match.end()
    yield paragraph[start:]


def _opening(paragraph: str, named: Container[str]) -> tuple[str, str] | None:
    """Who a paragraph says is speaking, and what follows the name; None where it says nothing of it."""
    if match := _SPEAKER.match(paragraph):
        return match["name"], f"{match['inside'] or ''} {paragraph[match.end() :]}"
    match = _KNOWN.match(paragraph)
    name = (match["bold"] or match["bare"]).strip() if match else ""
    return (name, paragraph[match.end() :]) if match and name in named else None


def people(passages: Iterable[Passage]) -> tuple[Person, ...]:
    """The speakers, each once, in the order in which they first speak."""
    names = dict.fromkeys(passage.speaker for passage in passages if passage.speaker)
    return tuple(Person(name=name, roles=("speaker",)) for name in names)


def plain(markdown: str) -> str:
    """The text of inline Markdown: escapes undone, links and emphasis reduced to their words."""
    return verbatim(_reduced(markdown))


def _reduced(markdown: str) -> str:
    """Where a mark may end is looked for once, not from each mark before it: time grows with the length alone."""
    found: list[str] = []
    ends: dict[str, int] = {}
    at = 0
    while match := _INLINE.search(markdown, at):
        found.append(markdown[at : match.start()])
        at = match.end()
        if mark := match["mark"]:
            if ends.get(mark, 0) <= at and (marked := _MARKED[mark].match(markdown, at)):
                ends[mark] = marked.end()
            end = ends[mark]
            closed = markdown.startswith(mark, end) and not markdown[end - 1].isspace()
            found.append(_reduced(markdown[at:end]) if closed else mark)
            at = end + len(mark) if closed else at
        elif match["link"]:
            found.append(_reduced(match["link"]))
        elif match["entity"]:
            found.append(_character(match["entity"]))
        else:
            found.append(match["escaped"] or match["code"] or match["address"] or match["ticks"] or "")
    return "".join([*found, markdown[at:]])


def _character(entity: str) -> str:
    return unescape(entity) if entity[1] == "#" else html5.get(entity[1:], entity)
