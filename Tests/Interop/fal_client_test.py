"""The official Python client, unpatched where it can be, against the simulator.

usage: fal_client_test.py env|proxy|patched|failures|edges CONTROL_URL

Each way of redirection needs a process of its own: the client reads its hosts when it is imported.
Prints one line for each check, and ends with status 1 if one of them failed.
"""

import asyncio
import json
import os
import re
import sys
import tempfile
import time

import httpx

WAY, CONTROL = sys.argv[1], sys.argv[2]
RID = r"[0-9a-f-]{36}"
IMAGE_KEYS = ["images", "timings", "seed", "has_nsfw_concepts", "prompt"]

import fal_client
import fal_client.client as internals

if WAY in ("patched", "failures", "edges"):
    internals.QUEUE_URL_FORMAT = CONTROL + "/"
    internals.RUN_URL_FORMAT = CONTROL + "/__run/"
    internals.REST_URL = CONTROL
    internals.CDN_URL = CONTROL

# The control interface is reached directly, whatever the environment says of proxies.
control = httpx.Client(base_url=CONTROL, trust_env=False, verify=os.environ.get("SSL_CERT_FILE") or True)
outcomes = []


def fetch(url, **more):
    return httpx.get(url, timeout=60, **more)


def fetch_head(url):
    return httpx.head(url, timeout=60)


def check(name, condition, seen=None):
    outcomes.append(bool(condition))
    print(("ok    " if condition else "FAIL  ") + name + ("" if condition else f": {seen!r}"))


def matches(name, pattern, text):
    check(name, re.fullmatch(pattern, str(text)), text)


def reset(*faults):
    control.post("/_sim/reset").raise_for_status()
    if faults:
        control.post("/_sim/faults", json=list(faults)).raise_for_status()


def ledger():
    return control.get("/_sim/ledger").json()


def requests():
    return control.get("/_sim/requests").json()


def failure(action):
    """What `action` raised, or what it returned."""
    try:
        return action()
    except Exception as error:  # noqa: BLE001
        return error


def until_done(handle, app):
    """Every status on the way, as (name, status)."""
    seen = []
    while True:
        status = fal_client.status(app, handle.request_id, with_logs=True)
        seen.append((type(status).__name__, status))
        if isinstance(status, fal_client.Completed):
            return seen
        time.sleep(0.03)


ALL_STATES = {"Queued", "InProgress", "Completed"}


def until_seen(attempt):
    """`attempt` gives what it made and the states it saw: on a busy machine a poll may come too late for one of them."""
    for _ in range(8):
        made, names = attempt()
        if set(names) == ALL_STATES:
            break
    return made, names


def follow(app, arguments):
    handle = fal_client.submit(app, arguments=arguments)
    states = until_done(handle, app)
    return handle, states[-1][1], failure(handle.get)


# ---------------------------------------------------------------- way A: environment variables


