"""What the views of one app share: the service and the batches that wait to be added."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import current_app

from search.service import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Citecast:
    service: Service
    home: Path


def service() -> Service:
    """The service of the app that answers this request."""
    return _current().service


def home() -> Path:
    """The folder of its library."""
    return _current().home


def _current() -> Citecast:
    return cast(Citecast, current_app.extensions["citecast"])
