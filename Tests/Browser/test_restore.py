"""The address is the state of the page."""

import scenes
from sentence import test
from world import wait_for


def same(screen, wanted, what):
    def equal(now):
        return now["view"] == wanted["view"] and now["q"] == wanted["q"] and now["here"] \
            and now["here"]["id"] == wanted["here"]["id"]
    return screen.until(equal, f"{what} does not restore {wanted['view']} at {wanted['here']['id'][:10]}")


@test("Back, Forward, reload, a bookmark after a restart and a pasted address restore the view")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    with world.gallery() as gallery:
        window = chromium.window(gallery.origin)
        window.expect("status of 400 .*/api/1/check")
        screen = window.open(gallery.address)
        assert gallery.token not in screen.page.url, "the address shows the token"
        screen.press("/").type("mountain OR lake").press("Enter")
        screen.until(lambda now: now["q"] == "mountain OR lake" and now["loaded"], "the search does not start")
        screen.press("Escape") if screen.page.evaluate("() => document.activeElement.id === 'query'") else None
        screen.press("Home", *["ArrowRight"] * 5)
        grid = screen.until(lambda now: now["cursor"] == 5, "the cursor does not move")
        screen.press("Enter").until_view("light")
        light = screen.until(lambda now: now["here"]["id"] == grid["here"]["id"], "another picture opens")
        bookmark = screen.page.url
        screen.page.go_back()
        same(screen, grid, "Back")
        screen.page.go_forward()
        same(screen, light, "Forward")
        screen.page.reload()
        screen.ready()
        same(screen, light, "reload")
        gallery.restart()
        window.expect("ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET")
        screen.go(bookmark)
        same(screen, light, "a bookmark")
        pasted = window.open(bookmark.replace("view=light", "view=grid"))
        same(pasted, grid | {"view": "grid"}, "a pasted address")
        assert pasted.page.url.startswith(gallery.origin)


@test("a page whose server was restarted connects again by itself and has lost nothing")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.window.expect("ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|net::|Failed to load")
        screen.press("Home", "ArrowRight", "ArrowRight")
        here = screen.until(lambda now: now["cursor"] == 2, "the cursor does not move")["here"]["id"]
        screen.page.wait_for_timeout(1000)
        gallery.stop()
        screen.page.wait_for_timeout(1500)
        screen.picture("state/offline")
        gallery.start()
        screen.page.wait_for_timeout(1000)
        screen.press("5")
        screen.until(
            lambda now: now["here"]["id"] == here and now["here"]["rating"] == 5, "rating does not work after the restart", 20)
        wait_for(lambda: [asset["id"] for asset in world.search("rating:5")] == [here], "the rating is lost")


@test("a view that is opened while the gallery is away is shown when it is back")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.window.expect("ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|net::|Failed to load")
        screen.press("Home")
        screen.page.wait_for_timeout(500)
        gallery.stop()
        screen.press("Enter")
        screen.page.wait_for_timeout(1500)
        assert not screen.page.query_selector("#light .stage"), "the view was loaded before: the test shows nothing"
        gallery.start()
        screen.page.wait_for_selector("#light .stage .shot img", timeout=20_000)
        screen.press("Escape")
        screen.until(lambda now: now["view"] == "grid", "Escape does not lead back")


@test("a wrong query is told in the words of the command line, and the result stays")
def _(studio, chromium):
    world = studio.world(scenes.fifty)
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.window.expect("400")
        screen.press("/").type("modle:flux").press("Enter")
        screen.shows("model")
        said = screen.page.inner_text("#query-error")
        assert "modle" in said and "model" in said, said
        assert screen.see()["tiles"] == 50
        screen.picture("state/wrong-query")
