"""What it takes to answer each thing where it stands: empty forms, and the moves that are open."""

from typing import Any

from portal.actions import forms as of_actions
from portal.actions.lifecycle import MOVES as ACTION_MOVES
from portal.ballots import words as of_ballots
from portal.inbox.queries import Standing
from portal.issues import forms as of_issues
from portal.issues.lifecycle import State
from portal.journal import Verb

TRIAGE = (Verb.ACCEPT, Verb.DECLINE, Verb.REFER)
NEXT: dict[State, tuple[Verb, ...]] = {
    State.ADOPTED: (Verb.START_ACTING,),
    State.REOPENED: (Verb.PUT_ON_AGENDA, Verb.START_ACTING),
    State.ACTING: (Verb.RESOLVE,),
    State.RESOLVED: (Verb.CLOSE,),
    State.REFERRED: (Verb.PUT_ON_AGENDA, Verb.START_ACTING, Verb.RESOLVE),
}
"""What moves an issue on in its place; putting to the vote and deciding are fetched when asked for."""


def inputs(who: Standing) -> dict[str, Any]:
    """One empty form of each kind: drawn again for every row, each time under a key of its own."""
    return {
        "triage": [verb.value for verb in TRIAGE],
        "moves": {state: [verb.value for verb in verbs] for state, verbs in NEXT.items()},
        "action_moves": {
            state: [verb.value for verb, line in ACTION_MOVES.items() if state in line.frm]
            for line in ACTION_MOVES.values()
            for state in line.frm
        },
        "reason_form": of_issues.ReasonForm(formdata=None),
        "refer_form": of_issues.ReferForm(formdata=None),
        "ask_form": of_issues.QuestionForm(formdata=None),
        "resolution_form": of_issues.ResolutionForm(formdata=None),
        "answer_form": of_issues.AnswerForm(formdata=None),
        "rating_form": of_issues.RatingForm(formdata=None),
        "block_form": of_actions.BlockForm(formdata=None),
        "note_form": of_actions.NoteForm(formdata=None),
        "due_form": of_actions.DueForm(formdata=None, today=who.today),
        "ballot_words": of_ballots,
    }
