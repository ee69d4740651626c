"""The Flask app: its factory, and what holds for every page."""

from __future__ import annotations

import hashlib
import logging
import re
from pathlib import Path

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed

from corpus.errors import CitecastError, outcome, refusal
from search.service import Service
from search.settings import Settings
from web import (
    asked,
    current,
    markup,
    presentation,
    security,
)
from web.api import problems, views as api
from web.current import Citecast
from web.editing import Editing
from web.history import History
from web.jobs import Worker
from web.listening import Listener
from web.machines import views as machines
from web.rereading import Rereading
from web.staging import Staging
from web.views import (
    add,
    clippings,
    correcting,
    documents,
    export,
    feed,
    help,
    library,
    lines,
    listening,
    passages,
    people,
    saved,
    search,
    suggest,
    verify,
    vocabulary,
)

log = logging.getLogger(__name__)
_PLAIN = re.compile(r"[a-z]{1,14}(?=[ ,.;:’])")  # a word, and no id


def create_app(service: Service, *, home: Path, token: str | None = None) -> Flask:
    """The pages over a service. With a `token`, pages that write ask for it; without, only this computer may ask.

    The app goes on with what was being added when it ended; `close` it before the service.
    """
    app = Flask(__name__)
    megabyte = 2**20
    app.config.update(
        SECRET_KEY=hashlib.sha256(f"citecast session {token}".encode()).digest(),
        SESSION_COOKIE_NAME="citecast",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=service.settings.public_url.startswith("https://"),
        MAX_CONTENT_LENGTH=service.settings.max_upload_mb * megabyte,
        MAX_FORM_MEMORY_SIZE=service.settings.max_file_mb * megabyte,
        MAX_FORM_PARTS=20_000,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.url_map.converters["int"] = asked.Number
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    staging = Staging(home)
    worker = Worker(service, staging)
    app.extensions["citecast"] = Citecast(
        service=service,
        staging=staging,
        worker=worker,
        rereading=Rereading(service),
        editing=Editing(service),
        listener=(listener := Listener(service)),
        history=History(home, is_kept=service.settings.keep_history and token is None),
    )
    security.protect(app, token=token, public_url=service.settings.public_url)
    presentation.teach(app)
    markup.teach(app)
    for views in (
        *(search, lines, export, feed, suggest, documents, passages, library, people, vocabulary, saved, add),
        *(clippings, verify, help, api, machines, listening, correcting),
    ):
        app.register_blueprint(views.pages)
    app.register_error_handler(CitecastError, _failed)
    app.register_error_handler(OSError, _not_done)
    app.register_error_handler(HTTPException, _refused)
    worker.resume()
    listener.resume()
    return app


def close(app: Flask) -> None:
    """End what works beside the pages: adding after the source at hand, so that the rest waits on the disk."""
    with app.app_context():
        current.worker().close()
        current.listener().close()
        current.rereading().close()
        current.editing().close()


def _failed(error: CitecastError) -> ResponseReturnValue:
    return _error(outcome(error).status, _capital(f"{error}.").replace("..", "."))


def _not_done(error: OSError) -> ResponseReturnValue:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _error(500, _capital(f"{refusal(error)}."))


def _refused(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, InternalServerError) and error.original_exception:
        log.error("%s %s failed", request.method, request.path, exc_info=error.original_exception)
    said = {
        404: "There is no such address; /api/ lists those there are."
        if problems.is_asked_for()
        else "There is no such page. Check that the whole address was copied, or search for the words.",
        405: "This address is one that a form sends to. Go back, and use the form on its page.",
        413: f"That was too large to take in one go; the limit is {_limit()} MB. Add fewer or smaller files at once.",
        500: "Something went wrong here; what is stored is kept. Whoever runs Citecast"
        " finds the details in what it printed.",
    }
    response = make_response(_error(error.code or 500, said.get(error.code or 500, error.description or error.name)))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _capital(message: str) -> str:
    """A message with a capital, unless it begins with an id or another name, which are not to be changed."""
    return message[:1].upper() + message[1:] if _PLAIN.match(message) else message


def _limit() -> int:
    return int(request.max_content_length or 0) // 2**20 or Settings().max_upload_mb


def _error(status: int, message: str) -> ResponseReturnValue:
    if problems.is_asked_for():
        return problems.problem(status, message)
    return render_template("error.html", status=status, message=message), status
