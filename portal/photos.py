"""Pictures that people send: checked by content, turned upright, stripped of camera and place, made small.

The cleaning is slow, so it happens before the write transaction starts: put `@with_photos` outside
`@allows`, and take `taken()` in the view.
"""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import ParamSpec

from flask import current_app, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from PIL import Image, ImageOps
from werkzeug.datastructures import FileStorage

from portal.access import lets_in

P = ParamSpec("P")

AT_MOST = 4
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_PIXELS_SCALED = 64_000_000
"""A JPEG is decoded at a fraction of its size; whatever else comes fills the memory as it is."""
LONG_SIDE = 1600
SMALL_SIDE = 400
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")  # several in one (MPO) come in by JPEG


Image.MAX_IMAGE_PIXELS = None  # we look ourselves, and tell people rather than the log
_turns = threading.BoundedSemaphore(2)  # up to two hundred megabytes each: a crowd waits its turn


class NotAPhoto(Exception):
    """The file cannot be used; `str()` says why, in the reader's language."""


@dataclass(frozen=True)
class Picture:
    """A cleaned picture and its small version, as WebP, not yet stored."""

    name: str
    width: int
    height: int
    large: bytes
    small: bytes


def clean(upload: FileStorage) -> Picture:
    """Re-encode one upload; NotAPhoto when it is none, too large, or broken."""
    label = upload.filename or _("the file")
    data = upload.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NotAPhoto(_("%(name)s is too large: at most 12 MB for a photo.", name=label))
    with _turns:
        try:
            upright = _upright(data, str(label))
        except NotAPhoto:
            raise
        except Exception as error:  # decoders and readers of EXIF raise anything over a broken file
            raise NotAPhoto(_("%(name)s is not a photo that can be read.", name=label)) from error
        upright.thumbnail((LONG_SIDE, LONG_SIDE))
        large = _encode(upright)
        width, height = upright.size
        upright.thumbnail((SMALL_SIDE, SMALL_SIDE))
        return Picture(hashlib.sha256(large).hexdigest(), width, height, large, _encode(upright))


def _upright(data: bytes, label: str) -> Image.Image:
    picture = Image.open(BytesIO(data), formats=FORMATS)  # reads the header only
    most = MOST_PIXELS_SCALED if picture.format == "JPEG" else MOST_PIXELS
    if picture.width * picture.height > most:
        raise NotAPhoto(_("%(name)s has too many pixels; please send a smaller photo.", name=label))
    picture.draft("RGB", (LONG_SIDE, LONG_SIDE))
    return ImageOps.exif_transpose(picture).convert("RGB")


def _encode(picture: Image.Image) -> bytes:
    # Pasted into a new image: after exif_transpose alone the camera and place are still attached.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = BytesIO()
    bare.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def store(picture: Picture, folder: Path) -> None:
    """Keep both sizes under the picture's own hash; the same picture twice is one file."""
    place = path(picture.name, folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    for target, data in ((place, picture.large), (path(picture.name, folder, small=True), picture.small)):
        if not target.exists():
            draft = target.with_suffix(".part")
            draft.write_bytes(data)
            draft.replace(target)


def path(name: str, folder: Path, *, small: bool = False) -> Path:
    """Where a stored picture lies."""
    return folder / name[:2] / f"{name}{'-small' if small else ''}.webp"


def with_photos(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Clean the uploaded `photos` before the view's transaction begins; problems wait in `problem()`."""

    @wraps(view)
    def prepared(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        uploads = [f for f in request.files.getlist("photos") if f.filename]
        g.pictures, g.picture_problem = [], None
        if not lets_in(view, kwargs):  # nothing slow for somebody who will be refused
            return view(*args, **kwargs)
        if len(uploads) > AT_MOST:
            g.picture_problem = _("At most %(most)s photos.", most=AT_MOST)
            return view(*args, **kwargs)
        try:
            g.pictures = [clean(upload) for upload in uploads]
        except NotAPhoto as error:
            g.picture_problem = str(error)
        return view(*args, **kwargs)

    return prepared


def taken() -> list[Picture]:
    """The cleaned pictures that came with this request, stored now that its form has been found right."""
    pictures: list[Picture] = g.get("pictures", [])
    for picture in pictures:
        store(picture, current_app.config["UPLOADS"])
    return pictures


def problem() -> str | None:
    """What was wrong with the uploaded pictures, in words; None when nothing."""
    text: str | None = g.get("picture_problem")
    return text
