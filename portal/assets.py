"""Addresses of static files that change when the file does, so that browsers may keep them for ever."""

import hashlib
from functools import cache
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
        path = folder / name
        mark = _fingerprint(path, path.stat().st_mtime_ns) if path.exists() else None
        return f"{app.static_url_path}/{name}" + (f"?v={mark}" if mark else "")

    app.jinja_env.globals["static"] = static
