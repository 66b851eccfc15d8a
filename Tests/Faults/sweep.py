#!/usr/bin/env python3
"""Kills and cheats alice at every call that changes a file, and looks what is left: see docs/testing.md."""

import argparse
import collections
import concurrent.futures
import pathlib
import platform
import queue
import shutil
import subprocess
import sys
import tempfile
import time
import zlib

import audit
from look import Problem, by_alice, litter, on_disk
from rules import Rules
from scenes import SCENES
from shown import ExifTool, picture, read
from world import KILLS, KINDS, Fault, World

HERE = pathlib.Path(__file__).resolve().parent

# Of the faults of a command the short form plays every so many-th one: a test may take a hundred seconds.
SHORT_STRIDE = 13


class Bench:
    """A world in which one command is tried again and again."""

    def __init__(self, scene, world, exiftool):
        self.scene, self.world, self.exiftool = scene, world, exiftool
        world.extra = {}
        world.clear()
        scene.build(world)
        world.save()
        self.begin()
        before = on_disk(world, exiftool)
        self.note_pictures(before)
        ran = world.run(scene.command(world), counted=True)
        if ran.status != 0:
            raise RuntimeError(f"{scene.name} without a fault ended with {ran.status}: {ran.err}")
        after = on_disk(world, exiftool)
        self.note_pictures(after)
        scene.originals = before.sources
        self.calls = ran.calls
        self.rules = Rules(scene, before, after, by_alice(world))
        seen = on_disk(world, exiftool)
        self.flaws = {*self.rules.always(world, seen, is_end=True), *self.rules.whole(seen, by_alice(world))}

    def begin(self):
        self.world.fresh()
        self.scene.approach(self.world)

    def note_pictures(self, seen):
        for path in seen.sources:
            if not path.endswith((".txt", ".xmp", ".zip")):
                self.scene.pictures[path] = picture(read(self.world.root / path))

    def try_out(self, fault, order, is_told=False):
        """Where the fault struck, or None, and what was wrong, each once."""
        self.begin()
        ran = self.world.run(self.scene.command(self.world), fault=fault)
        if is_told:
            print(f"{' '.join(map(str, ran.arguments))}\nended with {ran.status}\n{ran.out}{ran.err}", end="")
        problems = set(self.after_fault(ran, fault)) - self.flaws
        lasting = set(self.recover(order)) - self.flaws
        problems |= {problem._replace(text=f"in the end: {problem.text}") for problem in lasting}
        where = next((f"{call.name} {self.world.shown(call.path)}" for call in ran.struck), None)
        return where, problems

    def after_fault(self, ran, fault):
        def whole():
            yield from self.rules.whole(seen, by_alice(self.world), is_first=True)
            yield from self.scene.check(self.world, is_end=False)
        seen = on_disk(self.world, self.exiftool)
        yield from self.rules.always(self.world, seen)
        yield from self.rules.told_truth(ran, fault, whole)

    def recover(self, order):
        for step in order.split(", "):
            yield from self.step(step)
        seen = on_disk(self.world, self.exiftool)
        yield from self.rules.always(self.world, seen, is_end=True)
        yield from self.rules.whole(seen, by_alice(self.world, self.scene.costs))
        self.change_something(seen)
        for path in litter(self.world):
            # What the process called its folder differs from run to run.
            yield Problem("LITTER", ".alice/tmp is not empty" if "/tmp/" in path else f"{path} is left behind")
        yield from self.scene.check(self.world, is_end=True)

    def step(self, step):
        if step == "again":
            runs, fine = self.scene.again(self.world), self.scene.fine
        else:
            runs, fine = [self.world.run(["check", "--repair"] if step == "repair" else [step])], (0,)
        for ran in runs:
            if ran.trapped:
                yield Problem("TRAP", f"{step} ended with {ran.status}")
            elif ran.status not in fine:
                said = (ran.err.strip().splitlines() or [""])[0]
                yield Problem("AGAIN", f"{step} ended with {ran.status}: {said}")

    def change_something(self, seen):
        paths = sorted(entry.path for entries in seen.library.values() for entry in entries)
        if paths:
            self.world.run(["tag", self.world.library / paths[0], "+changed"])


