"""The record: one SQL database, and the only home of SQLAlchemy."""
