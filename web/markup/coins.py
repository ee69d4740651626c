"""What a page of results says of its documents for reference managers."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from corpus.model import Document
from web.current import service
from web.machines.coins import context_object
from web.markup.text import e, trusted


def coins(documents: Iterable[Document]) -> Markup:
    """An element for each document, with nothing to see."""
    work = service().citer.work
    return trusted(
        "".join(f'<span class="Z3988" title="{e(context_object(work(each)))}"></span>' for each in documents)
    )
