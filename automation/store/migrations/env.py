"""How alembic runs inside Pitboard: on the open database, in one transaction."""

from alembic import context

from automation.store.schema import metadata

database = context.config.attributes["database"]

with database.writing() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()
