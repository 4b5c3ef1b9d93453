"""Giving an action item another due date."""

import pytest

from portal.db import session
from portal.journal import Event, Verb
from tests.actions.given import EVERYBODY, an_item, in_days


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_the_office_and_the_chair_change_it(cast, browse, htmx, who):
    action = an_item(cast, due_in=2)
    later = {"due_on": in_days(9).isoformat()}
    answer = browse(getattr(cast, who), htmx=htmx).post(f"/actions/{action.id}/due-date", later)
    assert answer.status_code == (200 if htmx else 303)
    assert action.due_on == in_days(9)
    event = session.query(Event).filter_by(verb=Verb.RESCHEDULE).one()
    assert event.data == {"title": "换灯泡", "due_on": in_days(9).isoformat(), "was": in_days(2).isoformat()}


@pytest.mark.parametrize("due_on", ["", "soon", "2001-01-01"])
def test_it_must_be_a_day_to_come(cast, browse, due_on):
    action = an_item(cast)
    assert browse(cast.chair).post(f"/actions/{action.id}/due-date", {"due_on": due_on}).status_code == 422
    assert action.due_on == in_days(5)


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who not in ("secretary", "chair")])
def test_nobody_else_does_not_even_the_owner(cast, browse, who):
    action = an_item(cast)
    later = {"due_on": in_days(9).isoformat()}
    assert browse(getattr(cast, who)).post(f"/actions/{action.id}/due-date", later).status_code == 403
