"""At the desk: keys, many at once, a colleague at the next desk, and needs answered where they stand."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.journal import Event, Role, Verb
from portal.people import verbs as people
from tests.actions.given import acting, an_item
from tests.inbox.given import a_vote

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LIST = "/communities/willow/triage"
TITLES = ["第一件", "第二件", "第三件", "第四件"]


@pytest.fixture
def four(cast):
    """Four reports, the oldest first."""
    at = now() - timedelta(hours=9)
    found = [cast.report(title=title, now=at + timedelta(hours=n)) for n, title in enumerate(TITLES)]
    session.commit()
    return found


def at(walker, title):
    """The list's cursor is on this report."""
    expect(walker.page.locator("[data-row]:focus-within [data-row-open]")).to_have_text(title)


def rows(walker, *titles):
    """These reports are in the list, in this order."""
    expect(walker.page.locator("[data-row-open]")).to_have_text(list(titles))


def test_somebody_who_lives_in_excel_works_by_keys_alone(cast, serve, enter, four):
    secretary = enter(serve(), cast.secretary, width=1280)
    secretary.visit(LIST)
    keyboard = secretary.page.keyboard
    keyboard.press("j")
    at(secretary, "第一件")
    keyboard.press("j")
    keyboard.press("j")
    at(secretary, "第三件")
    keyboard.press("k")
    at(secretary, "第二件")
    keyboard.press("a")
    secretary.sees(secretary.say("Accepted."), within="#notices")
    rows(secretary, "第一件", "第三件", "第四件")
    at(secretary, "第三件")
    secretary.needs(3)

    keyboard.press("d")
    expect(secretary.page.locator("#many-reason")).to_be_focused()
    keyboard.type("daj")  # letters are letters in a field
    expect(secretary.page.locator("#many-reason")).to_have_value("daj")
    keyboard.press("Escape")
    at(secretary, "第三件")
    expect(secretary.page.locator("[data-desk-pick]:checked")).to_have_count(0)

    keyboard.press("d")
    keyboard.press("Tab")
    keyboard.press("Enter")
    secretary.sees(
        secretary.count("%(num)s report declined.", "%(num)s reports declined.", 1), within="#notices"
    )
    rows(secretary, "第一件", "第四件")
    at(secretary, "第四件")

    keyboard.press("r")
    keyboard.type("区路灯管理所")
    keyboard.press("Enter")  # sends this answer and not the first of the bar
    rows(secretary, "第一件")
    at(secretary, "第一件")
    keyboard.press("Enter")
    expect(secretary.page).to_have_url(f"{secretary.server.url}/issues/{four[0].id}")
    session.rollback()
    session.expire_all()
    assert [issue.state for issue in four] == [State.REPORTED, State.ACCEPTED, State.DECLINED, State.REFERRED]


def test_many_are_selected_and_answered_at_once(cast, serve, enter, four):
    secretary = enter(serve(), cast.secretary, width=1280)
    secretary.visit(LIST)
    page = secretary.page
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-desk-count]")).to_have_text(secretary.say("%(n)s selected", n=2))
    page.keyboard.press("a")
    rows(secretary, "第三件", "第四件")
    at(secretary, "第三件")
    expect(page.locator("[data-desk-count]")).to_have_text(secretary.say("Nothing selected"))
    page.locator("[data-desk-all]").check()
    page.locator("#many-decline > summary").click()
    page.locator("#many-decline").get_by_role("button").click()  # without its reason
    expect(page.locator("#many-reason")).to_be_focused()
    expect(page.locator("[data-desk-pick]:checked")).to_have_count(2)
    page.locator("#many-reason").fill("不在本社区范围内。")
    page.locator("#many-decline").get_by_role("button").click()
    secretary.sees(secretary.say("Nothing waits"))
    secretary.needs(0)
    session.rollback()
    assert session.query(Event).filter_by(verb=Verb.DECLINE).count() == 2


def test_without_javascript_many_are_answered_by_a_plain_form(cast, serve, enter, four):
    secretary = enter(serve(), cast.secretary, width=1280, script=False)
    secretary.visit(LIST)
    for issue in four[:2]:
        secretary.page.locator(f"#issue-{issue.id}-triage [data-desk-pick]").check()
    with secretary.page.expect_navigation():
        secretary.page.locator(".desk-acts > [value=accept]").click()
    rows(secretary, "第三件", "第四件")
    secretary.page.locator(f"#issue-{four[2].id}-triage [data-desk-pick]").check()
    secretary.page.locator("#many-refer > summary").click()
    with secretary.page.expect_navigation():
        secretary.page.locator("#many-body").press("Enter")  # which answer, is the question
    secretary.sees(secretary.say("Please choose what to do with them."), "第三件")


