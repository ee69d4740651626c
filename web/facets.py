"""The filters beside the results: values of facets to choose and to leave out, each with the page that does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flask import request

from search.analysis.folding import folded
from search.engine import ALL, Count, Facet
from search.fields import FACETS
from search.results.filters import NONE, NOT, Filters, called, none_of
from web.address import Address

SHOWN = 8  # values of a facet
MORE = 100  # values of the facet that the address asks more of


class Choice(NamedTuple):
    """A value of a facet; the first page with it chosen, or no longer chosen, and with it left out, or no longer, where
    that makes a difference."""

    label: str
    passages: int
    chosen: bool
    left_out: bool
    choose: str
    leave_out: str


class Group(NamedTuple):
    """A facet as the page shows it: its most frequent values, and where more are."""

    name: str
    heading: str
    distinct: int
    choices: Sequence[Choice]
    can_be_sought: bool  # whether it has so many values that one may look for some
    sought: str  # what those that are shown have in them
    others: int  # values that are not shown
    more: str | None  # the page that shows more of them


class Chip(NamedTuple):
    """A filter that holds, and the first page without it."""

    text: str
    left_out: bool
    url: str


def wanted(filters: Filters) -> dict[str, int]:
    """How many values of each facet the page needs."""
    return {name: _wanted(name, filters) for name in FACETS}


def _wanted(name: str, filters: Filters) -> int:
    if name == "year" or _sought(name):
        return ALL
    return MORE if name == request.args.get("more") or name in filters.selecting else SHOWN


def _sought(name: str) -> str:
    """What the values of a facet are to have in them."""
    return request.args.get(f"find-{name}", "").strip()


def groups(facets: Mapping[str, Facet], address: Address) -> Iterator[Group]:
    """The facets that have any value to choose, or that one may look in for some."""
    for name in FACETS:
        group = _group(name, facets[name], address)
        if group.choices or group.can_be_sought:
            yield group


def _group(name: str, facet: Facet, address: Address) -> Group:
    sought, is_more = _sought(name), name == request.args.get("more")
    counts = _counts(name, facet, address.filters, MORE if is_more or sought else SHOWN)
    others = 0 if sought else facet.distinct - sum(count.count > 0 and count.value != NONE for count in counts)
    return Group(
        name=name,
        heading=called(name).capitalize(),
        distinct=facet.distinct,
        choices=_choices(name, counts, address),
        can_be_sought=bool(sought) or (facet.distinct > SHOWN and name != "year"),
        sought=sought,
        others=others,
        more=address.url(more=name) if others and not is_more else None,
    )


def _counts(name: str, facet: Facet, filters: Filters, most: int) -> list[Count]:
    """The values that are shown: those selected always, so that they can be taken back; at last, that there is none."""
    selected = dict.fromkeys((*filters.only.get(name, ()), *filters.without.get(name, ())))
    keys, sought = {value.casefold() for value in selected}, folded(_sought(name))
    counts = [each for each in facet.values if sought in folded(each.value) or each.value.casefold() in keys]
    if name == "year":
        counts.sort(key=lambda count: count.value, reverse=True)
    shown = [*counts[:most], *(count for count in counts[most:] if count.value.casefold() in keys)]
    held = {count.value.casefold() for count in shown}
    shown = [*(Count(value, 0) for value in selected if value.casefold() not in held and value != NONE), *shown]
    return [*shown, Count(NONE, facet.without)] if NONE in selected or (facet.without and not sought) else shown


def _choices(name: str, counts: Sequence[Count], address: Address) -> list[Choice]:
    filters = address.filters
    only, without = ({value.casefold() for value in values.get(name, ())} for values in (filters.only, filters.without))
    choosing, leaving = address.adding(name), address.adding(f"{NOT}{name}")
    found = []
    for value, passages in ((count.value, count.count) for count in counts):
        chosen, left_out = value.casefold() in only, value.casefold() in without
        choose, leave = choosing(value), leaving(value)
        if chosen or left_out:
            choose = address.filtered(filters.toggled(name, value)).url()
            leave = address.filtered(filters.leaving_out(name, value)).url()
        elif only or (name == "year" and value == NONE and filters.days):
            leave = ""  # the page is without it
        found.append(Choice(value or none_of(name), passages, chosen, left_out, choose, leave))
    return found


def chips(address: Address) -> Iterator[Chip]:
    """All filters that hold."""
    for each in address.filters.applied():
        yield Chip(each.text, each.left_out, address.filtered(each.without).url())
