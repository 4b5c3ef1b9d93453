"""Two real registers in the portal: what its pages say agrees with the files, counted here once more."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.clock import now
from portal.communities.models import Community
from portal.db import db, session
from portal.figures import queries
from portal.figures.words import number
from portal.imports import command
from portal.issues import queries as issues
from portal.issues import verbs
from portal.issues.lifecycle import State
from portal.issues.models import Issue
from portal.journal import Event
from portal.people.models import Person
from tests.browse import Browser
from tests.fresh import fresh_app

DATA = Path(__file__).parents[3] / "shared" / "data"
NYC = DATA / "reports" / "nyc-311-animals-a.csv"
MADRID = DATA / "imports" / "decide-madrid-proposals-2024.csv"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    pytest.mark.skipif(not (NYC.exists() and MADRID.exists()), reason=f"the real data are not in {DATA}"),
]

NUMBER = re.compile(r'<a class="go" href="/issues/(\d+)"')


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, list[str]]:
    """New York's requests in the willow community, Madrid's proposals in the harbour; each imported twice."""
    folder, said = tmp_path_factory.mktemp("real"), []
    app = fresh_app(folder)
    with app.app_context():
        for _time in range(2):
            for file, community in ((NYC, "willow"), (MADRID, "harbour")):
                report = folder / f"{community}.csv"
                assert command.run(file, community=community, report=report, say=said.append) == 0
        session.remove()
        db.engine.dispose()
    return app, said


@pytest.fixture
def portal(imported: tuple[Flask, list[str]]) -> Iterator[Flask]:
    """The portal with both registers, in an app context of the test's own."""
    app, _said = imported
    with app.app_context():
        yield app
        session.remove()
        db.engine.dispose()


@pytest.fixture
def visit(portal: Flask) -> Callable[..., Browser]:
    """A visitor's browser."""
    return lambda: Browser(portal, hostile=True)  # people's own words may look like anything


def requests() -> list[dict[str, str]]:
    with NYC.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def proposals() -> list[dict[str, str]]:
    with MADRID.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def local(text: str) -> datetime:
    """A time in New York as a moment."""
    return datetime.strptime(text, "%m/%d/%Y %H:%M").replace(tzinfo=ZoneInfo("America/New_York"))


def place(slug: str) -> Community:
    return session.query(Community).filter_by(slug=slug).one()


def walk(browser: Browser, address: str) -> list[int]:
    """The numbers of all issues on a list, page by page to its end."""
    found: list[int] = []
    while address:
        page = browser.get(address).text
        numbers = [int(n) for n in NUMBER.findall(page)]
        assert numbers
        found += numbers
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
    return found


def test_every_row_came_in_once_and_the_second_run_said_so(imported):
    _app, said = imported
    sums = [re.findall(r"\d+", line) for line in said if line.count(",") + line.count("，") >= 3]
    read = [len(requests()), len(proposals())]
    assert read == [2485, 1437]
    first, second = [[str(n), str(n), "0", "0"] for n in read], [[str(n), "0", str(n), "0"] for n in read]
    assert sums == first + second


def test_nothing_is_doubled(portal):
    assert session.scalar(sa.select(sa.func.count(Issue.id))) == 2485 + 1437
    for slug, name, rows, key in (
        ("willow", "nyc-311", requests(), "Unique Key"),
        ("harbour", "decide-madrid", proposals(), "id"),
    ):
        sources = session.scalars(sa.select(Issue.source).where(Issue.community_id == place(slug).id)).all()
        assert sorted(sources) == sorted(f"{name}:{row[key]}" for row in rows)


def test_counts_per_state_agree_with_the_file(portal):
    each = queries.of_each(now())
    ours = {"In Progress": State.ACTING, "Closed": State.CLOSED}
    assert each[place("willow").id].states == Counter(ours[row["Status"]] for row in requests())
    withdrawn = Counter(State.DECLINED if row["retired_at"] else State.ACCEPTED for row in proposals())
    assert each[place("harbour").id].states == withdrawn


def test_median_days_to_close_agree_with_the_file(portal, visit):
    spans = [
        (local(row["Closed Date"]).astimezone(UTC) - local(row["Created Date"]).astimezone(UTC))
        for row in requests()
        if row["Closed Date"]
    ]
    expected = median(span / timedelta(days=1) for span in spans)
    figures = queries.of_each(now())[place("willow").id]
    assert figures.days_to_close == figures.days_to_resolve == expected
    assert f">{number(expected)}<" in visit().get("/figures?community=willow").text


