"""Reporting a problem 诉求, and following the report by its code."""

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import links
from portal.access import Can, allows, can, me
from portal.answers import done, invalid
from portal.clock import now
from portal.communities import queries as communities
from portal.communities.models import Community
from portal.db import session as rows
from portal.extensions import limiter
from portal.fragments import own
from portal.i18n import named
from portal.issues import bp, forms, queries, tracking, verbs
from portal.issues.models import TRIAGE_WITHIN, Category, Issue, Question
from portal.issues.views import back, here
from portal.issues.words import STATES, WHO_MOVES
from portal.journal import Channel, Verb
from portal.photos import taken, with_photos

ALIKE = 3
"""Open issues offered while one writes; more would be read by nobody."""


@bp.get("/report")
@allows(Can.VISIT)
def report() -> ResponseReturnValue:
    """First question of a report: in which community; not asked again of who has answered it."""
    places = communities.everyone()
    usual = _usual(places)
    if usual and (len(places) == 1 or "change" not in request.args):
        return redirect(url_for(".new", community_slug=usual.slug))
    return render_template("issues/where.html", communities=places, usual=usual)


def _usual(places: Sequence[Community]) -> Community | None:
    """Where whoever is asking reports: in the only community, where they last did, or in their own."""
    if len(places) == 1:
        return places[0]
    at = now()
    mine = {m.community_id for m in getattr(me(), "memberships", ()) if m.community_id and m.runs_at(at)}
    last = session.get("reports_in")
    return next((c for c in places if c.slug == last or (last is None and {c.id} == mine)), None)


@bp.get("/communities/<community_slug>/report")
@allows(Can.REPORT_ISSUE, Community)
def new(community: Community) -> ResponseReturnValue:
    """The form of a report."""
    session["reports_in"], session.permanent = community.slug, True
    at_desk = can(Can.REPORT_FOR_RESIDENT, community)
    return render_template(
        "issues/new.html",
        community=community,
        elsewhere=len(communities.everyone()) > 1,
        form=forms.ReportForm(),
        at_desk=at_desk,
    )


@bp.post("/communities/<community_slug>/report")
@limiter.limit("20/hour;5/minute", exempt_when=lambda: me().is_authenticated)
@with_photos
@allows(Can.REPORT_ISSUE, Community)
def create(community: Community) -> ResponseReturnValue:
    """Bring a problem before the community."""
    form, at_desk = forms.ReportForm(), can(Can.REPORT_FOR_RESIDENT, community)
    if not form.validate_on_submit():
        home = url_for("communities.show", community_slug=community.slug)
        return invalid("issues/_report_form.html", title=_("Report a problem"), back=(home, named(community)),
                       community=community, form=form, at_desk=at_desk)  # fmt: skip
    code = verbs.new_code() if at_desk or not me().is_authenticated else None
    channel = Channel.DESK if at_desk else Channel.ONLINE
    event = verbs.report(community, by=me(), now=now(), code=code, channel=channel, pictures=taken(),
                         **_written(form))  # fmt: skip
    if code is None:
        page = url_for(".show", issue_id=event.issue_id)
        return done(event, to=page, say=_("Thank you! Your report has arrived."), lead=True)
    if not at_desk:
        tracking.remember(event.issue_id or 0)
    session["fresh_code"] = code  # shown once, on the next page
    return done(event, to=url_for(".reported"), lead=True)


def _written(form: forms.ReportForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "body": form.body.data or "",
        "place": form.place.data or "",
        "category": Category(form.category.data or Category.OTHER),
        "contact": (form.name.data or "", form.phone.data or ""),
    }


@bp.get("/reported")
@allows(Can.VISIT)
def reported() -> ResponseReturnValue:
    """The tracking code, this once, to copy, to photograph or to write down."""
    code = session.pop("fresh_code", None)
    if code is None:
        return redirect(url_for(".track"))
    tracking.show(code, now())
    address, issue = links.address(".arrive", code=code), tracking.find(code)
    return render_template(
        "issues/reported.html",
        code=code,
        address=address,
        qr=links.qr(address),
        issue=issue,
        page=here(issue) if issue and issue.id in me().tracked else None,
        due=now() + TRIAGE_WITHIN,
    )


@bp.get("/communities/<community_slug>/similar")
@allows(Can.REPORT_ISSUE, Community)
def similar(community: Community) -> ResponseReturnValue:
    """Open issues like the one being written: perhaps it is there already."""
    found = queries.similar(community.id, request.args.get("title", "")[:120], most=ALIKE)
    issues = [issue for row in found if (issue := rows.get(Issue, row.id))]
    return render_template("issues/_similar.html", issues=issues, states=STATES, community=community)


@own("issues/_me_too", model=Issue, part="me-too", on=[Verb.SUPPORT])
def me_too(issue: Issue, viewer: Any) -> dict[str, Any] | None:
    """One press instead of writing it again, for whoever has an account."""
    if viewer.id is None:
        return None
    supported = issue.is_supported_by(viewer.id)
    return {"issue": issue, "supported": supported, "may": can(Can.SUPPORT_ISSUE, issue)}


@bp.get("/track")
@allows(Can.VISIT)
def track() -> ResponseReturnValue:
    """Where a tracking code is typed in."""
    return render_template(
        "issues/track.html",
        form=forms.TrackForm(formdata=None),
        rows=queries.reported_by(me().id, me().tracked),
        states=STATES,
        who_moves=WHO_MOVES,
    )


@bp.post("/track")
@limiter.limit("30/hour;10/minute")
@allows(Can.VISIT)
def follow() -> ResponseReturnValue:
    """Open the reporter's own page by the code."""
    form = forms.TrackForm()
    issue = tracking.find(form.code.data or "") if form.validate_on_submit() else None
    if issue is None:
        if not form.code.errors:
            form.code.errors = [_("No report has this code. Please look at each letter again.")]
        return invalid(
            "issues/_track_form.html",
            title=_("Follow my report"),
            back=(url_for("home.index"), _("Home")),
            form=form,
        )
    tracking.remember(issue.id)
    return redirect(here(issue), 303)


@bp.get("/track/<code>")
@limiter.limit("30/hour;10/minute")
@allows(Can.VISIT)
def arrive(code: str) -> ResponseReturnValue:
    """Come by the QR code: keep the code in this browser and take it out of the address."""
    issue = tracking.find(code)
    if issue is None:
        abort(404)
    tracking.remember(issue.id)
    return redirect(here(issue), 303)


@bp.post("/questions/<int:question_id>/answer")
@allows(Can.ANSWER_QUESTION, Question)
def answer(question: Question) -> ResponseReturnValue:
    """The reporter answers the secretary."""
    form = forms.AnswerForm()
    if not form.validate_on_submit():
        return invalid(
            "issues/_answer_form.html",
            title=_("Your answer"),
            back=back(question.issue),
            question=question,
            form=form,
        )
    event = verbs.answer(question, by=me(), now=now(), text=form.text.data)
    return done(event, to=here(question.issue), say=_("Thank you. The secretary has your answer."))
