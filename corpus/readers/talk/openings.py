"""The one grammar of an opening: how a line names who speaks, and when, wherever label, role and time stand."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from corpus.names import DEGREES
from corpus.text import milliseconds

_PARTICLE = r"(?:de|del|der|den|di|da|van|von|bin|ibn|al|el|la|le)\b"
_KIND = (
    r"(?:audience|speaker|member|moderator|presenter|host|guest|person|participant|interviewer|interviewee|question"
    r"|response|attendee|caller|narrator|male|female|man|woman|voice)s?\b"
)  # words of labels that are no names, and are written small
_WORD = r"(?:(?:al|el|ad|ar|as|ash|ez|d|l|o)[-’'])?[^\W\d_a-z¹²³][\w.’'&-]{0,40}(?<!-)"
_ASIDE = r" ?[(\[][^()\[\]:：\d][^()\[\]:：]{0,60}[)\]]"  # (CNS), [CROSSTALK]
_SIGNS = r"(?: ?[☀-➿\ufe0f\u200d\U0001f000-\U0001faff]{1,4})?"  # as people put behind their names
_LABEL = (
    rf"(?:{_WORD}|{_KIND})(?: (?:{_WORD}|#?\d{{1,3}}\b(?![:.,]\d)|{_PARTICLE}|{_KIND})){{0,5}}"
    rf"(?:,? (?:Jr|Sr)\b\.?)?{DEGREES}{_SIGNS}"
)
_NAME = re.compile(rf"(?:\[(?P<inside>{_LABEL})\]|[¹²³*†‡]?(?P<label>{_LABEL}(?:{_ASIDE}){{0,2}}))")
_POST = (
    r"(?:co-?host|host|byline|anchor|moderator|guest|reporter|correspondent|interviewer|editor|producer|director|analyst"
    r"|fellow|professor|president|chair\w*|author|senator|expert)"
)
_CAPITALS = r"[^\W\d_a-z][^\W_a-z.’'/&,-]*"
_ROLE = re.compile(
    rf", (?P<role>{_CAPITALS}(?: (?:{_CAPITALS}|&)){{1,9}}"
    rf"|(?:[\w.’'&-]{{1,30}} ){{0,5}}(?i:{_POST})\b(?: [\w.’'&-]{{1,30}}){{0,5}})(?P<aside>{_ASIDE})?(?= ?[:：])"
)  # SHIP NEWS HOST, or a few words with a post among them
_INVERTED = re.compile(rf", {_WORD}(?: {_WORD})?(?= ?[:：])")  # Lee, Ann
_CHANGE = re.compile(r">>+ ?|[-–—] |-(?=[^\W\d_])")
_OFFICER = r"(?:Mr|Mrs|Ms|Dr|Senator|Chair(?:man|woman)?|General|Secretary|Ambassador)"
_DOTTED = re.compile(
    r"(?P<label>[QA](?=[.:：]? [-–—] |\. ?)"
    rf"|{_OFFICER}\.? {_WORD}(?<!\.)(?: of {_WORD}(?<!\.))?(?=\. )"
    r"|The (?:Chair(?:man|woman)?|Clerk|Witness|Court|President)(?=\. ))"
    r"(?:[.:：]? [-–—] |\. ?)(?=[^\W_a-z]|[“\"‘'\[(])"
)  # Q. Please state … | Mr. Moe. Thank you …
_WORDS = re.compile(r"(?P<label>[^\W\d_][\w.’'&-]{0,40}(?: [\w.’'&-]{1,40}){0,4}" rf"{_SIGNS}(?:{_ASIDE})?) ?[:：] ")
_MAY_OPEN = re.compile(rf">>|[-–—\[]|[QA]\b|The C|The W|The P|{_OFFICER}|[^:：]{{0,130}}[:：]")
_COLON = re.compile(r"(?: ?[-–—]){0,2} ?[:：]{1,2}")
_BEFORE_WORDS = re.compile(r" |$|(?=[^\W\d_]|[“\"‘'«(\[])")
_ADDRESS = re.compile(r" ?[<\[(]?(?:https?://|//|www\.)")
_LONGEST = 60  # characters of a label that a mark, or a line of its own, sets apart


def _clock(name: str) -> str:
    return (
        rf"(?:(?P<{name}h>\d{{1,3}}):(?=\d{{1,2}}:\d))?(?P<{name}m>\d{{1,3}})"
        rf":(?P<{name}s>(?({name}h)[0-5]?\d|[0-5]\d))(?:[.,](?P<{name}f>\d{{1,3}}))?"
    )


_STAMP = (
    rf"(?P<open>[(\[])?{_clock('a')}(?: ?(?:--?>|[-–—→]|to) ?{_clock('b')})?(?P<noon> ?[AaPp]\.?[Mm]\b\.?)?"
    r"(?(open)[)\]])(?![\d]|:\d)"
)
_BEFORE = re.compile(rf"{_STAMP}(?P<break>[:：]? ?(?:[-–—|] ?)?)")
_AFTER = re.compile(rf"(?P<sep>[ ,]{{0,2}}[-–—|]?) ?{_STAMP}(?P<colon> ?[:：])?(?= |$|[^\W\d_])")
_WITHIN = re.compile(rf"(?:(?<= )|^)(?=[(\[]){_STAMP}(?: |$)")
_LOWER_HEADER = re.compile(rf"(?P<label>[^\W\d_][^:：]{{0,60}}?)(?:[ ,]{{0,2}}[-–—|:：]?) ?{_STAMP}[:：]?")

Manner = Literal["", "colon", "time", "header", "loose", "bracket", "bold", "dot", "mark", "line", "words", "address"]


class Line(NamedTuple):
    """A line, its white space folded, its marks reduced to text; so many letters at its start are `marked` as bold.

    One that is all in italics is of a clip, a song or a direction, and is not what the one who speaks says.
    """

    text: str
    marked: int = 0
    is_italic: bool = False
    is_item: bool = False  # of a list
    is_link: bool = False  # one that is a link, and nothing else


class Opening(NamedTuple):
    """The start of a line that may open a turn: whose label it is, if any, and whether `>>` or a dash says so.

    `manner` is how the label is set apart: by a colon; a time beside it; on a line of its own with a time
    (`header`), with nothing (`line`); a time without brackets before words (`loose`); brackets; a dot; marks and a
    colon, a time or a line of its own (`mark`); marks alone (`bold`); a colon behind words that are no name (`words`),
    or before an address on the web (`address`).
    Times are milliseconds.
    """

    label: str | None
    rest: str
    words: str  # all that is said where the label is none
    changes: bool
    manner: Manner = ""
    role: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    is_clock: bool = False  # its time is that of a day

    @property
    def is_timed(self) -> bool:
        """Whether a time is printed beside its label."""
        return self.start_ms is not None and self.manner in ("time", "header", "mark")


class _Time(NamedTuple):
    start_ms: int | None = None
    end_ms: int | None = None
    is_clock: bool = False


def opening(text: str, marked: int = 0) -> Opening | None:
    """How a line, its white space folded, opens a turn: `Ann Lee (CNS): …`, `>> ANN: …`, `[0:07] Ann: …`, `- …`.

    None where it does not. So many letters at its start are `marked` as bold, which sets any words apart as a label.
    """
    if not marked and not _MAY_OPEN.match(text):
        return None
    change = None if marked else _CHANGE.match(text)
    at = change.end() if change else 0
    begins = _BEFORE.match(text, at)
    if begins and not (begins["open"] or begins["bh"] or begins["bm"] or _is_before_label(text, begins)):
        begins = None
    time = _time(begins)
    if begins:
        at = begins.end()
    words = text[at:]
    found = _labelled(text, at, marked, time)
    if found:
        return found._replace(words=words, changes=found.manner in ("header", "line") or change is not None)
    if begins or change:
        return Opening(None, words, words, change is not None, "", "", *time)
    return None


def cue_opening(text: str) -> Opening | None:
    """How a line of a caption opens a turn; it has its time elsewhere, so that a colon alone sets a label apart."""
    found = opening(text)
    if found is None or found.manner == "colon":
        return found
    if found.label and found.manner == "time" and (colon := _COLON.match(after := text.partition(found.label)[2])):
        return found._replace(rest=after[colon.end() :].strip(), manner="colon")
    change = _CHANGE.match(text)
    return Opening(None, text[change.end() :], text[change.end() :], changes=True) if change else None


def _is_before_label(text: str, begins: re.Match[str]) -> bool:
    """Whether a time without brackets stands alone, or before a label that goes to the colon or the line's end."""
    name = _NAME.match(text, begins.end())
    rest = text[name.end() :] if name else text[begins.end() :]
    return not rest or bool(name and (_COLON.match(rest) or _ROLE.match(rest)))