def test_the_figures_page_shows_the_counts(visit):
    page = visit().get("/figures?community=willow&lang=en").text
    states = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>\s*<svg.*?</svg>\s*<b class=\"num\">(\d+)</b>", page))
    closed = sum(row["Status"] == "Closed" for row in requests())
    assert states["Closed"] == str(closed)
    assert states["Being acted on"] == str(2485 - closed)


def test_months_agree_with_the_file(portal):
    here = ZoneInfo("Asia/Shanghai")
    expected = Counter(
        local(row["Created Date"]).astimezone(here).date().replace(day=1) for row in requests()
    )
    shown = dict(queries.by_month(place("willow").id))
    assert {month: count for month, count in shown.items() if count} == expected


def test_supports_agree_with_the_file(portal):
    rows = session.execute(
        sa.select(Issue.source, Issue.support_count).where(Issue.community_id == place("harbour").id)
    )
    assert dict(rows.all()) == {
        f"decide-madrid:{row['id']}": int(row["cached_votes_up"]) for row in proposals()
    }


def test_the_list_pages_to_its_end_without_gaps_or_doubles(portal, visit):
    public = session.scalars(sa.select(Issue.id).where(Issue.state.in_(issues.PUBLIC))).all()
    found = walk(visit(), "/issues")
    assert len(found) == len(set(found))
    assert set(found) == set(public)


def test_filters_agree_with_the_file(visit):
    dead = sum(row["Complaint Type"] == "Dead Animal" for row in requests())
    unsanitary = sum(row["Complaint Type"].startswith("Unsanitary") for row in requests())
    found = walk(visit(), "/issues?community=willow&category=waste")
    assert len(found) == dead + unsanitary
    going = sum(row["Status"] == "In Progress" for row in requests())
    assert len(walk(visit(), "/issues?community=willow&state=acting")) == going


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("Raccoon", lambda text: "raccoon" in text),
        ("dead cat", lambda text: "dead" in text and "cat" in text),
        ("BROADWAY", lambda text: "broadway" in text),
    ],
)
def test_latin_words_find_what_the_file_has(visit, words, holds):
    def tokens(row: dict[str, str]) -> set[str]:
        shown = (row["Complaint Type"], row["Descriptor"], row["Incident Address"], row["Borough"])
        return set(re.findall(r"[^\W_]+", " ".join(shown).lower()))

    expected = sum(holds(tokens(row)) for row in requests())
    assert expected
    assert len(walk(visit(), f"/issues?community=willow&q={words}")) == expected


def test_words_with_accents_find_what_the_file_has(visit):
    expected = sum(
        "autobús" in re.findall(r"[^\W_]+", row["title"].lower()) and not row["retired_at"]
        for row in proposals()
    )
    assert expected
    assert len(walk(visit(), "/issues?community=harbour&q=AUTOBÚS")) == expected


def test_two_characters_are_found_among_thousands(portal, visit):
    resident = session.query(Person).filter_by(email="resident@example.org").one()
    secretary = session.query(Person).filter_by(email="secretary@example.org").one()
    event = verbs.report(
        place("willow"), by=resident, now=now(), title="东门垃圾桶天天满溢", body="没人清运。"
    )
    verbs.accept(session.get_one(Issue, event.issue_id), by=secretary, now=now())
    session.flush()
    try:
        for words in ("垃圾", "满溢", "东门 垃圾", "桶"):
            assert [row.id for row in issues.listing(text=words)] == [event.issue_id]
        assert issues.listing(text="圾垃") == []
    finally:
        session.rollback()


def test_issue_pages_show_what_the_file_says(portal, visit):
    browser = visit()
    for row in requests()[::400]:
        issue = session.query(Issue).filter_by(source=f"nyc-311:{row['Unique Key']}").one()
        page = browser.get(f"/issues/{issue.id}").text
        assert row["Descriptor"] in page
        assert issue.reported_at == local(row["Created Date"])
    for row in proposals()[::300]:
        issue = session.query(Issue).filter_by(source=f"decide-madrid:{row['id']}").one()
        assert "<p>" not in issue.body
        assert browser.get(f"/issues/{issue.id}").status_code == (404 if row["retired_at"] else 200)


def test_the_journal_tells_of_each_issue_in_the_order_of_time(portal):
    last: dict[int, datetime] = {}
    for issue_id, at in session.execute(sa.select(Event.issue_id, Event.at).order_by(Event.id)):
        if issue_id:
            assert last.get(issue_id, at) <= at
            last[issue_id] = at
    assert len(last) == 2485 + 1437
