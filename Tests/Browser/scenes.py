"""The libraries that the tests start from: pictures painted by the simulator, the same in every run."""

import hashlib
import json
import os
import struct
import subprocess
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

PROMPTS = [
    "a serene mountain lake at dawn, thin mist over still water, wide view",
    "night sky over snowy mountains, full moon, pine forest",
    "abstract swirling colours, oil on canvas, marbling",
    "desert mesas at sunset, red haze",
    "alpine meadow at noon, high clouds",
    "forest path in autumn, low sun between the trunks",
    "storm over a dark sea, one lighthouse",
]
SIZES = ["landscape_4_3", "portrait_4_3", "square", "landscape_16_9", "portrait_16_9"]
MODELS = ["flux-dev", "flux-schnell", "fast-sdxl"]


def batch(world, rows):
    file = world.folder / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    world.run("batch", file, "--concurrency", "8", "--quiet")


def row(index, count, tags=()):
    return {
        "prompt": PROMPTS[index % len(PROMPTS)],
        "model": MODELS[index % len(MODELS)],
        "n": count,
        "seed": 1000 + 11 * index,
        "parameters": {"image_size": SIZES[index % len(SIZES)]},
        "tags": list(tags),
    }


def fifty(world):
    """Fifty pictures of fifty requests, made today."""
    batch(world, [row(index, 1) for index in range(50)])


def stacks(world):
    """Twenty-four pictures of six requests, four of each."""
    batch(world, [row(index, 4) for index in range(6)])


def copies(world):
    """Six pictures, and smaller copies of two of them that are known to look like them."""
    batch(world, [row(index, 1) for index in range(6)])
    folder = world.folder / "smaller"
    folder.mkdir()
    for asset in world.search()[:2]:
        world.run("export", asset["id"], folder, "--size", "300", "--strip")
    world.run("organize", folder, "--quiet")
    world.run("dedupe", "--quiet")


def month(world):
    """Pictures of several days, in stacks, rated, picked, rejected and tagged, and a video: every state of a tile."""
    batch(world, [row(index, 4) for index in range(7)])
    earlier = world.folder / "earlier"
    of_another_program(world.search()[:21], earlier)
    world.run("organize", earlier, "--quality", "--quiet")
    world.run("generate", "clouds drifting over a mountain pass", "--model", "kling-v2-text", "--quiet", "--yes")
    ids = [asset["id"] for asset in world.search("type:image")]
    for stars in range(1, 6):
        world.run("rate", "--stars", stars, *ids[stars * 3:stars * 3 + 2])
    world.run("tag", ids[2], ids[9], "+favourite", "+mountain")
    world.run("tag", ids[12], "+nsfw")
    world.run("pick", ids[4], ids[7])
    world.run("pick", "--reject", ids[6], ids[10])


