"""Two column types: an instant that keeps its zone, and JSON that keeps its tuples and times."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
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

    # One call for each value, and not three: an event passes dozens of them.
    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:
        """Refuse a naive time by failing loudly: it has no place on the line."""
        del dialect
        return _as_micros

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[int | None], datetime | None]:
        """Back to an aware time in UTC."""
        del dialect, coltype
        return _as_instant


class Json(TypeDecorator[Any]):
    """Compact JSON text in which times are `{"$at": microseconds}`; lists come back as lists."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[object], str | None]:
        """Keep None as SQL NULL."""
        del dialect
        return _as_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], object]:
        """Back to plain lists, mappings and times."""
        del dialect, coltype
        return _as_value


Blob = LargeBinary


def dumps(value: object) -> str:
    """Compact JSON text."""
    return _ENCODER.encode(value)


def loads(text: str) -> object:
    """The value `dumps` was given, tuples as lists."""
    return _DECODER.decode(text)


def _as_micros(value: datetime | None) -> int | None:
    return None if value is None else (value - _EPOCH) // _MICROSECOND


def _as_instant(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + value * _MICROSECOND


def _as_text(value: object) -> str | None:
    return None if value is None else _ENCODER.encode(value)


def _as_value(text: str | None) -> object:
    return None if text is None else _DECODER.decode(text)


def _encode(value: object) -> object:
    if isinstance(value, datetime):
        return {"$at": micros(value)}
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if is_dataclass(value):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in the record")


def _decode(found: dict[str, object]) -> object:
    if len(found) == 1 and isinstance(at := found.get("$at"), int):
        return _EPOCH + at * _MICROSECOND
    return found


# What is kept is made of frozen data: to look for circles in it costs an eighth.
_ENCODER: Final = json.JSONEncoder(
    separators=(",", ":"), default=_encode, ensure_ascii=False, check_circular=False
)
_DECODER: Final = json.JSONDecoder(object_hook=_decode)
