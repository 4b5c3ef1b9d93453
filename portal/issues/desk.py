"""The secretary's desk: the list of triage, and one answer to many reports at once."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.access import Can, allows, can, me
from portal.answers import done, invalid
from portal.clock import now
from portal.communities.models import Community
from portal.db import session
from portal.fragments import live, of_community
from portal.issues import bp, forms, verbs, waiting
from portal.issues.fragments import open_moves
from portal.issues.models import Issue
from portal.issues.words import CATEGORIES, WAITING
from portal.journal import Event, Verb
from portal.lifecycle import NotNow

ACTS: dict[Verb, Callable[..., Event]] = {
    Verb.ACCEPT: verbs.accept,
    Verb.DECLINE: verbs.decline,
    Verb.REFER: verbs.refer,
    Verb.MERGE: verbs.merge,
}


@live("issues/_triage_pulse", kind="community", part="triage-pulse", on=waiting.VERBS, keys=of_community)
def pulse(community_id: int) -> dict[str, Any]:
    """Nothing to see: tells everybody's list of triage that it should fetch itself again."""
    return {"newest": waiting.newest(community_id)}


@bp.get("/communities/<community_slug>/triage")
@allows(Can.SEE_TRIAGE, Community)
def triage(community: Community) -> ResponseReturnValue:
    """What waits for a first answer, what is due first at the top."""
    at, asked, may = now(), waiting.wish(request.args), can(Can.TRIAGE_MANY, community)
    found = waiting.rows(community.id, at, asked, contacts=can(Can.SEE_CONTACT, community))
    return render_template(
        "issues/triage.html", community=community, may=may, wish=asked, more=len(found) > waiting.MOST,
        lines=[waiting.line(row, at) for row in found[: waiting.MOST]],
        counts=waiting.counts(community.id, at),
        mergeable=waiting.mergeable(community.id) if may else [], categories=CATEGORIES, states=WAITING,
        form=forms.ManyForm(formdata=None), ask_form=forms.QuestionForm(formdata=None),
    )  # fmt: skip


@bp.post("/communities/<community_slug>/triage")
@allows(Can.TRIAGE_MANY, Community)
def answer_many(community: Community) -> ResponseReturnValue:
    """Give many reports the same answer; what somebody else has answered meanwhile is left and named."""
    form, to = forms.ManyForm(), url_for(".triage", community_slug=community.slug)
    issues = waiting.picked(community.id, form.issue.data or ())
    if not form.validate_on_submit() or not _can_be_merged(form, issues):
        return invalid(
            "issues/_triage_bar.html", title=_("Triage"), back=(to, _("Back to the list")), form=form,
            community=community, picked=[(issue.id, issue.title) for issue in issues],
            mergeable=waiting.mergeable(community.id),
        )  # fmt: skip
    verb, words = form.verb(), form.owed()
    if verb is Verb.MERGE:
        words["into"] = session.get(Issue, int(words["into"]))
    left = [issue for issue in issues if verb not in open_moves(issue) or issue is words.get("into")]
    if len(left) == len(issues):
        raise NotNow(_left(left))
    events = [ACTS[verb](issue, by=me(), now=now(), **words) for issue in issues if issue not in left]
    return done(*events, to=to, say=" ".join([_said(verb, len(events)), *([_left(left)] if left else [])]))


def _can_be_merged(form: forms.ManyForm, issues: Sequence[Issue]) -> bool:
    """Whether the issue named for a merger is one; else the form says why not."""
    if form.verb() is not Verb.MERGE:
        return True
    into = session.get(Issue, int(form.into.data or 0))
    troubles = [verbs.cannot_merge(issue, into) for issue in issues if issue is not into]
    form.into.errors = [trouble for trouble in troubles if trouble][:1]
    return not form.into.errors


def _said(verb: Verb, count: int) -> str:
    """What was done with how many."""
    match verb:
        case Verb.ACCEPT:
            return ngettext("%(num)s report accepted.", "%(num)s reports accepted.", count)
        case Verb.DECLINE:
            return ngettext("%(num)s report declined.", "%(num)s reports declined.", count)
        case Verb.REFER:
            return ngettext("%(num)s report referred.", "%(num)s reports referred.", count)
        case _:
            return ngettext("%(num)s report merged.", "%(num)s reports merged.", count)


def _left(issues: Sequence[Issue]) -> str:
    """Which reports stay as they are."""
    named = _(", ").join(f"#{issue.id} {issue.title}" for issue in issues)
    return _("Left as it is, because somebody was faster: %(reports)s.", reports=named)
