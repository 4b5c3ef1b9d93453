"""The public pages of issues and what residents and members do there."""

from flask import current_app, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import links
from portal.access import Can, allows, me, row_number, sees
from portal.answers import done, invalid, page
from portal.clock import now
from portal.db import session as rows
from portal.extensions import limiter
from portal.issues import bp, forms, queries, verbs
from portal.issues.fragments import contact_for
from portal.issues.models import Issue, Photo
from portal.issues.words import CATEGORIES, EVENTS, STATES
from portal.journal import Verb
from portal.photos import path


def here(issue: Issue) -> str:
    """The address of the issue's page."""
    return url_for("issues.show", issue_id=issue.id)


def back(issue: Issue) -> tuple[str, str]:
    """The way back from one of the issue's forms."""
    return here(issue), _("Back to the issue")


@bp.get("/issues/<int:issue_id>")
@allows(Can.SEE_ISSUE, Issue)
def show(issue: Issue) -> ResponseReturnValue:
    """One issue with everything that happened to it."""
    into = rows.get(Issue, issue.merged_into_id) if issue.merged_into_id else None
    return render_template(
        "issues/show.html",
        issue=issue,
        category=CATEGORIES[issue.category],
        pictures=queries.pictures_of(issue.id, Verb.REPORT),
        address=links.address("issues.show", issue_id=issue.id),
        contact=contact_for(issue),
        into=into if sees(me(), into, now()) else None,
    )


@bp.get("/issues/<int:issue_id>/history")
@allows(Can.SEE_ISSUE, Issue)
def history(issue: Issue) -> ResponseReturnValue:
    """The issue's chain on a page of its own, for printing."""
    events = queries.history(issue.id)
    return render_template(
        "issues/history.html", issue=issue, events=events, words=EVENTS, look=STATES[issue.state]
    )


@bp.post("/issues/<int:issue_id>/support")
@allows(Can.SUPPORT_ISSUE, Issue)
def support(issue: Issue) -> ResponseReturnValue:
    """Say "me too"."""
    event = verbs.support(issue, by=me(), now=now())
    return done(*([event] if event else []), to=here(issue))


@bp.get("/issues/<int:issue_id>/comments")
@allows(Can.SEE_ISSUE, Issue)
def comments(issue: Issue) -> ResponseReturnValue:
    """What was said earlier."""
    found, more = queries.earlier_comments(issue.id, request.args.get("before", 2**31, type=row_number))
    return page(
        "issues/_comments.html",
        title=_("Deliberation"),
        back=back(issue),
        issue_id=issue.id,
        comments=found,
        more=more,
    )


@bp.post("/issues/<int:issue_id>/comments")
@limiter.limit("60/hour;10/minute", key_func=lambda: str(me().id))  # a council may share one address
@allows(Can.COMMENT, Issue)
def comment(issue: Issue) -> ResponseReturnValue:
    """Say something in the deliberation."""
    form = forms.CommentForm()
    if not form.validate_on_submit():
        return invalid(
            "issues/_comment_form.html", title=_("Deliberation"), back=back(issue), issue=issue, form=form
        )
    event = verbs.comment(issue, by=me(), now=now(), body=form.body.data)
    return done(event, to=here(issue), say=_("Said. Everybody who sees the issue can read it."))


@bp.post("/issues/<int:issue_id>/proposals")
@allows(Can.PROPOSE, Issue)
def propose(issue: Issue) -> ResponseReturnValue:
    """Write a proposal."""
    form = forms.ProposalForm()
    if not form.validate_on_submit():
        return invalid(
            "issues/_proposal_form.html",
            title=_("Write a proposal"),
            back=back(issue),
            issue=issue,
            form=form,
        )
    event = verbs.propose(
        issue, by=me(), now=now(), title=form.title.data, body=form.body.data, cost_fen=form.cost_fen()
    )
    return done(event, to=here(issue), say=_("Your proposal is there for everyone to read."))


@bp.post("/issues/<int:issue_id>/rating")
@allows(Can.RATE_ISSUE, Issue)
def rate(issue: Issue) -> ResponseReturnValue:
    """Say whether it is solved and how satisfied one is; "not solved" takes it up again."""
    form = forms.RatingForm()
    if not form.validate_on_submit():
        return invalid(
            "issues/_rating_form.html", title=_("Is it solved?"), back=back(issue), issue=issue, form=form
        )
    solved, at = form.is_solved.data == "yes", now()
    events = [verbs.rate(issue, by=me(), now=at, is_solved=solved, satisfaction=int(form.satisfaction.data))]
    if not solved:
        events.append(verbs.reopen(issue, by=me(), now=at, reason=form.reason.data))
    say = (
        _("Thank you for telling us.")
        if solved
        else _("Thank you. The issue is open again, and its owners are told.")
    )
    return done(*events, to=here(issue), say=say)


@bp.get("/photos/<int:photo_id>")
@allows(Can.SEE_ISSUE, Photo)
def photo(photo: Photo) -> ResponseReturnValue:
    """A picture, to whoever sees its issue."""
    small = request.args.get("size") == "small"
    answer = send_file(
        path(photo.name, current_app.config["UPLOADS"], small=small), "image/webp", max_age=86400
    )
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer
