"""From the outbox to the mail server, or to a folder while none is named.

Each mail is claimed in a short transaction that also sets when it is tried next, then sent without any
lock, then marked. So a server that is down, a process that dies, or a second process costs a delay and
never a mail; see docs/decisions/mail.md for the one case in which a mail can come twice.
"""

import hashlib
import logging
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from flask import current_app

from portal.db import session, writing
from portal.mail import Mail, Way
from portal.people.models import Person

log = logging.getLogger(__name__)

BATCH = 20
"""Mails claimed at once."""
PATIENCE = 20.0
"""Seconds to wait for the mail server."""
LONGEST_PAUSE = timedelta(hours=1)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Claimed(NamedTuple):
    """A mail that is about to be sent."""

    id: int
    key: str
    to: str
    subject: str
    body: str
    created_at: datetime


Send = Callable[[Claimed, EmailMessage], None]


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: two minutes, then twice as long each time, an hour at most."""
    return min(timedelta(minutes=2 ** min(tries, 6)), LONGEST_PAUSE)


def claim(now: datetime) -> list[Claimed] | None:
    """Take the next mails, and say when they are to be tried again should this time fail; None at the end."""
    due = (Mail.sent_at.is_(None), Mail.next_try_at <= now)
    if session.scalar(sa.select(Mail.id).where(*due).limit(1)) is None:
        return None
    query = sa.select(Mail, Person.email).join(Person, Person.id == Mail.person_id)
    claimed = []
    with writing():
        for mail, to in session.execute(query.where(*due).order_by(Mail.next_try_at, Mail.id).limit(BATCH)):
            if to is None:
                mail.sent_at, mail.way = now, Way.PAGE
                continue
            mail.tries += 1
            mail.next_try_at = now + pause(mail.tries)
            claimed.append(Claimed(mail.id, mail.key, to, mail.subject, mail.body, mail.created_at))
    return claimed


def deliver(now: datetime) -> None:
    """Send what waits in the outbox; what cannot be sent stays there until its next try."""
    way = Way.SMTP if current_app.config["SMTP_URL"] else Way.FOLDER
    while (claimed := claim(now)) is not None:
        if not claimed:
            continue
        try:
            with (server if way is Way.SMTP else folder)() as send:
                for mail in claimed:
                    if _sent(send, mail):
                        _mark(mail, way, now)
        except OSError as error:
            log.warning("mails wait: %s", type(error).__name__)
            return


def _sent(send: Send, mail: Claimed) -> bool:
    try:
        send(mail, message(mail))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
        log.warning("mail %s was refused: %s", mail.id, type(error).__name__)
        return False
    except OSError:
        raise  # the way is blocked, for all of them (every error of smtplib is an OSError)
    except Exception:
        log.exception("mail %s could not be written", mail.id)  # and must not hold up the others
        return False
    return True


def _mark(mail: Claimed, way: Way, now: datetime) -> None:
    with writing():
        done = sa.update(Mail).where(Mail.id == mail.id).values(sent_at=now, way=way)
        session.execute(done, execution_options={"synchronize_session": False})


def message(mail: Claimed) -> EmailMessage:
    """The mail as it travels; its id follows from its key, so that a copy can be told from a second mail."""
    domain = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    out = EmailMessage(policy=LINES)
    out["From"] = current_app.config["MAIL_FROM"]
    out["To"] = mail.to
    out["Subject"] = mail.subject
    out["Date"] = format_datetime(mail.created_at)
    out["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{domain}>"
    out["Auto-Submitted"] = "auto-generated"
    out.set_content(mail.body, cte="base64")
    return out


@contextmanager
def folder() -> Iterator[Send]:
    """Put each mail into a folder as one file, named by the mail: twice the same mail is one file."""
    place: Path = current_app.config["MAIL_FOLDER"]
    place.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(mail: Claimed, out: EmailMessage) -> None:
        name = re.sub(r"[^a-z0-9]+", "-", mail.key.lower()).strip("-")
        draft = place / f"{mail.id:06}-{name}.part"
        draft.write_bytes(bytes(out))
        draft.replace(draft.with_suffix(".eml"))

    yield put


@contextmanager
def server() -> Iterator[Send]:
    """Hand the mails to the mail server named by PORTAL_SMTP."""
    url = urlsplit(current_app.config["SMTP_URL"])
    host, tls = url.hostname or "localhost", ssl.create_default_context()
    kind: Any = smtplib.SMTP
    options: dict[str, Any] = {"timeout": PATIENCE}
    if url.scheme == "smtps":
        kind, options["context"] = smtplib.SMTP_SSL, tls
    with kind(host, url.port or (465 if url.scheme == "smtps" else 25), **options) as smtp:
        smtp.ehlo()
        if url.scheme != "smtps" and host not in LOOPBACK:  # a relay on this machine has no real certificate
            if smtp.has_extn("starttls"):
                smtp.starttls(context=tls)
                smtp.ehlo()
            elif url.username:
                raise smtplib.SMTPNotSupportedError("no password without TLS")
        if url.username:
            smtp.login(unquote(url.username), unquote(url.password or ""))

        def hand_over(mail: Claimed, out: EmailMessage) -> None:
            smtp.send_message(out)

        yield hand_over
