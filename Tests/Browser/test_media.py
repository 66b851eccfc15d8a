"""Videos, and files without a picture, in the page."""

import scenes
from sentence import test

VIDEO = """() => {
  const video = document.querySelector('#light video');
  return video && {time: video.currentTime, paused: video.paused, ready: video.readyState, width: video.videoWidth,
    poster: video.poster, muted: video.muted, length: video.duration};
}"""


@test("a video shows its poster, plays, stops, steps by a frame, and is asked for in ranges")
def _(studio, chromium):
    world = studio.world(scenes.clip)
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.press("Home").settle()
        assert screen.page.evaluate(
            "() => [...document.querySelectorAll('#grid img')].some(image => image.naturalWidth > 0)"), "no poster in the grid"
        screen.press("Enter").until_view("light")
        screen.page.wait_for_function("() => document.querySelector('#light video')?.readyState >= 2")
        seen = screen.page.evaluate(VIDEO)
        assert seen["width"] > 0 and "/thumb/" in seen["poster"], seen
        if not seen["paused"]:
            screen.press("Space")
        screen.page.wait_for_function("() => document.querySelector('#light video').paused")
        screen.press("Space")
        screen.page.wait_for_function("from => document.querySelector('#light video').currentTime > from + 0.2", arg=seen["time"])
        screen.press("Space")
        screen.page.wait_for_function("() => document.querySelector('#light video').paused")
        still = screen.page.evaluate(VIDEO)["time"]
        screen.press(".")
        screen.page.wait_for_function("from => document.querySelector('#light video').currentTime > from", arg=still)
        forward = screen.page.evaluate(VIDEO)["time"]
        assert 0 < forward - still < 0.1, (still, forward)
        screen.press(",")
        screen.page.wait_for_function("from => document.querySelector('#light video').currentTime < from", arg=forward)
        screen.picture("state/video")
        ranges = screen.page.evaluate("""async () => {
          const source = document.querySelector('#light video').currentSrc;
          const part = await fetch(source, {headers: {Range: 'bytes=0-99'}});
          return [part.status, (await part.arrayBuffer()).byteLength, part.headers.get('Content-Range')];
        }""")
        assert ranges[:2] == [206, 100], ranges


@test("texts and meshes are cards, a text opens as a whole, and the script of a drawing never runs")
def _(studio, chromium):
    world = studio.world(scenes.other_files)
    ids = {asset["format"]: asset["id"] for asset in world.search()}
    with world.gallery() as gallery:
        screen = chromium.window(gallery.origin).open(gallery.address)
        screen.page.wait_for_function(
            "() => [...document.querySelectorAll('#grid .filed')].some(card => card.textContent.includes('1 triangle'))")
        screen.page.wait_for_function(
            "() => document.querySelector('#grid .filed .begin')?.textContent.startsWith('A lighthouse stands')")
        screen.settle().picture("state/files")
        screen.page.goto(f"{gallery.origin}/?view=light&at={ids['txt']}")
        screen.page.wait_for_function("() => document.querySelector('#light pre')?.textContent.split('lighthouse').length === 41")
        screen.picture("state/text")
        screen.page.goto(f"{gallery.origin}/?view=light&at={ids['obj']}")
        screen.page.wait_for_function("() => document.querySelector('#light .card')?.textContent.includes('3 vertices, 1 triangle')")
        screen.page.goto(f"{gallery.origin}/?view=light&at={ids['svg']}")
        screen.settle()
        assert screen.page.evaluate("() => window.ran") is None, "the script of the drawing ran"
        answer = screen.page.evaluate("""async (id) => {
          const answer = await fetch('/api/1/file/' + id);
          return [answer.headers.get('Content-Type'), answer.headers.get('Content-Disposition').split(';')[0]];
        }""", ids["svg"])
        assert answer == ["application/octet-stream", "attachment"], answer
