"""A page in the browser that records what must never happen: errors, and requests to anywhere but the gallery."""

import json
import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError as Late
from playwright.sync_api import sync_playwright

from world import wait_for

SEE = """async () => {
  const main = document.querySelector('script[type=module]').src;
  const {state} = await import(new URL('state.js', main).href);
  const {item} = await import(new URL('state.js', main).href);
  const here = item(state.cursor);
  return {
    q: state.q, sort: state.sort, stack: state.stack, tiles: state.tiles, total: state.total, cursor: state.cursor,
    loaded: state.r !== '', readOnly: state.readOnly, selection: [...state.selection], here: here && {...here},
    view: new URL(location).searchParams.get('view') || 'grid',
  };
}"""


class Chromium:
    """One browser for all tests. Each test opens windows of its own, which share nothing."""

    def __init__(self):
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(
            executable_path=os.environ["ALICE_BROWSER"],
            args=[
                "--no-sandbox", "--enable-precise-memory-info", "--autoplay-policy=no-user-gesture-required",
                "--host-resolver-rules=MAP rebound.test 127.0.0.1"])
        self.windows = []

    def window(self, origin, **settings):
        """A browser profile that may speak to `origin` only."""
        window = Window(self.browser, origin, settings)
        self.windows.append(window)
        return window

    def close_windows(self, check):
        """Closes the windows of a test. With `check`, raises what a window recorded."""
        windows, self.windows = self.windows, []
        complaints = [complaint for window in windows for complaint in window.complaints()]
        for window in windows:
            window.context.close()
        if check and complaints:
            raise AssertionError("; ".join(complaints[:5]))

    def keep(self, name):
        """Keeps a picture of every open page."""
        for number, window in enumerate(self.windows):
            for page in window.context.pages:
                try:
                    page.screenshot(path=str(artifact(f"failed/{name}-{number}.png")), timeout=5000)
                except Exception as error:  # A page that hangs must not hide why the test failed.
                    print(f"     no picture of the page: {error}".splitlines()[0])

    def close(self):
        self.browser.close()
        self.playwright.stop()


class Window:
    def __init__(self, browser, origin, settings):
        viewport = {"width": 1440, "height": 900}
        self.context = browser.new_context(**({"viewport": viewport, "accept_downloads": True} | settings))
        self.context.set_default_timeout(10_000)
        self.origin = origin
        self.expected = []
        self.errors = []
        self.requests = []
        self.context.on("request", self._request)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.errors.append(f"uncaught: {error.error}"))

    def _request(self, request):
        self.requests.append(request.url)

    def _console(self, message):
        if message.type not in ("error", "warning"):
            return
        where = message.location.get("url", "")
        self.errors.append(f"{message.type} on the console: {message.text} {where}")

    def expect(self, pattern):
        """Names an error that this test provokes."""
        self.expected.append(pattern)

    def complaints(self):
        errors = [error for error in self.errors if not any(re.search(known, error) for known in self.expected)]
        return errors + [f"a foreign request: {url}" for url in self.foreign()]

    def foreign(self):
        allowed = (self.origin + "/", "data:", f"blob:{self.origin}/", "about:")
        return [url for url in self.requests if not url.startswith(allowed)]

    def asked_for(self, part):
        return [url for url in self.requests if part in url]

    def open(self, address):
        """The gallery's page, as soon as it shows its result."""
        return Screen(self, self.context.new_page()).go(address)


class Screen:
    """The page as a person at the keyboard uses it."""

    def __init__(self, window, page):
        self.window = window
        self.page = page

    def go(self, address):
        self.page.goto(address)
        return self.ready()

    def ready(self):
        self.page.wait_for_function("() => document.querySelector('script[type=module]')")
        wait_for(lambda: self.see()["loaded"], "the page shows no result")
        return self

    def see(self):
        """The page's state: what is shown, where the cursor is, and the asset under it."""
        return self.page.evaluate(SEE)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, text):
        self.page.keyboard.type(text)
        return self

    def until(self, condition, what, seconds=8.0):
        """Waits for a state for which `condition` holds, and returns it."""
        def seen():
            state = self.see()
            return state if condition(state) else None
        try:
            return wait_for(seen, what, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; the page has {json.dumps(self.see())[:600]}") from None

    def until_view(self, view):
        self.until(lambda state: state["view"] == view, f"the view {view} does not open")
        return self

    def shows(self, text, seconds=8.0):
        """Waits for a text that a person can see."""
        try:
            self.page.get_by_text(text).locator("visible=true").first.wait_for(timeout=seconds * 1000)
        except Late:
            raise AssertionError(f"the page does not show {text!r}") from None
        return self

    def settle(self):
        """Waits until the pictures that are in sight have arrived."""
        self.page.wait_for_function("""() => [...document.images].every(image => {
            const box = image.getBoundingClientRect();
            return image.complete || box.bottom < 0 || box.top > innerHeight || !image.getAttribute('src');
        })""")
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return self

    def picture(self, name):
        self.settle().page.screenshot(path=str(artifact(name + ".png")))
        return self

    def violations(self):
        return violations(self.page)


def violations(page):
    """What axe finds, a line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['target'][0] if node['target'] else '?'} {first_line(node['failureSummary'])}"
        for each in found for node in each["nodes"]]


def first_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[1] if len(lines) > 1 else " ".join(lines)


def artifact(name):
    path = Path(os.environ["ALICE_ARTIFACTS"]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