def _labelled(text: str, at: int, marked: int, time: _Time) -> Opening | None:
    if marked > at and (bold := _marked(text, at, marked, time)):
        return bold
    name = _NAME.match(text, at)
    found = _after_name(text, name, time) if name else None
    if marked > at:
        return found
    if not found and (dotted := _DOTTED.match(text, at)):
        found = Opening(dotted["label"], text[dotted.end() :], "", False, "dot", "", *time)
    if not found and (loose := _WORDS.match(text, at)) and not _ADDRESS.match(text, loose.end()):
        found = Opening(loose["label"], text[loose.end() :], "", False, "words", "", *time)
    if not found and time.start_ms is None and text[-1:] in "0123456789)]:：mM" and len(text) < 2 * _LONGEST:
        header = _LOWER_HEADER.fullmatch(text)
        found = Opening(header["label"], "", "", False, "header", "", *_time(header)) if header else None
    return found


def _marked(text: str, at: int, marked: int, time: _Time) -> Opening | None:
    """A label in bold; its colon and time may stand within the marks or behind them."""
    inside = text[at:marked].rstrip(" ")
    label = inside.rstrip(" :：").strip()
    if not label or len(label) > _LONGEST or ":" in label or label[-1] in "?!…;," or not any(map(str.isalpha, label)):
        return None
    colon = len(label) < len(inside)
    end = marked
    if not colon and (behind := _COLON.match(text, end)):
        colon, end = True, behind.end()
    if time.start_ms is None and (after := _AFTER.match(text, end)) and (after["open"] or after.end() == len(text)):
        time, end = _time(after), after.end()
    role = _ROLE.search(f"{label}:")
    if role:
        label = label[: role.start()]
    if not colon and time.start_ms is None and text[end:].strip():
        return Opening(label, text[end:].strip(), "", False, "bold")
    return Opening(label, text[end:].strip(), "", False, "mark", role["role"] if role else "", *time)


