"""A large library: nothing is out of reach, and nothing grows with it."""

import million
from large import Large
from sentence import test

COUNT = 20_000


@test("in a library of 20,000 assets the last tile is the oldest asset, and page and server stay small")
def _(studio, chromium):
    large = Large(studio, chromium, COUNT)
    with large.world.gallery() as gallery:
        look = large.look(gallery, chromium)
        look.first_tiles(gallery.address)
        assert len(look.window.requests) < 150, f"{len(look.window.requests)} requests for the first screen"
        assert look.bytes < 3_000_000, f"{look.bytes} bytes for the first screen"
        look.layout_is_known()
        look.page.keyboard.press("Home")
        most = look.elements()
        for key in ["End", "Home", "PageDown", "PageDown", "PageUp", "End"]:
            look.page.keyboard.press(key)
            look.page.wait_for_timeout(150)
            most = max(most, look.elements())
        oldest = million.identity(COUNT - 1).hex()
        last = look.cursor()
        assert last["cursor"] == last["tiles"] - 1, last
        assert last["id"] == oldest, last
        box = look.page.evaluate("""() => {
          const tile = document.activeElement.getBoundingClientRect();
          return {top: tile.top, bottom: tile.bottom, height: innerHeight};
        }""")
        assert box["top"] >= 0 and box["bottom"] <= box["height"], f"the last tile is not in sight: {box}"
        assert most < 400, f"{most} elements in the page"
        heap, resident = look.heap_megabytes(), gallery.resident_megabytes()
        assert heap < 60, f"{heap:.0f} MB of JavaScript objects"
        assert resident < 150, f"the server uses {resident:.0f} MB"
        assert not look.window.asked_for("/api/1/file/"), "the grid asks for originals"
