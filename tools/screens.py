"""Make the README's picture from the demo, into docs/screens/readme.png: `python -m tools.screens`.

On the left the home page on a phone, on the right an issue under vote at a desk, as a member sees it.
"""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

TARGET = Path(__file__).parent.parent / "docs" / "screens" / "readme.png"
PORTAL = Path(sys.executable).with_name("portal")
PHONE, DESK = (390, 844), (1280, 1000)
EDGE, GROUND = 28, "#dcd6c8"
COLOURS = 192
"""Enough for these pages, and few enough for a small file."""


@contextmanager
def demo() -> Iterator[str]:
    """The address of a portal with the demo in it, for as long as this lasts."""
    with TemporaryDirectory() as instance:
        env = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        env |= {"PORTAL_INSTANCE": instance, "PORTAL_DEMO": "1"}
        for command in ("init", "demo"):
            subprocess.run([PORTAL, command], env=env, check=True)
        server = subprocess.Popen(
            [PORTAL, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True
        )
        try:
            lines = iter(server.stdout or ())
            yield next(line.split()[-1] for line in lines if line.startswith("Serving on ")).rstrip("/")
        finally:
            server.terminate()
            server.wait()


def home(browser: Browser, url: str) -> Image.Image:
    """The home page on a visitor's phone."""
    page = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="zh-CN", is_mobile=True)
    page.goto(url)
    return Image.open(io.BytesIO(page.screenshot()))


def vote(browser: Browser, url: str) -> Image.Image:
    """The lift that is being voted on, on a member's screen."""
    page = browser.new_page(viewport={"width": DESK[0], "height": DESK[1]}, locale="zh-CN")
    page.goto(f"{url}/sign-in")
    with page.expect_navigation():
        page.locator("form:has([value=member]) button").click()
    page.goto(f"{url}/issues?state=voting&category=lift")
    with page.expect_navigation():
        page.locator("main .list a").first.click()
    page.locator(".vote-choices").wait_for()
    return Image.open(io.BytesIO(page.screenshot()))


def beside(left: Image.Image, right: Image.Image) -> Image.Image:
    """Both on one ground."""
    width, height = left.width + right.width + 3 * EDGE, max(left.height, right.height) + 2 * EDGE
    picture = Image.new("RGB", (width, height), GROUND)
    picture.paste(left, (EDGE, (height - left.height) // 2))
    picture.paste(right, (left.width + 2 * EDGE, (height - right.height) // 2))
    return picture.quantize(COLOURS, dither=Image.Dither.NONE)


def main() -> None:
    """Make the picture."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        sys.exit("No Chromium here. On Debian: apt-get install chromium fonts-noto-cjk")
    with demo() as url, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        picture = beside(home(browser, url), vote(browser, url))
        browser.close()
    TARGET.parent.mkdir(exist_ok=True)
    picture.save(TARGET, optimize=True)
    print(f"{TARGET}: {TARGET.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
