"""The whole spine by keyboard alone: no mouse is touched, and at each stop one sees where one is."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.clock import now
from portal.i18n import today
from tests.browser.keyboard import KeyboardWalker

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.timeout(600)
def test_a_report_goes_all_the_way_by_keyboard(cast, serve, enter):
    server = serve()

    def come(person=None):
        return enter(server, person, width=1280, kind=KeyboardWalker)

    resident = come(cast.resident)
    resident.visit("/")
    resident.follow(resident.say("Report"), within="header nav")
    report = "/communities/willow/report"
    resident.send(
        report, title="三号楼的电梯停了", body="从周一起停在二层。", place="三号楼", category="lift"
    )
    resident.sees("从周一起停在二层。")
    issue = resident.path

    secretary = come(cast.secretary)
    secretary.visit("/inbox")
    secretary.follow("三号楼的电梯停了")
    secretary.send(f"{issue}/acceptance")
    secretary.sees(secretary.say("Accepted."), within="body")

    chair = come(cast.chair)
    chair.visit(issue)
    chair.send(f"{issue}/agenda")
    chair.sees(chair.say("Deliberating"))

    member = come(cast.member)
    member.visit(issue)
    member.send(f"{issue}/comments", body="先请维保单位来看一次。")
    member.sees("先请维保单位来看一次。")
    member.send(f"{issue}/proposals", title="更换主机", body="由维修资金支出。", cost="48000")
    member.sees("更换主机")

    chair.visit(issue)
    question = "是否更换三号楼电梯主机？"
    chair.send(f"{issue}/ballots", question=question, majority="absolute", disclosure="named")
    chair.sees(chair.say("Voting is open"), question)

    for voter in (member, come(cast.second_member)):
        voter.visit("/inbox")
        voter.follow(question)
        voter.send(f"{voter.path}/vote", button='button[value="yes"]')
        expect(voter.page.locator('button[value="yes"]')).to_have_attribute("aria-pressed", "true")

    chair.visit(issue)
    closing = chair.page.locator("form[action$='/closing']").first.get_attribute("action")
    chair.send(closing)
    chair.sees(chair.say("Passed"))
    chair.visit(issue)
    chair.send(f"{issue}/decision", text="同意更换，由社区落实。")
    chair.sees("同意更换，由社区落实。")

    secretary.visit(issue)
    secretary.send(f"{issue}/acting")
    secretary.sees(secretary.say("Being acted on"))
    due = today(now()) + timedelta(days=5)
    secretary.send(f"{issue}/actions", title="联系厂家报价", owner=cast.member.id, due_on=due.isoformat())
    secretary.sees("联系厂家报价")

    member.visit("/inbox")
    member.follow("联系厂家报价")
    item = member.path
    member.send(f"{item}/beginning")
    member.send(f"{item}/completion")
    member.sees(member.say("Done. Thank you!"), within="body")

    secretary.visit(issue)
    secretary.send(f"{issue}/resolution", outcome="主机已更换，电梯恢复运行。")
    secretary.sees("主机已更换，电梯恢复运行。")

    resident.visit(issue)
    resident.send(f"{issue}/rating", is_solved="yes", satisfaction="5")
    resident.sees(resident.say("call it solved"))

    secretary.visit(issue)
    secretary.send(f"{issue}/closure")
    secretary.sees(secretary.say("Closed"))


def test_what_was_opened_by_keyboard_is_closed_by_keyboard(cast, serve, enter):
    """A menu of the header opens with Enter, closes with Escape, and the focus is back where it came from."""
    visitor = enter(serve(), width=1280, kind=KeyboardWalker)
    visitor.visit("/")
    menu = visitor.page.locator("header details summary").first
    visitor.press(menu)
    expect(visitor.page.locator("header details[open]")).to_have_count(1)
    visitor.page.keyboard.press("Tab")
    visitor.stop()
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("header details[open]")).to_have_count(0)
    expect(menu).to_be_focused()
