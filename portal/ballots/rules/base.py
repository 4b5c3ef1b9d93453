"""What all ways of counting share: papers, polls, thresholds and results; exact, in fractions.

Every method that treats its voters alike counts a *profile*: how much weight stands behind each distinct
paper. A paper is its canonical text ("yes", later "b>a=c" or "a:5,c:2"), so a profile is small, is kept
as votes come, fits into JSON, and says the same for one paper of weight 3 as for three papers of weight 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Any, ClassVar, Protocol

Profile = Mapping[str, Fraction]
ONE = Fraction(1)


class Spoilt(ValueError):
    """What was given is not a valid paper under the rule."""


class Base(StrEnum):
    """Of what a threshold is a share."""

    ROLL = "roll"  # all who may vote
    CAST = "cast"  # all votes given, abstentions included


class Need(StrEnum):
    """What a requirement is for."""

    QUORUM = "quorum"  # enough take part
    MAJORITY = "majority"  # enough are in favour


@dataclass(frozen=True)
class Threshold:
    """More than a share, or at least a share, of the roll or of the votes cast."""

    share: Fraction
    of: Base
    strict: bool

    def __post_init__(self) -> None:
        """No share is below nothing or above everything, and more than everything is out of reach."""
        if not 0 < self.share <= 1 or (self.strict and self.share == 1):
            raise ValueError(f"no such share: {self.share}")

    def needed(self, whole: Fraction, unit: Fraction = ONE) -> Fraction:
        """The smallest multiple of the unit that satisfies; of nothing, still one unit."""
        units = self.share * whole / unit
        least = floor(units) + 1 if self.strict else -floor(-units)
        return unit * max(least, 1)

    def write(self) -> dict[str, Any]:
        """As it is stored; the share as "2/3"."""
        return {"share": str(self.share), "of": self.of.value, "strict": self.strict}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Threshold":
        """As it was stored."""
        return cls(Fraction(stored["share"]), Base(stored["of"]), bool(stored["strict"]))


@dataclass(frozen=True)
class Poll:
    """What a rule counts, in one measure (votes, heads, square metres): the roll's whole and the profile."""

    roll: Fraction
    profile: Profile

    @property
    def cast(self) -> Fraction:
        """The weight of all votes given."""
        return sum(self.profile.values(), Fraction(0))

    def whole(self, base: Base) -> Fraction:
        """Of how much a threshold takes its share."""
        return self.roll if base is Base.ROLL else self.cast


@dataclass(frozen=True)
class Requirement:
    """One sum of a result: how much was needed, how much reached, how much is missing."""

    need: Need
    threshold: Threshold
    whole: Fraction
    reached: Fraction
    measure: str = "votes"
    unit: Fraction = ONE

    @property
    def needed(self) -> Fraction:
        """The least that satisfies."""
        return self.threshold.needed(self.whole, self.unit)

    @property
    def missing(self) -> Fraction:
        """What is lacking as the numbers stand; nothing where it is met."""
        return max(self.needed - self.reached, Fraction(0))

    @property
    def is_met(self) -> bool:
        """Whether it is enough."""
        return self.reached >= self.needed


@dataclass(frozen=True)
class Result:
    """How a ballot stands or ended; methods that choose among options add winners, ties and rounds to it."""

    roll: Fraction
    cast: Fraction
    totals: Mapping[str, Fraction]
    requirements: tuple[Requirement, ...]

    @property
    def missed_quorums(self) -> tuple[Requirement, ...]:
        """Where too few took part for the vote to decide anything."""
        return tuple(r for r in self.requirements if r.need is Need.QUORUM and not r.is_met)

    @property
    def is_quorate(self) -> bool:
        """Whether enough took part."""
        return not self.missed_quorums

    @property
    def is_passed(self) -> bool:
        """Whether every requirement is met."""
        return all(r.is_met for r in self.requirements)


class Rule(Protocol):
    """A way of counting together with its terms, which are frozen when the ballot opens."""

    measures: ClassVar[tuple[str, ...]]  # what is counted: one poll for each, in this order

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Rule":
        """The rule from its stored terms."""
        ...

    def write(self) -> dict[str, Any]:
        """The terms as JSON, fractions as "2/3"."""
        ...

    def empty(self) -> dict[str, int]:
        """The tally before the first vote."""
        ...

    def paper(self, given: str) -> str:
        """The canonical text of what a voter gave; Spoilt where the rule does not know it."""
        ...

    def count(self, *polls: Poll) -> Result:
        """The result of these polls."""
        ...


def profile(tally: Mapping[str, int | str]) -> Profile:
    """The profile that a stored tally stands for; a weight may be a whole number or written as "67/3"."""
    return {paper: Fraction(weight) for paper, weight in tally.items()}


def moved(tally: Mapping[str, int], *, given: str, taken: str | None = None) -> dict[str, int]:
    """The tally after one vote was given, and the voter's earlier one taken back."""
    after = dict(tally)
    if taken is not None:
        after[taken] -= 1
    after[given] = after.get(given, 0) + 1
    return after
