"""Verifying quotes: a draft is given, and each quotation in it is shown beside its source. Nothing of it is kept."""

from __future__ import annotations

import base64
import datetime as dt
import json
from contextlib import closing
from pathlib import PurePath

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import EngineBusy, InvalidValue
from corpus.text import printable
from search.verifying.page import as_html
from search.verifying.report import as_json, summary
from search.verifying.values import OPTIONS, Report
from web import checking, presentation
from web.checking import Findings
from web.current import service
from web.markup.verifying import Beside
from web.security import reads

pages = Blueprint("verify", __name__, url_prefix="/verify")
PASTED = "Pasted text"
_MOST_IN_LINKS = 2**20  # characters
_YEAR = 31_536_000  # seconds


@pages.route("", methods=["GET", "POST"])
@reads
def verify() -> ResponseReturnValue:
    """The form; or what is found of the draft that it sends."""
    if request.method != "POST":
        return _form()
    text, fair = "", checking.fair_here()
    try:
        checking.check_size()
        text = request.form.get("text", "")
        found = Findings(checking.checked(*_sent(text), fair), fair)
    except InvalidValue as error:
        return _form(str(error), text), 400
    except EngineBusy as error:
        return _form(str(error), text), 503
    response = make_response(_shown(found))
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.post("/fair")
@reads
def fair() -> ResponseReturnValue:
    """Keep what counts as fair, in this browser."""
    chosen = [each for each in OPTIONS if each in request.form.getlist("fair")]
    response = redirect(url_for("verify.verify", kept="yes"), 303)
    response.set_cookie(checking.FAIR, ".".join(chosen), max_age=_YEAR if chosen else 0, samesite="Lax", httponly=True)
    return response


def _sent(text: str) -> tuple[bytes, str]:
    """The draft that was sent, and what it is called."""
    file = request.files.get("file")
    if file and file.filename:
        with closing(file):
            return file.read(), printable(file.filename.replace("\\", "/").rpartition("/")[2])
    if not text.strip():
        raise InvalidValue("nothing was given; choose a draft, or paste its text")
    return text.encode("utf-8", "replace"), PASTED


def _form(error: str = "", text: str = "") -> str:
    counted = service().library.stats().documents
    return render_template(
        "verify.html",
        error=error,
        text=text,
        options=OPTIONS,
        fair=checking.fair_here(),
        documents=sum(counted.values()),
        transcripts=counted.get("transcript", 0),
    )


def _shown(found: Findings) -> str:
    shown, folded = found.shown
    return render_template(
        "verified.html",
        report=found.report,
        found=found,
        summary=summary(found.report),
        shown=shown,
        folded=folded,
        folded_told=checking.folded_told(folded),
        short=found.short,
        short_told=checking.short_told(found.short),
        beside=Beside(found.fair),
        fair=[OPTIONS[each] for each in OPTIONS if each in found.fair],
        documents=sum(service().library.stats().documents.values()),
        today=presentation.day(dt.datetime.now().astimezone()),
        reports=_reports(found.report),
    )


def _reports(report: Report) -> list[tuple[str, str, str]]:
    """The report as files, in links that hold them, since nothing is kept that could be asked for: each with its kind,
    and the name of the file; none where they would be too large for that."""
    made = (
        ("HTML", "text/html", as_html(report)),
        ("JSON", "application/json", json.dumps(as_json(report), ensure_ascii=False, indent=1)),
    )
    if sum(len(text) for _, _, text in made) > _MOST_IN_LINKS:
        return []
    name = f"{PurePath(report.draft.name).stem} quotations"
    return [
        (kind, f"data:{media};charset=utf-8;base64,{_base64(text)}", f"{name}.{kind.lower()}")
        for kind, media, text in made
    ]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "replace")).decode()
