"""Statements composed once: composing one costs several times what its execution takes.

What changes from one execution to the next is a bound parameter, never part of the statement.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, func, or_, select

from automation.store.types import Json

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


def among(
    connection: Connection, column: ColumnElement[Any], name: str = "ids"
) -> ColumnElement[bool]:
    """Whether a column of texts is among a list, which is bound as `name`.

    SQLite gets the list as one text, so that the statement stays the same however long it is: to
    spell out and prepare one with a place for each value takes longer than to answer it.
    """
    if connection.dialect.name != "sqlite":
        return column.in_(bindparam(name, expanding=True))
    every = func.json_each(bindparam(name, type_=Json())).table_valued("value")
    return column.in_(select(every.c.value))


def one_of(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column reads one of some values that are always the same: as a list they would be
    spelt out anew each time that the statement is executed.
    """
    return or_(*(column == value for value in values))


@once
def rows_of(connection: Connection, table: Table, key: str) -> Select[Any]:
    """The rows of a table whose `key` is among `ids`."""
    return select(table).where(among(connection, table.c[key]))
