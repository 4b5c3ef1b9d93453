"""How terms of office are said."""

from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _

from portal.i18n import lang, today
from portal.people.models import Membership


def term(membership: Membership) -> str:
    """2026年1月–2027年12月, or Jan 2026 – Dec 2027; without an end, since when."""
    begin = _month(membership.starts_at)
    if membership.last_moment is None:
        return str(_("since %(when)s", when=begin))
    return str(_("%(begin)s – %(end)s", begin=begin, end=_month(membership.last_moment)))


def _month(at: datetime) -> str:
    return format_date(today(at), "y年M月" if lang() == "zh" else "MMM y", rebase=False)
