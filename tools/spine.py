"""Draw the spine, as the table of moves has it, into docs/spine.svg: `python -m tools.spine`."""

from html import escape
from pathlib import Path

from portal.issues.lifecycle import MOVES, State

TARGET = Path(__file__).parent.parent / "docs" / "spine.svg"

PLACES = {
    State.REPORTED: (0, 1), State.ACCEPTED: (1, 1), State.DELIBERATING: (2, 1), State.VOTING: (3, 1),
    State.ADOPTED: (4, 1), State.ACTING: (5, 1), State.RESOLVED: (6, 1), State.CLOSED: (7, 1),
    State.DECLINED: (0, 2.6), State.MERGED: (1, 2.6), State.REFERRED: (2.5, 2.6), State.REJECTED: (4, 2.6),
    State.REOPENED: (6, 2.6),
}  # fmt: skip
STEP_X, STEP_Y, WIDE, HIGH, EDGE = 150, 120, 108, 40, 30


def centre(state: State) -> tuple[float, float]:
    """Where the state's box has its middle."""
    x, y = PLACES[state]
    return EDGE + WIDE / 2 + x * STEP_X, EDGE + y * STEP_Y


def arrow(frm: State, to: State) -> str:
    """A line from box to box: straight between neighbours, in a bow over what lies between."""
    (x1, y1), (x2, y2) = centre(frm), centre(to)
    if y1 == y2:
        right = 1 if x2 > x1 else -1
        near = abs(x2 - x1) <= STEP_X
        if near and right > 0:
            return f"M{x1 + WIDE / 2} {y1} H{x2 - WIDE / 2 - 6}"
        side = -1 if y1 < 2 * STEP_Y and not near else 1
        lift = side * (0.28 if near else 0.3 + 0.06 * abs(x2 - x1) / STEP_X) * STEP_Y
        start, end = y1 + side * HIGH / 2, y2 + side * (HIGH / 2 + 6)
        bend = f"{x1 + right * 40} {start + lift} {x2 - right * 40} {end + lift}"
        return f"M{x1 + right * 16} {start} C{bend} {x2 - right * 10} {end}"
    down = 1 if y2 > y1 else -1
    start, end = y1 + down * HIGH / 2, y2 - down * (HIGH / 2 + 6)
    lean = 14 * down
    middle = (start + end) / 2
    return f"M{x1 + lean} {start} C{x1 + lean} {middle} {x2 + lean} {middle} {x2 + lean} {end}"


def draw() -> str:
    """The picture as SVG; each arrow carries its verb as a title."""
    width, height = EDGE * 2 + 7 * STEP_X + WIDE, 3.4 * STEP_Y + EDGE
    head = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" role="img" font-size="14"
 font-family="system-ui, sans-serif">
<title>The spine: states of an issue and the moves between them</title>
<defs><marker id="tip" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0L8 4L0 8z" fill="#0f6b62"/></marker></defs>
<rect width="{w}" height="{h}" fill="#faf7f1"/>
<g fill="none" stroke="#0f6b62" stroke-opacity=".55" stroke-width="1.5" marker-end="url(#tip)">"""
    lines = [head.format(w=width, h=height)]
    for verb, move in MOVES.items():
        for frm in sorted(move.frm, key=list(State).index):
            for to in move.to:
                title = escape(f"{verb.replace('_', ' ')}: {frm} to {to}")
                lines.append(f'<path d="{arrow(frm, to)}"><title>{title}</title></path>')
    lines.append('</g>\n<g text-anchor="middle" stroke="none">')
    for state in State:
        x, y = centre(state)
        box, ink = ("#0f6b62", "#ffffff") if state.is_open else ("#ffffff", "#0f6b62")
        size = f'x="{x - WIDE / 2}" y="{y - HIGH / 2}" width="{WIDE}" height="{HIGH}" rx="9"'
        lines.append(f'<rect {size} fill="{box}" stroke="#0f6b62"/>')
        lines.append(f'<text x="{x}" y="{y + 5}" fill="{ink}">{state}</text>')
    return "\n".join([*lines, "</g>\n</svg>", ""])


if __name__ == "__main__":
    TARGET.write_text(draw(), encoding="utf-8")
