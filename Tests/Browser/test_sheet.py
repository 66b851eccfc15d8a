"""The contact sheet: one file that works from the disk."""

import time

import scenes
from screen import artifact, violations
from sentence import test


@test("a sheet of 1,000 pictures is under 15 MB, opens from the disk in 2 s, makes no request, and --strip leaves no prompt")
def _(studio, chromium):
    world = studio.world(scenes.thousand)
    sheet, stripped = world.folder / "sheet.html", world.folder / "stripped.html"
    world.run("sheet", sheet, "*", "--title", "Fog & <lighthouses>")
    world.run("sheet", stripped, "*", "--strip")
    assert sheet.stat().st_size < 15_000_000, f"{sheet.stat().st_size} bytes"
    text = stripped.read_text()
    for prompt in scenes.PROMPTS:
        assert prompt not in text and prompt.replace(" ", "-")[:30] not in text, f"a stripped sheet tells {prompt!r}"
    window = chromium.window("file://" + str(world.folder))
    page = window.context.new_page()
    started = time.monotonic()
    page.goto(sheet.as_uri(), wait_until="load")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    took = time.monotonic() - started
    assert took < 2, f"{took:.1f} s"
    assert page.locator("img").count() == 1000
    assert [url for url in window.requests if not url.startswith("data:")] == [sheet.as_uri()]
    page.screenshot(path=str(artifact("sheet/dark.png")))
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(300)
    broken = page.evaluate("() => [...document.images].filter(image => image.complete && !image.naturalWidth).length")
    assert broken == 0, f"{broken} pictures are broken"
    assert [url for url in window.requests if not url.startswith("data:")] == [sheet.as_uri()]


@test("a sheet has no violation of accessibility, in both themes and without JavaScript")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    sheet = world.folder / "sheet.html"
    world.run("sheet", sheet, "*")
    for scheme in ("dark", "light"):
        for width in (1440, 360):
            window = chromium.window(
                "file://" + str(world.folder), color_scheme=scheme, viewport={"width": width, "height": 800})
            page = window.context.new_page()
            page.goto(sheet.as_uri())
            assert violations(page) == [], violations(page)
            page.screenshot(path=str(artifact(f"sheet/{scheme}-{width}.png")))
    window = chromium.window("file://" + str(world.folder), java_script_enabled=False)
    page = window.context.new_page()
    page.goto(sheet.as_uri())
    assert page.locator("img").count() == 24
    assert page.get_by_text("a serene mountain lake at dawn").count() > 0


@test("a slash in the large view leads to the search, and Escape to the picture again")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    sheet = world.folder / "sheet.html"
    world.run("sheet", sheet, "*")
    page = chromium.window("file://" + str(world.folder)).context.new_page()
    page.goto(sheet.as_uri())
    focus = "() => document.activeElement.localName + ' ' + (document.activeElement.type ?? '')"
    for key, focused in (("/", "input search"), ("Escape", "button button"), ("/", "input search")):
        page.locator("button img").first.click()
        page.locator("dialog[open]").wait_for()
        page.keyboard.press(key)
        page.wait_for_timeout(200)
        assert page.locator("dialog[open]").count() == 0
        assert page.evaluate(focus) == focused, f"{key!r} leads to {page.evaluate(focus)!r}"
