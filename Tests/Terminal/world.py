"""A home with a library and an inbox, and alice in it, at a terminal."""

import fcntl
import os
import pty
import random
import select
import shutil
import signal
import struct
import subprocess
import termios
import time
import zlib

from screen import Screen

# What people call their files: wide characters, joined emoji, flags, marks, and text from right to left.
NAMES = ["夜の山と湖 {}.png", "👩‍🚀 à la plage 🏔️ {}.png", "🇯🇵🇫🇷 한국어 이름 {}.png", "مرحبا بالعالم {}.png", "plain {}.png",
         "とても長い名前の写真で一行には決して収まらないもの🎉🎊🎈 {}.png"]


def png(side, seed, text=""):
    """A picture of noise, whose bytes take long to score and cannot be packed; `text` is a recipe of Automatic1111."""
    chance = random.Random(seed)
    rows = b"".join(b"\0" + chance.randbytes(side * 3) for _ in range(side))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    recipe = chunk(b"iTXt", b"parameters\0\0\0\0\0" + text.encode()) if text else b""
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) + recipe
            + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b""))


class World:
    def __init__(self, alice, folder):
        self.alice, self.folder = alice, folder
        self.home = folder / "home"
        self.library, self.inbox = self.home / "Library", self.home / "Inbox"
        self.environment = {
            "HOME": str(self.home), "PATH": "/usr/bin:/bin", "ALICE_LIBRARY": str(self.library), "TZ": "UTC",
            "LANG": "C.UTF-8", "ALICE_KEYCHAIN": "off", "TERM": "xterm-256color",
        }

    def begin(self):
        shutil.rmtree(self.home, ignore_errors=True)
        self.inbox.mkdir(parents=True)

    def fill(self, count, side=512, recipe=""):
        for number in range(count):
            name = NAMES[number % len(NAMES)].format(number)
            (self.inbox / name).write_bytes(png(side, number, recipe.format(number)))

    def save(self, name):
        shutil.copytree(self.home, self.folder / name, symlinks=True)

    def restore(self, name):
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.folder / name, self.home, symlinks=True)

    def run(self, *arguments, check=True):
        ran = subprocess.run([self.alice, *map(str, arguments)], cwd=self.home, env=self.environment,
                             capture_output=True, text=True)
        if check and ran.returncode != 0:
            raise RuntimeError(f"alice {' '.join(map(str, arguments))} ended with {ran.returncode}: {ran.stdout}{ran.stderr}")
        return ran

    def type(self, arguments, columns, watch=lambda screen: None, limit=300, meanwhile=None, environment=None):
        return Typed(self, [self.alice, *arguments], columns, environment).wait(watch, limit, meanwhile)

    def shell(self, text, columns, limit=300, meanwhile=None, environment=None):
        """Types a line into a shell that finds alice by its name."""
        path = self.folder / "bin" / "alice"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.symlink_to(self.alice)
        environment = {"PATH": f"{path.parent}:/usr/bin:/bin", **(environment or {})}
        return Typed(self, ["/bin/sh", "-c", text], columns, environment).wait(limit=limit, meanwhile=meanwhile)


class Typed:
    """A command that was typed at a terminal."""

    def __init__(self, world, words, columns, environment=None):
        self.screen = Screen(columns)
        self.data = b""
        # It is closed when the program begins: until then a signal would be Python's.
        begun, beginning = os.pipe()
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(world.home)
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            os.execve(words[0], list(map(str, words)), {**world.environment, **(environment or {})})
        os.close(beginning)
        os.read(begun, 1)
        os.close(begun)
        self.began = time.monotonic()
        self.status = self.seconds = None

    def read(self, seconds):
        """Shows what the program writes within this time. Returns False when it has ended."""
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return False
        self.data += data
        self.screen.feed(data)
        return bool(data)

    def wait(self, watch=lambda screen: None, limit=300, meanwhile=None):
        """Reads until the program ends. `meanwhile` gets the command and the seconds since it began."""
        end = time.monotonic() + limit
        while self.read(0.02):
            watch(self.screen)
            if meanwhile:
                meanwhile(self, time.monotonic() - self.began)
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
        self.reap()
        watch(self.screen)
        return self

    def reap(self):
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.seconds = time.monotonic() - self.began
        os.close(self.master)

    def press(self, key):
        os.write(self.master, key)

    def resize(self, columns, moves):
        """The window gets another width while the program does nothing."""
        os.kill(self.pid, signal.SIGSTOP)
        os.waitpid(self.pid, os.WUNTRACED)
        while select.select([self.master], [], [], 0.02)[0]:
            self.read(0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.screen.resize(columns, moves)
        os.kill(self.pid, signal.SIGCONT)


class Simulator:
    def __init__(self, world, latency):
        self.process = subprocess.Popen(
            [world.alice, "simulate", "--port", "0", "--latency", str(latency)], env=world.environment,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        base = self.process.stdout.readline().strip()
        world.environment.update(FAL_QUEUE_URL=base, FAL_REST_URL=base, FAL_KEY="terminal-id:terminal-secret")

    def end(self):
        self.process.terminate()
        self.process.wait()
