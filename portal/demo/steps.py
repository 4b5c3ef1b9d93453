"""What can happen in a story, as its table says it: [day, "word", …]; each word is one verb.

People are named as in people.toml (secretary, chair, m1, r1), action items by their number in the story.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from portal.actions import verbs as actions
from portal.actions.models import Action
from portal.ballots import verbs as ballots
from portal.ballots.models import Ballot, Disclosure
from portal.ballots.rules.yes_no import YesNo
from portal.db import session
from portal.i18n import today
from portal.issues import verbs as issues
from portal.issues.models import Category, Issue, Proposal, Question
from portal.journal import Channel, Event
from portal.people.models import Person, Visitor

if TYPE_CHECKING:
    from portal.demo.story import Story

STEPS: dict[str, Callable[..., object]] = {}

OFFICE = frozenset(
    {"accept", "decline", "refer", "merge", "ask", "agenda", "open_ballot", "return", "decide",
     "act", "assign", "resolve", "close"}
)  # fmt: skip
"""What happens in office hours; all else is done in the evening."""


def step(function: Callable[..., object]) -> Callable[..., object]:
    """Let the tables use this word."""
    STEPS[function.__name__.rstrip("_")] = function
    return function


def made(event: Event, model: Any) -> Any:
    """The thing that an event made."""
    return session.get_one(model, event.thing_id)


@step
def report(story: "Story", at: datetime) -> None:
    """Somebody says what is wrong: with an account, without one, or at the secretary's desk."""
    table = story.table
    by: Any = story.place.people.get(table["by"]) or Visitor()
    channel = Channel.ONLINE
    if table["by"] == "desk":
        by, channel = story.place["secretary"], Channel.DESK
    has_account = table["by"] in story.place.people
    event = issues.report(
        story.place.community,
        by=by,
        now=at,
        title=table["title"],
        body=table["body"],
        place=table["place"],
        category=Category(table["category"]),
        code=None if has_account else table.get("code") or f"{story.chance.getrandbits(80):020X}",
        contact=tuple(table.get("contact", ("", ""))),
        pictures=[story.pictures[name] for name in table.get("photos", ())],
        channel=channel,
    )
    story.issue = made(event, Issue)


@step
def support(story: "Story", at: datetime, who: Person | str) -> None:
    """Me too."""
    issues.support(story.issue, by=story.place[who] if isinstance(who, str) else who, now=at)


@step
def accept(story: "Story", at: datetime) -> None:
    """The secretary takes it on."""
    issues.accept(story.issue, by=story.place["secretary"], now=at)


@step
def decline(story: "Story", at: datetime, reason: str) -> None:
    """The secretary turns it down."""
    issues.decline(story.issue, by=story.place["secretary"], now=at, reason=reason)


@step
def refer(story: "Story", at: datetime, body: str) -> None:
    """The secretary hands it on."""
    issues.refer(story.issue, by=story.place["secretary"], now=at, body=body)


@step
def merge(story: "Story", at: datetime, into: str) -> None:
    """The secretary sees that it was said before."""
    issues.merge(story.issue, by=story.place["secretary"], now=at, into=story.others[into].issue)


@step
def ask(story: "Story", at: datetime, text: str) -> None:
    """The secretary wants to know more."""
    story.question = made(issues.ask(story.issue, by=story.place["secretary"], now=at, text=text), Question)


@step
def answer(story: "Story", at: datetime, text: str) -> None:
    """The reporter tells."""
    by = story.place.people.get(story.table["by"]) or Visitor()
    issues.answer(story.question, by=by, now=at, text=text)


@step
def agenda(story: "Story", at: datetime) -> None:
    """The chair brings it before the council."""
    issues.put_on_agenda(story.issue, by=story.place["chair"], now=at)


@step
def comment(story: "Story", at: datetime, who: str, body: str) -> None:
    """Somebody on the council speaks."""
    issues.comment(story.issue, by=story.place[who], now=at, body=body)


