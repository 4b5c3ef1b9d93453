"""Accepting a report 受理."""

import pytest

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.journal import Event, Verb


@pytest.mark.parametrize("htmx", [False, True])
def test_the_secretary_accepts_a_report(cast, browse, htmx):
    issue = cast.report()
    answer = browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/acceptance")
    assert answer.status_code == (200 if htmx else 303)
    session.expire_all()
    assert issue.state is State.ACCEPTED
    event = session.query(Event).filter_by(verb=Verb.ACCEPT).one()
    assert (event.state_from, event.state_to) == ("reported", "accepted")
    assert event.by_id == cast.secretary.id


@pytest.mark.parametrize("who", ["chair", "member", "supervisor", "resident"])
def test_others_who_see_it_are_refused(cast, browse, who):
    issue = cast.report()
    session.commit()
    assert browse(getattr(cast, who)).post(f"/issues/{issue.id}/acceptance").status_code == 403
    assert issue.state is State.REPORTED


@pytest.mark.parametrize("who", ["neighbour", "outsider", "administrator", "visitor"])
def test_those_who_cannot_see_it_find_nothing(cast, browse, who):
    issue = cast.report()
    session.commit()
    assert browse(getattr(cast, who)).post(f"/issues/{issue.id}/acceptance").status_code == 404


def test_accepting_twice_is_answered_in_words(cast, browse):
    issue = cast.report()
    verbs.accept(issue, by=cast.secretary, now=now())
    session.commit()
    assert browse(cast.secretary).post(f"/issues/{issue.id}/acceptance").status_code == 409


@pytest.mark.parametrize("who", ["visitor", "resident", "neighbour", "member", "chair", "secretary"])
def test_everybody_sees_an_accepted_issue(cast, browse, who):
    issue = cast.report()
    verbs.accept(issue, by=cast.secretary, now=now())
    session.commit()
    page = browse(getattr(cast, who)).get(f"/issues/{issue.id}")
    assert page.status_code == 200, page.text
    assert "三号楼门前路灯不亮" in page.text
