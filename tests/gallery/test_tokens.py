"""The tokens can be read and seen: WCAG 2.2's contrast of every pair that the style sheets put together."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static/css/tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunken")
TONES = ("neutral", "info", "wait", "active", "good", "bad")
TEXT, CONTROL = 4.5, 3.0

READ = [
    *((text, ground) for text in ("ink", "ink-soft", "accent", "accent-deep", "ember") for ground in GROUNDS),
    *((text, "accent-soft") for text in ("ink", "ink-soft", "accent-deep")),
    ("on-accent", "accent"), ("on-accent", "accent-deep"), ("paper", "ember"),
    *((f"on-{tone}", tone) for tone in TONES),
]  # fmt: skip
SEEN = [
    *(("line-strong", ground) for ground in GROUNDS),
    *(("accent", ground) for ground in (*GROUNDS, "neutral", "accent-soft")),
    *((f"fill-{tone}", ground) for tone in TONES for ground in (*GROUNDS, "neutral")),
]


def block(start: str) -> dict[str, str]:
    """The colours of one rule."""
    rest = CSS[CSS.index(start) :]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", rest[: rest.index("}")]))


THEMES = {
    "light": block(":root {"),
    "dark by the system": block(':root:not([data-theme="light"])'),
    "dark by choice": block(':root[data-theme="dark"]'),
}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_read_and_seen_stands_out(theme):
    colours = THEMES[theme]
    weak = [
        f"{front} on {ground}: {ratio:.2f}"
        for pairs, least in ((READ, TEXT), (SEEN, CONTROL))
        for front, ground in pairs
        if (ratio := contrast(colours[front], colours[ground])) < least
    ]
    assert not weak


def test_dark_is_the_same_however_it_is_chosen():
    assert THEMES["dark by the system"] == THEMES["dark by choice"]


def test_no_style_sheet_has_colours_of_its_own():
    """But for what is printed, and the white under a code."""
    furniture = Path(__file__).parents[2] / "static/css/ui"
    for path in [path for path in furniture.glob("*.css") if path.name != "paper.css"]:
        found = re.findall(r"(?<![&\w])#[0-9a-f]{3,8}\b", path.read_text(encoding="utf-8"))
        assert set(found) <= {"#fff", "#000"}, path.name
