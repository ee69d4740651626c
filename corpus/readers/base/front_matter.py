"""What stands before a text and says what it is: YAML between dashes, TOML between plus signs, JSON, or plain lines."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from typing import Any

import yaml

from corpus.errors import ReadError
from corpus.readers.base.details import is_head, is_understood, line_of, loaded
from corpus.readers.base.details_people import KEYS, squashed

_YAML = re.compile(r"-{3,}[^\S\n]*\n(?P<head>.*?)^(?:-{3,}|\.{3})[^\S\n]*$\n?", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+{3}[^\S\n]*\n(?P<head>.*?)^\+{3}[^\S\n]*$\n?", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"(?P<key>[^\W\d_][\w .-]{0,30}):[ \t]+(?P<value>\S.*)")
_SAID = re.compile(r"\w\w[.!?…]$")
_MOST = 30  # lines of a head
_TOML_LINE = re.compile(r"at line (\d+)")
_TOML_PAIR = re.compile(r"^\s*[\w\".-]{1,80}\s*=", re.MULTILINE)


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """What a text says of itself before it begins, and the text; a ReadError names the line that is wrong."""
    start = len(text) - len(text.lstrip())
    if match := _YAML.match(text, start):
        said, end = _of_yaml(match["head"]), match.end()
    elif (match := _TOML.match(text, start)) and _TOML_PAIR.search(match["head"]):
        said, end = _of_toml(match["head"]), match.end()
    elif text.startswith("{", start):
        said, end = _of_json(text, start)
    else:
        return head_lines(text)
    return (said, text[end:]) if isinstance(said, dict) else ({}, text)


def head_lines(text: str) -> tuple[dict[str, str], str]:
    """What the lines before the first blank one say, `Title: …`, `Host: …`, and the text without these.

    Lines that are not understood stay in the text. Those that somebody says, `Host: Welcome.`, are no head.
    """
    lines = text.lstrip().split("\n")
    end = next((at for at, line in enumerate(lines[:_MOST]) if not line.strip()), 0)
    pairs = [_PAIR.fullmatch(line) for line in lines[:end]]
    found = {match["key"]: match["value"].strip() for match in pairs if match and is_understood(*match.groups())}
    is_said = any(_SAID.search(value) for key, value in found.items() if squashed(key) in KEYS)
    if None in pairs or len({match["key"] for match in pairs if match}) < end or not is_head(found) or is_said:
        return {}, text
    left = [line for line, match in zip(lines, pairs, strict=False) if match and match["key"] not in found]
    return found, "\n".join([*left, *lines[end:]])


def _of_yaml(head: str) -> object:
    try:
        return loaded(head)
    except yaml.YAMLError as error:
        where = line_of(error, before=1)
        raise ReadError(
            f"has details at its top that are not valid YAML{where}: mend them, or take them out"
        ) from error


def _of_toml(head: str) -> object:
    try:
        return _as_text(tomllib.loads(head))
    except tomllib.TOMLDecodeError as error:
        line = _TOML_LINE.search(str(error))
        where = f" in line {int(line[1]) + 1}" if line else ""
        raise ReadError(
            f"has details at its top that are not valid TOML{where}: mend them, or take them out"
        ) from error


def _of_json(text: str, start: int) -> tuple[object, int]:
    """The object that begins a text, as Hugo has it, and where it ends."""
    try:
        said, end = json.JSONDecoder(parse_float=str, parse_int=str).raw_decode(text, start)
    except ValueError:
        return None, start
    return (said, end) if text[end:].lstrip(" ").startswith("\n") else (None, start)


def _as_text(value: object) -> Any:
    """A value as YAML would have it: text, lists and mappings."""
    match value:
        case dict():
            return {str(key): _as_text(each) for key, each in value.items()}
        case list():
            return [_as_text(each) for each in value]
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value)
