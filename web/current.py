"""What the views of one app share: the service, the batches given in the browser, and what works beside the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from search.service import Service
from web.editing import Editing
from web.history import History
from web.jobs import Worker
from web.listening import Listener
from web.rereading import Rereading
from web.staging import Staging


@dataclass(frozen=True, slots=True, kw_only=True)
class Citecast:
    service: Service
    staging: Staging
    worker: Worker
    rereading: Rereading
    editing: Editing
    history: History
    listener: Listener


def service() -> Service:
    """The service of the app that answers this request."""
    return _current().service


def staging() -> Staging:
    """The batches given in its pages."""
    return _current().staging


def worker() -> Worker:
    """The thread that reads and adds them."""
    return _current().worker


def rereading() -> Rereading:
    """What reads the library again."""
    return _current().rereading


def editing() -> Editing:
    """What sets details of many documents."""
    return _current().editing


def listener() -> Listener:
    """What listens to recordings."""
    return _current().listener


def history() -> History:
    """The searches that were typed in its pages."""
    return _current().history


def _current() -> Citecast:
    return cast(Citecast, current_app.extensions["citecast"])
