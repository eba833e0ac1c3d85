"""Two column types: an instant that keeps its zone, and JSON that keeps its tuples and times."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, LargeBinary, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (at - _EPOCH) // _MICROSECOND


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored as whole microseconds since 1970 in UTC.

    SQLite drops the zone of a timestamp, and numbers compare and index the same everywhere.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuse a naive time by failing loudly: it has no place on the line."""
        del dialect
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Back to an aware time in UTC."""
        del dialect
        return None if value is None else _EPOCH + value * _MICROSECOND


class Json(TypeDecorator[Any]):
    """Compact JSON text in which times are `{"$at": microseconds}`; lists come back as lists."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Keep None as SQL NULL."""
        del dialect
        return None if value is None else dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """Back to plain lists, mappings and times."""
        del dialect
        return None if value is None else loads(value)


Blob = LargeBinary


def dumps(value: object) -> str:
    """Compact JSON text."""
    return _ENCODER.encode(value)


def loads(text: str) -> object:
    """The value `dumps` was given, tuples as lists."""
    return _DECODER.decode(text)


def _encode(value: object) -> object:
    if isinstance(value, datetime):
        return {"$at": micros(value)}
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in the record")


def _decode(found: dict[str, object]) -> object:
    if len(found) == 1 and isinstance(at := found.get("$at"), int):
        return _EPOCH + at * _MICROSECOND
    return found


_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), default=_encode, ensure_ascii=False)
_DECODER: Final = json.JSONDecoder(object_hook=_decode)
