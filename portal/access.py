"""Who may do what: every permission in one table of named predicates. What is not in it is refused.

A permission is a list of ways; a way is a list of predicates that must all hold. Predicates are of
three kinds: role (what the person is), ownership (what is theirs), phase (what the thing allows now).
A person who lacks only a phase is told its reason; one who cannot even see the thing gets a 404.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import Any, Literal, ParamSpec, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import bindparam, select
from werkzeug.routing import IntegerConverter, Map

from portal.clock import now
from portal.db import begin_write
from portal.db import session as rows
from portal.journal import Role

P = ParamSpec("P")
Test = Callable[[Any, Any, datetime], bool]


@dataclass(frozen=True)
class Predicate:
    """One line that is true or false of a person, a thing and a moment."""

    name: str
    kind: Literal["role", "ownership", "phase"]
    test: Test
    otherwise: Any = None  # what to tell somebody who fails it, in their language


def role(test: Test) -> Predicate:
    """What the person is."""
    return Predicate(test.__name__, "role", test)


def ownership(test: Test) -> Predicate:
    """What belongs to the person."""
    return Predicate(test.__name__, "ownership", test)


def phase(otherwise: Any) -> Callable[[Test], Predicate]:
    """What the thing allows at this moment; `otherwise` says why not."""
    return lambda test: Predicate(test.__name__, "phase", test, otherwise)


@role
def anyone(person: Any, thing: Any, at: datetime) -> bool:
    """Everybody, with or without an account."""
    return True


@role
def signed_in(person: Any, thing: Any, at: datetime) -> bool:
    """Has an account and is signed in."""
    return bool(person.is_authenticated)


@role
def signed_out(person: Any, thing: Any, at: datetime) -> bool:
    """Is not signed in."""
    return not person.is_authenticated


@role
def member(person: Any, thing: Any, at: datetime) -> bool:
    """Sits on the community's council."""
    return bool(person.holds(Role.MEMBER, thing.community_id, at))


@role
def chair(person: Any, thing: Any, at: datetime) -> bool:
    """Convenes the community's council."""
    return bool(person.holds(Role.CHAIR, thing.community_id, at))


@role
def secretary(person: Any, thing: Any, at: datetime) -> bool:
    """Works in the community's office."""
    return bool(person.holds(Role.SECRETARY, thing.community_id, at))


@role
def supervisor(person: Any, thing: Any, at: datetime) -> bool:
    """Oversees the subdistrict to which the community belongs."""
    return bool(person.supervises(thing.community.subdistrict_id, at))


@role
def administrator(person: Any, thing: Any, at: datetime) -> bool:
    """Runs the installation."""
    return bool(person.is_administrator)


@ownership
def reporter(person: Any, thing: Any, at: datetime) -> bool:
    """Reported the issue: with this account, or holds its tracking code."""
    issue = thing.issue
    return (person.id is not None and issue.reporter_id == person.id) or issue.id in person.tracked


@ownership
def supporter(person: Any, thing: Any, at: datetime) -> bool:
    """Has said "me too" to the issue."""
    return person.id is not None and bool(thing.issue.is_supported_by(person.id))


@ownership
def owner(person: Any, thing: Any, at: datetime) -> bool:
    """Has taken on the action item."""
    return person.id is not None and thing.owner_id == person.id


@ownership
def oneself(person: Any, thing: Any, at: datetime) -> bool:
    """It is their own: account, sign-in."""
    return (
        person.id is not None and (thing.person_id if hasattr(thing, "person_id") else thing.id) == person.id
    )


@ownership
def on_the_roll(person: Any, thing: Any, at: datetime) -> bool:
    """Stands on the ballot's roll, frozen when it opened."""
    return person.id is not None and bool(thing.has_on_roll(person.id))


@phase(_l("This report has not been accepted, so it is not public."))
def issue_is_public(person: Any, thing: Any, at: datetime) -> bool:
    """Was accepted and not declined."""
    return bool(thing.issue.is_public)


@phase(_l("This issue is no longer open."))
def issue_is_open(person: Any, thing: Any, at: datetime) -> bool:
    """Somebody still has to move."""
    return bool(thing.issue.state.is_open)


