"""The parts of an issue's page that move while people look, and those that depend on who looks."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

from portal.access import Can, can
from portal.clock import now
from portal.db import session
from portal.fragments import live, own
from portal.issues import forms, queries
from portal.issues.lifecycle import MOVES, SPINE, State
from portal.issues.models import Contact, Issue
from portal.issues.words import EVENTS, STATES, STEPS, WHO_MOVES
from portal.journal import Verb

Inputs = dict[str, Any]

MOVE_VERBS = (Verb.REPORT, *MOVES)

DOORS: dict[Verb, Can] = {
    Verb.ACCEPT: Can.ACCEPT_ISSUE,
    Verb.DECLINE: Can.DECLINE_ISSUE,
    Verb.REFER: Can.REFER_ISSUE,
    Verb.MERGE: Can.MERGE_ISSUE,
    Verb.PUT_ON_AGENDA: Can.PUT_ON_AGENDA,
    Verb.START_ACTING: Can.START_ACTING,
    Verb.RESOLVE: Can.RESOLVE_ISSUE,
    Verb.CLOSE: Can.CLOSE_ISSUE,
    Verb.REOPEN: Can.REOPEN_ISSUE,
}
"""Which permission each move asks for; ballots and decisions have their own doors (see ballots)."""


STANDS_AT = {State.REJECTED: State.ADOPTED, State.REOPENED: State.ACCEPTED, State.REFERRED: State.ACTING}
"""Where on the spine the states beside it are drawn."""


class Turn(NamedTuple):
    """Whose move it is, since when, and by when where somebody set a time."""

    who: Any
    since: datetime
    due: date | None = None
    is_late: bool = False


TURNS: dict[State, Callable[[Issue, datetime], Turn | None]] = {}
"""Where more is known than the state alone says: features that come later add what their things tell."""

WATCHED = (
    *MOVE_VERBS, Verb.CLOSE_BALLOT, Verb.ASSIGN, Verb.RESCHEDULE, Verb.START, Verb.BLOCK, Verb.FINISH,
)  # fmt: skip
"""After what somebody else may have to move, or by another day."""


def turn(state: State) -> Callable[..., Any]:
    """Register who has to move in a state; the function may give None where nothing more is known."""

    def register(tell: Callable[[Issue, datetime], Turn | None]) -> Callable[[Issue, datetime], Turn | None]:
        TURNS[state] = tell
        return tell

    return register


@turn(State.REPORTED)
def first_answer(issue: Issue, at: datetime) -> Turn:
    """The office owes every report an answer within three days."""
    due = issue.triage_due_at
    return Turn(WHO_MOVES[State.REPORTED], issue.reported_at, due, at > due)


def turn_of(issue: Issue, at: datetime) -> Turn:
    """Whose move it is now."""
    told = TURNS[issue.state](issue, at) if issue.state in TURNS else None
    return told or Turn(WHO_MOVES[issue.state], issue.moved_at)


def open_moves(issue: Issue) -> list[str]:
    """What whoever is asking may do with the issue as it stands."""
    return [
        verb.value
        for verb, permission in DOORS.items()
        if issue.state in MOVES[verb].frm and can(permission, issue)
    ]


def steps(state: State, visited: set[str]) -> list[tuple[Any, str, None]]:
    """The spine for the stepper: each label is done, current, next, or off (passed over)."""
    at = STANDS_AT.get(state, state)
    if at not in SPINE:
        return []
    here = SPINE.index(at)

    def mark(step: int, of: State) -> str:
        if step == here:
            return "current"
        return "next" if step > here else "done" if of in visited or step == 0 else "off"

    return [(STEPS[state if s is at else s], mark(i, s), None) for i, s in enumerate(SPINE)]


@live("issues/_state", kind="issue", part="state", on=WATCHED)
def state(issue_id: int) -> Inputs | None:
    """Where it stands, who has to move, since when and by when."""
    issue = session.get(Issue, issue_id)
    if issue is None:
        return None
    return {
        "issue": issue,
        "look": STATES[issue.state],
        "steps": steps(issue.state, queries.visited(issue.id)),
        "turn": turn_of(issue, now()),
    }


@live("issues/_supports", kind="issue", part="supports", on=[Verb.SUPPORT, Verb.MERGE])
def supports(issue_id: int) -> Inputs | None:
    """How many said "me too"."""
    issue = session.get(Issue, issue_id)
    return {"count": issue.support_count} if issue else None


@live("issues/_proposals", kind="issue", part="proposals", on=[Verb.PROPOSE])
def proposals(issue_id: int) -> Inputs:
    """The ways to solve it."""
    return {"proposals": queries.proposals(issue_id)}


@live("issues/_thread", kind="issue", part="thread", on=[Verb.COMMENT])
def thread(issue_id: int) -> Inputs:
    """The latest of what was said."""
    comments, more = queries.thread(issue_id)
    return {"comments": comments, "more": more, "issue_id": issue_id}


@live("issues/_history", kind="issue", part="history", on=[Verb(v) for v in EVENTS if v != Verb.SUPPORT])
def history(issue_id: int) -> Inputs:
    """The chain from the first sentence to the rating."""
    events = queries.history(issue_id)
    return {"events": events, "words": EVENTS, "pictures": queries.pictures(issue_id), "issue_id": issue_id}


@live("issues/_outcome", kind="issue", part="outcome", on=(*MOVE_VERBS, Verb.RATE))
def outcome(issue_id: int) -> Inputs | None:
    """What was decided; once it is settled, what was done, with pictures, and what residents say of it."""
    issue = session.get(Issue, issue_id)
    if issue is None:
        return None
    settled = issue.state.is_settled
    return {
        "issue": issue,
        "pictures": queries.pictures_of(issue.id, Verb.RESOLVE) if settled else [],
        "summary": queries.rating_summary(issue.id, issue.round) if settled else None,
    }


@own("issues/_moves", model=Issue, part="moves")
def moves(issue: Issue, viewer: Any) -> Inputs | None:
    """The office's next steps, as far as this viewer may take them."""
    verbs = open_moves(issue)
    may_ask = can(Can.ASK_REPORTER, issue) and issue.state is State.REPORTED
    return (
        {**form_inputs(issue), "issue": issue, "verbs": verbs, "may_ask": may_ask}
        if verbs or may_ask
        else None
    )


