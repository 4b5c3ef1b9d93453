"""Links: a page's whole address, the same as a picture that a phone reads, and which pages are ours."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import segno
from flask import current_app, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.urls import iri_to_uri

LONGEST = 300
"""Characters of an address that still makes a QR code for a phone to read from paper."""
SECRET = {"t", "code", "token"}
"""Names under which a query would hold what opens something."""


def address(endpoint: str, **values: Any) -> str:
    """A page's whole address, by the name that the portal was given or else that of this request."""
    base: str = current_app.config["BASE_URL"]
    return base + url_for(endpoint, **values, _external=not base)


def whole(path: str) -> str:
    """The whole address of a page of ours, from its path."""
    base: str = current_app.config["BASE_URL"]
    return iri_to_uri((base or request.host_url.rstrip("/")) + path)


def qr(text: str) -> Markup:
    """A text as a QR code, an inline picture."""
    out = BytesIO()
    code = segno.make(text, error="m")
    looks = {"dark": "#000", "light": "#fff", "omitsize": True}  # it takes the size of where it stands
    code.save(out, kind="svg", scale=5, border=2, xmldecl=False, svgns=True, **looks)
    return Markup(out.getvalue().decode())  # noqa: S704 - made here


def qr_file(text: str) -> bytes:
    """A text as a QR code, a small file of its own that takes the size of where it stands."""
    out = BytesIO()
    code = segno.make(text, error="m")
    code.save(out, kind="svg", border=2, omitsize=True, xmldecl=False, dark="#000", light="#fff")
    return out.getvalue()


def is_page(path: str) -> bool:
    """Whether the path leads to a page of ours, so that it is safe and useful to send a browser there."""
    return _named(path) is not None


def is_open(address: str) -> bool:
    """Whether an address, path and query, is a page of ours that may be printed: it holds no secret.

    What opens something to whoever has it, a code or a token, stands in the path under a name of its own,
    or in a query's address of a page to come.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    odd = parts.scheme or parts.netloc or not parts.path.startswith("/") or not address.isprintable()
    if odd or len(address) > LONGEST:
        return False
    named = _named(parts.path)
    if named is None or not all(name.endswith(("_id", "_slug")) for name in named):
        return False
    return all("/" not in value and name not in SECRET for name, value in parse_qsl(parts.query))


def _named(path: str) -> Mapping[str, Any] | None:
    """What a page's path names; None where it is no page."""
    try:
        _endpoint, named = current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return None
    return named
