"""Many at once: nobody gets an error, nobody votes twice, and the tally is the recount."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from portal.ballots import queries, verbs
from portal.ballots.models import Ballot
from portal.clock import now
from portal.db import session, writing
from portal.journal import Event, Verb
from portal.people.models import Person
from tests.ballots.given import a_ballot, crowd

VOTERS = 32
CHOICES = ("yes", "no", "abstain")


def test_thirty_two_voters_at_the_same_moment(cast, app):
    voters = [person.id for person in crowd(cast, VOTERS)]
    ballot_id = a_ballot(cast).id
    session.remove()
    start = Barrier(VOTERS)

    def vote(number: int) -> None:
        start.wait()
        for turn in range(3):  # and each changes their mind twice
            with app.app_context(), writing():
                ballot, person = session.get(Ballot, ballot_id), session.get(Person, voters[number])
                verbs.cast(ballot, by=person, now=now(), choice=CHOICES[(number + turn) % 3])

    with ThreadPoolExecutor(VOTERS) as pool:
        list(pool.map(vote, range(VOTERS)))

    ballot = session.get(Ballot, ballot_id)
    assert ballot.turnout == VOTERS
    assert {c: n for c, n in ballot.tally.items() if n} == queries.recount(ballot_id)
    assert session.query(Event).filter_by(verb=Verb.CAST).count() == 3 * VOTERS


def test_thirty_two_browsers_at_the_same_moment(cast, app, browse):
    voters = crowd(cast, VOTERS)
    ballot_id = a_ballot(cast).id
    browsers = [browse(voter) for voter in voters]
    cookies = [browser.client for browser in browsers]
    tokens = [browser.token() for browser in browsers]
    session.remove()
    start = Barrier(VOTERS)

    def vote(number: int) -> int:
        start.wait()
        form = {"choice": CHOICES[number % 3], "csrf_token": tokens[number]}
        return cookies[number].post(f"/ballots/{ballot_id}/vote", data=form).status_code

    with ThreadPoolExecutor(VOTERS) as pool:
        assert set(pool.map(vote, range(VOTERS))) == {303}

    ballot = session.get(Ballot, ballot_id)
    assert ballot.tally == {"yes": 11, "no": 11, "abstain": 10} == queries.recount(ballot_id)