@step
def propose(story: "Story", at: datetime, who: str, title: str, body: str, yuan: int | None = None) -> None:
    """A member knows a way."""
    cost = None if yuan is None else yuan * 100
    event = issues.propose(story.issue, by=story.place[who], now=at, title=title, body=body, cost_fen=cost)
    story.proposals.append(made(event, Proposal))


@step
def open_ballot(story: "Story", at: datetime, terms: dict[str, Any]) -> None:
    """The chair puts it to the vote: with a majority by its name, and half of the roll as quorum."""
    event = ballots.open_ballot(
        story.issue,
        by=story.place["chair"],
        now=at,
        question=terms["question"],
        rule=YesNo.preset(terms["rule"], "half"),
        disclosure=Disclosure.HIDDEN if terms.get("hidden") else Disclosure.NAMED,
        closes_at=at + timedelta(days=terms["days"]),
        proposal=story.proposals[terms["proposal"] - 1] if "proposal" in terms else None,
    )
    story.ballot = made(event, Ballot)


@step
def cast(story: "Story", at: datetime, who: Person, choice: str) -> None:
    """Somebody on the roll votes."""
    ballots.cast(story.ballot, by=who, now=at, choice=choice)


@step
def close_ballot(story: "Story", at: datetime) -> None:
    """The time to vote is over."""
    ballots.announce_end(story.ballot, now=at)


@step
def return_(story: "Story", at: datetime, reason: str) -> None:
    """The chair takes it back to the table."""
    issues.return_to_deliberation(story.issue, by=story.place["chair"], now=at, reason=reason)


@step
def decide(story: "Story", at: datetime, text: str) -> None:
    """The chair puts on record what was decided."""
    ballots.decide(story.issue, by=story.place["chair"], now=at, text=text)


@step
def act(story: "Story", at: datetime) -> None:
    """The secretary sets to work."""
    issues.start_acting(story.issue, by=story.place["secretary"], now=at)


@step
def assign(story: "Story", at: datetime, who: str, title: str, days: int) -> None:
    """The secretary hands out an action item."""
    event = actions.assign(
        story.issue,
        by=story.place["secretary"],
        now=at,
        title=title,
        owner=story.place[who],
        due_on=today(at) + timedelta(days=days),
    )
    story.actions.append(made(event, Action))


@step
def start(story: "Story", at: datetime, number: int) -> None:
    """The owner begins."""
    action = story.actions[number - 1]
    actions.start(action, by=action.owner, now=at)


@step
def note(story: "Story", at: datetime, number: int, text: str) -> None:
    """The owner tells how it is going."""
    action = story.actions[number - 1]
    actions.note(action, by=action.owner, now=at, text=text)


@step
def block(story: "Story", at: datetime, number: int, reason: str) -> None:
    """The owner is held up."""
    action = story.actions[number - 1]
    actions.block(action, by=action.owner, now=at, reason=reason)


@step
def finish(story: "Story", at: datetime, number: int) -> None:
    """The owner is done."""
    action = story.actions[number - 1]
    actions.finish(action, by=action.owner, now=at)


@step
def resolve(story: "Story", at: datetime, outcome: str, *photos: str) -> None:
    """The secretary tells the residents what was done."""
    pictures = [story.pictures[name] for name in photos]
    issues.resolve(story.issue, by=story.place["secretary"], now=at, outcome=outcome, pictures=pictures)


@step
def rate(story: "Story", at: datetime, who: str, is_solved: bool, satisfaction: int) -> None:
    """A resident says what came of it."""
    issues.rate(story.issue, by=story.place[who], now=at, is_solved=is_solved, satisfaction=satisfaction)


@step
def reopen(story: "Story", at: datetime, who: str, reason: str) -> None:
    """It is not over."""
    issues.reopen(story.issue, by=story.place[who], now=at, reason=reason)


@step
def close(story: "Story", at: datetime) -> None:
    """The secretary lays it to the files."""
    issues.close(story.issue, by=story.place["secretary"], now=at)
