"""The provider that bills nobody, in a process of its own, and what it would have billed."""

import json
import subprocess
import time
import urllib.request


class Simulator:
    def __init__(self, world):
        self.process = subprocess.Popen(
            [world.program, "simulate", "--port", "0", "--latency", "0.02"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=world.environment())
        self.base = self.process.stdout.readline().decode().strip()
        world.extra = {"FAL_QUEUE_URL": self.base, "FAL_REST_URL": self.base, "FAL_KEY": "simulator:free"}

    def ledger(self):
        with urllib.request.urlopen(self.base + "/_sim/ledger", timeout=10) as reply:
            return json.load(reply)

    def reset(self):
        """Forgets all that was accepted."""
        urllib.request.urlopen(self.base + "/_sim/reset", data=b"", timeout=10).close()

    def wait(self):
        """Until all that was accepted is done."""
        for _ in range(200):
            if all(row["state"] == "COMPLETED" for row in self.ledger()):
                return
            time.sleep(0.05)
        raise RuntimeError("the simulator does not come to an end")

    def close(self):
        self.process.terminate()
        self.process.wait()
