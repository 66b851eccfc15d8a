"""What happens while the page is open: other pages, other programs, and paid work."""

import io
import re
import subprocess
import threading
import zipfile
from decimal import Decimal
from pathlib import Path

import scenes
from sentence import test
from world import Failed, wait_for


@test("two pages and a running organize lose nothing")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    incoming = world.folder / "incoming"
    incoming.mkdir()
    for number in range(120):
        (incoming / f"{number}.png").write_bytes(scenes.png(256, 160, 9 * number, {"parameters": f"incoming {number}"}))
    with world.gallery() as gallery:
        window = chromium.window(gallery.origin)
        first = window.open(gallery.address)
        second = window.open(gallery.origin + "/")
        organizing = threading.Thread(target=lambda: world.run("organize", incoming, "--quality", "--quiet"))
        organizing.start()
        first.press("Home")
        second.press("End")
        wanted = {}
        for number in range(15):
            for screen, back in ((first, False), (second, True)):
                stars = 1 + (number + back) % 5
                wanted[screen.see()["here"]["id"]] = stars
                screen.press(str(stars), "ArrowLeft" if back else "ArrowRight")
        organizing.join()
        wait_for(
            lambda: {asset["id"]: asset["rating"] for asset in world.search("has:rating OR rating:>=1")} == wanted,
            "ratings are lost", 20)
        assert len(world.search()) == 170
        first.shows("120 new")
        assert first.see()["tiles"] == 50, "new pictures moved the grid under the cursor"
        first.picture("state/new")
    assert world.json("check")["problems"] == []


@test("a picture that another program rates shows its stars within five seconds")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.press("Home")
        here = screen.see()["here"]["id"]
        file = next(asset["file"] for asset in world.search() if asset["id"] == here)
        subprocess.run(["exiftool", "-q", "-overwrite_original", "-XMP-xmp:Rating=3", file], check=True)
        screen.until(lambda now: now["here"]["rating"] == 3, "the rating of another program does not show", 5)


def ask(screen, prompt):
    """Opens the panel, and waits until its button names the price."""
    screen.press("n")
    screen.page.get_by_label("Prompt").first.fill(prompt)
    screen.page.get_by_role("button", name=re.compile(r"Generate · [\d.]+ USD$")).wait_for()


@test("a job started in the page appears, ends, is billed once, and its picture arrives")
def _(studio, chromium):
    world = studio.world(scenes.stacks, latency="4")
    spent = Decimal(world.json("cost")["total"]["spent"])
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        ask(screen, "a lighthouse in the fog")
        screen.picture("state/price")
        screen.press("Control+Enter")
        screen.shows("a lighthouse in the fog")
        screen.picture("state/job")
        made = wait_for(lambda: world.search('"lighthouse in the fog"'), "the job does not end", 20)
        assert len(made) == 1 and made[0]["cost"]
        screen.shows("1 new", 10)
    price = Decimal(made[0]["cost"]["amount"])
    assert Decimal(world.json("cost")["total"]["spent"]) - spent == price, "the job is not billed once"


@test("a job without a key is refused in the page, and the reason stays until something is changed")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    del world.env["FAL_KEY"]
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.window.expect("409")
        ask(screen, "a lighthouse in the fog")
        screen.press("Control+Enter")
        wrong = screen.page.get_by_role("alert").get_by_text("no key for fal.ai")
        wrong.wait_for()
        # A new estimate comes a quarter of a second after a refusal.
        screen.page.wait_for_timeout(1500)
        assert wrong.is_visible(), "the reason went away"
        screen.page.get_by_label("Prompt").first.fill("a lighthouse in the sun")
        wrong.wait_for(state="hidden")


@test("the budget refuses in the page in the sentence of the command line, and nothing is sent")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    world.run("budget", "set", "day", "0.001")
    told = None
    try:
        world.run("generate", "a lighthouse in the fog", "--model", "flux-schnell", "--yes")
    except Failed as error:
        told = str(error)
    assert told and "ended with 6" in told, told
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.window.expect("402|409")
        ask(screen, "a lighthouse in the fog")
        screen.press("Control+Enter")
        sentence = told.split("alice: ")[-1].split(";")[0].split("(")[0].strip()
        screen.shows(sentence[:40])
        screen.picture("state/refused")
    assert world.search('"lighthouse in the fog"') == []


@test("a file that is dropped onto the page is in its folder")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    picture = scenes.png(320, 200, 4711, {"parameters": "a dropped picture\nSteps: 20, Seed: 5, Model: dreamshaper_8"})
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        drop(screen, {"dropped.png": picture, "readme.txt": b"no picture"})
        found = wait_for(lambda: world.search('"a dropped picture"'), "the dropped file is not in the library", 15)
        assert Path(found[0]["file"]).read_bytes() and "dreamshaper" in found[0]["path"], found[0]["path"]
        screen.picture("state/dropped")
    assert world.json("check")["problems"] == []


def drop(screen, files):
    transfer = screen.page.evaluate_handle("""files => {
      const transfer = new DataTransfer();
      for (const [name, bytes] of Object.entries(files)) transfer.items.add(new File([new Uint8Array(bytes)], name));
      return transfer;
    }""", {name: list(content) for name, content in files.items()})
    for event in ("dragenter", "dragover"):
        screen.page.dispatch_event("#grid", event, {"dataTransfer": transfer})
    screen.picture("state/dragged")
    screen.page.dispatch_event("#grid", "drop", {"dataTransfer": transfer})


@test("the selection is saved as a zip that opens, one picture as its own file")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.press("Home", "Space", "ArrowRight", "Space", "ArrowRight", "Space")
        chosen = screen.until(lambda now: len(now["selection"]) == 3, "Space does not select")["selection"]
        with screen.page.expect_download() as saved:
            screen.press("Shift+S")
        archive = zipfile.ZipFile(io.BytesIO(Path(saved.value.path()).read_bytes()))
        assert archive.testzip() is None
        files = {Path(asset["file"]).read_bytes() for asset in world.search() if asset["id"] in chosen}
        assert {archive.read(name) for name in archive.namelist()} == files
        assert len(set(archive.namelist())) == 3
