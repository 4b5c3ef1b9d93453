"""Migrations lead from nothing to what the models say."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal import create_app, schema
from portal.db import Base, db, session
from portal.journal import APPEND_ONLY
from tests.fresh import settings


def scripts():
    return ScriptDirectory.from_config(schema.config())


def test_there_is_one_way_up():
    assert len(scripts().get_heads()) == 1
    assert len(scripts().get_bases()) == 1


def test_from_nothing_to_the_models_and_once_more_changes_nothing(tmp_path):
    app = create_app(settings(tmp_path))
    with app.app_context():
        for _ in range(2):
            schema.upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []
            assert context.get_current_revision() == scripts().get_current_head()
        session.remove()
        db.engine.dispose()


def test_the_triggers_are_there(app):
    found = session.scalars(sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")).all()
    assert sorted(found) == sorted(APPEND_ONLY["sqlite"])


def test_nothing_stands_in_the_way_of_postgresql():
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateIndex, CreateTable

    for table in Base.metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect()))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=postgresql.dialect()))
