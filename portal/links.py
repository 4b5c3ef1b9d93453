"""Links: a page's whole address, the same as a picture that a phone reads, and which pages are ours."""

from io import BytesIO
from typing import Any

import segno
from flask import current_app, url_for
from markupsafe import Markup
from werkzeug.exceptions import HTTPException


def address(endpoint: str, **values: Any) -> str:
    """A page's whole address, by the name that the portal was given or else that of this request."""
    base: str = current_app.config["BASE_URL"]
    return base + url_for(endpoint, **values, _external=not base)


def qr(text: str) -> Markup:
    """A text as a QR code, an inline picture."""
    out = BytesIO()
    code = segno.make(text, error="m")
    code.save(out, kind="svg", scale=5, border=2, xmldecl=False, svgns=True, dark="#000", light="#fff")
    return Markup(out.getvalue().decode())  # noqa: S704 - made here


def is_page(path: str) -> bool:
    """Whether the path leads to a page of ours, so that it is safe and useful to send a browser there."""
    try:
        current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return False
    return True
