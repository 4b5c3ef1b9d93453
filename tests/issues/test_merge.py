"""Joining an issue to another on the same matter 并案."""

import pytest

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Issue, Support
from portal.journal import Event, Verb
from portal.lifecycle import NotNow
from tests.states import in_state


@pytest.fixture
def into(cast):
    issue = cast.report(by=cast.member, title="全小区路灯")
    verbs.accept(issue, by=cast.secretary, now=now())
    verbs.support(issue, by=cast.neighbour, now=now())
    return issue


def test_the_secretary_merges_a_report_and_its_people_go_along(cast, browse, htmx, into):
    issue = in_state(cast, State.ACCEPTED)  # the neighbour supports both
    verbs.support(issue, by=cast.chair, now=now())
    answer = browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/merger", {"into": f"#{into.id}"})
    assert answer.done
    assert (issue.state, issue.merged_into_id) == (State.MERGED, into.id)
    supporters = {s.person_id for s in session.query(Support).filter_by(issue_id=into.id)}
    assert supporters == {cast.neighbour.id, cast.resident.id, cast.chair.id}
    assert into.support_count == 3
    event = session.query(Event).filter_by(verb=Verb.MERGE).one()
    assert (event.issue_id, event.state_to, event.data) == (issue.id, "merged", {"into": into.id})
    assert into.title in browse().get(f"/issues/{issue.id}").text


@pytest.mark.parametrize("number", ["", "abc", "999999", "-1", "9" * 30, "０", "#"])
def test_a_number_that_is_none_is_refused_in_words(cast, browse, htmx, number):
    issue = in_state(cast, State.ACCEPTED)
    answer = browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/merger", {"into": number})
    assert answer.status_code == 422
    assert f'id="merge-{issue.id}-into-error"' in answer.text
    assert issue.state is State.ACCEPTED


def test_not_with_itself(cast, browse, htmx):
    issue = in_state(cast, State.ACCEPTED)
    answer = browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/merger", {"into": issue.id})
    assert answer.status_code == 422


def test_not_with_one_that_is_itself_merged_nor_with_one_that_is_not_public(cast, into):
    gone, hidden = in_state(cast, State.MERGED), cast.report()
    issue = in_state(cast, State.ACCEPTED)
    for other in (gone, hidden):
        with pytest.raises(NotNow):
            verbs.merge(issue, by=cast.secretary, now=now(), into=other)


def test_not_with_another_communitys(cast, into):
    words = {"title": "港湾路灯", "body": "不亮。"}
    event = verbs.report(cast.harbour, by=cast.outsider, now=now(), **words)
    far = session.get(Issue, event.issue_id)
    verbs.accept(far, by=cast.outsider, now=now())
    with pytest.raises(NotNow):
        verbs.merge(into, by=cast.secretary, now=now(), into=far)


def test_the_reporter_of_the_other_does_not_support_their_own(cast, into):
    issue = in_state(cast, State.ACCEPTED)
    verbs.support(issue, by=cast.member, now=now())
    verbs.merge(issue, by=cast.secretary, now=now(), into=into)
    session.flush()
    assert session.get(Support, (into.id, cast.member.id)) is None


def test_the_page_does_not_name_the_other_once_that_is_declined(cast, browse, into):
    issue = in_state(cast, State.ACCEPTED)
    verbs.merge(issue, by=cast.secretary, now=now(), into=into)
    into.title = "楼上那一家"
    assert into.title in browse().get(f"/issues/{issue.id}").text
    verbs.decline(into, by=cast.secretary, now=now(), reason="这是两户之间的私事。")
    assert into.title not in browse().get(f"/issues/{issue.id}").text
    assert into.title in browse(cast.secretary).get(f"/issues/{issue.id}").text


def test_a_report_that_nobody_accepted_does_not_become_public_by_being_merged(cast, browse):
    into, report = in_state(cast, State.ACCEPTED), in_state(cast, State.REPORTED)
    verbs.merge(report, by=cast.secretary, now=now(), into=into)
    session.commit()
    assert browse().get(f"/issues/{report.id}").status_code == 404
    assert browse(cast.resident).get(f"/issues/{report.id}").status_code == 200


def test_what_was_public_leads_on_after_it_was_merged_but_is_listed_no_more(cast, browse):
    into, issue = in_state(cast, State.ACCEPTED), in_state(cast, State.ACCEPTED, title="楼道堆了旧家具")
    verbs.merge(issue, by=cast.secretary, now=now(), into=into)
    session.commit()
    page = browse().get(f"/issues/{issue.id}")
    assert page.status_code == 200
    assert f"/issues/{into.id}" in page.text
    assert "楼道堆了旧家具" not in browse().get("/issues").text
