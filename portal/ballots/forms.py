"""What the chair and the voters fill in."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from portal.ballots import words
from portal.ballots.models import Disclosure
from portal.ballots.rules.yes_no import MAJORITIES, QUORUMS, YesNo
from portal.clock import now
from portal.fields import tidy
from portal.i18n import zone
from portal.issues import queries as issues
from portal.issues.models import Issue

LONGEST = timedelta(days=365)


class OpenForm(FlaskForm):
    """A question for the council, and the rule by which it is decided."""

    proposal = SelectField(_l("On which proposal?"), coerce=int, default=0)
    question = StringField(_l("Question"), filters=[tidy], validators=[Length(max=200)])
    majority = RadioField(_l("When does it pass?"), default="simple")
    quorum = SelectField(_l("How many must take part?"), default="half")
    disclosure = RadioField(
        _l("Who sees how people vote?"),
        choices=[SelectChoice(d.value, label) for d, label in words.DISCLOSURES.items()],
        default=Disclosure.NAMED.value,
    )
    lasts = RadioField(
        _l("How long?"),
        choices=[
            SelectChoice("1", _l("One day")),
            SelectChoice("3", _l("Three days")),
            SelectChoice("7", _l("One week")),
        ],
        default="3",
    )
    closes_at = DateTimeLocalField(_l("Or until"), tz=zone, validators=[Optional()])

    def __init__(self, issue: Issue, **kw: Any) -> None:
        proposals = issues.proposals(issue.id)
        self.titles = {0: issue.title, **{p.id: p.title for p in proposals}}
        kw.setdefault("data", {"question": issue.title})
        super().__init__(**kw)
        self.proposal.choices = [
            (0, _("None of them: on the question alone")),
            *((p.id, p.title) for p in proposals),
        ]
        self.majority.choices = [
            (name, words.named(name, threshold)) for name, threshold in MAJORITIES.items()
        ]
        self.quorum.choices = [(name, words.rule(t) if t else _("no minimum")) for name, t in QUORUMS.items()]

    def validate_closes_at(self, field: Any) -> None:
        """In the future, and within a year."""
        at = now()
        if field.data is None:
            return  # not a time at all, which the field says itself
        if field.data <= at:
            raise ValidationError(_("This time is already over."))
        if field.data > at + LONGEST:
            raise ValidationError(_("A vote may run for a year at most."))

    def said(self) -> str:
        """The question; where none was written, the proposal's or the issue's title."""
        return self.question.data or self.titles[self.proposal.data or 0]

    def rule(self) -> YesNo:
        """The rule that was chosen."""
        return YesNo.preset(self.majority.data, self.quorum.data)

    def until(self, at: datetime) -> datetime:
        """When it closes: at the given time, or after so many days."""
        chosen: datetime | None = self.closes_at.data
        return chosen or at + timedelta(days=int(self.lasts.data))
