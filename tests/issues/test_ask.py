"""Asking the reporter for more."""

from portal.db import session
from portal.issues.lifecycle import State
from portal.issues.models import Question
from portal.journal import Event, Verb

QUESTION = "是几号楼几单元？"


def test_the_secretary_asks_and_the_reporter_finds_the_question(cast, browse, htmx):
    issue = cast.report()
    assert browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/questions", {"text": QUESTION}).done
    question = session.query(Question).one()
    assert (question.text, question.answer, issue.state) == (QUESTION, None, State.REPORTED)
    event = session.query(Event).filter_by(verb=Verb.ASK).one()
    assert (event.thing, event.issue_id, event.state_to) == (f"question:{question.id}", issue.id, None)
    assert event.data == {}  # what was asked is between the two
    page = browse(cast.resident).get(f"/issues/{issue.id}").text
    assert QUESTION in page
    assert f'action="/questions/{question.id}/answer"' in page
    assert QUESTION not in browse(cast.member).get(f"/issues/{issue.id}").text


def test_an_empty_question_is_refused(cast, browse, htmx):
    issue = cast.report()
    assert browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/questions").status_code == 422
    assert session.query(Question).count() == 0
