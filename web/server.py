"""Waitress: the app on an address, with the token where others can reach it."""

from __future__ import annotations

import ipaddress

import click
from waitress.server import create_server

from corpus.errors import InvalidValue
from search import config
from search.service import Service
from web.app import create_app

THREADS = 8


def run(service: Service, *, host: str, port: int) -> None:
    """Serve until interrupted; InvalidValue where the address cannot be listened on."""
    local = is_loopback(host)
    app = create_app(service, home=service.home, token=None if local else config.token(service.home))
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 2**20,  # the app's own page says 413
            clear_untrusted_proxy_headers=True,
            ident="Citecast",
        )
    except OSError as error:
        raise InvalidValue(
            f"cannot listen on {host} port {port}: {error.strerror or error}; choose another with --port"
        ) from error
    click.echo(f"Citecast is at http://{'localhost' if local else host}:{port}/ (stop it with Ctrl-C)")
    if not local:
        click.echo("Other computers can reach it: adding and editing need the token of `citecast token`.")
    server.run()


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
