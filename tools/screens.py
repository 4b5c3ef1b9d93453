"""Make the pictures of docs/screens from the demo: `python -m tools.screens`.

Each of the main screens as it first comes up, on a phone and at a desk; the wall as a projector shows it; an
issue as it is printed; and the readme's picture, the home page on a phone beside an issue under vote.
"""

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.demo import chromium, demo

FOLDER = Path(__file__).parent.parent / "docs" / "screens"
PHONE, DESK, PROJECTOR = (390, 844), (1280, 900), (1920, 1080)
EDGE, GROUND = 28, "#dcd6c8"
COLOURS = 192
"""Enough for these pages, and few enough for small files."""

BINHE = "/communities/binhe"
VOTING = "/issues?state=voting&category=lift"


class Screen(NamedTuple):
    """A picture: its name, who looks, and where; `first` opens the first issue of that list."""

    name: str
    persona: str | None
    path: str
    first: bool = False
    sizes: tuple[tuple[int, int], ...] = (PHONE, DESK)


PRINTED = Screen("printed", None, "/issues?state=settled", first=True)
SCREENS = (
    Screen("home", None, "/"),
    Screen("report", None, f"{BINHE}/report"),
    Screen("issue", "member", VOTING, first=True),
    Screen("needs-you", "member", "/inbox"),
    Screen("triage", "secretary", f"{BINHE}/triage"),
    Screen("board", "secretary", f"{BINHE}/board"),
    Screen("wall", "chair", f"{BINHE}/wall", sizes=(PHONE, PROJECTOR)),
    Screen("community", None, BINHE),
)


class Photographer:
    """Goes through the demo and takes pictures."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url

    def open(self, screen: Screen, size: tuple[int, int]) -> Page:
        """The page of a screen, seen by its persona in a window of this size."""
        width, height = size
        page = self.browser.new_page(
            viewport={"width": width, "height": height},
            is_mobile=size == PHONE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        if screen.persona:
            page.goto(f"{self.url}/sign-in")
            with page.expect_navigation():
                page.locator(f"form:has([name=persona][value={screen.persona}]) button").click()
        page.goto(self.url + screen.path)
        if screen.first:
            link = page.locator("main").get_by_role("link").and_(page.locator('a[href^="/issues/"]')).first
            page.goto(self.url + re.sub(r"[#?].*", "", link.get_attribute("href") or ""))
        return page

    def take(self, screen: Screen, size: tuple[int, int]) -> Image.Image:
        """What stands in the window."""
        page = self.open(screen, size)
        picture = Image.open(io.BytesIO(page.screenshot()))
        page.close()
        return picture

    def printed(self, screen: Screen) -> Image.Image:
        """The sheets of paper, side by side."""
        page = self.open(screen, DESK)
        paper = page.pdf(prefer_css_page_size=True)
        page.close()
        with TemporaryDirectory() as folder:
            sheets = Path(folder) / "sheet"
            subprocess.run([pdftoppm(), "-r", "80", "-png", "-", sheets], input=paper, check=True)
            return beside(*(Image.open(file).convert("RGB") for file in sorted(Path(folder).iterdir())))


def pdftoppm() -> str:
    """What makes pictures of printed sheets."""
    return shutil.which("pdftoppm") or sys.exit("No pdftoppm here. On Debian: apt-get install poppler-utils")


def beside(*shown: Image.Image) -> Image.Image:
    """All on one ground."""
    width = sum(one.width + EDGE for one in shown) + EDGE
    picture = Image.new("RGB", (width, max(one.height for one in shown) + 2 * EDGE), GROUND)
    left = EDGE
    for one in shown:
        picture.paste(one, (left, (picture.height - one.height) // 2))
        left += one.width + EDGE
    return picture


def main() -> None:
    """Make them all."""
    pictures = {}
    with demo() as url, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        photographer = Photographer(browser, url)
        for screen in SCREENS:
            for size in screen.sizes:
                pictures[f"{screen.name}-{size[0]}"] = photographer.take(screen, size)
        pictures["printed"] = photographer.printed(PRINTED)
        browser.close()
    pictures["readme"] = beside(pictures["home-390"], pictures["issue-1280"])
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pictures.items():
        file = FOLDER / f"{name}.png"
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
        print(f"{file}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
