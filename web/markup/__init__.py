"""What is on a page by the hundred, as markup: a template would take ten times as long for it.

Every value goes through `escape`, which is called `e` here, before it stands in a string.
"""

from __future__ import annotations

from flask import Flask

from search.results.timeline import Unit
from web.heard import heard_since
from web.markup.citing import as_quoted, cite_panel
from web.markup.coins import coins
from web.markup.found import hits_here
from web.markup.hits import hits
from web.markup.lines import ORDERS, bars, kwic, periods
from web.markup.text import beside, facts, marked
from web.markup.turns import near
from web.markup.verifying import findings, short_ones


def teach(app: Flask) -> None:
    """Let the templates call what is here."""
    app.jinja_env.globals.update(marked=marked, facts=facts, beside=beside, hits=hits, hits_here=hits_here, near=near)
    app.jinja_env.globals.update(cite_panel=cite_panel, as_quoted=as_quoted, coins=coins)
    app.jinja_env.globals.update(bars=bars, periods=periods, kwic=kwic, units=list(Unit), orders=ORDERS)
    app.jinja_env.globals.update(heard_since=heard_since)
    app.jinja_env.globals.update(findings=findings, short_ones=short_ones)
