"""Run by a checkout's own Python, over its own code: does what it is told, a line of JSON each, to a Service.

    python inside.py HOME compiled|numpy

This alone knows what the parts of a Service are called, in any commit.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.model import Hints
from search.service import Service


def named(name: str, *modules: str) -> Any:
    """What is called so in the first of these modules that is there and has it."""
    for module in modules:
        with suppress(ImportError, AttributeError):
            return getattr(import_module(module), name)
    raise ImportError(name)


Settings = named("Settings", "search.settings", "search.config")
SearchRequest = named("SearchRequest", "search.results.values", "search.results")
FACETS = named("FACETS", "search.fields", "search.engine")
CAN_COUNT_FEW = "facets" in SearchRequest.__dataclass_fields__


def part(service: Any, *names: str) -> Callable[..., Any]:
    """A method of the service, or of the part of it that has it, by one of these names."""
    for owner in (service, *(getattr(service, each, None) for each in ("finder", "adder", "editor", "indexer"))):
        for name in names:
            if hasattr(owner, name):
                return getattr(owner, name)
    raise AttributeError(*names)


def prepare(service: Any) -> None:
    """Answer by compiled code from now on."""
    (getattr(service.engine, "precompile", None) or service.engine.prepare)(lambda line: print(line, file=sys.stderr))


def search(service: Any, query: str) -> Callable[[], dict[str, Any]]:
    """As the page of results asks: what it shows of each facet, and all years; in a commit that cannot be asked for
    fewer, all values."""
    asked = {"facets": {name: 100 if name == "year" else 8 for name in FACETS}} if CAN_COUNT_FEW else {}
    ask, request = part(service, "search"), SearchRequest(query=query, limit=20, **asked)

    def run() -> dict[str, Any]:
        found = ask(request)
        total = found.total if isinstance(found.total, int) else found.total.passages
        return {"total": total, "scope": found.scope, "hits": len(found.hits)}

    return run


def store(service: Any, files: Sequence[str]) -> Callable[[], dict[str, Any]]:
    """Read and store files, while the index is held so that nothing is indexed meanwhile."""
    add, given = part(service, "add"), part(service, "given", "spec")

    def run() -> dict[str, Any]:
        with service.engine.session():
            failed = [each.message for each in add(given(file, Hints()) for file in files) if each.status == "failed"]
        return {"failed": failed}

    return run


def edit(service: Any, argument: tuple[Sequence[str], dict[str, str]]) -> Callable[[], dict[str, Any]]:
    change = part(service, "edit")
    return lambda: {"edited": len(change(*argument))}


def catch_up(service: Any, argument: None) -> Callable[[], dict[str, Any]]:
    return lambda: {"replayed": part(service, "catch_up")()}


DO: dict[str, Callable[..., Callable[[], dict[str, Any]]]] = {
    "search": search,
    "store": store,
    "edit": edit,
    "catch up": catch_up,
}


def main() -> None:
    """Answer each line by what came of it, and the seconds of the clock and of this process's processor."""
    home, how = sys.argv[1:]
    answers, sys.stdout = sys.stdout, sys.stderr
    with Service.open(Path(home), Settings()) as service:
        if how == "compiled":
            prepare(service)
        for line in sys.stdin:
            what, argument = json.loads(line)
            run = DO[what](service, argument)
            started, cpu = time.perf_counter(), time.process_time()
            found = run()
            found |= {"cpu": time.process_time() - cpu, "seconds": time.perf_counter() - started}
            print(json.dumps(found), file=answers, flush=True)


if __name__ == "__main__":
    main()
