"""What a value of a field asks for: words of a name, one of some choices, days."""

from __future__ import annotations

import datetime as dt
import re

from search.analysis import token, tokens
from search.analysis.extras import sounds
from search.fields import FIELDS, HELD, SearchField
from search.query.ast import DateRange, Field, Node, Not, Nothing, Phrase, Term
from search.query.dates import EXPRESSION, date_range
from search.query.leaves import ENDS, Say, in_a_row, spelled, words
from search.query.lexer import Kind, Lexeme

_SIGNS = re.compile(r"[*+=]|\?(?=\w)")
_END = re.compile(r"(?:[,;:!?]|(?<!\.)\.)+$")  # of a sentence, but not the dots of 2022..


class Values:
    """Values of one query; `days` are what its dates were understood as."""

    def __init__(self, text: str, today: dt.date, say: Say) -> None:
        self._text = text
        self._today = today
        self._say = say
        self.days: list[DateRange] = []

    def read(self, name: Lexeme, value: Lexeme) -> tuple[Node, int]:
        """What `name: value` asks for, and where the value ends: a date may be several words."""
        field = FIELDS[name.text]
        if value.tilde is not None or _SIGNS.search(value.text):
            self._say(
                f"The signs * ? ~ + = have no meaning behind “{name.text}:”, which is asked for whole words.",
                value.start,
                value.end,
            )
        if field.kind == "date":
            return self._date(name, value)
        read = {"name": self._name, "sound": self._sound, "choice": self._choice}[field.kind]
        return read(name, value, field), value.end

    def _name(self, name: Lexeme, value: Lexeme, field: SearchField) -> Node:
        text = in_a_row(value.text)
        if found := tuple(tokens(text)):
            return Field(name.text, tokens=found, written=text)
        self._say(f"“{name.text}:” has no word in its value; it was ignored.", name.start, value.end)
        return Nothing()

    def _sound(self, name: Lexeme, value: Lexeme, field: SearchField) -> Node:
        text = in_a_row(value.text).strip()
        plain = [word for word in spelled(text) if not sounds(word)]
        found = tuple(sounds(word) or token(word) for word in spelled(text))
        if plain or not found:
            said = " ".join(plain) or value.text
            self._say(
                f"“{said}” is too short, or no name, to be known by its sound; it was searched as words.",
                name.start,
                value.end,
            )
        if len(plain) == len(found):
            return words(value.text)
        return Term(found[0], written=text) if len(found) == 1 else Phrase(found, exact=False, written=text)

    def _choice(self, name: Lexeme, value: Lexeme, field: SearchField) -> Node:
        choice = value.text.casefold()
        choice = choice if value.kind is Kind.QUOTED else choice.rstrip(ENDS)
        if not choice:
            self._say(f"“{name.text}:” has no word in its value; it was ignored.", name.start, value.end)
            return Nothing()
        if field.choices and choice not in field.choices:
            asked = f"“{name.text}:{value.text}”" if field.choices is HELD else f"{name.text} “{value.text}”"
            self._say(f"There is no {asked}; there are {', '.join(field.choices)}.", name.start, value.end)
        node = self._held(field.opposite or name.text, choice)
        if field.opposite:
            return node.child if isinstance(node, Not) else Not(node)
        return node

    def _held(self, name: str, choice: str) -> Node:
        """Those that hold a value; a passage has what its field is not empty of."""
        if name == "has" and choice in FIELDS and FIELDS[choice].of_passage:
            return Not(Field(choice, values=("",)))
        return Field(name, values=(choice,))

    def _date(self, name: Lexeme, value: Lexeme) -> tuple[Node, int]:
        found = EXPRESSION.match(self._text, value.start) if value.kind is Kind.WORD else None
        text, end = (found[0], found.end()) if found and found.end() > value.end else (value.text, value.end)
        days = date_range(name.text, _END.sub("", text.strip()), self._today)
        if days is None:
            self._say(
                f"“{value.text}” is not a date such as 2024, 2024-08, 2024-08-21 or 2022..2024, "
                "so it was searched as words.",
                name.start,
                value.end,
            )
            return words(value.text), value.end
        self.days.append(days)
        return days, end