def contact_for(issue: Issue) -> Any:
    """How to reach the reporter, for the secretary's eyes alone."""
    return session.get(Contact, issue.id) if can(Can.SEE_CONTACT, issue) else None


def form_inputs(issue: Issue) -> Inputs:
    """Empty forms for the moves that owe a word."""
    return {
        "reason_form": forms.ReasonForm(formdata=None),
        "refer_form": forms.ReferForm(formdata=None),
        "merge_form": forms.MergeForm(formdata=None),
        "ask_form": forms.QuestionForm(formdata=None),
        "resolution_form": forms.ResolutionForm(formdata=None),
    }


@own("issues/_support", model=Issue, part="support", on=[Verb.SUPPORT])
def support(issue: Issue, viewer: Any) -> Inputs | None:
    """The viewer's own "me too"."""
    supported = viewer.id is not None and issue.is_supported_by(viewer.id)
    if not supported and not (issue.state.is_open and issue.state.is_public):
        return None
    return {"issue": issue, "supported": supported, "may": can(Can.SUPPORT_ISSUE, issue)}


@own("issues/_say", model=Issue, part="say", on=(*MOVE_VERBS, Verb.COMMENT))
def say(issue: Issue, viewer: Any) -> Inputs | None:
    """Where a member writes a comment."""
    if not can(Can.COMMENT, issue):
        return None
    return {"issue": issue, "form": forms.CommentForm(formdata=None)}


@own("issues/_propose", model=Issue, part="propose", on=(*MOVE_VERBS, Verb.PROPOSE))
def propose(issue: Issue, viewer: Any) -> Inputs | None:
    """Where a member writes a proposal."""
    if not can(Can.PROPOSE, issue):
        return None
    return {"issue": issue, "form": forms.ProposalForm(formdata=None)}


@own("issues/_rating", model=Issue, part="rating", on=(*MOVE_VERBS, Verb.RATE))
def rating(issue: Issue, viewer: Any) -> Inputs | None:
    """Where the reporter and the supporters say whether it is solved."""
    if not can(Can.RATE_ISSUE, issue):
        return None
    mine = queries.rating_of(issue.id, issue.round, viewer.id)
    data = (
        {"is_solved": "yes" if mine.is_solved else "no", "satisfaction": str(mine.satisfaction)}
        if mine
        else None
    )
    return {"issue": issue, "mine": mine, "form": forms.RatingForm(formdata=None, data=data)}


@own("issues/_questions", model=Issue, part="questions", on=[Verb.ASK, Verb.ANSWER])
def questions(issue: Issue, viewer: Any) -> Inputs | None:
    """What the secretary asked, for the reporter to answer."""
    asked = queries.questions(issue.id) if can(Can.SEE_QUESTIONS, issue) else []
    if not asked:
        return None
    answerable = {q.id for q in asked if can(Can.ANSWER_QUESTION, q)}
    return {"questions": asked, "answerable": answerable, "form": forms.AnswerForm(formdata=None)}
