"""Pictures that are passed on: the card that a chat shows of a page, and the ticket with a tracking code."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flask import Response, request

from portal import pictures
from portal.i18n import LANGUAGES
from portal.pictures import Sheet, colour

WIDTH, HEIGHT = 1200, 630
"""What chats and networks ask of a card, in pixels."""
MARGIN = 76
ROOM = WIDTH - 2 * MARGIN
BAND = 140


class Share(NamedTuple):
    """What a page says of itself in its head, for chats, networks and searches."""

    title: str
    text: str
    url: str
    picture: str


class Card(NamedTuple):
    """All that stands on a card, in the reader's language; equal cards are equal pictures."""

    name: str  # of the portal
    place: str
    title: str
    chip: tuple[str, str] | None = None  # a word and its tone
    tally: str = ""
    text: str = ""
    steps: tuple[tuple[str, str], ...] = ()  # labels with done, current, next or off


class Ticket(NamedTuple):
    """All that stands on a ticket."""

    name: str
    place: str
    heading: str
    code: str
    address: str
    title: str
    day: str
    keep: str  # what to do with it
    scan: str


def language() -> str:
    """The language that a picture's address names, else Chinese; whoever asks for it is no reader."""
    wish = request.args.get("lang")
    return wish if wish in LANGUAGES else LANGUAGES[0]


