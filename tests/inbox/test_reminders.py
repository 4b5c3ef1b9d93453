"""Reminders: before and after a due date, and before a vote closes; each once."""

from datetime import datetime, timedelta

import pytest

from portal.actions import verbs as actions
from portal.ballots import verbs as ballots
from portal.clock import now
from portal.db import session
from portal.i18n import zone
from portal.inbox.telling import remind
from portal.issues import verbs
from tests.actions.given import an_item
from tests.inbox.given import a_vote, mailed, mails


@pytest.fixture
def today(app):
    """Noon of today where the portal is."""
    return now().astimezone(zone()).replace(hour=12, minute=0, second=0, microsecond=0)


def reminded(at: datetime):
    """Run the job at that moment; whom it wrote to by then, how often."""
    session.commit()
    remind(at)
    remind(at)
    found = [person_id for person_id, _subject in mailed()]
    return {person_id: found.count(person_id) for person_id in found}


def test_owner_and_office_are_reminded_two_days_before_a_day_after_and_weekly(cast, today):
    an_item(cast, due_in=10, now=today)
    due = today + timedelta(days=10)
    each = lambda times: dict.fromkeys((cast.member.id, cast.secretary.id), times) if times else {}  # noqa: E731
    for days, times in (
        (-3, 0), (-2, 1), (-1, 1), (0, 1), (1, 2), (2, 2), (7, 2), (8, 3), (14, 3), (15, 4),
    ):  # fmt: skip
        assert reminded(due + timedelta(days=days)) == each(times), days


def test_nobody_is_reminded_of_what_was_handed_out_only_just_now(cast, today):
    an_item(cast, due_in=1, now=today)
    assert reminded(today) == {}


def test_another_due_date_is_another_reminder(cast, today):
    action = an_item(cast, due_in=5, now=today)
    assert reminded(today + timedelta(days=4))[cast.member.id] == 1
    actions.reschedule(action, by=cast.chair, now=today, due_on=action.due_on + timedelta(days=10))
    assert reminded(today + timedelta(days=5))[cast.member.id] == 1
    assert reminded(today + timedelta(days=13))[cast.member.id] == 2


def test_what_is_done_or_resolved_is_let_be(cast, today):
    done, open_still = an_item(cast, due_in=5, now=today), an_item(cast, due_in=5, now=today)
    actions.finish(done, by=cast.member, now=today)
    verbs.resolve(open_still.issue, by=cast.secretary, now=today, outcome="好了。")
    assert reminded(today + timedelta(days=6)) == {}


def test_reminders_of_the_day_wait_for_the_morning(cast, today):
    an_item(cast, due_in=5, now=today)
    night = (today + timedelta(days=6)).replace(hour=3)
    assert reminded(night) == {}
    assert reminded(night.replace(hour=8)) == {cast.member.id: 1, cast.secretary.id: 1}


def test_who_owns_and_keeps_the_office_is_reminded_once(cast, today):
    an_item(cast, due_in=5, now=today, owner=cast.secretary)
    assert reminded(today + timedelta(days=6)) == {cast.secretary.id: 1}


def test_who_has_not_voted_is_reminded_a_day_before_the_close(cast, today):
    ballot = a_vote(cast, opened=today, hours=72)
    ballots.cast(ballot, by=cast.member, now=today, choice="yes")
    assert reminded(today + timedelta(hours=47)) == {}
    missing = {cast.second_member.id: 1, cast.chair.id: 1}
    assert reminded(today + timedelta(hours=49)) == missing
    assert reminded(today + timedelta(hours=71)) == missing
    assert all("yes" not in mail.body and "赞成" not in mail.body for mail in mails())


def test_a_vote_of_a_day_or_less_was_told_when_it_opened(cast, today):
    a_vote(cast, opened=today, hours=20)
    assert reminded(today + timedelta(hours=1)) == {}


def test_a_vote_closed_before_its_time_is_let_be(cast, today):
    ballot = a_vote(cast, opened=today, hours=72)
    ballots.close_ballot(ballot, by=cast.chair, now=today + timedelta(hours=1))
    assert reminded(today + timedelta(hours=60)) == {}
