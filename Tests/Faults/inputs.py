"""The files that the commands are given: from fixtures/, and a few that are made here."""

import math
import os
import pathlib
import struct
import subprocess
import zipfile
import zlib

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
# 2025-03-04 05:06:07.123456789 UTC
WHEN = 1_741_064_767_123_456_789

RECIPE = """a lighthouse on a cliff, evening light
Negative prompt: blurry
Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 4711, Size: 24x16, Model: dreamshaper_8"""


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(number, text=None, edge=24):
    """A picture that no other number gives."""
    rows = b"".join(
        b"\0" + bytes((x * 7 + y * 13 + number * 29) & 255 for x in range(edge * 3)) for y in range(edge))
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0))]
    if text:
        parts.append(chunk(b"tEXt", b"parameters\0" + text.encode("latin-1")))
    parts += [chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def hills(edge):
    """The same scene in any size: pictures of two sizes are copies of each other."""
    def grey(x, y):
        return 128 + 50 * math.sin(9 * x + 4 * y * y) + 40 * math.cos(13 * y - 7 * x * x) + 30 * math.sin(23 * x * y)
    rows = b"".join(
        b"\0" + bytes(int(grey(x / edge, y / edge)) for x in range(edge)) for y in range(edge))
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", edge, edge, 8, 0, 0, 0, 0)),
             chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def gif(number):
    """One pixel of one of two colours: a format into which alice writes nothing."""
    colours = bytes([number, 40, 90, 255 - number, 200, 10])
    return (b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + colours
            + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00\x3b")


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def signed_png(number):
    """With an empty store of Content Credentials: whoever changes a byte breaks the signature."""
    store = box(b"jumb", box(b"jumd", b"c2pa" + bytes.fromhex("00110010800000aa00389b71"), b"\x03c2pa\0"))
    data = png(number)
    # Behind the signature of eight bytes and IHDR.
    return data[:33] + chunk(b"caBX", store) + data[33:]


def put(path, data, when=WHEN, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.chmod(path, mode)
    os.utime(path, ns=(when, when))


def copy(name, path):
    put(path, (FIXTURES / name).read_bytes())


def three(folder):
    """One that is written into and has a recipe beside it, one that brings a verdict, one that gets a sidecar."""
    put(folder / "a light house.png", png(1))
    put(folder / "a light house.txt", RECIPE.encode())
    copy("media/camera.jpg", folder / "Café au lait.jpg")
    put(folder / "動く 1.gif", gif(1), mode=0o600)


def more(folder):
    """The other ways in which files are written, each under a name that is not plain."""
    copy("media/camera.webp", folder / "日本 ☂.webp")
    copy("clips/clip-9x16-5s.mp4", folder / "film – 1.mp4")
    put(folder / "it's signed.png", signed_png(2))
    copy("demo/ComfyUI_00042_.png", folder / "ComfyUI_00042_.png")
    # With a sidecar that another program left.
    put(folder / "rated.png", png(3, RECIPE))
    put(folder / "rated.png.xmp", xmp(4, ["old", "über"]).encode())


def archive(path):
    """Of a picture with a recipe beside it, of one with a sidecar, and of what is neither."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in (("in/one.png", png(201)), ("in/one.png.txt", RECIPE.encode()), ("in/two.gif", gif(202)),
                           ("in/two.gif.xmp", xmp(4, ["packed"]).encode()), ("in/read me.pdf", b"no picture")):
            packed.writestr(zipfile.ZipInfo(name, (2025, 3, 4, 5, 6, 8)), data)
    os.utime(path, ns=(WHEN, WHEN))


def many(folder):
    """So many that they are made durable by one call."""
    for number in range(20):
        put(folder / f"row {number:02}.png", png(100 + number, edge=8))


def xmp(stars, tags):
    items = "".join(f"<rdf:li>{tag}</rdf:li>" for tag in tags)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:Rating="{stars}">
<dc:subject><rdf:Bag>{items}</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def edit(path, stars, tag):
    """As another program does that knows metadata."""
    subprocess.run(["exiftool", "-q", "-overwrite_original", f"-XMP-xmp:Rating={stars}", f"-XMP-dc:Subject={tag}", path],
                   check=True)


def strip_png(path):
    """As a program does that keeps nothing but the picture."""
    data, at, kept = path.read_bytes(), 8, [b"\x89PNG\r\n\x1a\n"]
    while at + 12 <= len(data):
        size = 12 + int.from_bytes(data[at:at + 4], "big")
        if data[at + 4:at + 8] in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            kept.append(data[at:at + size])
        at += size
    path.write_bytes(b"".join(kept))
