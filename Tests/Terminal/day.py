"""Types the lines of `items.py`, and compares the screens of several widths, with and without colours."""

import json
import re
import unicodedata

from items import ITEMS
from world import png

RECIPE = ("山の湖 {0}、夜明け 🏔️ とても長い説明文がここに続きます\nNegative prompt: ぼやけた\n"
          "Steps: 20, Sampler: Euler, CFG scale: 7, Seed: {0}, Size: 8x8, Model: 夢の模型")

# What differs from one session to the next: requests, times, and the size of a database.
VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d\d:\d\d:\d\d\S*|\d+(\.\d+)? (s|kB|MB)\b|T\d\d:\d\S*")
# The columns, and whether there are colours; the first one is what the others are compared with.
WIDTHS = [(120, True), (60, True), (40, True), (80, False)]
SHORT = [(40, True)]
PROGRESS = re.compile(r"\[=*>? *\] ")


class Shown:
    """What is on the screen when a line is done."""

    def __init__(self, line, typed):
        self.line, self.data, self.screen, self.status = line, typed.data, typed.screen, typed.status

    @property
    def rows(self):
        """The rows, of which those that the terminal wrapped are one."""
        rows, row = [], ""
        for cells, goes_on in zip(self.screen.cells, self.screen.wrapped):
            row += "".join(cells)
            if not goes_on:
                rows.append(row.rstrip())
                row = ""
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @property
    def words(self):
        return [word for row in self.rows for word in VARIES.sub("#", row).split()]


def begin(world):
    """A home with 54 small pictures, two requests, and a library of two results."""
    world.begin()
    world.fill(54, side=8, recipe=RECIPE)
    (world.home / "写真館").mkdir()
    for number in range(3):
        (world.home / "写真館" / f"夜の山と湖 {number}.png").write_bytes(png(8, 1000 + number))
    rows = [{"prompt": f"丘 {number}", "model": "flux-schnell", "seed": number} for number in range(2)]
    (world.home / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    world.run("generate", "港の朝 🌅", "-n", "2", "--simulate", "--seed", "5")
    world.save("day")


def play(world, columns, colours, only):
    """Types the whole day at one width. Returns what was shown, line by line."""
    world.restore("day")
    shown = []
    for item, lines in ITEMS.items():
        for line in lines if not only or only in item else []:
            shown.append((item, Shown(line, typed(world, line, columns, colours))))
    return shown


def typed(world, line, columns, colours):
    answered = []

    def meanwhile(typed, _):
        if line.answer and not answered and typed.screen.rows and re.search(r"\[y/N\] *$|\? *$", typed.screen.rows[-1]):
            answered.append(True)
            typed.press(line.answer.encode() + b"\n")

    return world.shell(line.text, columns, meanwhile=meanwhile, environment={} if colours else {"NO_COLOR": "1"})


def faults(shown, columns, colours):
    """What is wrong on one screen."""
    line, rows = shown.line, shown.rows
    text = "\n".join(rows)
    if shown.status != line.status:
        yield f"status {shown.status}, not {line.status}"
    if line.silent and rows:
        yield "it prints something"
    if not re.search(line.says, " ".join(rows)):
        yield f"nothing says {line.says!r}"
    if not line.wraps and any(shown.screen.wrapped):
        wide = [row for row, wrapped in zip(shown.screen.rows, shown.screen.wrapped) if wrapped]
        yield f"a line is wider than the terminal: {wide[0]!r}"
    strange = {character for character in text
               if character != "\n" and unicodedata.category(character) in ("Cc", "Co", "Cs") or character in "\ufffd\u202e"}
    if strange:
        yield f"it shows {strange}"
    if PROGRESS.search(text):
        yield "progress is left on the screen"
    # A line of progress is redrawn without colours as well.
    if not colours and re.search(rb"\x1b(?!\[J)", shown.data):
        yield "there are control sequences in spite of NO_COLOR"


def difference(narrow, wide):
    """A narrow screen shows no word that a wide one does not have, though it may cut words and leave some out."""
    everything = "".join(wide.words)
    for word in narrow.words:
        cut = word.rstrip("…")
        if cut not in everything:
            return f"{word!r} is not on the wide screen"
    return None


def compare(world, wrong, widths, only=None):
    """Plays the day at each width and compares. Returns the number of lines."""
    begin(world)
    first = None
    for columns, colours in widths:
        name = f"{columns} columns" + ("" if colours else " without colours")
        shown = play(world, columns, colours, only)
        first = first or shown
        for (item, now), (_, wide) in zip(shown, first):
            found = list(faults(now, columns, colours))
            if not found and not now.line.varies and (different := difference(now, wide)):
                found.append(different)
            for fault in found:
                wrong(f"{item}, {name}: {now.line.text}: {fault}\n    " + "\n    ".join(now.screen.rows[-8:]))
    return len(first)