def of_another_program(assets, folder, a_day=5):
    """Writes the pictures mirrored, so that they are others, as Automatic1111 would have written them, some a day."""
    folder.mkdir()
    orders = []
    targets = [folder / f"{index:05}.jpg" for index in range(len(assets))]
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(mirror, [asset["file"] for asset in assets], targets))
    for index, (asset, target) in enumerate(zip(assets, targets)):
        recipe = f"{asset['prompt']}\nNegative prompt: blurry, text\nSteps: 28, Sampler: DPM++ 2M, " \
            f"CFG scale: 7, Seed: {77 + index}, Model: dreamshaper_8"
        recipe = recipe.replace("\n", "&#10;")
        orders += ["-q", "-overwrite_original", "-E", "-UserComment=" + recipe, str(target), "-execute"]
    subprocess.run(["exiftool", "-@", "-"], input="\n".join(orders).encode(), check=True, capture_output=True)
    for index, target in enumerate(targets):
        moment = time.time() - 86_400 * (1 + index // a_day) - 600 * (index % a_day)
        os.utime(target, (moment, moment))


def mirror(source, target):
    options = ["-vf", "hflip", "-q:v", "3", "-map_metadata", "-1"]
    subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", source, *options, target], check=True)


HOSTILE = [
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(2)><iframe srcdoc='<script>parent.alert(3)</script>'>",
    "javascript:alert(4) {{alert(5)}} ${alert(6)} <a href=javascript:alert(7)>x</a>",
    "\u202egnp.evil\u202c \u2066right to left\u2069 \u200f\u061c",
    "صورة جبل عند الفجر 山の湖 Z̸̢̛a̷͝l̴g̷o̸ 👩‍👩‍👧‍👦🏳️‍🌈",
    "&lt;b&gt; &#x3C;script&#x3E; \\u003cscript\\u003e %3Cscript%3E",
    "word" * 60_000 + " and a megabyte " + "x " * 380_000,
]


def hostile(world):
    """Pictures whose prompts try to be more than text; the newest first, as the gallery shows them."""
    source = world.folder / "hostile"
    source.mkdir()
    for index, prompt in enumerate(HOSTILE):
        text = f"{prompt}\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: {index}, Size: 64x64, Model: <b>model{index}"
        (source / f"{index}.png").write_bytes(png(64, 64, 40 * index, {"parameters": text}))
        os.utime(source / f"{index}.png", (1_700_000_000 - index, 1_700_000_000 - index))
    world.run("organize", source, "--quiet")
    return HOSTILE


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, shade, texts=None):
    """A picture of one colour, with texts in it."""
    row = b"\0" + bytes((shade & 255, (shade >> 8) & 255, (shade * 7) & 255)) * width
    written = [
        chunk(b"iTXt", key.encode("latin-1") + b"\0\0\0\0\0" + text.encode()) for key, text in (texts or {}).items()]
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + b"".join(written)
        + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b""))


def clip(world):
    """One video."""
    world.run("generate", "clouds drifting over a mountain pass", "--model", "kling-v2-text", "--quiet", "--yes")


def other_files(world):
    """A text, a mesh and a drawing with a script, with the sidecars that alice writes for what was generated."""
    folder = world.folder / "generated"
    folder.mkdir()
    files = [
        ("answer.txt", "A lighthouse stands in fog.\n" * 40, "describe it"),
        ("mesh.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "a triangle"),
        ("drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'>"
                        "<script>window.ran = true</script><rect width='40' height='30' fill='red'/></svg>", "a red sign"),
    ]
    for name, text, prompt in files:
        digest = hashlib.sha256(text.encode()).hexdigest()
        record = {
            "alice": 1, "id": digest, "added": "2026-11-22T10:00:00+00:00", "created": "2026-11-22T10:00:00+00:00",
            "generator": "alice", "model": "some-model", "prompt": prompt}
        (folder / name).write_text(text)
        (folder / f"{name}.xmp").write_text(
            '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description xmlns:alice="http://alice-media.org/ns/1.0/" rdf:about="">'
            f"<alice:id>{digest}</alice:id><alice:record>{json.dumps(record)}</alice:record>"
            "</rdf:Description></rdf:RDF></x:xmpmeta>")
    world.run("organize", folder, "--quiet")


def thousand(world):
    """A thousand pictures: fifty, and nineteen copies of each that differ in a value that no decoder uses."""
    fifty(world)
    copies = world.folder / "copies"
    copies.mkdir()
    for asset in world.search():
        with open(asset["file"], "rb") as file:
            source = file.read()
        for number in range(19):
            (copies / f"{asset['id'][:10]}-{number}.jpg").write_bytes(jpeg_variant(source, number))
    world.run("organize", copies, "--quiet")


def jpeg_variant(source, number):
    """The same pixels as another asset: a restart interval above the number of blocks changes only the frame."""
    mark = b"\xff\xdd\x00\x04" + (60_000 + number).to_bytes(2, "big")
    start = scan_start(source)
    return source[:start] + mark + source[start:]


def scan_start(source):
    """The position of the first scan, found segment by segment: a preview in the metadata has scans, too."""
    at = 2
    while source[at + 1] != 0xDA:
        at += 2 + int.from_bytes(source[at + 2:at + 4], "big")
    return at
