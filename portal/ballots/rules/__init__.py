"""The ways to count a ballot, each a module without database and pages; here they are found by their name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from portal.ballots.rules.base import Rule
from portal.ballots.rules.yes_no import YesNo


class Method(StrEnum):
    """How a ballot is counted."""

    YES_NO = "yes_no"


RULES: dict[Method, type[Rule]] = {Method.YES_NO: YesNo}


def read(method: Method, stored: Mapping[str, Any]) -> Rule:
    """The rule of a ballot from the terms that were frozen when it opened."""
    return RULES[method].read(stored)


def method_of(rule: Rule) -> Method:
    """The name by which a rule is kept."""
    return next(method for method, kind in RULES.items() if isinstance(rule, kind))
