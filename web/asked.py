"""The numbers that an address names: within bounds, however many digits somebody writes."""

from __future__ import annotations

import re

from flask import request
from werkzeug.routing import BaseConverter

from corpus.errors import InvalidValue

_DIGITS = 9
_LONGEST_SHOWN = 20
_BEHIND = ").,;:!?]>”’\"'"  # what may stand behind a link that somebody copied out of a text
_SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")


class Number(BaseConverter):
    """A number in the path of an address; a longer one is no such page."""

    regex = f"[0-9]{{1,{_DIGITS}}}"

    def to_python(self, value: str) -> int:
        return int(value)


def is_number(text: str) -> bool:
    """Whether a text is a whole number, and not too long for one."""
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS


def number(name: str, *, least: int = 0, most: int | None = None) -> int | None:
    """The number that the address gives under a name, or None; InvalidValue for what is no number within the bounds."""
    text = request.args.get(name)
    if text is None:
        return None
    text = text.rstrip(_BEHIND)
    if is_number(text) and least <= int(text) and (most is None or int(text) <= most):
        return int(text)
    raise _refused(name, text, f"a number{f' from {least} to {most}' if most else ''}")


def seconds(name: str) -> str | None:
    """The time in a recording, in seconds, that the address gives under a name, or None; InvalidValue for others."""
    text = request.args.get(name)
    if text is None or _SECONDS.fullmatch(text):
        return text
    raise _refused(name, text, "a number of seconds")


def _refused(name: str, text: str, wanted: str) -> InvalidValue:
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    return InvalidValue(f"{name}={shown!r} in this link is not {wanted}; check that the whole link was copied")


def vocabulary() -> bool:
    """Whether the address asks for what means the same, too, as it does unless it says `vocabulary=off`."""
    return request.args.get("vocabulary") != "off"


def page() -> int:
    """The page that the address asks for, which may be past the last; the first where it cannot be understood."""
    text = request.args.get("page", "")
    return max(int(text[:_DIGITS]), 1) if text.isascii() and text.isdecimal() else 1
