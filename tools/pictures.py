"""Draw the pictures of static/img that are made from the portal's own mark: `python -m tools.pictures`."""

from pathlib import Path

from portal.pictures import GROUND, Sheet

IMG = Path(__file__).parent.parent / "static" / "img"
SIDE = 180
"""What a phone asks of a picture on its home screen, in pixels; it rounds the corners itself."""


def main() -> None:
    """Write the touch icon."""
    sheet = Sheet(SIDE, SIDE, GROUND)
    sheet.mark(14, 11, SIDE - 28)
    (IMG / "touch-icon.png").write_bytes(sheet.png())


if __name__ == "__main__":
    main()
