"""Where a command runs: a library, sources and a home, made anew from a template for each run."""

import collections
import json
import os
import shutil
import signal
import subprocess

# A command that takes longer hangs.
LIMIT = 60

Call = collections.namedtuple("Call", "number name ways path struck")

# What can be done to a call, and the letter by which the log says that it can be.
KINDS = {
    "kill": "", "torn": "p", "short": "p", "EIO": "i", "ENOSPC": "s", "EACCES": "a", "EROFS": "r", "EXDEV": "d"}
KILLS = ("kill", "torn")


class Fault(collections.namedtuple("Fault", "kind at forever")):
    def __str__(self):
        return f"{self.kind} {'from' if self.forever else 'at'} {self.at}"


class Ran(collections.namedtuple("Ran", "arguments status out err calls")):
    """What became of a command; the status is negative after a signal, and None where it had to be stopped."""

    @property
    def struck(self):
        return [call for call in self.calls if call.struck]

    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            return {}

    def lines(self):
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]

    @property
    def trapped(self):
        signals = (signal.SIGILL, signal.SIGTRAP, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE)
        return self.status is not None and (-self.status in signals or self.status in range(129, 160)
                                            and self.status - 128 in signals)


class World:
    def __init__(self, base, program, preload):
        self.base = base
        self.root, self.template, self.log = base / "world", base / "template", base / "calls"
        self.library, self.sources = self.root / "Library", self.root / "sources"
        self.out, self.home = self.root / "out", self.root / "home"
        self.program, self.preload = program, preload
        self.extra = {}

    def clear(self):
        shutil.rmtree(self.root, ignore_errors=True)
        self.home.mkdir(parents=True)
        self.sources.mkdir()

    def save(self):
        shutil.rmtree(self.template, ignore_errors=True)
        subprocess.run(["cp", "-a", self.root, self.template], check=True)

    def fresh(self):
        shutil.rmtree(self.root, ignore_errors=True)
        subprocess.run(["cp", "-a", self.template, self.root], check=True)

    def environment(self, library=None):
        return {
            "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "ALICE_LIBRARY": str(library or self.library), "ALICE_KEYCHAIN": "off", **self.extra}

    def preloaded(self, fault=None):
        """What makes a program count its calls in this world, and suffer `fault`."""
        variables = {"LD_PRELOAD": str(self.preload), "FAULT_FOLDERS": str(self.root), "FAULT_LOG": str(self.log)}
        if fault:
            variables |= {"FAULT_KIND": fault.kind, "FAULT_AT": str(fault.at)}
            variables |= {"FAULT_FOREVER": "1"} if fault.forever else {}
        return variables

    def run(self, arguments, counted=False, fault=None, library=None):
        environment = self.environment(library)
        if counted or fault:
            self.log.unlink(missing_ok=True)
            environment |= self.preloaded(fault)
        process = subprocess.Popen(
            [self.program, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=self.base, env=environment)
        try:
            out, err = process.communicate(timeout=LIMIT)
            status = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            status = None
        calls = self.calls() if counted or fault else []
        return Ran(arguments, status, out.decode(errors="replace"), err.decode(errors="replace"), calls)

    def must(self, *arguments):
        ran = self.run(arguments)
        if ran.status != 0:
            raise RuntimeError(f"alice {' '.join(map(str, arguments))} ended with {ran.status}: {ran.err}")
        return ran

    def calls(self):
        calls = []
        for line in self.log.read_text(errors="replace").splitlines() if self.log.exists() else []:
            number, name, ways, path = line.split(" ", 3)
            struck = path.endswith(" !")
            calls.append(Call(int(number), name, ways, path.removesuffix(" !"), struck))
        # Threads write their lines in any order.
        return sorted(calls)

    def shown(self, path):
        """A path as it is shown to people, without what differs from run to run."""
        path = os.path.relpath(path, self.root) if path.startswith(str(self.root)) else path
        folder, part, rest = path.partition("/tmp/")
        return folder + part + ("…/" + rest.partition("/")[2] if "/" in rest else "…") if part else path
