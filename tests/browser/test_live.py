"""Pages that move while people look at them: two people, each with a browser, JavaScript on."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Request, Response, Route, expect

from portal.issues.lifecycle import State
from tests.actions.given import an_item
from tests.ballots.given import QUESTION, a_ballot
from tests.browser.walker import Walker
from tests.states import in_state

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TYPED = "我家也在三号楼，晚上确实看不清台阶"


def is_stream(message: Request | Response) -> bool:
    """Whether this is about the page's stream."""
    return "/live?" in message.url


def is_question(message: Request | Response) -> bool:
    """Whether this is a page's question for news where it has no stream."""
    return "/fragments?" in message.url


def watch(walker: Walker, path: str) -> None:
    """Open a page and wait until it listens; a mark in it goes away when it is loaded again."""
    with walker.page.expect_response(is_stream) as stream:
        walker.visit(path)
    assert stream.value.status == 200
    walker.page.evaluate("document.body.dataset.mark = 'not reloaded'")


def has_stayed(walker: Walker) -> bool:
    """Whether the page is still the one that `watch` opened."""
    return bool(walker.page.evaluate("document.body.dataset.mark") == "not reloaded")


def has_voted(walker: Walker, number: int) -> None:
    """The tally says so many of three."""
    walker.sees(walker.say("%(n)s of %(all)s have voted", n=number, all=3))


def vote(walker: Walker, ballot_id: int, choice: str) -> None:
    """Give one's vote on its own page."""
    walker.visit(f"/ballots/{ballot_id}")
    walker.send(f"/ballots/{ballot_id}/vote", button=f'button[value="{choice}"]')


def show(walker: Walker, *, hidden: bool) -> None:
    """Put the tab into the background, or take it out again."""
    walker.page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_vote_moves_the_tally_that_others_watch(cast, serve, enter):
    ballot = a_ballot(cast)
    server = serve()
    neighbour, chair = enter(server, cast.neighbour), enter(server, cast.chair, width=1280)
    watch(neighbour, f"/issues/{ballot.issue_id}")
    watch(chair, f"/ballots/{ballot.id}")
    has_voted(neighbour, 0)
    vote(enter(server, cast.member), ballot.id, "yes")
    for watcher in (neighbour, chair):
        has_voted(watcher, 1)
        expect(watcher.page.locator(".voters")).to_contain_text("李明")
        assert has_stayed(watcher)


def test_what_needs_somebody_moves_in_the_header_and_on_its_page(cast, serve, enter):
    issue = in_state(cast, State.DELIBERATING)
    server = serve()
    member, second, chair = (enter(server, who) for who in (cast.member, cast.second_member, cast.chair))
    watch(member, "/issues")
    watch(second, "/inbox")
    second.sees(second.say("All done"))
    chair.visit(f"/issues/{issue.id}")
    chair.send(f"/issues/{issue.id}/ballots", question=QUESTION)
    for watcher in (member, second):
        watcher.needs(1)
        assert has_stayed(watcher)
    second.sees(QUESTION)


def test_what_one_says_stands_on_the_pages_of_the_others(cast, serve, enter):
    issue = in_state(cast, State.DELIBERATING)
    server = serve()
    visitor, member = enter(server), enter(server, cast.member)
    watch(visitor, f"/issues/{issue.id}")
    member.visit(f"/issues/{issue.id}")
    member.send(f"/issues/{issue.id}/comments", body=TYPED)
    visitor.sees(TYPED)
    assert has_stayed(visitor)
    member.sees(TYPED)
    expect(member.page.locator("textarea[name=body]").last).to_have_value("")


def test_what_somebody_is_writing_is_never_replaced(cast, serve, enter):
    issue = in_state(cast, State.DELIBERATING)
    server = serve()
    member, chair = enter(server, cast.member), enter(server, cast.chair)
    watch(member, f"/issues/{issue.id}")
    comment = member.fill(f"/issues/{issue.id}/comments", body=TYPED).locator("[name=body]")
    proposal = member.fill(f"/issues/{issue.id}/proposals", title="增设路灯", body="两盏。")
    chair.visit(f"/issues/{issue.id}")
    chair.send(f"/issues/{issue.id}/ballots", question=QUESTION)

    # What is not in use is fresh at once; what is being written stays, and the page says that there is more.
    member.sees(member.say("Voting"), QUESTION)
    expect(member.page.locator(".vote-choices")).to_be_visible()
    member.sees(
        member.say("Something new has arrived. What you are writing stays as it is."), within="#notices"
    )
    expect(comment).to_have_value(TYPED)
    expect(proposal.locator("[name=title]")).to_have_value("增设路灯")

    # Asked for, it is shown: there is no proposal to write any more, and the comment keeps its words.
    member.page.locator("#notices [data-refresh]").click()
    expect(proposal).to_have_count(0)
    expect(comment).to_have_value(TYPED)
    expect(member.page.locator("#notices [data-refresh]")).to_have_count(0)
    member.send(f"/issues/{issue.id}/comments")
    member.sees(TYPED)
    assert has_stayed(member)


