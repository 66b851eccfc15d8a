"""The long commands, each with the world it begins in and what must be so in the end."""

import json


# Without seeds the pictures, and with them the choice, differ from run to run.
SEEDS = [word for stage in ("draft", "refine", "final") for word in ("--param", f"{stage}.seed=5")]


class Scene:
    def __init__(self, name, *arguments, begin="library", counts=True, goes_on=True, ends=(0,),
                 library="Library", cancels=False):
        self.name = name
        self.arguments = list(arguments)
        # The world it begins in; see `WORLDS`.
        self.begin = begin
        # Whether it tells how many files or rows are done.
        self.counts = counts
        # Whether an interrupted run says how to go on.
        self.goes_on = goes_on
        self.ends = ends
        # Whether a second Ctrl-C has something to do: it cancels the work at the provider.
        self.cancels = cancels
        # The folder that must be sound in the end.
        self.library = library


SCENES = [
    Scene("organize", "organize", "Inbox", begin="inbox"),
    Scene("organize --quality", "organize", "Inbox", "--quality", begin="inbox"),
    Scene("organize --move", "organize", "Inbox", "--move", "--quality", begin="inbox"),
    Scene("organize again by quality", "organize", "--quality"),
    Scene("organize -n", "organize", "Inbox", "--quality", "-n", begin="inbox"),
    Scene("init --keep-layout", "init", "Inbox", "--keep-layout", begin="inbox", library="Inbox"),
    Scene("score", "score", "Inbox/*"),
    Scene("check", "check", begin="copied"),
    Scene("check --verify", "check", "--verify"),
    Scene("check --repair", "check", "--repair", begin="copied"),
    Scene("reindex", "reindex"),
    Scene("export", "export", "--query", "*", "--yes", "Out"),
    Scene("export --zip", "export", "--query", "*", "--yes", "--zip", "Out"),
    Scene("export --for web", "export", "--query", "*", "--yes", "--for", "web", "Out"),
    Scene("sheet", "sheet", "sheet.html", "--force"),
    Scene("undo", "undo"),
    Scene("rate", "rate", "--query", "*", "--yes", "--stars", "4", counts=False),
    Scene("tag", "tag", "--query", "*", "--yes", "+風景/山", counts=False),
    Scene("edit", "edit", "--query", "*", "--yes", "--note", "表紙に使う", counts=False),
    Scene("delete", "delete", "--query", "*", "--yes", counts=False),
    Scene("trash empty", "trash", "empty", "--yes", begin="trashed", counts=False),
    Scene("doctor", "doctor", "Inbox", counts=False, goes_on=False, begin="inbox"),
    Scene("batch", "batch", "rows.jsonl", begin="rows"),
    Scene("batch --simulate", "batch", "rows.jsonl", "--simulate", begin="rows"),
    Scene("pipeline", "pipeline", "run", "draft-to-final", "a serene mountain lake 山", *SEEDS, begin="rows"),
    Scene("pipeline --simulate", "pipeline", "run", "best-of", "a lake 湖", "--param", "make.seed=5", "--simulate",
          begin="rows"),
    Scene("generate", "generate", "a lake 湖", "-n", "3", "--seed", "5", begin="rows", counts=False, cancels=True),
]

# What runs until it is stopped.
SERVERS = [
    ["gallery", "--no-open"], ["organize", "Inbox", "--watch"], ["events", "--follow"], ["simulate", "--port", "0"],
]

# What prints while it works, or much at the end: nobody may read it.
UNREAD = [["search", "*"], ["score", "Inbox/*", "Library/*/*/*"], ["organize", "Inbox"], ["check", "--verify", "-v"],
          ["search", "*", "--json"], ["events"]]

# Those of the short form: each kind of run once.
SHORT = ["organize --quality", "check --verify", "export", "batch"]


def build(world, count):
    """Makes the worlds that commands begin in, with this many pictures."""
    world.begin()
    world.fill(count)
    world.save("inbox")
    world.run("organize", "Inbox", "-q")
    world.save("library")
    # The copies have other inodes than the catalog knows, so that each file is read.
    world.save("copied")
    world.run("delete", "--query", "*", "--yes")
    world.save("trashed")
    world.begin()
    rows = [{"prompt": f"a hill 丘 {number}", "model": "flux-schnell", "seed": number} for number in range(count // 5)]
    (world.home / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    world.save("rows")
