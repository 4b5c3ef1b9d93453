"""A CSV file as it comes from a spreadsheet: encoding found out, shape checked before anything is done."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from flask_babel import gettext as _

from portal.imports.trouble import Unusable

MOST_BYTES = 32 * 1024 * 1024
"""Some 80,000 rows: more than a subdistrict gathers in twenty years, and still small in memory."""
csv.field_size_limit(1024 * 1024)


class Row(NamedTuple):
    """One record of the file, and the line on which it begins."""

    line: int
    cells: list[str]


def read(path: Path) -> str:
    """The file's text; Unusable where it is empty, too large, or in an encoding that is not read."""
    size = path.stat().st_size
    if size == 0:
        raise Unusable(_("%(file)s is empty.", file=path.name))
    if size > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise Unusable(
            _("%(file)s is too large: %(size)s MB, at most %(most)s MB. Please split it.",
              file=path.name, size=size // 1024 // 1024, most=most)
        )  # fmt: skip
    return decode(path.read_bytes(), path.name)


def decode(data: bytes, name: str) -> str:
    """UTF-8 with or without its mark, or the GBK of a Chinese spreadsheet."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for tried in ("utf-16" if marked else "utf-8-sig", "gb18030"):
        try:
            text = data.decode(tried)
        except UnicodeDecodeError:
            continue
        if "\x00" in text or (tried == "gb18030" and not _is_chinese(text)):
            break
        return text
    raise Unusable(
        _("%(file)s is not a text file in UTF-8 or GBK. Please save it as “CSV UTF-8”.", file=name)
    )


def _is_chinese(text: str) -> bool:
    # Almost any bytes pass as GBK: a Spanish file in Latin-1 would come out as rare characters.
    # Real Chinese text keeps to the some 7,000 signs of GB 2312, save for a name here and there.
    signs = [c for c in text if ord(c) > 127]
    return sum(_is_common(c) for c in signs) >= 0.95 * len(signs)


def _is_common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def header(text: str, delimiter: str) -> list[str]:
    """The names of the columns; none where this is no table."""
    try:
        return [name.strip() for name in next(csv.reader(StringIO(text), delimiter=delimiter), [])]
    except csv.Error:
        return []


def rows(text: str, delimiter: str) -> Iterator[Row]:
    """The records below the header; blank lines are passed over."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    next(reader)
    begin = reader.line_num + 1
    for cells in reader:
        if cells:
            yield Row(begin, cells)
        begin = reader.line_num + 1


def check(text: str, delimiter: str, width: int, name: str) -> int:
    """How many records there are; Unusable where the file is no CSV or breaks off."""
    count, last = 0, width
    try:
        for row in rows(text, delimiter):
            count, last = count + 1, len(row.cells)
    except csv.Error as error:
        raise Unusable(
            _("%(file)s breaks off or is not a CSV file: %(what)s after row %(row)s.",
              file=name, what=error, row=count)
        ) from error  # fmt: skip
    if last < width:
        raise Unusable(
            _("%(file)s breaks off in row %(row)s. Please fetch the whole file again.", file=name, row=count)
        )
    if not count:
        raise Unusable(_("%(file)s has a header and no rows.", file=name))
    return count
