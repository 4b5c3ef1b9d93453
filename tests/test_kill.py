"""Pulling the plug: no vote that got its answer is ever lost, and none is counted twice.

A thousand members vote at the same moment, each over a connection of their own, and the server is killed
(kill -9) after a random number of answers, while most of them still wait for theirs. What is then found in
the database is held against what the voters know; the server is started again on what was left behind, and
everybody votes anew, differently from before: twenty times over the same database, so that damage would add
up. In the end all thousand vote once more, undisturbed.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import sqlalchemy as sa

from portal.ballots import verbs as ballots
from portal.ballots.models import Ballot, Disclosure, Vote
from portal.ballots.rules.yes_no import CHOICES, YesNo
from portal.db import db, session
from portal.issues import verbs as issues
from portal.journal import Event, Role, Verb
from portal.people import verbs as people
from portal.people.models import Person
from portal.serve import allow_many_files
from tests.cast import Cast
from tests.servers import Phone, Server, signed_in

VOTERS = 1000
ROUNDS = 20


class Voter:
    """A member at home: what they know of their own vote."""

    def __init__(self, person: Person, phone: Phone) -> None:
        self.id = person.id
        self.phone = phone
        self.sent: str | None = None
        self.was_answered = False
        self.stands: str | None = None  # what the database was last found to hold
        self.times = 0  # how often it was found changed

    async def vote(self, ballot_id: int) -> bool:
        """Vote differently from before; tell whether an answer came."""
        self.sent = random.choice([choice for choice in CHOICES if choice != self.stands])
        self.was_answered = False
        try:
            status, text = await self.phone.send(f"/ballots/{ballot_id}/vote", choice=self.sent)
        except aiohttp.ClientError:
            return False
        assert status == 303, text
        self.was_answered = True
        return True

    def finds(self, choice: str | None) -> None:
        """Compare with what the database holds: an answered vote, or one whose answer was cut off."""
        if self.was_answered:
            assert choice == self.sent, f"voter {self.id} was told {self.sent}, the database says {choice}"
        assert choice in (self.stands, self.sent), f"voter {self.id} never chose {choice}"
        self.times += choice == self.sent
        self.stands = choice


def a_council_votes(cast: Cast) -> tuple[Ballot, list[Person]]:
    """A thousand members, and a question before them."""
    now = datetime.now(UTC)
    members = [people.enrol(by=None, now=now, name=f"议事员{n}")[0] for n in range(VOTERS)]
    for member in members:
        people.appoint(member, by=None, now=now, role=Role.MEMBER, community_id=cast.willow.id)
    issue = cast.report()
    issues.accept(issue, by=cast.secretary, now=now)
    issues.put_on_agenda(issue, by=cast.chair, now=now)
    ballots.open_ballot(
        issue,
        by=cast.chair,
        now=now,
        question="装不装电梯？",
        rule=YesNo.preset("simple"),
        disclosure=Disclosure.HIDDEN,
        closes_at=now + timedelta(days=1),
    )
    session.commit()
    return session.query(Ballot).one(), members


def the_books_are_whole(ballot_id: int, voters: list[Voter]) -> None:
    """Hold the database against the voters: votes, tally and journal."""
    session.rollback()
    session.expire_all()
    for check, sound in (("integrity_check", [("ok",)]), ("foreign_key_check", [])):
        assert [tuple(row) for row in session.execute(sa.text(f"PRAGMA {check}"))] == sound
    ballot = session.get_one(Ballot, ballot_id)
    votes = {vote.person_id: vote for vote in session.query(Vote).filter_by(ballot_id=ballot_id)}
    told = defaultdict(list)
    for event in session.query(Event).filter_by(verb=Verb.CAST).order_by(Event.id):
        assert event.thing == f"ballot:{ballot_id}"
        told[event.by_id].append(event)
    for voter in voters:
        vote = votes.get(voter.id)
        voter.finds(vote.choice if vote else None)
        lines = told[voter.id]
        assert len(lines) == voter.times, "each change has its line in the journal, and nothing else has"
        assert [bool(line.data.get("changed")) for line in lines] == [n > 0 for n in range(len(lines))]
        assert not vote or lines[-1].at == vote.at
    assert +Counter(ballot.tally) == Counter(vote.choice for vote in votes.values())
    assert ballot.turnout == len(votes) == sum(voter.stands is not None for voter in voters)
    lines, last = session.execute(sa.select(sa.func.count(), sa.func.max(Event.id))).one()
    assert lines == last, "the journal has no gap"
    session.rollback()
    db.engine.dispose()


async def vote_until_killed(server: Server, ballot_id: int, voters: list[Voter], after: int) -> int:
    """All vote at once; after so many answers the server dies. How many answers came."""
    answers = 0

    async def vote(voter: Voter) -> None:
        nonlocal answers
        if not await voter.vote(ballot_id):
            return
        answers += 1
        if answers == after:
            server.process.kill()

    await asyncio.gather(*[vote(voter) for voter in voters])
    return answers


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_answered_vote_survives_the_death_of_the_server(
    serve: Callable[..., Server], cast: Cast
) -> None:
    allow_many_files()
    ballot, members = a_council_votes(cast)
    cookies = [signed_in(member) for member in members]
    server = serve()

    async def go(server: Server) -> None:
        # Each request gets a connection of its own, and none outlives the server at whose end it was.
        async with aiohttp.TCPConnector(limit=0, force_close=True) as connector:
            phones = [Phone(server.url, cookie, connector) for cookie in cookies]
            voters = [Voter(member, phone) for member, phone in zip(members, phones, strict=True)]
            await asyncio.gather(*[phone.open("/track") for phone in phones])
            for _ in range(ROUNDS):
                await vote_until_killed(server, ballot.id, voters, random.randrange(1, VOTERS // 2))
                server.kill()
                the_books_are_whole(ballot.id, voters)
                server = serve(port=server.port)
                assert ballot.question in await phones[0].open(f"/ballots/{ballot.id}")
            assert await vote_until_killed(server, ballot.id, voters, after=-1) == VOTERS
            assert server.stop() == 0
            the_books_are_whole(ballot.id, voters)
            await asyncio.gather(*[phone.web.close() for phone in phones])

    asyncio.run(go(server))
