"""Answers carry a strict content policy: everything from this host, nothing inline."""

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def limit_text() -> None:
    """Read no more of a form without files than people write."""
    # Werkzeug applies this limit to forms with files only; others it reads whole, and a page would show them.
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def harden(response: Response) -> Response:
    """Add the headers that every answer of the portal carries."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")  # tracking codes in addresses stay here
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static":
        if "v" in request.args:
            headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        headers.setdefault("Cache-Control", "private, no-cache")
    return response


def init_app(app: Flask) -> None:
    """Harden every answer, errors included, and limit what is read."""
    app.before_request_funcs.setdefault(None, []).insert(0, limit_text)  # before the token is looked for
    app.after_request(harden)
