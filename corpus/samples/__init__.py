"""The sample corpus: files as a user could have written them, in our own words."""

from __future__ import annotations

from importlib.resources import files as resources
from importlib.resources.abc import Traversable

_SUFFIXES = (".html", ".md", ".vtt")


def files() -> tuple[Traversable, ...]:
    """The sample files, by name."""
    found = (file for file in resources(__name__).iterdir() if file.name.endswith(_SUFFIXES))
    return tuple(sorted(found, key=lambda file: file.name))
