"""What the documentation tells of the page."""

import renew_docs
import scenes
from screen import artifact
from sentence import test


@test("docs/gallery.md has the keys that the page's help has")
def _(studio, chromium):
    world = studio.world(scenes.stacks)
    with world.gallery() as gallery:
        shown = renew_docs.keys(chromium.window(gallery.origin).open(gallery.address))
    told = renew_docs.documented_keys()
    missing = set(shown.splitlines()) ^ set(told.splitlines())
    assert shown == told, "`make docs-gallery` renews the table; these lines differ:\n" + "\n".join(sorted(missing))


@test("the two pictures of the README are made from simulated pictures, and have less than 300 KB together")
def _(studio, chromium):
    world = studio.world(scenes.month)
    with world.gallery() as gallery:
        window = chromium.window(gallery.origin, color_scheme="dark")
        size = renew_docs.shoot(world, gallery, window, artifact("readme/x").parent)
        assert size < 300_000, f"{size} bytes"
    kept = sum(file.stat().st_size for file in (renew_docs.DOCS / "images").glob("*.webp"))
    assert 0 < kept < 300_000, f"docs/images has {kept} bytes"
