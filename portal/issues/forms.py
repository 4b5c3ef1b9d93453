"""What people fill in about issues."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from portal.access import row_number
from portal.clock import now
from portal.fields import PhoneField, PhotosField, long_text, text, tidy, tidy_lines
from portal.i18n import today
from portal.issues.words import CATEGORIES
from portal.journal import Verb


def not_past(form: Any, field: Any) -> None:
    """Nobody can be asked to answer by yesterday."""
    if field.data and field.data < today(now()):
        raise ValidationError(_("Please choose today or a later day."))


class ReportForm(FlaskForm):
    """A resident's report 诉求: one sentence will do; the rest, and all about the reporter, is optional."""

    title = text(_l("What is the problem?"), 120, least=2)
    body = long_text(_l("Tell us more"), required=False)
    place = text(_l("Where is it?"), 120, required=False)
    category = RadioField(
        _l("What is it about?"),
        choices=[SelectChoice(c.value, label) for c, label in CATEGORIES.items()],
        validators=[Optional()],
    )
    photos = PhotosField(_l("Photos"))
    name = text(_l("Your name"), 60, required=False)
    phone = PhoneField(_l("Your phone number"))


class ReasonForm(FlaskForm):
    """A reason that is owed."""

    reason = long_text(_l("Reason"), 1000, message=_l("A reason is owed."))


class ReferForm(FlaskForm):
    """To whom an issue is handed, and by when that body should have answered."""

    body = text(_l("Which body is responsible?"), 80, message=_l("Please name the body."))
    due_on = DateField(_l("Answer asked for by"), validators=[Optional(), not_past])


class MergeForm(FlaskForm):
    """Which issue goes on instead."""

    into = StringField(
        _l("Number of the issue it belongs to"),
        filters=[tidy, lambda v: (v or "").lstrip("#")],
        validators=[
            InputRequired(_l("Please give the issue's number.")),
            Regexp(r"^\d{1,9}$", message=_l("Please give the issue's number.")),
        ],
    )


ACTS: dict[str, tuple[str, ...]] = {
    Verb.ACCEPT: (),
    Verb.DECLINE: ("reason",),
    Verb.REFER: ("body",),
    Verb.MERGE: ("into",),
}
"""What can be done with many reports at once, and what has to be filled in for it."""


class ManyForm(FlaskForm):
    """The same answer to many reports: which ones, which answer, and what it owes."""

    issue = SelectMultipleField(
        coerce=row_number,
        validate_choice=False,
        validators=[InputRequired(_l("Please choose at least one report."))],
    )
    act = StringField(validators=[AnyOf(list(ACTS), message=_l("Please choose what to do with them."))])
    reason = TextAreaField(_l("Reason"), filters=[tidy_lines])
    body = StringField(_l("Which body is responsible?"), filters=[tidy])
    due_on = DateField(_l("Answer asked for by"), validators=[Optional(), not_past])
    into = StringField(
        _l("Number of the issue they belong to"), filters=[tidy, lambda v: (v or "").lstrip("#")]
    )

    def verb(self) -> Verb:
        """Which answer it is."""
        return Verb(self.act.data)

    def owed(self) -> dict[str, Any]:
        """What was filled in for that answer."""
        names = (*ACTS[self.verb()], *(("due_on",) if self.verb() is Verb.REFER else ()))
        return {name: self[name].data for name in names}

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask only for what this answer owes, in the words of the form for one report."""
        of_one: dict[str, Any] = {"reason": ReasonForm.reason, "body": ReferForm.body, "into": MergeForm.into}
        owed = ACTS.get(self.act.data, ())
        return super().validate({name: of_one[name].kwargs["validators"] for name in owed})


class QuestionForm(FlaskForm):
    """What the secretary wants to know."""

    text = long_text(_l("Your question to the reporter"), 1000, message=_l("Please write the question."))


class AnswerForm(FlaskForm):
    """The reporter's answer."""

    text = long_text(_l("Your answer"), 2000, message=_l("Please write an answer."))


class CommentForm(FlaskForm):
    """A word in the deliberation."""

    body = long_text(_l("What do you think?"), 2000, message=_l("Please write something first."))


class MoneyField(DecimalField):
    """An amount in yuan; what is no amount is shown again without what cannot be seen."""

    data: Decimal | None

    def process_formdata(self, valuelist: Any) -> None:
        """Read it; NaN and its like are numbers to Python and no amounts."""
        super().process_formdata(valuelist)
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(_("Please enter an amount of money."))

    def _value(self) -> str:
        return tidy(super()._value()) or ""


class ProposalForm(FlaskForm):
    """A way to solve it."""

    title = text(_l("Proposal"), 120)
    body = long_text(_l("How it would work"))
    cost = MoneyField(
        _l("Cost in yuan"),
        places=2,
        validators=[
            Optional(),
            NumberRange(0, 1_000_000_000, message=_l("Please enter an amount of money.")),
        ],
    )

    def cost_fen(self) -> int | None:
        """The cost as an exact number of fen."""
        return None if self.cost.data is None else int((self.cost.data * 100).quantize(Decimal(1)))


class DecisionForm(FlaskForm):
    """The text of a decision."""

    text = long_text(_l("What was decided"), 2000, message=_l("Please write the decision down."))


class ResolutionForm(FlaskForm):
    """The public closing statement."""

    outcome = long_text(_l("What was done"), 4000, message=_l("Please tell the residents what was done."))
    photos = PhotosField(_l("Photos"))


class RatingForm(FlaskForm):
    """Is it solved, and how satisfied is one: two questions, two answers."""

    is_solved = RadioField(
        _l("Is it really solved?"),
        choices=[SelectChoice("yes", _l("Yes, it is solved")), SelectChoice("no", _l("No, not yet"))],
        validators=[InputRequired(_l("Please choose one."))],
    )
    satisfaction = RadioField(
        _l("How satisfied are you?"),
        choices=[
            SelectChoice("1", _l("Not at all")),
            SelectChoice("2", _l("Not quite")),
            SelectChoice("3", _l("So-so")),
            SelectChoice("4", _l("Mostly")),
            SelectChoice("5", _l("Very")),
        ],
        validators=[InputRequired(_l("Please choose one."))],
    )
    reason = long_text(_l("What is still wrong?"), 1000, required=False)

    def validate_reason(self, field: Any) -> None:
        """Whoever says that it is not solved says why."""
        if self.is_solved.data == "no" and not field.data:
            raise ValidationError(_("Please say what is still wrong, so that it can be taken up again."))


class TrackForm(FlaskForm):
    """A tracking code from a slip of paper or a screen."""

    code = StringField(
        _l("Tracking code"),
        filters=[tidy],
        validators=[DataRequired(_l("Please enter the code.")), Length(max=40)],
    )
