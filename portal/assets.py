"""Static files: one style sheet and one script for all pages, at addresses that change when a file does."""

import hashlib
import mimetypes
import re
import time
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, request
from flask_compress import Compress
from werkzeug.utils import safe_join

BUNDLES: dict[str, tuple[str, ...]] = {
    "portal.css": ("css/tokens.css", "css/base.css", "css/ui/*.css", "css/*.css"),
    # htmx starts once the page is read, and must know its extension by then: so all of it is one script.
    "portal.js": ("vendor/htmx.min.js", "vendor/hx-sse.min.js", "js/*.js"),
}
"""What each bundle is made of, in this order, as patterns under static/; a file counts once."""


TEXTS = {"text/css", "text/javascript", "application/javascript", "image/svg+xml"}
"""Files worth compressing once and keeping."""


def _parts(folder: Path, name: str) -> list[Path]:
    return list(dict.fromkeys(p for pattern in BUNDLES[name] for p in sorted(folder.glob(pattern))))


def _lean(path: Path) -> bytes:
    """A file without what only its writers read: notes and indents (a tenth of what a first visit loads)."""
    text = path.read_bytes()
    if path.suffix == ".css":
        text = re.sub(rb"/\*.*?\*/", b"", text, flags=re.DOTALL)
    elif path.suffix == ".js":  # whole lines alone, so that no text is ever taken for a note
        text = re.sub(rb"^\s*//.*$", b"", text, flags=re.MULTILINE)
    return re.sub(rb"\n\s*", b"\n", text).strip() if path.suffix in (".css", ".js") else text


@cache
def _bundle(parts: tuple[tuple[Path, int], ...]) -> tuple[bytes, bytes]:
    """The parts as one, plain and compressed; made once for each state of the files."""
    text = b"\n".join(_lean(path) for path, _modified in parts)
    return text, brotli.compress(text)


@cache
def _fingerprint(path: Path, modified: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _stamped(paths: list[Path]) -> tuple[tuple[Path, int], ...]:
    return tuple((path, path.stat().st_mtime_ns) for path in paths)


def init_app(app: Flask) -> None:
    """Give templates `static("portal.css")`, serve the bundles, and compress what is sent."""
    folder = Path(app.static_folder or "")
    app.config["COMPRESS_STREAMS"] = False  # files: what of them is text is kept compressed here
    Compress(app)

    def static(name: str) -> str:
        """The address of a static file or bundle with its fingerprint."""
        return address(name, int(time.monotonic()))

    # A page names the icons' file fifty times: the disk is asked once a second.
    @lru_cache(maxsize=1024)
    def address(name: str, _second: int) -> str:
        paths = _parts(folder, name) if name in BUNDLES else [folder / name]
        marks = "".join(_fingerprint(*stamp) for stamp in _stamped([p for p in paths if p.exists()]))
        mark = hashlib.sha256(marks.encode()).hexdigest()[:10] if len(paths) > 1 else marks
        return f"{app.static_url_path}/{name}" + (f"?v={mark}" if mark else "")

    send_file: Callable[[str], Response] = app.send_static_file

    def send(filename: str) -> Response:
        kind = mimetypes.guess_type(filename)[0]
        path = safe_join(str(folder), filename)
        parts = _parts(folder, filename) if filename in BUNDLES else [Path(path)] if path else []
        if kind not in TEXTS or not all(part.is_file() for part in parts):
            return send_file(filename)
        text, pressed = _bundle(_stamped(parts))
        packed = request.accept_encodings.find("br") >= 0
        answer = Response(pressed if packed else text, mimetype=kind)
        answer.vary.add("Accept-Encoding")
        if packed:
            answer.content_encoding = "br"
        return answer

    app.view_functions["static"] = send
    app.jinja_env.globals["static"] = static
