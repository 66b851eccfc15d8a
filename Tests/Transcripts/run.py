#!/usr/bin/env python3
"""run.py [--write] ALICE PAGE…: runs the examples of pages as a reader does, and compares what is printed.

Each page is one session of a new user: an empty home, a terminal of 110 columns, and nothing set but what the page sets.
A fenced block whose first line begins with "$ " is an example: each such line is typed into bash, and the lines below it
are what must appear. A line "…" stands for any lines, and "…" within a line for any text. Ids, dates, times, sizes, scores
and ports may differ; an id that the page shows stands for the one that appeared in its place, in later commands, too.

<!-- files: FOLDER = SOURCE… --> in a page gives the reader files: fixtures, in a folder of the home.
--write puts what was printed into the pages, for you to shorten.
"""

import difflib
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import sys
import tempfile
import termios
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "Terminal"))
from screen import Screen  # noqa: E402

COLUMNS = 110
LIMIT = 300
# The home that pages show.
SHOWN_HOME = "/home/anna"

ID = r"(?<![0-9a-zA-Z])(?=[a-f]*[0-9])[0-9a-f]{10}(?![0-9a-zA-Z])"
LOOSE = [
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", r"[0-9a-f-]{36}"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)", r"\d{4}-\d\d-\d\dT[0-9:.]+(?:[+-]\d\d:\d\d|Z)"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d(?!\d)", r"\d{4}-\d\d-\d\d \d\d:\d\d"),
    # The number of an operation, which depends on what was recorded before it.
    (r"'alice undo \d+'", r"'alice undo \d+'"),
    (r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\d"),
    (r"127\.0\.0\.1:\d+", r"127\.0\.0\.1:\d+"),
    (r"score \d+(?:\.\d+)?", r"score \d+(?:\.\d+)?"),
    (r"\d+(?:\.\d+)? (?:bytes|kB|MB)", r"\d+(?:\.\d+)? (?:bytes|kB|MB)"),
    (r"\d+(?:\.\d+)? s\b", r"\d+(?:\.\d+)? s"),
    (r"…", r".*"),
]
TOKEN = re.compile("|".join([f"(?P<id>{ID})"] + [f"(?P<loose{n}>{shown})" for n, (shown, _) in enumerate(LOOSE)]))


class Example:
    """A command of a page, with the lines that must appear."""

    def __init__(self, command, line):
        self.command, self.line, self.shown = command, line, []


def read(text):
    """Returns the examples of a page, and the numbers of the lines of each block."""
    lines, blocks, at = text.split("\n"), [], 0
    while at < len(lines):
        if not lines[at].startswith("```"):
            at += 1
            continue
        end = next(number for number in range(at + 1, len(lines) + 1) if number == len(lines) or lines[number] == "```")
        if at + 1 < end and lines[at + 1].startswith("$ "):
            examples = []
            for number in range(at + 1, end):
                if lines[number].startswith("$ "):
                    examples.append(Example(lines[number][2:], number + 1))
                elif examples[-1].command.endswith("\\"):
                    examples[-1].command += "\n" + lines[number]
                else:
                    examples[-1].shown.append(lines[number])
            blocks.append((at + 1, end, examples))
        at = end + 1
    return lines, blocks


class Reader:
    """A person with an empty home, at a terminal."""

    def __init__(self, alice, folder):
        self.home = folder / "home"
        self.state = folder / "state"
        self.home.mkdir()
        self.state.mkdir()
        programs = folder / "programs"
        programs.mkdir()
        (programs / "alice").symlink_to(alice)
        self.ids = {}
        self.environment = {
            "HOME": str(self.home), "PATH": f"{programs}:/usr/bin:/bin", "TZ": "UTC", "LANG": "C.UTF-8",
            "TERM": "xterm-256color", "NO_COLOR": "1", "ALICE_KEYCHAIN": "off", "USER": "anna",
        }

    def give(self, folder, sources):
        target = self.home / folder
        target.mkdir(parents=True, exist_ok=True)
        for source in sources:
            for path in sorted((ROOT / "fixtures").glob(source)):
                shutil.copyfile(path, target / path.name)

    def type(self, command):
        """Returns the status and the rows that the command leaves on the screen."""
        for shown, own in self.ids.items():
            command = re.sub(rf"(?<![0-9a-zA-Z]){shown}(?![0-9a-zA-Z])", own, command)
        command = command.replace(SHOWN_HOME, str(self.home))
        script = (
            f"stty rows 60 cols {COLUMNS}\n"
            f'[ -e "{self.state}/set" ] && . "{self.state}/set"; cd "$(cat "{self.state}/at" 2>/dev/null || echo ~)"\n'
            f"{command}\nstatus=$?\n"
            f'export -p > "{self.state}/set"; pwd > "{self.state}/at"; exit $status')
        screen = Screen(COLUMNS)
        pid, master = pty.fork()
        if pid == 0:
            os.execve("/bin/bash", ["bash", "--norc", "-c", script], self.environment)
        termios.tcsetwinsize(master, (60, COLUMNS)) if hasattr(termios, "tcsetwinsize") else resize(master)
        end = time.monotonic() + LIMIT
        # The gallery runs until it is stopped.
        stops = re.search(r"\balice (gallery|simulate)\b", command) and not command.rstrip().endswith("&")
        while True:
            if not select.select([master], [], [], 1)[0]:
                if time.monotonic() > end:
                    os.kill(pid, signal.SIGKILL)
                    screen.feed(b"\n(it did not end)")
                    break
                continue
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            screen.feed(data)
            if stops and any("http://" in row for row in screen.rows):
                os.write(master, b"\x03")
                stops = None
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os.close(master)
        return status, self.lines(screen)

    def lines(self, screen):
        """Returns what stands on the screen, where one line is what the terminal has wrapped."""
        lines = []
        for number, cells in enumerate(screen.cells):
            if number and screen.wrapped[number - 1]:
                lines[-1] += "".join(cells)
            else:
                lines.append("".join(cells))
        # What the terminal shows for Ctrl-C.
        lines = [line.rstrip().removesuffix("^C").replace(str(self.home), SHOWN_HOME) for line in lines]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def match(self, shown, rows, ids):
        """Whether the rows are what a page shows, with these ids. Returns all ids then known, or None."""
        for number, line in enumerate(shown):
            if line.strip() == "…":
                rest = shown[number + 1:]
                # The first place at which the rest fits.
                tried = (self.match(rest, rows[skip:], ids) for skip in range(number, len(rows) + 1))
                return next((found for found in tried if found is not None), None)
            if number == len(rows):
                return None
            ids = self.match_line(line, rows[number], ids)
            if ids is None:
                return None
        return ids if len(rows) == len(shown) else None

    @staticmethod
    def match_line(line, row, ids):
        """The same for one line. How wide a column is may follow what may differ in it."""
        line, row = (re.sub(r"  +", "  ", text) for text in (line, row))
        groups, text, at = {}, "", 0
        for token in TOKEN.finditer(line):
            text += re.escape(line[at:token.start()])
            at = token.end()
            shown_id = token["id"]
            if not shown_id:
                text += next(LOOSE[number][1] for number in range(len(LOOSE)) if token[f"loose{number}"])
            elif shown_id in ids:
                text += ids[shown_id]
            elif shown_id in groups:
                text += f"(?P={groups[shown_id]})"
            else:
                groups[shown_id] = f"id{len(groups)}"
                text += f"(?P<{groups[shown_id]}>[0-9a-f]{{10}})"
        found = re.fullmatch(text + re.escape(line[at:]), row)
        return found and {**ids, **{shown_id: found[group] for shown_id, group in groups.items()}}

    def check(self, example):
        """Types the command. Returns a complaint, or None, and the rows."""
        status, rows = self.type(example.command)
        shown = list(example.shown)
        while shown and not shown[-1]:
            shown.pop()
        ids = self.match(shown, rows, self.ids)
        if ids is None:
            difference = difflib.unified_diff(shown, rows, "the page", "the terminal", lineterm="", n=1)
            return "\n".join(difference), rows
        self.ids = ids
        if status not in (0, 130) and not any(line.startswith(("error:", "alice:")) for line in shown):
            return f"it ended with {status}, and the page shows no error", rows
        return None, rows


def resize(master):
    import fcntl
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 60, COLUMNS, 0, 0))


