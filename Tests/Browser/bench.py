"""Measures the gallery of a large library beside an empty page, and the making of thumbnails.

usage: bench.py BINARY [COUNT]
  COUNT assets, by default a million: two minutes and 3 GB in $TMPDIR. Times are printed and not judged; sizes are.
"""

import statistics
import subprocess
import sys

import million
import scenes
from large import FIRST, Large
from screen import Chromium
from world import Studio

ROUNDS = 5


def main(binary, count):
    studio, chromium = Studio(binary), Chromium()
    try:
        print(f"A library of {count:,} assets; median of {ROUNDS} rounds", flush=True)
        over = visit(studio, chromium, count)
        print("\nA cold folder of pictures of 2 megapixels", flush=True)
        cold(studio, chromium, "jpg", 2000)
        cold(studio, chromium, "png", 300)
        for sentence in over:
            print(f"over the budget: {sentence}")
        return 1 if over else 0
    finally:
        chromium.close()
        studio.close()


def visit(studio, chromium, count):
    large = Large(studio, chromium, count)
    with large.world.gallery() as gallery:
        look = large.look(gallery, chromium)
        look.window.expect(".")
        first, empty, end, jump, back = [], [], [], [], []
        look.first_tiles(gallery.address)
        look.layout_is_known()
        requests, size = len(look.window.requests), look.bytes
        for _ in range(ROUNDS):
            empty.append(look.empty_page())
            first.append(look.first_tiles(gallery.origin + "/"))
            look.layout_is_known()
            look.page.keyboard.press("Home")
            look.page.wait_for_timeout(300)
            end.append(look.painted_after(lambda: look.page.keyboard.press("End"), at(-1)))
            assert look.cursor()["id"] == million.identity(count - 1).hex(), "the last tile is not the oldest asset"
            jump.append(look.painted_after(lambda: half_way(look.page), in_the_middle()))
            place = look.page.evaluate("() => scrollY")
            look.page.keyboard.press("Enter")
            look.page.wait_for_function("() => new URL(location).searchParams.get('view') === 'light'")
            look.page.wait_for_timeout(300)
            back.append(look.painted_after(
                look.page.go_back, "() => (new URL(location).searchParams.get('view') || 'grid') === 'grid'"))
        for name, times in [
            ("empty page", empty), ("first tiles", first), ("End", end), ("jump to the middle", jump), ("Back", back)]:
            print(f"  {name:20} {statistics.median(times):6.0f} ms   {min(times):.0f} to {max(times):.0f}")
        elements, heap, resident = look.elements(), look.heap_megabytes(), gallery.resident_megabytes()
        print(f"  {'first visit':20} {requests:6} requests, {size / 1e6:.2f} MB")
        print(f"  {'page':20} {elements:6} elements, {heap:.1f} MB of JavaScript objects")
        print(f"  {'server':20} {resident:6.0f} MB")
        over = [sentence for sentence, is_over in [
            (f"{elements} elements, of 400", elements >= 400),
            (f"{heap:.0f} MB of JavaScript objects, of 60", heap >= 60),
            (f"{resident:.0f} MB in the server, of 150", resident >= 150),
            (f"{requests} requests, of 150", requests >= 150),
            (f"{size} bytes of the first visit", size >= 3_000_000 + count * 1.1),
        ] if is_over]
        assert not look.window.asked_for("/api/1/file/"), "the grid asks for originals"
    chromium.close_windows(check=False)
    return over


def at(position):
    return f"""async () => {{
      const main = document.querySelector('script[type=module]').src;
      const {{state}} = await import(new URL('state.js', main).href);
      return state.cursor === ({position} + state.tiles) % state.tiles;
    }}"""


def in_the_middle():
    return """async () => {
      const main = document.querySelector('script[type=module]').src;
      const {state, item} = await import(new URL('state.js', main).href);
      return !!item(Math.floor(state.tiles / 2));
    }"""


def half_way(page):
    box = page.locator("#scrubber").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def cold(studio, chromium, kind, count):
    """The first visit to pictures that nothing has seen, and the second one."""
    world = studio.world()
    folder = world.folder / "cold"
    pictures(folder, kind, count)
    world.run("organize", folder, "--link", "hard", "--quiet", seconds=600)
    shown = []
    for _ in range(2):
        with world.gallery() as gallery:
            window = chromium.window(gallery.origin)
            page = window.context.new_page()
            page.goto(gallery.address, wait_until="commit")
            shown.append(page.evaluate(f"() => {FIRST}"))
            assert not window.asked_for("/api/1/file/"), "the grid asks for originals"
    print(f"  {count:,} {kind}: a screen of tiles after {shown[0]:.0f} ms, and after {shown[1]:.0f} ms on the second visit", flush=True)
    chromium.close_windows(check=False)


def pictures(folder, kind, count):
    """Different pictures of 1632 × 1224 with the detail of photographs: a few are painted, the others are these with
    other values in their last pixels, so that each has an identity of its own."""
    folder.mkdir(parents=True)
    options = ["-q:v", "3"] if kind == "jpg" else ["-compression_level", "1"]
    subprocess.run(
        ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "mandelbrot=size=1632x1224:rate=25", "-vf",
         "noise=alls=4:allf=t", "-frames:v", "40", *options, folder / f"%04d.{kind}"], check=True)
    variant = scenes.jpeg_variant if kind == "jpg" else png_variant
    originals = sorted(folder.iterdir())
    for number in range(len(originals), count):
        source = originals[number % len(originals)].read_bytes()
        (folder / f"{number:05}.{kind}").write_bytes(variant(source, number))


def png_variant(source, number):
    """The picture with another identity: what follows the end of the compressed pixels is not decoded."""
    end = source.index(b"IEND") - 4
    return source[:end] + scenes.chunk(b"IDAT", number.to_bytes(4, "big")) + source[end:]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000))
