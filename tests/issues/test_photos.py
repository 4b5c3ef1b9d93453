"""Pictures that people send: cleaned, and refused in words where they are none."""

import struct
import warnings
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal import photos
from portal.db import session
from portal.issues.lifecycle import State
from portal.issues.models import Issue, Photo
from portal.journal import Event, Verb
from tests.states import in_state

WORDS = {"title": "路灯不亮", "body": "三号楼门前。", "category": "safety"}
MODEL, MAKE, GPS = 0x0110, 0x010F, 0x8825


def picture(form="JPEG", size=(60, 40), mode="RGB", **how):
    out = BytesIO()
    Image.new(mode, size, 0 if mode in "L1P" else (200, 120, 40, 128)[: len(mode)]).save(out, form, **how)
    return out.getvalue()


def from_a_phone():
    """A picture held upright, with the camera's make and the place where it was taken."""
    exif = Image.Exif()
    exif[MAKE], exif[MODEL], exif[0x0112] = "Huawei", "P60", 6  # to be turned by 90 degrees
    exif.get_ifd(GPS)[2] = (35.0, 25.0, 0.0)
    return picture(size=(60, 40), exif=exif, comment=b"third floor, left door")


def png_bomb():
    """A PNG of a few hundred bytes that says it is 50,000 by 50,000."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 999))
        + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NOT_PHOTOS = {
    "truncated.jpg": from_a_phone()[:200],
    "half.png": picture("PNG", (300, 300))[:-80],
    "bomb.png": png_bomb(),
    "gbk.jpg": "这是一份通知，不是照片。".encode("gbk"),
    "empty.jpg": b"",
    "drawing.svg": SVG,
    "page.gif": b"GIF89a<script>alert(1)</script>",
    "list.pdf": b"%PDF-1.7\n%\xe2\xe3",
}


def clean(data, name="photo.jpg"):
    return photos.clean(FileStorage(BytesIO(data), name))


def kept_files(app):
    folder = app.config["UPLOADS"]
    return sorted(p for p in folder.rglob("*") if p.is_file()) if folder.exists() else []


def test_camera_and_place_are_gone_and_it_stands_upright(app):
    with app.test_request_context():
        kept = clean(from_a_phone())
    assert (kept.width, kept.height) == (40, 60)
    for data in (kept.large, kept.small):
        seen = Image.open(BytesIO(data))
        assert seen.format == "WEBP"
        assert not seen.getexif()
        assert not {"exif", "xmp", "comment", "icc_profile"} & set(seen.info)
        assert b"Huawei" not in data
        assert b"third floor" not in data


def test_large_ones_are_made_small(app):
    with app.test_request_context():
        kept = clean(picture(size=(4000, 3000)))
    assert (kept.width, kept.height) == (1600, 1200)
    assert Image.open(BytesIO(kept.small)).size == (400, 300)


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
        ("BMP", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
    ],
)
def test_what_phones_and_scanners_make_is_taken(app, form, mode):
    with app.test_request_context():
        assert clean(picture(form, mode=mode)).width == 60


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_what_is_no_photo_is_refused_in_words(app, name):
    with app.test_request_context("/?lang=en"), pytest.raises(photos.NotAPhoto) as refused:
        clean(NOT_PHOTOS[name], name)
    assert name in str(refused.value)


def test_a_file_with_any_one_byte_wrong_is_taken_or_refused_in_words(app):
    sound = from_a_phone()
    with app.test_request_context(), warnings.catch_warnings(action="ignore"):
        for place in range(2, sound.index(b"\xff\xdb")):
            for wrong in (0, 1, 2, 7, 255):
                with suppress(photos.NotAPhoto):
                    clean(sound[:place] + bytes([wrong]) + sound[place + 1 :])


@pytest.mark.parametrize("who", ["visitor", "resident", "member", "outsider"])
def test_nobody_has_pictures_decoded_who_may_not_send_them(app, cast, browse, htmx, who, monkeypatch):
    opened = []
    monkeypatch.setattr(Image, "open", lambda *about, **how: opened.append(about))
    issue = in_state(cast, State.ACTING)
    sent = {"outcome": "完成", "photos": [(BytesIO(picture()), "a.jpg")]}
    answer = browse(getattr(cast, who), htmx=htmx).post(f"/issues/{issue.id}/resolution", sent)
    assert answer.status_code == 403
    assert not opened


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_nothing_is_half_written(app, cast, browse, htmx, name):
    files = [(BytesIO(picture()), "good.jpg"), (BytesIO(NOT_PHOTOS[name]), name)]
    answer = browse(cast.resident, htmx=htmx).post("/communities/willow/report", {**WORDS, "photos": files})
    assert answer.status_code == 422
    assert 'id="photos-error"' in answer.text
    assert name in answer.text
    assert WORDS["title"] in answer.text
    assert session.scalar(select(Issue.id)) is None
    assert session.scalar(select(Event.id).where(Event.verb == Verb.REPORT)) is None
    assert kept_files(app) == []


def test_nothing_is_kept_of_a_report_that_was_refused_for_its_words(app, cast, browse):
    answer = browse(cast.resident).post(
        "/communities/willow/report", {"photos": [(BytesIO(picture()), "a.jpg")]}
    )
    assert answer.status_code == 422
    assert kept_files(app) == []


def test_nothing_is_kept_of_somebody_who_may_not_send_it(app, cast, browse):
    issue = cast.report()
    sent = {"outcome": "完成", "photos": [(BytesIO(picture()), "a.jpg")]}
    assert browse(cast.neighbour).post(f"/issues/{issue.id}/resolution", sent).status_code == 404
    assert (
        browse(cast.member).post(f"/issues/{issue.id}/resolution", sent | {"photos": []}).status_code == 403
    )
    assert kept_files(app) == []


def test_at_most_four(app, cast, browse, htmx):
    files = [(BytesIO(picture(size=(10 + n, 10))), f"{n}.jpg") for n in range(5)]
    answer = browse(cast.resident, htmx=htmx).post("/communities/willow/report", {**WORDS, "photos": files})
    assert answer.status_code == 422
    assert 'id="photos-error"' in answer.text
    assert kept_files(app) == []


def test_one_that_is_too_large_is_named(app, cast, browse):
    files = [(BytesIO(b"\xff\xd8" + b"\0" * (photos.MOST_BYTES + 1)), "huge.jpg")]
    answer = browse(cast.resident).post("/communities/willow/report?lang=en", {**WORDS, "photos": files})
    assert answer.status_code == 422
    assert "huge.jpg is too large" in answer.text


def test_sixty_megabytes_are_refused_before_they_are_read(app, cast, browse, htmx):
    files = [(BytesIO(b"\0" * 60 * 1024 * 1024), "film.mp4")]
    answer = browse(cast.resident, htmx=htmx).post(
        "/communities/willow/report?lang=en", {**WORDS, "photos": files}
    )
    assert answer.status_code == 413
    assert "fewer or smaller photos" in answer.text
    assert session.scalar(select(Issue.id)) is None
    assert kept_files(app) == []


def test_a_file_name_is_shown_as_text(cast, browse):
    files = [(BytesIO(b"no"), "<script>alert(1)</script>.jpg")]
    answer = browse(cast.resident).post("/communities/willow/report", {**WORDS, "photos": files})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_the_same_picture_twice_is_one_file(app, cast, browse):
    files = [(BytesIO(picture()), "a.jpg"), (BytesIO(picture()), "b.jpg")]
    assert browse(cast.resident).post("/communities/willow/report", {**WORDS, "photos": files}).done
    assert len(session.scalars(select(Photo)).all()) == 2
    assert len(kept_files(app)) == 2  # large and small
