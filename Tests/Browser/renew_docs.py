"""What the documentation shows of the gallery, made from simulated pictures.

usage: renew_docs.py BINARY
"""

import re
import subprocess
import sys
from pathlib import Path

import scenes
from screen import Chromium
from world import Studio

DOCS = Path(__file__).resolve().parents[2] / "docs"
BEGIN, END = "<!-- keys: made by Tests/Browser/renew-docs -->\n", "<!-- end of keys -->\n"

HELP = """() => [...document.querySelectorAll('dialog.help section')].map(section => ({
  title: section.querySelector('h3').textContent,
  rows: [...section.querySelectorAll('dt')].map(dt => ({
    keys: [...dt.childNodes].map(node => node.nodeType === 1 ? '`' + node.textContent.trim() + '`' : node.textContent.trim())
      .filter(text => text).join(' '),
    label: dt.nextElementSibling.textContent.trim(),
  })),
}))"""


def keys(screen):
    """The help of the page as tables of Markdown."""
    screen.press("?")
    screen.page.locator("dialog.help dl").first.wait_for()
    text = ""
    for section in screen.page.evaluate(HELP):
        rows = "".join(f"| {row['keys'].replace('|', chr(92) + '|')} | {row['label']} |\n" for row in section["rows"])
        text += f"\n**{section['title']}**\n\n| key | does |\n|---|---|\n{rows}"
    screen.press("Escape")
    return text + "\n"


def documented_keys():
    return re.search(re.escape(BEGIN) + "(.*?)" + re.escape(END), (DOCS / "gallery.md").read_text(), re.S)[1]


def shoot(world, gallery, window, folder):
    """Writes gallery.webp and compare.webp, and returns their size together."""
    folder.mkdir(parents=True, exist_ok=True)
    screen = window.open(gallery.address)
    screen.press("Home", "ArrowRight", "ArrowRight")
    picture(screen, folder / "gallery.webp")
    two = [asset["id"] for asset in world.search('"a serene mountain lake at dawn" model:flux-dev type:image')][:2]
    screen.go(f"{gallery.origin}/?view=compare&ids={','.join(two)}").until_view("compare")
    screen.page.wait_for_timeout(500)
    picture(screen, folder / "compare.webp")
    return sum(file.stat().st_size for file in (folder / "gallery.webp", folder / "compare.webp"))


def picture(screen, file):
    png = file.with_suffix(".png")
    screen.settle().page.screenshot(path=str(png))
    subprocess.run(["cwebp", "-quiet", "-q", "80", "-resize", "1200", "0", png, "-o", file], check=True)
    png.unlink()


def main(binary):
    studio, chromium = Studio(binary), Chromium()
    try:
        world = studio.world(scenes.month)
        with world.gallery() as gallery:
            window = chromium.window(gallery.origin, color_scheme="dark")
            size = shoot(world, gallery, window, DOCS / "images")
            print(f"docs/images: {size / 1000:.0f} KB")
            page = DOCS / "gallery.md"
            table = keys(window.open(gallery.origin + "/"))
            page.write_text(page.read_text().replace(BEGIN + documented_keys() + END, BEGIN + table + END))
    finally:
        chromium.close()
        studio.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
