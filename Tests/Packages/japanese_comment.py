"""japanese_comment.py FILE: writes a grey JPEG whose EXIF comment is Japanese, in ISO-2022-JP, as cameras of the field write it."""
import struct
import sys

comment = b"JIS\0\0\0\0\0" + "灯台 lighthouse\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 7, Size: 8x8".encode("iso2022_jp")
sub_ifd = 26
exif = b"MM\0*" + struct.pack(">I", 8)
exif += struct.pack(">HHHII", 1, 0x8769, 4, 1, sub_ifd) + struct.pack(">I", 0)
exif += struct.pack(">HHHII", 1, 0x9286, 7, len(comment), sub_ifd + 18) + struct.pack(">I", 0) + comment
app1 = b"Exif\0\0" + exif

# A whole JPEG of 8 by 8: one table of each kind, and one block of zeros.
quantization = b"\xff\xdb" + struct.pack(">HB", 67, 0) + b"\1" * 64
frame = b"\xff\xc0" + struct.pack(">HBHHBBBB", 11, 8, 8, 8, 1, 1, 0x11, 0)
tables = b"".join(b"\xff\xc4" + struct.pack(">HB", 20, kind) + b"\1" + b"\0" * 15 + b"\0" for kind in (0x00, 0x10))
scan = b"\xff\xda" + struct.pack(">HBBBBBB", 8, 1, 1, 0, 0, 63, 0) + b"\x3f"
segment = b"\xff\xe1" + struct.pack(">H", len(app1) + 2) + app1
with open(sys.argv[1], "wb") as file:
    file.write(b"\xff\xd8" + segment + quantization + frame + tables + scan + b"\xff\xd9")
