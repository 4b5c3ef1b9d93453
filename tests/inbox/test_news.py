"""Mails that follow from the journal: to whom, about what, and exactly once."""

from datetime import timedelta

import pytest

from portal.actions import verbs as actions
from portal.clock import now
from portal.db import session
from portal.inbox import telling
from portal.inbox.models import Cursor
from portal.inbox.telling import tell_news
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.journal import Channel
from tests.actions.given import acting, an_item, in_days
from tests.inbox.given import a_vote, mailed, mails
from tests.states import in_state


@pytest.fixture(autouse=True)
def _begun(app):
    """The portal tells mails from here on."""
    tell_news(now())


def told():
    """Let the job run, and say who was written to."""
    session.commit()
    tell_news(now())
    return {person_id for person_id, _subject in mailed()}


def forget():
    """Go on as if all that happened so far had been told."""
    session.commit()
    session.get_one(Cursor, telling.CURSOR).event_id = telling.latest_id()
    session.commit()


def people(*persons):
    return {person.id for person in persons}


def test_a_portal_that_begins_with_data_tells_nobody_of_the_past(cast):
    session.delete(session.get_one(Cursor, telling.CURSOR))
    cast.report()
    assert told() == set()
    cast.report(title="今天的诉求")
    assert told() == people(cast.secretary)


def test_an_opened_vote_is_told_to_the_roll_but_not_to_the_chair_who_opened_it(cast):
    a_vote(cast)
    assert told() == people(cast.member, cast.second_member)
    assert all("换感应灯？" in mail.subject and "/ballots/" in mail.body for mail in mails())


def test_an_assigned_item_is_told_to_its_owner(cast):
    issue = acting(cast)
    forget()
    an_item(cast, issue=issue, owner=cast.neighbour)
    assert told() == people(cast.neighbour)


def test_another_due_date_is_told_to_the_owner(cast):
    action = an_item(cast)
    forget()
    actions.reschedule(action, by=cast.chair, now=now(), due_on=in_days(20))
    assert told() == people(cast.member)


def test_who_takes_an_item_on_by_themselves_is_not_written_to(cast):
    issue = acting(cast)
    forget()
    an_item(cast, issue=issue, owner=cast.secretary)
    assert told() == set()


def test_a_resolved_issue_is_told_to_reporter_and_supporters(cast):
    issue = acting(cast)
    forget()
    verbs.resolve(issue, by=cast.secretary, now=now(), outcome="六盏灯全部更换。")
    assert told() == people(cast.resident, cast.neighbour)
    assert all("六盏灯全部更换。" in mail.body and f"/issues/{issue.id}" in mail.body for mail in mails())


def test_a_declined_issue_is_told_with_its_reason_and_linked_only_for_who_may_see_it(cast):
    issue = in_state(cast, State.ACCEPTED)
    forget()
    verbs.decline(issue, by=cast.secretary, now=now(), reason="不在本社区范围内。")
    assert told() == people(cast.resident, cast.neighbour)
    by_person = {mail.person_id: mail.body for mail in mails()}
    assert f"/issues/{issue.id}" in by_person[cast.resident.id]
    assert f"/issues/{issue.id}" not in by_person[cast.neighbour.id]
    assert all("不在本社区范围内。" in body for body in by_person.values())


def test_a_question_is_told_to_the_reporter(cast):
    issue = cast.report()
    forget()
    verbs.ask(issue, by=cast.secretary, now=now(), text="是哪一层？")
    assert told() == people(cast.resident)


def test_a_reopened_issue_is_told_to_the_owners_and_the_office(cast):
    action = an_item(cast)
    verbs.resolve(action.issue, by=cast.secretary, now=now(), outcome="好了。")
    forget()
    verbs.reopen(action.issue, by=cast.resident, now=now(), reason="又不亮了。")
    assert told() == people(cast.member, cast.secretary)


def test_a_report_is_told_to_the_secretary_without_how_to_reach_the_reporter(cast):
    cast.report(by=cast.visitor, code="2222-3333-4444-5555", contact=("钱七", "13900001111"))
    assert told() == people(cast.secretary)
    (mail,) = mails()
    assert "13900001111" not in mail.body
    assert "钱七" not in mail.body


def test_what_was_imported_or_is_long_past_is_not_told(cast):
    cast.report(channel=Channel.IMPORT)
    cast.report(now=now() - timedelta(days=8))
    assert told() == set()


def test_everybody_is_written_to_in_their_language(cast):
    cast.member.locale = "en"
    a_vote(cast)
    told()
    by_person = {mail.person_id: mail for mail in mails()}
    assert by_person[cast.member.id].subject == "Please vote: 换感应灯？"
    assert "Hello 李明" in by_person[cast.member.id].body


def test_running_twice_writes_nothing_twice(cast):
    cast.report()
    told()
    told()
    assert len(mails()) == 1


def test_a_cursor_that_fell_back_writes_nothing_twice(cast):
    cast.report()
    told()
    session.get_one(Cursor, telling.CURSOR).event_id = 0
    told()
    assert len(mails()) == 1


def test_a_job_that_dies_in_between_does_it_all_again(cast, monkeypatch):
    a_vote(cast)
    forget()
    a_vote(cast, question="换摄像头？")
    session.commit()
    posted, real = [], telling.post

    def dies(person_id, **mail):
        if posted:
            raise RuntimeError("the power went")
        posted.append(person_id)
        return real(person_id, **mail)

    monkeypatch.setattr(telling, "post", dies)
    with pytest.raises(RuntimeError):
        tell_news(now())
    assert mails() == []
    monkeypatch.setattr(telling, "post", real)
    assert told() == people(cast.member, cast.second_member)
    assert len(mails()) == 2


def test_many_events_are_read_in_rounds(cast, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)
    for n in range(5):
        cast.report(title=f"第{n}件")
    told()
    assert len(mails()) == 5


def test_people_s_own_words_cannot_break_a_subject(cast):
    cast.report(title="路灯\r\nBcc: everybody@example.org " + "很" * 90)
    told()
    (mail,) = mails()
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert len(mail.subject) <= 120
