"""How states, categories and events of issues are said and shown: one word, one tone, one icon each."""

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from portal.issues.lifecycle import State
from portal.issues.models import Category


class Look(NamedTuple):
    """What stands on a chip."""

    label: Any
    tone: str
    icon: str


STATES = {
    State.REPORTED: Look(_l("Reported"), "wait", "inbox"),
    State.ACCEPTED: Look(_l("Accepted"), "info", "check"),
    State.DELIBERATING: Look(_l("Deliberating"), "active", "message-circle"),
    State.VOTING: Look(_l("Voting"), "active", "vote"),
    State.ADOPTED: Look(_l("Adopted"), "good", "gavel"),
    State.REJECTED: Look(_l("Rejected"), "bad", "circle-x"),
    State.ACTING: Look(_l("Being acted on"), "active", "list-todo"),
    State.RESOLVED: Look(_l("Resolved"), "good", "circle-check"),
    State.CLOSED: Look(_l("Closed"), "muted", "lock"),
    State.DECLINED: Look(_l("Declined"), "bad", "circle-x"),
    State.REFERRED: Look(_l("Referred"), "info", "arrow-right"),
    State.MERGED: Look(_l("Merged"), "muted", "git-merge"),
    State.REOPENED: Look(_l("Reopened"), "wait", "rotate-ccw"),
}

STEPS = {
    State.REPORTED: _l("Raised"),
    State.ACCEPTED: _l("Taken on"),
    State.DELIBERATING: _l("Discussed"),
    State.VOTING: _l("Voted on"),
    State.ADOPTED: _l("Decided"),
    State.REJECTED: _l("Voted down"),
    State.ACTING: _l("Acted on"),
    State.RESOLVED: _l("Handled"),
    State.CLOSED: _l("On file"),
    State.REFERRED: _l("Handed on"),
    State.REOPENED: _l("Taken up again"),
}
"""The steps of the spine, in Chinese of two characters each, so that all stand side by side on a phone."""

WHO_MOVES = {
    State.REPORTED: _l("The secretary answers within three days."),
    State.ACCEPTED: _l("The secretary or the chair decides how to go on."),
    State.DELIBERATING: _l("The council is talking about it; the chair puts it to the vote."),
    State.VOTING: _l("The members on the roll vote; then the chair puts the decision on record."),
    State.ADOPTED: _l("The secretary or the chair hands out the action items."),
    State.REJECTED: _l("The council has voted against it."),
    State.ACTING: _l("The owners of the action items are at work."),
    State.RESOLVED: _l("Those who reported or supported it say whether it is solved."),
    State.CLOSED: _l("It is on file. If the trouble comes back, say that it is not solved."),
    State.DECLINED: _l("The community cannot take this on; the reason is given."),
    State.REFERRED: _l("The body responsible has been asked; the secretary follows it up."),
    State.MERGED: _l("It goes on together with another issue."),
    State.REOPENED: _l("The secretary or the chair decides how to go on."),
}

WAITING = {
    "overdue": Look(_l("Overdue"), "bad", "triangle-alert"),
    "asked": Look(_l("Waiting for the reporter"), "wait", "hourglass"),
    "answered": Look(_l("Reporter has answered"), "info", "message-circle"),
}
"""How a report stands that waits for its first answer."""

CATEGORIES = {
    Category.SAFETY: _l("Safety"),
    Category.LIFT: _l("Lifts"),
    Category.PARKING: _l("Parking"),
    Category.CHARGING: _l("E-bike charging"),
    Category.HEATING: _l("Heating and water"),
    Category.WASTE: _l("Waste and cleaning"),
    Category.NOISE: _l("Noise"),
    Category.GREENERY: _l("Green space"),
    Category.REPAIRS: _l("Repairs"),
    Category.ELDERLY: _l("Elderly care"),
    Category.CHILDREN: _l("Children and school"),
    Category.CULTURE: _l("Culture and sport"),
    Category.OTHER: _l("Other"),
}

GROUPS: dict[str, tuple[Any, tuple[State, ...]]] = {
    "waiting": (_l("Accepted"), (State.ACCEPTED, State.REOPENED)),
    "deliberating": (_l("Deliberating"), (State.DELIBERATING,)),
    "voting": (_l("Voting"), (State.VOTING,)),
    "acting": (_l("Being acted on"), (State.ADOPTED, State.ACTING, State.REFERRED)),
    "settled": (_l("Resolved"), (State.RESOLVED, State.CLOSED)),
    "rejected": (_l("Rejected"), (State.REJECTED,)),
}
"""The filters of the public list: what a reader looks for, which may be several states."""

EVENTS = {
    "report": _l("reported this"),
    "support": _l("supported this"),
    "accept": _l("accepted it"),
    "decline": _l("declined it"),
    "refer": _l("referred it"),
    "merge": _l("merged it with another issue"),
    "put_on_agenda": _l("put it on the agenda"),
    "propose": _l("wrote a proposal"),
    "open_ballot": _l("opened a vote"),
    "close_ballot": _l("closed the vote"),
    "return_to_deliberation": _l("took it back to deliberation"),
    "decide": _l("put the decision on record"),
    "start_acting": _l("began to act on it"),
    "assign": _l("handed out an action item"),
    "start": _l("began an action item"),
    "block": _l("is held up with an action item"),
    "finish": _l("finished an action item"),
    "note": _l("noted progress"),
    "reschedule": _l("changed a due date"),
    "resolve": _l("declared it resolved"),
    "rate": _l("rated the result"),
    "reopen": _l("reopened it"),
    "close": _l("closed it"),
}
"""The events that stand in an issue's public history, said after who did it."""
