"""How each thing that needs a person is said, and where it is done."""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.fragments import dom_id
from portal.i18n import ago, day, short_moment, today
from portal.inbox import queries
from portal.inbox.queries import Standing
from portal.issues.lifecycle import State
from portal.people.models import Person


class Line(NamedTuple):
    """One thing to do: where, what, until or since when, and what one should know to do it."""

    url: str
    title: str
    when: str
    is_late: bool = False
    note: str = ""
    body: str = ""


class Group(NamedTuple):
    """A group of the page: name, icon, what to say where nothing waits, and who reads that."""

    label: Any
    icon: str
    nothing: Any
    line: Callable[[Any, Standing], Line]
    concerns: Callable[[Person, Standing], bool] = lambda person, who: True


def on_issue(row: Any, part: str) -> str:
    """The part of the issue's page where it is done."""
    return url_for("issues.show", issue_id=row.issue_id, _anchor=dom_id("issue", row.issue_id, part))


def vote(row: Any, who: Standing) -> Line:
    """A vote to cast."""
    closes = _("closes %(at)s", at=short_moment(row.closes_at))
    return Line(url_for("ballots.show", ballot_id=row.id), row.question, closes)


def item(row: Any, who: Standing) -> Line:
    """An action item to do."""
    url, over = url_for("actions.show", action_id=row.id), (who.today - row.due_on).days
    return Line(url, row.title, _("due by %(day)s", day=day(row.due_on)), is_late=over > 0)


def report(row: Any, who: Standing) -> Line:
    """A report to answer, in its place in the list of triage."""
    days = (today(who.at) - today(row.reported_at)).days
    url = url_for("issues.triage", community_slug=row.slug, _anchor=dom_id("issue", row.issue_id, "triage"))
    age = ngettext("%(num)s day old", "%(num)s days old", days) if days else _("came in today")
    return Line(url, row.issue_title, age, is_late=row.reported_at < who.owed_since, body=row.body)


def question(row: Any, who: Standing) -> Line:
    """A question to answer."""
    return Line(on_issue(row, "questions"), row.text, ago(row.asked_at, who.at))


def rating(row: Any, who: Standing) -> Line:
    """A result to rate."""
    resolved = _("resolved on %(day)s", day=day(row.resolved_at))
    return Line(
        on_issue(row, "rating"), row.issue_title, resolved, note=_("Is it solved? How satisfied are you?"),
        body=row.outcome or "",
    )  # fmt: skip


STEPS: dict[State, tuple[Any, str]] = {
    State.DELIBERATING: (_l("Put it to the vote when the council is ready"), "my-ballots"),
    State.VOTING: (_l("The vote is over: put the decision on record"), "my-ballots"),
    State.ADOPTED: (_l("Adopted: start acting and hand out the action items"), "moves"),
    State.REOPENED: (_l("Not solved: decide how to go on"), "moves"),
    State.ACTING: (_l("All action items are done: declare it resolved"), "moves"),
    State.RESOLVED: (_l("Resolved and rated, or a week old: close it"), "moves"),
    State.REFERRED: (_l("The body that was asked is late with its answer: follow it up"), "moves"),
}
"""What the chair or the secretary does next with an issue, and in which part of its page."""


def step(row: Any, who: Standing) -> Line:
    """An issue to move on."""
    label, part = STEPS[row.issue_state]
    late = row.issue_state.is_elsewhere
    note = f"{label} ({row.referred_to})" if late and row.referred_to else str(label)
    return Line(on_issue(row, part), row.issue_title, ago(row.moved_at, who.at), is_late=late, note=note)


GROUPS: dict[str, Group] = {
    "votes": Group(
        _l("Votes open to you"),
        "vote",
        _l("No vote is open to you. You get a mail when one opens."),
        vote,
        lambda person, who: any(
            m.role.is_office and m.community_id and m.runs_at(who.at) for m in person.memberships
        ),
    ),
    "items": Group(
        _l("Action items"),
        "list-todo",
        _l("You owe nothing. What you take on appears here with its due date."),
        item,
    ),
    "reports": Group(
        _l("Reports to triage"),
        "inbox",
        _l("Every report has had its first answer."),
        report,
        lambda person, who: bool(who.keeps),
    ),
    "questions": Group(
        _l("Questions to you"),
        "message-circle",
        _l("Nobody waits for an answer from you about something that you reported."),
        question,
    ),
    "ratings": Group(
        _l("Results to rate"),
        "star",
        _l("Once something that you reported or supported is resolved, you are asked here whether it is."),
        rating,
    ),
    "steps": Group(
        _l("Issues to move on"),
        "arrow-right",
        _l("No issue waits for your next step."),
        step,
        lambda person, who: bool(who.chairs or who.keeps),
    ),
}


def ahead(who: Standing) -> Line | None:
    """Where nothing waits: what comes next, if that is known."""
    vote, item = queries.next_vote(who), queries.next_item(who)
    if vote and (item is None or today(vote.closes_at) <= item.due_on):
        at = short_moment(vote.closes_at)
        return Line(url_for("ballots.show", ballot_id=vote.id), vote.question, _("closes %(at)s", at=at))
    if item is None:
        return None
    due = _("due by %(day)s", day=day(item.due_on))
    return Line(url_for("actions.show", action_id=item.id), item.title, due)