def test_the_keys_can_be_read_and_switched_off(cast, serve, enter, four):
    secretary = enter(serve(), cast.secretary, width=1280)
    secretary.visit(LIST)
    page = secretary.page
    page.keyboard.press("?")
    expect(page.locator("#desk-keys")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("[data-row]:focus-within")).to_have_count(0)  # not behind the dialog
    page.locator("[data-desk-switch]").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator("#desk-keys")).to_be_hidden()
    expect(page.locator("[data-row]:focus-within")).to_have_count(0)
    page.locator("[data-dialog=desk-keys]").click()
    page.locator("[data-desk-switch]").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    at(secretary, "第一件")
    page.keyboard.press("Control+a")
    rows(secretary, *TITLES)
    page.keyboard.press("/")
    expect(page.locator("[data-desk-search]")).to_be_focused()


def test_a_colleagues_answer_moves_the_list_and_keeps_what_is_selected(cast, serve, enter, four):
    colleague = cast.second_member
    people.appoint(colleague, by=None, now=now(), role=Role.SECRETARY, community_id=cast.willow.id)
    server = serve()
    here, there = enter(server, cast.secretary, width=1280), enter(server, colleague, width=1280)
    here.visit(LIST)
    expect(here.page.locator("#live")).to_be_attached()
    there.visit(LIST)
    for key in "jjxj":
        here.page.keyboard.press(key)
    at(here, "第三件")
    there.send(f"/issues/{four[0].id}/acceptance")
    rows(here, "第二件", "第三件", "第四件")
    at(here, "第三件")
    expect(here.page.locator(f"#issue-{four[1].id}-triage [data-desk-pick]")).to_be_checked()


def test_a_report_appears_while_one_looks(cast, serve, enter, four):
    server = serve()
    secretary = enter(server, cast.secretary, width=1280)
    secretary.visit(LIST)
    resident = enter(server, cast.resident)
    resident.visit("/communities/willow/report")
    resident.send("/communities/willow/report", title="第五件", body="刚刚发生。")
    rows(secretary, *TITLES, "第五件")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_also_in_large_letters(cast, serve, enter, four, width):
    secretary = enter(serve(), cast.secretary, width=width)
    secretary.page.context.add_cookies([{"name": "text", "value": "large", "url": secretary.server.url}])
    for path in (LIST, "/inbox"):
        secretary.visit(path)
        assert secretary.page.evaluate("document.documentElement.scrollWidth") <= width


def test_needs_are_answered_one_after_the_other_without_leaving(cast, serve, enter):
    an_item(cast, issue=acting(cast), title="换灯泡")
    first, second = a_vote(cast, question="换感应灯？"), a_vote(cast, question="换摄像头？")
    member = enter(serve(), cast.member)
    member.visit("/inbox")
    member.needs(3)
    member.send(f"/ballots/{first.id}/vote", button='button[value="yes"]')
    member.needs(2)
    at(member, "换摄像头？")
    member.send(f"/ballots/{second.id}/vote", button='button[value="no"]')
    member.needs(1)
    at(member, "换灯泡")
    action = member.page.locator("form[action$='/completion']").get_attribute("action")
    member.send(action)
    member.sees(member.say("All done"))
    member.needs(0)
    assert member.path == "/inbox"


def test_the_chair_opens_a_vote_from_the_list_of_needs(cast, serve, enter):
    issue = cast.report()
    verbs.accept(issue, by=cast.secretary, now=now())
    verbs.put_on_agenda(issue, by=cast.chair, now=now())
    session.commit()
    chair = enter(serve(), cast.chair)
    chair.visit("/inbox")
    chair.page.locator(".need-fetched > a").click()
    expect(chair.page.locator(".need-fetched details[open] > summary")).to_be_focused()
    chair.send(f"/issues/{issue.id}/ballots", question="换感应灯？")
    chair.sees("换感应灯？")
    assert chair.path == "/inbox"
