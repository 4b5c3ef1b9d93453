"""How the states of action items are said and shown."""

from flask_babel import lazy_gettext as _l

from portal.actions.lifecycle import State
from portal.issues.words import Look

STATES = {
    State.TODO: Look(_l("To do"), "neutral", "list-todo"),
    State.DOING: Look(_l("In progress"), "active", "hourglass"),
    State.BLOCKED: Look(_l("Held up"), "wait", "circle-pause"),
    State.DONE: Look(_l("Done"), "good", "circle-check"),
}
