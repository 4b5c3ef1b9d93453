"""Saying something in the deliberation 议事."""

from datetime import timedelta

from portal.clock import now
from portal.db import session
from portal.extensions import limiter
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Comment
from portal.issues.queries import THREAD
from portal.journal import Event, Verb
from tests.states import in_state

BODY = "二号楼请了三家单位报价。\n\n一楼担心采光。"


def test_a_member_speaks_and_everybody_reads(cast, browse, htmx):
    issue = in_state(cast, State.ACCEPTED)
    browser = browse(cast.member, htmx=htmx)
    browser.get(f"/issues/{issue.id}")
    answer = browser.post(f"/issues/{issue.id}/comments", {"body": BODY})
    assert answer.done
    if htmx:
        assert f'hx-target="#issue-{issue.id}-thread"' in answer.text
        assert "二号楼请了三家单位报价。" in answer.text
    assert issue.comment_count == 1
    said = session.query(Comment).one()
    event = session.query(Event).filter_by(verb=Verb.COMMENT).one()
    assert (event.thing, event.by_id, event.data) == (f"comment:{said.id}", cast.member.id, {})
    page = browse().get(f"/issues/{issue.id}").text
    assert "<p>二号楼请了三家单位报价。</p><p>一楼担心采光。</p>" in page
    assert cast.member.name in page


def test_an_empty_word_is_refused(cast, browse, htmx):
    issue = in_state(cast, State.ACCEPTED)
    answer = browse(cast.member, htmx=htmx).post(f"/issues/{issue.id}/comments", {"body": "\n"})
    assert answer.status_code == 422
    assert issue.comment_count == 0


def test_residents_read_and_do_not_write(cast, browse, htmx):
    issue = in_state(cast, State.DELIBERATING)
    assert (
        browse(cast.resident, htmx=htmx).post(f"/issues/{issue.id}/comments", {"body": BODY}).status_code
        == 403
    )
    assert (
        f'action="/issues/{issue.id}/comments"' not in browse(cast.resident).get(f"/issues/{issue.id}").text
    )


def test_when_the_talking_is_over_the_reason_is_said(cast, browse):
    issue = in_state(cast, State.CLOSED)
    answer = browse(cast.member).post(f"/issues/{issue.id}/comments?lang=en", {"body": BODY})
    assert answer.status_code == 403
    assert "not being discussed" in answer.text


def test_a_long_thread_is_shown_in_pages(cast, browse):
    issue = in_state(cast, State.ACCEPTED)
    for n in range(2 * THREAD + 5):
        verbs.comment(issue, by=cast.member, now=now() - timedelta(minutes=500 - n), body=f"第{n:03}句")
    page = browse().get(f"/issues/{issue.id}").text
    assert "第084句" in page
    assert "第044句" not in page
    first = session.query(Comment).filter_by(body="第045句").one().id
    assert f"/issues/{issue.id}/comments?before={first}" in page
    older = browse().get(f"/issues/{issue.id}/comments?before={first}").text
    assert "第044句" in older
    assert "第005句" in older
    assert "第004句" not in older
    assert "第044句" in browse(htmx=True).get(f"/issues/{issue.id}/comments?before={first}").text


def test_a_whole_council_in_one_room_may_speak_and_one_person_not_without_end(cast, browse, htmx):
    issue = in_state(cast, State.DELIBERATING)
    limiter.enabled = True
    limiter.reset()
    speakers = {person.id: browse(person, htmx=htmx) for person in (cast.member, cast.chair)}
    answers = [
        speaker.post(f"/issues/{issue.id}/comments", {"body": f"第{n}句"}).status_code
        for speaker in speakers.values()
        for n in range(11)
    ]
    limiter.reset()
    limiter.enabled = False
    assert [code for code in answers if code == 429] == [429, 429]
    assert answers[10] == answers[21] == 429
