"""Reporting by phone: in a few presses, on a network that comes and goes."""

import io
import re
import time

import pytest
from PIL import Image
from playwright.sync_api import expect

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.models import Contact, Issue, Photo
from tests.browser.walker import a_photo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

REPORT = "/communities/willow/report"
SEND = "form.report button[type=submit]"
DRAFT = "draft:report/willow"


class Thumb:
    """Presses, and counts them; what is typed between two presses is one sentence said to the phone."""

    def __init__(self, walker):
        self.walker, self.page, self.presses = walker, walker.page, 0

    def press(self, place):
        self.presses += 1
        place.tap()

    def key(self, name):
        self.presses += 1
        self.page.keyboard.press(name)

    def say(self, words):
        self.page.keyboard.insert_text(words)


def offline(walker, gone=True):
    walker.page.context.set_offline(gone)
    until(walker, "navigator.onLine === wanted", not gone)


def until(walker, true, wanted=None):
    """Wait for what the page knows and nobody sees."""
    look = f"const look = () => {true} ? done() : setTimeout(look, 20)"
    walker.page.evaluate(f"wanted => new Promise(done => {{ {look}; look(); }})", wanted)


def kept(walker):
    return walker.page.evaluate("name => JSON.parse(localStorage.getItem(name))", DRAFT)


def test_a_report_in_under_a_minute_although_the_network_goes_away(cast, serve, enter):
    visitor = enter(serve(), width=390)
    page, thumb = visitor.page, Thumb(visitor)
    visitor.visit("/")
    thumb.press(page.locator("header nav").get_by_role("link", name=visitor.say("Report")))
    thumb.press(page.locator("main").get_by_role("link", name="柳岸社区"))
    title = page.get_by_role("textbox", name=visitor.say("What is the problem?"))
    place = page.get_by_role("textbox", name=visitor.say("Where is it?"))
    thumb.press(title)
    thumb.say("三号楼的电梯停了")
    thumb.press(page.locator(".pill", has_text="电梯"))
    thumb.press(place)
    thumb.say("三号楼一单元")

    # In the lift there is no network.
    offline(visitor)
    thumb.press(page.locator(SEND))
    failed = page.get_by_role("alert")
    expect(failed).to_contain_text(visitor.say("It did not arrive."))
    expect(page.locator(SEND)).to_have_text(visitor.say("Send again"))
    expect(page.locator(SEND)).to_be_focused()
    expect(page.locator("#notices .notice")).to_have_count(0)
    expect(title).to_have_value("三号楼的电梯停了")

    # The phone throws the page away; back in the daylight it is asked for again.
    offline(visitor, gone=False)
    expect(failed).to_contain_text(visitor.say("The connection is back. Please send it again."))
    page.reload()
    visitor.complaints.clear()  # the browser tells of the connection that failed
    visitor.sees(visitor.say("Your draft was brought back."))
    expect(title).to_have_value("三号楼的电梯停了")
    expect(place).to_have_value("三号楼一单元")
    expect(page.locator("[name=category]:checked")).to_have_value("lift")

    thumb.press(page.locator(SEND))
    expect(page).to_have_url(visitor.server.url + "/reported")
    expect(page.locator(".code-text")).to_be_visible()
    expect(page.locator(".keep-ticket")).to_have_js_property("complete", True)
    assert page.locator(".keep-ticket").evaluate("picture => picture.naturalWidth") > 0
    assert kept(visitor) is None
    assert thumb.presses <= 8
    session.rollback()
    assert session.query(Issue).one().place == "三号楼一单元"


def test_by_keyboard_alone_enter_leads_on_and_sends_nothing_too_early(cast, serve, enter):
    visitor = enter(serve(), width=1280)
    visitor.visit(REPORT)
    thumb = Thumb(visitor)
    visitor.page.locator("[name=title]").focus()
    thumb.say("路灯不亮")
    thumb.key("Enter")
    expect(visitor.page.locator("[name=body]")).to_be_focused()
    thumb.key("Tab")
    thumb.key("Space")
    expect(visitor.page.locator("[name=category]:checked")).to_have_value("safety")
    thumb.key("Tab")
    expect(visitor.page.locator("[name=place]")).to_be_focused()
    thumb.say("三号楼门前")
    thumb.key("Tab")
    expect(visitor.page.locator("[name=photos]")).to_be_focused()
    thumb.key("Tab")
    thumb.key("Enter")
    expect(visitor.page.locator("[name=phone]")).to_be_focused()
    thumb.key("Enter")
    expect(visitor.page.locator(SEND)).to_be_focused()
    thumb.key("Enter")
    expect(visitor.page).to_have_url(visitor.server.url + "/reported")


def test_name_and_number_are_never_kept_and_a_draft_can_be_thrown_away(cast, serve, enter):
    visitor = enter(serve())
    visitor.visit(REPORT)
    visitor.fill(REPORT, title="水管漏水", body="从昨天开始。", name="王大妈", phone="13800001234")
    draft = visitor.page.evaluate("name => localStorage.getItem(name)", DRAFT)
    assert "水管漏水" in draft
    assert "王大妈" not in draft
    assert "13800001234" not in draft
    visitor.visit(REPORT)
    visitor.sees(visitor.say("Your draft was brought back."))
    visitor.page.get_by_role("button", name=visitor.say("Start afresh")).click()
    expect(visitor.page.locator("[name=title]")).to_have_value("")
    expect(visitor.page.locator("[name=title]")).to_be_focused()
    assert kept(visitor) is None
    visitor.visit(REPORT)
    expect(visitor.page.locator("[data-draft-back]")).to_be_hidden()


