"""Waitress: the app on an address, with the token where others can reach it."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from corpus.errors import InvalidValue
from search import config
from search.schedule import Schedule
from search.service import Service
from web.app import close, create_app
from web.parser import Channel

THREADS = 8


def run(service: Service, *, host: str, port: int) -> None:
    """Serve until interrupted; InvalidValue where the address cannot be listened on.

    Where other computers can reach it, by the address or by public_url, pages that write ask for the token.
    """
    public = urlsplit(service.settings.public_url).hostname
    local = is_loopback(host) and (public is None or is_loopback(public))
    app = create_app(service, home=service.home, token=None if local else config.token(service.home))
    try:
        server = _listening(app, host, port)
        service.prepare(click.echo)
        shown = "localhost" if is_loopback(host) else f"[{host}]" if ":" in host else host
        click.echo(f"Citecast is at http://{shown}:{port}/ (stop it with Ctrl-C)")
        if not local:
            click.echo("Other computers can reach it: adding and editing need the token of `citecast token`.")
        with Schedule(service):
            server.run()
    finally:
        close(app)


def _listening(app: Flask, host: str, port: int) -> BaseWSGIServer | MultiSocketServer:
    listening: dict[Any, Any] = {}  # by file descriptor
    try:
        server = create_server(
            app,
            map=listening,
            host=host,
            port=port,
            threads=THREADS,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 1,
            clear_untrusted_proxy_headers=True,
            ident="Citecast",
        )
    except OSError as error:
        raise InvalidValue(
            f"cannot listen on {host} port {port}: {error.strerror or error}; choose another with --port"
        ) from error
    for each in listening.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class = Channel
    return server


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
