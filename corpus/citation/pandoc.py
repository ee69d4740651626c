"""A reference in any other style of CSL, by pandoc, which the extra `styles` brings."""

from __future__ import annotations

import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from corpus.citation.item import Item
from corpus.errors import InvalidValue

_SECONDS = 60
_LONGEST = 200  # characters of what pandoc says


class Made(NamedTuple):
    """A reference, and the version of pandoc that made it."""

    text: str
    version: str


def with_origin(text: str, item: Item) -> str:
    """A reference that says that a machine heard the words, also in a style that prints neither genre nor medium."""
    told = item.origin or ""
    return text if told.casefold() in text.casefold() else f"{text} [{told}]"


def reference(csl_json: str, style: Path) -> Made:
    """The entry of a bibliography for CSL-JSON, in the style of a CSL file.

    InvalidValue where pandoc is not installed, cannot read the style, or the style has no bibliography.
    """
    if find_spec("pypandoc") is None:
        where = "in the folder that Citecast is installed from"
        raise InvalidValue(f"a style of your own needs the extra “styles”: pip install '.[styles]' {where}")
    import pypandoc

    if b"independent-parent" in style.read_bytes():
        raise InvalidValue(f"{style} only names another style, which pandoc would fetch: take the file of that")
    options = ["--sandbox", "--from=csljson", "--to=plain", "--wrap=none", "--citeproc", f"--csl={style}"]
    try:
        made = subprocess.run(  # noqa: S603  # no shell, and the path of a file as one argument
            [pypandoc.get_pandoc_path(), *options],
            input=csl_json,
            text=True,
            encoding="utf-8",
            capture_output=True,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        raise InvalidValue(f"pandoc did not end within {_SECONDS} seconds") from late
    if made.returncode:
        raise InvalidValue(f"pandoc cannot read {style}: {' '.join(made.stderr.split())[:_LONGEST]}")
    if not made.stdout.strip():
        raise InvalidValue(f"{style} has no bibliography")
    return Made(made.stdout.strip(), pypandoc.get_pandoc_version())
