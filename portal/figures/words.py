"""How figures are written: what is not known is a dash and never a nought."""

from collections.abc import Iterable
from datetime import date

from flask_babel import format_date, format_decimal, format_percent

from portal.i18n import lang

UNKNOWN = "–"


def number(value: float | None) -> str:
    """Two digits below one, one digit above, as in 0.25 and 12.5."""
    if value is None:
        return UNKNOWN
    return str(format_decimal(round(value, 2 if value < 1 else 1), "#,##0.##"))


def share(value: float | None) -> str:
    """A share in whole per cent."""
    return UNKNOWN if value is None else str(format_percent(value, "0%"))


def month(on: date) -> str:
    """11月, or Nov; a January says its year too."""
    if lang() == "zh":
        return format_date(on, "yy年M月" if on.month == 1 else "M月", rebase=False)
    return format_date(on, "MMM yy" if on.month == 1 else "MMM", rebase=False)


def months(rows: Iterable[tuple[date, int, int]]) -> list[tuple[str, int, int]]:
    """The rows of a chart, each month by its name."""
    return [(month(on), asked, done) for on, asked, done in rows]
