"""`portal import reports`: a file of reports into a community, as often as one likes, none doubled."""

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.communities import queries as communities
from portal.communities.models import Community
from portal.db import session, writing
from portal.i18n import named
from portal.imports import columns as maps
from portal.imports import reports, table
from portal.imports.columns import Columns
from portal.imports.trouble import Refused, Unusable
from portal.issues.models import Issue

BATCH = 250
"""Rows in one transaction: whoever kills the import finds whole issues, and goes on by running it again."""
SHOWN = 5
"""Refused rows that are named on the screen; the report names all."""

Say = Callable[[str], object]


@dataclass
class Count:
    """What became of the rows."""

    read: int = 0
    imported: int = 0
    already: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def run(
    file: Path, *, community: str, columns: Path | None = None, report: Path | None = None, say: Say
) -> int:
    """Import the file and tell what became of it; 0, or 2 where the file, the map or the place is no use."""
    with force_locale(shell_language()):
        try:
            place = _place(community)
            text = table.read(file)
            chosen = _chosen(text, maps.load(columns) if columns else None, file.name)
            total = table.check(text, chosen.delimiter, len(table.header(text, chosen.delimiter)), file.name)
        except Unusable as trouble:
            say(str(trouble))
            say(_("Nothing was imported."))
            return 2
        except OperationalError:
            say(_("The database cannot be used. Has “portal init” been run?"))
            return 2
        say(_("Importing %(total)s rows of %(file)s as “%(map)s” into %(community)s.",
              total=total, file=file.name, map=chosen.name, community=named(place)))  # fmt: skip
        count = _import(text, chosen, place, total, say)
        _sum_up(count, report or file.with_name(f"{file.name}.refused.csv"), say)
    return 0


def shell_language() -> str:
    """Chinese unless the shell's locale says otherwise."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.startswith("zh") or locale in ("", "C", "C.UTF-8", "POSIX") else "en"


def _place(slug: str) -> Community:
    if place := communities.by_slug(slug):
        return place
    known = ", ".join(each.slug for each in communities.everyone())
    raise Unusable(_("There is no community “%(slug)s”. There are: %(known)s", slug=slug, known=known or "–"))


def _chosen(text: str, given: Columns | None, name: str) -> Columns:
    candidates = [given] if given else list(maps.known())
    for columns in candidates:
        if columns.fits(table.header(text, columns.delimiter)):
            return columns
    if given:
        missing = sorted(set(given.named()) - set(table.header(text, given.delimiter)))
        raise Unusable(
            _("%(file)s has no column %(columns)s.", file=name, columns=", ".join(f"“{c}”" for c in missing))
        )
    raise Unusable(
        _(
            "The columns of %(file)s are those of no file known here. Say with --map what they mean.",
            file=name,
        )
    )


def _import(text: str, columns: Columns, place: Community, total: int, say: Say) -> Count:
    count, seen = Count(), set[str]()
    header = table.header(text, columns.delimiter)
    rows = table.rows(text, columns.delimiter)
    while batch := list(islice(rows, BATCH)):
        good = list(_readable(batch, header, columns, count, seen))
        with writing():
            sources = [report.source for report in good]
            there = set(session.scalars(
                select(Issue.source).where(Issue.community_id == place.id, Issue.source.in_(sources))
            ))  # fmt: skip
            for report in good:
                if report.source in there:
                    count.already += 1
                else:
                    reports.bring(report, place)
                    count.imported += 1
        count.read += len(batch)
        say(_("  %(done)s of %(total)s rows", done=count.read, total=total))
    return count


def _readable(
    batch: list[table.Row], header: list[str], columns: Columns, count: Count, seen: set[str]
) -> Iterator[reports.Report]:
    for row in batch:
        try:
            if len(row.cells) != len(header):
                raise Refused(
                    _("It has %(found)s fields instead of %(wanted)s.",
                      found=len(row.cells), wanted=len(header))
                )  # fmt: skip
            report = reports.read(dict(zip(header, row.cells, strict=True)), columns)
            if report.source in seen:
                raise Refused(_("%(source)s is in the file twice.", source=report.source))
        except Refused as reason:
            count.refused.append((row.line, str(reason)))
        else:
            seen.add(report.source)
            yield report


def _sum_up(count: Count, report: Path, say: Say) -> None:
    say(_("%(read)s rows read, %(imported)s imported, %(already)s already there, %(refused)s refused.",
          read=count.read, imported=count.imported, already=count.already,
          refused=len(count.refused)))  # fmt: skip
    for line, reason in count.refused[:SHOWN]:
        say(_("  line %(line)s: %(reason)s", line=line, reason=reason))
    if len(count.refused) > SHOWN:
        say(_("  and %(more)s more", more=len(count.refused) - SHOWN))
    try:
        _write(count.refused, report)
    except OSError as error:
        say(_("The list of refused rows could not be written (%(why)s). Say where with --report.", why=error))
    else:
        if count.refused:
            say(_("All refused rows and why: %(file)s", file=report))


def _write(refused: list[tuple[int, str]], report: Path) -> None:
    if not refused:
        report.unlink(missing_ok=True)  # a list from an earlier run would be wrong now
        return
    with report.open("w", newline="", encoding="utf-8-sig") as out:  # so that a spreadsheet reads it
        lines = csv.writer(out)
        lines.writerow([_("line"), _("reason")])
        lines.writerows(refused)
