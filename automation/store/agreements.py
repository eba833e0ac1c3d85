"""What a rule says in shadow beside what people had set, counted where the rows are.

A wish of a field or a label holds what it would read, `value`, and what stood there, `basis`: a
text, a list of labels, or nothing. There may be a row for every item, and few pairs of both.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB

from automation.conduct import Compared, Tally
from automation.store import schema
from automation.store.composed import once
from automation.visibility import RESTRICTED


def tally(connection: Connection, rule: str, *, limit: int) -> Tally:
    """How often the rule agrees, and the latest differences, as many as are asked for."""
    rows = connection.execute(_pairs(connection), {"rule": rule})
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    told = {pair: _judged(pair) for pair in found}
    differ = [pair for pair, (is_set, agrees) in told.items() if is_set and not agrees]
    asked = {"rule": rule, "pairs": differ, "most": limit}
    latest = connection.execute(_latest(connection), asked).all() if differ else ()
    return Tally(
        rule,
        counted=sum(found[pair] for pair, (is_set, _) in told.items() if is_set),
        agreed=sum(found[pair] for pair, (is_set, agrees) in told.items() if is_set and agrees),
        empty=sum(found[pair] for pair, each in told.items() if each == (False, False)),
        differences=tuple(map(_compared, latest)),
    )


def every(connection: Connection, rule: str) -> Iterator[Compared]:
    """All of it, newest first, for whoever wants the whole table."""
    for row in connection.execute(_beside_items().where(schema.shadow.c.rule == rule)).all():
        if "value" in row.wish and "basis" in row.wish:
            yield _compared(row)


def _judged(pair: str) -> tuple[bool, bool]:
    """Whether anything stood there, and whether it would have changed nothing."""
    value, basis = json.loads(pair)
    stood = _stood(basis)
    return bool(stood), stood == (() if value is None else (value,))


def _compared(row: Any) -> Compared:  # noqa: ANN401 - a result row
    field = str(row.effect).removeprefix(f"{row.subject}/")
    is_open = row.key is not None and row.visibility != RESTRICTED
    key, url = (row.key, row.url) if is_open else ("", "")
    wish: Mapping[str, Any] = row.wish
    return Compared(key, url, field, wish["value"], _stood(wish["basis"]), row.at)


def _stood(basis: str | Sequence[str] | None) -> tuple[str, ...]:
    return () if basis is None else (basis,) if isinstance(basis, str) else tuple(basis)


@once
def _pairs(connection: Connection) -> Select[str, int]:
    pair, is_value = _pair(connection)
    mine = schema.shadow.c.rule == bindparam("rule")
    return select(pair, func.count()).where(mine, is_value).group_by(pair)


@once
def _latest(connection: Connection) -> Select[Any]:
    pair, is_value = _pair(connection)
    those = (schema.shadow.c.rule == bindparam("rule"), is_value)
    among = pair.in_(bindparam("pairs", expanding=True))
    return _beside_items().where(*those, among).limit(bindparam("most"))


def _beside_items() -> Select[Any]:
    table, item = schema.shadow, schema.item
    return (
        select(table, item.c.key, item.c.url, item.c.visibility)
        .outerjoin(item, item.c.id == table.c.subject)
        .order_by(table.c.at.desc(), table.c.effect)
    )


def _pair(connection: Connection) -> tuple[ColumnElement[str], ColumnElement[bool]]:
    """Value and basis as one JSON text, and whether the wish has both."""
    wish = type_coerce(schema.shadow.c.wish, Text)
    if connection.dialect.name == "postgresql":
        read = cast(wish, JSONB)
        both = func.jsonb_build_array(read["value"], read["basis"])
        return cast(both, Text), and_(read.has_key("value"), read.has_key("basis"))
    kinds = (func.json_type(wish, f"$.{name}") for name in ("value", "basis"))
    pair = func.json_extract(wish, "$.value", "$.basis", type_=Text)
    return pair, and_(*(kind.is_not(None) for kind in kinds))
