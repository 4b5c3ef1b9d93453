"""How choices, rules and results of a vote are said."""

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
    """A number without a fraction line where it is whole."""
    return str(number)


def terms(requirement: Requirement) -> str:
    """What was asked for: the rule, and the number that follows from it."""
    said = rule(requirement.threshold)
    if requirement.need is Need.QUORUM:
        return str(_("Those who vote must be %(rule)s.", rule=said))
    return str(_("The votes in favour must be %(rule)s.", rule=said))


def sum_of(requirement: Requirement) -> str:
    """The sum in one sentence: needed, reached, missing."""
    numbers = {"needed": amount(requirement.needed), "reached": amount(requirement.reached)}
    if requirement.need is Need.QUORUM:
        told = _("Voters needed: %(needed)s, voted: %(reached)s", **numbers)
    else:
        told = _("In favour needed: %(needed)s, in favour: %(reached)s", **numbers)
    if requirement.is_met:
        return str(_("%(sum)s → reached", sum=told))
    return str(_("%(sum)s → %(missing)s missing", sum=told, missing=amount(requirement.missing)))


def quorum_missed(requirement: Requirement) -> str:
    """Why a vote decides nothing."""
    return str(
        _(
            "The quorum was missed, so this vote decides nothing: %(needed)s had to vote, %(reached)s did. "
            "Take the issue back to deliberation.",
            needed=amount(requirement.needed),
            reached=amount(requirement.reached),
        )
    )


def verdict(standing: Standing) -> str:
    """How a closed vote ended."""
    if not standing.is_quorate:
        return str(_("The quorum was missed: this vote decides nothing."))
    return str(_("The vote has passed.") if standing.is_passed else _("The vote has not passed."))
