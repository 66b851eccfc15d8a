"""What other pages can do to the gallery: nothing."""

import resource
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import scenes
from sentence import test
from world import wait_for

# What a page of another origin tries. Each answer is what it could read, or "nothing".
ATTACK = """async ([gallery, id]) => {
  const api = gallery + '/api/1';
  const within = (promise) => Promise.race([promise, new Promise(done => setTimeout(() => done('nothing'), 3000))]);
  const read = async (address, options) => {
    try {
      const answer = await fetch(address, options);
      return answer.type === 'opaque' ? 'nothing' : `${answer.status} ${await answer.text()}`;
    } catch { return 'nothing'; }
  };
  const event = (thing, good, bad) => new Promise(done => {
    thing.addEventListener(good, () => done(good));
    for (const name of bad) thing.addEventListener(name, () => done('nothing'));
  });
  const element = (tag, properties) => {
    const made = Object.assign(document.createElement(tag), properties);
    const answer = event(made, 'load', ['error']);
    document.body.append(made);
    return answer;
  };
  const body = JSON.stringify({ids: [id], rating: 1});
  const json = {'Content-Type': 'application/json', 'X-Alice': '1'};
  const tries = {
    page: read(api + '/page?q=&n=200', {credentials: 'include'}),
    'page without CORS': read(api + '/page?q=&n=200', {credentials: 'include', mode: 'no-cors'}),
    events: event(new EventSource(api + '/events', {withCredentials: true}), 'message', ['error']),
    socket: event(new WebSocket(gallery.replace('http', 'ws') + '/api/1/events'), 'open', ['error', 'close']),
    'rating as JSON': read(api + '/rate', {method: 'POST', credentials: 'include', headers: json, body}),
    'rating as text': read(api + '/rate', {
      method: 'POST', credentials: 'include', mode: 'no-cors', headers: {'Content-Type': 'text/plain'}, body}),
    'trash as text': read(api + '/trash', {
      method: 'POST', credentials: 'include', mode: 'no-cors', body: JSON.stringify({ids: [id]})}),
    beacon: Promise.resolve(navigator.sendBeacon(api + '/rate', body) && 'nothing'),
    picture: element('img', {src: api + '/thumb/' + id + '/320'}),
    file: element('img', {src: api + '/file/' + id}),
    script: element('script', {src: gallery + '/', type: 'module'}),
    style: element('link', {rel: 'stylesheet', href: gallery + '/'}),
  };
  const answers = {};
  for (const [name, promise] of Object.entries(tries)) answers[name] = await within(promise);
  return answers;
}"""


@contextmanager
def foreign_page(body="<!doctype html><title>foreign</title><body>"):
    """A web server on another port with one page."""
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def verdicts(world):
    return {asset["id"]: (asset["rating"], asset["tags"], asset["picked"]) for asset in world.search()}


@test("a page on another port reads nothing and changes nothing, although the browser has the gallery's cookie")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    before = verdicts(world)
    with world.gallery() as gallery, foreign_page() as foreign:
        window = chromium.window(gallery.origin)
        window.open(gallery.address)
        window.expected = ["."]
        page = window.context.new_page()
        page.goto(foreign)
        answers = page.evaluate(ATTACK, [gallery.origin, next(iter(before))])
        assert set(answers.values()) == {"nothing"}, answers
        for host in ("127.0.0.1", "localhost"):
            frame_shows_nothing(page, f"http://{host}:{gallery.port}/")
        window.requests.clear()
    assert verdicts(world) == before


def frame_shows_nothing(page, address):
    page.evaluate("""address => new Promise(done => {
      const frame = document.createElement('iframe');
      frame.addEventListener('load', () => done());
      frame.src = address;
      document.body.append(frame);
    })""", address)
    frame = page.frames[-1]
    text = frame.evaluate("() => document.body ? document.body.innerText : ''")
    assert "flux" not in text and frame.query_selector("[role=grid]") is None, f"the frame shows {text[:200]}"


@test("a form on another page sends nothing that the gallery accepts")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    before = verdicts(world)
    with world.gallery() as gallery:
        form = (
            f'<!doctype html><title>form</title><form method=post enctype=text/plain action="{gallery.origin}/api/1/rate">'
            f"""<input name='{{"ids":["{next(iter(before))}"],"rating":1,"x":"' value='"}}'></form>""")
        with foreign_page(form) as foreign:
            window = chromium.window(gallery.origin)
            window.open(gallery.address)
            window.expected = ["."]
            page = window.context.new_page()
            page.goto(foreign)
            with page.expect_navigation() as navigation:
                page.evaluate("() => document.forms[0].submit()")
            assert navigation.value.status in (401, 403, 415), navigation.value.status
            window.requests.clear()
    assert verdicts(world) == before


@test("a name that was rebound to this machine gets no page and no answer")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    with world.gallery() as gallery:
        window = chromium.window(gallery.origin)
        window.open(gallery.address)
        window.expected = ["."]
        page = window.context.new_page()
        for path in ("/", "/api/1/page?q=", f"/?k={gallery.token}", "/a/x/main.js"):
            answer = page.goto(f"http://rebound.test:{gallery.port}{path}")
            assert answer.status == 421, (path, answer.status)
            assert "flux" not in page.content()
        window.requests.clear()


