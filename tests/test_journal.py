"""The journal 台账: one event per change, never altered, and nothing personal in it."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from portal.clock import now
from portal.communities import verbs as communities
from portal.db import session
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Contact, Question
from portal.journal import Event, Role, Verb
from portal.people import verbs as people
from portal.people.models import Membership
from tests.states import in_state


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal SET by_id = NULL WHERE id = 1",
        "UPDATE journal SET data = '{}'",
        "DELETE FROM journal WHERE id = 1",
        "DELETE FROM journal",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_written(app, change):
    before = session.scalars(select(Event.id)).all()
    with pytest.raises(sa.exc.IntegrityError, match="append-only"):
        session.execute(sa.text(change))
    session.rollback()
    assert session.scalars(select(Event.id)).all() == before


def test_numbers_are_never_given_twice(app):
    """The newest event's number says what a page has seen, so it must not come back."""
    assert "AUTOINCREMENT" in session.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'journal'"))


DEEDS = {
    Verb.REPORT: (None, lambda cast, issue, at: cast.report(now=at)),
    Verb.SUPPORT: (State.ACCEPTED, lambda cast, issue, at: verbs.support(issue, by=cast.chair, now=at)),
    Verb.ACCEPT: (State.REPORTED, lambda cast, issue, at: verbs.accept(issue, by=cast.secretary, now=at)),
    Verb.DECLINE: (
        State.REPORTED,
        lambda cast, issue, at: verbs.decline(issue, by=cast.secretary, now=at, reason="不"),
    ),
    Verb.REFER: (
        State.ACCEPTED,
        lambda cast, issue, at: verbs.refer(issue, by=cast.secretary, now=at, body="局"),
    ),
    Verb.MERGE: (
        State.ACCEPTED,
        lambda cast, issue, at: verbs.merge(
            issue, by=cast.secretary, now=at, into=in_state(cast, State.ACCEPTED)
        ),
    ),
    Verb.ASK: (
        State.REPORTED,
        lambda cast, issue, at: verbs.ask(issue, by=cast.secretary, now=at, text="哪里？"),
    ),
    Verb.PUT_ON_AGENDA: (
        State.ACCEPTED,
        lambda cast, issue, at: verbs.put_on_agenda(issue, by=cast.chair, now=at),
    ),
    Verb.COMMENT: (
        State.ACCEPTED,
        lambda cast, issue, at: verbs.comment(issue, by=cast.member, now=at, body="好"),
    ),
    Verb.PROPOSE: (
        State.DELIBERATING,
        lambda cast, issue, at: verbs.propose(issue, by=cast.member, now=at, title="换", body="换灯"),
    ),
    Verb.RETURN_TO_DELIBERATION: (
        State.REJECTED,
        lambda cast, issue, at: verbs.return_to_deliberation(issue, by=cast.chair, now=at, reason="再议"),
    ),
    Verb.START_ACTING: (
        State.ACCEPTED,
        lambda cast, issue, at: verbs.start_acting(issue, by=cast.chair, now=at),
    ),
    Verb.RESOLVE: (
        State.ACTING,
        lambda cast, issue, at: verbs.resolve(issue, by=cast.secretary, now=at, outcome="好了"),
    ),
    Verb.RATE: (
        State.RESOLVED,
        lambda cast, issue, at: verbs.rate(issue, by=cast.resident, now=at, is_solved=True, satisfaction=5),
    ),
    Verb.REOPEN: (
        State.RESOLVED,
        lambda cast, issue, at: verbs.reopen(issue, by=cast.resident, now=at, reason="又坏了"),
    ),
    Verb.CLOSE: (State.RESOLVED, lambda cast, issue, at: verbs.close(issue, by=cast.secretary, now=at)),
}


@pytest.mark.parametrize("verb", DEEDS)
def test_one_deed_is_one_event_at_the_time_it_was_given(cast, verb):
    state, deed = DEEDS[verb]
    issue = in_state(cast, state) if state else None
    at = now() - timedelta(hours=1)
    seen = session.scalar(select(sa.func.max(Event.id)))
    deed(cast, issue, at)
    written = session.scalars(select(Event).where(Event.id > seen, Event.at == at)).all()
    assert [event.verb for event in written] == [verb]
    assert written[0].community_id == cast.willow.id
    assert written[0].issue_id is not None


def test_the_role_is_kept_as_it_was(cast, browse):
    issue = in_state(cast, State.ACCEPTED)
    verbs.comment(issue, by=cast.member, now=now(), body="我去问。")
    term = session.scalars(select(Membership).where(Membership.person_id == cast.member.id)).one()
    people.end_term(term, by=cast.secretary, now=now())
    event = session.scalars(select(Event).where(Event.verb == Verb.COMMENT)).one()
    assert event.by_role is Role.MEMBER


def test_residents_stay_residents_in_the_history(cast, browse):
    issue = in_state(cast, State.RESOLVED)
    verbs.rate(issue, by=cast.neighbour, now=now(), is_solved=True, satisfaction=5)
    session.commit()
    for address in (f"/issues/{issue.id}", f"/issues/{issue.id}/history", "/", "/issues"):
        for person in (None, cast.member, cast.secretary):
            page = browse(person).get(address).text
            assert cast.resident.name not in page, address
            assert cast.neighbour.name not in page, address
    history = browse().get(f"/issues/{issue.id}/history").text
    assert cast.secretary.name in history
    assert "A resident" in browse().get(f"/issues/{issue.id}/history?lang=en").text


def test_nothing_personal_is_written_into_it(cast):
    secret = {"name": "钱阿姨的名字", "phone": "13899990000", "email": "aunt.qian@example.org"}
    issue = cast.report(contact=(secret["name"], secret["phone"]), code="2222-3333-4444-5555")
    verbs.ask(issue, by=cast.secretary, now=now(), text=f"您是{secret['name']}吗？")
    question = session.scalars(select(Question)).one()
    verbs.answer(question, by=cast.resident, now=now(), text=f"是，电话{secret['phone']}")
    person, _ = people.enrol(by=cast.secretary, now=now(), **secret)
    people.change_profile(person, by=person, now=now(), locale="en", **{**secret, "phone": "13899991111"})
    people.invite(cast.willow.id, by=cast.secretary, now=now(), role=Role.MEMBER, name=secret["name"])
    people.ask_reset(person, by=None, now=now())
    communities.found_subdistrict(by=cast.administrator, now=now(), slug="s", name="南街", name_en="South")
    session.flush()
    assert session.get(Contact, issue.id)
    written = json.dumps([event.data for event in session.scalars(select(Event))], ensure_ascii=False)
    for word in (*secret.values(), "13899991111", "2222-3333-4444-5555", "2222333344445555"):
        assert word not in written


def test_the_story_of_an_issue_can_be_told_from_it_alone(cast):
    issue = in_state(cast, State.ACTING)
    moves = session.execute(
        select(Event.state_from, Event.state_to)
        .where(Event.issue_id == issue.id, Event.thing == f"issue:{issue.id}", Event.state_to.is_not(None))
        .order_by(Event.id)
    ).all()
    before = "reported"
    opened = session.scalars(select(Event).where(Event.verb == Verb.OPEN_BALLOT)).one()
    assert (opened.state_from, opened.state_to) == ("deliberating", "voting")
    for came, went in [*moves[:2], (opened.state_from, opened.state_to), *moves[2:]]:
        assert came == before
        before = went
    assert before == issue.state == "acting"
