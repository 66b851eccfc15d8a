"""Culling with the keyboard alone. What the page did is read back from the files and from the command line."""

import json
import signal
import subprocess

import scenes
from sentence import test
from world import wait_for


class Cull:
    """Presses keys on the picture under the cursor, and remembers what each asset must say afterwards."""

    def __init__(self, screen):
        self.screen = screen
        self.rating, self.picked, self.tagged, self.trashed = {}, {}, set(), set()

    def here(self):
        return self.screen.see()["here"]["id"]

    def rate(self, stars):
        """Rates, and moves on by the same key."""
        before = self.screen.see()
        self.rating[before["here"]["id"]] = stars
        self.screen.press(f"Shift+Digit{stars}")
        self.screen.until(lambda now: now["cursor"] == before["cursor"] + 1, "rating does not move on")

    def pick(self, is_pick):
        before = self.screen.see()
        self.picked[before["here"]["id"]] = is_pick
        self.screen.press("p" if is_pick else "x")
        flag = 1 if is_pick else 2
        self.screen.until(lambda now: now["here"]["flags"] & flag, "the tile shows no verdict")
        self.right(before)

    def tag(self, word):
        before = self.screen.see()
        self.tagged.add(before["here"]["id"])
        self.screen.press("t")
        self.screen.page.locator("dialog[open] input").first.wait_for()
        self.screen.type(word).press("Enter", "Enter")
        self.screen.page.locator("dialog[open]").first.wait_for(state="hidden")
        self.right(before)

    def trash(self):
        before = self.screen.see()
        self.trashed.add(before["here"]["id"])
        self.screen.press("Backspace")
        self.screen.until(lambda now: now["here"]["id"] != before["here"]["id"], "the picture stays")

    def right(self, before):
        self.screen.press("ArrowRight")
        self.screen.until(lambda now: now["cursor"] > before["cursor"], "the cursor does not move")


def facts(files):
    """What a program that we did not write reads in the files."""
    names = ["-XMP-xmp:Rating", "-XMP-digiKam:PickLabel", "-XMP-dc:Subject"]
    read = subprocess.run(
        ["exiftool", "-j", "-n", *names, "-@", "-"], input="\n".join(files).encode(), capture_output=True, check=True)
    return {fact["SourceFile"]: fact for fact in json.loads(read.stdout)}


@test("fifty pictures are culled with the keyboard alone, and the files and the command line tell the same")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    before = {asset["id"] for asset in world.search()}
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.press("Home")
        assert screen.see()["tiles"] == 50
        cull = Cull(screen)
        for number in range(25):
            cull.rate(1 + number % 5)
        for number in range(12):
            cull.pick(is_pick=number % 2 == 0)
        for _ in range(4):
            cull.tag("keeper")
        for _ in range(5):
            cull.trash()
        brought_back = cull.here()
        cull.trash()
        screen.press("Control+KeyZ")
        screen.until(lambda now: now["here"]["id"] == brought_back, "undo does not bring the picture back")
        cull.trashed.remove(brought_back)
        unrated = cull.here()
        screen.press("4").until(lambda now: now["here"]["rating"] == 4, "the rating does not show")
        screen.press("Control+KeyZ").until(lambda now: now["here"]["rating"] == 0, "undo does not take the rating back")
        wait_for(lambda: agrees(world, cull, unrated), "alice search does not tell what the page shows", 15)
        screen.picture("state/culled")
    found = {asset["id"]: asset for asset in world.search()}
    assert set(found) == before - cull.trashed
    read = facts([asset["file"] for asset in found.values()])
    for identity, asset in found.items():
        fact = read[asset["file"]]
        # Where there are no stars, other programs read the rejection there.
        stars = cull.rating.get(identity, -1 if cull.picked.get(identity) is False else None)
        assert fact.get("Rating") == stars, (asset["path"], fact)
        label = {True: 3, False: 1, None: None}[cull.picked.get(identity)]
        assert (fact.get("PickLabel") or None) == label, (asset["path"], fact)
        assert ("keeper" in str(fact.get("Subject"))) == (identity in cull.tagged), (asset["path"], fact)
    assert {asset["id"] for asset in world.search("is:picked")} == {key for key, value in cull.picked.items() if value}
    assert world.json("check")["problems"] == []


def agrees(world, cull, unrated):
    found = {asset["id"]: asset for asset in world.search()}
    return (
        not cull.trashed & set(found) and found[unrated]["rating"] is None
        and all(found[key]["rating"] == stars for key, stars in cull.rating.items())
        and all(found[key]["picked"] == verdict for key, verdict in cull.picked.items())
        and all("keeper" in found[key]["tags"] for key in cull.tagged))


@test("two pictures are compared with the keyboard, and the better one is picked")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.press("Home", "Space", "ArrowRight", "Space")
        chosen = screen.until(lambda now: len(now["selection"]) == 2, "Space does not select")["selection"]
        screen.press("c").until_view("compare")
        screen.settle()
        modes = set()
        for _ in range(4):
            screen.press("m", "z")
            modes.add(screen.page.get_attribute("#compare", "data-mode"))
            screen.picture(f"state/compared-{len(modes)}")
        assert len(modes) == 4, modes
        screen.press("p")
        picked = wait_for(
            lambda: [asset["id"] for asset in world.search("is:picked")], "nothing is picked")
        assert len(picked) == 1 and picked[0] in chosen, picked
        screen.press("Escape").until_view("grid")


@test("a duel needs one key a pair; when it ends, its order is that of sort:elo, and in the files")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.press("Home")
        for _ in range(4):
            screen.press("Space", "ArrowRight")
        chosen = set(screen.until(lambda now: len(now["selection"]) == 4, "Space does not select")["selection"])
        screen.press("d").until_view("duel")
        screen.settle().picture("state/duel")
        for number in range(6):
            screen.press("ArrowLeft").shows(f"{number + 1} of about" if number < 5 else "6 comparisons")
        screen.picture("state/duel-done")
        screen.press("Escape").until_view("grid")
        # The files are written one after another.
        wait_for(lambda: len(world.search("has:elo")) == 4, "the duel has no result")
        rated = world.search("*", "--sort", "elo", "--limit", "4")
    assert {asset["id"] for asset in rated} == chosen
    values = [asset["elo"] for asset in rated]
    assert values == sorted(values, reverse=True) and values[0] > values[-1], values
    world.run("reindex")
    again = {asset["id"]: asset["elo"] for asset in world.search() if asset["elo"]}
    assert again == {asset["id"]: asset["elo"] for asset in rated}, "a rebuilt catalog has lost the duel"


@test("an acknowledged verdict survives the death of the server")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.window.expect("ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|net::|Failed to load")
        screen.press("Home")
        rated = {}
        acknowledged = []
        screen.page.on("response", lambda answer: acknowledged.append(answer.status) if answer.url.endswith("/rate") else None)
        for stars in (5, 4, 3, 2, 1):
            rated[screen.see()["here"]["id"]] = stars
            screen.press(f"Shift+Digit{stars}")
        screen.page.wait_for_timeout(50)
        wait_for(lambda: screen.page.evaluate("1") and len(acknowledged) == 5, "the verdicts are not acknowledged")
        gallery.restart(signal.SIGKILL)
        found = {asset["id"]: asset["rating"] for asset in world.search()}
        assert all(found[key] == stars for key, stars in rated.items()), rated
        assert world.json("check")["problems"] == []
