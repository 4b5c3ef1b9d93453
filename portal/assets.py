"""Addresses of static files that change when the file does, so that browsers may keep them for ever."""

import hashlib
import time
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask


@cache
def _fingerprint(path: Path, modified: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def init_app(app: Flask) -> None:
    """Give templates `static("css/base.css")`."""
    folder = Path(app.static_folder or "")

    def static(name: str) -> str:
        """The address of a static file with its fingerprint."""
        return address(name, int(time.monotonic()))

    # A page names the icons' file fifty times: the disk is asked once a second.
    @lru_cache(maxsize=1024)
    def address(name: str, _second: int) -> str:
        path = folder / name
        mark = _fingerprint(path, path.stat().st_mtime_ns) if path.exists() else None
        return f"{app.static_url_path}/{name}" + (f"?v={mark}" if mark else "")

    app.jinja_env.globals["static"] = static
