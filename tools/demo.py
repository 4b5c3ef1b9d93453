"""A portal with the demo in it, and a browser to look at it: for pictures and measurements of its pages."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

PORTAL = Path(sys.executable).with_name("portal")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Where this machine's Chromium is."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or sys.exit("No Chromium here. On Debian: apt-get install chromium fonts-noto-cjk")


@contextmanager
def demo(**more: str) -> Iterator[str]:
    """The address of a portal with the demo in it, for as long as this lasts."""
    with TemporaryDirectory() as instance:
        env = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        env |= {"PORTAL_INSTANCE": instance, "PORTAL_DEMO": "1", **more}
        for command in ("init", "demo"):
            subprocess.run([PORTAL, command], env=env, check=True, stdout=sys.stderr)
        server = subprocess.Popen(
            [PORTAL, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True
        )
        try:
            lines = iter(server.stdout or ())
            yield next(line.split()[-1] for line in lines if line.startswith("Serving on ")).rstrip("/")
        finally:
            server.terminate()
            server.wait()