@phase(_l("This issue is not being discussed now."))
def issue_is_discussable(person: Any, thing: Any, at: datetime) -> bool:
    """The council may talk about it."""
    return bool(thing.issue.state.is_discussable)


@phase(_l("Proposals can be written while the council deliberates."))
def issue_is_deliberating(person: Any, thing: Any, at: datetime) -> bool:
    """It is on the agenda and not yet put to the vote."""
    return bool(thing.issue.state.is_deliberating)


@phase(_l("You will be asked once the issue has been resolved."))
def issue_is_settled(person: Any, thing: Any, at: datetime) -> bool:
    """It was resolved, so residents may say whether it is solved."""
    return bool(thing.issue.state.is_settled)


@phase(_l("Action items can be added once the issue is being acted on."))
def issue_is_acting(person: Any, thing: Any, at: datetime) -> bool:
    """Action items are being worked on."""
    return bool(thing.issue.state.is_acting)


@phase(_l("This question has already been answered."))
def question_is_open(person: Any, thing: Any, at: datetime) -> bool:
    """The reporter has not answered yet."""
    return thing.answered_at is None


@phase(_l("Voting is closed."))
def ballot_is_open(person: Any, thing: Any, at: datetime) -> bool:
    """Votes are being taken."""
    return bool(thing.is_open(at))


@phase(_l("This term has already ended."))
def term_runs(person: Any, thing: Any, at: datetime) -> bool:
    """The role is held at present."""
    return bool(thing.runs_at(at))


@phase(_l("The administrator appoints secretaries and ends their terms."))
def is_not_of_a_secretary(person: Any, thing: Any, at: datetime) -> bool:
    """A term below the secretary's own."""
    return bool(thing.role != Role.SECRETARY)


@phase(_l("This person serves elsewhere too, so only they themselves may ask for a new password, by mail."))
def belongs_only_here(person: Any, thing: Any, at: datetime) -> bool:
    """A link for the person opens nothing that the community's secretary does not oversee."""
    return bool(thing.person.belongs_only_to(thing.community_id, at))


@phase(_l("Voting is still going on."))
def no_ballot_is_open(person: Any, thing: Any, at: datetime) -> bool:
    """No votes are being taken on the issue."""
    return not any(ballot.is_open(at) for ballot in thing.issue.ballots)


class Can(StrEnum):
    """Every permission."""

    VISIT = "visit"
    SIGN_IN = "sign_in"
    OWN_ACCOUNT = "own_account"
    REVOKE_SIGN_IN = "revoke_sign_in"
    RESET_PASSWORD = "reset_password"  # noqa: S105
    ACCEPT_INVITATION = "accept_invitation"
    ADMINISTER = "administer"
    SEE_NEEDS = "see_needs"
    SEE_PEOPLE = "see_people"
    INVITE = "invite"
    INVITE_SECRETARY = "invite_secretary"
    REVOKE_INVITATION = "revoke_invitation"
    ENROL = "enrol"
    HAND_OVER_LINK = "hand_over_link"
    END_TERM = "end_term"
    SEE_ISSUE = "see_issue"
    SEE_CONTACT = "see_contact"
    REPORT_ISSUE = "report_issue"
    REPORT_FOR_RESIDENT = "report_for_resident"
    SUPPORT_ISSUE = "support_issue"
    SEE_TRIAGE = "see_triage"
    TRIAGE_MANY = "triage_many"
    ACCEPT_ISSUE = "accept_issue"
    DECLINE_ISSUE = "decline_issue"
    REFER_ISSUE = "refer_issue"
    MERGE_ISSUE = "merge_issue"
    ASK_REPORTER = "ask_reporter"
    ANSWER_QUESTION = "answer_question"
    SEE_QUESTIONS = "see_questions"
    PUT_ON_AGENDA = "put_on_agenda"
    COMMENT = "comment"
    PROPOSE = "propose"
    OPEN_BALLOT = "open_ballot"
    CAST = "cast"
    CLOSE_BALLOT = "close_ballot"
    RETURN_TO_DELIBERATION = "return_to_deliberation"
    DECIDE = "decide"
    START_ACTING = "start_acting"
    SEE_BOARD = "see_board"
    ASSIGN = "assign"
    WORK_ON_ACTION = "work_on_action"
    RESCHEDULE = "reschedule"
    RESOLVE_ISSUE = "resolve_issue"
    CLOSE_ISSUE = "close_issue"
    REOPEN_ISSUE = "reopen_issue"
    RATE_ISSUE = "rate_issue"


