"""Drawn pictures that stand for photos in the demo: plain shapes, made here, showing nobody and nowhere."""

from collections.abc import Callable
from io import BytesIO

from flask import current_app
from PIL import Image, ImageDraw
from werkzeug.datastructures import FileStorage

from portal import photos

WIDE, HIGH, FINE = 800, 600, 2
"""Size in pixels; drawn twice as large and then made smaller, for smooth edges."""

DAY, NIGHT, ROOM = "#dfe9e6", "#2b3440", "#efe6d6"
STONE, PALE, DARK, WALL, LEAF, SUN, RUST, BLUE = (
    "#b9b2a4", "#d8d0c1", "#4d4a45", "#e6d5b8", "#6f9460", "#f3cf6d", "#b5532f", "#5b87a8",
)  # fmt: skip


class Sheet:
    """A sheet to draw on, measured in a hundredth of its width and height."""

    def __init__(self, back: str, floor: str, at: float = 72) -> None:
        self.image = Image.new("RGB", (WIDE * FINE, HIGH * FINE), back)
        self._pen = ImageDraw.Draw(self.image)
        self.box(0, at, 100, 100, floor)

    def _at(self, *points: float) -> list[float]:
        sizes = (WIDE * FINE / 100, HIGH * FINE / 100)
        return [p * sizes[n % 2] for n, p in enumerate(points)]

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: str, round: float = 0) -> None:
        """A rectangle."""
        self._pen.rounded_rectangle(self._at(x0, y0, x1, y1), round * FINE * 8, fill)

    def disc(self, x: float, y: float, r: float, fill: str) -> None:
        """A circle; its radius in hundredths of the width."""
        self._pen.ellipse(self._at(x - r, y - r * WIDE / HIGH, x + r, y + r * WIDE / HIGH), fill)

    def shape(self, fill: str, *points: float) -> None:
        """A polygon."""
        self._pen.polygon(self._at(*points), fill)

    def line(self, fill: str, width: float, *points: float) -> None:
        """A line."""
        self._pen.line(self._at(*points), fill, round(width * FINE * 8), "curve")


def house(s: Sheet, left: float, right: float, top: float, *, lit: bool = False) -> None:
    """An old block of flats."""
    s.box(left, top, right, 72, "#3b4552" if lit else WALL)
    for row in range(int((70 - top) / 11)):
        for x in range(int(left) + 4, int(right) - 5, 9):
            y = top + 4 + row * 11
            s.box(
                x, y, x + 5, y + 6, SUN if lit and (x + row) % 4 == 0 else "#8fa6ad" if not lit else "#2f3844"
            )


def lamp() -> Sheet:
    """A path in the dark, one lamp out."""
    s = Sheet(NIGHT, "#39424c")
    house(s, 2, 42, 22, lit=True)
    s.shape("#4a545e", 38, 100, 62, 100, 54, 72, 48, 72)
    for x, on in ((66, False), (86, True)):
        if on:
            s.disc(x - 5, 31, 9, "#5a5a4a")
        s.line("#90989c", 0.7, x, 78, x, 28, x - 5, 28)
        s.disc(x - 5, 31, 2.2, SUN if on else "#555d63")
    return s


def slide() -> Sheet:
    """A slide with a crack."""
    s = Sheet(DAY, "#9bb58a")
    s.disc(12, 48, 10, LEAF)
    s.box(11, 55, 13, 76, "#7b6a50")
    s.line(BLUE, 1.4, 34, 82, 34, 34, 44, 34, 44, 82)
    for y in (46, 58, 70):
        s.line(BLUE, 0.8, 34, y, 44, y)
    s.line(RUST, 5, 44, 36, 60, 56, 74, 76, 86, 79)
    s.line(DARK, 0.5, 62, 55, 60, 60, 64, 62, 62, 67)
    return s


