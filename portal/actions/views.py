"""Action items: handing them out, and working on them."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, me
from portal.actions import bp, forms, verbs
from portal.actions.fragments import assign_form
from portal.actions.models import Action
from portal.answers import done, invalid
from portal.clock import now
from portal.db import session
from portal.i18n import today
from portal.issues.models import Issue
from portal.people.models import Person
from portal.photos import taken, with_photos


def here(action: Action) -> str:
    """The address of the item's page."""
    return url_for("actions.show", action_id=action.id)


def back(action: Action) -> tuple[str, str]:
    """The way back from one of the item's forms."""
    return here(action), _("Back to the action item")


@bp.post("/issues/<int:issue_id>/actions")
@allows(Can.ASSIGN, Issue)
def assign(issue: Issue) -> ResponseReturnValue:
    """Hand out an action item."""
    form, to = assign_form(issue), url_for("issues.show", issue_id=issue.id)
    owner = session.get(Person, form.owner.data) if form.validate_on_submit() else None
    if owner is None:
        way_back = (to, _("Back to the issue"))
        return invalid(
            "actions/_assign_form.html",
            title=_("Hand out an action item"),
            back=way_back,
            issue=issue,
            form=form,
        )
    event = verbs.assign(
        issue, by=me(), now=now(), title=form.title.data, owner=owner, due_on=form.due_on.data
    )
    return done(event, to=to, say=_("Handed out. It now waits for %(name)s.", name=owner.name))


@bp.get("/actions/<int:action_id>")
@allows(Can.SEE_ISSUE, Action)
def show(action: Action) -> ResponseReturnValue:
    """One action item with its progress."""
    return render_template("actions/show.html", action=action)


@bp.post("/actions/<int:action_id>/beginning")
@allows(Can.WORK_ON_ACTION, Action)
def start(action: Action) -> ResponseReturnValue:
    """Begin, or go on."""
    return done(verbs.start(action, by=me(), now=now()), to=here(action), say=_("Good: in progress."))


@bp.post("/actions/<int:action_id>/hindrance")
@allows(Can.WORK_ON_ACTION, Action)
def block(action: Action) -> ResponseReturnValue:
    """Say what holds it up."""
    form = forms.BlockForm()
    if not form.validate_on_submit():
        return invalid(
            "actions/_block_form.html", title=_("Held up"), back=back(action), action=action, form=form
        )
    event = verbs.block(action, by=me(), now=now(), reason=form.reason.data)
    return done(event, to=here(action), say=_("Noted. The council sees what is needed."))


@bp.post("/actions/<int:action_id>/completion")
@allows(Can.WORK_ON_ACTION, Action)
def finish(action: Action) -> ResponseReturnValue:
    """Say that it is done."""
    return done(verbs.finish(action, by=me(), now=now()), to=here(action), say=_("Done. Thank you!"))


@bp.post("/actions/<int:action_id>/notes")
@with_photos
@allows(Can.WORK_ON_ACTION, Action)
def note(action: Action) -> ResponseReturnValue:
    """Tell how it is going."""
    form = forms.NoteForm()
    if not form.validate_on_submit():
        return invalid(
            "actions/_note_form.html", title=_("Note progress"), back=back(action), action=action, form=form
        )
    event = verbs.note(action, by=me(), now=now(), text=form.text.data, pictures=taken())
    return done(event, to=here(action), say=_("Noted."))


@bp.post("/actions/<int:action_id>/due-date")
@allows(Can.RESCHEDULE, Action)
def reschedule(action: Action) -> ResponseReturnValue:
    """Give it another due date."""
    form = forms.DueForm(today=today(now()))
    if not form.validate_on_submit():
        return invalid(
            "actions/_due_form.html", title=_("Another due date"), back=back(action), action=action, form=form
        )
    event = verbs.reschedule(action, by=me(), now=now(), due_on=form.due_on.data)
    return done(event, to=here(action), say=_("The due date is changed."))
