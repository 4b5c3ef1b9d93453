"""How alembic reaches the portal's database: through the app, with its pragmas and its transactions."""

from alembic import context

import portal.features
from portal.db import Base, Moment, db

list(portal.features.blueprints())  # so that every table is known


def run() -> None:
    """Apply the migrations in one write transaction."""
    engine = db.engine
    with engine.connect().execution_options(write=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
            render_item=lambda kind, item, _: (
                "sa.DateTime(timezone=True)" if isinstance(item, Moment) else False
            ),
        )
        with context.begin_transaction():
            context.run_migrations()


run()
