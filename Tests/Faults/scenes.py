"""The commands that are put to the test, each in a world of its own."""

import shutil
import tarfile

import inputs
import shown
from look import Problem
from scene import Scene, bring_back, earlier, ids, only, operation, operations, whole_library, with_companion
from simulator import Simulator


class OrganizeNew(Scene):
    """The first time: the library is made."""
    name = "organize-new"
    orders = ("again, repair, reindex", "again, reindex")

    def build(self, world):
        self.fill(world.sources)

    def command(self, world):
        return ["organize", world.sources]


class Organize(Scene):
    """Into a library that has some of it: one source shows what a rated file shows, and knows more."""
    name = "organize"
    options = ()

    def build(self, world):
        earlier(world)
        self.fill(world.sources)
        inputs.put(world.sources / "again.png", inputs.png(31))
        inputs.put(world.sources / "again.png.xmp", inputs.xmp(5, ["found again"]).encode())

    def command(self, world):
        return ["organize", *self.options, world.sources]


class OrganizeMove(Organize):
    """Sources go; all of them can be brought back."""
    name = "organize-move"
    options = ("--move",)

    def build(self, world):
        super().build(world)
        self.known = {item["id"] for item in operations(world)}

    def check(self, world, is_end):
        if is_end:
            yield from bring_back(world, self)


class OrganizeLink(Organize):
    name = "organize-link"
    options = ("--link", "hard")


class OrganizeArchive(Scene):
    """Files are unpacked before they are placed; the archive stays."""
    name = "organize-archive"

    def build(self, world):
        earlier(world)
        inputs.archive(world.sources / "packed.zip")
        self.known = {item["id"] for item in operations(world)}

    def command(self, world):
        return ["organize", world.sources / "packed.zip"]

    def check(self, world, is_end):
        if is_end:
            yield from bring_back(world, self)


class OrganizeMany(Scene):
    """Made durable together."""
    name = "organize-many"
    only_full = True

    def build(self, world):
        earlier(world)
        inputs.many(world.sources)

    def command(self, world):
        return ["organize", world.sources]


class Refile(Scene):
    """Files go to other folders, by what they are rated."""
    name = "organize-quality"

    def build(self, world):
        whole_library(world, self)

    def command(self, world):
        return ["organize", "--quality"]


class Rate(Scene):
    name = "rate"

    def build(self, world):
        whole_library(world, self)

    def command(self, world):
        return ["rate", *self.names, "3"]


class Tag(Rate):
    name = "tag"

    def command(self, world):
        return ["tag", *self.names, "+new one", "-keep"]


class Repair(Scene):
    """Others have been at work: verdicts are gone from files, files lie elsewhere."""
    name = "check-repair"
    catalog_counts = True
    orders = ("again, repair, reindex",)

    def build(self, world):
        earlier(world)
        inputs.put(world.sources / "moved.png", inputs.png(55))
        inputs.put(world.sources / "moved.gif", inputs.gif(56))
        inputs.put(world.sources / "edited.gif", inputs.gif(57))
        world.must("organize", world.sources)
        shutil.rmtree(world.sources)
        names = ids(world)
        world.must("rate", *names, "4")
        world.must("tag", *names, "+keep")
        for asset in world.must("search", "*", "--jsonl").lines():
            verdict = shown.Verdict(asset["rating"], asset["tags"])
            self.acknowledged[shown.picture(shown.read(asset["file"]))] = verdict

    def approach(self, world):
        # In a copied library every file looks new; what has changed is to be found by its looks.
        world.must("check", "--repair")
        inputs.strip_png(only(world.library.rglob("a-lighthouse*.png")))
        only(world.library.rglob("second*.gif.xmp")).unlink()
        by_hand = world.library / "by hand"
        by_hand.mkdir()
        for path in [*world.library.rglob("moved-*")]:
            path.rename(by_hand / f"renamed {path.name}")
        edited = only(world.library.rglob("edited*.gif.xmp"))
        inputs.edit(edited, 2, "by another program")
        self.acknowledged[shown.picture(shown.read(str(edited)[:-4]))] = shown.Verdict(2, ["by another program"])

    def command(self, world):
        return ["check", "--repair"]


class Reindex(Scene):
    name = "reindex"

    def build(self, world):
        whole_library(world, self)

    def command(self, world):
        return ["reindex"]


class ReindexGone(Reindex):
    """The catalog was deleted, as one may."""
    name = "reindex-gone"
    orders = ("again, repair, reindex", "again, reindex")

    def build(self, world):
        super().build(world)
        (world.library / ".alice" / "catalog.sqlite").unlink()


class UndoCopy(Organize):
    name = "undo-copy"
    # Undone already, where the first run came so far.
    fine = (0, 2)

    def approach(self, world):
        world.must(*super().command(world))
        self.number = operation(world, "organize")

    def command(self, world):
        return ["undo", self.number]


class UndoMove(UndoCopy):
    name = "undo-move"
    options = ("--move",)


class UndoTag(UndoCopy):
    name = "undo-tag"

    def build(self, world):
        whole_library(world, self)

    def approach(self, world):
        world.must("tag", *self.names, "+a mistake")
        self.number = operation(world, "tag")


