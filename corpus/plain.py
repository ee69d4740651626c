"""Values as plain JSON and back: dataclasses as objects, dates in ISO 8601, tuples as lists."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from io import BytesIO
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from corpus.dates import PartialDate
from corpus.model import Document

Value = TypeVar("Value")
_Decode = Callable[[Any, BytesIO], Any]
_UNIONS = (UnionType, Union)
_LARGEST = 2**63 - 1  # the largest whole number that SQLite holds


def plain(value: object, *, by_name: bool = False) -> Any:
    """A value made of dicts, lists, strings, numbers and None alone; the fields of a NamedTuple `by_name`, to be shown,
    or in their order, as `typed` reads them back."""
    match value:
        case PartialDate():
            return value.iso
        case dt.date():
            return value.isoformat()
        case dict():
            return {str(key): plain(item, by_name=by_name) for key, item in value.items()}
        case tuple() if by_name and (fields := getattr(value, "_fields", ())):
            return {name: plain(getattr(value, name), by_name=True) for name in fields}
        case tuple() | list():
            return [plain(item, by_name=by_name) for item in value]
        case _ if dataclasses.is_dataclass(value):
            fields = dataclasses.fields(value)
            return {item.name: plain(getattr(value, item.name), by_name=by_name) for item in fields}
        case _:
            return value


@lru_cache(maxsize=2048)
def header(said: str) -> Document:
    """The document of a JSON text that `plain` made the value of; its sections without passages."""
    return typed(Document, json.loads(said))


def typed(kind: type[Value], value: object, data: BytesIO | None = None) -> Value:
    """The value of a dataclass whose plain form this is, a field left out where it is the default.

    Each field is checked for its type; ValueError for what does not fit. Bytes stand as their count, and are the next
    in `data`.
    """
    decode: _Decode = _decoder(cast(Any, kind))
    found: Value = decode(value, data or BytesIO())
    return found


@cache
def _decoder(kind: Any) -> _Decode:
    """What makes values of this type, a type of the model's fields, of plain ones."""
    parts = get_args(kind)
    match get_origin(kind):
        case None if kind in _SIMPLE:
            return _SIMPLE[kind]
        case None if issubclass(kind, tuple):
            return _row(kind, tuple(_decoder(part) for part in get_type_hints(kind).values()))
        case None:
            return _object(kind, get_type_hints(kind))
        case origin if origin is Literal:
            return _one_of(frozenset(parts))
        case origin if origin in _UNIONS:
            (some,) = (_decoder(part) for part in parts if part is not NoneType)
            return lambda value, data: None if value is None else some(value, data)
        case _ if parts[-1] is not Ellipsis:
            return _row(lambda *each: each, tuple(_decoder(part) for part in parts))
        case _:
            return _many(_decoder(parts[0]))


def _misfit(value: object) -> ValueError:
    return ValueError(f"a {type(value).__name__} that does not fit")


def _text(value: object, _: BytesIO) -> str:
    if type(value) is not str:
        raise _misfit(value)
    return value


def _whole_number(value: object, _: BytesIO) -> int:
    if type(value) is not int or abs(value) > _LARGEST:
        raise _misfit(value)
    return value


def _yes_or_no(value: object, _: BytesIO) -> bool:
    if type(value) is not bool:
        raise _misfit(value)
    return value


def _bytes(value: object, data: BytesIO) -> bytes:
    count = _whole_number(value, data)
    found = data.read(max(count, 0))
    if len(found) != count:
        raise _misfit(value)
    return found


def _date(value: object, data: BytesIO) -> PartialDate:
    date = PartialDate.parse(_text(value, data)[:10])
    if date is None or date.iso != value:
        raise _misfit(value)
    return date


def _moment(value: object, data: BytesIO) -> dt.datetime:
    return dt.datetime.fromisoformat(_text(value, data))


_SIMPLE: Mapping[object, _Decode] = {
    str: _text,
    int: _whole_number,
    bool: _yes_or_no,
    bytes: _bytes,
    PartialDate: _date,
    dt.datetime: _moment,
}


def _one_of(words: frozenset[str]) -> _Decode:
    def decode(value: Any, data: BytesIO) -> str:
        if _text(value, data) not in words:
            raise _misfit(value)
        return str(value)

    return decode


def _many(item: _Decode) -> _Decode:
    def decode(value: Any, data: BytesIO) -> tuple[Any, ...]:
        if type(value) is not list:
            raise _misfit(value)
        return tuple([item(each, data) for each in value])

    return decode


def _row(kind: Callable[..., Any], parts: tuple[_Decode, ...]) -> _Decode:
    """For a NamedTuple, which is a list."""

    def decode(value: Any, data: BytesIO) -> Any:
        if type(value) is not list:
            raise _misfit(value)
        return kind(*(part(each, data) for part, each in zip(parts, value, strict=True)))

    return decode


def _object(kind: Callable[..., Any], hints: Mapping[str, Any]) -> _Decode:
    parts = {name: (_themselves(part), _decoder(part)) for name, part in hints.items()}

    def decode(value: Any, data: BytesIO) -> Any:
        if type(value) is not dict:
            raise _misfit(value)
        try:
            fields = {}
            for name, each in value.items():
                themselves, part = parts[name]
                fields[name] = each if type(each) in themselves else part(each, data)
            return kind(**fields)
        except (KeyError, TypeError) as error:  # a field that there is not, or one left out that has no default
            raise _misfit(value) from error

    return decode


def _themselves(kind: Any) -> frozenset[type]:
    """The types whose values stand for themselves, which most do: nothing needs to be called for them."""
    return frozenset({str, bool, NoneType}.intersection(get_args(kind) if get_origin(kind) in _UNIONS else (kind,)))