def way_environment():
    host = CONTROL.removeprefix("https://")
    check("A hosts", internals.RUN_URL_FORMAT == f"https://{host}/__run/", internals.RUN_URL_FORMAT)
    check("A storage hosts stay", internals.REST_URL == "https://rest.fal.ai", internals.REST_URL)

    handle = fal_client.submit(
        "fal-ai/flux/schnell", arguments={"prompt": "a cat", "seed": 7}, hint="h1", priority="low", start_timeout=30,
        webhook_url="http://127.0.0.1:9/hook?x=1", headers={"X-Fal-Store-IO": "0"})
    matches("A submit id", RID, handle.request_id)
    check("A submit address", handle.status_url == f"https://{host}/fal-ai/flux/requests/{handle.request_id}/status",
          handle.status_url)
    handle.get()

    def watched():
        handle = fal_client.submit("fal-ai/flux/schnell", arguments={"prompt": "a cat", "seed": 7})
        states = until_done(handle, "fal-ai/flux/schnell")
        return (handle, states), [name for name, _ in states]

    (handle, states), names = until_seen(watched)
    check("A states in order", names == sorted(names, key=["Queued", "InProgress", "Completed"].index), names)
    check("A states are all seen", set(names) == ALL_STATES, names)
    check("A queue position", states[0][1] == fal_client.Queued(position=0), states[0])
    working = [status for name, status in states if name == "InProgress"][0]
    check("A log line", set(working.logs[0]) == {"message", "level", "source", "timestamp"}, working.logs)
    check("A log text", working.logs[0]["message"] == "step 1/4" and working.logs[0]["source"] == "USER", working.logs)
    done = states[-1][1]
    check("A completed", done.error is None and done.error_type is None and done.metrics["inference_time"] > 0, done)
    check("A logs only when asked", fal_client.status("fal-ai/flux/schnell", handle.request_id).logs is None)

    result = handle.get()
    check("A result keys", list(result) == IMAGE_KEYS, list(result))
    picture = result["images"][0]
    matches("A media address", rf"https://{host}/files/b/sim/[0-9a-f]+\.jpg", picture["url"])
    check("A picture", (picture["width"], picture["height"], picture["content_type"]) == (1024, 768, "image/jpeg"), picture)
    check("A echoes", (result["seed"], result["has_nsfw_concepts"], result["prompt"]) == (7, [False], "a cat"), result)

    media = fetch(picture["url"])
    check("A media needs no key", media.status_code == 200 and media.content[:2] == b"\xff\xd8", media.status_code)
    check("A media length", int(media.headers["content-length"]) == len(media.content), media.headers)
    check("A media type", media.headers["content-type"] == "image/jpeg", media.headers)
    ranged = fetch(picture["url"], headers={"Range": "bytes=10-19"})
    check("A media range", ranged.status_code == 206 and ranged.content == media.content[10:20], ranged.status_code)
    head = fetch_head(picture["url"])
    check("A media head", head.status_code == 200 and head.headers["content-length"] == media.headers["content-length"])

    def subscribed():
        events = []
        result = fal_client.subscribe(
            "fal-ai/flux/dev", arguments={"prompt": "dog"}, with_logs=True, interval=0.05,
            on_enqueue=lambda request_id: events.append("enq"),
            on_queue_update=lambda status: events.append(type(status).__name__))
        check("A subscribe", events[0] == "enq" and list(result) == IMAGE_KEYS, result)
        return result, events[1:]

    _, events = until_seen(subscribed)
    check("A subscribe events", set(events) == ALL_STATES, events)

    result = fal_client.run("fal-ai/fast-sdxl", arguments={"prompt": "x"})
    matches("A run", rf"https://{host}(/__run)?/files/b/sim/[0-9a-f]+\.jpg", result["images"][0]["url"])
    events = list(fal_client.stream("fal-ai/flux/dev", arguments={"prompt": "x"}))
    check("A stream", events == [{"step": 1}, {"step": 2}], events)

    control.post("/_sim/faults", json={"fault": "slow", "seconds": 60})
    handle = fal_client.submit("fal-ai/kling-video/v2/master/text-to-video", arguments={"prompt": "x"})
    check("A video requests live under the app", "/fal-ai/kling-video/requests/" in handle.status_url, handle.status_url)
    check("A cancel", fal_client.cancel("fal-ai/kling-video/v2/master/text-to-video", handle.request_id) is None)

    handle, _, _ = follow("fal-ai/flux/schnell", {"prompt": "x"})
    error = failure(handle.cancel)
    check("A cancel of what is done", isinstance(error, fal_client.FalClientHTTPError) and error.status_code == 400
          and error.response.json() == {"status": "ALREADY_COMPLETED"}, error)
    error = failure(lambda: fal_client.status("fal-ai/flux/schnell", "00000000-0000-0000-0000-000000000000"))
    check("A unknown id", isinstance(error, fal_client.FalClientHTTPError) and error.status_code == 404
          and error.response.json() == {"status": "NOT_FOUND"}, error)

    handle, status, error = follow("fal-ai/flux/schnell", {})
    check("A missing prompt, status", (status.error, status.error_type) == ("Invalid status code: 422", "bad_request"), status)
    check("A missing prompt, result", error.status_code == 422 and error.response.json() == {"detail": [
        {"loc": ["body", "prompt"], "msg": "Field required", "type": "missing",
         "url": "https://docs.fal.ai/errors/#missing", "input": {}}]}, error)
    headers = error.response_headers
    check("A missing prompt, headers", headers["x-fal-request-id"] == handle.request_id
          and headers["x-fal-retryable"] == "false" and headers["x-fal-billable-units"] == "0", headers)

    control.post("/_sim/faults", json={"fault": "content-policy"})
    handle, status, error = follow("fal-ai/flux/schnell", {"prompt": "x"})
    check("A policy, status", (status.error, status.error_type) == ("Invalid status code: 422", "bad_request"), status)
    check("A policy, result", error.status_code == 422
          and error.response.json()["detail"][0]["type"] == "content_policy_violation", error)

    control.post("/_sim/faults", json={"fault": "timeout"})
    handle, status, error = follow("fal-ai/flux/schnell", {"prompt": "x"})
    check("A infrastructure, status", (status.error, status.error_type) == ("Request timed out", "request_timeout"), status)
    check("A infrastructure, result", (error.status_code, error.error_type, error.message)
          == (504, "request_timeout", "Request timed out"), error)
    check("A infrastructure, headers", error.response_headers["x-fal-error-type"] == "request_timeout")

    control.post("/_sim/faults", json={"fault": "slow", "seconds": 60})
    error = failure(lambda: fal_client.subscribe("fal-ai/flux/dev", arguments={"prompt": "slow"}, client_timeout=1.5))
    check("A client timeout", type(error).__name__ == "FalClientTimeoutError", error)
    matches("A client timeout, text", rf"Request {RID} timed out after 1.5 seconds", error)