def _after_name(text: str, name: re.Match[str], time: _Time) -> Opening | None:
    """What follows a label: its role, a colon, a time, or nothing."""
    label = name["inside"] or name["label"]
    at = name.end()
    role = _ROLE.match(text, at)
    if role:
        at = role.end()
    elif inverted := _INVERTED.match(text, at):
        label, at = text[name.start() : inverted.end()], inverted.end()
    said = role["role"] if role else ""
    if colon := _COLON.match(text, at):
        at = colon.end()
        if _ADDRESS.match(text, at):
            return Opening(label, text[at:].strip(), "", False, "address", said, *time)
        after = _AFTER.match(text, at) if time.start_ms is None else None
        if after and not after["sep"].strip() and (after["open"] or after.end() == len(text) or after["colon"]):
            time, at = _time(after), after.end()
        if not _BEFORE_WORDS.match(text, at):
            return None
        rest = text[at:].strip()
        timed = time.start_ms is not None
        manner: Manner = "header" if timed and not rest else "time" if after and timed else "colon"
        return Opening(label, rest, "", False, manner, said, *time)
    after = _AFTER.match(text, at) if time.start_ms is None else None
    if after:
        rest = text[after.end() :].strip()
        time = _time(after)
        if name["inside"] and not after["open"] and not rest and after["ah"]:
            time = time._replace(is_clock=True)  # as Zoom saves captions
        if not rest:
            return Opening(label, "", "", False, "header", "", *time)
        if after["open"] or after["colon"]:
            return Opening(label, rest, "", False, "time", "", *time)
        return Opening(label, rest, "", False, "loose", "", *time) if rest[0].isupper() else None
    rest = text[at:].strip()
    if time.start_ms is not None and not rest:
        return Opening(label, "", "", False, "header", "", *time)
    return Opening(label, rest, "", False, "bracket", "", *time) if name["inside"] else None


def alone(text: str) -> str | None:
    """The label that a line is, and nothing else."""
    if len(text) > _LONGEST:
        return None
    name = _NAME.fullmatch(text)
    return name["label"] if name else None


def times_within(text: str) -> list[tuple[int, int, int]]:
    """Times in brackets within a text: where each begins and ends, its blank with it, and milliseconds."""
    if "[" not in text and "(" not in text:
        return []
    return [
        (match.start(), match.end(), start)
        for match in _WITHIN.finditer(text)
        if (start := _time(match).start_ms) is not None
    ]


def _time(match: re.Match[str] | None) -> _Time:
    if not match:
        return _Time()
    start = milliseconds(match["ah"], match["am"], match["as"], match["af"])
    end = milliseconds(match["bh"], match["bm"], match["bs"], match["bf"]) if match["bm"] else None
    return _Time(start, end if end is not None and end >= start else None, match["noon"] is not None)
