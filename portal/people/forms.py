"""What people fill in about themselves, and what an office fills in about them."""

from datetime import datetime, time, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal import i18n
from portal.clock import now
from portal.fields import PhoneField, plain_phone, tidy
from portal.journal import Role
from portal.people import passwords, queries
from portal.people.models import Person
from portal.people.words import ROLES

LANGUAGE_NAMES = {"zh": "中文", "en": "English"}
MOST_DISTANT = timedelta(days=3653)
WEAK = _l("This is one of the first that anybody would try. Please choose another.")


def plain_email(text: str | None) -> str | None:
    """An e-mail address in the one way in which it is kept."""
    return (tidy(text) or "").lower() or None


def login_name(text: str | None) -> str:
    """What somebody signs in with, as it is kept."""
    text = tidy(text) or ""  # as its field reads it, or a limit on tries would count each way to write it
    return (plain_email(text) if "@" in text else plain_phone(text)) or ""


class EmailField(StringField):
    """An e-mail address, checked for its form only: nothing is asked of the network."""

    def __init__(self, label: Any, **kw: Any) -> None:
        super().__init__(label, filters=[plain_email], **kw)

    def pre_validate(self, form: Any) -> None:
        """Refuse what no mail could be sent to."""
        try:
            if self.data:
                validate_email(self.data, check_deliverability=False)
        except EmailNotValidError:
            raise ValidationError(_("This is not an e-mail address.")) from None


class DayField(DateField):
    """A day that may be left empty."""

    def _value(self) -> str:
        return tidy(super()._value()) or ""  # what was typed comes back with the error


def name_field(label: Any) -> StringField:
    """A person's name."""
    return StringField(
        label, filters=[tidy], validators=[DataRequired(_l("Please give a name.")), Length(max=60)]
    )


def new_password(label: Any) -> PasswordField:
    """A password being chosen."""
    short, long = _l("At least 8 characters, please."), _l("At most 128 characters, please.")
    return PasswordField(
        label,
        validators=[
            InputRequired(short),
            Length(min=passwords.LEAST, message=short),
            Length(max=passwords.MOST, message=long),
        ],
    )


class ContactForm(FlaskForm):
    """A name, and at least one way to sign in with."""

    name = name_field(_l("Name"))
    phone = PhoneField(_l("Phone number"))
    email = EmailField(_l("E-mail"))

    def validate(self, extra_validators: Any = None) -> bool:
        """One of phone and e-mail must be there."""
        if not super().validate(extra_validators):
            return False
        if self.phone.data or self.email.data:
            return True
        self.phone.errors = [_("A phone number or an e-mail address is needed to sign in.")]
        return False

    def is_free(self, person_id: int | None = None) -> bool:
        """Whether nobody else signs in with these; where somebody does, the field says so."""
        taken = queries.in_use(self.phone.data, self.email.data, besides=person_id)
        for name in taken:
            self[name].errors = [_("Somebody has an account with this already.")]
        return not taken


class SignInForm(FlaskForm):
    """Who one is, and the proof."""

    login = StringField(
        _l("Phone number or e-mail"),
        filters=[tidy],
        validators=[DataRequired(_l("Please enter your phone number or e-mail address.")), Length(max=254)],
    )
    password = PasswordField(
        _l("Password"), validators=[InputRequired(_l("Please enter your password.")), Length(max=1000)]
    )


class AskResetForm(FlaskForm):
    """Whose password was forgotten."""

    login = StringField(
        _l("Phone number or e-mail"),
        filters=[tidy],
        validators=[DataRequired(_l("Please enter your phone number or e-mail address.")), Length(max=254)],
    )


class OwnPasswordForm(FlaskForm):
    """What somebody with an account chooses; nothing that is known of them."""

    def __init__(self, person: Any, **kw: Any) -> None:
        super().__init__(**kw)
        self.person = person

    def validate_password(self, field: Any) -> None:
        """Refuse what is known of the person, and the most common."""
        if passwords.is_obvious(field.data, self.person.name, self.person.phone, self.person.email):
            raise ValidationError(WEAK)


class NewPasswordForm(OwnPasswordForm):
    """A password chosen by a link."""

    password = new_password(_l("New password"))


class ChangePasswordForm(OwnPasswordForm):
    """Another password, with the old one as proof."""

    old = PasswordField(
        _l("Present password"),
        validators=[InputRequired(_l("Please enter your password.")), Length(max=1000)],
    )
    password = new_password(_l("New password"))


class JoinForm(ContactForm):
    """The account that comes with an invitation."""

    password = new_password(_l("Password"))

    def validate_password(self, field: Any) -> None:
        """Refuse what is known of the person, and the most common."""
        if passwords.is_obvious(field.data, self.name.data, self.phone.data, self.email.data):
            raise ValidationError(WEAK)


class ProfileForm(ContactForm):
    """What the portal knows of oneself."""

    locale = SelectField(
        _l("Language"), choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in i18n.LANGUAGES]
    )
    password = PasswordField(_l("Your password"), validators=[Length(max=passwords.MOST)])

    def changes_sign_in(self, person: Person) -> bool:
        """Whether somebody at a phone left lying about could make the account their own by this."""
        return (self.phone.data or None) != person.phone or (self.email.data or None) != person.email


class TermForm(FlaskForm):
    """A role, and until when; the roles on offer are the giver's."""

    role = SelectField(_l("Role"), validate_choice=True)
    ends_on = DayField(_l("Term ends on"), validators=[Optional()])

    def __init__(self, roles: list[Role], **kw: Any) -> None:
        super().__init__(**kw)
        self.role.choices = [(role.value, ROLES[role]) for role in roles]

    def validate_ends_on(self, field: Any) -> None:
        """A day to come, and one that somebody will live to see."""
        today = i18n.today(now())
        if field.data and not today < field.data <= today + MOST_DISTANT:
            raise ValidationError(_("Please give a day within the next ten years."))

    def ends_at(self) -> datetime | None:
        """The moment at which the last day of the term is over, where the portal is."""
        last = self.ends_on.data
        return datetime.combine(last + timedelta(days=1), time(), i18n.zone()) if last else None


class InvitationForm(TermForm):
    """Whom the office invites."""

    name = name_field(_l("Name"))


class EnrolForm(TermForm, ContactForm):
    """Whom the secretary adds, with what they will sign in with."""
