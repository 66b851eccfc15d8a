"""Lines of the protocol as they are: each is checked with the official models, and the server is treated badly.

usage: mcp_lines_test.py ALICE FOLDER KILLS
"""

import json
import os
import signal
import sys

from mcp_types import methods
from mcp_types.jsonrpc import jsonrpc_message_adapter
from mcp_world import ALL, INBOX, LIBRARY, META, WORK, Lines, alice, approving, billed, check, finish, make_library

KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 12
make_library()
LAKE = {"model": "flux-schnell", "prompt": "a lake", "seed": "7"}


def valid(method, version, answer):
    """Whether the models of the version accept an answer."""
    try:
        jsonrpc_message_adapter.validate_python(answer)
        if "result" in answer:
            methods.validate_server_result(method, version, answer["result"])
        return None
    except Exception as problem:
        return problem


def every_method():
    server = Lines(*ALL)
    id = server.call("search", {"thumbnails": 0})["structuredContent"]["assets"][0]["id"]
    calls = [
        ("server/discover", {}), ("tools/list", {}), ("prompts/list", {}), ("resources/list", {}),
        ("resources/templates/list", {}), ("prompts/get", {"name": "refine", "arguments": {"id": id}}),
        ("resources/read", {"uri": f"alice://asset/{id}"}), ("resources/read", {"uri": f"alice://asset/{id}/recipe"}),
        ("completion/complete", {"ref": {"type": "ref/prompt", "name": "refine"}, "argument": {"name": "id", "value": ""}}),
        ("resources/read", {"uri": "alice://asset/00000000"}), ("tools/call", {"name": "nothing"}),
    ]
    calls += [
        ("tools/call", {"name": name, "arguments": arguments}) for name, arguments in [
            ("search", {}), ("search", {"query": "quality:>"}), ("show", {"id": id}), ("show", {}),
            ("facets", {"field": "model"}), ("rate", {"ids": [id], "rating": 2}), ("tag", {"ids": [id], "add": ["a"]}),
            ("organize", {"inbox": ["Inbox"]}), ("undo", {"operation": "77"}), ("estimate", LAKE), ("generate", LAKE),
            ("jobs", {}),
        ]
    ]
    schemas = {tool["name"]: tool["outputSchema"] for tool in server.ask("tools/list")["result"]["tools"]}
    for method, params in calls:
        answer = server.ask(method, params)
        problem = valid(method, "2026-07-28", answer)
        check(f"valid: {method} {params.get('name', '')}", problem is None, problem)
        structured = answer.get("result", {}).get("structuredContent")
        if structured is not None:
            problem = shape_problem(structured, schemas[params["name"]])
            check(f"shaped: {params['name']}", problem is None, problem)
    text = b"".join(server.lines).decode()
    check("no path of this machine is told", WORK not in text and LIBRARY not in text and INBOX not in text)
    check("status 0 at the end of the input", server.end() == 0)
    for version in ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"):
        every_legacy_method(version, id)


def every_legacy_method(version, id):
    server = Lines()
    params = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    calls = [
        ("initialize", params), ("ping", {}), ("tools/list", {}), ("tools/call", {"name": "search", "arguments": {}}),
        ("tools/call", {"name": "show", "arguments": {"id": id}}), ("resources/list", {}), ("prompts/list", {}),
        ("resources/templates/list", {}), ("resources/read", {"uri": f"alice://asset/{id}"}),
        ("prompts/get", {"name": "cull", "arguments": {"query": "a"}}),
    ]
    for number, (method, params) in enumerate(calls):
        server.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode() + b"\n")
        problem = valid(method, version, server.answer(number))
        check(f"valid in {version}: {method}", problem is None, problem)
    server.end()


def shape_problem(value, schema):
    """Checks as much of JSON Schema as the server uses."""
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int, "number": (int, float)}
    wanted = schema.get("type")
    if wanted and not isinstance(value, tuple(kinds[name] for name in ([wanted] if isinstance(wanted, str) else wanted) if name != "number")) \
            and not ("number" in wanted and isinstance(value, (int, float))):
        return f"{value!r} is not {wanted}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{value!r} is none of {schema['enum']}"
    if isinstance(value, dict) and "properties" in schema:
        if set(value) - set(schema["properties"]) or set(schema.get("required", [])) - set(value):
            return f"members {sorted(value)}"
        return next(filter(None, (shape_problem(part, schema["properties"][name]) for name, part in value.items())), None)
    if isinstance(value, list):
        return next(filter(None, (shape_problem(part, schema["items"]) for part in value)), None)
    return None


def same_lists():
    texts = set()
    for _ in range(3):
        server = Lines(*ALL)
        server.ask("tools/list")
        texts.add(server.lines[0])
        server.end()
    check("the list of tools is the same bytes at each start", len(texts) == 1)


def hostile_input():
    server = Lines()
    ids = [server.send("tools/call", {"name": "search", "arguments": {"thumbnails": 0}}) for _ in range(100)]
    check("100 calls at a time", all(server.answer(id)["result"]["isError"] is False for id in ids))
    big = server.call("search", {"query": "x" * (1 << 20)})
    check("a query of a megabyte is refused", big["isError"], big)
    for line in (b"\xff\xfe\n", b'{"jsonrpc":"2.0","id":1,"method":"\xc3\x28"}\n', b"{\n", b"[" * 100000 + b"\n", b"\x00\n"):
        count = len(server.lines)
        server.write(line)
        server.ask("tools/list")
        check(f"refused: {line[:20]!r}", json.loads(server.lines[count])["error"]["code"] == -32700, server.lines[count])
    server.write(b'{"jsonrpc": "2.0", "id": 5, "met')
    check("status 0 after half a line", server.end() == 0)


def memory(process):
    with open(f"/proc/{process.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def many_requests():
    server = Lines()
    server.call("search", {"thumbnails": 0})

    def round(count):
        for start in range(0, count, 100):
            for id in [server.send("completion/complete", {
                "ref": {"type": "ref/prompt", "name": "refine"}, "argument": {"name": "id", "value": ""},
            }) for _ in range(100)]:
                assert "result" in server.answer(id)
            server.lines.clear()

    round(2000)
    before = memory(server.process)
    round(8000)
    after = memory(server.process)
    check("10,000 requests are answered in flat memory", after < before * 1.2 + 8192, (before, after))
    check("status 0 after many requests", server.end() == 0)


def killed_between_question_and_answer():
    before, approved = billed(), 0
    for number in range(KILLS):
        arguments = {**LAKE, "seed": str(1000 + number)}
        server = Lines(*ALL)
        question = server.call("generate", arguments)
        if number % 3 == 0:
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            # The answer to a question of another process is worth nothing.
            server = Lines(*ALL)
            late = server.call("generate", arguments, **approving(question))
            assert late["isError"], late
        elif number % 3 == 1:
            server.call("generate", arguments, **approving(question, "decline", False))
        else:
            made = server.call("generate", arguments, **approving(question))
            assert not made["isError"], made
            approved += 1
        server.process.kill()
        server.process.wait()
    check(f"billed is approved over {KILLS} runs", billed() - before == approved, (billed() - before, approved))


every_method()
same_lists()
hostile_input()
many_requests()
killed_between_question_and_answer()
finish()
