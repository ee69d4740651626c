"""Parameters by name: from one row come the check of a value, its JSON Schema, and its line on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus.citation import STYLES
from corpus.errors import InvalidValue
from corpus.text import printable
from search.engine import Sort
from search.fields import FACETS
from search.results.filters import NOT
from search.results.listing import MAX_LIMIT
from search.results.values import Match

Arguments = Mapping[str, Any]  # the value of every parameter, None where it is not given and has no default
_DIGITS = 9
_LARGEST = 10**_DIGITS - 1
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A text, one of some `choices`, or, where it has a `least`, a whole number; `several` makes it a list of these.

    In an address the values of a list are parted by commas, or the name stands again for each.
    """

    name: str
    help: str
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int = _LARGEST
    several: Literal["", "commas", "again"] = ""
    default: str | int | None = None
    required: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a value."""
        one: dict[str, Any] = {"type": "string"}
        if self.least is not None:
            one = {"type": "integer", "minimum": self.least, "maximum": self.most}
        elif self.choices:
            one["enum"] = list(self.choices)
        if self.several:
            return {"type": "array", "items": one, "minItems": 1}
        return one if self.default is None else {**one, "default": self.default}

    @property
    def values(self) -> str:
        """Which values there are, in words."""
        if self.least is not None:
            return f"a number from {self.least}" + (f" to {self.most}" if self.most < _LARGEST else "")
        return _listed(self.choices) or "a text"

    def of_texts(self, texts: Sequence[str]) -> object:
        """The value that an address gives; InvalidValue where one that is no list is given again."""
        if self.several == "commas":
            return [each for text in texts for each in text.split(",")]
        if self.several:
            return list(texts)
        if len(texts) > 1:
            raise InvalidValue(f"parameter {self.name} is given {len(texts)} times; give it once")
        (text,) = texts
        is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
        return int(text) if self.least is not None and is_number else text

    def check(self, value: object) -> None:
        """InvalidValue, with one line that says which values there are, for what is none of them."""
        if not self.several:
            self._check_one(value)
        elif not isinstance(value, list):
            raise InvalidValue(f"parameter {self.name}: {_shown(value)} is no list; give a list, also of one")
        else:
            for each in value:
                self._check_one(each)

    def _check_one(self, value: object) -> None:
        if self.least is None:
            fits = isinstance(value, str) and (not self.choices or value in self.choices)
        else:
            fits = type(value) is int and self.least <= value <= self.most
        if not fits:
            told = f"one of {self.values}" if self.choices else self.values
            raise InvalidValue(f"parameter {self.name}: {_shown(value)} is not {told}")


def checked(parameters: Sequence[Parameter], given: Mapping[str, object]) -> dict[str, Any]:
    """The values of all parameters; InvalidValue for one that there is not, that is missing, or that does not fit.

    A filter that is not known is never passed over: what is found would not be what was asked for.
    """
    names = [parameter.name for parameter in parameters]
    if unknown := [name for name in given if name not in names]:
        raise InvalidValue(f"there is no parameter {_shown(unknown[0])} here; there are {_listed(names)}")
    values: dict[str, Any] = {}
    for parameter in parameters:
        value = given.get(parameter.name)
        if value is not None:
            parameter.check(value)
        elif parameter.required:
            raise InvalidValue(f"parameter {parameter.name} is missing")
        else:
            value = [] if parameter.several else parameter.default
        values[parameter.name] = value
    return values


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _shown(value: object) -> str:
    text = printable(str(value))
    return repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")


QUERY = Parameter(name="q", help="The query, in the language that Help explains.", default="")
LIMIT = Parameter(name="limit", help="How many, at most.", least=1, most=MAX_LIMIT, default=20)
AFTER = Parameter(name="after", help="The value of “next” in the page before.")
SORT = Parameter(
    name="sort",
    help="The order of what is found; by date, that with all words alone is listed.",
    choices=tuple(Sort),
    default=Sort.RELEVANCE.value,
)
MATCH = Parameter(
    name="match",
    help="Only passages with all words, or those with any as one list; without it, first those, then these.",
    choices=tuple(Match),
)


def _switch(name: str, help: str, *, default: str) -> Parameter:
    return Parameter(name=name, help=help, choices=("on", "off"), default=default)


VOCABULARY = _switch(
    "vocabulary", "Whether words that mean the same in the library’s vocabulary are found, too.", default="on"
)
NEAREST = _switch("nearest", "Whether the nearest wording to phrases that are nowhere is sought.", default="off")
EXPLAIN = _switch(
    "explain", "Whether each hit says what its score is the sum of, in a list by relevance.", default="off"
)
FILTERS = (
    *(
        Parameter(name=name, help=f"Only this {name}, or one of several; empty, what has none.", several="again")
        for name in FACETS
    ),
    *(Parameter(name=f"{NOT}{name}", help=f"Not this {name}, nor any of several.", several="again") for name in FACETS),
    Parameter(name="since", help="From this year, month or day on: 2021, aug 2024, 2024-08-21."),
    Parameter(name="until", help="Up to this year, month or day, which is included."),
)
DOCUMENT = Parameter(name="document", help="The document’s id, as answers give it.", required=True)
PASSAGE = Parameter(name="passage", help="The passage’s id, as answers give it.", required=True)
VERSION = Parameter(name="v", help="The version of the document; without it, the latest.", least=1)
AROUND = Parameter(name="around", help="How many passages before and after it.", least=0, most=20, default=1)
STYLE = Parameter(name="style", help="The style, or the format of an export.", choices=STYLES, default="chicago")
RANGE = (
    Parameter(name="from", help="The first character of the quoted range, from 0; goes with “to”.", least=0),
    Parameter(name="to", help="Where the quoted range ends, behind its last character.", least=1),
    Parameter(
        name="through", help="The id of the passage that the quoted words end in, where that is one behind the first."
    ),
)


def fields(names: Sequence[str], of: str) -> Parameter:
    """What chooses of the keys of an object."""
    return Parameter(
        name="fields", help=f"Only these of each {of}, with commas between.", choices=tuple(names), several="commas"
    )
