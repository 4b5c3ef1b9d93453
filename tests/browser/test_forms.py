"""What forms do for people while they fill them in."""

import pytest
from playwright.sync_api import expect

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Photo
from tests.browser.walker import a_photo
from tests.states import in_state

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

REPORT = "/communities/willow/report"
NO_ANSWER = (
    "No answer came from the portal. Nothing you wrote is lost: check the connection and send it again."
)


def test_photos_are_shown_can_be_taken_back_and_outlast_a_refusal(cast, serve, enter):
    resident = enter(serve(), cast.resident)
    resident.visit(REPORT)
    form = resident.fill(REPORT, title="水管漏水", photos=[a_photo(f"{name}.jpg") for name in "abc"])
    expect(form.locator(".chosen li")).to_have_count(3)
    form.get_by_role("button", name="b.jpg").click()
    expect(form.locator(".chosen li")).to_have_count(2)
    resident.refuse(REPORT, title="水")
    expect(form.locator("[aria-invalid=true]")).to_be_focused()
    expect(form.locator(".chosen li")).to_have_count(2)
    resident.send(REPORT, title="水管漏水")
    resident.sees(resident.say("Thank you! Your report has arrived."))
    expect(resident.page.locator(".thumbnails img")).to_have_count(2)
    session.rollback()
    assert session.query(Photo).count() == 2


def test_too_many_photos_are_told_at_once(cast, serve, enter):
    resident = enter(serve(), cast.resident)
    resident.visit(REPORT)
    form = resident.fill(REPORT, photos=[a_photo(f"{n}.jpg") for n in range(5)])
    expect(form.locator(".chosen")).to_contain_text(
        resident.say("At most four photos; the first four were kept.")
    )


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "plain"])
def test_a_refused_form_keeps_what_was_written(cast, serve, enter, script):
    resident = enter(serve(), cast.resident, script=script)
    resident.visit(REPORT)
    resident.refuse(REPORT, title="水管漏水", place="二号楼", category="heating", phone="记不住")
    resident.sees(resident.say("Please enter a phone number, digits only."))
    form = resident.form(REPORT)
    expect(form.locator("[name=title]")).to_have_value("水管漏水")
    expect(form.locator("[name=place]")).to_have_value("二号楼")
    expect(form.locator("[name=category]:checked")).to_have_value("heating")


def test_a_refused_form_is_not_taken_for_a_confirmed_one(cast, serve, enter):
    first, second = cast.report(), cast.report(title="垃圾桶满了")
    secretary = enter(serve(), cast.secretary)
    secretary.visit("/inbox")
    secretary.send(f"/issues/{first.id}/acceptance")
    secretary.sees(secretary.say("Accepted."), within="#notices")
    secretary.refuse(f"/issues/{second.id}/refusal")
    secretary.sees(secretary.say("A reason is owed."))
    expect(secretary.page.locator("#notices .notice")).to_have_count(0)


def test_a_form_that_cannot_be_sent_says_so_and_keeps_what_was_written(cast, serve, enter):
    issue = in_state(cast, State.DELIBERATING)
    session.commit()
    member = enter(serve(), cast.member)
    member.visit(f"/issues/{issue.id}")
    comments = f"/issues/{issue.id}/comments"
    form = member.fill(comments, body="先问问一楼的住户。")
    member.page.context.set_offline(True)
    form.locator("button[type=submit]").click()
    member.sees(member.say(NO_ANSWER), within="#notices")
    member.page.context.set_offline(False)
    member.complaints.clear()  # the browser tells of the connection that failed
    member.send(comments)
    member.sees("先问问一楼的住户。")


def test_what_is_open_already_is_offered_while_one_writes(cast, serve, enter):
    issue = cast.report(title="三号楼电梯常停")
    verbs.accept(issue, by=cast.secretary, now=now())
    neighbour = enter(serve(), cast.neighbour)
    neighbour.visit(REPORT)
    title = neighbour.form(REPORT).locator("[name=title]")
    title.press_sequentially("电梯又停了")
    similar = neighbour.page.locator("#similar")
    expect(similar).to_contain_text("三号楼电梯常停")
    expect(title).to_be_focused()
    similar.get_by_role("button", name=neighbour.say("Me too")).click()
    expect(similar).to_contain_text(neighbour.say("You support this. There is no need to write it again."))
    expect(similar.locator(".num")).to_contain_text("1")
    expect(similar.get_by_role("link", name="三号楼电梯常停")).to_be_focused()
    assert neighbour.path == REPORT
    expect(title).to_have_value("电梯又停了")
