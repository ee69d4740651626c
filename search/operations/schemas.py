"""JSON Schema (2020-12) of the types that answers have, as `corpus.plain` writes them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from enum import EnumMeta
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from corpus.dates import PartialDate

Schema = dict[str, Any]
_SIMPLE: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    PartialDate: {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"},
    dt.datetime: {"type": "string", "format": "date-time"},
}


class Schemas:
    """The schemas of some types, and in `named` those of the objects that they are made of, which stand `at` a place of
    the document; those of the types in `chosen` have none of their keys for sure."""

    def __init__(self, at: str, *, chosen: Collection[type] = ()) -> None:
        self.named: dict[str, Schema] = {}
        self._kinds: dict[str, type] = {}
        self._at = at
        self._chosen = chosen

    def of(self, kind: Any) -> Schema:
        """The schema of a type."""
        if kind in _SIMPLE:
            return _SIMPLE[kind]
        parts = get_args(kind)
        match get_origin(kind):
            case None if isinstance(kind, EnumMeta):
                return {"type": "string", "enum": [str(each.value) for each in kind]}  # type: ignore[var-annotated]
            case None:
                return self._object(kind)
            case origin if origin is Annotated:
                return self.of(kind.__metadata__[0])
            case origin if origin is Literal:
                return {"type": "string", "enum": list(parts)}
            case origin if origin in (Union, UnionType):
                return {"anyOf": [self.of(part) for part in parts]}
            case origin if origin is dict:
                return {"type": "object", "additionalProperties": self.of(parts[1])}
            case origin if origin is tuple and Ellipsis not in parts:
                size = len(parts)
                return {"type": "array", "items": self.of(parts[0]), "minItems": size, "maxItems": size}
            case _:
                return {"type": "array", "items": self.of(parts[0])}

    def _object(self, kind: type) -> Schema:
        """A reference to an object's schema: that of a TypedDict, a NamedTuple or a dataclass."""
        name = kind.__name__
        if self._kinds.setdefault(name, kind) is not kind:
            raise AssertionError(f"two types of answers are called {name}")
        if name not in self.named:
            said: Schema = {"type": "object", "description": " ".join((kind.__doc__ or "").split())}
            self.named[name] = said
            said["properties"] = {key: self.of(each) for key, each in get_type_hints(kind, include_extras=True).items()}
            said["required"] = [] if kind in self._chosen else sorted(_required(kind))
        return {"$ref": f"{self._at}{name}"}


def keys(kind: type) -> tuple[str, ...]:
    """The keys that an object of a type always has."""
    required = _required(kind)
    return tuple(key for key in get_type_hints(kind) if key in required)


def _required(kind: Any) -> Collection[str]:
    if is_typeddict(kind):
        required: Collection[str] = kind.__required_keys__
        return required
    return [field.name for field in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else kind._fields