def run(alice, page, writes):
    """Runs one page. Returns the number of its examples, and the complaints."""
    text = page.read_text()
    lines, blocks = read(text)
    complaints, count = [], 0
    with tempfile.TemporaryDirectory(prefix="alice-page-") as folder:
        reader = Reader(alice, pathlib.Path(folder))
        for folder_name, sources in re.findall(r"<!-- files: (\S+) = (.+?) -->", text):
            reader.give(folder_name, sources.split())
        output = []
        at = 0
        for begin, end, examples in blocks:
            output += lines[at:begin]
            at = end
            for example in examples:
                count += 1
                complaint, rows = reader.check(example)
                output += ["$ " + example.command] + (rows if writes else example.shown)
                if writes and example is not examples[-1]:
                    output += [""]
                if complaint and not writes:
                    complaints.append(f"{page}:{example.line}: $ {example.command}\n{complaint}")
        output += lines[at:]
    if writes:
        page.write_text("\n".join(output))
    return count, complaints


def main():
    arguments = sys.argv[1:]
    writes = "--write" in arguments
    arguments = [argument for argument in arguments if argument != "--write"]
    if len(arguments) < 2:
        sys.exit(__doc__)
    alice = pathlib.Path(arguments[0]).resolve()
    failed = False
    for name in arguments[1:]:
        count, complaints = run(alice, pathlib.Path(name), writes)
        print(f"{name}: {count} examples" + (f", {len(complaints)} are not as shown" if complaints else ""))
        for complaint in complaints:
            print(complaint)
        # A page without an example proves nothing.
        failed = failed or bool(complaints) or count == 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
