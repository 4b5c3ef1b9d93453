"""The database's schema: brought up to date by the migrations, which are shipped with the portal."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.db import db
from portal.paths import data_folder


def config() -> Config:
    """Where alembic finds the migrations."""
    found = Config()
    found.set_main_option("script_location", str(data_folder("migrations")).replace("%", "%%"))
    return found


def is_current() -> bool:
    """Whether the database has been brought to the newest migration."""
    with db.engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    return here == ScriptDirectory.from_config(config()).get_current_head()


def upgrade() -> None:
    """Make the tables, or bring them up to date; nothing where they are."""
    if not is_current():
        command.upgrade(config(), "head")


def revise(message: str, number: str) -> None:
    """Write a migration for what the models have changed; to be read before it is kept."""
    command.revision(config(), message=message, rev_id=number, autogenerate=True)
