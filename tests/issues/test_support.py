"""Saying "me too" 附议."""

import pytest
from sqlalchemy import select

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Support
from portal.journal import Event, Verb
from tests.states import in_state


@pytest.fixture
def issue(cast):
    issue = cast.report()
    verbs.accept(issue, by=cast.secretary, now=now())
    return issue


def test_a_neighbour_supports_an_issue(cast, browse, htmx, issue):
    browser = browse(cast.neighbour, htmx=htmx)
    browser.get(f"/issues/{issue.id}")
    answer = browser.post(f"/issues/{issue.id}/support")
    assert answer.done
    if htmx:
        assert f'hx-target="#issue-{issue.id}-supports"' in answer.text
        assert f'hx-target="#issue-{issue.id}-support"' in answer.text
    assert issue.support_count == 1
    event = session.scalars(select(Event).where(Event.verb == Verb.SUPPORT)).one()
    assert (event.by_id, event.issue_id) == (cast.neighbour.id, issue.id)


def test_twice_counts_once(cast, browse, htmx, issue):
    browser = browse(cast.neighbour, htmx=htmx)
    for _ in range(2):
        assert browser.post(f"/issues/{issue.id}/support").done
    assert issue.support_count == 1
    assert len(session.scalars(select(Support)).all()) == 1
    assert len(session.scalars(select(Event).where(Event.verb == Verb.SUPPORT)).all()) == 1


def test_the_number_is_public_and_the_names_are_not(cast, browse, issue):
    verbs.support(issue, by=cast.neighbour, now=now())
    page = browse().get(f"/issues/{issue.id}?lang=en").text
    assert "1 supporter" in page
    assert cast.neighbour.name not in page


def test_a_visitor_is_asked_to_sign_in(cast, browse, htmx, issue):
    assert browse(htmx=htmx).post(f"/issues/{issue.id}/support").status_code == 403
    assert "/sign-in?next=" in browse().get(f"/issues/{issue.id}").text


def test_what_is_over_takes_no_more_support(cast, browse, htmx):
    issue = in_state(cast, State.CLOSED)
    answer = browse(cast.member, htmx=htmx).post(f"/issues/{issue.id}/support?lang=en")
    assert answer.status_code == 403
    assert "no longer open" in answer.text


@pytest.mark.parametrize(
    "came_from", ["http://[::1", "http://localhost//evil.example/", "//[", "\\\\evil.example"]
)
def test_a_made_up_page_to_go_back_to_leads_to_the_issue(cast, browse, htmx, issue, came_from):
    answer = browse(cast.neighbour, htmx=htmx).post(
        f"/issues/{issue.id}/support", headers={"Referer": came_from}
    )
    assert answer.headers["HX-Redirect" if htmx else "Location"] == f"/issues/{issue.id}"
