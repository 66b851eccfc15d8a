"""Pictures that look alike, side by side."""

import scenes
from sentence import test
from world import wait_for


@test("copies are shown side by side, one key keeps one of them, and undo brings the other back")
def _(studio, chromium):
    world = studio.world(scenes.copies)
    groups = world.json("dedupe")["groups"]
    assert len(groups) == 2 and all(len(group["assets"]) == 2 for group in groups), groups
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.press("Home", "Shift+D").until_view("compare")
        screen.shows("Group 1 of 2").settle().picture("state/duplicates")
        screen.press("k").shows("Group 2 of 2")
        left = lambda: {asset["id"] for asset in world.search()}
        wait_for(lambda: len(left()) == 7, "nothing moved to the trash")
        assert groups[0]["keep"] in left() and groups[0]["assets"][1] not in left()
        screen.press("n").until_view("grid")
        screen.press("Control+KeyZ")
        wait_for(lambda: len(left()) == 8, "undo brings nothing back")
