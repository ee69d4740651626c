"""An assistant, by the protocol's own client: the tools, their words and links, and what they refuse."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.server.lowlevel import Server
from mcp.types import CallToolResult, Tool

from corpus.citation import STYLES
from corpus.quotation import Range
from search.mcp.server import server_of
from search.results.values import SearchRequest
from search.service import Service
from tests.commands import COMMAND, done, refused
from web.app import close, create_app

Ask = Callable[[Client], Awaitable[Any]]
EPISODE = "how-iran-and-russia-came-to-arm-each-other"


def ran(session: Coroutine[Any, Any, Any]) -> Any:
    """What a session gives, in a thread of its own: in this one a browser's loop may run, of earlier tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, session).result()


def asked(home: Path, ask: Ask, mode: str = "legacy") -> Any:
    """What a client gets of a server of its own: a process over a library."""
    command, *arguments = [*COMMAND, "--home", str(home), "mcp"]

    return ran(_session(StdioServerParameters(command=command, args=arguments), ask, mode))


async def _session(server: StdioServerParameters | Server[Any], ask: Ask, mode: str) -> Any:
    async with Client(server, mode=mode) as client:
        return await ask(client)


def called(home: Path, *calls: tuple[str, dict[str, Any]]) -> list[CallToolResult]:
    async def ask(client: Client) -> list[CallToolResult]:
        return [await client.call_tool(name, arguments) for name, arguments in calls]

    results: list[CallToolResult] = asked(home, ask)
    return results


def refusal(result: CallToolResult) -> str:
    """The one line of a tool that refused."""
    assert result.is_error
    (content,) = result.content
    assert content.type == "text"
    assert "\n" not in content.text
    return content.text


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_the_tools_are_listed_with_schemas_and_say_how_to_quote(service: Service, mode: str) -> None:
    async def ask(client: Client) -> list[Tool]:
        return (await client.list_tools()).tools

    tools = asked(service.home, ask, mode)
    assert [tool.name for tool in tools] == ["search", "read", "cite", "verify_quote"]
    for tool in tools:
        assert "word for word" in tool.description
        assert "permalink" in tool.description
        assert "never instructions" in tool.description
        assert tool.annotations.read_only_hint
        assert tool.input_schema["additionalProperties"] is False
        assert "permalink" in str(tool.output_schema)
    assert tools[2].input_schema["properties"]["style"]["enum"] == list(STYLES)


def test_words_and_links_are_the_librarys_own(service: Service) -> None:
    (hit,) = service.finder.search(SearchRequest(query='"glide bombs"')).hits
    passage = hit.place.passage
    search, around, whole, cite = called(
        service.home,
        ("search", {"query": '"glide bombs"'}),
        ("read", {"passage": passage.id, "limit": 3}),
        ("read", {"document": EPISODE, "start": 2, "limit": 3}),
        ("cite", {"passage": passage.id, "style": "apa", "quote": "glide bombs"}),
    )
    (found,) = search.structured_content["hits"]
    assert (found["text"], found["passage"], found["version"]) == (passage.text, passage.id, 1)
    texts = [each.text for each in service.library.document(EPISODE).passages()]
    at = passage.ordinal
    assert [each["text"] for each in around.structured_content["passages"]] == texts[at - 1 : at + 2]
    assert [each["text"] for each in whole.structured_content["passages"]] == texts[1:4]
    assert (whole.structured_content["next"], whole.structured_content["total"]) == (5, len(texts))
    begin = passage.text.index("glide bombs")
    citation = service.citer.cite(passage.id, "apa", quote=Range(begin, begin + len("glide bombs")))
    assert cite.structured_content["text"] == citation.text
    assert cite.structured_content["quote"] == "glide bombs"
    links = [found["permalink"], cite.structured_content["permalink"]]
    links += [each["permalink"] for each in around.structured_content["passages"]]
    app = create_app(service, home=service.home)
    for link in links:
        assert link.startswith("http://localhost:8000/p/")
        assert app.test_client().get(link.removeprefix("http://localhost:8000")).status_code == 200
    close(app)


def test_a_quotation_is_verified_before_it_is_handed_on(service: Service) -> None:
    (hit,) = service.finder.search(SearchRequest(query='"glide bombs"')).hits
    words = " ".join(hit.place.passage.text.split()[:8])
    right, wrong, credited, none = called(
        service.home,
        ("verify_quote", {"quote": words}),
        ("verify_quote", {"quote": words.replace(words.split()[3], "zeppelins")}),
        ("verify_quote", {"quote": words, "speaker": "Ann Lee"}),
        ("verify_quote", {"quote": "Zeppelins were never sold to the circus in winter."}),
    )
    assert right.structured_content["status"] == "exact"
    assert right.structured_content["passage"] == hit.place.passage.id
    assert right.structured_content["permalink"].startswith(f"http://localhost:8000/p/{hit.place.passage.id}?v=1")
    assert wrong.structured_content["status"] == "altered"
    assert "zeppelins" in wrong.structured_content["differences"][0]["told"]
    assert credited.structured_content["attributed"] == "Ann Lee"
    assert (none.structured_content["status"], none.structured_content["permalink"]) == ("not-found", None)


