"""Answering the secretary's question."""

import pytest

from portal.clock import now
from portal.db import session
from portal.issues import verbs
from portal.issues.models import Question
from portal.journal import Event, Role, Verb

ANSWER = "三号楼二单元，二层到三层之间。"


@pytest.fixture
def question(cast):
    verbs.ask(cast.report(code="2222-3333-4444-5555"), by=cast.secretary, now=now(), text="是几号楼几单元？")
    return session.query(Question).one()


def test_the_reporter_answers_and_the_secretary_reads_it_in_the_triage(cast, browse, htmx, question):
    browser = browse(cast.resident, htmx=htmx)
    browser.get(f"/issues/{question.issue_id}")
    assert browser.post(f"/questions/{question.id}/answer", {"text": ANSWER}).done
    assert (question.answer, question.answered_at is None) == (ANSWER, False)
    event = session.query(Event).filter_by(verb=Verb.ANSWER).one()
    assert (event.thing, event.by_id, event.data) == (f"question:{question.id}", cast.resident.id, {})
    assert ANSWER in browse(cast.secretary).get("/communities/willow/triage").text
    assert ANSWER in browse(cast.secretary).get(f"/issues/{question.issue_id}").text
    assert ANSWER not in browse(cast.chair).get(f"/issues/{question.issue_id}").text


def test_whoever_holds_the_code_may_answer(cast, browse, htmx, question):
    browser = browse(htmx=htmx)
    assert browser.post(f"/questions/{question.id}/answer", {"text": ANSWER}).status_code == 404
    browser.get("/track/2222-3333-4444-5555")
    assert browser.post(f"/questions/{question.id}/answer", {"text": ANSWER}).done
    event = session.query(Event).filter_by(verb=Verb.ANSWER).one()
    assert (event.by_id, event.by_role) == (None, Role.VISITOR)


def test_a_question_is_answered_once(cast, browse, htmx, question):
    verbs.answer(question, by=cast.resident, now=now(), text=ANSWER)
    answer = browse(cast.resident, htmx=htmx).post(f"/questions/{question.id}/answer", {"text": "不"})
    assert answer.status_code == 403
    assert question.answer == ANSWER


def test_an_empty_answer_is_refused(cast, browse, htmx, question):
    answer = browse(cast.resident, htmx=htmx).post(f"/questions/{question.id}/answer", {"text": ""})
    assert answer.status_code == 422
    assert question.answer is None
