"""Sending: to a folder, to a real mail server on the loopback, down and up again; never lost, never twice."""

import asyncio
import socket
import threading
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from portal.clock import now
from portal.db import session, writing
from portal.inbox import delivery
from portal.inbox.delivery import deliver
from portal.mail import Way, post
from tests.inbox.given import mails

SUBJECT = "请表决：三号楼加装电梯（第二轮）"
BODY = "您好，李明：\n\n请在星期六之前投票。\n"


class Postbox:
    """A mail server's side: keeps what it takes, and refuses whom it is told to."""

    def __init__(self):
        self.taken = []
        self.refuses = set()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refuses:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


class Server:
    """A mail server that can be switched on and off on one port."""

    def __init__(self, **options):
        self.box, self.options, self.running, self.port = Postbox(), options, None, free_port()

    def up(self):
        self.running = Controller(self.box, hostname="127.0.0.1", port=self.port, **self.options)
        self.running.start()

    def down(self):
        if self.running:
            self.running.stop()
            self.running = None


def free_port():
    """A port that nobody uses; a server that goes down and comes up again needs a fixed one."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@pytest.fixture
def server(app):
    server = Server()
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{server.port}"
    yield server
    app.config["SMTP_URL"] = ""
    server.down()


def put(person, key="a", subject=SUBJECT, body=BODY, at=None):
    post(person.id, key=key, subject=subject, body=body, now=at or now())
    session.commit()


def test_a_mail_goes_to_the_folder_while_no_server_is_named(app, cast):
    put(cast.member, key="event-7-2")
    deliver(now())
    (file,) = app.config["MAIL_FOLDER"].glob("*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["Subject"] == SUBJECT
    assert message["To"] == "member@example.org"
    assert message.get_content().replace("\r\n", "\n") == BODY
    assert (mails()[0].way, mails()[0].sent_at is not None) == (Way.FOLDER, True)
    assert not list(app.config["MAIL_FOLDER"].glob("*.part"))


def test_a_chinese_mail_arrives_as_it_was_written(server, cast):
    server.up()
    put(cast.member)
    deliver(now())
    (message,) = server.box.taken
    assert message["Subject"] == SUBJECT
    assert message.get_content().replace("\r\n", "\n") == BODY
    assert message.get_content_type() == "text/plain"
    assert message["Auto-Submitted"] == "auto-generated"
    assert mails()[0].way is Way.SMTP


def test_sending_twice_sends_once(server, cast):
    server.up()
    put(cast.member)
    deliver(now())
    deliver(now() + timedelta(days=1))
    assert len(server.box.taken) == 1


def test_nothing_is_lost_while_the_server_is_down(server, cast):
    at = now()
    for n in range(3):
        put(cast.member, key=f"mail-{n}", subject=f"第{n}封", at=at)
    deliver(at)
    assert [mail.sent_at for mail in mails()] == [None] * 3
    server.up()
    deliver(at)
    assert server.box.taken == [], "it was tried a moment ago: the next try comes later"
    deliver(at + timedelta(minutes=3))
    assert [message["Subject"] for message in server.box.taken] == ["第0封", "第1封", "第2封"]
    server.down()
    put(cast.member, key="mail-3", at=at)
    deliver(at + timedelta(minutes=4))
    server.up()
    deliver(at + timedelta(hours=2))
    assert len(server.box.taken) == 4


def test_it_is_tried_less_and_less_often_but_at_least_hourly():
    pauses = [delivery.pause(tries) for tries in (1, 2, 3, 4, 5, 6, 50)]
    assert pauses[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=1)


def test_one_who_is_refused_does_not_hold_up_the_others(server, cast):
    server.up()
    server.box.refuses = {"member@example.org"}
    put(cast.member, key="refused")
    put(cast.chair, key="taken")
    deliver(now())
    assert [message["To"] for message in server.box.taken] == ["chair@example.org"]
    assert [mail.sent_at is None for mail in mails()] == [True, False]


def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(server, cast):
    server.up()
    put(cast.member, key="broken", subject="a\nb")
    put(cast.chair, key="fine")
    deliver(now())
    assert len(server.box.taken) == 1


def test_who_has_no_address_is_told_on_the_pages_alone(server, cast):
    cast.member.email = None
    put(cast.member)
    put(cast.chair, key="b")
    server.up()
    deliver(now())
    assert [mail.way for mail in mails()] == [Way.PAGE, Way.SMTP]
    assert len(server.box.taken) == 1


def test_a_process_that_dies_after_claiming_costs_a_delay_and_no_mail(server, cast):
    at = now()
    server.up()
    put(cast.member, at=at)
    assert delivery.claim(at)  # and then the process is gone
    deliver(at)
    assert server.box.taken == []
    deliver(at + timedelta(minutes=3))
    assert len(server.box.taken) == 1


def test_a_second_process_does_not_send_what_the_first_has_claimed(app, cast):
    put(cast.member)
    at = now()
    assert len(delivery.claim(at)) == 1
    assert delivery.claim(at) is None


def test_the_same_mail_has_the_same_id_and_another_has_another(app, cast):
    put(cast.member, key="a")
    put(cast.member, key="b")
    one, two = (delivery.message(mail)["Message-ID"] for mail in delivery.claim(now()))
    assert one != two
    assert one == delivery.message(delivery.claim(now() + timedelta(hours=1))[0])["Message-ID"]


def test_more_than_a_batch_is_sent_in_one_go(app, cast):
    for n in range(delivery.BATCH * 2 + 3):
        put(cast.member, key=f"n{n}")
    deliver(now())
    assert len(list(app.config["MAIL_FOLDER"].glob("*.eml"))) == delivery.BATCH * 2 + 3


def test_the_lock_is_free_while_a_mail_is_being_sent(app, server, cast):
    """Somebody else writes from another thread while the server takes its time."""
    wrote = []

    def somebody():
        with app.app_context(), writing():
            post(cast.chair.id, key="meanwhile", subject="x", body="y", now=now() + timedelta(days=1))
        wrote.append(True)

    class Slow(Postbox):
        async def handle_DATA(self, smtp, session, envelope):
            thread = threading.Thread(target=somebody)
            thread.start()
            await asyncio.get_running_loop().run_in_executor(None, thread.join)
            return await super().handle_DATA(smtp, session, envelope)

    server.box = Slow()
    server.up()
    put(cast.member)
    deliver(now())
    assert wrote == [True]
    assert len(server.box.taken) == 1


def test_a_password_never_travels_without_tls_but_to_the_machine_itself(app, server, cast, monkeypatch):
    monkeypatch.setattr(delivery, "LOOPBACK", ())
    app.config["SMTP_URL"] = f"smtp://portal:secret@127.0.0.1:{server.port}"
    server.up()
    put(cast.member)
    deliver(now())
    assert server.box.taken == []
    assert mails()[0].sent_at is None


def test_the_portal_signs_in_where_a_name_is_given(app, cast):
    seen = []

    def authenticator(server, session, envelope, mechanism, data):
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    server = Server(authenticator=authenticator, auth_require_tls=False, auth_exclude_mechanism=[])
    server.up()
    app.config["SMTP_URL"] = f"smtp://portal:p%40ss@127.0.0.1:{server.port}"
    try:
        put(cast.member)
        deliver(now())
    finally:
        app.config["SMTP_URL"] = ""
        server.down()
    assert seen == [(b"portal", b"p@ss")]
    assert len(server.box.taken) == 1