def sent(about: tuple[Any, ...], draw: Callable[[Any], bytes], *, public: bool) -> Response:
    """A picture as the answer; drawn only for whoever does not have it yet."""
    mark = hashlib.sha256(repr(about).encode()).hexdigest()[:20]
    known = public and request.if_none_match.contains(mark)
    answer = Response(b"" if known else draw(about), 304 if known else 200, mimetype="image/png")
    answer.headers["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    if public:
        answer.set_etag(mark)
    return answer


def draw_card(card: Card) -> bytes:
    """The card of an issue or of the whole portal."""
    sheet = Sheet(WIDTH, HEIGHT, colour("paper"))
    sheet.seats(WIDTH - 350, -205, 460, colour("sunken"))
    _sign(sheet, card.name, card.place)
    size, title = _heading(card.title)
    chip = 72 if card.chip else 0
    room = HEIGHT - BAND - 22 - 132 - round(size * 1.26) * len(title) - chip
    text = pictures.wrap(card.text, pictures.measure(31), ROOM, min(3, (room - 12) // 44))
    y = 132 + min(56, max(0, room - 12 - 44 * len(text)) // 2)
    for line in title:
        y += round(size * 1.26)
        sheet.write((MARGIN, y - size * 0.3), line, size, colour("ink"), bold=True)
    if card.chip:
        _state(sheet, *card.chip, card.tally, top=y + 16)
    for i, line in enumerate(text, 1):
        sheet.write((MARGIN, y + chip + 12 + 44 * i), line, 31, colour("ink-soft"))
    _spine(sheet, card.steps)
    return sheet.png()


def _heading(title: str) -> tuple[int, list[str]]:
    """In how large a type a title fits, and its lines."""
    lines: list[str] = []
    for size, most in ((104, 1), (84, 1), (66, 2), (56, 3)):
        lines = pictures.balanced(title, pictures.measure(size, bold=True), ROOM, most)
        if not lines or not lines[-1].endswith("…"):
            break
    return size, lines


def _sign(sheet: Sheet, name: str, place: str) -> None:
    sheet.mark(MARGIN, 48, 64)
    sheet.write((MARGIN + 84, 92), name, 34, colour("ink"), bold=True)
    left = MARGIN + 84 + pictures.width(name, 34, bold=True) + 22
    if place:
        sheet.disc(left, 81, 4, colour("line-strong"))
        for line in pictures.wrap(place, pictures.measure(34), WIDTH - MARGIN - left - 22, 1):
            sheet.write((left + 22, 92), line, 34, colour("ink-soft"))


def _state(sheet: Sheet, label: str, tone: str, tally: str, *, top: float) -> None:
    tone = "neutral" if tone == "muted" else tone
    ground, ink = colour(tone), colour(f"on-{tone}")
    right = MARGIN + pictures.width(label, 32, bold=True) + 72
    sheet.block((MARGIN, top, right, top + 56), 28, ground)
    sheet.disc(MARGIN + 31, top + 28, 8, ink)
    sheet.write((MARGIN + 50, top + 39), label, 32, ink, bold=True)
    sheet.write((right + 26, top + 39), tally, 32, colour("ink-soft"))


def _spine(sheet: Sheet, steps: Sequence[tuple[str, str]]) -> None:
    """The steps as dots on a line over a band; the present one is large."""
    top = HEIGHT - BAND
    sheet.pen.rectangle((0, top, WIDTH, HEIGHT), colour("accent-deep"))
    if not steps:
        return
    part, y = ROOM / len(steps), top + 50
    at = next((i for i, (_, mark) in enumerate(steps) if mark == "current"), len(steps) - 1)
    x = [MARGIN + part * (i + 0.5) for i in range(len(steps))]
    sheet.pen.rectangle((x[0], y - 2, x[-1], y + 2), "#3d7d77")
    sheet.pen.rectangle((x[0], y - 2, x[at], y + 2), pictures.SEATS)
    for i, (label, mark) in enumerate(steps):
        if mark == "current":
            sheet.disc(x[i], y, 24, colour("accent-deep"))
            sheet.disc(x[i], y, 20, pictures.VOICE)
            sheet.disc(x[i], y, 9, colour("accent-deep"))
        elif mark == "done":
            sheet.disc(x[i], y, 12, pictures.SEATS)
        else:
            sheet.disc(x[i], y, 12, "#3d7d77" if mark == "next" else pictures.SEATS)
            sheet.disc(x[i], y, 8, colour("accent-deep"))
        fill = pictures.VOICE if mark == "current" else "#e8f3ef" if mark == "done" else "#9cc5be"
        size = next((n for n in (26, 23, 20) if pictures.width(label, n) <= part - 8), 18)
        sheet.write((x[i], y + 60), label, size, fill, bold=mark == "current", anchor="ms")


def draw_ticket(ticket: Ticket) -> bytes:
    """What a reporter without an account keeps as a picture; printed small, it is still read."""
    across, middle, margin = 1080, 540, 84
    sheet = Sheet(across, 1350, "#ffffff")
    sheet.pen.rectangle((0, 0, across, 168), pictures.GROUND)
    sheet.mark(margin - 8, 46, 76)
    sheet.write((margin + 88, 78), ticket.name, 40, "#ffffff", bold=True)
    sheet.write((margin + 88, 128), ticket.place, 32, pictures.SEATS)
    sheet.write((middle, 236), ticket.heading, 34, colour("ink-soft"), anchor="ms")
    fours = ticket.code.split("-")
    lines = ["-".join(fours[:2]), "-".join(fours[2:])]
    size = next((n for n in (124, 112) if max(_spelt(line, n) for line in lines) <= across - 2 * margin), 100)
    for line, y in zip(lines, (374, 508), strict=True):
        _spell(sheet, middle, y, line, size)
    sheet.qr(middle - 225, 550, 450, ticket.address)
    sheet.write((middle, 1034), ticket.scan, 32, colour("ink-soft"), anchor="ms")
    sheet.block((margin, 1070, across - margin, 1210), 20, colour("paper"))
    for line in pictures.wrap(ticket.title, pictures.measure(36, bold=True), across - 2 * margin - 64, 1):
        sheet.write((margin + 32, 1128), line, 36, colour("ink"), bold=True)
    sheet.write((margin + 32, 1184), ticket.day, 30, colour("ink-soft"))
    for i, line in enumerate(pictures.balanced(ticket.keep, pictures.measure(31), across - 2 * margin, 2)):
        sheet.write((middle, 1264 + 46 * i), line, 31, colour("ink"), anchor="ms")
    return sheet.png()


def _pitch(sign: str, size: int) -> float:
    """The room of one letter of a code: the same for all but for the widest, and none touches the next."""
    return size * 0.5 if sign == "-" else max(size * 0.7, pictures.width(sign, size, bold=True) + size * 0.1)


def _spelt(code: str, size: int) -> float:
    return sum(_pitch(sign, size) for sign in code)


def _spell(sheet: Sheet, x: float, y: float, code: str, size: int) -> None:
    """A code around x, letter by letter, so that none is misread or missed."""
    x -= _spelt(code, size) / 2
    for sign in code:
        pitch = _pitch(sign, size)
        fill = colour("line-strong") if sign == "-" else colour("ink")
        sheet.write((x + pitch / 2, y), sign, size, fill, bold=sign != "-", anchor="ms")
        x += pitch
