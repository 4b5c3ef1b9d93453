"""Action items on the issue's page and on their own page, and what keeps the board fresh."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access import Can, can
from portal.actions import forms, queries
from portal.actions.lifecycle import MOVES
from portal.actions.models import Action
from portal.actions.words import STATES
from portal.clock import now
from portal.db import session
from portal.fragments import live, of_community, of_thing, own
from portal.i18n import today
from portal.issues.fragments import MOVE_VERBS, Turn, turn
from portal.issues.lifecycle import State as IssueState
from portal.issues.models import Issue
from portal.issues.queries import pictures
from portal.issues.words import EVENTS
from portal.journal import Verb
from portal.people.words import ROLES

Inputs = dict[str, Any]

ITEM_VERBS = (Verb.ASSIGN, Verb.RESCHEDULE, *MOVES)


@turn(IssueState.ACTING)
def owners_turn(issue: Issue, at: datetime) -> Turn:
    """The owners of what is not done yet, by the nearest due date; then the office says what came of it."""
    left = queries.left_to_do(issue.id)
    if not left.all:
        return Turn(_("The secretary or the chair hands out the action items."), issue.moved_at)
    if not left.open:
        return Turn(_("All action items are done: the secretary tells what came of it."), left.last_moved_at)
    who = ngettext(
        "The owner of %(num)s open action item.", "The owners of %(num)s open action items.", left.open
    )
    return Turn(who, issue.moved_at, left.next_due, left.next_due < today(at))


@live("actions/_actions", kind="issue", part="actions", on=(*ITEM_VERBS, *MOVE_VERBS))
def listed(issue_id: int) -> Inputs | None:
    """The issue's action items."""
    issue = session.get(Issue, issue_id)
    if issue is None:
        return None
    rows = queries.of_issue(issue_id)
    phase = " ".join([issue.state, *(f"{row.id}{row.state}{row.due_on}" for row in rows)])
    acting = issue.state is IssueState.ACTING
    return {"rows": rows, "looks": STATES, "today": today(now()), "acting": acting, "phase": phase}


@own("actions/_mine", model=Issue, part="my-actions", on=(*ITEM_VERBS, *MOVE_VERBS), follow="actions")
def mine(issue: Issue, viewer: Any) -> Inputs | None:
    """Where the office hands out items, and an owner's own items with what can be done about them."""
    may_assign = can(Can.ASSIGN, issue)
    owned = queries.owned_in(issue.id, viewer.id) if viewer.id else []
    items = [doing_inputs(item) for item in owned if not item.state.is_done and can(Can.WORK_ON_ACTION, item)]
    if not may_assign and not items:
        return None
    return {
        "issue": issue,
        "items": items,
        "assign_form": assign_form(issue, formdata=None) if may_assign else None,
    }


@live("actions/_state", kind="action", part="state", on=ITEM_VERBS, keys=of_thing)
def state(action_id: int) -> Inputs | None:
    """How far an item has come, whose it is and until when."""
    action = session.get(Action, action_id)
    if action is None:
        return None
    return {
        "action": action,
        "look": STATES[action.state],
        "owner": queries.shown_owner(action_id),
        "overdue": action.is_overdue(today(now())),
        "phase": f"{action.state} {action.due_on}",
    }


@live("actions/_history", kind="action", part="history", on=(*ITEM_VERBS, Verb.NOTE), keys=of_thing)
def history(action_id: int) -> Inputs | None:
    """An item's progress: notes, photos, and what moved."""
    action = session.get(Action, action_id)
    if action is None:
        return None
    events, photos = queries.history(action_id), pictures(action.issue_id)
    return {"events": events, "words": EVENTS, "pictures": photos}


@own("actions/_doing", model=Action, part="doing", on=(*ITEM_VERBS, Verb.NOTE), keys=of_thing, follow="state")
def doing(action: Action, viewer: Any) -> Inputs | None:
    """What the owner and the office can do about an item; to the council, also the owner's name."""
    named = can(Can.SEE_BOARD, action) and queries.shown_owner(action.id) is None
    inputs = doing_inputs(action)
    if not named and not inputs["verbs"] and not inputs["may_reschedule"]:
        return None
    return {**inputs, "owner": action.owner.name if named else None}


def doing_inputs(action: Action) -> Inputs:
    """An item with the moves open to whoever is asking, and empty forms for those that owe a word."""
    works, at = can(Can.WORK_ON_ACTION, action), now()
    due = {"due_on": action.due_on}
    return {
        "action": action,
        "look": STATES[action.state],
        "overdue": action.is_overdue(today(at)),
        "verbs": [verb.value for verb, line in MOVES.items() if works and action.state in line.frm],
        "works": works,
        "may_reschedule": can(Can.RESCHEDULE, action) and not action.state.is_done,
        "block_form": forms.BlockForm(formdata=None),
        "note_form": forms.NoteForm(formdata=None),
        "due_form": forms.DueForm(formdata=None, data=due, today=today(at)),
    }


def assign_form(issue: Issue, **kw: Any) -> forms.AssignForm:
    """The form that offers everybody of the community as an owner."""
    at = now()
    people = queries.possible_owners(issue.community_id, at)
    owners = [(p.id, f"{p.name} · {ROLES[p.role]}") for p in people]
    return forms.AssignForm(**kw, owners=owners, today=today(at))


@live("actions/_pulse", kind="community", part="pulse", on=(*ITEM_VERBS, *MOVE_VERBS), keys=of_community)
def pulse(community_id: int) -> Inputs:
    """Nothing to see: tells a board, on which everybody has moves of their own, to fetch itself again."""
    return {"newest": queries.newest_event(community_id)}
