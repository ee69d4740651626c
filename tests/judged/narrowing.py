"""What filters keep, passage by passage: their rules, read apart from the product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from corpus.dates import PartialDate

NONE = ""  # as a value of a facet
Chosen = Mapping[str, Sequence[str]]  # the parameters of an address

_date = cache(PartialDate.parse)


def keeps(
    chosen: Chosen, values: Mapping[str, str], date: PartialDate | None, *, but: str = "", undated: bool = False
) -> bool:
    """Whether filters keep a passage of some facets' values: all filters but those of one facet; of what has no date,
    also what days leave out.
    """
    since, until = (_date(chosen.get(side, [""])[0]) for side in ("since", "until"))
    has_days = bool(since or until)
    if since and until and since.first_day > until.last_day:
        since, until = until, since
    asks_for_none = NONE in chosen.get("year", []) or undated or but == "year"
    if has_days and date is None and not asks_for_none:
        return False
    if date and ((since and date.last_day < since.first_day) or (until and date.first_day > until.last_day)):
        return False
    for name, value in values.items():
        only = [each.casefold() for each in chosen.get(name, [])]
        free = name == but or (name == "year" and has_days and only == [NONE])
        if only and not free and value.casefold() not in only and not (name == "year" and undated and date is None):
            return False
        if name != but and value.casefold() in [each.casefold() for each in chosen.get(f"not-{name}", [])]:
            return False
    return True