def without_runs(calls):
    """Of many equal calls in a row, as databases write their pages, the first two, one in the middle and the last."""
    chosen, at = [], 0
    while at < len(calls):
        end = at
        while end < len(calls) and (calls[end].name, calls[end].path) == (calls[at].name, calls[at].path):
            end += 1
        chosen += sorted({at, min(at + 1, end - 1), (at + end - 1) // 2, end - 1})
        at = end
    return [calls[index] for index in chosen]


def faults(calls, options):
    """All that is to be tried, in order."""
    if options.at:
        return [Fault(options.kind, options.at, options.forever)]
    wanted = []
    few = without_runs(calls)
    if options.short:
        few = [call for call in few if not call.path.endswith("-shm")]
    for kind in [options.kind] if options.kind else ["kill", "EIO"] if options.short else list(KINDS):
        points = calls if options.every or kind == "kill" and not options.short else few
        numbers = [call.number for call in points if not KINDS[kind] or KINDS[kind] in call.ways]
        if kind == "kill":
            numbers += [len(calls) + 1]
        for forever in [False] if kind in KILLS or options.short else [False, True]:
            wanted += [Fault(kind, number, forever) for number in numbers]
    stride = options.stride or (SHORT_STRIDE if options.short else 1)
    return wanted[options.seed % stride::stride]


def order_of(scene, fault, options):
    """The same for the same fault, and no pattern over the points."""
    return options.order or scene.orders[zlib.crc32(str(fault).encode()) % len(scene.orders)]


def sweep(kind_of_scene, worlds, exiftool, options):
    """All points of one command, in as many worlds as there are workers; gives the numbers of points, faults and problems."""
    began = time.monotonic()
    scenes = [kind_of_scene(options.small or options.short) for _ in worlds]
    try:
        benches = [Bench(scene, world, exiftool) for scene, world in zip(scenes, worlds)]
        found, struck = try_all(benches, faults(benches[0].calls, options), options)
        for flaw in benches[0].flaws:
            found[flaw].append("without a fault")
        points = len(benches[0].calls)
        report(kind_of_scene.name, points, struck, found, time.monotonic() - began)
        missed = 0 if options.at or options.short else audit.run(benches[0])
        return points, struck, len(found) + missed
    finally:
        for scene in scenes:
            scene.close()


def try_all(benches, wanted, options):
    """The problems, each with the faults that lead to it, and the number of faults that struck."""
    free = queue.SimpleQueue()
    for bench in benches:
        free.put(bench)

    def one(fault):
        bench = free.get()
        try:
            return fault, *bench.try_out(fault, order_of(bench.scene, fault, options), options.at)
        finally:
            free.put(bench)
    found, struck = collections.defaultdict(list), 0
    with concurrent.futures.ThreadPoolExecutor(len(benches)) as pool:
        for fault, where, problems in pool.map(one, wanted):
            struck += where is not None
            for problem in problems:
                found[problem].append(f"{fault} ({where})" if where else str(fault))
    return found, struck


def report(name, points, struck, found, seconds):
    print(f"{name}: {points} points, {struck} faults, {len(found)} problems, {int(seconds)} s", flush=True)
    for problem, where in sorted(found.items()):
        print(f"  {problem.kind}: {problem.text}")
        print(f"    {len(where)} times: {'; '.join(where[:8])}{' …' if len(where) > 8 else ''}", flush=True)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", nargs="?", default=".build/release/alice")
    parser.add_argument("--only", metavar="NAME,…", help="these commands: " + " ".join(s.name for s in SCENES))
    parser.add_argument("--kind", choices=list(KINDS), help="this fault alone")
    parser.add_argument("--at", type=int, metavar="N", help="at this call alone; with --kind")
    parser.add_argument("--forever", action="store_true", help="with --at: from that call on")
    parser.add_argument("--order", help="how to recover: again, repair, reindex, with ', ' between them")
    parser.add_argument("--small", action="store_true", help="worlds of three sources or assets")
    parser.add_argument("--short", action="store_true", help=f"small worlds in memory, a kill and an error, one fault in {SHORT_STRIDE}")
    parser.add_argument("--every", action="store_true", help="every one of many equal calls in a row")
    parser.add_argument("--stride", type=int, metavar="N", help="every N-th fault only")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="with --stride: begin with the N-th")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="worlds at a time")
    parser.add_argument("--folder", metavar="DIR", help="where the worlds lie; else in a temporary folder")
    parser.add_argument("--keep", action="store_true", help="with --at: leave the world as it is in the end")
    options = parser.parse_args()
    if options.at and not (options.kind and options.only):
        parser.error("--at needs --only and --kind")
    return options


def prepared(folder):
    """The preload library, compiled."""
    library = folder / "faultpoints.so"
    sources = [HERE / "faultpoints.c", HERE / "calls.c"]
    subprocess.run(["cc", "-O1", "-fPIC", "-shared", "-Wall", "-Werror", "-o", library, *sources], check=True)
    return library


def temporary_folder(in_memory):
    """In memory, where there is room for it and it is asked for: waiting for a disk takes most of the time."""
    memory = pathlib.Path("/dev/shm")
    suits = in_memory and memory.is_dir() and shutil.disk_usage(memory).free > 256 << 20
    return tempfile.mkdtemp(prefix="alice-faults-", dir=memory if suits else None)


def main():
    options = parsed()
    if platform.system() != "Linux":
        print("skipped: faults are played on Linux only")
        return 0
    missing = [tool for tool in ("cc", "exiftool") if not shutil.which(tool)]
    if missing:
        print(f"missing: {' '.join(missing)}; '.ci/setup test' installs it")
        return 2
    folder = pathlib.Path(options.folder or temporary_folder(options.short)).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    program = str(pathlib.Path(options.program).resolve())
    preload = prepared(folder)
    worlds = []
    for number in range(1 if options.at else options.workers):
        (folder / str(number)).mkdir(exist_ok=True)
        worlds.append(World(folder / str(number), program, preload))
    names = options.only.split(",") if options.only else [s.name for s in SCENES if not (s.only_full and options.short)]
    chosen = [scene for scene in SCENES if scene.name in names]
    if len(chosen) < len(names):
        print(f"there is no {', '.join(sorted({*names} - {scene.name for scene in chosen}))}")
        return 2
    exiftool = ExifTool()
    totals = [sum(column) for column in zip(*(sweep(scene, worlds, exiftool, options) for scene in chosen))]
    exiftool.close()
    print(f"{totals[1]} faults at {totals[0]} points: {totals[2]} problems")
    if options.keep:
        print(f"the world is in {worlds[0].root}")
    elif not options.folder:
        shutil.rmtree(folder)
    return 1 if totals[2] else 0


if __name__ == "__main__":
    sys.exit(main())
