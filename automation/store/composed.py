"""Statements composed once: composing one costs several times what its execution takes.

What changes from one execution to the next is a bound parameter, never part of the statement.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import Connection, Select, Table, bindparam, select

Told = TypeVarTuple("Told")
Statement = TypeVar("Statement")


def once(
    compose: Callable[[Connection, *Told], Statement],
) -> Callable[[Connection, *Told], Statement]:
    """Compose when first asked for, once for each kind of database and for the other arguments.

    Those must be hashable and few: a table, a name, never a value of a row.
    """
    made: dict[Hashable, Statement] = {}

    @wraps(compose)
    def composed(connection: Connection, *told: *Told) -> Statement:
        key = (connection.dialect.name, told)
        found = made.get(key)
        if found is None:
            found = made[key] = compose(connection, *told)
        return found

    return composed


@once
def rows_of(_connection: Connection, table: Table, key: str) -> Select[Any]:
    """The rows of a table whose `key` is among `ids`."""
    return select(table).where(table.c[key].in_(bindparam("ids", expanding=True)))
