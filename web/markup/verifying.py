"""Quotations of a draft, each beside its source: see `web.markup`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from corpus.model import Document, Place
from search.links import document_path, permalink, playing, seconds
from search.results.views import recording, related
from search.verifying.credit import is_same
from search.verifying.values import Difference, Finding
from web.checking import STATES, Checked
from web.current import service
from web.markup.citing import cite_panel
from web.markup.text import NOTHING, e, trusted
from web.presentation import Panels, label, role
from web.sides import Piece, Sides

_MOST_SOUGHT = 32  # words
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OPERATORS = ("AND", "OR", "NOT", "NEAR")
_CLASSES = ("other", "altered", "missing", "fair", "exact")


class Beside:
    """What the findings of one page share; `fair` are the kinds of differences that are fair besides."""

    def __init__(self, fair: Iterable[str]) -> None:
        self.fair = [*fair]
        self.panels = Panels(at_the_words=True)
        self._recordings: dict[str, bool] = {}

    def has_recording(self, document: Document) -> bool:
        if document.id not in self._recordings:
            found = recording(document, lambda: related(service().library, document.id).episodes)
            self._recordings[document.id] = found is not None
        return self._recordings[document.id]
