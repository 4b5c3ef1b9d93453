"""Drawing pictures: text by the rules of Chinese lines, smooth shapes, the portal's mark, QR codes."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from io import BytesIO
from math import atan2, ceil, cos, floor, hypot, pi, sin

import pylopdf_fonts_zh_cn
import segno
from PIL import Image, ImageDraw, ImageFont

from portal.paths import data_folder

Measure = Callable[[str], float]
Box = tuple[float, float, float, float]
Fine = Callable[[float, float], tuple[float, float]]

CLOSING = "，。！？；：、…）》〉」』】〕”’％%,.!?;:)]}"
"""What never begins a line."""
OPENING = "（《〈「『【〔“‘([{"
"""What never ends one."""
BEYOND = re.compile(r"[\u0000-\u001f\u200b-\u200f\u2028-\u202e\ufe00-\ufe0f\U0001f000-\U000e01ef]")
"""What the font has no sign for: emoji, and marks that only change what stands beside them."""
UNIT = re.compile(
    r"(?P<blank>\s+)"
    rf"|[{re.escape(OPENING)}]*"
    r"(?:[0-9A-Za-z\u00c0-\u024f](?:[0-9A-Za-z\u00c0-\u024f'’_@#&+/-]|[.,:](?=[0-9]))*|[^\s])"
    rf"[{re.escape(CLOSING)}]*"
)
FINE = 4
"""How many times larger shapes are drawn than they are shown, so that their edges are smooth."""


# Text


def units(text: str) -> Iterator[str]:
    """The pieces of a text that no line end parts: a Chinese character or a word, with its punctuation."""
    blank = ""
    for found in UNIT.finditer(BEYOND.sub("", text)):
        if found["blank"]:
            blank = " "
        else:
            yield blank + found.group()
            blank = ""


def wrap(text: str, measure: Measure, room: float, most: int) -> list[str]:
    """Break a text into at most so many lines, none wider than the room; what is left over becomes "…"."""
    if most < 1:
        return []
    lines, line = [], ""
    for unit in units(text):
        if measure(line + unit) <= room:
            line += unit
            continue
        if line:
            lines.append(line)
        line = unit.lstrip()
        while measure(line) > room and len(line) > 1:  # one word longer than a line
            fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or measure(line[:n]) <= room)
            lines.append(line[:fits])
            line = line[fits:]
        if len(lines) > most:
            break
    lines.append(line)
    lines = [kept for line in lines if (kept := line.strip())]
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and measure(last + "…") > room:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(CLOSING + OPENING + " ") + "…"]


def balanced(text: str, measure: Measure, room: float, most: int) -> list[str]:
    """The same with lines of about the same length, as a heading looks best."""
    lines = wrap(text, measure, room, most)
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    narrow = sum(map(measure, lines)) / len(lines)
    for step in range(9):
        tried = wrap(text, measure, narrow + (room - narrow) * step / 8, most)
        if len(tried) == len(lines) and not tried[-1].endswith("…"):
            return tried
    return lines


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The one typeface of all pictures, in a size in pixels."""
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)


@cache
def colour(name: str) -> str:
    """A colour of the style sheet, as it is in the light: "ink", "on-good"."""
    sheet = (data_folder("static") / "css/tokens.css").read_text(encoding="utf-8")
    found = re.search(rf"--{name}: (#[0-9a-f]{{6}});", sheet)
    if not found:
        raise LookupError(f"tokens.css has no colour --{name}")
    return found[1]


# The sheet