def cars() -> Sheet:
    """A lane full of cars."""
    s = Sheet(DAY, "#8d9094", 60)
    house(s, 0, 100, 12)
    s.box(0, 72, 100, 100, "#8d9094")
    s.line(SUN, 1, 0, 92, 100, 92)
    for x, colour in ((4, RUST), (36, BLUE), (68, "#e8e4da")):
        s.shape("#6c7a80", x + 6, 70, x + 10, 61, x + 20, 61, x + 24, 70)
        s.box(x, 69, x + 28, 81, colour, 3)
        s.disc(x + 6, 81, 3, DARK)
        s.disc(x + 22, 81, 3, DARK)
    return s


def radiator() -> Sheet:
    """A radiator and a thermometer that stands low."""
    s = Sheet(ROOM, "#b08d63", 82)
    s.box(12, 6, 60, 42, "#a8c3cc")
    s.line("#fff8ea", 1.2, 36, 6, 36, 42)
    for x in range(14, 58, 5):
        s.box(x, 52, x + 4, 78, "#f6f1e6", 1.5)
    s.line(STONE, 0.9, 8, 74, 14, 74)
    s.box(76, 18, 82, 58, "#fffaf0", 3)
    s.line(RUST, 1, 79, 60, 79, 47)
    s.disc(79, 62, 4, RUST)
    return s


def steps() -> Sheet:
    """Steps with a corner gone."""
    s = _entrance()
    s.shape("#8a8478", 66, 74, 78, 74, 78, 79, 72, 82, 68, 78)
    return s


def steps_mended() -> Sheet:
    """The same steps, whole, with a rail."""
    s = _entrance()
    for n in range(3):
        s.line(SUN, 0.6, 26 - n * 3, 66.6 + n * 8, 78 + n * 3, 66.6 + n * 8)
    s.line("#7f8a90", 0.9, 84, 92, 84, 58, 76, 46, 76, 66)
    return s


def _entrance() -> Sheet:
    s = Sheet(WALL, STONE, 90)
    s.box(38, 14, 66, 66, "#5f6f66")
    s.box(41, 18, 51, 62, "#9fb3ad")
    s.box(53, 18, 63, 62, "#9fb3ad")
    for n, tone in enumerate(("#d3cbbb", "#c7beae", "#bab1a1")):
        s.box(26 - n * 3, 66 + n * 8, 78 + n * 3, 74 + n * 8, tone)
    return s


def bins() -> Sheet:
    """Bins that overflow."""
    s = Sheet(DAY, STONE, 68)
    s.box(0, 10, 100, 68, PALE)
    for x, colour in ((8, LEAF), (31, BLUE), (54, RUST), (77, DARK)):
        for dx, r in ((3, 4), (9, 5), (14, 4)):
            s.disc(x + dx, 46 - r, r, "#efece4" if dx != 9 else "#77736b")
        s.shape(colour, x - 1, 46, x + 18, 46, x + 16, 84, x + 1, 84)
        s.box(x - 2, 44, x + 19, 48, DARK, 1)
    s.disc(50, 86, 4, "#efece4")
    s.disc(72, 88, 3, "#77736b")
    return s


def flowers() -> Sheet:
    """A flower bed, half of it weeds."""
    s = Sheet(DAY, "#9bb58a", 60)
    house(s, 8, 92, 8)
    s.box(8, 66, 92, 92, "#8b6b4d", 2)
    for n in range(26):
        x, tall = 10 + n * 3.1, 8 + n * 7 % 9
        s.line(LEAF, 0.5, x, 84, x + (n % 3 - 1) * 1.5, 78 - tall)
        if n % 5 == 2:
            s.disc(x, 76 - tall, 1.8, (RUST, SUN, "#e8e4da")[n % 3])
    return s


def bikes() -> Sheet:
    """Shared bicycles across a pavement."""
    s = Sheet(DAY, PALE, 52)
    s.box(0, 66, 100, 71, SUN)
    for x in range(2, 90, 11):
        colour = (BLUE, SUN, LEAF)[x % 3]
        for wheel in (x + 2, x + 12):
            s.disc(wheel, 72, 4.4, DARK)
            s.disc(wheel, 72, 3.7, PALE)
        s.line(colour, 0.9, x + 2, 72, x + 6, 60, x + 11, 60, x + 7, 72, x + 2, 72)
        s.line(colour, 0.9, x + 12, 72, x + 10.5, 55, x + 13, 54)
    return s