# ---------------------------------------------------------------- way B: a proxy, nothing patched


def way_proxy():
    check("B nothing is patched", internals.RUN_URL_FORMAT == "https://fal.run/", internals.RUN_URL_FORMAT)
    result = fal_client.subscribe("fal-ai/flux/schnell", arguments={"prompt": "via proxy"})
    check("B subscribe", list(result) == IMAGE_KEYS, result)
    matches("B media address", r"https://queue\.fal\.run/files/b/sim/[0-9a-f]+\.jpg", result["images"][0]["url"])
    check("B media", fetch(result["images"][0]["url"]).content[:2] == b"\xff\xd8")
    result = fal_client.run("fal-ai/flux/schnell", arguments={"prompt": "sync"})
    matches("B run", r"https://fal\.run/files/b/sim/[0-9a-f]+\.jpg", result["images"][0]["url"])
    check("B run media", fetch(result["images"][0]["url"]).status_code == 200)

    url = fal_client.upload(b"hello", "text/plain", "hello.txt")
    matches("B upload", r"https://v3\.fal\.media/files/b/sim/[0-9a-f]{8}_hello\.txt", url)
    check("B upload arrives", fetch(url).content == b"hello")
    url = fal_client.upload(b"secret", "text/plain", lifecycle=fal_client.StorageSettings(expires_in="1h"))
    matches("B upload lifecycle", r"https://v3\.fal\.media/files/b/sim/[0-9a-f]{8}_upload\.bin", url)
    sent = [r for r in requests() if r["path"] == "/files/upload"][-1]["headers"]
    check("B lifecycle header", json.loads(sent["x-fal-object-lifecycle"]) == {"expiration_duration_seconds": 3600}, sent)

    class Picture:
        """As much of a PIL picture as the client uses."""

        def save(self, target, format):
            target.write(b"\x89PNG\r\n\x1a\n")

    url = fal_client.upload_image(Picture(), "png")
    matches("B upload_image", r"https://v3\.fal\.media/files/b/sim/[0-9a-f]{8}_upload\.bin", url)
    url = fal_client.upload(b"6bytes", "image/png", "a b.png", repository="fal")
    matches("B upload repository=fal", r"https://v3\.fal\.media/files/b/sim/[0-9a-f]{8}_a b\.png", url)
    check("B the space is kept", fetch(url.replace(" ", "%20")).content == b"6bytes")

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "in.mp4")
        open(path, "wb").write(b"film")
        matches("B upload_file", r"https://v3\.fal\.media/files/b/sim/[0-9a-f]{8}_in\.mp4", fal_client.upload_file(path))
        internals.MULTIPART_THRESHOLD = 1 << 20
        path = os.path.join(folder, "big.mp4")
        big = os.urandom(10 << 20) + b"5more"
        open(path, "wb").write(big)
        url = fal_client.upload_file(path)
        matches("B multipart", r"https://v3\.fal\.media/files/b/sim/[0-9a-f]{8}_big\.mp4", url)
        check("B multipart arrives", fetch(url).content == big)

    async def asynchronous():
        result = await fal_client.subscribe_async("fal-ai/flux/dev", arguments={"prompt": "async"})
        return result, await fal_client.upload_async(b"q", "text/plain", "q.txt")

    result, url = asyncio.run(asynchronous())
    check("B async", list(result) == IMAGE_KEYS, result)
    matches("B async upload", r"https://v3\.fal\.media/files/b/sim/[0-9a-f]{8}_q\.txt", url)


