"""Pictures of the gallery, by which it is judged; `python -m tests.browser.gallery` takes all of them anew.

Every page of furniture is taken in all eight ways: on a phone and at a desk, in Chinese and English, light
and dark. A page of a fragment is taken in two that are opposite in all three.

A picture is kept at half its size, in few colours. The tolerance: two pictures are the same when they are
equally high (but for two rows of pixels), and when, both blurred a little, in no square of 30 by 30 pixels of
the page more than 6 % differ by more than 22 of 255 in any colour. So letters may move by a quarter of a
pixel, and yet an outline of another colour is seen (tests/browser/test_gallery.py tries both).
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser, Page, sync_playwright

from portal.features import blueprints
from portal.fragments import LIVE, OWN
from portal.gallery.views import SECTIONS

PICTURES = Path(__file__).parent / "pictures"
RESULTS = Path(__file__).parents[2] / "test-results"

BLUR = 1
"""In pixels of the picture."""
CLEAR = 22
"""From which difference of a colour on (of 255) one sees it at once."""
SPREAD = 0.06
"""How much of a small square may differ that clearly."""
SQUARE = 7
"""Half a square's side, less one half, in pixels of the picture: 15 of them are 30 of the page."""
ROWS = 1
STEP = 16
"""A kept picture has each colour in steps of so much, so off by half of it at the most."""

WIDTHS, LANGUAGES, THEMES = (390, 1280), ("zh", "en"), ("light", "dark")
STILL = """
const still = new CSSStyleSheet();
still.replaceSync(`.site, .site-foot, #notices { display: none !important }
  *, ::before, ::after { transition: none !important; animation: none !important;
    caret-color: transparent !important }`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
document.fonts.ready.then(() => true);
"""


@dataclass(frozen=True)
class Way:
    """How somebody looks at a page."""

    width: int
    language: str
    theme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{self.theme}"

    @property
    def context(self) -> dict[str, Any]:
        """The settings of such a person's browser."""
        return {
            "viewport": {"width": self.width, "height": 900},
            "color_scheme": self.theme,
            "reduced_motion": "reduce",
            "locale": "zh-CN" if self.language == "zh" else "en-US",
            "timezone_id": "Asia/Shanghai",
        }


ALL = [Way(width, language, theme) for width in WIDTHS for language in LANGUAGES for theme in THEMES]
OPPOSITE = [Way(390, "zh", "light"), Way(1280, "en", "dark")]


def pages() -> dict[str, list[Way]]:
    """Each page of the gallery by its address, and the ways in which it is taken."""
    list(blueprints())
    parts = {f"parts/{name}": OPPOSITE for name in sorted({*LIVE, *OWN})}
    return {**dict.fromkeys(SECTIONS, ALL), **parts}


def by_way() -> dict[Way, list[str]]:
    """The same, each way with its pages."""
    return {way: [page for page, ways in pages().items() if way in ways] for way in ALL}


def kept(page: str, way: Way) -> Path:
    """Where the picture of a page lies."""
    return PICTURES / f"{page.removeprefix('parts/').replace('/_', '-')}-{way}.webp"


def reduced(png: bytes) -> Image.Image:
    """Half as wide and half as high, which also smooths what is only the smoothing of letters."""
    return Image.open(BytesIO(png)).convert("RGB").reduce(2)


def in_few_colours(picture: Image.Image) -> Image.Image:
    """As it is kept. A palette of few colours would be smaller, but takes pale ones for one another."""
    return picture.point([min(255, round(value / STEP) * STEP) for value in range(256)] * 3)


def take(page: Page, address: str, way: Way) -> Image.Image:
    """The page as it looks now, without header and footer."""
    answer = page.goto(f"{address}?lang={way.language}")
    assert answer is not None
    assert answer.status == 200, f"{address}: {answer.status}"
    page.evaluate(STILL)
    return reduced(page.screenshot(full_page=True))


def spread(kept: Image.Image, seen: Image.Image) -> tuple[float, Image.Image]:
    """How much of the worst square differs clearly, and where: white on black."""
    size = (max(kept.width, seen.width), max(kept.height, seen.height))
    one, other = (Image.new("RGB", size) for _ in range(2))
    one.paste(kept)
    other.paste(seen)
    soft = ImageFilter.GaussianBlur(BLUR)
    bands = ImageChops.difference(one.filter(soft), other.filter(soft)).split()
    most = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
    clear = most.point([0] * (CLEAR + 1) + [255] * (255 - CLEAR))
    worst = clear.filter(ImageFilter.BoxBlur(SQUARE)).getextrema()[1] / 255
    return worst, clear


def trouble(page: str, way: Way, seen: Image.Image) -> str | None:
    """What is wrong with how a page looks; the difference is then drawn in test-results/."""
    path = kept(page, way)
    if not path.exists():
        return f"{path.name}: there is no picture of it yet"
    before = Image.open(path).convert("RGB")
    worst, clear = spread(before, seen)
    taller = seen.height - before.height
    if worst <= SPREAD and abs(taller) <= ROWS and seen.width == before.width:
        return None
    RESULTS.mkdir(exist_ok=True)
    beside = Image.new("RGB", (seen.width * 2 + before.width, max(seen.height, before.height)))
    for n, picture in enumerate((before, seen, clear.convert("RGB"))):
        beside.paste(picture, (n * seen.width, 0))
    drawn = RESULTS / path.with_suffix(".png").name
    beside.save(drawn)
    return (
        f"{path.name}: {worst:.0%} of a square differs, {2 * taller:+} px high; see test-results/{drawn.name}"
    )


def keep(page: str, way: Way, seen: Image.Image) -> None:
    """Make it the picture by which the page is judged from now on."""
    PICTURES.mkdir(exist_ok=True)
    in_few_colours(seen).save(kept(page, way), lossless=True, quality=100, method=6)


def look(browser: Browser, url: str, way: Way, names: list[str]) -> Iterator[tuple[str, Image.Image]]:
    """Every one of the pages in one way."""
    with browser.new_context(**way.context) as context:
        page = context.new_page()
        for name in names:
            yield name, take(page, f"{url}/gallery/{name}", way)


def main(wanted: list[str]) -> None:
    """Take the pictures of all pages, or of those whose address holds one of the words given."""
    from tests.browser.conftest import NAMES, QUIET, shutil
    from tests.fresh import fresh_app
    from tests.servers import Server

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app: Flask = fresh_app(Path(folder))
        chromium = next(filter(None, map(shutil.which, NAMES)))
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        with Server(Path(folder), secret=app.config["SECRET_KEY"], env={"PORTAL_GALLERY": "1"}) as server:
            for way, names in by_way().items():
                chosen = [name for name in names if not wanted or any(word in name for word in wanted)]
                for name, seen in look(browser, server.url, way, chosen):
                    keep(name, way, seen)
                sys.stdout.write(f"{way}: {len(chosen)} pages\n")
        browser.close()
    if not wanted:
        there = {kept(page, way) for page, ways in pages().items() for way in ways}
        for old in set(PICTURES.glob("*.webp")) - there:
            old.unlink()
    sys.stdout.write(
        f"{sum(path.stat().st_size for path in PICTURES.glob('*.webp')) / 1024:.0f} KB in {PICTURES.name}/\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
