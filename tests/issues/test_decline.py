"""Turning a report down 不予受理."""

import re
from html import unescape

import pytest

from portal.db import session
from portal.fragments import render_topic
from portal.issues.lifecycle import State
from portal.journal import Event, Verb
from tests.states import in_state

REASON = "这是两户之间的私事，请找调解委员会。"


def test_the_secretary_declines_with_a_reason_that_the_reporter_reads(cast, browse, htmx):
    issue = cast.report()
    answer = browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/refusal", {"reason": REASON})
    assert answer.done
    assert (issue.state, issue.reason) == (State.DECLINED, REASON)
    event = session.query(Event).filter_by(verb=Verb.DECLINE).one()
    assert (event.state_from, event.state_to, event.data) == ("reported", "declined", {"reason": REASON})
    assert REASON in browse(cast.resident).get(f"/issues/{issue.id}").text
    assert browse(cast.neighbour).get(f"/issues/{issue.id}").status_code == 404


def test_a_reason_is_owed(cast, browse, htmx):
    issue = cast.report()
    answer = browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/refusal", {"reason": " \n "})
    assert answer.status_code == 422
    assert f'id="decline-{issue.id}-reason-error"' in answer.text
    assert issue.state is State.REPORTED


@pytest.mark.parametrize(
    ("who", "reads"),
    [("visitor", False), ("neighbour", False), ("outsider", False), ("resident", True), ("member", True)],
)
def test_whoever_had_the_page_open_when_it_was_public_learns_no_reason(cast, browse, htmx, who, reads):
    issue = in_state(cast, State.ACCEPTED)
    reader = browse(getattr(cast, who))
    asked = re.search(r'data-poll="([^"]+)"', reader.get(f"/issues/{issue.id}").text)[1]
    browse(cast.secretary, htmx=htmx).post(f"/issues/{issue.id}/refusal", {"reason": REASON})
    answer = reader.get(unescape(asked))
    assert (REASON in answer.text) is reads
    assert (f"issue-{issue.id}-" in answer.text) is reads


def test_no_stream_carries_what_was_declined(cast):
    issue = in_state(cast, State.ACCEPTED)
    assert "data-phase" in render_topic(f"issues/_state:{issue.id}@zh")
    issue = in_state(cast, State.DECLINED)
    for part in ("issues/_state", "issues/_history", "ballots/_ballots", "actions/_actions"):
        assert render_topic(f"{part}:{issue.id}@zh") is None
