"""The count in the header: right for everybody, and touched for exactly those whom an event concerns."""

import pytest

from portal.actions import verbs as actions
from portal.ballots import verbs as ballots
from portal.clock import now
from portal.db import session
from portal.fragments import LIVE, render_live, topics_of
from portal.inbox.audience import CONCERNS
from portal.issues import verbs
from portal.issues.lifecycle import MOVES
from portal.issues.models import Question
from portal.journal import Event, Verb
from tests.actions.given import an_item, resolved
from tests.inbox.given import a_vote


def touched(event):
    """The persons whose count is drawn anew after the event."""
    session.commit()
    return {int(t.rpartition(":")[2]) for t in topics_of(event) if t.startswith("inbox/_count:")}


def last(verb):
    return session.query(Event).filter_by(verb=verb).order_by(Event.id.desc()).first()


def people(*persons):
    return {person.id for person in persons}


def test_it_stands_in_the_header_of_every_page_and_in_nobody_elses(cast, browse):
    cast.report()
    session.commit()
    page = browse(cast.secretary).get("/issues").text
    assert f'id="person-{cast.secretary.id}-needs"' in page
    assert page.count("-needs") == 1
    assert "-needs" not in browse(cast.visitor).get("/issues").text


def test_nothing_is_shown_where_nothing_waits(cast, app):
    assert "></span>" in str(render_live("inbox/_count", cast.member.id))
    a_vote(cast)
    assert ">1</span>" in str(render_live("inbox/_count", cast.member.id))


def test_its_phase_changes_with_what_waits(cast, app):
    before = str(render_live("inbox/_count", cast.member.id))
    a_vote(cast)
    assert (
        before.split("data-phase")[1]
        != str(render_live("inbox/_count", cast.member.id)).split("data-phase")[1]
    )


def test_a_report_concerns_the_secretary(cast, app):
    cast.report()
    assert touched(last(Verb.REPORT)) == people(cast.secretary)


def test_a_question_concerns_the_reporter(cast, app):
    event = verbs.ask(cast.report(), by=cast.secretary, now=now(), text="哪一层？")
    assert touched(event) == people(cast.resident)
    event = verbs.answer(session.query(Question).one(), by=cast.resident, now=now(), text="三层。")
    assert touched(event) == people(cast.resident)


def test_a_vote_concerns_its_roll_and_a_voter_alone_when_cast(cast, app):
    ballot = a_vote(cast)
    assert touched(last(Verb.OPEN_BALLOT)) == people(cast.member, cast.second_member, cast.chair)
    event = ballots.cast(ballot, by=cast.member, now=now(), choice="no")
    assert touched(event) == people(cast.member)


def test_an_item_concerns_its_owner_and_the_office(cast, app):
    action = an_item(cast)
    assert touched(last(Verb.ASSIGN)) == people(cast.member, cast.secretary)
    event = actions.finish(action, by=cast.member, now=now())
    assert touched(event) == people(cast.member, cast.secretary)


def test_a_resolved_issue_concerns_reporter_supporters_owners_and_office(cast, app):
    action = an_item(cast)
    event = verbs.resolve(action.issue, by=cast.secretary, now=now(), outcome="好了。")
    assert touched(event) == people(cast.resident, cast.neighbour, cast.member, cast.secretary)


def test_a_rating_concerns_who_gave_it_and_the_office(cast, app):
    issue = resolved(cast)
    event = verbs.rate(issue, by=cast.neighbour, now=now(), is_solved=True, satisfaction=5)
    assert touched(event) == people(cast.neighbour, cast.secretary)


def test_a_reporter_without_an_account_is_nobody_to_count_for(cast, app):
    issue = cast.report(by=cast.visitor, code="2222-3333-4444-5555")
    event = verbs.ask(issue, by=cast.secretary, now=now(), text="哪一层？")
    assert touched(event) == set()


@pytest.mark.parametrize("verb", list(MOVES))
def test_every_move_of_an_issue_concerns_somebody(verb):
    assert CONCERNS[verb]


def test_the_fragment_listens_to_all_that_concern_somebody():
    assert LIVE["inbox/_count"].on == frozenset(CONCERNS)