# ---------------------------------------------------------------- way C: plain http, patched


def way_patched():
    result = fal_client.subscribe("fal-ai/flux/schnell", arguments={"prompt": "plain"})
    check("C subscribe", list(result) == IMAGE_KEYS, result)
    matches("C upload", rf"{CONTROL}/files/b/sim/[0-9a-f]{{8}}_hi\.txt", fal_client.upload(b"hi", "text/plain", "hi.txt"))
    url = fal_client.upload(b"hi", "text/plain", "hi.txt", repository="fal")
    matches("C upload repository=fal", rf"{CONTROL}/files/b/sim/[0-9a-f]{{8}}_hi\.txt", url)
    check("C upload arrives", fetch(url).content == b"hi")
    first = fal_client.subscribe("fal-ai/flux/schnell", arguments={"prompt": "lake", "seed": 5})
    second = fal_client.subscribe("fal-ai/flux/schnell", arguments={"prompt": "lake", "seed": 5})
    pictures = [fetch(r["images"][0]["url"]).content for r in (first, second)]
    check("C the same request gives the same picture", pictures[0] == pictures[1])
    films = [fal_client.subscribe("fal-ai/kling-video/v2/master/text-to-video", arguments={"prompt": p}) for p in "xy"]
    contents = [fetch(f["video"]["url"]).content for f in films]
    check("C a film", films[0]["video"]["content_type"] == "video/mp4" and contents[0][4:8] == b"ftyp", films[0])
    check("C two prompts give two films", contents[0] != contents[1])


# ---------------------------------------------------------------- failures


def failures():
    app, body = "fal-ai/flux/dev", {"prompt": "p"}
    reset({"fault": "cut-after-accept", "times": 2})
    fal_client.submit(app, arguments=body)
    check("a cut submit is sent again by this client: three jobs", len(ledger()) == 3, ledger())
    reset({"fault": "cut-after-accept", "times": 2})
    fal_client.submit(app, arguments=body, start_timeout=30)
    check("the same with a start timeout", len(ledger()) == 3, ledger())
    reset({"fault": "rate-limit", "times": 2, "retry_after": 1})
    fal_client.submit(app, arguments=body)
    check("429 twice, then one job", len(ledger()) == 1, ledger())
    reset({"fault": "unavailable"})
    error = failure(lambda: fal_client.submit(app, arguments=body))
    check("503 with a request id is raised", (error.status_code, error.error_type, error.message)
          == (503, "runner_scheduling_failure", "No runner") and not ledger(), error)
    reset({"fault": "unavailable", "request_id": False})
    fal_client.submit(app, arguments=body)
    check("503 without one is tried again", len(ledger()) == 1, ledger())
    reset({"fault": "nginx-502", "times": 2})
    result = fal_client.subscribe(app, arguments=body)
    check("502 of the ingress at the status is tried again", list(result) == IMAGE_KEYS and len(ledger()) == 1, ledger())
    reset()
    error = failure(lambda: fal_client.SyncClient(key="nope").submit(app, arguments=body))
    check("bad key", (error.status_code, error.message) == (401, "No user found for Key ID and Secret"), error)
    reset({"fault": "locked"})
    error = failure(lambda: fal_client.submit(app, arguments=body))
    check("locked account", error.status_code == 403 and "Exhausted balance" in error.message, error)
    reset({"fault": "cdn-500"})
    url = fal_client.upload(b"hi", "text/plain", "hi.txt")
    check("a CDN that fails is gone around", fetch(url).content == b"hi")
    check("by the older store", any("storage_type=gcs" in r["path"] for r in requests()))
    reset({"fault": "black-image"})
    result = fal_client.subscribe(app, arguments=body)
    check("flagged picture", result["has_nsfw_concepts"] == [True], result)
    check("flagged and billed", ledger()[0]["amount"] > 0, ledger())
    reset({"fault": "lost-result"})
    error = failure(lambda: fal_client.subscribe(app, arguments=body))
    check("lost result", error.status_code == 404, error)
    reset({"fault": "stuck"})
    handle = fal_client.submit(app, arguments=body)
    time.sleep(1)
    check("stuck", isinstance(handle.status(), fal_client.Queued), handle.status())
    check("stuck can be cancelled", handle.cancel() is None)
    reset({"fault": "expired-media"}, {"fault": "truncated-media", "endpoint": None})
    url = fal_client.subscribe(app, arguments=body)["images"][0]["url"]
    check("expired media", fetch(url).status_code == 404 and fetch(url).status_code == 404)
    reset({"fault": "truncated-media"})
    url = fal_client.subscribe(app, arguments=body)["images"][0]["url"]
    error = failure(lambda: fetch(url))
    check("truncated media", isinstance(error, httpx.RemoteProtocolError), error)
    check("and whole at the second try", fetch(url).status_code == 200)


