"""Every view in both themes, at 400 % zoom and with reduced motion: without violations of accessibility. The pictures
of the pages are kept, so that a person can look at them."""

import scenes
from sentence import test

# 1440 × 900 at 400 %: the page has a quarter of the width.
ZOOMED = {"viewport": {"width": 360, "height": 225}, "device_scale_factor": 4}


def grid(screen):
    screen.press("Home", "ArrowRight", "ArrowRight")


def selection(screen):
    screen.press("Home", "Space", "ArrowRight", "Space", "ArrowRight", "Space")


def details(screen):
    screen.press("Home", "i")


def filters(screen):
    screen.page.locator("#filter").press("Enter")


def search(screen):
    screen.press("/").type("mountain quality:>=2").press("Enter")
    screen.until(lambda now: "quality" in now["q"], "the search does not start")


def no_hit(screen):
    screen.press("/").type("mountain nosuchword").press("Enter")
    screen.until(lambda now: now["tiles"] == 0, "the search finds something")


def lightbox(screen):
    screen.press("Home", "Enter").until_view("light")


def lightbox_alone(screen):
    screen.press("Home", "Enter").until_view("light").press("i")


def compare(screen):
    selection(screen)
    screen.press("c").until_view("compare")


def duel(screen):
    selection(screen)
    screen.press("d").until_view("duel")


def stack(screen):
    screen.press("Home", "g")


def help_dialog(screen):
    screen.press("?")


def tag_dialog(screen):
    screen.press("Home", "t")


def generate(screen):
    screen.press("n")


VIEWS = {
    "grid": grid, "selection": selection, "details": details, "filters": filters, "search": search, "no hit": no_hit,
    "lightbox": lightbox, "lightbox without panel": lightbox_alone, "compare": compare, "duel": duel, "stack": stack,
    "help": help_dialog, "tags": tag_dialog, "generate": generate,
}


def look(studio, chromium, name, settings, scene=scenes.month, views=VIEWS, arguments=()):
    """Opens each view in a page of its own, and collects what axe finds."""
    world = studio.world(scene)
    found = []
    with world.gallery(*arguments) as gallery:
        window = chromium.window(gallery.origin, **settings)
        # What is typed is checked before it is complete.
        window.expect("status of 400 .*/api/1/check")
        address = gallery.address
        for view, open_view in views.items():
            screen = window.open(address)
            address = gallery.origin + "/"
            open_view(screen)
            screen.page.wait_for_timeout(250)
            screen.picture(f"{name}/{view.replace(' ', '-')}")
            found += [f"{view}: {violation}" for violation in screen.violations()]
            if settings.get("viewport") == ZOOMED["viewport"]:
                width = screen.page.evaluate("() => document.documentElement.scrollWidth")
                if width > 360:
                    found.append(f"{view}: the page is {width} px wide and must be scrolled sideways")
            screen.page.close()
    assert not found, f"{len(found)} violations:\n" + "\n".join(found)


@test("no view violates accessibility in the dark theme")
def _(studio, chromium):
    look(studio, chromium, "dark", {"color_scheme": "dark"})


@test("no view violates accessibility in the light theme")
def _(studio, chromium):
    look(studio, chromium, "light", {"color_scheme": "light"})


@test("no view violates accessibility at 400 % zoom, and none must be scrolled sideways")
def _(studio, chromium):
    look(studio, chromium, "zoomed", {"color_scheme": "dark"} | ZOOMED)


@test("with reduced motion nothing moves by itself, and no view violates accessibility")
def _(studio, chromium):
    def still(open_view):
        def opened(screen):
            open_view(screen)
            screen.page.wait_for_timeout(60)
            moving = screen.page.evaluate("""() => document.getAnimations()
              .filter(each => each.playState === 'running' && each.effect.getComputedTiming().duration > 1).length""")
            assert moving == 0, f"{moving} animations run"
        return opened
    chosen = {name: still(VIEWS[name]) for name in ("grid", "lightbox", "compare", "help")}
    look(studio, chromium, "reduced", {"color_scheme": "light", "reduced_motion": "reduce"}, views=chosen)


@test("an empty library tells how to fill it")
def _(studio, chromium):
    def empty(screen):
        screen.shows("alice generate")
        screen.shows("alice organize")
    look(studio, chromium, "state", {"color_scheme": "dark"}, scene=None, views={"empty": empty})


@test("a read-only gallery offers no verdicts and takes none")
def _(studio, chromium):
    def read_only(screen):
        screen.press("Home", "4")
        screen.page.wait_for_timeout(200)
        state = screen.see()
        assert state["readOnly"] and not state["here"]["rating"] == 4, state
        status = screen.page.evaluate("""async () => (await fetch('/api/1/rate', {method: 'POST', headers: {
          'Content-Type': 'application/json', 'X-Alice': '1'}, body: '{"ids":[],"rating":1}'})).status""")
        assert status == 405, status
        screen.window.expect("405")
    look(studio, chromium, "state", {"color_scheme": "dark"}, views={"read only": read_only}, arguments=["--read-only"])


@test("what is flagged as not safe for work is blurred until b")
def _(studio, chromium):
    world = studio.world(scenes.month)
    with world.gallery("tag:nsfw") as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address).settle()
        blurred = """() => [...document.querySelectorAll('#grid img')].some(
          image => getComputedStyle(image).filter.includes('blur') ||
            getComputedStyle(image.closest('[role=gridcell]') ?? image.parentElement).filter.includes('blur'))"""
        assert screen.see()["tiles"] == 1
        assert screen.page.evaluate(blurred), "it is not blurred"
        screen.press("b")
        screen.page.wait_for_timeout(250)
        assert not screen.page.evaluate(blurred), "b does not show it"


@test("the grid asks for no original, and a second visit makes no thumbnail")
def _(studio, chromium):
    world = studio.world(scenes.month)
    with world.gallery() as gallery:
        window = chromium.window(gallery.origin)
        screen = window.open(gallery.address).settle()
        screen.press("End", "Home", "PageDown").settle()
        assert window.asked_for("/api/1/thumb/") and not window.asked_for("/api/1/file/")
        cache = world.home / "cache" / "alice" / "thumbs"
        made = {file: file.stat().st_ino for file in cache.rglob("*") if file.is_file()}
        assert made, "no thumbnail is kept"
        gallery.restart()
        window.expect("ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY")
        again = chromium.window(gallery.origin)
        screen = again.open(gallery.address).settle()
        screen.press("End", "Home", "PageDown").settle()
        now = {file: file.stat().st_ino for file in cache.rglob("*") if file.is_file()}
        assert now == made, f"{len(set(now) - set(made))} thumbnails are made again"