@test("a browser without the cookie is told what to type, and the address works once")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    with world.gallery() as gallery:
        first = chromium.window(gallery.origin)
        first.open(gallery.address)
        other = chromium.window(gallery.origin)
        other.expect("401")
        for address in (gallery.origin + "/", gallery.address):
            page = other.context.new_page()
            answer = page.goto(address)
            assert answer.status == 401, (address, answer.status)
            assert "alice gallery" in page.inner_text("body"), page.inner_text("body")[:300]
            assert page.locator("img, [role=grid]").count() == 0


@test("a page's own script may not be changed by a prompt: the policy allows only the gallery's files")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    with world.gallery() as gallery:
        window = chromium.window(gallery.origin)
        screen = window.open(gallery.address)
        policy = screen.page.evaluate("async () => (await fetch('/')).headers.get('Content-Security-Policy')")
        assert "default-src 'none'" in policy and "unsafe" not in policy, policy
        window.expect("TrustedHTML|TrustedScript|Content Security Policy|Content-Security-Policy")
        outcome = screen.page.evaluate("""() => {
          try { document.createElement('div').innerHTML = '<img src=x>'; return 'set'; } catch (error) { return error.name; }
        }""")
        assert outcome == "TypeError", outcome
        loaded = screen.page.evaluate("""() => new Promise(done => {
          const image = new Image();
          image.onload = () => done('loaded'); image.onerror = () => done('refused');
          image.src = 'http://127.0.0.1:9/x.png';
        })""")
        assert loaded == "refused", loaded
        window.requests.clear()


@test("prompts with scripts, event handlers, directions and a megabyte of text are shown as text")
def _(studio, chromium):
    world = studio.world()
    prompts = scenes.hostile(world)
    with world.gallery() as gallery:
        window = chromium.window(gallery.origin)
        screen = window.open(gallery.address)
        screen.page.evaluate("() => { window.alert = () => { window.wasRun = true; }; }")
        for position, prompt in enumerate(prompts):
            screen.press("Home", *["ArrowRight"] * position, "i")
            state = screen.until(lambda state: state["cursor"] == position, "the cursor does not move")
            assert state["here"]["prompt"], state
            screen.settle()
            screen.press("Enter").until_view("light")
            screen.settle()
            shown = screen.page.inner_text("body")
            piece = "</script>" if "</script>" in prompt else None
            assert piece is None or piece in shown, shown[:500]
            screen.press("Escape").until_view("grid")
            screen.press("i")
        assert not screen.page.evaluate("() => window.wasRun"), "a prompt ran as a script"
        injected = screen.page.evaluate(
            "() => document.querySelectorAll('script:not([src]), img[onerror], svg[onload], iframe, object').length")
        assert injected == 0, f"{injected} elements came from a prompt"
        screen.picture("state/hostile")


@test("the token of the address is in no list of processes, and in no file that others can read")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    with world.gallery() as gallery:
        chromium.window(gallery.origin).open(gallery.address)
        for process in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "comm"):
                try:
                    assert gallery.token.encode() not in (process / name).read_bytes(), process
                except (FileNotFoundError, ProcessLookupError, PermissionError):
                    continue
        assert gallery.token not in gallery.running.said()
        for file in [*world.library.rglob("*"), *world.home.rglob("*")]:
            if file.is_file() and gallery.token.encode() in file.read_bytes():
                assert file.stat().st_mode & 0o077 == 0, f"{file} is readable by others"


def allow_open_files(count):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if most == resource.RLIM_INFINITY else min(count, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, resource.getrlimit(resource.RLIMIT_NOFILE)[0]), most))


@test("a thousand slow connections and a body of 10 MB do not keep the page from its user")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    with world.gallery() as gallery:
        window = chromium.window(gallery.origin)
        screen = window.open(gallery.address)
        slow = []
        allow_open_files(2000)
        try:
            for _ in range(1000):
                connection = socket.create_connection(("127.0.0.1", gallery.port), timeout=5)
                slow.append(connection)
                try:
                    connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
                except OSError:
                    continue  # The server may close what is too much.
            window.expect("413|ERR_CONNECTION|Failed to load")
            refused = screen.page.evaluate("""async () => {
              try {
                return (await fetch('/api/1/rate', {method: 'POST', body: 'x'.repeat(10_000_000), headers: {
                  'Content-Type': 'application/json', 'X-Alice': '1'}})).status;
              } catch { return 'closed'; }
            }""")
            assert refused in (413, "closed"), refused
            screen.press("Home", "5")
            wait_for(lambda: len(world.search("rating:5")) == 1, "the page cannot rate any more", 20)
            other = window.open(gallery.origin + "/")
            assert other.see()["tiles"] == 6
        finally:
            for connection in slow:
                connection.close()
        assert gallery.resident_megabytes() < 150
