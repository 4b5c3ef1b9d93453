"""Handing out an action item 行动项."""

from datetime import timedelta

import pytest

from portal.access import Can, allowed
from portal.actions import verbs
from portal.actions.models import Action
from portal.clock import now
from portal.db import session
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from portal.lifecycle import NotNow, WrongState
from tests.actions.given import EVERYBODY, acting, an_item, in_days
from tests.states import in_state


def words(cast, **other):
    return {
        "title": "换灯泡", "owner": str(cast.member.id), "due_on": in_days(7).isoformat(), **other,
    }  # fmt: skip


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_the_office_and_the_chair_hand_out_items(cast, browse, htmx, who):
    issue = acting(cast)
    browser = browse(getattr(cast, who), htmx=htmx)
    browser.get(f"/issues/{issue.id}")
    answer = browser.post(f"/issues/{issue.id}/actions", words(cast))
    assert answer.status_code == (200 if htmx else 303)
    action = session.query(Action).one()
    assert (action.title, action.owner_id, action.due_on) == ("换灯泡", cast.member.id, in_days(7))
    if htmx:
        assert f'id="issue-{issue.id}-actions"' in answer.text
        assert "换灯泡" in answer.text


def test_it_is_recorded_for_its_owner(cast, app):
    action = an_item(cast, owner=cast.second_member)
    event = session.query(Event).filter_by(verb=Verb.ASSIGN).one()
    assert event.thing == f"action:{action.id}"
    assert (event.issue_id, event.community_id) == (action.issue_id, cast.willow.id)
    assert (event.by_id, event.for_id) == (cast.secretary.id, cast.second_member.id)
    assert event.data == {"title": "换灯泡", "due_on": action.due_on.isoformat()}


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in ("secretary", "chair")])
def test_nobody_else_hands_out_items(cast, browse, who):
    issue = acting(cast)
    assert browse(getattr(cast, who)).post(f"/issues/{issue.id}/actions", words(cast)).status_code == 403
    assert session.query(Action).count() == 0


@pytest.mark.parametrize("state", [s for s in State if s is not State.ACTING])
def test_items_are_handed_out_while_the_issue_is_acted_on(cast, browse, state):
    issue = in_state(cast, state)
    answer = browse(cast.secretary).post(f"/issues/{issue.id}/actions", words(cast))
    assert answer.status_code == 403
    assert not allowed(Can.ASSIGN, cast.secretary, issue, now())
    with pytest.raises(WrongState):
        verbs.assign(issue, by=cast.chair, now=now(), title="x", owner=cast.member, due_on=in_days(1))


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"owner": ""}, {"owner": "x"}, {"due_on": ""}, {"due_on": "tomorrow"}]
)
def test_what_is_missing_is_said_and_nothing_is_lost(cast, browse, htmx, wrong):
    issue = acting(cast)
    answer = browse(cast.chair, htmx=htmx).post(f"/issues/{issue.id}/actions", words(cast, **wrong))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "title" in wrong or "换灯泡" in answer.text
    assert session.query(Action).count() == 0


def test_a_day_that_has_passed_is_refused(cast, browse):
    issue = acting(cast)
    late = words(cast, due_on=in_days(-1).isoformat())
    assert browse(cast.chair).post(f"/issues/{issue.id}/actions", late).status_code == 422


def test_who_does_not_belong_to_the_community_cannot_own_an_item(cast, browse):
    issue = acting(cast)
    away = words(cast, owner=str(cast.outsider.id))
    assert browse(cast.chair).post(f"/issues/{issue.id}/actions", away).status_code == 422
    with pytest.raises(NotNow):
        verbs.assign(issue, by=cast.chair, now=now(), title="x", owner=cast.outsider, due_on=in_days(1))


def test_a_term_that_is_over_counts_no_more(cast, browse):
    issue = acting(cast)
    cast.member.memberships[0].ends_at = now() - timedelta(days=1)
    session.commit()
    assert browse(cast.chair).post(f"/issues/{issue.id}/actions", words(cast)).status_code == 422


def test_the_form_offers_everybody_of_the_community_by_pinyin(cast, browse):
    issue = acting(cast)
    page = browse(cast.secretary).get(f"/issues/{issue.id}").text
    names = ["陈静", "何建国", "李明", "王秀兰", "赵悦", "周伟"]
    places = [page.index(f"{name} · ") for name in names]
    assert places == sorted(places)
    assert "孙磊 · " not in page


def test_a_resident_among_the_owners_stays_unnamed_in_public(cast, browse):
    action = an_item(cast, owner=cast.neighbour)
    for who in ("visitor", "resident"):
        page = browse(getattr(cast, who)).get(f"/issues/{action.issue_id}").text
        assert "换灯泡" in page
        assert "何建国" not in page
    assert "李明" in browse(cast.visitor).get(f"/issues/{an_item(cast).issue_id}").text


def test_after_handing_out_the_form_is_empty_for_the_next(cast, browse):
    issue = acting(cast)
    browser = browse(cast.secretary, htmx=True)
    browser.get(f"/issues/{issue.id}")
    answer = browser.post(f"/issues/{issue.id}/actions", words(cast))
    assert f'id="issue-{issue.id}-my-actions"' in answer.text
    assert 'value="换灯泡"' not in answer.text
