"""Every real GitHub payload at hand goes through the real processes: all taken, none dead.

They are not part of this repository: the folder `shared/data` beside it holds them, with a
MANIFEST.tsv that names the event of each. The rules are in shadow, as these issues are nowhere.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

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
    hooks = _hooks()
    sender = Sender(pitboard.web, pitboard.secrets()["webhook_secret"])

    with ThreadPoolExecutor(8) as senders:
        list(senders.map(sender.send, hooks))
    with pitboard.record() as record:
        rows = until(lambda: _read(record), within=60, what="all of them read")
        wishes = sum(record.views.write_counts().values())

    states = Counter((hook.kind, _state(rows[hook.id])) for hook in hooks if hook.id in rows)
    tell(_table(states, len(hooks)))
    assert sender.refused == []
    assert [(row["delivery"], row["error"]) for row in rows.values() if row["error"]] == []
    assert sum(states.values()) == len(hooks)
    assert {state for _, state in states} <= {"absorbed", "ignored", "parked"}
    assert states["issues", "ignored"] == 0
    assert wishes == 0
    assert "Traceback" not in pitboard.log()


def _hooks() -> list[Hook]:
    """Every GitHub payload with an id of its own: the file it stands in."""
    _, *lines = (DATA / "MANIFEST.tsv").read_text("utf-8").splitlines()
    named = [line.split("\t")[:2] for line in lines if line.startswith("github/")]
    return [
        Hook(id=f"{number}-{Path(file).name}", body=(DATA / file).read_bytes(), kind=event)
        for number, (file, event) in enumerate(named)
    ]


def _read(record: Record) -> Mapping[str, Row]:
    """Every delivery by its id, once all were read, or as soon as one could not be."""
    rows = {row["delivery"]: row for row in record.views.deliveries(limit=10_000)}
    waiting = any(_state(row) == "waiting" for row in rows.values())
    return {} if waiting and not any(row["error"] for row in rows.values()) else rows


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
