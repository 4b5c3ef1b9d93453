"""What the samples of furniture are about: the tables of states, a form, rows and numbers."""

import math
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired

from portal.actions.words import STATES as ACTION_STATES
from portal.ballots.words import CHOICES, RESULTS
from portal.gallery.samples import pick, said, table
from portal.gallery.town import NOW
from portal.issues.fragments import steps
from portal.issues.lifecycle import SPINE, State
from portal.issues.words import STATES
from portal.links import qr

MONTHS = (3, 5, 2, 8, 6, 9, 12, 7, 4, 10, 11, 8)


def _form(data: dict[str, Any] | None = None, *, sent: bool = False) -> FlaskForm:
    """A form with a field of every kind: empty, filled in, or sent and refused."""
    missing = pick("请填写这一项。", "Please fill this in.")

    class Sample(FlaskForm):
        title = StringField(pick("标题", "Title"), [DataRequired(missing)])
        body = TextAreaField(pick("情况", "What is the matter?"), [DataRequired(missing)])
        category = SelectField(
            pick("类别", "About"),
            choices=[
                SelectChoice("", pick("请选择", "Please choose")),
                SelectChoice("a", pick("安全", "Safety")),
                SelectChoice("b", pick("停车", "Parking")),
            ],
        )
        solved = RadioField(
            pick("真的解决了吗？", "Is it solved?"),
            [DataRequired(missing)],
            choices=[
                SelectChoice("yes", pick("是，已经解决", "Yes")),
                SelectChoice("no", pick("没有解决", "No")),
            ],
        )
        agreed = BooleanField(pick("短信通知我", "Tell me by text message"))
        due_on = DateField(pick("截止日期", "Due by"))
        photos = FileField(pick("照片", "Photos"))

    filled = MultiDict(data or {}) if sent else None
    form = Sample(formdata=filled, data=data, meta={"csrf": False})
    if sent:
        form.validate()
    return form


def _filled() -> FlaskForm:
    words = {"title": said("issue", "title"), "body": said("issue", "body"), "category": "a", "solved": "yes"}
    return _form({**words, "agreed": True, "due_on": date(2026, 12, 1)})


def colours() -> dict[str, Any]:
    """The tokens that are grounds, texts and fills."""
    return {
        "grounds": ("paper", "surface", "sunken", "accent-soft"),
        "tones": ("neutral", "info", "wait", "active", "good", "bad"),
        "title_text": said("issue", "title"),
        "body": said("issue", "body"),
    }


def states() -> dict[str, Any]:
    """Every table of states, each state with its one look, and people and moments."""
    tables = (
        (pick("议题", "Issues"), list(STATES.values())),
        (pick("行动项", "Action items"), list(ACTION_STATES.values())),
        (pick("表决", "Votes"), list(RESULTS.values())),
        (pick("选项", "Choices"), list(CHOICES.values())),
    )
    people = [table()["people"][key] for key in ("chair", "member", "secretary")]
    return {"tables": tables, "people": people, "at": NOW - timedelta(days=3, hours=2), "on": NOW.date()}


def _come_up(hidden: Markup) -> Markup:
    return Markup(str(hidden).replace(" hidden>", ">"))  # noqa: S704 - a macro's own words


def forms() -> dict[str, Any]:
    """The form empty, filled in and refused."""
    refused = _form({"title": "", "solved": ""}, sent=True)
    return {"empty": _form(), "filled": _filled(), "refused": refused, "come_up": _come_up}


def lists() -> dict[str, Any]:
    """Rows, steps and tables."""
    issues = [(said("issue", "title"), STATES[state]) for state in list(STATES)[1:4]] + [
        (said("issue", "long"), list(STATES.values())[6])
    ]
    return {"issues": issues}


def _seats(*tones: str) -> list[SimpleNamespace]:
    """Seats in a half circle, from the left to the right."""
    turns = [math.pi * (1 - n / (len(tones) - 1)) for n in range(len(tones))]
    places = [(round(80 + 68 * math.cos(turn), 1), round(84 - 68 * math.sin(turn), 1)) for turn in turns]
    return [SimpleNamespace(x=x, y=y, r=6, tone=tone) for (x, y), tone in zip(places, tones, strict=True)]


def spine() -> dict[str, Any]:
    """Where an issue stands in each state of the straight way, and what a council said."""
    ways = [(STATES[state], steps(state, set(SPINE[: SPINE.index(state)]))) for state in SPINE]
    passed = [(STATES[State.RESOLVED], steps(State.RESOLVED, {State.REPORTED, State.ACCEPTED, State.ACTING}))]

    class Grades(FlaskForm):
        grade = RadioField(
            pick("您满意吗？", "How satisfied are you?"),
            choices=[SelectChoice(str(n), str(n)) for n in range(1, 6)],
        )

    grades = Grades(formdata=None, data={"grade": "4"}, meta={"csrf": False})
    seats = _seats("good", "good", "good", "bad", "neutral", "", "", "")
    return {"ways": ways + passed, "grades": grades, "seats": seats, "choices": list(CHOICES.values())}


def numbers() -> dict[str, Any]:
    """A year of figures."""
    months = [(pick(f"{n}月", f"{date(2026, n, 1):%b}"), count) for n, count in enumerate(MONTHS, start=1)]
    return {
        "months": months,
        "both": [(label, count, max(0, count - 2)) for label, count in months],
        "parts": [
            (pick("议事中", "Deliberating"), 8, "active"),
            (pick("等待", "Waiting"), 3, "wait"),
            (pick("已办结", "Resolved"), 21, "good"),
            (pick("不予受理", "Declined"), 2, "bad"),
            (pick("转办", "Referred"), 4, "info"),
            (pick("结案", "Closed"), 5, "neutral"),
        ],
        "votes": [
            (CHOICES[key].label, count, 16, CHOICES[key].tone)
            for key, count in zip(CHOICES, (9, 4, 3), strict=False)
        ],
    }


def pictures() -> dict[str, Any]:
    """Codes, and rows of pictures."""
    return {
        "qr_svg": qr("https://council.example/t/K7QM-2XPA-9DRT-H4VC"),
        "photo": lambda url: SimpleNamespace(url=url, thumb_url=url, alt=said("issue", "place")),
        "icons": (
            "house", "message-circle", "circle-plus", "inbox", "vote", "gavel", "list-todo", "circle-check",
            "hourglass", "circle-pause", "circle-x", "rotate-ccw", "git-merge", "lock", "map-pin", "users",
            "calendar", "search", "settings", "triangle-alert",
        ),
    }  # fmt: skip


def of(section: str) -> dict[str, Any]:
    """What the samples of a page need."""
    makers = {f.__name__: f for f in (colours, states, forms, spine, lists, numbers, pictures)}
    return makers[section]() if section in makers else {}
