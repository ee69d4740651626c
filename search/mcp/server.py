"""The protocol over standard input and output, which carries nothing else: tools are listed and called."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from corpus.errors import CitecastError, refusal
from search.mcp.tools import QUOTING, TOOLS
from search.operations.parameters import Parameter
from search.operations.reading import Operation
from search.operations.schemas import Schemas
from search.service import Service

log = logging.getLogger(__name__)
_BY_NAME = {tool.name: tool for tool in TOOLS}
_LOCAL = " Permalinks open on this computer only, while `citecast serve` runs."


def serve(service: Service) -> None:
    """Answer an assistant until it closes standard input."""
    asyncio.run(_serve(server_of(service)))


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def server_of(service: Service) -> Server[Any]:
    """What lists and calls the tools, whatever the transport."""

    async def list_tools(context: object, params: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_told(tool) for tool in TOOLS])

    async def call_tool(context: object, params: types.CallToolRequestParams) -> types.CallToolResult:
        return await asyncio.to_thread(_called, service, params.name, params.arguments or {})

    return Server(
        "citecast",
        title="Citecast",
        version=version("citecast"),
        instructions=QUOTING + ("" if service.settings.public_url else _LOCAL),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _told(tool: Operation) -> types.Tool:
    schemas = Schemas("#/$defs/")
    schemas.of(tool.answer)
    answer = schemas.named.pop(tool.answer.__name__)
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.about,
        input_schema={
            "type": "object",
            "properties": {each.name: _property(each) for each in tool.parameters},
            "required": [each.name for each in tool.parameters if each.required],
            "additionalProperties": False,
        },
        output_schema={**answer, "$defs": schemas.named},
        annotations=types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )


def _property(parameter: Parameter) -> dict[str, Any]:
    return {**parameter.schema, "description": parameter.help}


def _called(service: Service, name: str, given: Mapping[str, object]) -> types.CallToolResult:
    """What a tool answers, as values and as text; an error is one line."""
    try:
        if name not in _BY_NAME:
            return _failed(f"there is no tool {name!r}; there are {', '.join(_BY_NAME)}")
        answer = _BY_NAME[name].answered(service, given)
    except CitecastError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(refusal(error))
    except Exception:
        log.exception("%s failed", name)
        return _failed("something went wrong here; what is stored is kept, and the details are in the program's output")
    said = json.dumps(answer, ensure_ascii=False)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=said)], structured_content=json.loads(said)
    )


def _failed(message: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=message)], is_error=True)