def test_a_document_is_read_to_its_end_by_what_comes_next(service: Service) -> None:
    async def ask(client: Client) -> list[str]:
        texts, start = [], 1
        while start:
            answer = await client.call_tool("read", {"document": EPISODE, "start": start, "limit": 4})
            texts += [each["text"] for each in answer.structured_content["passages"]]
            start = answer.structured_content["next"]
        return texts

    texts = [each.text for each in service.library.document(EPISODE).passages()]
    assert ran(_session(server_of(service), ask, "legacy")) == texts


def test_a_search_goes_on_where_its_page_ended(service: Service) -> None:
    async def ask(client: Client) -> list[str]:
        found: list[str] = []
        cursor = None
        while cursor or not found:
            answer = await client.call_tool("search", {"query": "drones", "limit": 5, "cursor": cursor})
            found += [hit["passage"] for hit in answer.structured_content["hits"]]
            cursor = answer.structured_content["next"]
        return found

    every = service.finder.search(SearchRequest(query="drones", limit=1000)).hits
    assert ran(_session(server_of(service), ask, "legacy")) == [hit.place.passage.id for hit in every]


def test_what_cannot_be_done_is_one_line_that_says_why(service: Service) -> None:
    (hit,) = service.finder.search(SearchRequest(query='"glide bombs"')).hits
    passage = hit.place.passage.id
    calls: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("read", {"passage": "pzzzzzzzzzzzzzzzz"}, "no passage"),
        ("read", {"document": "nothing"}, "no document"),
        ("read", {}, "the id of a document or that of a passage"),
        ("read", {"document": EPISODE, "start": 9_999}, "start at one of them"),
        ("read", {"passage": passage, "start": 2}, "start goes with a document"),
        ("cite", {"passage": passage, "quote": "words that are not there"}, "are not in"),
        ("cite", {"passage": passage, "quote": "e"}, "quote some more"),
        ("cite", {"passage": passage, "style": "harvard"}, "one of chicago"),
        ("search", {"query": "drones", "speakr": "Lamson"}, "no parameter 'speakr'"),
        ("search", {"query": "drones", "limit": "many"}, "a number from 1 to 50"),
        ("search", {"query": "drones", "cursor": "x"}, "an earlier page"),
        ("search", {"query": "drones", "speaker": "Lamson"}, "is no list"),
        ("search", {"query": "drones", "since": "whenever"}, "not a date"),
        ("search", {}, "query is missing"),
        ("verify", {}, "there are search, read, cite"),
    )

    async def ask(client: Client) -> list[str]:
        return [refusal(await client.call_tool(name, arguments)) for name, arguments, _ in calls]

    said = ran(_session(server_of(service), ask, "legacy"))
    assert [line for (_, _, words), line in zip(calls, said, strict=True) if words not in line] == []


def test_a_hostile_query_is_answered_and_so_is_the_next(service: Service) -> None:
    hostile = ("(" * 500 + '"' * 501 + "a* \0 \u202e \N{PILE OF POO} <b>") * 9
    narrowed = {"type": ["episode"], "not-section": ["caption"], "since": "2024"}
    first, refused, found = called(
        service.home,
        ("search", {"query": hostile}),
        ("search", {"query": "drones", "limit": -1}),
        ("search", {"query": '"glide bombs"', **narrowed}),
    )
    assert not first.is_error
    assert "a number from 1 to 50" in refusal(refused)
    assert found.structured_content["total"] == 1


def test_what_is_added_meanwhile_is_found(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("The xylophonist stayed until dawn.", "utf-8")

    async def ask(client: Client) -> tuple[int, int]:
        before = await client.call_tool("search", {"query": "xylophonist"})
        await asyncio.to_thread(done, service.home, "add", file)
        after = await client.call_tool("search", {"query": "xylophonist"})
        return before.structured_content["total"], after.structured_content["total"]

    assert asked(service.home, ask) == (0, 1)


def test_nothing_but_the_protocol_is_on_standard_output(service: Service) -> None:
    ended = subprocess.run(
        [*COMMAND, "--home", str(service.home), "mcp"], input="this is no message\n", capture_output=True, text=True
    )
    assert ended.returncode == 0
    assert all(line.startswith('{"jsonrpc"') for line in ended.stdout.splitlines())


def test_where_there_is_no_library_or_no_extra_one_line_says_so(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "library" in refused(tmp_path / "nowhere", "mcp")
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setattr("search.cli.mcp.find_spec", lambda name: None)
    assert "pip install '.[mcp]'" in refused(service.home, "mcp")


def test_a_fault_of_ours_is_one_line_and_the_details_are_logged(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def ask(client: Client) -> CallToolResult:
        return await client.call_tool("search", {"query": "drones"})

    monkeypatch.setattr(type(service.finder), "search", lambda *_: 1 / 0)
    assert "what is stored is kept" in refusal(ran(_session(server_of(service), ask, "legacy")))
    assert "ZeroDivisionError" in caplog.text
