"""The reference client of the versions with a handshake.

usage: mcp_old_client_test.py ALICE FOLDER
"""

import asyncio
import os

from mcp import ClientSession, StdioServerParameters, types
from mcp.client.stdio import stdio_client
from mcp_world import ALICE, ALL, LIBRARY, WORK, billed, check, finish, make_library

make_library()


async def main():
    parameters = StdioServerParameters(
        command=ALICE, args=["mcp", "serve", "--library", LIBRARY, *ALL], cwd=WORK, env=dict(os.environ))

    async def answer(context, params):
        return types.ElicitResult(action="accept", content={"approve": True})

    async with stdio_client(parameters) as (read, write):
        async with ClientSession(read, write, elicitation_callback=answer) as session:
            begun = await session.initialize()
            check("the version", begun.protocolVersion == "2025-11-25", begun)
            await session.send_ping()
            tools = (await session.list_tools()).tools
            check("ten tools with schemas", len(tools) == 10 and all(tool.outputSchema for tool in tools), tools)
            found = await session.call_tool("search", {})
            check("search", found.structuredContent["total"] > 2, found)
            id = found.structuredContent["assets"][0]["id"]
            check("show", not (await session.call_tool("show", {"id": id})).isError)
            rated = await session.call_tool("rate", {"ids": [id], "rating": 3})
            check("rate", rated.structuredContent["changed"] == 1, rated)
            undone = await session.call_tool("undo", {"operation": rated.structuredContent["operation"]})
            check("undo", undone.structuredContent["undone"] == 1, undone)
            resources = (await session.list_resources()).resources
            check("resources", len((await session.read_resource(resources[0].uri)).contents) == 1)
            check("templates", len((await session.list_resource_templates()).resourceTemplates) == 2)
            check("prompts", len((await session.list_prompts()).prompts) == 4)
            prompt = await session.get_prompt("refine", {"id": id})
            check("a prompt", id in prompt.messages[0].content.text)
            before = billed()
            made = await session.call_tool("generate", {"model": "flux-schnell", "prompt": "a hill", "seed": "5"})
            check("generate", not made.isError and billed() == before + 1, made)


asyncio.run(main())
finish()