Way = tuple[Predicate, ...]

TABLE: dict[Can, tuple[Way, ...]] = {
    Can.VISIT: ((anyone,),),
    Can.SIGN_IN: ((signed_out,),),
    Can.OWN_ACCOUNT: ((signed_in,),),
    Can.REVOKE_SIGN_IN: ((oneself,),),
    Can.RESET_PASSWORD: ((anyone,),),
    Can.ACCEPT_INVITATION: ((anyone,),),
    Can.ADMINISTER: ((administrator,),),
    Can.SEE_NEEDS: ((signed_in,),),
    Can.SEE_PEOPLE: ((secretary,), (supervisor,), (administrator,)),
    Can.INVITE: ((secretary,), (administrator,)),
    Can.INVITE_SECRETARY: ((administrator,),),
    Can.REVOKE_INVITATION: ((secretary,), (administrator,)),
    Can.ENROL: ((secretary,),),
    Can.HAND_OVER_LINK: ((secretary, term_runs, belongs_only_here),),
    Can.END_TERM: ((secretary, term_runs, is_not_of_a_secretary), (administrator, term_runs)),
    Can.SEE_ISSUE: ((issue_is_public,), (reporter,), (member,), (chair,), (secretary,), (supervisor,)),
    Can.SEE_CONTACT: ((secretary,),),
    Can.REPORT_ISSUE: ((anyone,),),
    Can.REPORT_FOR_RESIDENT: ((secretary,),),
    Can.SUPPORT_ISSUE: ((signed_in, issue_is_public, issue_is_open),),
    Can.SEE_TRIAGE: ((secretary,), (supervisor,)),
    Can.TRIAGE_MANY: ((secretary,),),
    Can.ACCEPT_ISSUE: ((secretary,),),
    Can.DECLINE_ISSUE: ((secretary,),),
    Can.REFER_ISSUE: ((secretary,),),
    Can.MERGE_ISSUE: ((secretary,),),
    Can.ASK_REPORTER: ((secretary, issue_is_open),),
    Can.SEE_QUESTIONS: ((secretary,), (reporter,)),
    Can.ANSWER_QUESTION: ((reporter, question_is_open),),
    Can.PUT_ON_AGENDA: ((chair,), (secretary,)),
    Can.COMMENT: tuple((who, issue_is_discussable) for who in (member, chair, secretary)),
    Can.PROPOSE: tuple((who, issue_is_deliberating) for who in (member, chair)),
    Can.OPEN_BALLOT: ((chair,),),
    Can.CAST: ((on_the_roll, ballot_is_open),),
    Can.CLOSE_BALLOT: ((chair, ballot_is_open),),
    Can.RETURN_TO_DELIBERATION: ((chair, no_ballot_is_open),),
    Can.DECIDE: ((chair, no_ballot_is_open),),
    Can.START_ACTING: ((secretary,), (chair,)),
    Can.SEE_BOARD: ((member,), (chair,), (secretary,), (supervisor,)),
    Can.ASSIGN: tuple((who, issue_is_acting) for who in (secretary, chair)),
    Can.WORK_ON_ACTION: tuple((who, issue_is_acting) for who in (owner, secretary)),
    Can.RESCHEDULE: tuple((who, issue_is_acting) for who in (secretary, chair)),
    Can.RESOLVE_ISSUE: ((secretary,),),
    Can.CLOSE_ISSUE: ((secretary,),),
    Can.REOPEN_ISSUE: ((secretary,), (chair,)),
    Can.RATE_ISSUE: ((reporter, issue_is_settled), (supporter, issue_is_settled)),
}


SEEN_AS = {"issue": Can.SEE_ISSUE, "community": Can.VISIT, "sign_in": Can.REVOKE_SIGN_IN}
"""What it takes to see a thing at all; a part of an issue is seen by whoever sees the issue."""


def me() -> Any:
    """Who is asking: a Person, or a Visitor."""
    return current_user._get_current_object()


def allowed(permission: Can, person: Any, thing: Any, at: datetime) -> bool:
    """Whether one of the permission's ways is open to the person."""
    return any(all(p.test(person, thing, at) for p in way) for way in TABLE[permission])


