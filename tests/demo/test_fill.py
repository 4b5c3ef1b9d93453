"""The made-up subdistrict: filled once, whole in its journal, with something to do for everybody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import create_app, schema
from portal.actions.lifecycle import MOVES
from portal.actions.lifecycle import State as ActionState
from portal.actions.models import Action
from portal.ballots.models import Ballot, RollEntry, Vote
from portal.communities.models import Community
from portal.db import db, session
from portal.demo import load
from portal.issues.lifecycle import State
from portal.issues.models import Comment, Issue, Photo, Question, Rating, Support
from portal.journal import Event, Verb
from portal.people.models import Person
from tests.browse import Browser
from tests.fresh import settings

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PERSONAS = ("resident", "member", "chair", "secretary", "supervisor")


def filled(instance: Path, now: datetime, said: list[str] | None = None) -> Flask:
    """An app whose database holds the demo as of that moment."""
    app = create_app(settings(instance, DEMO=True))
    with app.app_context():
        schema.upgrade()
        load.fill(now, (said if said is not None else []).append)
        session.remove()
        db.engine.dispose()
    return app


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The demo at noon."""
    return filled(tmp_path_factory.mktemp("demo"), NOON)


@pytest.fixture
def demo(town: Flask) -> Iterator[Flask]:
    """The demo, with an app context of the test's own."""
    with town.app_context():
        yield town
        session.remove()
        db.engine.dispose()


def persona(name: str) -> Person:
    return session.query(Person).filter_by(email=f"{name}@demo.example").one()


def test_there_are_five_communities_with_councils_and_about_120_people(demo):
    assert session.query(Community).count() == 5
    assert 115 <= session.query(Person).count() <= 125


def test_there_are_about_80_issues_in_every_state(demo):
    counts = dict(session.execute(sa.select(Issue.state, sa.func.count()).group_by(Issue.state)).all())
    assert set(counts) == set(State)
    assert 75 <= sum(counts.values()) <= 85


def test_there_are_action_items_in_every_state_some_of_them_late(demo):
    actions = session.query(Action).all()
    assert {action.state for action in actions} == set(ActionState)
    assert any(action.is_overdue(NOON.date()) for action in actions)


def test_votes_are_open_passed_failed_and_without_quorum(demo):
    ballots = session.query(Ballot).all()
    assert any(ballot.is_open(NOON) for ballot in ballots)
    ended = [ballot.count() for ballot in ballots if not ballot.is_open(NOON)]
    assert any(result.is_passed for result in ended)
    assert any(result.is_quorate and not result.is_passed for result in ended)
    assert any(not result.is_quorate for result in ended)


def test_the_journal_was_written_in_the_order_of_time_within_the_last_ninety_days(demo):
    told = session.execute(sa.select(Event.at, Event.issue_id).order_by(Event.id)).all()
    assert [at for at, _issue in told] == sorted(at for at, _issue in told)
    assert told[-1].at < NOON
    assert min(at for at, issue in told if issue) > NOON - timedelta(days=91)


def test_the_journal_is_whole(demo):
    """Each state and each count follows from the events."""
    moved = sa.select(Event.issue_id, Event.state_to).where(
        Event.state_to.isnot(None), Event.verb.not_in(MOVES)
    )
    last = dict(session.execute(moved.order_by(Event.id)).all())
    for issue in session.query(Issue):
        assert last.get(issue.id, "reported") == issue.state
        assert issue.support_count == session.query(Support).filter_by(issue_id=issue.id).count()
        assert issue.comment_count == session.query(Comment).filter_by(issue_id=issue.id).count()
    for ballot in session.query(Ballot):
        assert sum(ballot.tally.values()) == session.query(Vote).filter_by(ballot_id=ballot.id).count()
        votes = sa.select(sa.func.count()).where(
            Event.verb == Verb.CAST, Event.thing == f"ballot:{ballot.id}", Event.at < ballot.closes_at
        )
        assert session.scalar(votes) == ballot.turnout


def test_the_pictures_are_there(demo):
    for photo in session.query(Photo):
        assert (demo.config["UPLOADS"] / photo.name[:2] / f"{photo.name}.webp").exists()


def test_the_resident_has_a_result_to_rate_and_a_question_to_answer(demo):
    resident = persona("resident")
    mine = session.query(Issue).filter_by(reporter_id=resident.id)
    resolved = mine.filter_by(state=State.RESOLVED).one()
    assert session.query(Rating).filter_by(issue_id=resolved.id, person_id=resident.id).count() == 0
    assert session.query(Question).join(Issue).filter(Issue.reporter_id == resident.id).one().answer is None


@pytest.mark.parametrize("name", ["member", "chair"])
def test_council_members_have_votes_to_give_and_items_to_do(demo, name):
    person = persona(name)
    open_to_them = [
        ballot
        for ballot in session.query(Ballot).join(RollEntry, RollEntry.ballot_id == Ballot.id)
        .filter(RollEntry.person_id == person.id)
        if ballot.is_open(NOON) and session.get(Vote, (ballot.id, person.id)) is None
    ]  # fmt: skip
    assert len(open_to_them) == 2
    owed = session.query(Action).filter(Action.owner_id == person.id, Action.state != ActionState.DONE)
    assert owed.count() >= 1


def test_the_secretary_has_reports_to_triage(demo):
    community_id = persona("secretary").memberships[0].community_id
    waiting = session.query(Issue).filter_by(community_id=community_id, state=State.REPORTED).all()
    assert len(waiting) >= 4
    assert any(issue.triage_due_at < NOON for issue in waiting)


def test_every_issue_has_a_page_that_the_supervisor_can_read(demo):
    browser = Browser(demo, persona("supervisor"))
    for issue_id in session.scalars(sa.select(Issue.id)).all():
        assert browser.get(f"/issues/{issue_id}").status_code == 200


def test_a_database_with_people_is_left_alone(demo):
    before, said = session.query(Event).count(), []
    load.fill(NOON, said.append)
    assert session.query(Event).count() == before
    assert "nothing was changed" in said[0]


def test_it_can_be_made_just_after_midnight_and_is_the_same_every_time(tmp_path):
    now, texts = datetime(2026, 11, 21, 16, 10, tzinfo=UTC), []
    for instance in (tmp_path / "one", tmp_path / "two"):
        instance.mkdir()
        with filled(instance, now).app_context():
            lines = session.execute(
                sa.select(Event.at, Event.verb, Event.by_id, Event.data).order_by(Event.id)
            )
            texts.append([tuple(line) for line in lines])
            session.remove()
            db.engine.dispose()
    assert texts[0] == texts[1]
    assert texts[0][-1][0] < now