def boiler_house() -> Sheet:
    """An empty boiler house with its chimney."""
    s = Sheet(DAY, "#a7ad8c")
    s.box(72, 4, 79, 72, RUST)
    s.box(12, 34, 70, 72, "#a9674a")
    s.shape("#6d5a4e", 8, 34, 41, 18, 74, 34)
    for x in (18, 33, 56):
        s.box(x, 42, x + 9, 58, "#5e6b6e")
        s.line("#c9c3b4", 0.4, x, 50, x + 9, 50)
    s.box(45, 50, 53, 72, "#54493f")
    return s


def stairs() -> Sheet:
    """A staircase, floor after floor."""
    s = Sheet(ROOM, STONE, 94)
    for n in range(9):
        s.box(6 + n * 8, 88 - n * 9, 100, 97 - n * 9, ("#cfc6b5", "#c3baa8")[n % 2])
    s.line("#7a5c40", 1.2, 6, 70, 78, -11)
    for n in range(9):
        s.line("#7a5c40", 0.5, 10 + n * 8, 88 - n * 9, 10 + n * 8, 66 - n * 9)
    return s


def charging() -> Sheet:
    """A shed where electric bicycles charge."""
    s = Sheet(DAY, STONE, 70)
    s.shape(LEAF, 4, 30, 96, 22, 96, 29, 4, 37)
    for x in (10, 88):
        s.box(x, 33, x + 2, 80, DARK)
    for x in range(16, 80, 16):
        s.box(x + 4, 44, x + 9, 56, "#e8e4da", 1)
        s.disc(x + 6.5, 48, 1.2, LEAF if x % 32 else RUST)
        s.line(DARK, 0.3, x + 6.5, 56, x + 8, 64)
        s.disc(x + 2, 80, 3.4, DARK)
        s.disc(x + 12, 80, 3.4, DARK)
        s.shape((BLUE, RUST)[x // 16 % 2], x + 2, 76, x + 5, 68, x + 11, 68, x + 12, 76)
    return s


def ramp() -> Sheet:
    """A ramp that is too steep."""
    s = Sheet(DAY, "#86a9ae", 78)
    s.disc(84, 20, 6, "#f2dfa8")
    s.shape(STONE, 0, 90, 52, 50, 100, 50, 100, 68, 60, 68, 40, 100, 0, 100)
    s.line("#7f8a90", 0.8, 4, 74, 52, 36, 100, 36)
    for x, y in ((8, 83), (22, 72), (36, 62), (52, 50), (68, 50), (84, 50)):
        s.line("#7f8a90", 0.6, x, y, x, y - 13)
    return s


def canteen() -> Sheet:
    """A laid table at noon."""
    s = Sheet(ROOM, "#c79b6b", 58)
    s.box(8, 6, 40, 44, "#cfe0da")
    s.box(60, 6, 92, 44, "#cfe0da")
    for x, y, colour in ((22, 76, "#e7b98c"), (50, 70, LEAF), (78, 76, RUST), (50, 90, "#f6efe0")):
        s.disc(x, y, 10, "#fffaf0")
        s.disc(x, y, 7, colour)
    for x in (34, 62):
        s.line("#7a5c40", 0.5, x, 62, x + 4, 92)
    return s


DRAWN: tuple[Callable[[], Sheet], ...] = (
    lamp, slide, cars, radiator, steps, steps_mended, bins, flowers, bikes, boiler_house, stairs, charging,
    ramp, canteen,
)  # fmt: skip


def draw(scene: Callable[[], Sheet]) -> photos.Picture:
    """One scene as a cleaned picture, like any upload."""
    out = BytesIO()
    scene().image.resize((WIDE, HIGH), Image.Resampling.LANCZOS).save(out, "PNG", compress_level=1)
    out.seek(0)
    return photos.clean(FileStorage(out, f"{scene.__name__}.png"))


def hang() -> dict[str, photos.Picture]:
    """Draw and keep every scene, by the name that the stories use."""
    shown = {scene.__name__.replace("_", "-"): draw(scene) for scene in DRAWN}
    for picture in shown.values():
        photos.store(picture, current_app.config["UPLOADS"])
    return shown
