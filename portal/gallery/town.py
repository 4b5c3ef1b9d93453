"""A made-up community in the midst of its work, brought there by the verbs; it is never kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.actions import verbs as actions
from portal.actions.models import Action
from portal.ballots import verbs as ballots
from portal.ballots.models import Ballot, Disclosure
from portal.ballots.rules.yes_no import YesNo
from portal.communities import verbs as communities
from portal.communities.models import Community, Subdistrict
from portal.db import session
from portal.gallery.samples import said, table
from portal.i18n import today
from portal.issues import verbs as issues
from portal.issues.models import Category, Issue, Question
from portal.journal import Role
from portal.people import verbs as people
from portal.people.models import Person, Visitor

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
"""The gallery's one moment: half past ten on a Sunday morning in Shanghai."""
FOUNDED = NOW - timedelta(days=200)

ROLES = {
    "resident": Role.RESIDENT, "neighbour": Role.RESIDENT, "member": Role.MEMBER, "second": Role.MEMBER,
    "third": Role.MEMBER, "chair": Role.CHAIR, "secretary": Role.SECRETARY,
}  # fmt: skip


class Town:
    """A community, a quiet one beside it, and their people."""

    def __init__(self) -> None:
        slugs = {"subdistrict": "gallery", "community": "gallery-riverside", "quiet": "gallery-locust"}
        zh_en = {
            key: dict(zip(("name", "name_en"), names, strict=True))
            for key, names in table()["places"].items()
        }
        communities.found_subdistrict(by=None, now=FOUNDED, slug=slugs["subdistrict"], **zh_en["subdistrict"])
        above = session.scalars(select(Subdistrict).filter_by(slug=slugs["subdistrict"])).one()
        for key in ("community", "quiet"):
            communities.found_community(above, by=None, now=FOUNDED, slug=slugs[key], **zh_en[key])
        found = {
            c.slug: c for c in session.scalars(select(Community).where(Community.subdistrict_id == above.id))
        }
        self.community, self.quiet = found[slugs["community"]], found[slugs["quiet"]]
        self.people: dict[str, Person] = {}
        for key, role in ROLES.items():
            person, _ = people.enrol(
                by=None, now=FOUNDED, name=table()["people"][key], email=f"{key}@gallery.example"
            )
            people.appoint(person, by=None, now=FOUNDED, role=role, community_id=self.community.id)
            self.people[key] = person
        session.expire_all()  # their roles are read anew

    def __getitem__(self, who: str) -> Any:
        return self.people.get(who) or Visitor()

    def issue(self, *steps: str, before: float = 12, title: str = "title") -> Issue:
        """A report of the resident's, so many days old, and then one step a day."""
        at = NOW - timedelta(days=before)
        event = issues.report(
            self.community,
            by=self["resident"],
            now=at,
            title=said("issue", title),
            body=said("issue", "body"),
            place=said("issue", "place"),
            category=Category.SAFETY,
        )
        issue = session.get_one(Issue, event.issue_id)
        for n, step in enumerate(steps, start=1):
            getattr(self, step)(issue, at + timedelta(days=n * before / (len(steps) + 1)))
        session.flush()
        return issue

    def accept(self, issue: Issue, at: datetime) -> None:
        """Taken on, and supported by two."""
        issues.accept(issue, by=self["secretary"], now=at)
        for who in ("neighbour", "second"):
            issues.support(issue, by=self[who], now=at)

    def ask(self, issue: Issue, at: datetime) -> Question:
        """The secretary wants to know more."""
        event = issues.ask(issue, by=self["secretary"], now=at, text=said("issue", "question"))
        return session.get_one(Question, event.thing_id)

    def ask_and_answer(self, issue: Issue, at: datetime) -> None:
        """The secretary wanted to know more, and does."""
        issues.answer(self.ask(issue, at), by=self["resident"], now=at, text=said("issue", "answer"))

    def agenda(self, issue: Issue, at: datetime) -> None:
        """Talked about, with two proposals."""
        issues.put_on_agenda(issue, by=self["chair"], now=at)
        issues.comment(issue, by=self["member"], now=at, body=said("issue", "comment"))
        issues.comment(issue, by=self["chair"], now=at, body=said("issue", "long_comment"))
        words = {
            name: said("issue", name)
            for name in ("proposal", "proposal_body", "other_proposal", "other_body")
        }
        issues.propose(
            issue,
            by=self["member"],
            now=at,
            title=words["proposal"],
            body=words["proposal_body"],
            cost_fen=320_000,
        )
        issues.propose(
            issue, by=self["second"], now=at, title=words["other_proposal"], body=words["other_body"]
        )

    def vote(self, issue: Issue, at: datetime, disclosure: Disclosure = Disclosure.NAMED) -> None:
        """Put to the vote for a week more."""
        ballots.open_ballot(
            issue,
            by=self["chair"],
            now=at,
            question=said("ballot", "question"),
            rule=YesNo.preset("simple", "half"),
            disclosure=disclosure,
            closes_at=NOW + timedelta(days=3, hours=7, minutes=30),
        )

    def hidden_vote(self, issue: Issue, at: datetime) -> None:
        """Put to the vote, and nobody sees how it stands."""
        self.vote(issue, at, Disclosure.HIDDEN)

    def say_yes(self, issue: Issue, at: datetime) -> None:
        """Two are for it."""
        self._say(issue, at, member="yes", second="yes")

    def differ(self, issue: Issue, at: datetime) -> None:
        """One is for it, one against."""
        self._say(issue, at, member="yes", second="no")

    def refuse(self, issue: Issue, at: datetime) -> None:
        """Most are against it."""
        self._say(issue, at, member="yes", second="no", third="no", chair="abstain")

    def agree(self, issue: Issue, at: datetime) -> None:
        """All but one are for it."""
        self._say(issue, at, member="yes", second="yes", third="no", chair="yes")

    def _say(self, issue: Issue, at: datetime, **choices: str) -> None:
        for who, choice in choices.items():
            ballots.cast(self.ballot(issue), by=self[who], now=at, choice=choice)

    def count(self, issue: Issue, at: datetime) -> None:
        """The chair closes the vote."""
        ballots.close_ballot(self.ballot(issue), by=self["chair"], now=at)

    def return_it(self, issue: Issue, at: datetime) -> None:
        """Back to the table."""
        issues.return_to_deliberation(issue, by=self["chair"], now=at, reason=said("issue", "back"))

    def adopt(self, issue: Issue, at: datetime) -> None:
        """Put on record as adopted."""
        ballots.decide(issue, by=self["chair"], now=at, text=said("issue", "adopt"))

    def reject(self, issue: Issue, at: datetime) -> None:
        """Put on record as rejected."""
        ballots.decide(issue, by=self["chair"], now=at, text=said("issue", "reject"))

    def act(self, issue: Issue, at: datetime) -> None:
        """Two action items: the member's and, late, the secretary's."""
        issues.start_acting(issue, by=self["secretary"], now=at)
        for title, owner, days in (("title", "member", 9), ("second", "secretary", -2)):
            actions.assign(
                issue,
                by=self["secretary"],
                now=at,
                title=said("action", title),
                owner=self[owner],
                due_on=today(NOW) + timedelta(days=days),
            )

    def begin(self, issue: Issue, at: datetime) -> None:
        """The first item is begun, with a note."""
        actions.start(self.item(issue), by=self["member"], now=at)
        actions.note(self.item(issue), by=self["member"], now=at, text=said("action", "note"))

    def block(self, issue: Issue, at: datetime) -> None:
        """The first item is held up."""
        actions.block(self.item(issue), by=self["member"], now=at, reason=said("action", "blocked"))

    def finish(self, issue: Issue, at: datetime) -> None:
        """Both items are done."""
        for item in session.scalars(select(Action).where(Action.issue_id == issue.id).order_by(Action.id)):
            actions.finish(item, by=self["secretary"], now=at)

    def resolve(self, issue: Issue, at: datetime) -> None:
        """Handled."""
        issues.resolve(issue, by=self["secretary"], now=at, outcome=said("issue", "outcome"))

    def rate(self, issue: Issue, at: datetime) -> None:
        """The residents say what came of it."""
        issues.rate(issue, by=self["resident"], now=at, is_solved=True, satisfaction=5)
        issues.rate(issue, by=self["neighbour"], now=at, is_solved=True, satisfaction=4)

    def close(self, issue: Issue, at: datetime) -> None:
        """On file."""
        issues.close(issue, by=self["secretary"], now=at)

    def decline(self, issue: Issue, at: datetime) -> None:
        """Turned down."""
        issues.decline(issue, by=self["secretary"], now=at, reason=said("issue", "decline"))

    def refer(self, issue: Issue, at: datetime) -> None:
        """Handed to an outside body."""
        due = today(NOW) + timedelta(days=5)
        issues.refer(issue, by=self["secretary"], now=at, body=said("issue", "refer"), due_on=due)

    def merge(self, issue: Issue, at: datetime) -> None:
        """Joined to another issue."""
        issues.merge(issue, by=self["secretary"], now=at, into=self.issue("accept", title="other"))

    def reopen(self, issue: Issue, at: datetime) -> None:
        """Taken up again."""
        issues.reopen(issue, by=self["secretary"], now=at, reason=said("issue", "reopen"))

    def ballot(self, issue: Issue) -> Ballot:
        """The issue's latest vote."""
        newest = select(Ballot).where(Ballot.issue_id == issue.id).order_by(Ballot.id.desc()).limit(1)
        return session.scalars(newest).one()

    def item(self, issue: Issue, number: int = 0) -> Action:
        """One of the issue's action items."""
        return session.scalars(select(Action).where(Action.issue_id == issue.id).order_by(Action.id)).all()[
            number
        ]
