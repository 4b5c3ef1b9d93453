"""Writing a proposal 方案."""

import pytest

from portal.db import session
from portal.issues.lifecycle import State
from portal.issues.models import Proposal
from portal.journal import Event, Verb
from tests.states import in_state

WORDS = {"title": "外挂式平层电梯", "body": "住户出资六成，街道补助四成。"}


@pytest.mark.parametrize(
    ("cost", "fen"), [("", None), ("480000", 48_000_000), ("0.29", 29), ("1234.5", 123_450)]
)
def test_a_member_proposes_and_the_cost_is_kept_to_the_fen(cast, browse, htmx, cost, fen):
    issue = in_state(cast, State.DELIBERATING)
    browser = browse(cast.second_member, htmx=htmx)
    browser.get(f"/issues/{issue.id}")
    answer = browser.post(f"/issues/{issue.id}/proposals", {**WORDS, "cost": cost})
    assert answer.done
    proposal = session.query(Proposal).order_by(Proposal.id.desc()).first()
    assert (proposal.title, proposal.cost_fen) == (WORDS["title"], fen)
    event = session.query(Event).filter_by(verb=Verb.PROPOSE, thing=f"proposal:{proposal.id}").one()
    assert (event.by_id, event.data) == (cast.second_member.id, {"title": WORDS["title"]})
    page = browse().get(f"/issues/{issue.id}").text
    assert WORDS["body"] in page
    assert cast.second_member.name in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"body": ""},
        {"cost": "-1"},
        {"cost": "十万"},
        {"cost": "9" * 40},
        {"cost": "NaN"},
        {"cost": "sNaN"},
        {"cost": "-Infinity"},
        {"cost": "1e999"},
    ],
)
def test_what_is_wrong_is_said(cast, browse, htmx, wrong):
    issue = in_state(cast, State.DELIBERATING)
    before = session.query(Proposal).count()
    answer = browse(cast.member, htmx=htmx).post(f"/issues/{issue.id}/proposals", {**WORDS, **wrong})
    assert answer.status_code == 422
    assert f'id="proposal-{issue.id}-{next(iter(wrong))}-error"' in answer.text
    assert session.query(Proposal).count() == before


@pytest.mark.parametrize("state", [State.ACCEPTED, State.VOTING])
def test_outside_the_deliberation_the_reason_is_said(cast, browse, htmx, state):
    issue = in_state(cast, state)
    answer = browse(cast.member, htmx=htmx).post(f"/issues/{issue.id}/proposals?lang=en", WORDS)
    assert answer.status_code == 403
    assert "while the council deliberates" in answer.text