# ---------------------------------------------------------------- edges of the client's parser


def edges():
    app = "fal-ai/flux/dev"
    cases = [
        ({"status": "IN_QUEUE"}, "KeyError 'queue_position'"),
        ({"status": "IN_QUEUE", "queue_position": None}, "Queued(position=None)"),
        ({"status": "IN_PROGRESS"}, "KeyError 'logs'"),
        ({"status": "IN_PROGRESS", "logs": None}, "InProgress(logs=None)"),
        ({"status": "COMPLETED"}, "KeyError 'logs'"),
        ({"status": "COMPLETED", "logs": None}, "Completed(logs=None, metrics={}, error=None, error_type=None)"),
        ({"status": "COMPLETED", "logs": None, "error": "x", "error_type": "y"},
         "Completed(logs=None, metrics={}, error='x', error_type='y')"),
        ({"status": "FAILED"}, "ValueError Unknown status: FAILED"),
        ({"status": "CANCELLED"}, "ValueError Unknown status: CANCELLED"),
    ]
    reset()
    handle = fal_client.submit(app, arguments={"prompt": "p"})
    for body, expected in cases:
        control.post("/_sim/faults", json={"fault": "answer", "on": "status", "body": body})
        seen = failure(lambda: fal_client.status(app, handle.request_id))
        text = f"{type(seen).__name__} {seen}" if isinstance(seen, Exception) else repr(seen)
        check(f"status {json.dumps(body)}", text == expected, text)

    for endpoint, home in [
        ("fal-ai/flux/schnell", "fal-ai/flux"), ("fal-ai/flux", "fal-ai/flux"), ("workflows/me/wf/x", "workflows/me/wf"),
        ("comfy/me/app", "comfy/me/app"), ("fal-ai/kling-video/v2/master/text-to-video", "fal-ai/kling-video"),
        ("110602490-lora", "110602490/lora"), ("bytedance/seedance-2.0/text-to-video", "bytedance/seedance-2.0"),
    ]:
        handle = fal_client.submit(endpoint, arguments={"prompt": "p"})
        check(f"requests of {endpoint}", f"/{home}/requests/" in handle.status_url, handle.status_url)
        check(f"status of {endpoint}", fal_client.status(endpoint, handle.request_id) is not None)
    matches("an id without an owner", r"Invalid app id: flux\. Must be in the format <appOwner>/<appId>",
            failure(lambda: internals.AppId.from_endpoint_id("flux")))

    token = httpx.post(CONTROL + "/storage/auth/token?storage_type=fal-cdn-v3", json={},
                       headers={"Authorization": "Key sim-id:sim-secret"}).json()
    check("token keys", list(token) == ["token", "token_type", "base_url", "expires_at"], token)
    matches("token time has a zone", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", token["expires_at"])


ways = {"env": way_environment, "proxy": way_proxy, "patched": way_patched, "failures": failures, "edges": edges}
try:
    ways[WAY]()
except Exception as error:  # noqa: BLE001
    check(f"{WAY} runs to its end", False, error)
print(f"{sum(outcomes)} passed, {len(outcomes) - sum(outcomes)} failed")
sys.exit(0 if all(outcomes) else 1)
