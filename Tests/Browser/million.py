"""A library of any size: rows of a few real pictures, multiplied by SQL, with real thumbnails where they are seen."""

import hashlib
import os
import sqlite3
import time

DAY = 86_400_000
DAYS = 900
# Positions from each place that is looked at, for which there is a thumbnail.
SEEN = 3000


def identity(number):
    return hashlib.sha256(b"asset %d" % number).digest()


def row_id(created, asset):
    """The catalog's order: the millisecond, then the first bits of the asset's id."""
    return created << 20 | int.from_bytes(asset[:3], "big") >> 4


def multiply(world, count, stack=4):
    """Fills the catalog of a library that has some pictures with `count` assets, the newest first: number 0 is the
    newest, number `count` - 1 the oldest. Returns the ids of the pictures, which are no longer in the catalog."""
    database = sqlite3.connect(world.library / ".alice" / "catalog.sqlite", isolation_level=None)
    database.row_factory = sqlite3.Row
    assets = database.execute("select * from asset order by id").fetchall()
    documents = {row["id"]: row for row in database.execute("select * from document")}
    columns = {"asset": assets[0].keys(), "document": next(iter(documents.values())).keys()}
    newest = int(time.time() * 1000) - DAY
    step = DAYS * DAY // count

    def clones(table):
        for number in range(count):
            template = assets[number % len(assets)]
            asset = identity(number)
            created = newest - number * step
            row = dict(template if table == "asset" else documents[template["id"]])
            row["id"] = row_id(created, asset)
            if table == "asset":
                row |= {"asset": asset, "created": created, "added": created, "rating": number % 6 or None}
                row["quality"] = row["rating"]
                if "stack" in row:
                    row["stack"] = -1 - number // stack
            else:
                row |= {"path": b"many/%d.jpg" % number, "prompt": f"{row['prompt'][:18]} {number}"}
            yield tuple(row.values())

    triggers = [row["sql"] for row in database.execute("select sql from sqlite_master where type = 'trigger'")]
    names = [row["name"] for row in database.execute("select name from sqlite_master where type = 'trigger'")]
    database.execute("pragma cache_size = -200000")
    database.execute("pragma synchronous = off")
    database.execute("begin")
    for name in ("asset", "document", "tag", "parent", "asset_lora"):
        database.execute(f"delete from {name}")
    for name in names:
        database.execute(f"drop trigger {name}")
    for table, known in columns.items():
        marks = ", ".join("?" * len(known))
        database.executemany(f"insert into {table} ({', '.join(known)}) values ({marks})", clones(table))
    index(database)
    for trigger in triggers:
        database.execute(trigger)
    database.execute("update census set assets = (select count(*) from asset)")
    database.execute("commit")
    database.execute("analyze") if database.execute(
        "select count(*) from sqlite_master where name = 'sqlite_stat1'").fetchone()[0] else None
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()
    return [row["asset"].hex() for row in assets]


def index(database):
    """Builds the full-text index, with the words that the program would insert: see `IndexedTexts` and `KeywordTokens`."""
    model = "char(0xE00A) || replace(replace(replace(a.model, '-', char(0xE0AD)), '.', char(0xE0AE)), '/', char(0xE0AF))"
    marks = f"coalesce(char(0xE000 + a.quality) || ' ', '') || char(0xE009) || coalesce(' ' || {model}, '')"
    database.execute("insert into words (words) values ('delete-all')")
    database.execute("delete from word")
    database.execute(
        f"""insert into words (rowid, prompt, tags, names, file, other, marks)
        select d.id, d.prompt, '', coalesce(a.model, ''), replace(cast(d.path as text), '.jpg', ''), '', {marks}
        from document d join asset a on a.id = d.id order by d.id""")
    database.execute("insert into word (word) select term from words_terms where not term glob '*[^a-z]*'")


def share_thumbnails(world, pictures, count):
    """Gives assets near the beginning, the middle and the end the thumbnails of the pictures they were made from."""
    cache = world.home / "cache" / "alice" / "thumbs"
    places = {
        number for middle in (0, count // 2, count - 1)
        for number in range(max(0, middle - SEEN), min(count, middle + SEEN))}
    made = {}
    for file in cache.rglob("*"):
        if file.is_file():
            made.setdefault(file.name.split(".")[0], []).append(file)
    for number in places:
        asset = identity(number).hex()
        for file in made.get(pictures[number % len(pictures)], []):
            target = cache / asset[:2] / (asset + file.name[len(asset):])
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                os.link(file, target)
    return len(made)
