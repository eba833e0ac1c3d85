"""Fifty thousand webhooks of both trackers, one of a hundred lost and the rest in disorder; and of
those that tell of a deletion every second one.

After both are caught up with once, through the same inbox, the record is what the trackers are:
also where the message was lost that told of a deletion.
`PITBOARD_CHAOS=full` takes 50,000 instead of 5,000; `PITBOARD_CHAOS_SEED` repeats a run.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.guards import take_in
from automation.model import Delivery, Item, Sighting
from automation.pipeline import Site, absorb
from automation.sandbox.github.pull_wire import full_pull_json
from automation.sandbox.github.release_wire import release_json
from automation.sandbox.jira.site import POINTS
from automation.store.arrivals import pack, store_deliveries
from automation.trackers.github import parse as github
from automation.trackers.jira import parse as jira
from tests.faults.bustle import SHOP, Board, Bustle, Shop
from tests.store.world import rows_of
from tests.stories.company import Company, company, mapping

pytestmark = pytest.mark.chaos

SITES = {"github": Site(github.parse, 0.0), "jira": Site(jira.parse, 0.0)}
BATCH = 500


def test_after_one_reconcile_every_item_is_what_its_tracker_shows(
    tmp_path: Path, *, is_full: bool, seed: int, tell: Callable[[str], None]
) -> None:
    many, chance = (50_000 if is_full else 5_000), random.Random(seed)  # noqa: S311 - a shuffle that can be dealt again
    with company(tmp_path, {"mapping.yaml": mapping()}) as acme:
        bustle = _bustle(acme, chance)
        arrived = bustle.arrives(many, dropped=0.01, window=200)
        _happens(acme, bustle)
        began = time.monotonic()
        _takes_in(acme, arrived)
        absorbed = time.monotonic() - began
        before = _wrong(acme)
        unheard, heard = _still_there(acme), _issues(acme, gone=True)
        _reconciles(acme)
        reconciled = time.monotonic() - began - absorbed
        wrong, states = _wrong(acme), {row["state"] for row in rows_of(acme.line.record, "inbox")}

    tell(
        f"{many} webhooks, {len(bustle.lost)} lost, seed {seed}: absorbed in {absorbed:.1f} s "
        f"({1000 * absorbed / many:.2f} ms each), {len(before)} items wrong before and "
        f"{len(wrong)} after one reconcile of {reconciled:.1f} s; "
        f"{len(heard)} deletions were told, {len(unheard)} were found by asking"
    )
    assert min(len(before), len(unheard), len(heard)) > 0
    assert wrong == []
    assert states <= {"absorbed", "ignored"}


def _bustle(acme: Company, chance: random.Random) -> Bustle:
    """Both trackers from where they stand now."""
    shop = Shop(acme.github.state, acme.github.wire, chance)
    board = Board(acme.jira.state, acme.jira.wire, chance)
    return Bustle(shop, board, chance, acme.time())


def _happens(acme: Company, bustle: Bustle) -> None:
    """All of it stands in the trackers now, and none of it has been told yet."""
    acme.github._state, acme.jira._state = bustle.shop.state, bustle.board.state
    acme.time.now = bustle.now + timedelta(minutes=1)


def _takes_in(acme: Company, deliveries: Sequence[Delivery]) -> None:
    """Put deliveries into the inbox, and absorb until nothing is due."""
    record = acme.line.record
    for start in range(0, len(deliveries), BATCH):
        arrivals = [pack(each) for each in deliveries[start : start + BATCH]]
        with record.database.writing() as connection:
            store_deliveries(connection, arrivals)
    while absorb(record.inbox, SITES, owner="me", clock=acme.time):
        pass


def _reconciles(acme: Company) -> None:
    """Both are caught up with as at a start, by the real clients at the real pages."""
    record = acme.line.record
    acme.time.pass_(1)
    for name in SITES:
        record.recoveries.ask(name, wall=acme.time())
    for _ in range(2):  # those in doubt are read again a few each second
        while acme.line.work("deliver") + absorb(record.inbox, SITES, owner="me", clock=acme.time):
            pass
        acme.time.pass_(30)
    _takes_in(acme, list(_plans(acme)))


def _plans(acme: Company) -> Iterator[Delivery]:
    """Milestones and releases, which have no page of their own among the issues."""
    state, wire = acme.github.state, acme.github.wire
    place = state.repository(SHOP)
    shown = [{"milestone": wire.milestone(state, place, one)} for one in place.milestones.values()]
    shown += [{"release": release_json(wire, state, place, one)} for one in place.releases.values()]
    for number, page in enumerate(shown):
        body = json.dumps({**page, "repository": wire.repository(state, place)}).encode()
        yield Delivery("github", f"plan-{number}", github.REREAD, body, acme.time())


# --- what the trackers show ---------------------------------------------------------------------


def _wrong(acme: Company) -> list[str]:
    """The items that are not on record as their trackers show them, each with what differs."""
    found = [f"{key}: still there" for key in _still_there(acme)]
    truth = _truth(acme)
    on_record = acme.line.record.inbox.known(list(truth))
    for id_, (seen, plain) in truth.items():
        known = on_record.get(id_)
        if known is None:
            found.append(f"{seen.key}: not on record")
            continue
        expected = take_in(None, seen, event=None, is_ours=lambda *_: False).item
        mine, its = _shown(known.item, seen), _shown(expected, seen)
        odd = [name for name in its if mine[name] != its[name]]
        odd += [name for name, value in plain.items() if known.item.fields.get(name) != value]
        if odd:
            found.append(f"{seen.key}: {', '.join(odd)}")
    return found


def _shown(item: Item, seen: Sighting) -> Mapping[str, object]:
    """What a re-read shows of an item: links only of those origins that it tells of."""
    return {
        "key": item.key,
        "project": item.project,
        "type": item.type,
        "fields": item.fields,
        "labels": item.labels,
        "links": {link for link in item.links if link.origin in seen.links},
        "facets": {name: item.facets.get(name) for name in seen.facets},
        "deleted": item.deleted_at is not None,
    }


def _truth(acme: Company) -> Mapping[str, tuple[Sighting, Mapping[str, object]]]:
    """By id: what a page shows, and a few fields as the pretend tracker itself keeps them."""
    return {**dict(_in_github(acme)), **dict(_in_jira(acme))}


Truth = Iterator[tuple[str, tuple[Sighting, Mapping[str, object]]]]


def _in_github(acme: Company) -> Truth:
    state, wire = acme.github.state, acme.github.wire
    place = state.repository(SHOP)
    around = {"repository": wire.repository(state, place)}
    for issue in place.issues.values():
        page = {"issue": wire.full_issue(state, place, issue)}
        if issue.pull is not None:
            page = {"pull_request": full_pull_json(wire, state, place, issue)}
        (seen,) = _read(acme, "github", {**page, **around})
        named = place.milestones.get(issue.milestone or 0)
        yield (
            seen.item_id,
            (
                seen,
                {
                    "title": issue.title,
                    "state": issue.state,
                    "assignees": tuple(sorted(issue.assignees)),
                    "milestone": named.title if named else None,
                    "closed": issue.closed_at,
                },
            ),
        )


def _in_jira(acme: Company) -> Truth:
    state, wire = acme.jira.state, acme.jira.wire
    for card in state.issues.values():
        seen, *_ = _read(acme, "jira", {"issue": wire.issue(state, card)})
        assignee = state.users.get(card.text("assignee"))
        yield (
            seen.item_id,
            (
                seen,
                {
                    "title": card.summary,
                    "status": card.status.name,
                    "assignees": (assignee.name,) if assignee else (),
                    POINTS: card.fields.get(POINTS),
                    "closed": card.resolved,
                },
            ),
        )


def _read(acme: Company, connection: str, page: Mapping[str, object]) -> Sequence[Sighting]:
    body = json.dumps(page).encode()
    page_ = Delivery(connection, "truth", github.REREAD, body, acme.time())
    return SITES[connection].parse(page_).sightings


def _still_there(acme: Company) -> list[str]:
    """Items on record that were deleted, and whose last message was the one that was lost."""
    truth = _truth(acme)
    return [row["key"] for row in _issues(acme, gone=False) if row["id"] not in truth]


_PLANS = ("milestone", "release", "objective")


def _issues(acme: Company, *, gone: bool) -> Sequence[Mapping[str, Any]]:
    rows = rows_of(acme.line.record, "item")
    issues = [row for row in rows if row["type"] not in _PLANS]
    return [row for row in issues if (row["deleted_at"] is not None) is gone]
