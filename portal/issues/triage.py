"""The office's side of an issue: triage, agenda, decision, resolution."""

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, me
from portal.answers import done, invalid
from portal.clock import now
from portal.db import session
from portal.issues import bp, forms, verbs
from portal.issues.models import Issue
from portal.issues.views import back, here
from portal.photos import taken, with_photos


@bp.post("/issues/<int:issue_id>/acceptance")
@allows(Can.ACCEPT_ISSUE, Issue)
def accept(issue: Issue) -> ResponseReturnValue:
    """Take the report on."""
    return done(verbs.accept(issue, by=me(), now=now()), to=here(issue), say=_("Accepted."))


@bp.post("/issues/<int:issue_id>/refusal")
@allows(Can.DECLINE_ISSUE, Issue)
def decline(issue: Issue) -> ResponseReturnValue:
    """Turn the report down, with its reason."""
    form = forms.ReasonForm()
    if not form.validate_on_submit():
        return invalid(
            "issues/_decline_form.html", title=_("Decline"), back=back(issue), issue=issue, form=form
        )
    event = verbs.decline(issue, by=me(), now=now(), reason=form.reason.data)
    return done(event, to=here(issue), say=_("Declined. The reporter reads the reason."))


@bp.post("/issues/<int:issue_id>/referral")
@allows(Can.REFER_ISSUE, Issue)
def refer(issue: Issue) -> ResponseReturnValue:
    """Hand it to the body that is responsible."""
    form = forms.ReferForm()
    if not form.validate_on_submit():
        return invalid("issues/_refer_form.html", title=_("Refer"), back=back(issue), issue=issue, form=form)
    event = verbs.refer(issue, by=me(), now=now(), body=form.body.data, due_on=form.due_on.data)
    return done(event, to=here(issue), say=_("Referred."))


@bp.post("/issues/<int:issue_id>/merger")
@allows(Can.MERGE_ISSUE, Issue)
def merge(issue: Issue) -> ResponseReturnValue:
    """Join it to another issue on the same matter."""
    form = forms.MergeForm()
    into = session.get(Issue, int(form.into.data)) if form.validate_on_submit() else None
    if not form.errors and (trouble := verbs.cannot_merge(issue, into)):
        form.into.errors = [trouble]
    if into is None or form.errors:
        return invalid("issues/_merge_form.html", title=_("Merge"), back=back(issue), issue=issue, form=form)
    event = verbs.merge(issue, by=me(), now=now(), into=into)
    return done(event, to=here(into), say=_("Merged."))


@bp.post("/issues/<int:issue_id>/questions")
@allows(Can.ASK_REPORTER, Issue)
def ask(issue: Issue) -> ResponseReturnValue:
    """Ask the reporter for more."""
    form = forms.QuestionForm()
    if not form.validate_on_submit():
        return invalid(
            "issues/_ask_form.html", title=_("Ask the reporter"), back=back(issue), issue=issue, form=form
        )
    event = verbs.ask(issue, by=me(), now=now(), text=form.text.data)
    return done(event, to=here(issue), say=_("The reporter will find your question."))


@bp.post("/issues/<int:issue_id>/agenda")
@allows(Can.PUT_ON_AGENDA, Issue)
def put_on_agenda(issue: Issue) -> ResponseReturnValue:
    """Put it on the council's agenda."""
    return done(
        verbs.put_on_agenda(issue, by=me(), now=now()),
        to=here(issue),
        say=_("It is on the council's agenda."),
    )


@bp.post("/issues/<int:issue_id>/acting")
@allows(Can.START_ACTING, Issue)
def start_acting(issue: Issue) -> ResponseReturnValue:
    """Begin to act on it."""
    event = verbs.start_acting(issue, by=me(), now=now())
    return done(event, to=here(issue), say=_("Now hand out the action items."))


@bp.post("/issues/<int:issue_id>/resolution")
@with_photos
@allows(Can.RESOLVE_ISSUE, Issue)
def resolve(issue: Issue) -> ResponseReturnValue:
    """Declare it handled, with a public statement."""
    form = forms.ResolutionForm()
    if not form.validate_on_submit():
        return invalid(
            "issues/_resolve_form.html", title=_("Resolve"), back=back(issue), issue=issue, form=form
        )
    event = verbs.resolve(issue, by=me(), now=now(), outcome=form.outcome.data, pictures=taken())
    return done(event, to=here(issue), say=_("Resolved. Those who asked for it are invited to rate it."))


@bp.post("/issues/<int:issue_id>/closure")
@allows(Can.CLOSE_ISSUE, Issue)
def close(issue: Issue) -> ResponseReturnValue:
    """Lay it to the files."""
    return done(verbs.close(issue, by=me(), now=now()), to=here(issue), say=_("Closed."))


def _with_reason(
    verb: Callable[..., Any], template: str, title: str, issue: Issue, say: str
) -> ResponseReturnValue:
    form = forms.ReasonForm()
    if not form.validate_on_submit():
        return invalid(template, title=title, back=back(issue), issue=issue, form=form)
    return done(verb(issue, by=me(), now=now(), reason=form.reason.data), to=here(issue), say=say)


@bp.post("/issues/<int:issue_id>/reopening")
@allows(Can.REOPEN_ISSUE, Issue)
def reopen(issue: Issue) -> ResponseReturnValue:
    """Take it up again, with a reason."""
    return _with_reason(verbs.reopen, "issues/_reopen_form.html", _("Reopen"), issue, _("It is open again."))


@bp.post("/issues/<int:issue_id>/return")
@allows(Can.RETURN_TO_DELIBERATION, Issue)
def return_to_deliberation(issue: Issue) -> ResponseReturnValue:
    """Take it back to the table, with a reason."""
    title = _("Back to deliberation")
    return _with_reason(
        verbs.return_to_deliberation,
        "issues/_return_form.html",
        title,
        issue,
        _("It is being discussed again."),
    )
