"""Videos in the page."""

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
