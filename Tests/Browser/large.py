"""What a large library costs the browser and the server, measured where a person looks: at the pictures in sight."""

import time

import million
import scenes

# Resolves with the time since `start` when every picture in sight is painted, and there is one.
PAINTED = """start => new Promise(done => {
  const look = () => {
    const inSight = [...document.querySelectorAll('#grid img')].filter(image => {
      const box = image.getBoundingClientRect();
      return box.width > 0 && box.bottom > 0 && box.top < innerHeight && getComputedStyle(image).visibility !== 'hidden';
    });
    const ready = inSight.length >= 6 && inSight.every(image => image.complete && image.naturalWidth > 0);
    if (ready) requestAnimationFrame(() => done(performance.now() - start)); else requestAnimationFrame(look);
  };
  look();
})"""

# Counts from the navigation: the clock of the page starts there.
FIRST = f"({PAINTED})(0)"

LAST = """async () => {
  const main = document.querySelector('script[type=module]').src;
  const {state, item} = await import(new URL('state.js', main).href);
  return {cursor: state.cursor, tiles: state.tiles, id: item(state.cursor)?.id};
}"""


class Large:
    """A gallery of many assets, and one window that looks at it."""

    def __init__(self, studio, chromium, count):
        self.count = count
        self.world = studio.world(scenes.fifty)
        self.make_thumbnails(chromium)
        pictures = million.multiply(self.world, count)
        assert million.share_thumbnails(self.world, pictures, count) >= len(pictures), "not every picture has a thumbnail"

    def make_thumbnails(self, chromium):
        with self.world.gallery() as gallery:
            window = chromium.window(gallery.origin)
            screen = window.open(gallery.address)
            screen.page.evaluate("""async () => {
              const {columns} = await (await fetch('/api/1/page?q=&n=200')).json();
              for (const edge of [160, 320, 640])
                await Promise.all(columns.id.map(id => fetch(`/api/1/thumb/${id}/${edge}`).then(answer => answer.blob())));
            }""")
            screen.page.close()

    def look(self, gallery, chromium):
        return Look(self, gallery, chromium.window(gallery.origin))


class Look:
    def __init__(self, large, gallery, window):
        self.large = large
        self.gallery = gallery
        self.window = window
        self.bytes = 0
        self.page = window.context.new_page()
        self.devtools = window.context.new_cdp_session(self.page)
        self.devtools.send("Network.enable")
        self.devtools.on("Network.loadingFinished", self._finished)

    def _finished(self, event):
        self.bytes += event["encodedDataLength"]

    def empty_page(self):
        """The time until the browser has painted a page that only says a word."""
        self.page.goto(self.gallery.origin + "/api/1/nothing")
        return self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => done(performance.now())))")

    def first_tiles(self, address):
        self.window.requests.clear()
        self.bytes = 0
        self.page.goto(address, wait_until="commit")
        return self.page.evaluate(f"() => {FIRST}")

    def painted_after(self, action, moved):
        """The time from a key or a click until the new place is painted."""
        start = self.page.evaluate("() => performance.now()")
        action()
        self.page.wait_for_function(moved, polling="raf")
        return self.page.evaluate(PAINTED, start)

    def layout_is_known(self):
        self.page.wait_for_function("""count => {
          const grid = document.querySelector('[role=grid]');
          return grid && Number(grid.getAttribute('aria-rowcount')) > 0;
        }""", arg=self.large.count)
        time.sleep(0.3)

    def cursor(self):
        return self.page.evaluate(LAST)

    def elements(self):
        return self.page.evaluate("() => document.getElementsByTagName('*').length")

    def heap_megabytes(self):
        self.devtools.send("HeapProfiler.enable")
        self.devtools.send("HeapProfiler.collectGarbage")
        self.devtools.send("Performance.enable")
        metrics = self.devtools.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in metrics if each["name"] == "JSHeapUsedSize") / 1e6
