"""What is new in a saved search is what a sum over the whole history of a library says, whatever happened in it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings, strategies as st

from corpus.model import Passage
from search.results.filters import Filters
from search.results.values import SearchRequest
from search.service import Service
from search.settings import Settings
from tests.many import MANY
from tests.unit.test_library import keep, note

TEXTS = ("a crane", "the remote crane", "a mast", "cranes and masts", "remote", "no word of it")
DOCUMENTS = ("one", "two", "three")
SEARCHES: dict[str, Callable[[Passage], bool]] = {
    "crane": lambda passage: "crane" in passage.text,
    "remote crane": lambda passage: {"remote", "crane"} <= set(passage.text.split()),
    "mast -crane": lambda passage: "mast" in passage.text and "crane" not in passage.text,
}
SHOW = Filters(only={"show": ("Quay",)})

steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("store"),
            st.sampled_from(DOCUMENTS),
            st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4, unique=True),
        ),
        st.tuples(st.sampled_from(["remove", "undelete", "show", "no show"]), st.sampled_from(DOCUMENTS), st.just([])),
        st.tuples(st.just("look"), st.sampled_from([*SEARCHES, "within"]), st.just([])),
        st.tuples(st.just("index"), st.just(""), st.just([])),
    ),
    max_size=12,
)


@contextmanager
def opened() -> Iterator[Service]:
    with tempfile.TemporaryDirectory() as home, Service.open(Path(home) / "home", Settings()) as service:
        keep(service.library, note("begun", title="begin"), at="/begin.md")
        service.indexer.catch_up()
        yield service


def do(service: Service, action: str, of: str, texts: list[str]) -> None:
    """One step of a history; what cannot be done is not."""
    library = service.library
    state = {id: "live" for id in library.live()} | {id: "removed" for id in library.listed(state="removed")}
    if action == "store":
        keep(library, note(*texts, title=of), at=f"/{of}.md")
    elif action == "remove" and state.get(of) == "live":
        library.remove(of)
    elif action == "undelete" and state.get(of) == "removed":
        library.undelete(of)
    elif action in ("show", "no show") and state.get(of) == "live":
        library.edit([of], {"show": "Quay" if action == "show" else ""})


@settings(max_examples=15 * MANY, deadline=None)
@given(history=steps)
def test_new_is_what_the_history_says(history: list[tuple[str, str, list[str]]]) -> None:
    with opened() as service:
        ids: dict[str, int] = {}
        for query in SEARCHES:
            ids[query] = service.following.save(query, SearchRequest(query=query)).id
        ids["within"] = service.following.save("within", SearchRequest(query="crane", filters=SHOW)).id
        indexed = came(service)  # what was in the library when the index was last brought up to date
        seen = dict.fromkeys(ids, indexed)
        for action, of, texts in history:
            if action == "look":
                service.following.see([ids[of]])
                seen[of] = indexed
            elif action == "index":
                service.indexer.catch_up()
                indexed = came(service)
            else:
                do(service, action, of, texts)
        service.indexer.catch_up()
        now = here(service)
        for followed in service.following.listed():
            name, counts = followed.saved.name, followed.counts
            assert counts is not None
            finds = SEARCHES["crane" if name == "within" else name]
            found = {
                id for id, (passage, show) in now.items() if finds(passage) and (name != "within" or show == "Quay")
            }
            assert (counts.total, counts.new) == (len(found), len(found - seen[name]))


def here(service: Service) -> dict[str, tuple[Passage, str | None]]:
    """The passages of live documents."""
    documents = [service.library.document(id) for id in service.library.live()]
    return {passage.id: (passage, each.show) for each in documents for passage in each.passages()}


def came(service: Service) -> frozenset[str]:
    """All passages that any version of any document has."""
    library = service.library
    ids = (*library.live(), *library.listed(state="removed"))
    versions = [(id, each.version) for id in ids for each in library.versions(id)]
    return frozenset(passage.id for id, version in versions for passage in library.document(id, version).passages())
