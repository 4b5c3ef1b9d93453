"""Bring the Chinese catalogue up to date with the messages of code and templates.

`python -m tools.translations [MORE.po …]`: extracts every message, keeps the translations there are, takes
missing ones from the catalogues named, drops what nothing uses, and writes the .po file and its .mo.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "portal" / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
NOISE = (
    b'"POT-Creation',
    b'"PO-Revision',
    b'"Last-Trans',
    b'"Language-Team',
    b'"Report-Msgid',
    b'"Generated',
)
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


def template() -> Catalog:
    """Every message that code and templates say, with the files that say it."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog(project="youth-council-portal", charset="utf-8", fuzzy=False)
    for folder in ("portal", "templates"):
        here = [
            (pattern.removeprefix(f"{folder}/"), how)
            for pattern, how in methods
            if pattern.startswith(folder)
        ]
        named = {pattern.removeprefix(f"{folder}/"): options[pattern] for pattern, _ in methods}
        for name, _line, message, _comments, context in extract_from_dir(
            str(ROOT / folder), here, named, keywords=KEYWORDS
        ):
            found.add(message, None, [(f"{folder}/{name}", 0)], context=context)
    return found


def known(path: Path) -> Catalog:
    """A catalogue as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale="zh")


def merged(found: Catalog, catalogues: list[Catalog]) -> Catalog:
    """The messages found, each with the first translation that the catalogues have for it."""
    result = Catalog(
        locale="zh",
        project="youth-council-portal",
        charset="utf-8",
        fuzzy=False,
        header_comment="# 青年议事厅",
    )
    for message in sorted((m for m in found if m.id), key=lambda m: (m.locations, str(m.id))):
        candidates = [c.get(message.id, message.context) for c in catalogues]
        texts = [
            c.string for c in candidates if c and (any(c.string) if isinstance(c.string, tuple) else c.string)
        ]
        places = [(name, 0) for name, _ in message.locations]
        result.add(message.id, texts[0] if texts else None, places, context=message.context)
    return result


def main(more: list[str]) -> None:
    """Update the catalogue and say what is still missing."""
    catalogues = [known(path) for path in [CATALOGUE, *map(Path, more)] if path.exists()]
    result = merged(template(), catalogues)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    text = BytesIO()
    write_po(text, result, width=110, include_lineno=False)
    # Without the header's dates and placeholders, which would change or mean nothing.
    lines = [line for line in text.getvalue().splitlines(True) if not line.startswith(NOISE)]
    CATALOGUE.write_bytes(b"".join(lines))
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, result)
    for message in result:
        if message.id and not (all(message.string) if isinstance(message.string, tuple) else message.string):
            print("missing:", message.locations[0][0], repr(message.id))


if __name__ == "__main__":
    main(sys.argv[1:])
