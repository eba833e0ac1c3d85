"""Many items at once, and a rule that wants something of them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select, update

from automation.effects import Email, Plan, Step, Verdict
from automation.ports import Bounds, ByRule, Case, Instants, Page, Run
from automation.store import rows, schema
from automation.store.reasons import Due, put_on_agenda
from automation.store.record import Record
from automation.store.ticks import start
from tests.builders import a_wish, at
from tests.store.world import an_item, cases, rows_of

RULE = "needs-triage"
OWNER = "mara.lind@example.org"


def bounds(
    writes: int = 25, mails: int = 100, *, derives: bool = True, mail: str = OWNER
) -> ByRule:
    return {RULE: Bounds(RULE, "Triage", "v1", writes, mails, derives=derives, mail=mail)}


def ids(count: int, start_: int = 1000) -> list[str]:
    return [f"github:{number}" for number in range(start_, start_ + count)]


def there_are(record: Record, subjects: Iterable[str]) -> None:
    """Items on record that nothing is due for."""
    table = schema.item
    with record.database.writing() as connection:
        known = set(connection.scalars(select(table.c.id)))
        fresh = [an_item(id_) for id_ in subjects if id_ not in known]
        if fresh:
            connection.execute(insert(table), [_row(item.id) for item in fresh])


def _row(id_: str) -> dict[str, object]:
    item = an_item(id_)
    return {
        "id": id_,
        "connection": item.connection,
        "key": item.key,
        "type": item.type,
        "project": item.project,
        "url": item.url,
        "visibility": item.visibility,
        "state": rows.item_state(item),
        "version": 1,
        "seen_at": at(0),
    }


def dies(record: Record, id_: str) -> None:
    item = schema.item
    with record.database.writing() as connection:
        connection.execute(update(item).where(item.c.id == id_).values(deleted_at=at(30)))


def looks(record: Record, subjects: Sequence[str], *, seconds: float = 0) -> list[Case]:
    """Something changed in each of these items."""
    there_are(record, subjects)
    dues = [Due(id_, "look", at(seconds), frozenset({"labels"})) for id_ in subjects]
    with record.database.writing() as connection:
        put_on_agenda(connection, dues, wall=at(seconds))
    return cases(record, seconds=seconds)


def acted(case: Case, *steps: Step) -> tuple[Case, Plan]:
    said = Verdict(RULE, "v1", case.subject, at(0), "acted", "no label says what it is")
    return case, Plan(case.subject, steps=steps, verdicts=(said,))


def wants(
    record: Record, subjects: Sequence[str], of: ByRule, *, seconds: float = 0, value: str = "a"
) -> None:
    """An event about each of these items makes the rule want its label."""
    found = looks(record, subjects, seconds=seconds)
    decided = [acted(c, a_wish(value, target=c.subject)) for c in found]
    record.agenda.decided(decided, owner="me", wall=at(seconds), bounds=of)


def writes_to(record: Record, subjects: Sequence[str], of: ByRule) -> None:
    """The same, by mail."""
    mails = [acted(c, a_mail(c.subject)) for c in looks(record, subjects)]
    record.agenda.decided(mails, owner="me", wall=at(0), bounds=of)


def a_mail(subject: str) -> Step:
    effect = Email("ann@example.org", "It is late", "It is late.", subject, f"late/{subject}")
    return Step(effect, subject, RULE, "v1", "it is late", ())


def states(record: Record, subjects: Sequence[str] = (), *, kind: str = "label") -> list[str]:
    """What became of the wishes of the rule, of these items or of all."""
    return sorted(
        row["state"]
        for row in rows_of(record, "outbox")
        if row["kind"] == kind
        and row["subject"] != f"rule:{RULE}"
        and (not subjects or row["subject"] in subjects)
    )


def claimable(record: Record, seconds: float = 1) -> list[str]:
    found = record.outbox.claim(owner="sender", wall=at(seconds), limit=500)
    return sorted(e.effect.target for e in found if not isinstance(e.effect, Email))


def comes_due(record: Record) -> None:
    """A sweep of the rule, at noon."""
    with record.database.writing() as connection:
        start(connection, Run(f"{RULE}/0", at(0)), "v1", at(0))


def claims(
    record: Record, of: ByRule, *, owner: str = "me", seconds: float = 0, limit: int = 10
) -> Page | None:
    instants = Instants(at(seconds), at(seconds))
    return record.sweeps.claim(owner=owner, instants=instants, bounds=of, limit=limit)


def decides(
    record: Record,
    page: Page | None,
    of: ByRule,
    *,
    owner: str = "me",
    seconds: float = 0,
    value: str = "a",
) -> int:
    """The rule wants its label on every item of the page; how many items these are."""
    assert page is not None
    decided = [acted(c, a_wish(value, target=c.subject)) for c in page.cases]
    record.sweeps.decided(page, decided, owner=owner, bounds=of, wall=at(seconds))
    return len(decided)


def turns(record: Record, of: ByRule, *, seconds: float = 0, value: str = "a") -> int:
    """Work pages until nothing is due; how many items were looked at."""
    count = 0
    while page := claims(record, of, seconds=seconds):
        count += decides(record, page, of, seconds=seconds, value=value)
    return count


def applies(record: Record, of: ByRule, *, seconds: float = 60, value: str = "a") -> int:
    """A person lets all of the rule go; how many items were looked at for it."""
    assert record.fuses.apply_all(of[RULE], wall=at(seconds), now=at(seconds))
    return turns(record, of, seconds=seconds, value=value)


def ends(record: Record) -> list[str]:
    return [row["state"] for row in rows_of(record, "tick")]
