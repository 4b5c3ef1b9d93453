"""What is written to whom: each event that is told by mail, and the reminders, as subject and plain text.

A letter says what a page says to the same person, and never how anybody voted or how to reach a resident.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.access import sees
from portal.actions.models import Action
from portal.ballots.models import Ballot
from portal.db import session
from portal.i18n import LANGUAGES, day, moment
from portal.inbox.audience import Capacity
from portal.issues.models import Issue, Question
from portal.journal import Event, Verb
from portal.mail import address
from portal.people.models import Person

SUBJECT_LENGTH = 120


class Letter(NamedTuple):
    """A mail before it is addressed: what it is about, what it says, and the page on which one acts."""

    subject: str
    text: str
    path: str


def page(endpoint: str, **values: Any) -> str:
    """The path of a page, for mails that are written without anybody asking for a page."""
    return current_app.url_map.bind("").build(endpoint, values)


def on_issue(issue: Issue) -> str:
    """The path of the issue's page."""
    return page("issues.show", issue_id=issue.id)


def vote_opened(event: Event) -> Letter:
    """To the roll: a vote is open."""
    ballot = session.get_one(Ballot, event.thing_id)
    text = _("A vote is open until %(at)s:\n\n%(question)s\n\nThe issue: %(title)s",
             at=moment(ballot.closes_at), question=ballot.question, title=ballot.issue.title)  # fmt: skip
    subject = _("Please vote: %(question)s", question=ballot.question)
    return Letter(subject, text, page("ballots.show", ballot_id=ballot.id))


def item_assigned(event: Event) -> Letter:
    """To the owner: an action item is yours."""
    action = session.get_one(Action, event.thing_id)
    text = _("An action item is now yours, due by %(day)s:\n\n%(item)s\n\nThe issue: %(title)s",
             day=day(action.due_on), item=action.title, title=action.issue.title)  # fmt: skip
    return Letter(
        _("Yours to do: %(item)s", item=action.title), text, page("actions.show", action_id=action.id)
    )


def item_rescheduled(event: Event) -> Letter:
    """To the owner: there is another due date."""
    action = session.get_one(Action, event.thing_id)
    due = day(date.fromisoformat(event.data["due_on"]))
    text = _("Your action item is now due by %(day)s:\n\n%(item)s", day=due, item=action.title)
    subject = _("Another due date: %(item)s", item=action.title)
    return Letter(subject, text, page("actions.show", action_id=action.id))


def issue_reopened(event: Event) -> Letter:
    """To the owners and the office: it was not solved."""
    issue = session.get_one(Issue, event.issue_id)
    text = _("An issue that was thought resolved is open again:\n\n%(title)s\n\nThe reason given: %(reason)s",
             title=issue.title, reason=event.data["reason"])  # fmt: skip
    return Letter(_("Open again: %(title)s", title=issue.title), text, on_issue(issue))


def issue_resolved(event: Event) -> Letter:
    """To the reporter and the supporters: is it solved, and how satisfied are you?"""
    issue = session.get_one(Issue, event.issue_id)
    text = _("The community says that this is handled:\n\n%(title)s\n\n%(outcome)s\n\n"
             "Is it really solved, and how satisfied are you? Please tell us on its page: two clicks.",
             title=issue.title, outcome=event.data["outcome"])  # fmt: skip
    return Letter(_("Is it solved? %(title)s", title=issue.title), text, on_issue(issue))


def issue_declined(event: Event) -> Letter:
    """To the reporter and the supporters: it is not taken on, and why."""
    issue = session.get_one(Issue, event.issue_id)
    text = _("The community cannot take this on:\n\n%(title)s\n\nThe reason: %(reason)s",
             title=issue.title, reason=event.data["reason"])  # fmt: skip
    return Letter(_("Declined: %(title)s", title=issue.title), text, on_issue(issue))


def reporter_asked(event: Event) -> Letter:
    """To the reporter: the secretary wants to know more."""
    question = session.get_one(Question, event.thing_id)
    text = _("The secretary asks about your report “%(title)s”:\n\n%(question)s",
             title=question.issue.title, question=question.text)  # fmt: skip
    subject = _("A question about your report: %(title)s", title=question.issue.title)
    return Letter(subject, text, on_issue(question.issue))


