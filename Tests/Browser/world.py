"""A library of its own with an empty home, the simulator of fal.ai, and the programs that work on them."""

import json
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path


class Failed(AssertionError):
    """A program that a test needs did not do what the test relies on."""


def wait_for(condition, what, seconds=10.0, step=0.05):
    """Returns the first true value of `condition`."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds:g} s: {what}")
        time.sleep(step)


class Running:
    """A program that runs until it is stopped, and the first line that it printed."""

    def __init__(self, command, env, cwd, seconds=30.0):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors)
        self.first_line = self._read_line(time.monotonic() + seconds, command)

    def _read_line(self, end, command):
        line = b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            byte = os.read(self.process.stdout.fileno(), 1) if ready else b""
            if not byte:
                said = self.said()
                self.stop()
                raise Failed(f"{' '.join(map(str, command))} printed no line: {said}")
            line += byte
        return line.decode().strip()

    def said(self):
        """What the program wrote to standard error."""
        size = os.fstat(self.errors.fileno()).st_size
        return os.pread(self.errors.fileno(), size, 0).decode(errors="replace")

    def stop(self, how=signal.SIGINT, seconds=10.0):
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise Failed(f"{self.process.args[1]} did not stop in {seconds:g} s")
        self.process.stdout.close()
        return self.process.returncode


class World:
    """A home folder with a library, in which `alice` runs as a user would start it."""

    def __init__(self, binary, folder, simulator=None):
        self.binary = str(Path(binary).resolve())
        self.folder = Path(folder)
        self.home = self.folder / "home"
        self.library = self.folder / "Pictures"
        self.home.mkdir(parents=True, exist_ok=True)
        self.env = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "ALICE_LIBRARY": str(self.library),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "NO_COLOR": "1",
        }
        if simulator:
            self.env |= {"FAL_QUEUE_URL": simulator, "FAL_REST_URL": simulator, "FAL_KEY": "tests:free"}

    def run(self, *arguments, status=(0,), stdin=None, seconds=120):
        """The standard output of `alice`."""
        done = subprocess.run(
            [self.binary, *map(str, arguments)], env=self.env, cwd=self.folder, capture_output=True, timeout=seconds,
            input=stdin)
        if done.returncode not in status:
            raise Failed(
                f"alice {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
        return done.stdout.decode()

    def json(self, *arguments, status=(0, 1)):
        return json.loads(self.run(*arguments, "--json", status=status))

    def search(self, query="*", *more):
        """The assets that a query finds, in the order of the command line."""
        return self.json("search", query, *more)["assets"]

    def start(self, *arguments, env=None):
        return Running([self.binary, *map(str, arguments)], self.env | (env or {}), self.folder)

    @contextmanager
    def gallery(self, *arguments):
        gallery = Gallery(self, arguments)
        try:
            yield gallery
        finally:
            gallery.stop()


class Gallery:
    """A running `alice gallery`."""

    def __init__(self, world, arguments=()):
        self.world = world
        self.arguments = arguments
        self.start()

    def start(self):
        self.running = self.world.start("gallery", "--no-open", *self.arguments)
        match = re.fullmatch(r"(http://127\.0\.0\.1:(\d+))/\?k=([\w-]+)(?:&.*)?", self.running.first_line)
        if not match:
            raise Failed(f"alice gallery printed no address: {self.running.first_line}")
        self.address = self.running.first_line
        self.origin = match[1]
        self.port = int(match[2])
        self.token = match[3]

    @property
    def pid(self):
        return self.running.process.pid

    def resident_megabytes(self):
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise Failed("the system does not tell the memory of a process")

    def restart(self, how=signal.SIGINT):
        self.running.stop(how)
        self.start()

    def stop(self, how=signal.SIGINT):
        return self.running.stop(how)


class Simulator:
    """A running `alice simulate`, the fal.ai of the tests."""

    def __init__(self, binary, folder, latency):
        world = World(binary, folder)
        self.running = world.start("simulate", "--port", "0", "--latency", latency)
        match = re.search(r"http://127\.0\.0\.1:\d+", self.running.first_line)
        if not match:
            raise Failed(f"alice simulate printed no address: {self.running.first_line}")
        self.address = match[0]

    def stop(self):
        self.running.stop()


class Studio:
    """Makes worlds. What costs time is made once: the simulator, and a library of pictures that each world copies."""

    def __init__(self, binary):
        self.binary = binary
        self.folder = Path(tempfile.mkdtemp(prefix="alice-browser-"))
        self.simulators = {}
        self.seeds = {}
        self.count = 0

    def simulator(self, latency="0"):
        if latency not in self.simulators:
            folder = self.folder / f"simulator-{latency}"
            self.simulators[latency] = Simulator(self.binary, folder, latency)
        return self.simulators[latency].address

    def world(self, seed=None, latency="0"):
        """A new world; with `seed`, a function of `scenes`, its library contains the files that this one makes."""
        self.count += 1
        world = World(self.binary, self.folder / f"world-{self.count}", self.simulator(latency))
        if seed is None:
            world.run("init", world.library)
            return world
        if seed not in self.seeds:
            first = World(self.binary, self.folder / f"seed-{seed.__name__}", self.simulator())
            first.run("init", first.library)
            seed(first)
            self.seeds[seed] = first
        shutil.copytree(self.seeds[seed].library, world.library, dirs_exist_ok=True)
        cache = self.seeds[seed].home / "cache"
        if cache.exists():
            shutil.copytree(cache, world.home / "cache")
        return world

    def close(self):
        for simulator in self.simulators.values():
            simulator.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
