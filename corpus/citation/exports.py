"""Citations as Markdown, and as the bare link."""

from __future__ import annotations

import re

from corpus.citation.chicago import CHICAGO_18
from corpus.citation.item import Item, Run
from corpus.citation.notes import on_one_line

# What every Markdown reads alike: a backslash before its first signs, entities for what is newer or HTML's.
_MARKDOWN = str.maketrans(
    {**{sign: f"\\{sign}" for sign in "\\`*_[]"}, "<": "&lt;", ">": "&gt;", "&": "&amp;", "~": "&#126;"}
)
_MARKDOWN_BLOCK = re.compile(r"^(\d*)([.)])(?=\s)|^([-+#])")  # a list, heading or rule, at the start of a line


def markdown(item: Item) -> tuple[Run, ...]:
    """The quotation as a block quote, and its Chicago note below."""
    cited = "".join(f"*{_escaped(run.text)}*" if run.italic else _escaped(run.text) for run in CHICAGO_18.note(item))
    if item.url:
        before, _, after = cited.rpartition(_escaped(item.url))
        cited = f"{before}<{item.url}>{after}"
    quoted = "\n>\n".join(f"> {_escaped(paragraph)}" for paragraph in item.quotation.words.split("\n"))
    return (Run(f"{quoted}\n>\n> — {cited}"),)


def _escaped(text: str) -> str:
    return _MARKDOWN_BLOCK.sub(r"\1\\\2\3", on_one_line(text).translate(_MARKDOWN))


def link(item: Item) -> tuple[Run, ...]:
    """The permalink, or the source's own address; the passage's name where neither can be reached."""
    return (Run(item.address),)