def test_an_answer_that_comes_later_than_the_stream_is_still_shown(cast, serve, enter):
    item = an_item(cast)
    server = serve()
    owner = enter(server, cast.member)
    kept: list[tuple[Route, object]] = []
    owner.page.route("**/completion", lambda route: kept.append((route, route.fetch())))
    watch(owner, f"/actions/{item.id}")
    owner.form(f"/actions/{item.id}/completion").locator("button").click()
    expect(owner.page.locator(f"#action-{item.id}-state")).to_contain_text(owner.say("done on"))
    while not kept:  # the stream may be faster than the answer that is held back here
        owner.page.wait_for_timeout(20)
    route, answer = kept.pop()
    route.fulfill(response=answer)
    owner.sees(owner.say("Done. Thank you!"), within="#notices")
    owner.sees(owner.say("Take it up again"))
    expect(owner.page.locator("#notices [data-refresh]")).to_have_count(0)


def test_a_page_in_the_background_gets_what_it_missed(cast, serve, enter):
    ballot = a_ballot(cast)
    server = serve()
    watcher, voter = enter(server, cast.neighbour), enter(server, cast.member)
    watch(watcher, f"/issues/{ballot.issue_id}")
    vote(voter, ballot.id, "yes")
    has_voted(watcher, 1)
    show(watcher, hidden=True)
    vote(enter(server, cast.chair), ballot.id, "no")
    with watcher.page.expect_request(is_stream) as again:
        show(watcher, hidden=False)
    assert int(again.value.headers["last-event-id"]) > 0
    has_voted(watcher, 2)
    assert has_stayed(watcher)


def test_a_page_that_was_cut_off_gets_what_it_missed(cast, serve, enter):
    ballot = a_ballot(cast)
    server = serve()
    watcher = enter(server, cast.neighbour)
    watch(watcher, f"/issues/{ballot.issue_id}")
    server.kill()
    watcher.complaints.clear()
    server = serve(port=server.port)
    vote(enter(server, cast.member), ballot.id, "yes")
    has_voted(watcher, 1)
    assert has_stayed(watcher)
    watcher.page.context.set_offline(True)
    vote(enter(server, cast.chair), ballot.id, "no")
    watcher.page.context.set_offline(False)
    has_voted(watcher, 2)
    assert has_stayed(watcher)
    watcher.complaints.clear()  # the browser tells of the connections that failed


def test_without_streams_a_page_asks_every_ten_seconds(cast, serve, enter):
    ballot = a_ballot(cast)
    server = serve(PORTAL_STREAMS="0")
    watcher = enter(server, cast.neighbour)
    clock = watcher.page.clock
    clock.install()
    watcher.visit(f"/issues/{ballot.issue_id}")
    assert watcher.page.locator("#live").get_attribute("data-hx-sse:connect") is None
    clock.pause_at(datetime.now() + timedelta(hours=1))  # noqa: DTZ005 - the page's time stands still from here on
    with watcher.page.expect_response(is_question) as asked:
        clock.run_for(10_000)
    assert asked.value.status == 204
    vote(enter(server, cast.member), ballot.id, "yes")
    with watcher.page.expect_response(is_question) as asked:
        clock.run_for(10_000)
    assert asked.value.status == 200
    has_voted(watcher, 1)
    with watcher.page.expect_response(is_question) as asked:
        clock.run_for(10_000)
    assert asked.value.status == 204  # nothing new: nothing is sent twice


def test_without_streams_ones_own_page_is_fresh_from_the_answer(cast, serve, enter):
    ballot = a_ballot(cast)
    server = serve(PORTAL_STREAMS="0")
    member = enter(server, cast.member)
    member.visit(f"/issues/{ballot.issue_id}")
    member.needs(1)
    asked: list[str] = []
    member.page.on("request", lambda request: asked.append(request.url))
    member.send(f"/ballots/{ballot.id}/vote", button='button[value="yes"]')
    expect(member.page.locator('button[value="yes"]')).to_have_attribute("aria-pressed", "true")
    has_voted(member, 1)
    member.needs(0)
    assert [url for url in asked if not url.endswith("/vote") and "/static/" not in url] == []
