"""Words as the library writes them, which the index has folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from search.analysis.folding import folded
from search.analysis.patterns import patterns

_BEFORE_SENTENCES = ("", *'.?!:…"“”')


def as_written(form: str, texts: Iterable[str]) -> str:
    """How some texts write a folded form most often, where a word within a sentence counts ten times as much as one
    that may have its capital from where it stands; the form itself where none has it."""
    found: Counter[str] = Counter()
    for text in texts:
        for match in patterns(text).word.finditer(text):
            if folded(match[0]) == form:
                found[match[0]] += 1 if text[: match.start()].rstrip()[-1:] in _BEFORE_SENTENCES else 10
    return max(found, key=lambda each: (found[each], each), default=form)