def can(permission: Can | str, thing: Any = None) -> bool:
    """Whether whoever is asking may, now; for views and templates (never the only guard)."""
    return allowed(Can(permission), me(), thing, now())


def sees(person: Any, thing: Any, at: datetime) -> bool:
    """Whether the person may know that the thing exists."""
    subject = getattr(thing, "issue", thing)
    if subject is None or subject.kind not in SEEN_AS:
        return True
    return allowed(SEEN_AS[subject.kind], person, subject, at)


def is_public(thing: Any, at: datetime) -> bool:
    """Whether everybody may know that the thing exists, whoever they are."""
    subject = getattr(thing, "issue", thing)
    if subject is None or subject.kind not in SEEN_AS:
        return True
    ways = TABLE[SEEN_AS[subject.kind]]
    return any(all(p is anyone or (p.kind == "phase" and p.test(None, subject, at)) for p in w) for w in ways)


def why_not(permission: Can, person: Any, thing: Any, at: datetime) -> Any:
    """The reason to tell somebody who fails by phase alone; None where it is a matter of who they are."""
    for way in TABLE[permission]:
        failed = [p for p in way if not p.test(person, thing, at)]
        if failed and all(p.kind == "phase" for p in failed):
            return failed[0].otherwise
    return None


def allows(
    permission: Can, model: Any = None, *, writes: bool | None = None
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Load what the address names, authorise, and stamp the view; the outermost decorator but the route.

    The address names a thing as `<kind>_<key>`, such as `issue_id` or `community_slug`. A POST is one
    write transaction from the load on, so that nothing changes between the check and the act.
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if (request.method == "POST") if writes is None else writes:
                begin_write()
            at, person = now(), me()
            found: list[Any] = []
            thing: Any = None
            if model is not None:
                thing = _named(model, kwargs)
                kwargs.pop(_argument(model))
                if thing is None or not sees(person, thing, at):
                    abort(404)
                found = [thing]
            if not allowed(permission, person, thing, at):
                return refusal(permission, person, thing, at)
            return view(*found, *args, **kwargs)

        stamped = cast(Any, guarded)
        stamped.permission, stamped.model = permission, model
        return guarded

    return decorate


def lets_in(view: Any, values: Mapping[str, Any]) -> bool:
    """Whether a stamped view would let in whoever asks, for what is slow and comes before its transaction."""
    thing = _named(view.model, values) if view.model else None
    return (view.model is None or thing is not None) and allowed(view.permission, me(), thing, now())


def _argument(model: Any) -> str:
    return f"{model.kind}_{getattr(model, 'url_key', 'id')}"


def _named(model: Any, values: Mapping[str, Any]) -> Any:
    key = getattr(model, "url_key", "id")
    query = select(model).where(getattr(model, key) == bindparam("value"))
    return rows.scalar(query, {"value": values[_argument(model)]})


def refusal(permission: Can, person: Any, thing: Any, at: datetime) -> ResponseReturnValue:
    """Say no in the way that helps: to the sign-in page, or a 403 with its reason."""
    if permission is Can.SIGN_IN:
        return redirect(url_for("inbox.index"))
    reason = why_not(permission, person, thing, at)
    if reason is None and not person.is_authenticated:
        if request.method == "GET" and not request.headers.get("HX-Request"):
            return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
        reason = _l("Please sign in first.")
    abort(403, description=reason)


LARGEST = 2**31 - 1
"""The largest number that a row can have, on any database."""


def row_number(text: str) -> int:
    """A row's number as an address gives it; ValueError where no row can have it."""
    number = int(text)
    if not 0 <= number <= LARGEST:
        raise ValueError(text)
    return number


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: a number that a row can have, else there is no such page."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST)


def guard_stamped() -> None:
    """Refuse every endpoint that was not stamped: denied by default."""
    if request.endpoint is None or request.endpoint in ("static",):
        return
    if not hasattr(current_app.view_functions[request.endpoint], "permission"):
        abort(403)


def init_app(app: Flask) -> None:
    """Deny by default, know a row's number, and let templates ask before they offer."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(guard_stamped)
    app.jinja_env.globals["can"] = can
