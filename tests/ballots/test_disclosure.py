"""What is hidden is hidden from everybody, on every surface; what is named is shown to all who see it."""

import json
import re

import pytest

from portal.ballots import queries, verbs
from portal.ballots.models import Vote
from portal.clock import now
from portal.db import session
from portal.fragments import LIVE, render_live, render_topic
from portal.journal import Event
from tests.ballots.given import EVERYBODY, HIDDEN, NAMED, a_ballot, crowd

COUNTS = (6, 3, 1)
"""Votes for, against and abstaining: numbers that differ, so that a swap shows."""


@pytest.fixture
def hidden(cast):
    """A hidden vote of thirteen, of whom ten have voted."""
    return voted(cast, a_crowd(cast), HIDDEN)


def a_crowd(cast):
    return crowd(cast, 10)


def voted(cast, voters, disclosure):
    ballot = a_ballot(cast, disclosure=disclosure)
    choices = [c for c, n in zip(("yes", "no", "abstain"), COUNTS, strict=True) for _ in range(n)]
    for voter, choice in zip(voters, choices, strict=True):
        verbs.cast(ballot, by=voter, now=now(), choice=choice)
    session.commit()
    return ballot


def surfaces(browse, viewer, ballot):
    """Everything that somebody can ask for and that might speak of the vote."""
    browser = browse(viewer)
    issue, own = ballot.issue_id, ("ballots/_mine", "ballots/_my_vote")
    addresses = [
        f"/ballots/{ballot.id}",
        f"/issues/{issue}",
        f"/issues/{issue}/history",
        f"/parts/{own[0]}/{issue}",
        f"/parts/{own[1]}/{ballot.id}",
        f"/communities/{ballot.community.slug}",
        "/issues",
        "/inbox",
        "/figures",
        "/",
    ]
    for address in addresses:
        yield address, browser.get(address).text
    ticket = re.search(r'data-poll="([^"]+)"', browser.get(f"/ballots/{ballot.id}").text)
    if ticket:
        asked = ticket.group(1).replace("&amp;", "&")
        yield "poll", browser.get(re.sub(r"since=\d+", "since=0", asked)).text


def same_for(browse, viewer, ballot, change):
    """What the viewer is shown before and after the change of votes, to be compared."""
    before = list(surfaces(browse, viewer, ballot))
    change()
    session.commit()
    return before, list(surfaces(browse, viewer, ballot))


TOKENS = re.compile(
    r'(name="csrf_token" value=|X-CSRFToken&#34;: &#34;|data-page=|data-poll=|connect=|"X-CSRFToken": ")\S+'
)


def plain(text):
    return TOKENS.sub(r"\1", text)


@pytest.mark.parametrize("who", EVERYBODY)
def test_turning_all_hidden_votes_round_changes_nothing_that_is_seen(cast, browse, hidden, who):
    """Six to three, or three to six: whoever looks, wherever they look, sees the very same page."""

    def turn():
        hidden.tally = {"yes": COUNTS[1], "no": COUNTS[0], "abstain": COUNTS[2]}
        for vote in session.query(Vote).filter_by(ballot_id=hidden.id):
            vote.choice = {"yes": "no", "no": "yes"}.get(vote.choice, vote.choice)

    before, after = same_for(browse, getattr(cast, who), hidden, turn)
    for (address, was), (_, now_is) in zip(before, after, strict=True):
        assert plain(was) == plain(now_is), address


def test_the_stream_and_the_fragments_do_not_tell(cast, app, hidden):
    def rendered():
        texts = [render_live("ballots/_tally", hidden.id), render_live("ballots/_ballots", hidden.issue_id)]
        texts += [render_topic(f"ballots/_tally:{hidden.id}@{lang}") for lang in ("zh", "en")]
        texts += [render_live(name, hidden.issue_id) for name, f in LIVE.items() if f.kind == "issue"]
        return [str(text) for text in texts]

    before = rendered()
    hidden.tally = {"yes": 0, "no": 9, "abstain": 1}
    session.flush()
    assert rendered() == before
    assert "10" in before[0]  # the turnout is public


def test_what_is_given_to_the_template_holds_nothing_hidden(cast, hidden):
    standing = queries.one(hidden.id, now())
    assert standing.turnout == sum(COUNTS)
    assert (standing.totals, standing.voters, standing.is_passed) == ({}, {}, False)
    assert all(requirement.need == "quorum" for requirement in standing.requirements)


def test_the_journal_never_says_what_somebody_chose(cast, hidden):
    for event in session.query(Event).filter_by(thing=f"ballot:{hidden.id}"):
        said = json.dumps(event.data)
        assert not re.search(r"yes|no\b|abstain", said), event.verb


def test_after_the_close_there_are_totals_but_never_names(cast, browse, hidden):
    verbs.close_ballot(hidden, by=cast.chair, now=now())
    page = browse().get(f"/ballots/{hidden.id}?lang=en").text
    assert re.findall(r"<dt>(For|Against|Abstain)</dt>", page) == ["For", "Against", "Abstain"]
    assert "Passed. Votes in favour needed: 6; given: 6." in page
    for who in EVERYBODY:
        for address, text in surfaces(browse, getattr(cast, who), hidden):
            if not address.startswith("/communities"):  # there the council introduces itself
                assert "议事员0" not in text, (who, address)


def test_named_votes_are_shown_with_names_at_once_and_after(cast, browse):
    ballot = voted(cast, a_crowd(cast), NAMED)
    for _ in ("open", "closed"):
        page = browse().get(f"/ballots/{ballot.id}?lang=en").text
        assert 'For <span class="num">6</span>' in page
        assert "议事员00" in page
        assert "议事员09" in page
        if ballot.is_open(now()):
            verbs.close_ballot(ballot, by=cast.chair, now=now())


def test_a_voter_sees_their_own_hidden_vote_and_nobody_else_does(cast, browse):
    ballot = a_ballot(cast, disclosure=HIDDEN, member="no")
    assert (
        'value="no" class="vote-choice bad" aria-pressed="true"'
        in browse(cast.member).get(f"/ballots/{ballot.id}").text
    )
    assert 'aria-pressed="true"' not in browse(cast.chair).get(f"/ballots/{ballot.id}").text


@pytest.mark.parametrize("count", [1, 12])
def test_a_page_of_a_vote_asks_the_database_the_same_few_questions(cast, browse, count):
    crowd(cast, count)
    ballot = a_ballot(cast, member="yes", second_member="no")
    assert browse(cast.chair).get(f"/ballots/{ballot.id}").queries <= 20
