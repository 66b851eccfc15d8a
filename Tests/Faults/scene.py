"""What a command is put to the test in, and how its world comes about."""

import shutil

import inputs
import shown
from look import Problem


class Scene:
    name = ""
    # Not the catalog but the file holds verdicts, except where a scene takes them out of the file.
    catalog_counts = False
    costs = False
    # Whether the files in the trash must be the same in the end.
    counts_trash = False
    orders = ("again, repair, reindex", "repair, again, reindex", "again, reindex")
    only_full = False
    # Statuses of the command when it is given again without a fault.
    fine = (0,)

    def __init__(self, short):
        self.short = short
        self.acknowledged = {}
        self.pictures = {}

    def build(self, world):
        """What every run begins with; kept as a template."""

    def approach(self, world):
        """What is done, without faults, in each world: for what a copy of a library would not do."""

    def command(self, world):
        raise NotImplementedError

    def again(self, world):
        """The same once more, as a person would after a failure."""
        return [world.run(self.command(world))]

    def check(self, world, is_end):
        """Problems that only this command can have."""
        return ()

    def close(self):
        """Ends what the scene started."""

    def fill(self, folder):
        inputs.three(folder)
        if not self.short:
            inputs.more(folder / "more")


def ids(world):
    """Of all assets, always in the same order."""
    return sorted(asset["id"][:12] for asset in world.must("search", "*", "--jsonl").lines())


def earlier(world):
    """A library in which people have judged: what no later command may forget."""
    folder = world.root / "earlier"
    inputs.put(folder / "first.png", inputs.png(31, inputs.RECIPE))
    inputs.put(folder / "second.gif", inputs.gif(77))
    inputs.copy("media/plain.jpg", folder / "third.jpg")
    world.must("organize", folder)
    shutil.rmtree(folder)
    names = ids(world)
    world.must("rate", *names[:2], "5")
    world.must("rate", names[2], "1")
    world.must("tag", *names, "+keep", "+früh")


def whole_library(world, scene):
    """The same, with assets of all kinds beside them where there is time for it."""
    earlier(world)
    if not scene.short:
        inputs.more(world.root / "earlier")
        world.must("organize", world.root / "earlier")
        shutil.rmtree(world.root / "earlier")
    scene.names = ids(world)


def with_companion(world, scene):
    """A library that has one asset with a recipe beside it, too."""
    inputs.put(world.root / "earlier" / "with a recipe.png", inputs.png(91))
    inputs.put(world.root / "earlier" / "with a recipe.txt", inputs.RECIPE.encode())
    world.must("organize", world.root / "earlier")
    shutil.rmtree(world.root / "earlier")
    whole_library(world, scene)


def only(paths):
    [path] = paths
    return path


def operations(world):
    """The last one first."""
    return world.must("log", "--json").json()["operations"]


def operation(world, kind):
    """The number of the last operation of a kind."""
    return next(item["id"] for item in operations(world) if item["kind"] == kind)


def bring_back(world, scene):
    """Undoes all that was done since, the last first; then the sources must be what they were."""
    for item in operations(world):
        if item["kind"] != "undo" and item["state"] != "undone" and item["id"] not in scene.known:
            world.run(["undo", item["id"]])
    for path, (digest, mode, modified) in scene.originals.items():
        file = world.root / path
        if not file.exists():
            yield Problem("ORIGINAL", f"{path} is gone, and undo does not bring it back")
        elif shown.digest(shown.read(file)) != digest:
            yield Problem("ORIGINAL", f"{path} has other bytes after undo")
        elif (file.stat().st_mode & 0o7777, file.stat().st_mtime_ns) != (mode, modified):
            yield Problem("ORIGINAL", f"{path} has another mode or time after undo")