def report_arrived(event: Event) -> Letter:
    """To the office: a report waits for its first answer."""
    issue = session.get_one(Issue, event.issue_id)
    text = _("A new report waits for its first answer, owed by %(at)s:\n\n%(title)s",
             at=moment(issue.triage_due_at), title=issue.title)  # fmt: skip
    path = page("issues.triage", community_slug=issue.community.slug)
    return Letter(_("New report: %(title)s", title=issue.title), text, path)


LETTERS: dict[Verb, tuple[frozenset[Capacity], Callable[[Event], Letter]]] = {
    Verb.REPORT: (frozenset({Capacity.SECRETARY}), report_arrived),
    Verb.ASK: (frozenset({Capacity.REPORTER}), reporter_asked),
    Verb.DECLINE: (frozenset({Capacity.REPORTER, Capacity.SUPPORTER}), issue_declined),
    Verb.OPEN_BALLOT: (frozenset({Capacity.VOTER}), vote_opened),
    Verb.ASSIGN: (frozenset({Capacity.OWNER}), item_assigned),
    Verb.RESCHEDULE: (frozenset({Capacity.OWNER}), item_rescheduled),
    Verb.RESOLVE: (frozenset({Capacity.REPORTER, Capacity.SUPPORTER}), issue_resolved),
    Verb.REOPEN: (frozenset({Capacity.OWNER, Capacity.SECRETARY}), issue_reopened),
}
"""Which events are told by mail, to those concerned in which capacities, and what the mail says."""


def vote_ends_soon(ballot: Ballot) -> Letter:
    """To whoever on the roll has not voted."""
    text = _("Your vote is still missing. The vote closes on %(at)s:\n\n%(question)s",
             at=moment(ballot.closes_at), question=ballot.question)  # fmt: skip
    subject = _("Your vote is missing: %(question)s", question=ballot.question)
    return Letter(subject, text, page("ballots.show", ballot_id=ballot.id))


def item_due_soon(action: Action) -> Letter:
    """To the owner and the office, before the due date."""
    text = _("This action item is due by %(day)s. It is with %(name)s:\n\n%(item)s",
             day=day(action.due_on), name=action.owner.name, item=action.title)  # fmt: skip
    return Letter(_("Due soon: %(item)s", item=action.title), text, page("actions.show", action_id=action.id))


def item_overdue(action: Action) -> Letter:
    """To the owner and the office, after the due date."""
    text = _("This action item was due by %(day)s and is not done. It is with %(name)s:\n\n%(item)s\n\n"
             "If something holds it up, say so on its page.",
             day=day(action.due_on), name=action.owner.name, item=action.title)  # fmt: skip
    return Letter(_("Overdue: %(item)s", item=action.title), text, page("actions.show", action_id=action.id))


def language_of(person: Person) -> str:
    """The language in which the person is written to."""
    return person.locale if person.locale in LANGUAGES else LANGUAGES[0]


def addressed(letter: Letter, person: Person, *, linked: bool = True) -> tuple[str, str]:
    """Subject and body of the mail to this person; without the link where the page is not for them."""
    parts = [
        _("Hello %(name)s,", name=person.name),
        letter.text,
        address(letter.path) if linked else "",
        "-- \n" + _("Youth Council") + "\n" + address("/"),
    ]
    return one_line(letter.subject), "\n\n".join(part for part in parts if part) + "\n"


def one_line(text: str) -> str:
    """A subject is one line: people's own words in it may hold anything."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= SUBJECT_LENGTH else plain[: SUBJECT_LENGTH - 1] + "…"


def written(write: Callable[[Any], Letter], about: Any, person: Person, at: Any) -> tuple[str, str]:
    """The mail to this person in their language."""
    with force_locale(language_of(person)):
        letter = write(about)
        subject = session.get(Issue, about.issue_id)
        return addressed(letter, person, linked=sees(person, subject, at))
