"""What the tests of the server for assistants share: a library, checks, and a client of plain lines."""

import json
import os
import subprocess
import sys
import threading
import urllib.request

ALICE, WORK = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
LIBRARY = os.path.join(WORK, "Library")
INBOX = os.path.join(WORK, "Inbox")
FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "fixtures", "demo")
SIMULATOR = os.environ["FAL_QUEUE_URL"]
outcomes = []


def check(name, condition, seen=None):
    outcomes.append(bool(condition))
    print(("ok    " if condition else "FAIL  ") + name + ("" if condition else f": {str(seen)[:2000]}"), flush=True)


def finish():
    print(f"{os.path.basename(sys.argv[0])}: {sum(outcomes)} passed, {len(outcomes) - sum(outcomes)} failed")
    sys.exit(0 if all(outcomes) else 1)


def alice(*words, status=0):
    done = subprocess.run([ALICE, *words, "--library", LIBRARY], capture_output=True, text=True)
    assert done.returncode == status, (words, done.returncode, done.stderr)
    return done.stdout


def make_library():
    alice("init")
    # One of the files is broken on purpose.
    alice("organize", FIXTURES, status=3)
    os.mkdir(INBOX)
    with open(os.path.join(WORK, ".alice.yaml"), "w") as file:
        file.write(f"inboxes: [{INBOX}]\n")


def control(path):
    with urllib.request.urlopen(SIMULATOR + path, timeout=30) as answer:
        return json.load(answer)


def billed():
    return len(control("/_sim/ledger"))


ALL = ["--allow", "write", "--allow", "spend"]


class Lines:
    """A server, and what it wrote."""

    def __init__(self, *words, **more):
        self.process = subprocess.Popen(
            [ALICE, "mcp", "serve", "--library", LIBRARY, *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=WORK, **more)
        self.lines, self.answers, self.next = [], {}, 0
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line)
                message = json.loads(line)
                if "id" in message and "method" not in message:
                    self.answers[message["id"]] = message
                self.changed.notify_all()

    def write(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, method, params=None, id=None, meta=None):
        """Sends a request of 2026-07-28, and returns its id."""
        if id is None:
            self.next += 1
            id = self.next
        params = dict(params or {})
        params.setdefault("_meta", meta or META)
        self.write(json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).encode() + b"\n")
        return id

    def answer(self, id, timeout=60):
        with self.changed:
            assert self.changed.wait_for(lambda: id in self.answers, timeout), f"no answer to {id}"
            return self.answers.pop(id)

    def ask(self, method, params=None, meta=None):
        return self.answer(self.send(method, params, meta=meta))

    def call(self, tool, arguments=None, meta=None, **more):
        answer = self.ask("tools/call", {"name": tool, "arguments": arguments or {}, **more}, meta=meta)
        return answer.get("result") or answer

    def end(self, timeout=30):
        """Ends the input, and returns the status."""
        self.process.stdin.close()
        status = self.process.wait(timeout)
        self.reader.join(timeout)
        return status


META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {"elicitation": {"form": {}}},
    "io.modelcontextprotocol/clientInfo": {"name": "lines", "version": "1"},
}


def approving(question, action="accept", approve=True):
    return {
        "requestState": question["requestState"],
        "inputResponses": {"approval": {"action": action, "content": {"approve": approve}}},
    }