def test_a_draft_is_of_its_community_and_goes_after_thirty_days(cast, serve, enter):
    visitor = enter(serve())
    visitor.visit(REPORT)
    visitor.fill(REPORT, title="水管漏水")
    visitor.visit("/communities/harbour/report")
    expect(visitor.page.locator("[name=title]")).to_have_value("")
    old = {"at": (time.time() - 31 * 86400) * 1000, "words": {"title": "水管漏水"}, "photos": 0}
    visitor.page.evaluate(
        "([name, draft]) => localStorage.setItem(name, JSON.stringify(draft))", [DRAFT, old]
    )
    visitor.visit(REPORT)
    expect(visitor.page.locator("[name=title]")).to_have_value("")
    assert kept(visitor) is None


def test_photos_must_be_chosen_again_and_that_is_said(cast, serve, enter):
    visitor = enter(serve())
    visitor.visit(REPORT)
    form = visitor.fill(REPORT, title="水管漏水", photos=[a_photo()])
    expect(form.locator(".chosen li")).to_have_count(1)
    visitor.page.reload()
    visitor.sees(visitor.say("Photos cannot be kept. Please choose them again."))
    visitor.fill(REPORT, photos=[a_photo()])
    expect(form.locator("[data-draft-photos]")).to_be_hidden()


def test_camera_and_album_go_into_one_basket_of_four(cast, serve, enter):
    visitor = enter(serve())
    visitor.visit(REPORT)
    form = visitor.form(REPORT)
    camera, album = form.locator("input[capture]"), form.locator("[name=photos]")
    assert camera.get_attribute("capture") == "environment"
    album.set_input_files([a_photo("a.jpg"), a_photo("b.jpg")])
    camera.set_input_files([a_photo("camera.jpg")])
    album.set_input_files([a_photo("c.jpg")])
    expect(form.locator(".chosen canvas")).to_have_count(4)
    form.get_by_role("button", name="b.jpg").click()
    expect(form.locator(".chosen canvas")).to_have_count(3)
    visitor.send(REPORT, title="水管漏水")
    expect(visitor.page).to_have_url(visitor.server.url + "/reported")
    session.rollback()
    assert session.query(Photo).count() == 3


def large_photo(name="IMG_0001.jpg"):
    out = io.BytesIO()
    picture = Image.effect_noise((3000, 2000), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright
    picture.save(out, "JPEG", quality=95, exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_a_large_photo_is_made_small_and_upright_before_it_is_sent(cast, serve, enter):
    visitor = enter(serve())
    visitor.visit(REPORT)
    photo = large_photo()
    visitor.fill(REPORT, title="水管漏水", photos=[photo])
    until(visitor, "document.querySelector('[name=photos]').files[0].size < wanted", len(photo["buffer"]) / 2)
    visitor.send(REPORT)
    expect(visitor.page).to_have_url(visitor.server.url + "/reported")
    session.rollback()
    picture = session.query(Photo).one()
    assert (picture.width, picture.height) == (1067, 1600)


def test_sending_shows_how_far_it_has_come(cast, serve, enter):
    visitor = enter(serve())
    visitor.visit(REPORT)
    visitor.fill(REPORT, title="水管漏水", photos=[large_photo()])
    slow = visitor.page.context.new_cdp_session(visitor.page)
    network = {"offline": False, "latency": 50, "downloadThroughput": 100_000, "uploadThroughput": 60_000}
    slow.send("Network.emulateNetworkConditions", network)
    visitor.page.locator(SEND).tap()
    bar = visitor.page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    expect(visitor.page.locator("[data-upload-said]")).to_have_text(visitor.say("Sending…"))
    expect(visitor.page.locator("[data-upload-share]")).to_have_text(re.compile("[1-9]"))
    slow.send(
        "Network.emulateNetworkConditions", {**network, "uploadThroughput": -1, "downloadThroughput": -1}
    )
    expect(visitor.page).to_have_url(visitor.server.url + "/reported")


def test_a_visitor_may_look_at_a_similar_issue_and_comes_back_to_the_draft(cast, serve, enter):
    issue = cast.report(title="三号楼电梯常停")
    verbs.accept(issue, by=cast.secretary, now=now())
    session.commit()
    visitor = enter(serve())
    visitor.visit(REPORT)
    visitor.page.locator("[name=title]").press_sequentially("电梯又停了")
    visitor.follow("三号楼电梯常停")
    visitor.page.go_back()
    expect(visitor.page.locator("[name=title]")).to_have_value("电梯又停了")


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "plain"])
def test_last_months_report_is_found_with_a_code_typed_carelessly(cast, serve, enter, script):
    cast.report(by=cast.visitor, title="三号楼电梯常停", code="K7QM-2XPA-9DRT-H4VC")
    session.commit()
    visitor = enter(serve(), script=script)
    visitor.visit("/track")
    visitor.page.get_by_label(visitor.say("Tracking code")).fill(" k7qm 2xpa—9drt h4vc ")
    with visitor.page.expect_navigation():
        visitor.page.locator('form[action="/track"] button').click()
    visitor.sees("三号楼电梯常停")
    visitor.visit("/track")  # from now on it stands there by itself
    visitor.sees("三号楼电梯常停")


def test_without_javascript_it_is_one_plain_form(cast, serve, enter):
    visitor = enter(serve(), script=False)
    visitor.visit(REPORT)
    assert visitor.page.locator("input[capture]").is_hidden()
    assert visitor.page.locator("[name=photos]").is_visible()
    visitor.send(REPORT, title="水管漏水", category="heating", photos=[a_photo()], name="王大妈")
    expect(visitor.page).to_have_url(visitor.server.url + "/reported")
    session.rollback()
    assert session.get(Contact, session.query(Issue.id).scalar()).name == "王大妈"
