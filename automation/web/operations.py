"""What runs, what waits and what gave up, with a button to let it try again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from automation.engine.folder.objectives import OWN
from automation.render import plural
from automation.store.record import Record
from automation.web import agenda, line_words, shown, words
from automation.web.dead import MOST, Dead, dead_rows
from automation.web.frame import show, the_files, the_line, the_rules
from automation.web.health import EXPECTED, SILENT
from automation.web.problems import problem
from automation.web.rests import Resting, resting
from automation.web.words import Said

NEWEST = 30
"""Rows of each list; the counts above them are of all rows."""

operations = Blueprint("operations", __name__, url_prefix="/operations")


@dataclass(frozen=True, slots=True)
class Process:
    """One kind of process and its last sign of life, None if there never was one."""

    name: str
    does: str
    seen: datetime | None
    said: Said


@operations.get("")
def overview() -> Response:
    """Every table of the line at a glance."""
    line, record, rules = the_line(), _record(), the_rules()
    views, wall = record.views, line.clock()
    processes, dead = list(_processes(record, wall)), list(dead_rows(views))
    at_rest = list(resting(record, rules))
    rows = [row for row in views.connections() if row["name"] != OWN]
    sites = [(row, line_words.site(row, wall)) for row in rows]
    return show(
        "web/operations.html",
        notice=_notice(),
        summary=list(_summary(processes, dead, at_rest, [said for _, said in sites])),
        due=line.due(),
        inbox=_counted(views.counts(), words.delivery_count),
        agenda=list(agenda.counted(views, wall=wall)),
        outbox=_counted(views.write_counts(), words.write_count),
        processes=processes,
        sites=sites,
        guesses=the_files().guesses(wall=wall),
        dead=dead,
        resting=at_rest,
        over=[_over(row) for row in record.waiting.over()],
        deliveries=[(row, words.delivery(row)) for row in views.deliveries(limit=NEWEST)],
        waiting=agenda.waiting(views, wall=wall, limit=NEWEST),
        timers=agenda.timers(views, rules, wall=wall, limit=NEWEST),
        writes=[shown.write(row, rules) for row in views.writes(limit=NEWEST)],
    )


@operations.post("/replay/inbox/<path:delivery>")
def replay_delivery(delivery: str) -> AnyResponse:
    """Read a delivery again."""
    return _replayed(_record().inbox.replay(delivery, wall=the_line().clock()))


@operations.post("/replay/agenda")
def replay_decision() -> AnyResponse:
    """Decide about a subject again; it is in the form, as it may hold any character."""
    subject = request.form.get("subject", "")
    if not subject:
        return problem(400, "The form has no field named subject.")
    return _replayed(_record().agenda.replay(subject, wall=the_line().clock()))


@operations.post("/replay/outbox/<int:id_>")
def replay_write(id_: int) -> AnyResponse:
    """Try a write again."""
    return _replayed(_record().outbox.replay(id_, wall=the_line().clock()))


def _replayed(rows: int) -> AnyResponse:
    """Back to the overview, which says what came of it."""
    return redirect(url_for("operations.overview", again=int(rows > 0)), 303)


def _notice() -> str:
    """What the last button did. The address carries a choice, never the words."""
    return {
        "1": "It waits its turn again. What becomes of it shows here within seconds.",
        "0": "Nothing to replay: it has moved on since this page was made.",
    }.get(request.args.get("again", ""), "")


def _summary(
    processes: Sequence[Process],
    dead: Sequence[Dead],
    at_rest: Sequence[Resting],
    sites: Sequence[Said],
) -> Iterator[Said]:
    """What needs a person, or that nothing does."""
    silent = sum(process.said.tone == "bad" for process in processes)
    if silent:
        yield Said(f"{plural(silent, 'process is', 'processes are')} not running", "bad")
    if dead:
        more = " or more" if len(dead) >= MOST else ""
        yield Said(f"{plural(len(dead), 'row')}{more} gave up", "bad")
    if at_rest:
        yield Said(f"{plural(len(at_rest), 'rule rests', 'rules rest')}", "watch")
    waiting = sum(said.tone != "good" for said in sites)
    if waiting:
        yield Said(f"writes to {plural(waiting, 'connection')} wait", "watch")
    if not silent and not dead and not at_rest and not waiting:
        yield Said("Everything runs, and nothing gave up", "good")


def _counted(counts: Mapping[str, int], said: Callable[[str], Said]) -> list[tuple[Said, int]]:
    return [
        (said(state) if count else Said(said(state).word, "quiet"), count)
        for state, count in counts.items()
        if state != "received"
    ]


def _processes(record: Record, wall: datetime) -> Iterator[Process]:
    """Those that must run, seen or not, and any other that left a sign of life."""
    beats = record.clocks.beats()
    for name in (*EXPECTED, *sorted(set(beats) - {*EXPECTED, "leader"})):
        seen = beats.get(name)
        yield Process(name, line_words.process(name), seen, _alive(seen, wall))


def _alive(seen: datetime | None, wall: datetime) -> Said:
    if seen is None:
        return Said("never seen", "bad")
    return Said("running", "good") if wall - seen < SILENT else Said("silent", "bad")


def _record() -> Record:
    record: Record = current_app.extensions["record"]
    return record


def _over(row: Mapping[str, Any]) -> Mapping[str, object]:
    """What is held by a limit of its rule."""
    what = f"{words.field(row['field'])}, {row['key'] or row['target']}"
    return {"what": what, "rule": row["rule"], "said": row["said"], "key": row["key"]}
