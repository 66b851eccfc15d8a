"""Looks at a world from outside, and says what must not be."""

import collections
import dataclasses
import os
import re
import shutil
import sqlite3
import tempfile

import shown

File = collections.namedtuple("File", "digest mode modified")
Entry = collections.namedtuple("Entry", "path verdict")
Problem = collections.namedtuple("Problem", "kind text")


@dataclasses.dataclass
class Seen:
    """What lies on the disk."""

    sources: dict = dataclasses.field(default_factory=dict)  # path: File
    library: dict = dataclasses.field(default_factory=dict)  # picture: [Entry]
    beside: dict = dataclasses.field(default_factory=dict)  # path of a sidecar or companion: digest
    sidecars: dict = dataclasses.field(default_factory=dict)  # path of a sidecar: verdict
    out: dict = dataclasses.field(default_factory=dict)  # path: (picture, verdict)
    trash: dict = dataclasses.field(default_factory=dict)  # path: picture; none of a sidecar or companion


@dataclasses.dataclass
class Told:
    """What alice says."""

    search: dict  # path: verdict
    check: tuple  # status, problems
    log: list  # kind, state, steps; None where it was not asked for
    cost: tuple  # requests, spent; likewise


def walk(folder):
    for top, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            yield os.path.join(top, name)


def litter(world):
    """What was to be gone: hidden names, and all that lies in `.alice/tmp`."""
    tmp = world.library / ".alice" / "tmp"
    found = [str(path.relative_to(world.root)) for path in (sorted(tmp.rglob("*")) if tmp.is_dir() else [])]
    return found + [path for path in map(world.shown, walk(world.root))
                    if "/.alice-" in path and not path.startswith("Library/.alice/")]


def on_disk(world, exiftool):
    seen = Seen()
    library, out, trash = [], [], []
    for path in walk(world.root):
        relative = os.path.relpath(path, world.root)
        if relative.startswith("Library/.alice/trash/"):
            trash.append(path)
        elif relative.startswith(("home/", "Library/.alice/")) or "/.alice-" in relative:
            continue
        elif relative.startswith("Library/"):
            library.append(path)
        elif relative.startswith("out/"):
            out.append(path)
        else:
            facts = os.stat(path)
            seen.sources[relative] = File(shown.digest(shown.read(path)), facts.st_mode & 0o7777, facts.st_mtime_ns)
    verdicts = exiftool.verdicts(library + out + trash)
    for path in library:
        note_library(seen, path, world, verdicts)
    for path in out:
        seen.out[os.path.relpath(path, world.root)] = (
            "" if path.endswith(".xmp") else shown.picture(shown.read(path)), verdicts.get(path))
    for path in trash:
        # The number of the operation depends on how often the command was run.
        relative = re.sub(r"^deleted-[0-9]+-[0-9]+/", "", os.path.relpath(path, world.library / ".alice" / "trash"))
        seen.trash[relative] = shown.picture(shown.read(path)) if path.lower().endswith(shown.MEDIA) else ""
        if path.endswith(".xmp"):
            # An interrupted move has it there while its file is in the library.
            seen.sidecars[f".alice/trash/{relative}"] = verdicts.get(path)
    return seen


def note_library(seen, path, world, verdicts):
    relative = os.path.relpath(path, world.library)
    if not path.lower().endswith(shown.MEDIA):
        # Records in sidecars hold times, so these differ from run to run.
        seen.beside[relative] = "" if path.endswith(".xmp") else shown.digest(shown.read(path))
        if path.endswith(".xmp"):
            seen.sidecars[relative] = verdicts.get(path)
        return
    verdict = verdicts.get(path + ".xmp", verdicts.get(path))
    seen.library.setdefault(shown.picture(shown.read(path)), []).append(Entry(relative, verdict))


def by_alice(world, with_books=True):
    check = world.run(["check", "--json"])
    problems = [f"{item['kind']} {item['path']}" for item in check.json().get("problems", [])]
    told = Told(searched(world), (check.status, problems), None, None)
    if with_books:
        log = world.run(["log", "--json"]).json().get("operations", [])
        cost = world.run(["cost", "--json"]).json().get("total", {})
        # An undo notes files that look otherwise once they are back. On a disk whose clock ticks slowly a file may come back with
        # the very times and number that it had, and then there is nothing to note: that count is left to the clock.
        told.log = [
            (item["kind"], item["state"], None if item["kind"] == "undo" else item["steps"]) for item in log
        ]
        told.cost = (cost.get("requests"), cost.get("spent"))
    return told


def searched(world, library=None):
    search = world.run(["search", "*", "--jsonl"], library=library)
    if search.status not in (0, 1):
        return {"the search": search.err}
    return {asset["path"]: shown.Verdict(asset["rating"], asset["tags"]) for asset in search.lines() if not asset["missing"]}


def catalog_verdicts(world):
    """What a copy of the library answers, so that looking changes nothing."""
    with tempfile.TemporaryDirectory(dir=world.base) as folder:
        shutil.copytree(world.library, os.path.join(folder, "Library"))
        return searched(world, library=os.path.join(folder, "Library"))


def databases(world):
    """Problems of the databases, looked at in copies: to open one is to change it."""
    for name in ("catalog.sqlite", "journal.sqlite"):
        path = world.library / ".alice" / name
        if not path.exists():
            continue
        with tempfile.TemporaryDirectory(dir=world.base) as folder:
            for ending in ("", "-wal", "-journal"):
                if os.path.exists(f"{path}{ending}"):
                    shutil.copy(f"{path}{ending}", folder)
            connection = sqlite3.connect(os.path.join(folder, name))
            try:
                answer = connection.execute("pragma integrity_check").fetchall()
            except sqlite3.Error as error:
                answer = error
            connection.close()
            if answer != [("ok",)]:
                yield Problem("DATABASE", f"{name}: {answer}")
