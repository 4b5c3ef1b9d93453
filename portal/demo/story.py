"""One story of the demo: from its table to the moments at which somebody did something."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from portal.actions.models import Action
from portal.ballots.models import Ballot
from portal.demo import steps
from portal.demo.town import Place
from portal.i18n import today, zone
from portal.issues.models import Issue, Proposal, Question
from portal.people.models import Person
from portal.photos import Picture

OFFICE_HOURS, EVENING = range(9, 17), range(18, 22)
ENDINGS = ("resolve", "merge", "decline")


class Moment(NamedTuple):
    """When something is done, and what; it is told the time as a verb would be."""

    at: datetime
    act: Callable[[datetime], object]


class Story:
    """An issue of the demo, and how far it has come while the story is being told."""

    issue: Issue
    ballot: Ballot
    question: Question

    def __init__(
        self,
        table: Mapping[str, Any],
        places: Mapping[str, Place],
        pictures: Mapping[str, Picture],
        now: datetime,
        chance: random.Random,
    ) -> None:
        self.table, self.pictures, self.now, self.chance = table, pictures, now, chance
        self.place = places[table["community"]]
        self.strangers = [p for place in places.values() if place is not self.place for p in place.neighbours]
        self.proposals: list[Proposal] = []
        self.actions: list[Action] = []
        self.others: Mapping[str, Story] = {}

    @property
    def steps(self) -> list[list[Any]]:
        """What happens, on which day after the report: [day, "word", …]."""
        return [[0, "report"], *self.table.get("steps", ())]

    def moments(self, others: Mapping[str, "Story"]) -> Iterator[Moment]:
        """Everything that happens in this story; `others` are the stories that it may name."""
        self.others = others
        times = self._times()
        for (_day, name, *words), at in zip(self.steps, times, strict=True):
            yield self._moment(at, name, *words)
            if name == "open_ballot":
                yield from self._votes(at, **words[0])
        yield from self._supports(times)

    def _moment(self, at: datetime, name: str, *words: Any) -> Moment:
        return Moment(at, lambda at: steps.STEPS[name](self, at, *words))

    def _times(self) -> list[datetime]:
        begun = today(self.now) - timedelta(days=self.table["ago"])
        times: list[datetime] = []
        for day, name, *_words in self.steps:
            hour = self.chance.choice(OFFICE_HOURS if name in steps.OFFICE else EVENING)
            clock = time(hour, self.chance.randrange(60), self.chance.randrange(60))
            at = datetime.combine(begun + timedelta(days=day), clock, zone())
            times.append(max(at, times[-1] + timedelta(minutes=11)) if times else at)
        latest = self.now
        for n in reversed(range(len(times))):  # what is told has happened, even when it is early in the day
            latest = times[n] = min(times[n], latest - timedelta(minutes=self.chance.randrange(4, 20)))
        return times

    def _votes(
        self, opened: datetime, *, yes: int, no: int, abstain: int, days: int, leave: str = "", **_terms: Any
    ) -> Iterator[Moment]:
        voters = [p for key, p in self.place.people.items() if key[0] in "cm" and key not in leave.split()]
        choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
        self.chance.shuffle(voters)
        closes = opened + timedelta(days=days)
        span = min(closes, self.now) - opened
        for person, choice in zip(voters, choices, strict=False):
            at = opened + span * self.chance.uniform(0.01, 0.98)
            yield self._moment(at, "cast", person, choice)
        if closes < self.now:
            yield self._moment(closes, "close_ballot")

    def _supports(self, times: Sequence[datetime]) -> Iterator[Moment]:
        first = {name: at for (_day, name, *_words), at in reversed([*zip(self.steps, times, strict=True)])}
        begin = first.get("accept", first["report"])
        end = min((first[name] for name in ENDINGS if name in first), default=self.now)
        for person in self._supporters():
            at = begin + (end - begin) * (0.005 + 0.98 * self.chance.random() ** 1.6)
            yield self._moment(at, "support", person)

    def _supporters(self) -> list[Person]:
        """Whoever rates it later has said "me too", then others from here, then from next door."""
        raters = [self.place[words[0]] for _day, name, *words in self.steps if name == "rate"]
        here = self.chance.sample(self.place.neighbours, len(self.place.neighbours))
        there = self.chance.sample(self.strangers, len(self.strangers))
        crowd = dict.fromkeys([*raters, *here, *there])
        reporter = self.place.people.get(self.table["by"])
        return [p for p in crowd if p is not reporter][: self.table.get("supports", 0)]
