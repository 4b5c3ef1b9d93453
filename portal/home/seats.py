"""A council drawn as its seats: a half circle with one dot for each on the roll, taken as votes come in."""

from collections.abc import Sequence
from itertools import chain, repeat
from math import cos, pi, sin
from typing import NamedTuple

from portal.ballots.queries import Standing
from portal.ballots.words import CHOICES

MOST = 60
"""Of more seats no single one could be told apart: a bar is drawn instead."""
WIDTH, HEIGHT = 160, 92
ROWS = {15: 1, 32: 2, MOST: 3}
OUTER, APART = 68.0, 17.0
"""The radius of the outermost row and how far the next one is, in the units of the drawing."""


class Seat(NamedTuple):
    """One dot: where, how large, and as which vote it is coloured ("" is not taken yet)."""

    x: float
    y: float
    r: float
    tone: str


def filled(ballot: Standing) -> list[Seat]:
    """The seats of a vote: by choice where that may be shown, else only which are taken."""
    tones: list[str] = []
    for choice, look in CHOICES.items():
        tones += [look.tone] * ballot.totals.get(choice, 0)
    return seats(ballot.roll, tones if ballot.is_shown else ["info"] * ballot.turnout)


def seats(count: int, tones: Sequence[str]) -> list[Seat]:
    """That many seats from left to right, the first ones in these tones; none where they are too many."""
    if not 0 < count <= MOST:
        return []
    rows = next(rows for most, rows in ROWS.items() if count <= most)
    radii = [OUTER - APART * row for row in range(rows)]
    shares = [round(count * radius / sum(radii)) for radius in radii[1:]]
    shares = [count - sum(shares), *shares]
    places = sorted(chain.from_iterable(map(_row, radii, shares)))
    size = min(
        6.0, *(0.42 * pi * radius / max(share - 1, 1) for radius, share in zip(radii, shares, strict=True))
    )
    return [
        Seat(
            round(WIDTH / 2 - cos(angle) * radius, 1),
            round(HEIGHT - 10 - sin(angle) * radius, 1),
            round(size, 1),
            tone,
        )
        for (angle, radius), tone in zip(places, chain(tones, repeat("")), strict=False)
    ]


def _row(radius: float, count: int) -> list[tuple[float, float]]:
    return [((n + 0.5) / count * pi if count == 1 else n / (count - 1) * pi, radius) for n in range(count)]
