"""What is found of the quotations of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from corpus.draft import Draft
from corpus.model import Document, Place
from corpus.origin import NOT_CHECKED, origin, timed
from corpus.quotation import Quotation, Range
from corpus.text import clock
from search.verifying.names import is_same

if TYPE_CHECKING:  # what only says of which type a value is: a command's options are listed without a library
    from corpus.citation import Citation
    from corpus.library import Seen

RULES = 1  # the version of the rules by which a status is given
Status = Literal["exact", "fair", "altered", "not-found"]
Kind = Literal[
    "changed", "dropped", "added", "moved", "punctuation", "capitals", "two speakers",  # altered
    "filler", "spelling", "numeral", "sic",  # altered, unless they are fair here
    "ellipsis", "brackets", "first letter", "quotation marks", "dashes", "spacing", "stage note", "line end", "split",
]  # fmt: skip
Option = Literal["filler", "spelling", "numeral", "sic"]
OPTIONS: dict[Option, str] = {
    "filler": "fillers left out (um, you know)",
    "spelling": "British and American spelling",
    "numeral": "numerals for words (12, twelve)",
    "sic": "[sic], emphasis added",
}
FAIR: frozenset[Kind] = frozenset(
    ("ellipsis", "brackets", "first letter", "quotation marks", "dashes", "spacing", "stage note", "line end", "split")
)
_STYLE: frozenset[Kind] = frozenset(("quotation marks", "dashes", "spacing", "line end", "split"))
_TOLD: dict[Kind, str] = {
    "two speakers": "two speakers in one quotation",
    "filler": "left out",
    "sic": "put in",
    "first letter": "first letter",
    "quotation marks": "another style of quotation marks",
    "dashes": "another style of dashes",
    "spacing": "other spacing",
    "stage note": "a stage note left out,",
    "line end": "a hyphen at a line end",
    "split": "in parts, with who says it between them",
}


class Quoted(NamedTuple):
    """A quotation as a draft prints it, without its marks; where `parts` are several, words such as “she said” stand
    between them."""

    number: int  # from 1
    parts: tuple[str, ...]
    paragraph: int  # from 1
    begin: int  # in the text of that paragraph, its marks among it
    end: int
    last_paragraph: int
    is_block: bool
    is_short: bool  # a title, or a word or two
    before: str  # what stands before it in its sentence, and behind it; other quotations as one sign
    behind: str
    earlier: str  # the sentence before
    links: tuple[str, ...]  # addresses in its paragraph and the notes of that

    @property
    def text(self) -> str:
        return " ".join(self.parts)


class Difference(NamedTuple):
    """Something that the draft says otherwise than the source: the words of each, and where they are, of the quotation
    from character to character, of the source by passage as well. `ours` is empty at the place where the draft has
    nothing, None where no place is known."""

    kind: Kind
    draft: str
    source: str
    ours: tuple[int, int] | None = None
    theirs: tuple[tuple[str, int, int], ...] = ()
    turns: str = ""  # a negation, a number, a name, a date: what the difference is of

    @property
    def told(self) -> str:
        """In words: dropped not: a negation."""
        return "".join(text for text, _ in self.pieces).strip()

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The same, each with whether it is words of the draft or the source."""
        of = f": {self.turns}" if self.turns else ""
        draft, source = self.draft.strip(), self.source.strip()
        match self.kind:
            case "changed" | "spelling" | "numeral" | "capitals" | "punctuation" if draft and source:
                return ("changed ", False), (source, True), (" to ", False), (draft, True), (of, False)
            case "ellipsis" | "brackets":
                mark = (("an ellipsis", False),) if self.kind == "ellipsis" else (("brackets, ", False), (draft, True))
                return *mark, *(((", for ", False), (source, True)) if source else ()), (of, False)
            case "added" | "dropped" | "moved":
                return (f"{self.kind} ", False), (draft or source, True), (of, False)
            case "punctuation":
                return ("added " if draft else "dropped ", False), (draft or source, True), (": a sign", False)
        words = "" if self.kind in _STYLE else draft or source
        return (f"{_TOLD.get(self.kind, self.kind)} ", False), (words, True), (of, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is found of one quotation."""

    quoted: Quoted
    status: Status
    differences: tuple[Difference, ...] = ()
    warnings: tuple[str, ...] = ()  # beside that a machine heard the words
    document: Document | None = None  # whole, where the words are; of what is not found, where the nearest are
    place: Place | None = None  # where the words begin
    range: Range | None = None
    quotation: Quotation | None = None  # the words of the source
    citation: Citation | None = None
    permalink: str | None = None  # of the words; absolute where public_url is set
    credited: str | None = None  # whom the draft names
    also: int = 0  # in how many other passages the same words stand
    seen: Seen | None = None  # of words that left: between which readings they were there

    @property
    def speakers(self) -> tuple[str, ...]:
        return self.quotation.speakers if self.quotation and self.status != "not-found" else ()

    @property
    def origin(self) -> str | None:
        """That a machine heard the source's words."""
        if not (self.document and self.quotation):
            return None
        return origin(self.document, self.quotation.passages)

    @property
    def timed_by(self) -> str | None:
        """That a machine gave the source's words their time."""
        return timed(self.document, self.quotation.passages) if self.document and self.quotation else None

    @property
    def listen_ms(self) -> int | None:
        """When to listen to what a machine heard."""
        return self.quotation.first.locator.start_ms if self.quotation and self.origin else None

    @property
    def heard(self) -> str:
        """That a machine heard the source's words, and when to listen to them; empty of others."""
        at = "" if self.listen_ms is None else f": listen at {clock(self.listen_ms)}"
        return f"{self.origin}{at}" if self.origin else ""

    @property
    def again(self) -> tuple[str, ...]:
        """What is to be looked at again: that nobody checked what a machine heard before all else."""
        is_there = self.status != "not-found"
        return (self.heard, *self.warnings) if is_there and self.origin == NOT_CHECKED else self.warnings

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is only to be known of it."""
        return (self.heard,) if self.heard and self.heard not in self.again else ()

    @property
    def said_by_other(self) -> bool:
        """Whether the draft names somebody else than who says the words; of a word or two nobody can tell."""
        if self.quoted.is_short or not self.credited or not self.speakers:
            return False
        return not any(is_same(self.credited, who) for who in self.speakers)

    @property
    def is_wrong(self) -> bool:
        """Whether it is to be mended."""
        return not self.quoted.is_short and (self.status in ("altered", "not-found") or self.said_by_other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is found of a draft's quotations, in its order, by the rules of a version; `partial` says what was not
    looked at, and why."""

    draft: Draft
    findings: Sequence[Finding]
    partial: str = ""
    notes: tuple[str, ...] = ()  # such as a mark that never closes
    rules: int = RULES
