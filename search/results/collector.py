"""Collecting: words put into lists of clippings, opened again, and moved between libraries as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from corpus.errors import CitecastError, InvalidValue, NotFound
from corpus.library import Clip, Clipping, ClippingList, Library
from corpus.quotation import Range
from corpus.text import plural
from search.links import PASSAGES, permalink
from search.results.citer import Citer
from search.results.views import PassageView

_KIND, _VERSION = "clippings", 1  # of the JSON
_DIGITS = 9


class Collected(NamedTuple):
    """A clipping, and what its permalink opens; or why it opens nothing."""

    clipping: Clipping
    view: PassageView | None
    trouble: str = ""

    @property
    def state(self) -> str:
        """What became of the words, in a word."""
        if self.view is None:
            return "gone"
        if self.view.state == "current":
            return "relabelled" if self.view.relabelled else "the same"
        return {"changed": "changed", "dropped": "no longer there", "removed": "document removed"}[self.view.state]


class Imported(NamedTuple):
    """A list that was imported, how many of its clippings are new, and those that are not of this library."""

    made: ClippingList
    new: int
    unknown: Sequence[str]


def said(clip: Clip) -> str:
    """A clip as an address says it: its permalink without the path."""
    return permalink("", clip.passage, clip.version, clip.range).removeprefix(f"{PASSAGES}/")


def clip_of(text: str) -> Clip:
    """The clip that a permalink, or the end of one, means; InvalidValue where it is none."""
    parts = urlsplit(text.strip())
    asked = parse_qs(parts.query, keep_blank_values=True)

    def number(name: str) -> int | None:
        value = asked.get(name, [""])[0]
        if value and not (value.isascii() and value.isdecimal() and len(value) <= _DIGITS):
            raise InvalidValue(
                f"{name}={value[:20]!r} in this link is not a number; check that the whole link was copied"
            )
        return int(value) if value else None

    passage, version = parts.path.rpartition("/")[2], number("v")
    if not passage or not version:
        raise InvalidValue("this is no link of a passage and its version; copy the whole link")
    return Clip(passage, version, Range.of(number("from"), number("to"), asked.get("through", [None])[0]))


class Collector:
    """What collects words of one library, and opens what was collected."""

    def __init__(self, library: Library, citer: Citer) -> None:
        self._library, self._citer = library, citer

    def collect(self, list_id: int, clips: Iterable[Clip]) -> tuple[Clipping, ...]:
        """Put words at the end of a list, those that are not in it yet. What is new.

        NotFound or Gone for a passage that is not there, InvalidValue for words that are not.
        """
        wanted = [*clips]
        if not wanted:
            raise InvalidValue("nothing was chosen; tick what is to be collected")
        for each in wanted:
            self._citer.passage(each.passage, each.version, quote=each.range)
        return self._library.clippings.collect(list_id, wanted)

    def opened(self, clippings: Iterable[Clipping]) -> Iterator[Collected]:
        """Clippings as their permalinks open them."""
        for each in clippings:
            clip = each.clip
            try:
                yield Collected(each, self._citer.passage(clip.passage, clip.version, quote=clip.range))
            except CitecastError as error:
                yield Collected(each, None, str(error))

    def exported(self, list_id: int) -> str:
        """A list as JSON, which `imported` makes whole again."""
        made = self.list(list_id)
        found = [
            {
                "passage": each.clip.passage,
                "version": each.clip.version,
                "from": each.clip.range.begin,
                "to": each.clip.range.end,
                "through": each.clip.range.through or None,
                "tags": each.tags,
                "note": each.note,
                "words": view.quotation.words if view else None,
                "document": view.document.id if view else None,
                "title": view.document.title if view else None,
                "origin": view.origin if view else None,
                "timed_by": view.timed_by if view else None,
            }
            for each, view, _ in self.opened(self._library.clippings.listed(list_id))
        ]
        whole = {"citecast": _KIND, "version": _VERSION, "name": made.name, "owner": made.owner, "clippings": found}
        return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"

    def imported(self, text: str) -> Imported:
        """A list made of what `exported` gave, or what is new of it put into the list of that name.

        InvalidValue for what is no such JSON; clippings of passages that this library has not are left out, and named.
        """
        try:
            whole = json.loads(text)
            if (whole["citecast"], whole["version"]) != (_KIND, _VERSION):
                raise InvalidValue("this is no list of clippings that this version of Citecast can read")
            name, wanted = str(whole["name"]), [_imported(each) for each in whole["clippings"]]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidValue("this is no list of clippings as Citecast exports it") from error
        known, unknown = [], []
        for clip, tags, note in wanted:
            try:
                self._citer.passage(clip.passage, clip.version, quote=clip.range)
                known.append((clip, tags, note))
            except (NotFound, InvalidValue):
                unknown.append(clip.passage)
        clippings = self._library.clippings
        there = next((each for each in clippings.lists() if each.name.casefold() == name.casefold()), None)
        made = there or clippings.make(name)
        new = clippings.collect(made.id, [clip for clip, *_ in known])
        beside = {clip: (tags, note) for clip, tags, note in known}
        for each in new:
            tags, note = beside[each.clip]
            clippings.note(each.id, note)
            for tag in tags:
                clippings.tag([each.id], tag)
        return Imported(self.list(made.id), len(new), unknown)

    def list(self, list_id: int) -> ClippingList:
        """A list by its id; NotFound."""
        found = next((each for each in self._library.clippings.lists() if each.id == list_id), None)
        if found is None:
            raise NotFound("this list of clippings is not there any more; look at the lists again")
        return found

    def named(self, name: str) -> ClippingList:
        """A list by its name; NotFound, with those that there are."""
        lists = self._library.clippings.lists()
        found = next((each for each in lists if each.name.casefold() == name.casefold()), None)
        if found is None:
            there = ", ".join(f"“{each.name}”" for each in lists[:5]) or "none yet"
            raise NotFound(f"no list of clippings {name!r}; there are {plural(len(lists), 'list')}: {there}")
        return found


def _imported(each: Mapping[str, Any]) -> tuple[Clip, list[str], str]:
    begin, end, version = each["from"], each["to"], each["version"]
    if type(version) is not int or type(begin) is not int or not (end is None or type(end) is int):
        raise ValueError(version, begin, end)
    clip = Clip(str(each["passage"]), version, Range(begin, end, str(each["through"] or "")))
    return clip, [str(tag) for tag in each["tags"]], str(each["note"])
