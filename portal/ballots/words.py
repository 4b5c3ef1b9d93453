"""How choices, rules and results of a vote are said."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.ballots.models import Disclosure
from portal.ballots.queries import Standing
from portal.ballots.rules.base import Base, Need, Requirement, Threshold
from portal.ballots.rules.yes_no import ABSTAIN, NO, YES
from portal.issues.words import Look

CHOICES = {
    YES: Look(_l("For"), "good", "check"),
    NO: Look(_l("Against"), "bad", "x"),
    ABSTAIN: Look(_l("Abstain"), "neutral", "circle-pause"),
}

RESULTS = {
    "open": Look(_l("Voting is open"), "active", "vote"),
    "missed": Look(_l("Quorum missed"), "wait", "circle-x"),
    "passed": Look(_l("Passed"), "good", "circle-check"),
    "failed": Look(_l("Not passed"), "bad", "circle-x"),
}
"""How a vote stands, wherever it is shown."""

MAJORITY_NAMES = {
    "simple": _l("Simple majority"),
    "absolute": _l("Absolute majority"),
    "two_thirds": _l("Two thirds"),
    "three_quarters": _l("Three quarters"),
}

DISCLOSURES = {
    Disclosure.NAMED: _l("Named: everybody who sees the issue sees at once who votes how."),
    Disclosure.HIDDEN: _l("Hidden: only the turnout is shown until the close; then the totals, never names."),
}

VOTERS_MOVE = _l("The members on the roll vote.")
CHAIR_DECIDES = _l("Voting is over. The chair puts the decision on record.")
CHAIR_TAKES_BACK = _l("Too few voted. The chair takes it back to deliberation.")

_SHARES: dict[Fraction, Any] = {
    Fraction(1, 2): _l("half"),
    Fraction(2, 3): _l("two thirds"),
    Fraction(3, 4): _l("three quarters"),
}


def rule(threshold: Threshold) -> str:
    """The threshold in words: more than half of the votes cast."""
    share = str(_SHARES.get(threshold.share, threshold.share))
    if threshold.of is Base.CAST:
        if threshold.strict:
            return str(_("more than %(share)s of the votes cast", share=share))
        return str(_("at least %(share)s of the votes cast", share=share))
    if threshold.strict:
        return str(_("more than %(share)s of the roll", share=share))
    return str(_("at least %(share)s of the roll", share=share))


def named(name: str, threshold: Threshold) -> str:
    """A majority by its name and in words."""
    return str(_("%(name)s: %(rule)s", name=MAJORITY_NAMES[name], rule=rule(threshold)))


def amount(number: Fraction) -> str:
    """A number exactly as it is: 16, 7.5, or 20 2/3."""
    if 100 % number.denominator == 0:
        return str(Decimal(number.numerator) / Decimal(number.denominator))
    whole, rest = divmod(number, 1)
    return f"{whole} {rest}" if whole else str(rest)


def said(choice: str) -> str:
    """What was counted, to the one who voted."""
    return str(_("Your vote is counted: %(choice)s.", choice=CHOICES[choice].label))


def terms(need: Need, threshold: Threshold) -> str:
    """What is asked for, in words."""
    said = rule(threshold)
    if need is Need.QUORUM:
        return str(_("Those who vote must be %(rule)s.", rule=said))
    return str(_("The votes in favour must be %(rule)s.", rule=said))


def working(requirement: Requirement) -> str:
    """How the number needed comes about: 1/2 of 30 is 15; more than that is 16."""
    threshold, whole = requirement.threshold, requirement.whole
    numbers = {
        "share": threshold.share,
        "whole": amount(whole),
        "part": amount(threshold.share * whole),
        "needed": amount(requirement.needed),
    }
    if threshold.strict:
        return str(_("%(share)s of %(whole)s is %(part)s; more than that is %(needed)s.", **numbers))
    return str(_("%(share)s of %(whole)s is %(part)s; at least that is %(needed)s.", **numbers))


def quorum_missed(requirement: Requirement) -> str:
    """Why a vote decides nothing."""
    return str(
        _(
            "This vote decides nothing. Voters needed: %(needed)s; voted: %(reached)s; missing: %(missing)s.",
            needed=amount(requirement.needed),
            reached=amount(requirement.reached),
            missing=amount(requirement.missing),
        )
    )


def result(standing: Standing) -> Look:
    """How a vote stands, for its chip."""
    if standing.is_open:
        return RESULTS["open"]
    if not standing.is_quorate:
        return RESULTS["missed"]
    return RESULTS["passed" if standing.is_passed else "failed"]


def verdict(standing: Standing) -> str:
    """How a closed vote ended, with its sum."""
    if missed := _of(standing, Need.QUORUM, is_met=False):
        return quorum_missed(missed)
    majority = standing.requirements[-1]
    numbers = {
        "needed": amount(majority.needed),
        "reached": amount(majority.reached),
        "missing": amount(majority.missing),
    }
    if majority.is_met:
        return str(_("Passed. Votes in favour needed: %(needed)s; given: %(reached)s.", **numbers))
    return str(
        _(
            "Not passed. Votes in favour needed: %(needed)s; given: %(reached)s; missing: %(missing)s.",
            **numbers,
        )
    )


def need(standing: Standing, name: str) -> Requirement | None:
    """What is asked for under that name, as far as it may be shown."""
    return _of(standing, Need(name))


def mark(standing: Standing, name: str) -> float | None:
    """Where on a bar the line stands that must be reached or passed; for drawing only."""
    requirement = need(standing, name)
    return float(requirement.threshold.share) if requirement else None


def whole(standing: Standing) -> int:
    """Of how many votes the bars of the choices are shares."""
    majority = _of(standing, Need.MAJORITY)
    return int(majority.whole) if majority else standing.roll


def _of(standing: Standing, need: Need, *, is_met: bool | None = None) -> Requirement | None:
    for requirement in standing.requirements:
        if requirement.need is need and is_met in (None, requirement.is_met):
            return requirement
    return None
