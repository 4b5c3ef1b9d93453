"""Yes, no or abstain, with a quorum and a majority.

The usual form in a Chinese neighbourhood: a residents' assembly needs more than half of those entitled to
be there, and decides by more than half of those present (Organic Law of Urban Residents' Committees,
art. 9). Those who abstain are present: they count as votes cast, not as votes in favour. "超过" and "过半数"
leave the number itself out, "以上" includes it (Civil Code, art. 1259): hence more than a half, at least
two thirds. See docs/decisions/counting.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from portal.ballots.rules.base import Base, Need, Poll, Requirement, Result, Spoilt, Threshold

YES, NO, ABSTAIN = "yes", "no", "abstain"
CHOICES = (YES, NO, ABSTAIN)

HALF, TWO_THIRDS, THREE_QUARTERS = Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)

MAJORITIES = {
    # a residents' assembly: more than half of those present (Organic Law of Urban Residents' Committees, 9)
    "simple": Threshold(HALF, Base.CAST, strict=True),
    # bills in the National People's Congress: more than half of all deputies (Constitution, 64)
    "absolute": Threshold(HALF, Base.ROLL, strict=True),
    # the customary bar for changing standing rules (Robert's Rules of Order Newly Revised, 44),
    # here of all votes cast
    "two_thirds": Threshold(TWO_THIRDS, Base.CAST, strict=False),
    # what owners need for matters (6)-(8), of those taking part (Civil Code, 278)
    "three_quarters": Threshold(THREE_QUARTERS, Base.CAST, strict=False),
}
"""The majorities that a chair chooses from, by name."""

QUORUMS: dict[str, Threshold | None] = {
    "none": None,
    # a residents' assembly (Organic Law of Urban Residents' Committees, 9)
    "half": Threshold(HALF, Base.ROLL, strict=True),
    # owners deciding together (Civil Code, 278)
    "two_thirds": Threshold(TWO_THIRDS, Base.ROLL, strict=False),
}
"""The quorums that a chair chooses from, by name."""


@dataclass(frozen=True)
class YesNo:
    """Passed if enough of the roll take part, where a quorum is asked for, and enough are in favour."""

    majority: Threshold
    quorum: Threshold | None = None

    measures: ClassVar[tuple[str, ...]] = ("votes",)

    @classmethod
    def preset(cls, majority: str, quorum: str = "none") -> "YesNo":
        """The rule by the names of its majority and quorum."""
        return cls(MAJORITIES[majority], QUORUMS[quorum])

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "YesNo":
        """The rule from its stored terms."""
        quorum = stored["quorum"]
        return cls(Threshold.read(stored["majority"]), Threshold.read(quorum) if quorum else None)

    def write(self) -> dict[str, Any]:
        """The terms as JSON."""
        return {
            "majority": self.majority.write(),
            "quorum": self.quorum.write() if self.quorum else None,
        }

    def empty(self) -> dict[str, int]:
        """Nobody has voted yet."""
        return dict.fromkeys(CHOICES, 0)

    def paper(self, given: str) -> str:
        """One of the three words."""
        if given not in CHOICES:
            raise Spoilt(given)
        return given

    def count(self, *polls: Poll) -> Result:
        """Weigh the votes in favour against the majority, and all votes against the quorum."""
        (poll,) = polls
        if unknown := poll.profile.keys() - set(CHOICES):
            raise Spoilt(", ".join(sorted(unknown)))
        totals = {choice: poll.profile.get(choice, Fraction(0)) for choice in CHOICES}
        sums = [Requirement(Need.MAJORITY, self.majority, poll.whole(self.majority.of), totals[YES])]
        if self.quorum:
            sums.insert(0, Requirement(Need.QUORUM, self.quorum, poll.whole(self.quorum.of), poll.cast))
        return Result(poll.roll, poll.cast, totals, tuple(sums))
