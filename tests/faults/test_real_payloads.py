"""Every real payload at hand goes through the real processes: all taken, none dead.

They are not part of this repository: the folder `shared/data` beside it holds them, with a
MANIFEST.tsv that names the event of each. The rules are in shadow, as these issues are nowhere.
What each of them changed is a table for people, shown with `pytest -s`.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from automation.store import schema
from automation.store.record import Record
from automation.store.views import Row
from tests.databases import POSTGRESQL, SQLITE
from tests.faults.rig import REPOSITORY, Installation, until
from tests.faults.sender import Hook, Sender

DATA = REPOSITORY.parent / "shared" / "data"

pytestmark = [
    pytest.mark.chaos,
    pytest.mark.shared,
    pytest.mark.xdist_group("processes"),
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no real payloads at {DATA}"),
]


@pytest.mark.parametrize("pitboard", [SQLITE, POSTGRESQL], indirect=True)
def test_every_real_payload_is_taken_and_none_dies(
    pitboard: Installation, tell: Callable[[str], None]
) -> None:
    hooks, secrets = _hooks(), pitboard.secrets()
    senders = {
        "github": Sender(pitboard.web, secrets["webhook_secret"]),
        "jira": Sender(pitboard.web, secrets["jira_webhook_secret"]),
    }

    with ThreadPoolExecutor(8) as hands:
        answers = list(hands.map(lambda hook: senders[hook.connection].send(hook), hooks))
    with pitboard.record() as record:
        rows = until(lambda: _read(record, len(hooks)), within=60, what="all of them read")
        wishes = sum(record.views.write_counts().values())
        changes = _changes(record, {hook.id: hook for hook in hooks})

    states = Counter((hook.kind, _state(rows[hook.id])) for hook in hooks if hook.id in rows)
    tell(_table(states, len(hooks)))
    print("\n".join(changes))  # noqa: T201 - the table is read by people, with pytest -s
    assert [answer for answer in answers if answer.status != 202] == []
    assert Counter(hook.connection for hook in hooks) == {"github": 461, "jira": 71}
    assert [(row["delivery"], row["error"]) for row in rows.values() if row["error"]] == []
    assert sum(states.values()) == len(hooks)
    assert {state for _, state in states} <= {"absorbed", "ignored", "parked"}
    assert [hook.id for hook in hooks if _is_unheard(hook, rows)] == []
    assert wishes == 0
    assert "Traceback" not in pitboard.log()


def _hooks() -> list[Hook]:
    """Every payload with an id of its own: the file it stands in."""
    _, *lines = (DATA / "MANIFEST.tsv").read_text("utf-8").splitlines()
    named = [line.split("\t")[:2] for line in lines]
    return [
        Hook(
            id=f"{number}-{Path(file).name}",
            body=(DATA / file).read_bytes(),
            kind=event,
            connection=file.partition("/")[0],
        )
        for number, (file, event) in enumerate(named)
    ]


def _read(record: Record, sent: int) -> Mapping[str, Row]:
    """Every delivery by its id, once all were read, or as soon as one could not be."""
    rows = {row["delivery"]: row for row in record.views.deliveries(limit=10_000)}
    waiting = len(rows) < sent or any(_state(row) == "waiting" for row in rows.values())
    return {} if waiting and not any(row["error"] for row in rows.values()) else rows


def _is_unheard(hook: Hook, rows: Mapping[str, Row]) -> bool:
    """Whether nobody listened to an issue. One of a pull request not yet known tells nothing."""
    ignored = hook.kind == "issues" and _state(rows[hook.id]) == "ignored"
    return ignored and "pull_request" not in json.loads(hook.body)["issue"]


def _state(row: Row) -> str:
    """A row may wait for an item that nobody has told us of: it is read, and asked for."""
    return "parked" if row["waits_for"] else str(row["state"])


def _table(states: Counter[tuple[str, str]], sent: int) -> str:
    total = Counter[str]()
    for (_, state), count in states.items():
        total[state] += count
    lines = [f"{sent} real payloads sent: {dict(total)}"]
    lines += [f"  {kind:32} {state:9} {count:3}" for (kind, state), count in sorted(states.items())]
    return "\n  ".join(lines)


def _changes(record: Record, hooks: Mapping[str, Hook]) -> list[str]:
    """For each payload that told of something: the event, the item, what changed, its links."""
    event, box, item = schema.event, schema.inbox, schema.item
    told = (
        select(box.c.delivery, event.c.kind, event.c.changes, event.c.item, item.c.key)
        .join(box, box.c.id == event.c.inbox)
        .outerjoin(item, item.c.id == event.c.item)
        .order_by(event.c.kind, box.c.id)
    )
    with record.database.reading() as connection:
        links = _links(connection.execute(select(schema.link).order_by(schema.link.c.reference)))
        found = [row for row in connection.execute(told) if row.delivery in hooks]
    return [
        f"  {row.kind:38} {row.key or '-':44} {_facets(row.changes):60} {links.get(row.item, '-')}"
        for row in found
    ]


def _facets(changes: Iterable[Sequence[object]]) -> str:
    return ", ".join(str(facet) for facet, *_ in changes) or "-"


def _links(rows: Any) -> Mapping[str, str]:  # noqa: ANN401 - result rows
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.source, []).append(f"{row.kind} {row.reference}")
    return {source: ", ".join(dict.fromkeys(named)) for source, named in found.items()}
