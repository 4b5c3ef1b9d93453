"""Language and the ways to write moments, dates and money in it; Chinese unless somebody chose English."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import format_date, format_datetime, format_timedelta, get_locale
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

LANGUAGES = ("zh", "en")
COOKIE = "lang"


def choose() -> str:
    """The reader's language: `?lang=`, what they chose before, their account's, their browser's."""
    if not has_request_context():
        return LANGUAGES[0]
    for wish in (
        request.args.get("lang"),
        request.cookies.get(COOKIE),
        getattr(current_user, "locale", None),
    ):
        if wish in LANGUAGES:
            return wish
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def lang() -> str:
    """The language in which is being written just now."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def remember(response: Response) -> Response:
    """Keep a choice made by `?lang=` in this browser; a picture's address chooses for the picture alone."""
    wish = request.args.get("lang")
    if (response.mimetype or "").startswith("image/"):
        return response
    if wish in LANGUAGES and wish != request.cookies.get(COOKIE):
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, wish, max_age=31536000, samesite="Lax", httponly=True, secure=secure)
    return response


def zone() -> ZoneInfo:
    """The portal's time zone."""
    return ZoneInfo(current_app.config["TIMEZONE"])


def today(at: datetime) -> date:
    """The calendar day that a moment falls on where the portal is."""
    return at.astimezone(zone()).date()


def moment(at: datetime) -> str:
    """2026年11月22日 14:05, or 22 Nov 2026, 14:05."""
    return format_datetime(at, "y年M月d日 HH:mm" if lang() == "zh" else "d MMM y, HH:mm")


def short_moment(at: datetime) -> str:
    """11月22日 14:05, or 22 Nov, 14:05."""
    return format_datetime(at, "M月d日 HH:mm" if lang() == "zh" else "d MMM, HH:mm")


def day(on: date) -> str:
    """2026年11月22日, or 22 Nov 2026; of a moment, its day where the portal is."""
    on = today(on) if isinstance(on, datetime) else on
    return format_date(on, "y年M月d日" if lang() == "zh" else "d MMM y", rebase=False)


def isotime(at: datetime | date) -> str:
    """For `<time datetime>`: with its offset where there is an hour."""
    return at.astimezone(zone()).isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()


def ago(at: datetime, since: datetime | None = None) -> str:
    """3天前, or 3 days ago; `since` is the page's present."""
    since = since or g.get("now") or datetime.now(at.tzinfo)
    return format_timedelta(at - since, add_direction=True)


def yuan(fen: int) -> str:
    """¥1,234.50 from an exact number of fen."""
    return f"¥{fen // 100:,}" if fen % 100 == 0 else f"¥{fen // 100:,}.{fen % 100:02d}"


def paragraphs(text: str) -> Markup:
    """Plain text as people typed it: blank lines part paragraphs, line ends stay."""
    blocks = [block.strip("\n") for block in text.replace("\r\n", "\n").split("\n\n")]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(block.split("\n")))
        for block in blocks
        if block.strip()
    )


def named(place: object) -> str:
    """A community's or subdistrict's name in the reader's language."""
    return str(getattr(place, "name_en" if lang() == "en" else "name"))


def init_app(app: Flask) -> None:
    """Give every template the filters, and every answer its remembered language."""
    app.after_request(remember)
    filters = (moment, short_moment, day, isotime, ago, yuan, paragraphs, named)
    app.jinja_env.filters.update({f.__name__: f for f in filters})
