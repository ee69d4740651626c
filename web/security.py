"""Who may ask for what: headers on every response, same-origin posts, known hosts, and the token."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self';"
    " img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
View = TypeVar("View", bound=Callable[..., object])
_OWN_PATH = re.compile(
    r"/(?:[!-.0-\[\]-~][!-\[\]-~]*)?"
)  # a path on this site: printable ASCII, no // and no backslash
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
_IS_FOR_OTHERS = "IS_FOR_OTHERS"  # in the configuration of the app
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def writes(view: View) -> View:
    """Mark a view whose page is a step of writing, so that it asks for the token also when it only shows a form."""
    view.writes = True  # type: ignore[attr-defined]
    return view


def reads(view: View) -> View:
    """Mark a view whose form changes nothing, so that it asks for no token."""
    view.reads = True  # type: ignore[attr-defined]
    return view


def of_programs(view: View) -> View:
    """Mark a view that other programs send to, which changes nothing: what says of no page that it sends it, as every
    browser does, is not one."""
    view.of_programs = True  # type: ignore[attr-defined]
    return view


def may_write() -> bool:
    """Whether who asks may write: on this computer, or with the token."""
    return not current_app.config[_IS_FOR_OTHERS] or bool(session.get("may_write"))


def protect(app: Flask, *, token: str | None, public_url: str) -> None:
    """Guard every request of an app. Without a token, only requests to this computer's own names are answered."""
    hosts = _LOCAL | ({urlsplit(public_url).hostname or ""} if public_url else set())

    @app.before_request
    def known_host() -> None:
        # A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding); it cannot choose this header.
        if token is None and _hostname(request.host) not in hosts:
            abort(400, "This address is not one that the library is served at. Open http://localhost instead.")

    @app.before_request
    def same_origin() -> None:
        if request.method in _SAFE or request.routing_exception:
            return
        view = app.view_functions.get(request.endpoint or "")
        if not (_is_same_origin() or (getattr(view, "of_programs", False) and not _is_of_browser())):
            abort(
                403, "This form was not sent from one of the library's own pages. Open the page here and send it again."
            )

    @app.before_request
    def allowed() -> ResponseReturnValue | None:
        view = app.view_functions.get(request.endpoint or "")
        is_post = request.method not in _SAFE and not getattr(view, "reads", False)
        needed = is_post or getattr(view, "writes", False)
        if not needed or request.endpoint in (None, "token") or may_write():
            return None
        return redirect(url_for("token", next=request.full_path if request.method == "GET" else "/"), 303)

    app.config[_IS_FOR_OTHERS] = token is not None
    app.jinja_env.globals.update(may_write=may_write, is_for_others=token is not None)

    @app.after_request
    def headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    @app.route("/token", methods=["GET", "POST"], endpoint="token")
    def token_page() -> ResponseReturnValue:
        back = request.values.get("next", "/")
        if not _OWN_PATH.fullmatch(back):
            back = "/"
        wrong = False
        if request.method == "POST":
            given = request.form.get("token", "").strip()
            if token is not None and hmac.compare_digest(given.encode(), token.encode()):
                session["may_write"] = True
                return redirect(back, 303)
            wrong = True
        return render_template("token.html", back=back, wrong=wrong, needed=token is not None), 403 if wrong else 200


def letting_play(response: Response, url: str) -> Response:
    """The response, whose page may load a recording: by the scheme of its address, since hosts of recordings send to
    other hosts, which a policy by name would stop."""
    scheme = urlsplit(url).scheme
    media = f"; media-src {scheme}:" if scheme else "; media-src 'self'"
    response.headers["Content-Security-Policy"] = HEADERS["Content-Security-Policy"] + media
    return response


def _is_same_origin() -> bool:
    """By Fetch Metadata where the browser sends it, else by Origin; a request with neither is not a form of ours."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin", "").partition("://")[2] == request.host


def _is_of_browser() -> bool:
    """Whether a browser sends this: it names the page's origin with all that is posted."""
    return any(name in request.headers for name in ("Sec-Fetch-Site", "Origin"))


def _hostname(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host
