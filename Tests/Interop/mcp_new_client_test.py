"""The reference client of 2026-07-28, in each of its modes.

usage: mcp_new_client_test.py ALICE FOLDER
"""

import asyncio
import os
import shutil

from mcp import Client, StdioServerParameters
from mcp_types import ElicitResult
from mcp_world import ALICE, ALL, FIXTURES, INBOX, LIBRARY, WORK, billed, check, finish, make_library

make_library()


def server(*words):
    return StdioServerParameters(
        command=ALICE, args=["mcp", "serve", "--library", LIBRARY, *words], cwd=WORK, env=dict(os.environ))


def text(result):
    return result.content[0].text


async def reads_all(mode):
    async with Client(server(), mode=mode) as client:
        version = client.session.protocol_version
        check(f"{mode}: the version", version == ("2025-11-25" if mode == "legacy" else "2026-07-28"), version)
        tools = (await client.list_tools()).tools
        check(f"{mode}: tools that only read", [tool.name for tool in tools] == ["search", "show", "facets", "estimate", "jobs"], tools)
        found = await client.call_tool("search", {"query": "*"})
        assets = found.structured_content["assets"]
        check(f"{mode}: search", len(assets) > 2 and found.structured_content["total"] == len(assets), found)
        check(f"{mode}: pictures", sum(part.type == "image" for part in found.content) == min(4, len(assets)))
        shown = await client.call_tool("show", {"id": assets[0]["id"], "image": "full"})
        check(f"{mode}: show", shown.structured_content["asset"]["id"] == assets[0]["id"], shown)
        facets = await client.call_tool("facets", {"field": "generator"})
        check(f"{mode}: facets", sum(value["count"] for value in facets.structured_content["values"]) > 0, facets)
        check(f"{mode}: jobs", (await client.call_tool("jobs", {})).structured_content["jobs"] == [])
        estimate = await client.call_tool("estimate", {"model": "flux-schnell", "prompt": "a lake"})
        check(f"{mode}: estimate", float(estimate.structured_content["amount"]) > 0, estimate)
        wrong = await client.call_tool("search", {"limit": 1000})
        check(f"{mode}: a wrong argument", wrong.is_error and "from 1 to 50" in text(wrong), wrong)
        resources = (await client.list_resources()).resources
        read = await client.read_resource(resources[0].uri)
        check(f"{mode}: a file", len(read.contents[0].blob) > 1000)
        recipe = await client.read_resource(resources[0].uri + "/recipe")
        check(f"{mode}: a recipe", recipe.contents[0].mime_type == "application/json", recipe)
        templates = (await client.list_resource_templates()).resource_templates
        check(f"{mode}: templates", len(templates) == 2, templates)
        prompts = (await client.list_prompts()).prompts
        check(f"{mode}: prompts", [prompt.name for prompt in prompts] == ["refine", "cull", "caption-tags", "reproduce"])
        prompt = await client.get_prompt("cull", {"query": "tag:a"})
        check(f"{mode}: a prompt", '{"query":"tag:a"}' in prompt.messages[0].content.text, prompt)
        from mcp_types import PromptReference
        completed = await client.complete(PromptReference(type="ref/prompt", name="refine"), {"name": "model", "value": "flux-s"})
        check(f"{mode}: a completion", "flux-schnell" in completed.completion.values, completed)


async def writes(mode):
    async with Client(server("--allow", "write"), mode=mode) as client:
        id = (await client.call_tool("search", {"thumbnails": 0})).structured_content["assets"][0]["id"]
        rated = (await client.call_tool("rate", {"ids": [id], "rating": 5})).structured_content
        check(f"{mode}: rate", rated["changed"] == 1, rated)
        tagged = (await client.call_tool("tag", {"ids": [id], "add": ["seen/by-client"]})).structured_content
        check(f"{mode}: tag", tagged["changed"] == 1, tagged)
        for operation in (tagged["operation"], rated["operation"]):
            undone = (await client.call_tool("undo", {"operation": operation})).structured_content
            check(f"{mode}: undo", undone["undone"] == 1, undone)
        os.makedirs(INBOX, exist_ok=True)
        shutil.copy(os.path.join(FIXTURES, "..", "media", "plain.png"), INBOX)
        plan = (await client.call_tool("organize", {"inbox": ["Inbox"]})).structured_content
        applied = (await client.call_tool("organize", {"plan_id": plan["plan_id"]})).structured_content
        check(f"{mode}: organize", plan["placed"] == 1 == applied["placed"], (plan, applied))
        undone = (await client.call_tool("undo", {"operation": applied["operation"]})).structured_content
        check(f"{mode}: undo organize", undone["undone"] == 1, undone)


async def spends(mode, seed):
    asked, told = [], []

    async def answer(context, params):
        asked.append(params.message)
        return ElicitResult(action="accept", content={"approve": True})

    async def decline(context, params):
        return ElicitResult(action="decline")

    async def progress(done, total, message):
        told.append(done)

    lake = {"model": "flux-schnell", "prompt": "a lake at dawn", "seed": seed}
    before = billed()
    async with Client(server(*ALL), mode=mode, elicitation_callback=decline) as client:
        check(f"{mode}: declined", "nothing was spent" in text(await client.call_tool("generate", lake)))
    async with Client(server(*ALL), mode=mode) as client:
        check(f"{mode}: nobody to ask", "cannot ask" in text(await client.call_tool("generate", lake)))
    check(f"{mode}: nothing is billed without an approval", billed() == before)
    async with Client(server(*ALL), mode=mode, elicitation_callback=answer) as client:
        made = await client.call_tool("generate", lake, progress_callback=progress)
        check(f"{mode}: approved", not made.is_error and len(made.structured_content["assets"]) == 1, made)
        check(f"{mode}: asked once", len(asked) == 1 and "flux-schnell" in asked[0], asked)
        check(f"{mode}: progress", told == sorted(told) and told, told)
        again = await client.call_tool("generate", lake)
        check(f"{mode}: the library answers", again.structured_content["reused"] and len(asked) == 1, again)
    check(f"{mode}: billed once", billed() == before + 1, billed())


async def main():
    for mode in ("auto", "2026-07-28", "legacy"):
        await reads_all(mode)
    for number, mode in enumerate(("auto", "legacy")):
        await writes(mode)
        await spends(mode, str(100 + number))


asyncio.run(main())
finish()
