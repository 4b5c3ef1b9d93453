"""The database: its settings, and many people writing at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.engine import Engine

from portal import create_app
from portal.access import Can, allows
from portal.clock import now
from portal.config import settings as from_environment
from portal.db import begin_write, db, session, writing
from portal.issues.lifecycle import State
from portal.issues.models import Issue, Support
from portal.journal import Event, Verb
from portal.people import verbs as people
from tests.browse import Browser
from tests.fresh import settings
from tests.states import in_state


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_a_portal_as_installed_has_these_pragmas(tmp_path, pragma, value):
    chosen = {**settings(tmp_path), "SQLITE_SYNCHRONOUS": from_environment({})["SQLITE_SYNCHRONOUS"]}
    app = create_app(chosen)
    with app.app_context():
        assert session.execute(sa.text(f"PRAGMA {pragma}")).scalar() == value
        session.remove()
        db.engine.dispose()


def test_what_goes_wrong_is_logged_without_what_people_wrote(app, cast):
    cast.resident.phone = cast.member.phone = "13912345678"
    with pytest.raises(sa.exc.IntegrityError) as wrong:
        session.flush()
    assert "13912345678" not in str(wrong.value)


def test_nobody_else_on_the_machine_can_read_it(tmp_path):
    app = create_app(settings(tmp_path / "instance"))
    assert app.config["INSTANCE"].stat().st_mode & 0o077 == 0


@pytest.fixture
def begun():
    """How each transaction begins from here on."""
    found = []

    def note(connection, cursor, statement, *rest):
        if statement.startswith("BEGIN"):
            found.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(Engine, "before_cursor_execute", note)


def test_who_only_reads_takes_no_lock(cast, browse, begun):
    issue = in_state(cast, State.ACCEPTED)
    browser = browse(cast.member)
    begun.clear()
    assert browser.client.get(f"/issues/{issue.id}").status_code == 200
    assert set(begun) == {"BEGIN"}


def test_who_writes_takes_the_lock_before_looking(cast, browse, begun):
    issue = in_state(cast, State.ACCEPTED)
    browser = browse(cast.member)
    form = {"csrf_token": browser.token()}
    session.commit()
    begun.clear()
    with browser.app.app_context():
        assert browser.client.post(f"/issues/{issue.id}/support", data=form).status_code == 303
    assert begun.count("BEGIN IMMEDIATE") == 1
    assert begun[-1] == "BEGIN IMMEDIATE"  # what was read before it was let go and read again


def test_readers_do_not_wait_for_a_writer(cast, browse):
    issue = in_state(cast, State.ACCEPTED)
    browser = browse(cast.member)
    begin_write()
    session.execute(sa.text("UPDATE issues SET title = 'half done'"))
    with browser.app.app_context():
        page = browser.client.get(f"/issues/{issue.id}").text
    session.rollback()
    assert issue.title in page
    assert "half done" not in page


def test_what_goes_wrong_leaves_nothing_behind(app, cast, browse, monkeypatch):
    def stumble():
        cast.report(title="half a report")
        session.flush()
        raise RuntimeError("in the middle")

    monkeypatch.setitem(app.view_functions, "issues.follow", allows(Can.VISIT)(stumble))
    browser = browse(cast.member)
    form = {"csrf_token": browser.token()}
    session.commit()
    with app.app_context():
        assert browser.client.post("/track", data=form).status_code == 500
    assert session.scalar(select(Issue.id).where(Issue.title == "half a report")) is None
    with writing():  # and the next one is let in
        cast.report(title="a whole report")
    assert session.scalar(select(Issue.id).where(Issue.title == "a whole report"))


def test_thirty_two_people_at_once_are_all_heard(app, cast):
    """Real threads, one each, all let go at the same moment; nobody is told that the database is locked."""
    crowd = 32
    issue_id = in_state(cast, State.DELIBERATING).id
    browsers = []
    for n in range(crowd):
        person, _ = people.enrol(by=None, now=now(), name=f"居民{n}", email=f"crowd{n}@example.org")
        browser = Browser(app, person)
        browsers.append((browser.client, {"csrf_token": browser.token()}))
    session.commit()
    start = threading.Barrier(crowd)

    def support(visit):
        client, form = visit
        start.wait()
        with app.app_context():
            return client.post(f"/issues/{issue_id}/support", data=form).status_code

    with ThreadPoolExecutor(crowd) as pool:
        answers = list(pool.map(support, browsers))
    assert answers == [303] * crowd
    session.rollback()
    session.expire_all()
    supporters = session.scalar(
        select(sa.func.count()).select_from(Support).where(Support.issue_id == issue_id)
    )
    assert supporters == crowd + 1  # the neighbour was first
    assert session.get(Issue, issue_id).support_count == supporters
    events = select(sa.func.count()).select_from(Event)
    assert session.scalar(events.where(Event.verb == Verb.SUPPORT, Event.issue_id == issue_id)) == supporters


def test_one_person_pressing_in_many_windows_counts_once(app, cast):
    windows = 16
    issue_id = in_state(cast, State.ACCEPTED).id
    browser = Browser(app, cast.chair)
    form, cookie = {"csrf_token": browser.token()}, browser.client.get_cookie("portal").value
    session.commit()
    start = threading.Barrier(windows)

    def press(_):
        client = app.test_client()
        client.set_cookie("portal", cookie)
        start.wait()
        with app.app_context():
            return client.post(f"/issues/{issue_id}/support", data=form).status_code

    with ThreadPoolExecutor(windows) as pool:
        assert set(pool.map(press, range(windows))) == {303}
    session.expire_all()
    assert session.get(Issue, issue_id).support_count == 2  # the neighbour and the chair


def test_what_belongs_to_nothing_is_refused(cast):
    session.add(Support(issue_id=10**6, person_id=cast.member.id, at=now()))
    with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"):
        session.flush()
    session.rollback()


def test_a_moment_has_its_time_zone(cast):
    issue = cast.report(now=datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
    session.commit()
    session.expire_all()
    assert issue.reported_at == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert issue.reported_at.tzinfo is not None
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        cast.report(now=datetime(2026, 11, 22, 9, 30))  # noqa: DTZ001
    session.rollback()


@pytest.mark.parametrize(
    "address", ["/", "/issues", "/issues/{issue}", "/issues/{issue}/history", "/figures"]
)
def test_a_page_costs_a_fixed_number_of_queries(cast, browse, address):
    """As much for many rows as for few."""
    counts = []
    for size in (2, 12):
        issues = [in_state(cast, State.DELIBERATING, title=f"第{n}盏灯") for n in range(size)]
        page = browse(cast.member).get(address.format(issue=issues[0].id))
        assert page.status_code == 200
        counts.append(page.queries)
    assert counts[0] == counts[1] <= 40, counts
