"""Putting a question to the vote, voting, closing, and putting the decision on record."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, me
from portal.answers import done, invalid
from portal.ballots import bp, forms, queries, verbs, words
from portal.ballots.models import Ballot, Disclosure
from portal.ballots.rules.base import Spoilt
from portal.clock import now
from portal.db import session
from portal.issues.forms import DecisionForm
from portal.issues.models import Issue, Proposal
from portal.issues.views import back, here


@bp.post("/issues/<int:issue_id>/ballots")
@allows(Can.OPEN_BALLOT, Issue)
def open_ballot(issue: Issue) -> ResponseReturnValue:
    """Put a question to the council."""
    form, at = forms.OpenForm(issue), now()
    if not form.validate_on_submit():
        return invalid(
            "ballots/_open_form.html", title=_("Put it to the vote"), back=back(issue), issue=issue, form=form
        )
    event = verbs.open_ballot(
        issue,
        by=me(),
        now=at,
        question=form.said(),
        rule=form.rule(),
        disclosure=Disclosure(form.disclosure.data),
        closes_at=form.until(at),
        proposal=session.get(Proposal, form.proposal.data),
    )
    return done(event, to=here(issue), say=_("The vote is open."))


@bp.get("/issues/<int:issue_id>/question")
@allows(Can.OPEN_BALLOT, Issue)
def question(issue: Issue) -> ResponseReturnValue:
    """The question that a chosen proposal suggests, while the chair fills in the form."""
    form = forms.OpenForm(issue, formdata=None)
    form.question.data = form.titles.get(request.args.get("proposal", 0, type=int), issue.title)
    return render_template("ballots/_question.html", issue=issue, form=form)


@bp.get("/ballots/<int:ballot_id>")
@allows(Can.SEE_ISSUE, Ballot)
def show(ballot: Ballot) -> ResponseReturnValue:
    """One vote on a page of its own."""
    return render_template("ballots/show.html", ballot=ballot, issue=ballot.issue)


@bp.post("/ballots/<int:ballot_id>/vote")
@allows(Can.CAST, Ballot)
def cast(ballot: Ballot) -> ResponseReturnValue:
    """Vote, or vote differently."""
    try:
        event = verbs.cast(ballot, by=me(), now=now(), choice=request.form.get("choice", ""))
    except Spoilt:
        choice = queries.choice_of(ballot.id, me().id)
        return invalid(
            "ballots/_vote_form.html", title=ballot.question, back=back(ballot.issue), ballot=ballot,
            choice=choice, words=words, trouble=_("Please choose one."),
        )  # fmt: skip
    to = url_for(".show", ballot_id=ballot.id)
    return done(*([event] if event else []), to=to)


@bp.post("/ballots/<int:ballot_id>/closing")
@allows(Can.CLOSE_BALLOT, Ballot)
def close_ballot(ballot: Ballot) -> ResponseReturnValue:
    """Close it before its time."""
    event = verbs.close_ballot(ballot, by=me(), now=now())
    return done(event, to=url_for(".show", ballot_id=ballot.id), say=_("The vote is closed."))


@bp.post("/issues/<int:issue_id>/decision")
@allows(Can.DECIDE, Issue)
def decide(issue: Issue) -> ResponseReturnValue:
    """Put on record what the vote decided."""
    result, form = verbs.outcome(issue, now=now()), DecisionForm()
    if not form.validate_on_submit():
        return invalid(
            "ballots/_decision_form.html", title=_("The decision"), back=back(issue), issue=issue,
            decision_form=form, is_passed=result.is_passed,
        )  # fmt: skip
    events = verbs.decide(issue, by=me(), now=now(), text=form.text.data)
    return done(*events, to=here(issue), say=_("The decision is on record."))
