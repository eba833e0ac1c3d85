"""How rules behave, read from what they wrote, what they would write, and what people did then."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    select,
    type_coerce,
)

from automation.calendar import Calendar
from automation.conduct import ANSWERED_WITHIN, SPAN_DAYS, Agreement, Conduct, Tally
from automation.model import Actor
from automation.programs import IsProgram, is_called_one
from automation.store import agreements, schema
from automation.store.composed import among, once
from automation.store.database import Database
from automation.store.names import parts
from automation.store.taken_back import not_taking_back
from automation.store.types import Instant, loads

_FIRED: Final = ("acted", "agreed", "held", "resting", "shadow")
_NOTHING: Final = ("null", "[]", '""')
"""How the record writes that nothing stood in a place."""

_COUNTED: Final = {"email": "mails", "comment": "comments", "notice": "notices"}


class Conducts:
    """What is to be known of a rule before it is let go on, changed or paused."""

    def __init__(self, database: Database) -> None:
        """Share one database with the other tables."""
        self._database = database

    def agreement(self, rule: str) -> Agreement:
        """What the rule would have set in shadow, beside what stood there then."""
        with self._database.reading() as connection:
            return Agreement(rule, tuple(agreements.every(connection, rule)))

    def tally(self, rule: str, *, limit: int) -> Tally:
        """The same in numbers, with the latest differences, as many as are asked for."""
        with self._database.reading() as connection:
            return agreements.tally(connection, rule, limit=limit)

    def of(
        self,
        rules: Sequence[str],
        calendar: Calendar,
        now: datetime,
        *,
        is_program: IsProgram = is_called_one,
    ) -> Mapping[str, Conduct]:
        """Each of these rules; `calendar` says which days count, `now` is the company's."""
        heard = self.heard(rules, calendar, now, is_program=is_program)
        with self._database.reading() as connection:
            fired, changed = _fired(connection, rules), _changed(connection, rules)
        return {
            rule: replace(each, fired=fired.get(rule), changed=changed.get(rule))
            for rule, each in heard.items()
        }

    def at_a_glance(
        self,
        rules: Sequence[str],
        calendar: Calendar,
        now: datetime,
        *,
        is_program: IsProgram = is_called_one,
    ) -> Mapping[str, Conduct]:
        """The same as a list of all rules tells it: when a rule last had something to say only
        where it never changed anything, for every verdict of the rule is read for that.
        """
        heard = self.heard(rules, calendar, now, is_program=is_program)
        with self._database.reading() as connection:
            changed = _changed(connection, rules)
            fired = _fired(connection, [rule for rule in rules if rule not in changed])
        return {
            rule: replace(each, fired=fired.get(rule), changed=changed.get(rule))
            for rule, each in heard.items()
        }

    def heard(
        self,
        rules: Sequence[str],
        calendar: Calendar,
        now: datetime,
        *,
        is_program: IsProgram = is_called_one,
    ) -> Mapping[str, Conduct]:
        """What each of these rules said of late and who acted on it, and nothing else: when it last
        did anything is a question to all it ever wrote.
        """
        since = now - timedelta(days=SPAN_DAYS)
        with self._database.reading() as connection:
            said = _said(connection, rules, since)
            acts = _acts(connection, {row.target for row in said}, since, is_program)
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


def _said(connection: Connection, rules: Sequence[str], since: datetime) -> Sequence[Any]:
    """What was said of items; what edits a comment in place is told to nobody."""
    box = schema.outbox
    stood = type_coerce(box.c.before, Text)
    edits = and_(box.c.kind == "comment", stood.is_not(None), stood.not_in(_NOTHING))
    query = select(box.c.rule, box.c.kind, box.c.target, box.c.company_at).where(
        box.c.rule.in_(rules),
        box.c.company_at >= since,
        _IS_DONE,
        box.c.kind.in_(_COUNTED),
        not_taking_back(),
        not_(edits),
    )
    return [row for row in connection.execute(query) if not row.target.startswith("rule:")]


def _acts(
    connection: Connection, items: set[str], since: datetime, is_program: IsProgram
) -> Mapping[str, Sequence[datetime]]:
    """When people did something to these items, in order: neither bots nor we."""
    site = schema.connection
    us = set(connection.scalars(select(site.c.actor_id).where(site.c.actor_id.is_not(None))))

    @cache
    def is_a_person(connection_: str, told: str | None) -> bool:
        """Few accounts do all there is: each is judged once, and read once."""
        read: Any = loads(told) if told else None
        actor = Actor(*read) if read else None
        return actor is not None and actor.id not in us and not is_program(connection_, actor)

    found: dict[str, list[datetime]] = {}
    for some in parts(items):
        asked = {"ids": some, "since": since}
        for id_, at, connection_, told in connection.execute(_acts_on(connection), asked):
            if is_a_person(connection_, told):
                found.setdefault(id_, []).append(at)
    return found


@once
def _acts_on(connection: Connection) -> Select[Any]:
    event = schema.event
    return (
        select(event.c.item, event.c.at, event.c.connection, type_coerce(event.c.actor, Text))
        .where(among(connection, event.c.item), event.c.at >= bindparam("since", type_=Instant()))
        .order_by(event.c.item, event.c.at)
    )


def _is_heeded(row: Any, acts: Mapping[str, Sequence[datetime]], calendar: Calendar) -> bool:  # noqa: ANN401 - a result row
    mine = acts.get(row.target, ())
    place = bisect_right(mine, row.company_at)
    if place == len(mine):
        return False
    # A day less than so many, for one of them may be an hour shorter: most acts need no calendar.
    if mine[place] - row.company_at <= timedelta(days=ANSWERED_WITHIN - 1):
        return True
    return mine[place] <= calendar.add(row.company_at, ANSWERED_WITHIN)


def _fired(connection: Connection, rules: Sequence[str]) -> Mapping[str, datetime]:
    if not rules:
        return {}
    table = schema.verdict
    query = select(table.c.rule, func.max(table.c.at)).where(
        table.c.rule.in_(rules), table.c.result.in_(_FIRED)
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(table.c.rule))}


def _changed(connection: Connection, rules: Sequence[str]) -> Mapping[str, datetime]:
    """One look for each rule, from its newest write on: that is as a rule the one."""
    found = ((rule, connection.scalar(_last_change(connection), {"rule": rule})) for rule in rules)
    return {rule: at for rule, at in found if at is not None}


@once
def _last_change(_connection: Connection) -> Select[Any]:
    box = schema.outbox
    return (
        select(box.c.company_at)
        .where(box.c.rule == bindparam("rule"), box.c.company_at.is_not(None), _IS_DONE)
        .where(box.c.kind.not_in(("email", "notice")), not_taking_back())
        .order_by(box.c.company_at.desc())
        .limit(1)
    )


_IS_DONE: Final = schema.outbox.c.state == literal_column("'done'")
"""Spelled out as the index on what was done has it: a bound value would not lead there."""