class Sheet:
    """A picture in the making; all measures are pixels from its upper left corner."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width, height), ground)
        self.pen = ImageDraw.Draw(self.image)

    def write(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        fill: str,
        *,
        bold: bool = False,
        anchor: str = "ls",
    ) -> None:
        """One line of text standing on its base line."""
        self.pen.text(at, text, fill, font(size), anchor, stroke_width=weight(size) if bold else 0)

    def shape(self, box: Box, fill: str, draw: Callable[[ImageDraw.ImageDraw, Fine], None]) -> None:
        """Something drawn within a box, smoothly; `draw` gets a larger pen, and what leads there."""
        left, top, right, bottom = floor(box[0]) - 1, floor(box[1]) - 1, ceil(box[2]) + 1, ceil(box[3]) + 1
        mask = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))

        def fine(x: float, y: float) -> tuple[float, float]:
            return (x - left) * FINE - 0.5, (y - top) * FINE - 0.5

        draw(ImageDraw.Draw(mask), fine)
        self.image.paste(fill, (left, top), mask.reduce(FINE))

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle."""
        box = (x - radius, y - radius, x + radius, y + radius)
        self.shape(box, fill, lambda pen, fine: pen.ellipse((*fine(*box[:2]), *fine(*box[2:])), 255))

    def block(self, box: Box, radius: float, fill: str) -> None:
        """A rectangle with round corners."""
        self.shape(
            box,
            fill,
            lambda pen, fine: pen.rounded_rectangle((*fine(*box[:2]), *fine(*box[2:])), radius * FINE, 255),
        )

    def mark(self, x: float, y: float, size: int) -> None:
        """The portal's mark: a half circle of seats around one who speaks."""
        self.block((x, y, x + size, y + size), size * 13 / 48, GROUND)
        self.seats(x, y, size, SEATS)
        self.disc(x + size * 24 / 48, y + size * 32.5 / 48, size * 4.2 / 48, VOICE)

    def seats(self, x: float, y: float, size: float, fill: str) -> None:
        """The seats of the mark alone, within a square."""

        unit = size / 48

        def draw(pen: ImageDraw.ImageDraw, fine: Fine) -> None:
            for px, py in _seats():
                left, top = fine(x + (px - 2.5) * unit, y + (py - 2.5) * unit)
                right, bottom = fine(x + (px + 2.5) * unit, y + (py + 2.5) * unit)
                pen.ellipse((left, top, right, bottom), 255)

        self.shape((x, y, x + size, y + size), fill, draw)

    def qr(self, x: int, y: int, size: int, text: str) -> None:
        """A QR code in the middle of a white square of that size; its modules are whole pixels."""
        matrix = segno.make(text, error="m").matrix
        module = size // (len(matrix) + 2)
        inset = (size - module * len(matrix)) // 2
        self.pen.rectangle((x, y, x + size - 1, y + size - 1), "#fff")
        for row, line in enumerate(matrix):
            for column, dark in enumerate(line):
                if dark:
                    left, top = x + inset + column * module, y + inset + row * module
                    self.pen.rectangle((left, top, left + module - 1, top + module - 1), "#000")

    def png(self) -> bytes:
        """The finished picture."""
        out = BytesIO()
        self.image.save(out, "PNG", compress_level=6)
        return out.getvalue()


def weight(size: int) -> float:
    """How thick the line is that makes a text of this size bold."""
    return size / 50


def width(text: str, size: int, *, bold: bool = False) -> float:
    """How wide a line of text is."""
    return font(size).getlength(text) + (2 * weight(size) if bold else 0)


def measure(size: int, *, bold: bool = False) -> Measure:
    """What measures lines in that size, for `wrap`."""
    return lambda text: width(text, size, bold=bold)


# The mark, as in templates/ui/mark.html: arcs around the point where the speaker stands, on 48 by 48.

GROUND, SEATS, VOICE = "#0f6a63", "#bfe3da", "#ffce8f"
CENTRE = (24.0, 33.4)
ARCS: Sequence[tuple[float, float, float, float]] = (
    (5.5, 32.9, 9.0, 22.6),
    (14.5, 17.6, 33.5, 17.6),
    (39.0, 22.6, 42.5, 32.9),
    (13.5, 32.8, 19.1, 24.2),
    (28.9, 24.2, 34.5, 32.8),
)


@cache
def _seats() -> tuple[tuple[float, float], ...]:
    """Points along the arcs, close enough that round dots on them make one line."""
    points = []
    cx, cy = CENTRE
    for x1, y1, x2, y2 in ARCS:
        radius = hypot(x1 - cx, y1 - cy)
        start, end = atan2(y1 - cy, x1 - cx), atan2(y2 - cy, x2 - cx)
        end += 2 * pi if end < start else 0
        for step in range(65):
            angle = start + (end - start) * step / 64
            points.append((cx + radius * cos(angle), cy + radius * sin(angle)))
    return tuple(points)
