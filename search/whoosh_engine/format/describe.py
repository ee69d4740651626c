"""A segment with other details of some of its documents: its words stay, in the files that have them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import numpy as np

from search.whoosh_engine.format import columns
from search.whoosh_engine.format.columns import Texts
from search.whoosh_engine.format.container import Writer
from search.whoosh_engine.format.schema import OF_DOCUMENTS
from search.whoosh_engine.format.segment import Segment


def span(segment: Segment, document: str) -> slice:
    """The docs of a document in a segment; none where it is not there."""
    column = cast(Texts, segment.columns["document"])
    if (number := column.values.find(document.encode())) < 0:
        return slice(0, 0)
    wanted = column.ordinals.dtype.type(number)  # of another type, all would be converted first
    return slice(*(int(column.ordinals.searchsorted(wanted, side)) for side in ("left", "right")))


def describe(path: Path, old: Path, segment: Segment, documents: Mapping[str, tuple[str | int, ...]]) -> None:
    """Write at `path` the segment at `old` with these values of OF_DOCUMENTS for some documents that it has."""
    spans = {id: span(segment, id) for id in documents}
    sizes = [docs.stop - docs.start for docs in spans.values()]
    kept = np.ones(segment.size, bool)
    for docs in spans.values():
        kept[docs] = False
    places = [np.flatnonzero(kept), *(np.arange(docs.start, docs.stop) for docs in spans.values())]
    order = np.argsort(np.concatenate(places))
    writer = Writer(path)
    try:
        arrays = writer.share(old)
        for place, (name, kind) in enumerate(OF_DOCUMENTS.items()):
            arrays = {each: values for each, values in arrays.items() if not each.startswith(f"{name}.")}
            said = columns.write(name, [values[place] for values in documents.values()], kind, sizes=sizes)
            new = columns.read(name, said)
            arrays |= columns.merge(name, [(segment.columns[name], kept), (new, np.ones(sum(sizes), bool))], order)
        writer.close(arrays, segment.size)
    except BaseException:
        writer.abandon()
        raise
