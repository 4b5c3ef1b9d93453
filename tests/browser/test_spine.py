"""The whole spine, from a resident's report to a rated result, clicked through in a browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.clock import now
from portal.i18n import today
from tests.browser.walker import a_photo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WAYS = [
    pytest.param(390, True, "zh", id="phone"),
    pytest.param(390, False, "zh", id="phone-plain"),
    pytest.param(1280, True, "zh", id="desk"),
    pytest.param(1280, False, "zh", id="desk-plain"),
    pytest.param(390, True, "en", id="phone-english"),
]


@pytest.mark.parametrize(("width", "script", "language"), WAYS)
def test_a_report_goes_all_the_way(cast, serve, enter, width, script, language):
    server = serve()

    def come(person=None):
        return enter(server, person, width=width, script=script, language=language)

    # A visitor reports a problem from the home page and gets a code.
    visitor = come()
    visitor.visit("/")
    assert visitor.page.locator("html").get_attribute("lang") == {"zh": "zh-CN", "en": "en"}[language]
    visitor.follow(visitor.say("Report"), within="header nav")
    visitor.follow({"zh": "柳岸社区", "en": "Willow Bank"}[language])
    visitor.send(
        "/communities/willow/report",
        title="三号楼的电梯停了",
        body="从周一起停在二层，老人下不了楼。",
        place="三号楼",
        category="lift",
        photos=[a_photo()],
        name="王大妈",
        phone="138 0000 0000",
    )
    expect(visitor.page).to_have_url(server.url + "/reported")
    code = visitor.page.locator(".code-text").inner_text().strip()
    expect(visitor.page.locator(".qr-picture svg")).to_be_visible()

    # With the code the reporter follows it on another phone.
    reporter = come()
    reporter.visit("/track")
    reporter.page.locator('form[action="/track"] [name=code]').fill(code.lower())
    with reporter.page.expect_navigation():
        reporter.page.locator('form[action="/track"] button').click()
    issue = reporter.path
    reporter.sees("三号楼的电梯停了", reporter.say("Reported"))
    expect(reporter.page.locator(".thumbnails img")).to_have_count(1)

    # To others it is not there yet.
    stranger = come()
    answer = stranger.page.goto(server.url + issue)
    assert answer
    assert answer.status == 404
    stranger.complaints.clear()  # the browser tells of the 404

    # The secretary accepts it without leaving the list.
    secretary = come(cast.secretary)
    secretary.visit("/inbox")
    secretary.needs(1)
    secretary.follow("三号楼的电梯停了")
    triage = secretary.path
    secretary.sees("王大妈 13800000000")
    secretary.send(f"{issue}/acceptance")
    secretary.sees(secretary.say("Accepted."), within="body")
    assert secretary.path == triage
    secretary.visit("/inbox")
    secretary.needs(0)
    secretary.sees(secretary.say("All done"))

    # Neighbours see it, and never how to reach the reporter.
    stranger.visit(issue)
    stranger.sees(stranger.say("Accepted"))
    assert "13800000000" not in stranger.page.content()

    # The chair puts it on the agenda.
    chair = come(cast.chair)
    chair.visit(issue)
    chair.send(f"{issue}/agenda")
    chair.sees(chair.say("Deliberating"), chair.say("Put it to the vote"))
    chair.needs(1)

    # A member says something and writes a proposal.
    member = come(cast.member)
    member.visit(issue)
    member.send(f"{issue}/comments", body="先请维保单位来看一次。")
    member.sees("先请维保单位来看一次。")
    member.send(f"{issue}/proposals", title="更换主机", body="由维修资金支出。", cost="48000")
    member.sees("更换主机")
    member.needs(0)

    # The chair puts the proposal to the vote.
    chair.visit(issue)
    chair.fill(f"{issue}/ballots")
    chair.page.locator("select[name=proposal]").select_option(label="更换主机")
    if script:
        expect(chair.page.locator("[name=question]")).to_have_value("更换主机")
    chair.send(
        f"{issue}/ballots", question="是否更换三号楼电梯主机？", majority="absolute", disclosure="named"
    )
    chair.sees(chair.say("Voting is open"), "是否更换三号楼电梯主机？")
    chair.needs(1)

    # Two members vote with two taps each.
    second = come(cast.second_member)
    for voter, choice in ((member, "yes"), (second, "yes")):
        voter.visit("/inbox")
        voter.needs(1)
        voter.follow("是否更换三号楼电梯主机？")
        voter.send(f"{voter.path}/vote", button=f'button[value="{choice}"]')
        expect(voter.page.locator(f'button[value="{choice}"]')).to_have_attribute("aria-pressed", "true")
        voter.needs(0)
    second.sees(second.say("%(n)s of %(all)s have voted", n=2, all=3))

    # The chair closes the vote and puts the decision on record.
    chair.visit(issue)
    ballot = chair.page.locator("form[action$='/closing']").get_attribute("action")
    chair.send(ballot)
    chair.sees(chair.say("Passed"))
    chair.visit(issue)
    chair.send(f"{issue}/decision", text="同意更换，由社区落实。")
    chair.sees(chair.say("Adopted"), "同意更换，由社区落实。")

    # The secretary starts acting and hands out an item; its owner does it and shows how.
    secretary.visit(issue)
    secretary.needs(1)
    secretary.send(f"{issue}/acting")
    secretary.sees(secretary.say("Being acted on"))
    due = today(now()) + timedelta(days=5)
    secretary.send(f"{issue}/actions", title="联系厂家报价", owner=cast.member.id, due_on=due.isoformat())
    secretary.sees("联系厂家报价")
    member.visit("/inbox")
    member.needs(1)
    member.follow("联系厂家报价")
    item = member.path
    member.send(f"{item}/beginning")
    member.sees(member.say("Good: in progress."), within="body")
    member.send(f"{item}/notes", text="主机已到货，明天安装。", photos=[a_photo()])
    member.sees("主机已到货，明天安装。")
    expect(member.page.locator(".thumbnails img")).to_have_count(1)
    member.send(f"{item}/completion")
    member.sees(member.say("Done. Thank you!"), within="body")
    member.needs(0)

    # The secretary resolves it; the reporter says that it is not solved.
    secretary.visit(issue)
    secretary.needs(1)
    secretary.send(f"{issue}/resolution", outcome="主机已更换，电梯恢复运行。", photos=[a_photo()])
    secretary.sees(secretary.say("Resolved"), "主机已更换，电梯恢复运行。")
    reporter.visit(issue)
    reporter.send(f"{issue}/rating", is_solved="no", satisfaction="2", reason="昨天又停了一次。")
    reporter.sees(reporter.say("Reopened"), "昨天又停了一次。")

    # It is taken up again, resolved again, rated as solved and laid to the files.
    secretary.visit(issue)
    secretary.needs(1)
    secretary.send(f"{issue}/acting")
    secretary.sees(secretary.say("Being acted on"))
    secretary.send(f"{issue}/resolution", outcome="控制板也已更换。")
    secretary.sees("控制板也已更换。")
    reporter.visit(issue)
    reporter.send(f"{issue}/rating", is_solved="yes", satisfaction="5")
    reporter.sees(reporter.say("call it solved"), "1/1")
    secretary.visit(issue)
    secretary.send(f"{issue}/closure")
    secretary.sees(secretary.say("Closed"))

    # Everybody can read what happened, in its order; nothing waits for anybody any more.
    reporter.visit(f"{issue}/history")
    told = reporter.page.locator(".chain").inner_text()
    chain = [
        reporter.say(words)
        for words in (
            "reported this", "accepted it", "put it on the agenda", "wrote a proposal", "opened a vote",
            "closed the vote", "put the decision on record", "began to act on it",
            "handed out an action item", "began an action item", "noted progress", "finished an action item",
            "declared it resolved", "rated the result", "reopened it", "began to act on it",
            "declared it resolved", "rated the result", "closed it",
        )
    ]  # fmt: skip
    place = 0
    for words in chain:
        place = told.index(words, place) + 1
    for person in (secretary, chair, member, second):
        person.visit("/inbox")
        person.needs(0)
