"""Bringing in reports from elsewhere: whole, dated as they were, none doubled, refusals named."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.db import session
from portal.imports import command
from portal.issues.lifecycle import State
from portal.issues.models import Category, Issue
from portal.journal import Channel, Event, Role, Verb

SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
def bring(cast, tmp_path):
    """Import a sample into the willow community; the exit code and what was said."""

    def run(name, *, columns=None, community="willow"):
        said = []
        file = name if isinstance(name, Path) else SAMPLES / name
        code = command.run(
            file,
            community=community,
            columns=columns and SAMPLES / columns,
            report=tmp_path / "refused.csv",
            say=said.append,
        )
        return code, "\n".join(said)

    return run


def issue(source):
    return session.query(Issue).filter_by(source=source).one()


def events(found):
    return session.scalars(sa.select(Event).where(Event.issue_id == found.id).order_by(Event.id)).all()


def test_requests_of_311_come_in_with_their_states(bring):
    code, said = bring("nyc-311.csv")
    assert code == 0
    assert "12" in said
    counts = dict(session.execute(sa.select(Issue.state, sa.func.count()).group_by(Issue.state)).all())
    assert counts == {State.ACTING: 1, State.CLOSED: 2, State.ACCEPTED: 2}


def test_they_are_dated_as_they_were_in_their_own_time_zone(bring):
    bring("nyc-311.csv")
    found = issue("nyc-311:9002")  # the clocks went forward that night
    assert found.reported_at == datetime(2025, 3, 9, 4, 30, tzinfo=UTC)
    assert found.resolved_at == found.closed_at == datetime(2025, 3, 9, 13, 30, tzinfo=UTC)
    told = [(event.verb, event.at) for event in events(found)]
    assert told == [
        (Verb.REPORT, found.reported_at),
        (Verb.ACCEPT, found.reported_at),
        (Verb.START_ACTING, found.reported_at),
        (Verb.RESOLVE, found.closed_at),
        (Verb.CLOSE, found.closed_at),
    ]


def test_the_journal_says_that_they_were_imported_and_names_nobody(bring):
    bring("nyc-311.csv")
    told = events(issue("nyc-311:9002"))
    assert {event.channel for event in told} == {Channel.IMPORT}
    assert {event.by_id for event in told} == {None}
    assert [event.by_role for event in told] == [Role.RESIDENT] + [Role.CLOCK] * 4


def test_a_request_keeps_what_it_said(bring):
    bring("nyc-311.csv")
    found = issue("nyc-311:9002")
    assert found.title == "Dead Animal – Cat"
    assert found.place == "2 SAMPLE STREET, MANHATTAN"
    assert found.category is Category.WASTE
    assert "Agency Name: Department of Sanitation" in found.body


def test_refused_rows_are_reported_with_line_and_reason(bring, tmp_path):
    _code, said = bring("nyc-311.csv")
    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as report:
        rows = list(csv.reader(report))
    assert [int(line) for line, _reason in rows[1:]] == [6, 7, 8, 9, 10, 11, 12]
    for (line, reason), word in zip(
        rows[1:], ("soon", "", "Lost", "9001", "Unique Key", "16", ""), strict=True
    ):
        assert reason
        assert word in reason, (line, reason)
    assert str(tmp_path / "refused.csv") in said


def test_importing_twice_doubles_nothing(bring):
    bring("nyc-311.csv")
    before = session.scalar(sa.select(sa.func.count(Event.id)))
    code, said = bring("nyc-311.csv")
    assert code == 0
    assert session.scalar(sa.select(sa.func.count(Event.id))) == before
    assert session.scalar(sa.select(sa.func.count(Issue.id))) == 5
    assert "0" in said


def test_the_same_file_may_go_into_another_community(bring):
    bring("nyc-311.csv")
    bring("nyc-311.csv", community="harbour")
    assert session.scalar(sa.select(sa.func.count(Issue.id))) == 10


def test_proposals_come_with_their_supports_and_without_their_markup(bring):
    code, _said = bring("decide-madrid.csv")
    assert code == 0
    found = issue("decide-madrid:1")
    assert found.state is State.ACCEPTED
    assert found.title == "Más árboles en la plaza"
    assert found.body == "Pedimos sombra & bancos.\n\n· Plátanos\n· Tilos"
    assert (found.support_count, found.imported_supports) == (15, 15)
    assert events(found)[0].data["imported_supports"] == 15


def test_a_neighbour_can_still_support_an_imported_proposal(bring, cast, browse, htmx):
    bring("decide-madrid.csv")
    found = issue("decide-madrid:1")
    assert browse(cast.neighbour, htmx=htmx).post(f"/issues/{found.id}/support").done
    assert (found.support_count, found.imported_supports) == (16, 15)


def test_what_its_author_withdrew_is_declined_and_no_success(bring):
    bring("decide-madrid.csv")
    found = issue("decide-madrid:3")
    assert found.state is State.DECLINED
    assert found.reason
    assert found.resolved_at is None
    assert found.moved_at == datetime(2024, 1, 4, 4, 10, 29, tzinfo=UTC)


def test_the_history_of_an_imported_issue_can_be_read(bring, browse):
    bring("nyc-311.csv")
    page = browse().get(f"/issues/{issue('nyc-311:9002').id}")
    assert page.status_code == 200
    assert "Dead Animal" in page.text


def test_a_column_map_opens_other_files(bring):
    code, _said = bring("ours.csv", columns="ours.toml")
    assert code == 0
    first, second, third = (issue(f"ours:A-{n}") for n in (1, 2, 3))
    assert [i.state for i in (first, second, third)] == [State.RESOLVED, State.ACCEPTED, State.REPORTED]
    assert first.outcome == "每天加一次清运。"
    assert first.reported_at == datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
    assert second.category is Category.REPAIRS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(bring, tmp_path, encoding):
    file = tmp_path / "ours.csv"
    file.write_text((SAMPLES / "ours.csv").read_text("utf-8"), encoding)
    code, _said = bring(file, columns="ours.toml")
    assert code == 0
    assert issue("ours:A-1").title == "东门垃圾桶满溢"


def test_a_kill_in_the_middle_leaves_whole_issues_and_the_next_run_finishes(bring, cast, monkeypatch):
    monkeypatch.setattr(command, "BATCH", 2)
    said = []

    def stop(text):
        said.append(text)
        if len(said) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        command.run(SAMPLES / "nyc-311.csv", community="willow", say=stop)
    session.rollback()
    assert session.query(Issue).count() == 4
    assert bring("nyc-311.csv")[0] == 0
    assert session.query(Issue).count() == 5
    for found in session.query(Issue):
        reached = [event.state_to for event in events(found) if event.state_to]
        assert reached[-1] == found.state


def test_the_report_of_an_earlier_run_does_not_outlive_it(bring, tmp_path):
    bring("nyc-311.csv")
    bring("ours.csv", columns="ours.toml")
    assert not (tmp_path / "refused.csv").exists()