class Delete(Scene):
    """To the trash, with sidecars and companions; one asset stays."""
    name = "delete"
    counts_trash = True
    # Nothing or not everything is left to be deleted, where the first run came so far.
    fine = (0, 2, 3)

    def build(self, world):
        with_companion(world, self)

    def command(self, world):
        return ["delete", *self.names[:-1]]


class Restore(Delete):
    name = "trash-restore"

    def build(self, world):
        super().build(world)
        world.must("delete", *self.names)

    def command(self, world):
        return ["trash", "restore", *self.names]


class Empty(Restore):
    """What is gone from the trash is gone; what is not was not emptied."""
    name = "trash-empty"

    def command(self, world):
        return ["trash", "empty", "--yes"]


class UndoDelete(Delete):
    name = "undo-delete"
    fine = (0, 2)

    def approach(self, world):
        world.must("delete", *self.names)
        self.number = operation(world, "delete")

    def command(self, world):
        return ["undo", self.number]


class Dedupe(Scene):
    """Of two copies the larger one stays, and gets what the other knows."""
    name = "dedupe"
    counts_trash = True
    fine = (0, 3)

    def build(self, world):
        for edge in (96, 64):
            inputs.put(world.root / "earlier" / f"{edge}.png", inputs.hills(edge))
        world.must("organize", world.root / "earlier")
        shutil.rmtree(world.root / "earlier")
        world.must("tag", "--query", "w:64", "+from the small one")
        earlier(world)
        self.names = ids(world)

    def command(self, world):
        return ["dedupe", "--apply"]


class UndoDedupe(Dedupe):
    name = "undo-dedupe"
    fine = (0, 2)

    def approach(self, world):
        world.must("dedupe", "--apply")
        self.number = operation(world, "dedupe")

    def command(self, world):
        return ["undo", self.number]


class Export(Scene):
    name = "export"
    options = ()

    def build(self, world):
        whole_library(world, self)

    def command(self, world):
        return ["export", *self.options, *self.names, world.out]


class ExportSidecar(Export):
    name = "export-sidecar"
    options = ("--sidecar",)


class Backup(Scene):
    """What appears under the name is a whole archive, at any time. It names the moment, so that no two are the same."""
    name = "backup"

    def build(self, world):
        whole_library(world, self)

    def command(self, world):
        return ["backup", "--force", world.root / "home" / "backup.tar"]

    def check(self, world, is_end):
        path = world.root / "home" / "backup.tar"
        if not path.exists():
            if is_end:
                yield Problem("WHOLE", "there is no backup")
            return
        with tarfile.open(path) as archive:
            names = archive.getnames()
            size = sum(len(archive.extractfile(name).read()) for name in names)
        if names[:3] != ["alice-backup.json", "journal.sqlite", "settings.json"] or size < 8192:
            yield Problem("WHOLE", f"the backup holds {', '.join(names)}, {size} bytes")


class RestoreBackup(Scene):
    """An earlier journal takes the place of the present one."""
    name = "restore-backup"

    def build(self, world):
        whole_library(world, self)
        world.must("backup", world.root / "backup.tar")
        world.must("tag", *self.names, "+later")

    def command(self, world):
        return ["backup", "--restore", "--yes", world.root / "backup.tar"]


class Generate(Scene):
    """Paid once, whatever happens; and what was paid for is fetched."""
    name = "generate"
    costs = True
    simulator = None

    def build(self, world):
        earlier(world)
        self.simulator = Simulator(world)

    def approach(self, world):
        # Where an answer never came, alice looks for a request with the same body, and those of earlier worlds have it.
        self.simulator.reset()

    def command(self, world):
        return ["generate", "a lake at dawn", "--model", "flux-schnell", "-n", "2", "--seed", "7", "--timeout", "20",
                "--param", "output_format=png"]

    def again(self, world):
        resumed = world.run(["jobs", "resume", "--timeout", "20"])
        # That a request never arrived is no failure where it did not: the command sends it.
        if resumed.status != 7 or self.simulator.ledger():
            yield resumed
        yield world.run(self.command(world))

    def check(self, world, is_end):
        accepted = len(self.simulator.ledger())
        if accepted > 1 or is_end and accepted != 1:
            yield Problem("MONEY", f"{accepted} requests were accepted, and 1 was meant")

    def close(self):
        if self.simulator:
            self.simulator.close()


class Resume(Generate):
    name = "jobs-resume"

    def build(self, world):
        super().build(world)
        world.must(*Generate.command(self, world), "--detach")
        self.simulator.wait()

    def approach(self, world):
        """The request that counts was accepted already."""

    def command(self, world):
        return ["jobs", "resume", "--timeout", "20"]

    def again(self, world):
        yield world.run(self.command(world))


SCENES = [OrganizeNew, Organize, OrganizeMove, OrganizeLink, OrganizeArchive, OrganizeMany, Refile, Rate, Tag, Repair, Reindex, ReindexGone,
          UndoCopy, UndoMove, UndoTag, Delete, Restore, Empty, UndoDelete, Dedupe, UndoDedupe, Export, ExportSidecar, Backup, RestoreBackup,
          Generate, Resume]
