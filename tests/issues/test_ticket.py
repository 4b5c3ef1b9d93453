"""The tracking code as a picture to keep: in the browser that was just shown it, and nowhere else."""

from datetime import timedelta
from io import BytesIO

from PIL import Image

from portal.issues.tracking import SHOWN_FOR

WORDS = {"title": "东门垃圾桶满溢", "body": "连续三天没有人清运。", "category": "waste"}


def told_the_code(browser):
    """Report a problem without an account and look at the page with the code."""
    browser.post("/communities/willow/report", WORDS)
    assert browser.get("/reported").status_code == 200
    return browser


def test_whoever_was_just_told_the_code_can_keep_it_as_a_picture(cast, browse):
    browser = told_the_code(browse())
    for _again in range(2):
        answer = browser.get("/reported/ticket.png")
        assert answer.mimetype == "image/png"
        assert "no-store" in answer.headers["Cache-Control"]
        assert Image.open(BytesIO(answer.data)).size == (1080, 1350)


def test_nobody_else_gets_a_picture(cast, browse):
    told_the_code(browse())
    for person in (cast.visitor, cast.resident, cast.secretary):
        assert browse(person).get("/reported/ticket.png").status_code == 404


def test_a_code_that_has_not_been_shown_is_no_picture_yet(cast, browse):
    browser = browse()
    browser.post("/communities/willow/report", WORDS)
    assert browser.get("/reported/ticket.png").status_code == 404


def test_after_half_an_hour_the_browser_has_forgotten_the_code(cast, browse):
    browser = told_the_code(browse())
    with browser.client.session_transaction() as cookie:
        code, since = cookie["shown_code"]
        cookie["shown_code"] = (code, since - int(SHOWN_FOR / timedelta(seconds=1)) - 1)
    assert browser.get("/reported/ticket.png").status_code == 404
    with browser.client.session_transaction() as cookie:
        assert "shown_code" not in cookie
