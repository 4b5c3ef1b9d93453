"""The card that a chat shows of an issue: what stands, for everybody, and nothing of who reported it."""

from io import BytesIO

import pytest
from PIL import Image

from portal import cards
from portal.db import session
from portal.issues import shared
from portal.issues.lifecycle import State
from tests.ballots import given
from tests.scenes import voted
from tests.states import in_state

NOT_PUBLIC = [state for state in State if not state.is_public and state != State.MERGED]


@pytest.mark.parametrize("state", State)
def test_every_issue_has_a_card_for_its_secretary(cast, browse, state):
    issue = in_state(cast, state)
    answer = browse(cast.secretary).get(f"/issues/{issue.id}/card.png")
    assert answer.mimetype == "image/png"
    assert Image.open(BytesIO(answer.data)).size == (1200, 630)
    assert ("public" in answer.headers["Cache-Control"]) == issue.is_public


@pytest.mark.parametrize("state", NOT_PUBLIC)
def test_nobody_else_sees_the_card_of_what_is_hidden(cast, browse, state):
    issue = in_state(cast, state)
    assert browse().get(f"/issues/{issue.id}/card.png").status_code == 404
    own = browse(cast.resident).get(f"/issues/{issue.id}/card.png")
    assert own.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in own.headers


def test_whoever_has_the_card_is_sent_none_until_it_changes(cast, browse):
    issue, browser = in_state(cast, State.ACCEPTED), browse()
    first = browser.get(f"/issues/{issue.id}/card.png")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    kept = {"If-None-Match": first.headers["ETag"]}
    again = browser.get(f"/issues/{issue.id}/card.png", headers=kept)
    assert (again.status_code, again.data) == (304, b"")
    issue.support_count += 1
    session.commit()
    assert browser.get(f"/issues/{issue.id}/card.png", headers=kept).status_code == 200


def test_a_card_is_in_the_language_of_its_address_and_chooses_none_for_the_reader(cast, browse):
    issue, browser = in_state(cast, State.VOTING), browse()
    plain = browser.get(f"/issues/{issue.id}/card.png", headers={"Accept-Language": "en"})
    english = browser.get(f"/issues/{issue.id}/card.png?lang=en")
    assert plain.data == browser.get(f"/issues/{issue.id}/card.png?lang=zh").data
    assert plain.data != english.data
    assert "lang=" not in english.headers.get("Set-Cookie", "")


def test_a_card_says_what_stands_and_names_nobody(app, cast):
    issue = in_state(cast, State.RESOLVED)
    with app.test_request_context("/?lang=zh"):
        card = shared.card(issue)
    assert card.title == issue.title
    assert card.text == issue.outcome
    assert [state for _label, state in card.steps].count("current") == 1
    assert len(card.steps) == 8
    people = (getattr(cast, name).name for name in cast.ACTORS if name != "visitor")
    assert not [name for name in people if name in repr(card)]


def test_a_card_says_how_the_vote_goes_and_how_it_ended(app, cast):
    ballot = given.a_ballot(cast, disclosure=given.HIDDEN, member="yes")
    with app.test_request_context("/?lang=en"):
        told = shared.card(ballot.issue).text
        assert told.startswith("1 of 3 have voted. Voting closes on ")
        over = voted(cast)
        assert shared.card(over).text.startswith(("Passed.", "Not passed."))


def test_emoji_and_endless_words_make_a_card_too(app):
    for title in ("", "🚲" * 40, "A" * 120, "！" * 120, "“" * 120, "楼道堆物。" * 24):
        assert cards.draw_card(cards.Card("青年议事会", "柳岸社区" * 30, title, text=title)).startswith(
            b"\x89PNG"
        )
