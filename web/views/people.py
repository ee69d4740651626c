"""People: whom the sources name, and who is meant; corrections, seen before they are made, and taken back after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.corrections import Meant, Scope
from corpus.errors import InvalidValue
from corpus.library import Named
from corpus.model import ROLES, Document, NameParts
from corpus.name_parts import parts_of
from search import naming
from web.asked import is_number
from web.current import service
from web.security import writes

pages = Blueprint("people", __name__, url_prefix="/people")
_LISTED = 30  # names at first sight
_FOLDED = 300
_CORRECTIONS = 50
_PLACE = ("document", "show")  # what an address may say of where names are listed
_FIELDS = ("who", "given", "particle", "family", "suffix", "same", "role", "where")


class Where(NamedTuple):
    """A scope in which a name may be corrected, and how many documents there have it."""

    scope: Scope
    places: tuple[str, ...]
    label: str
    documents: int


@pages.get("")
@writes
def people() -> ResponseReturnValue:
    """The names of a document, a show or the library; of the one chosen the form, and what it would change."""
    return _page(request.args)


@pages.post("")
@writes
def correct() -> ResponseReturnValue:
    """Correct the name."""
    try:
        meant = _meant(request.form)
        scope, places = _scope(request.form)
        corrected = service().naming.correct([request.form.get("name", "")], meant, scope=scope, places=places)
    except InvalidValue as error:
        return _page(request.form, error=str(error)), 400
    where = {name: request.form[name] for name in _PLACE if request.form.get(name)}
    return redirect(url_for("people.people", **where, done=corrected.correction.id), 303)  # type: ignore[arg-type]


@pages.post("/undo")
@writes
def undo() -> ResponseReturnValue:
    """Take a correction back."""
    id = request.form.get("id", "")
    if not is_number(id):
        raise InvalidValue("this form names no correction; open the page again")
    service().naming.undo(int(id))
    where = {name: request.form[name] for name in _PLACE if request.form.get(name)}
    return redirect(url_for("people.people", **where), 303)  # type: ignore[arg-type]


def _page(asked: Mapping[str, str], *, error: str = "") -> str:
    record = service().library.record(asked["document"]) if asked.get("document") else None
    document = record.document if record else None
    show = asked.get("show") or (document.show if document else None) or ""
    everywhere = service().naming.names()
    in_show = service().naming.names("show", [show]) if show else ()
    here = service().naming.names("document", [document.id]) if document else in_show or everywhere
    name = asked.get("name", "")
    chosen = next((each for each in here if each.name == name), None) or (
        Named(name, None, (), (), 0, ()) if name else None
    )
    proposal = None
    if chosen and asked.get("who") and not error:
        try:
            scope, places = _scope(asked)
            proposal = service().naming.would_correct([name], _meant(asked), scope=scope, places=places)
        except InvalidValue as wrong:
            error = str(wrong)
    find = asked.get("find", "").strip()
    found = [each for each in here if find.casefold() in each.name.casefold()]
    corrections = service().naming.corrections()
    return render_template(
        "people.html",
        document=document,
        is_removed=record is not None and record.state != "live",
        show=show,
        shows=service().library.shows() if not (document or show) else (),
        names=here,
        found=found[:_LISTED],
        folded=found[_LISTED:_FOLDED],
        find=find,
        perhaps=naming.perhaps_one(here),
        chosen=chosen,
        values=_values(asked, chosen) if chosen else {},
        scopes=list(_scopes(name, document, show, here, in_show, everywhere)) if chosen else [],
        roles_known=ROLES,
        error=error,
        proposal=proposal,
        asked={field: asked[field] for field in _FIELDS if asked.get(field)},
        place={field: asked[field] for field in _PLACE if asked.get(field)},
        corrections=corrections[:_CORRECTIONS],
        done=next((each for each in corrections if str(each.id) == asked.get("done") and not each.undone), None),
        said=naming.said,
        holds=naming.where,
        changed=naming.changed,
    )


def _values(asked: Mapping[str, str], chosen: Named) -> dict[str, str]:
    """What the form shows: what was written into it, else the name in its parts as far as they are known."""
    if asked.get("who"):
        return {field: asked.get(field, "") for field in _FIELDS}
    parts = chosen.parts or parts_of(chosen.name)
    is_whole = chosen.parts is not None and not parts.given and not parts.particle
    return {**dict.fromkeys(_FIELDS, ""), **parts._asdict(), "who": "whole" if is_whole else "named"}


def _scopes(
    name: str,
    document: Document | None,
    show: str,
    here: Sequence[Named],
    in_show: Sequence[Named],
    everywhere: Sequence[Named],
) -> Any:
    def count(names: Sequence[Named]) -> int:
        return next((len(each.documents) for each in names if each.name == name), 0)

    if document:
        yield Where("document", (document.id,), f"Only “{document.title}”", count(here))
    if show:
        yield Where("show", (show,), f"All of {show}", count(in_show))
    yield Where("library", (), "The whole library", count(everywhere))


def _scope(asked: Mapping[str, str]) -> tuple[Scope, tuple[str, ...]]:
    scope = asked.get("where", "")
    if scope not in get_args(Scope):
        raise InvalidValue("say where the name is to be corrected")
    if scope == "document":
        return "document", (asked.get("document", ""),)
    if scope == "show":
        show = asked.get("show") or service().library.record(asked.get("document", "")).document.show
        if not show:
            raise InvalidValue("this document belongs to no show")
        return "show", (show,)
    return "library", ()


def _meant(asked: Mapping[str, str]) -> Meant:
    """Who is meant, as the form says."""
    role: Any = asked.get("role") or None
    match asked.get("who"):
        case "named":
            parts = NameParts(*(asked.get(field, "").strip() for field in NameParts._fields))
            return Meant(parts=parts, role=role)
        case "same":
            if not asked.get("same", "").strip():
                raise InvalidValue("write whose name it is the same as")
            return Meant(name=asked["same"], role=role)
        case "whole":
            return Meant(parts=NameParts(asked.get("name", "")), role=role)
        case "nobody":
            return Meant(nobody=True)
        case "known":
            return Meant(role=role)
    raise InvalidValue("say who it is")
