"""Asks Pitboard what it made of an item, so that a page can show the middle of the way.

The tracker itself knows its webhooks and the writes that came back. This is the one place where
it reads Pitboard, over the API that anybody on this machine may read.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

import urllib3

PATIENCE = 1.0
"""Seconds until a page is shown without an answer."""

_HERE = {"localhost", "127.0.0.1", "::1"}
_FOUND, _UNKNOWN = 200, 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a rule made of an item when it was last asked."""

    rule: str
    result: str
    because: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What a field will read from `at` on if nothing changes; None is not known yet."""

    field: str
    value: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Something a rule wants written; `state` is Pitboard's own word for how far it came."""

    rule: str
    field: str
    value: str
    state: str
    because: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One item as Pitboard sees it. An item that it does not know has nothing to say."""

    key: str
    verdicts: Sequence[Verdict] = ()
    pending: Sequence[Pending] = ()
    wishes: Sequence[Wish] = ()


class Pitboard:
    """Pitboard as one pretend tracker meets it."""

    def __init__(self, url: str, connection: str) -> None:
        """`url` has no slash at its end; `connection` begins each key of this tracker."""
        self._url = url
        self._connection = connection
        self._pool = urllib3.PoolManager(num_pools=1, maxsize=2, retries=False)

    def page(self, key: str) -> str:
        """Say where Pitboard shows the item of this key."""
        return f"{self._url}/items/{self._path(key)}"

    def judged(self, keys: Sequence[str]) -> Sequence[Judged] | None:
        """Ask about each of these, None where Pitboard does not answer in time."""
        found = []
        for key in keys:
            one = self._judged(key)
            if one is None:
                return None
            found.append(one)
        return found

    def _judged(self, key: str) -> Judged | None:
        if urlsplit(self._url).hostname not in _HERE:
            return None
        address = f"{self._url}/api/v1/items/{self._path(key)}"
        try:
            answer = self._pool.request("GET", address, timeout=PATIENCE, redirect=False)
            if answer.status == _UNKNOWN:
                return Judged(key=key)
            return _read(key, json.loads(answer.data)) if answer.status == _FOUND else None
        except (urllib3.exceptions.HTTPError, ValueError, KeyError, TypeError):
            return None

    def _path(self, key: str) -> str:
        return quote(f"{self._connection}:{key}", safe=":/")


def _read(key: str, said: Mapping[str, object]) -> Judged:
    return Judged(
        key=key,
        verdicts=[_verdict(one) for one in _rows(said, "verdicts")],
        pending=[_pending(one) for one in _rows(said, "derived") if one.get("pending")],
        wishes=[_wish(one) for one in _rows(said, "writes")],
    )


def _verdict(row: Mapping[str, object]) -> Verdict:
    return Verdict(
        rule=str(row["rule"]),
        result=str(row["result"]),
        because=str(row["because"] or ""),
        at=_time(row["at"]),
    )


def _pending(row: Mapping[str, object]) -> Pending:
    coming = row["pending"]
    if not isinstance(coming, dict):
        raise TypeError("what is pending is an object")
    at = _time(coming["from"]) if coming.get("from") else None
    return Pending(field=str(row["field"]), value=str(coming["value"]), at=at)


def _wish(row: Mapping[str, object]) -> Wish:
    return Wish(
        rule=str(row["rule"]),
        field=str(row["field"]),
        value="nothing" if row["value"] is None else str(row["value"]),
        state=str(row["state"]),
        because=str(row["because"] or ""),
        at=_time(row["planned_at"]),
    )


def _rows(said: Mapping[str, object], name: str) -> Sequence[Mapping[str, object]]:
    rows = said.get(name)
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []


def _time(text: object) -> datetime:
    return datetime.fromisoformat(str(text))
