"""What a file shows, and what others read of it: told without any code of alice."""

import hashlib
import json
import subprocess
import threading

MEDIA = (".png", ".jpg", ".jpeg", ".webp", ".mp4", ".gif")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


def picture(data):
    """A digest over what the file shows, so that it stays the same whatever is written about the picture."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        parts = png_parts(data)
    elif data.startswith(b"\xff\xd8"):
        parts = jpeg_parts(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        parts = webp_parts(data)
    elif data[4:8] == b"ftyp":
        parts = film_parts(data)
    else:
        parts = [data]
    return digest(b"".join(parts))


def png_parts(data):
    at = 8
    while at + 12 <= len(data):
        size, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        if kind in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"acTL", b"fcTL", b"fdAT", b"IEND"):
            yield kind + data[at + 8:at + 8 + size]
        at += 12 + size


def jpeg_parts(data):
    at = 2
    while at + 4 <= len(data):
        marker, size = data[at + 1], int.from_bytes(data[at + 2:at + 4], "big")
        if marker == 0xDA:
            yield data[at:]
            return
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            yield data[at:at + 2 + size]
        at += 2 + size


def webp_parts(data):
    at = 12
    while at + 8 <= len(data):
        kind, size = data[at:at + 4], int.from_bytes(data[at + 4:at + 8], "little")
        if kind not in (b"EXIF", b"XMP ", b"ICCP", b"VP8X"):
            yield kind + data[at + 8:at + 8 + size]
        at += 8 + size + size % 2


def film_parts(data):
    at = 0
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        if size < 8:
            return
        if kind == b"mdat":
            yield data[at:at + size]
        at += size


class Verdict(tuple):
    """Stars, or None, and the set of tags."""

    def __new__(cls, stars, tags):
        return tuple.__new__(cls, (stars, frozenset(tags)))

    def __str__(self):
        stars, tags = self
        return f"{stars or 'no'} stars, tags {' '.join(sorted(tags)) or 'none'}"


class ExifTool:
    """One exiftool for many files: starting it takes longer than reading them."""

    def __init__(self):
        self.lock = threading.Lock()
        self.process = subprocess.Popen(
            ["exiftool", "-stay_open", "True", "-@", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, encoding="utf-8")

    def verdicts(self, paths):
        """By path; without metadata a verdict is empty, and a file that cannot be read has none."""
        if not paths:
            return {}
        arguments = ["-j", "-charset", "filename=utf8", "-XMP-xmp:Rating", "-XMP-dc:Subject", *map(str, paths)]
        with self.lock:
            self.process.stdin.write("\n".join(arguments) + "\n-execute\n")
            self.process.stdin.flush()
            text = ""
            while not text.endswith("{ready}\n"):
                text += self.process.stdout.readline()
        answers = json.loads(text.removesuffix("{ready}\n").strip() or "[]")
        return {answer["SourceFile"]: self.verdict(answer) for answer in answers if "Error" not in answer}

    def verdict(self, answer):
        tags = answer.get("Subject", [])
        return Verdict(answer.get("Rating"), [str(tag) for tag in (tags if isinstance(tags, list) else [tags])])

    def close(self):
        self.process.stdin.write("-stay_open\nFalse\n")
        self.process.stdin.close()
        self.process.wait()
