"""The public pages of issues and what residents and members do there."""

from flask import abort, current_app, redirect, render_template, request, send_file, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import Can, allows, can, me
from portal.answers import done, invalid, page
from portal.clock import now
from portal.communities import queries as communities
from portal.communities.models import Community
from portal.db import session as rows
from portal.extensions import limiter
from portal.issues import bp, forms, queries, tracking, verbs
from portal.issues.fragments import contact_for
from portal.issues.models import Category, Issue, Photo, Question
from portal.issues.words import CATEGORIES, EVENTS, GROUPS, STATES
from portal.journal import Channel
from portal.photos import path, taken, with_photos


def here(issue: Issue) -> str:
    """The address of the issue's page."""
    return url_for("issues.show", issue_id=issue.id)


def back(issue: Issue) -> tuple[str, str]:
    """The way back from one of the issue's forms."""
    return here(issue), _("Back to the issue")


@bp.get("/issues")
@allows(Can.VISIT)
def index() -> ResponseReturnValue:
    """All public issues, filtered by what is in the address."""
    group = request.args.get("state", "")
    category = request.args.get("category", "")
    community = communities.by_slug(request.args.get("community", ""))
    text = request.args.get("q", "").strip()[:100]
    found = queries.listing(
        states=GROUPS[group][1] if group in GROUPS else queries.PUBLIC,
        community_id=community.id if community else None,
        category=category if category in set(Category) else None,
        text=text,
        before=request.args.get("before", type=int),
    )
    supported = queries.supported_among(me().id, [row.id for row in found])
    return render_template(
        "issues/index.html", rows=found[: queries.PAGE], more=len(found) > queries.PAGE, supported=supported,
        group=group, category=category, community=community, text=text, groups=GROUPS,
        categories=CATEGORIES, states=STATES, communities=communities.everyone(),
    )  # fmt: skip


@bp.get("/issues/<int:issue_id>")
@allows(Can.SEE_ISSUE, Issue)
def show(issue: Issue) -> ResponseReturnValue:
    """One issue with everything that happened to it."""
    into = rows.get(Issue, issue.merged_into_id) if issue.merged_into_id else None
    return render_template(
        "issues/show.html",
        issue=issue,
        category=CATEGORIES[issue.category],
        pictures=queries.pictures(issue.id).get(queries.reported_as(issue.id) or 0, []),
        contact=contact_for(issue),
        into=into,
    )


@bp.get("/issues/<int:issue_id>/history")
@allows(Can.SEE_ISSUE, Issue)
def history(issue: Issue) -> ResponseReturnValue:
    """The issue's chain on a page of its own, for printing."""
    events = queries.history(issue.id)
    return render_template(
        "issues/history.html", issue=issue, events=events, words=EVENTS, look=STATES[issue.state]
    )


@bp.get("/report")
@allows(Can.VISIT)
def report() -> ResponseReturnValue:
    """First question of a report: in which community."""
    places = communities.everyone()
    if len(places) == 1:
        return redirect(url_for(".new", community_slug=places[0].slug))
    return render_template("issues/where.html", communities=places)


@bp.get("/communities/<community_slug>/report")
@allows(Can.REPORT_ISSUE, Community)
def new(community: Community) -> ResponseReturnValue:
    """The form of a report."""
    at_desk = can(Can.REPORT_FOR_RESIDENT, community)
    return render_template("issues/new.html", community=community, form=forms.ReportForm(), at_desk=at_desk)


@bp.post("/communities/<community_slug>/report")
@limiter.limit("20/hour;5/minute", exempt_when=lambda: me().is_authenticated)
@with_photos
@allows(Can.REPORT_ISSUE, Community)
def create(community: Community) -> ResponseReturnValue:
    """Bring a problem before the community."""
    form, at_desk = forms.ReportForm(), can(Can.REPORT_FOR_RESIDENT, community)
    if not form.validate_on_submit():
        home = url_for("communities.show", community_slug=community.slug)
        return invalid("issues/_report_form.html", title=_("Report a problem"), back=(home, community.name),
                       community=community, form=form, at_desk=at_desk)  # fmt: skip
    code = verbs.new_code() if at_desk or not me().is_authenticated else None
    event = verbs.report(
        community,
        by=me(),
        now=now(),
        title=form.title.data,
        body=form.body.data,
        place=form.place.data or "",
        category=Category(form.category.data),
        code=code,
        contact=(form.name.data or "", form.phone.data or ""),
        pictures=taken(),
        channel=Channel.DESK if at_desk else Channel.ONLINE,
    )
    if code is None:
        return done(
            event,
            to=url_for(".show", issue_id=event.issue_id),
            say=_("Thank you! Your report has arrived."),
            lead=True,
        )
    if not at_desk:
        tracking.remember(event.issue_id or 0)
    session["fresh_code"] = code  # shown once, on the next page
    return done(event, to=url_for(".reported"), lead=True)


@bp.get("/reported")
@allows(Can.VISIT)
def reported() -> ResponseReturnValue:
    """The tracking code, this once, to copy, to photograph or to write down."""
    code = session.pop("fresh_code", None)
    if code is None:
        return redirect(url_for(".track"))
    address = tracking.address(code)
    return render_template("issues/reported.html", code=code, address=address, qr=tracking.qr(address))


@bp.get("/communities/<community_slug>/similar")
@allows(Can.REPORT_ISSUE, Community)
def similar(community: Community) -> ResponseReturnValue:
    """Open issues like the one being written: perhaps it is there already."""
    found = queries.similar(community.id, request.args.get("title", "")[:120])
    return render_template("issues/_similar.html", rows=found, states=STATES)


@bp.get("/track")
@allows(Can.VISIT)
def track() -> ResponseReturnValue:
    """Where a tracking code is typed in."""
    return render_template("issues/track.html", form=forms.TrackForm(formdata=None))


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


@bp.post("/issues/<int:issue_id>/support")
@allows(Can.SUPPORT_ISSUE, Issue)
def support(issue: Issue) -> ResponseReturnValue:
    """Say "me too"."""
    event = verbs.support(issue, by=me(), now=now())
    return done(*([event] if event else []), to=here(issue))


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


@bp.get("/issues/<int:issue_id>/comments")
@allows(Can.SEE_ISSUE, Issue)
def comments(issue: Issue) -> ResponseReturnValue:
    """What was said earlier."""
    found, more = queries.earlier_comments(issue.id, request.args.get("before", 2**31, type=int))
    return page(
        "issues/_comments.html",
        title=_("Deliberation"),
        back=back(issue),
        issue_id=issue.id,
        comments=found,
        more=more,
    )


@bp.post("/issues/<int:issue_id>/comments")
@limiter.limit("60/hour;10/minute")
@allows(Can.COMMENT, Issue)
def comment(issue: Issue) -> ResponseReturnValue:
    """Say something in the deliberation."""
    form = forms.CommentForm()
    if not form.validate_on_submit():
        return invalid(
            "issues/_comment_form.html", title=_("Deliberation"), back=back(issue), issue=issue, form=form
        )
    event = verbs.comment(issue, by=me(), now=now(), body=form.body.data)
    return done(event, to=here(issue))


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
