"""Printed pages: what stands on them, what stays off them, and the code that leads back."""

import pytest
from playwright.sync_api import expect

from portal.db import session
from portal.issues.lifecycle import State
from tests.ballots.given import a_ballot
from tests.states import in_state

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = "13800001234"
USELESS = "form, button, .button, nav.tabs, header.site, footer.site-foot, .issue-contact, .desk-contact"


def test_the_code_is_asked_for_by_the_printer_and_by_nobody_else(cast, serve, enter):
    issue = in_state(cast, State.RESOLVED)
    walker = enter(serve(), cast.resident)
    asked: list[str] = []
    walker.page.on("request", lambda request: asked.append(request.url))
    walker.visit(f"/issues/{issue.id}")
    walker.page.evaluate(
        "() => new Promise(drawn => { scrollTo(0, document.body.scrollHeight);"
        " requestAnimationFrame(() => requestAnimationFrame(drawn)) })"
    )
    assert not [url for url in asked if "qr.svg" in url]
    with walker.page.expect_response(lambda answer: "qr.svg" in answer.url) as answer:
        walker.page.pdf()
    assert answer.value.status == 200
    assert answer.value.url.endswith(f"/qr.svg?page=/issues/{issue.id}")


@pytest.mark.parametrize("person", ["secretary", "chair", "resident"])
def test_nothing_to_press_and_no_way_to_reach_anybody_is_printed(cast, serve, enter, person):
    ballot = a_ballot(cast, member="yes", chair="no")
    report = cast.report(contact=("钱阿姨", PHONE))
    session.commit()
    walker = enter(serve(), getattr(cast, person))
    walker.page.emulate_media(media="print")
    paths = [f"/issues/{ballot.issue_id}", "/issues", "/figures", "/communities/willow"]
    if person != "resident":
        paths += [f"/issues/{report.id}", "/communities/willow/board"]
    if person == "secretary":
        paths += ["/communities/willow/triage"]
    for path in paths:
        walker.visit(path)
        printed = walker.page.evaluate(
            "what => [...document.querySelectorAll(what)]"
            ".filter(node => node.checkVisibility()).map(node => node.outerHTML)",
            USELESS,
        )
        assert not printed, f"{path}: {printed[:2]}"
        assert PHONE not in walker.page.locator("body").inner_text()
        expect(walker.page.locator(".paper-foot")).to_be_visible()


def test_what_is_folded_in_is_printed_too(cast, serve, enter):
    issue = in_state(cast, State.CLOSED)
    walker = enter(serve())
    walker.visit(f"/issues/{issue.id}")
    walker.page.emulate_media(media="print")
    events = walker.page.locator(".chain > li")
    assert events.count() > 4
    for event in events.all():
        expect(event).to_be_visible()


def test_the_dark_page_is_printed_on_white(cast, serve, enter):
    in_state(cast, State.ACCEPTED)
    walker = enter(serve(), color_scheme="dark")
    walker.visit("/issues")
    walker.page.emulate_media(media="print", color_scheme="dark")
    ink = walker.page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert ink == "rgb(0, 0, 0)"
