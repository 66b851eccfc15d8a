"""What must hold at any instant, and what in the end."""

from look import Problem, catalog_verdicts, databases
from world import KILLS


def stars(verdict):
    return "nothing that can be read" if verdict is None else str(verdict)


class Rules:
    """`before` and `after` are what was seen on the disk without a fault; `told` what alice said then."""

    def __init__(self, scene, before, after, told):
        self.scene, self.before, self.after, self.told = scene, before, after, told
        # Where the command does not do even without a fault what it should, that is no measure.
        for picture, verdict in scene.acknowledged.items():
            entries = after.library.get(picture, [])
            after.library[picture] = [entry._replace(verdict=verdict) for entry in entries]
            told.search.update({entry.path: verdict for entry in entries})

    def always(self, world, seen, is_end=False):
        """Holds after a fault, whatever it was, and ever after."""
        yield from self.originals(seen)
        yield from self.pictures(seen)
        yield from self.verdicts(world, seen, is_end)
        yield from databases(world)

    def originals(self, seen):
        """Each stands where it stood, bit for bit, or its picture is in the library by the command's own will."""
        known = self.before.sources | self.after.sources
        for path, file in known.items():
            found = seen.sources.get(path)
            if found is None:
                both = path in self.before.sources and path in self.after.sources
                picture = self.scene.pictures.get(path)
                if both or picture and picture not in seen.library or not self.is_beside(path, file, seen):
                    yield Problem("ORIGINAL", f"{path} is gone")
            elif found.digest != file.digest:
                yield Problem("ORIGINAL", f"{path} was changed")
            elif found != file:
                yield Problem("ORIGINAL", f"mode or time of {path} was changed")
        for path in seen.sources:
            if path not in known:
                yield Problem("ORIGINAL", f"{path} came among the sources")

    def is_beside(self, path, file, seen):
        """A recipe goes along as it is, while a sidecar is brought in step."""
        return not path.endswith(".txt") or file.digest in seen.beside.values()

    def pictures(self, seen):
        held = {self.scene.pictures[path] for path in seen.sources if path in self.scene.pictures}
        trashed = set(seen.trash.values())
        held |= trashed
        for path, picture in self.before.trash.items():
            if picture in self.after.library or picture in self.after.trash.values():
                if picture not in seen.library and picture not in trashed:
                    yield Problem("ORIGINAL", f"{path} is gone from the trash")
        for picture, entries in self.before.library.items():
            if picture not in seen.library and (picture in self.after.library or picture not in held):
                yield Problem("ORIGINAL", f"{entries[0].path} is gone from the library")
        for picture, entries in seen.library.items():
            if picture not in self.before.library and picture not in self.after.library:
                yield Problem("ORIGINAL", f"{entries[0].path} is half a file, or another one")

    def verdicts(self, world, seen, is_end):
        catalog = None
        for picture, entries in seen.library.items():
            allowed = self.allowed(picture)
            # Several files of one picture: one that knows is enough, the others are litter.
            if not allowed or any(entry.verdict in allowed for entry in entries):
                continue
            if not is_end and self.is_on_its_way(entries, allowed, seen):
                continue
            if self.scene.catalog_counts and not is_end:
                catalog = catalog_verdicts(world) if catalog is None else catalog
                sides = (self.before, self.after, seen)
                paths = [entry.path for side in sides for entry in side.library.get(picture, [])]
                if any(catalog.get(path) in allowed for path in paths):
                    continue
            yield Problem("VERDICT", f"{entries[0].path} has {stars(entries[0].verdict)}; it may have "
                          + " or ".join(sorted(set(map(stars, allowed)))))

    def is_on_its_way(self, entries, allowed, seen):
        """A sidecar moves before its file: between the two it stands in the other folder under the same name."""
        names = [entry.path.rpartition("/")[2] + ".xmp" for entry in entries]
        return any(path.rpartition("/")[2] in names and verdict in allowed for path, verdict in seen.sidecars.items())

    def allowed(self, picture):
        allowed = [entry.verdict for side in (self.before, self.after) for entry in side.library.get(picture, [])]
        return [self.scene.acknowledged[picture]] if picture in self.scene.acknowledged else allowed

    def told_truth(self, ran, fault, whole):
        """`whole` is called only where the command says that all went well."""
        if ran.trapped:
            yield Problem("TRAP", f"ended with {ran.status}: {ran.err.strip()[-300:]}")
        elif ran.status is None:
            yield Problem("HANG", "did not end")
        elif fault.kind in KILLS:
            if ran.struck and ran.status != -9:
                yield Problem("HARNESS", f"killed, and ended with {ran.status}")
        elif ran.status == 0:
            for problem in whole():
                yield Problem("UNTOLD", f"exit status 0, but {problem.text}")
        elif ran.status < 0:
            yield Problem("TRAP", f"ended by signal {-ran.status}")
        else:
            if not ran.err.strip():
                yield Problem("UNTOLD", f"exit status {ran.status} without a word")
            if ran.status == 2:
                yield Problem("STATUS", f"exit status 2, as for wrong usage: {ran.err.strip().splitlines()[-1:]}")

    def whole(self, seen, told, is_first=False):
        """Holds where all was done that was asked for."""
        yield from self.same_files(seen)
        for path in sorted(set(told.search) | set(self.told.search)):
            if told.search.get(path) != self.told.search.get(path):
                yield Problem("SEARCH", f"search says {told.search.get(path)} of {path}, "
                              f"and should say {self.told.search.get(path)}")
        if told.check != (0, []):
            yield Problem("CHECK", f"check ends with {told.check[0]}: {'; '.join(told.check[1])}")
        if told.cost not in (None, self.told.cost):
            yield Problem("MONEY", f"cost is {told.cost}, and should be {self.told.cost}")
        if is_first and told.log != self.told.log:
            yield Problem("LOG", f"the log begins with {told.log[:1]}, and should with {self.told.log[:1]}")

    def same_files(self, seen):
        for picture, entries in self.after.library.items():
            found = seen.library.get(picture, [])
            if not found:
                yield Problem("MISSING", f"{entries[0].path} is not in the library")
            elif sorted(found) != sorted(entries):
                yield Problem("LITTER" if len(found) > len(entries) else "WHOLE",
                              f"library has {', '.join(map(told_entry, found))}, "
                              f"and should have {', '.join(map(told_entry, entries))}")
        for picture, entries in seen.library.items():
            if picture not in self.after.library:
                yield Problem("WHOLE", f"{entries[0].path} is still in the library")
        yield from differences("LITTER", "library", seen.beside, self.after.beside)
        yield from differences("WHOLE", "folder", seen.out, self.after.out)
        if self.scene.counts_trash:
            yield from differences("WHOLE", "trash", seen.trash, self.after.trash)
        for path in sorted(set(seen.sources) ^ set(self.after.sources)):
            yield Problem("WHOLE", f"{path} is {'still' if path in seen.sources else 'not'} among the sources")


def told_entry(entry):
    return f"{entry.path} ({stars(entry.verdict)})"


def differences(kind, where, found, wanted):
    for path in sorted(set(found) | set(wanted)):
        if found.get(path) != wanted.get(path):
            state = "is missing" if path not in found else "is too many" if path not in wanted else "is another"
            yield Problem(kind, f"{path} {state} in the {where}")
