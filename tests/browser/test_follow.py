"""Finding what became of last month's report, as somebody does who has only the slip with the code."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.models import Issue

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FEW = 4


def a_resolved_report(cast) -> tuple[str, str]:
    """A visitor's report of last month and what came of it: its code and the outcome."""
    code, at = verbs.new_code(), now() - timedelta(days=35)
    event = verbs.report(
        cast.willow, by=cast.visitor, now=at, title="三号楼的电梯停了", body="老人下不了楼。", code=code
    )
    issue = session.get_one(Issue, event.issue_id)
    outcome = "主机已更换，电梯恢复运行。"
    verbs.accept(issue, by=cast.secretary, now=at + timedelta(days=1))
    verbs.start_acting(issue, by=cast.secretary, now=at + timedelta(days=2))
    verbs.resolve(issue, by=cast.secretary, now=at + timedelta(days=20), outcome=outcome)
    session.commit()
    return code, outcome


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_became_of_last_months_report_is_found_with_the_code(cast, serve, enter, script, language):
    """From the home page, on a phone, in at most four presses; the answer is there without scrolling."""
    code, outcome = a_resolved_report(cast)
    neighbour = enter(serve(), script=script, language=language)
    page, presses = neighbour.page, 0

    def press(place: Locator) -> None:
        nonlocal presses
        presses += 1
        place.tap()

    neighbour.visit("/")
    press(page.get_by_role("link", name=neighbour.say("Follow my report")).first)
    page.wait_for_url("**/track")
    press(page.locator('form[action="/track"] [name=code]'))
    page.keyboard.type(code.replace("-", " ").lower())
    press(page.locator('form[action="/track"] button[type=submit]'))
    page.wait_for_url("**/issues/*")

    assert presses <= FEW
    neighbour.sees("三号楼的电梯停了", neighbour.say("Resolved"), outcome)
    box = page.locator("main").get_by_text(outcome).first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 844, "what came of it lies below the screen"
