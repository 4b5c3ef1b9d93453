"""Fill an empty database with the made-up subdistrict, by the verbs, in pretend time.

What happened in all stories is first laid out on one line of time and then done in that order, so that
the journal reads as if it had been written day by day. The same `now` gives the same town.
"""

import random
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from portal.db import session, writing
from portal.demo import pictures, town
from portal.demo.story import Moment, Story
from portal.people.models import Person

SEED = 20
SHELVES = ("long", "middle", "short")


def read(name: str) -> dict[str, Any]:
    """One of the tables beside this file."""
    return tomllib.loads(files("portal.demo").joinpath(f"{name}.toml").read_text("utf-8"))


def tables() -> Iterator[dict[str, Any]]:
    """Every story as it is written down, the long ones first."""
    for shelf in SHELVES:
        yield from read(f"stories/{shelf}")["story"]


def is_needed() -> bool:
    """Whether there is nobody yet."""
    return session.scalar(select(Person.id).limit(1)) is None


def fill(now: datetime, say: Callable[[str], object]) -> None:
    """Make the subdistrict with its people and its last ninety days; not where there are people already."""
    if not is_needed():
        say("There are people in this database already; nothing was changed.")
        return
    chance = random.Random(SEED)  # noqa: S311 - which neighbour says "me too" is no secret
    with writing():
        places = town.settle(read("people"), now=now)
        say(f"  people: {session.query(Person).count()} in {len(places)} communities")
        shown = pictures.hang()
        stories = [Story(table, places, shown, now, chance) for table in tables()]
        _tell(stories, say)
    say("The made-up subdistrict is ready: sign in as one of its people with one click.")


def _tell(stories: list[Story], say: Callable[[str], object]) -> None:
    known = {story.table["key"]: story for story in stories if "key" in story.table}
    moments: list[Moment] = [moment for story in stories for moment in story.moments(known)]
    moments.sort(key=lambda moment: moment.at)
    for done, moment in enumerate(moments, start=1):
        moment.act(moment.at)
        if done % 500 == 0 or done == len(moments):
            say(f"  stories: {done} of {len(moments)} things have happened")
