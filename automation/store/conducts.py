"""How rules behave, read from what they wrote, what they would write, and what people did then."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from automation.calendar import Calendar
from automation.conduct import ANSWERED_WITHIN, SPAN_DAYS, Agreement, Compared, Conduct
from automation.model import Actor
from automation.store import schema
from automation.store.database import Database
from automation.store.names import parts
from automation.store.taken_back import not_taking_back
from automation.visibility import RESTRICTED

_FIRED: Final = ("acted", "agreed", "held", "resting", "shadow")
_COUNTED: Final = {"email": "mails", "comment": "comments", "notice": "notices"}
_COMPARABLE: Final = ("value", "basis")


class Conducts:
    """What is to be known of a rule before it is let go on, changed or paused."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def agreement(self, rule: str) -> Agreement:
        """What the rule would have set in shadow, beside what stood there then."""
        table, item = schema.shadow, schema.item
        query = (
            select(table, item.c.key, item.c.url, item.c.visibility)
            .outerjoin(item, item.c.id == table.c.subject)
            .where(table.c.rule == rule)
            .order_by(table.c.at.desc(), table.c.effect)
        )
        with self._database.reading() as connection:
            found = connection.execute(query).all()
        return Agreement(rule, tuple(_compared(row) for row in found if _is_value(row.wish)))

    def of(self, rules: Sequence[str], calendar: Calendar, now: datetime) -> Mapping[str, Conduct]:
        """Each of these rules; `calendar` says which days count, `now` is the company's."""
        heard = self.heard(rules, calendar, now)
        with self._database.reading() as connection:
            fired, changed = _fired(connection, rules), _changed(connection, rules)
        return {
            rule: replace(each, fired=fired.get(rule), changed=changed.get(rule))
            for rule, each in heard.items()
        }

    def heard(
        self, rules: Sequence[str], calendar: Calendar, now: datetime
    ) -> Mapping[str, Conduct]:
        """What each of these rules said of late and who acted on it, and nothing else: when it last
        did anything is a question to all it ever wrote.
        """
        since = now - timedelta(days=SPAN_DAYS)
        with self._database.reading() as connection:
            said = _said(connection, rules, since)
            acts = _acts(connection, {row.target for row in said}, since)
        found = {rule: dict.fromkeys((*_COUNTED.values(), "heeded"), 0) for rule in rules}
        for row in said:
            found[row.rule][_COUNTED[row.kind]] += 1
            found[row.rule]["heeded"] += _is_heeded(row, acts, calendar)
        return {
            rule: Conduct(
                *(rule, counts["mails"], counts["comments"], counts["notices"], counts["heeded"])
            )
            for rule, counts in found.items()
        }


def _is_value(wish: Mapping[str, Any]) -> bool:
    """Whether it is a field or a label that is compared with what stands."""
    return all(name in wish for name in _COMPARABLE)


def _compared(row: Any) -> Compared:  # noqa: ANN401 - a result row
    basis = row.wish["basis"]
    stood = () if basis is None else (basis,) if isinstance(basis, str) else tuple(basis)
    field = str(row.effect).removeprefix(f"{row.subject}/")
    is_open = row.key is not None and row.visibility != RESTRICTED
    key, url = (row.key, row.url) if is_open else ("", "")
    return Compared(key, url, field, row.wish["value"], stood, row.at)


def _said(connection: Connection, rules: Sequence[str], since: datetime) -> Sequence[Any]:
    """What was said of items; what edits a comment in place is told to nobody."""
    box = schema.outbox
    query = select(box.c.rule, box.c.kind, box.c.target, box.c.company_at, box.c.before).where(
        box.c.rule.in_(rules),
        box.c.kind.in_(_COUNTED),
        box.c.state == "done",
        box.c.company_at >= since,
        not_taking_back(),
    )
    return [
        row
        for row in connection.execute(query)
        if not row.target.startswith("rule:") and not (row.kind == "comment" and row.before)
    ]


def _acts(
    connection: Connection, items: set[str], since: datetime
) -> Mapping[str, Sequence[datetime]]:
    """When people did something to these items, in order: neither bots nor we."""
    event, site = schema.event, schema.connection
    us = set(connection.scalars(select(site.c.actor_id).where(site.c.actor_id.is_not(None))))
    found: dict[str, list[datetime]] = {}
    for some in parts(items):
        query = select(event.c.item, event.c.at, event.c.actor).where(
            event.c.item.in_(some), event.c.at >= since
        )
        for id_, at, by in connection.execute(query.order_by(event.c.at)):
            if by is not None and not Actor(*by).is_bot and Actor(*by).id not in us:
                found.setdefault(id_, []).append(at)
    return found


def _is_heeded(row: Any, acts: Mapping[str, Sequence[datetime]], calendar: Calendar) -> bool:  # noqa: ANN401 - a result row
    mine = acts.get(row.target, ())
    place = bisect_right(mine, row.company_at)
    return place < len(mine) and mine[place] <= calendar.add(row.company_at, ANSWERED_WITHIN)


def _fired(connection: Connection, rules: Sequence[str]) -> Mapping[str, datetime]:
    table = schema.verdict
    query = select(table.c.rule, func.max(table.c.at)).where(
        table.c.rule.in_(rules), table.c.result.in_(_FIRED)
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(table.c.rule))}


def _changed(connection: Connection, rules: Sequence[str]) -> Mapping[str, datetime]:
    box = schema.outbox
    query = select(box.c.rule, func.max(box.c.company_at)).where(
        box.c.rule.in_(rules), box.c.state == "done", box.c.kind.not_in(("email", "notice"))
    )
    query = query.where(not_taking_back())
    return {row[0]: row[1] for row in connection.execute(query.group_by(box.c.rule))}
