"""`pitboard runs` and `pitboard undo RUN`: what was written, and what stood there before again."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

import click

from automation.bootstrap import Line
from automation.cli.known import active_rule, quoted, refuse
from automation.cli.opened import opened
from automation.engine.why.acts import asker, became, done, first, place, to_do
from automation.store.runs import Done
from automation.taking_back import Back

_DONE = frozenset({"done", "already"})
_LOOKED_AT = 500
"""Runs among which one that was misspelt is looked for."""

_IN_HAND = "Some of it is being written right now. Try again in a moment."


@click.command(help="The last runs of the rules; with RUN, every write of it.")
@click.argument("run", required=False)
@click.option("--rule", help="Only those of this rule.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def runs(run: str | None, *, rule: str | None, limit: int, as_json: bool) -> None:
    """List runs, or the writes of one."""
    with opened() as line:
        told = (
            _writes(line, run, as_json=as_json)
            if run
            else _runs(line, rule, limit, as_json=as_json)
        )
        click.echo("\n".join(told))


@click.command(help="Put back what a run wrote: every value that nobody touched since.")
@click.argument("run")
@click.option("--dry-run", is_flag=True, help="Tell what would be put back, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="What it comes to as JSON.")
def undo(run: str, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Tell item by item what is put back and what cannot be, ask, and put it on its way."""
    with opened() as line:
        _undo(line, run, dry_run=dry_run, yes=yes, as_json=as_json)


def _undo(line: Line, run: str, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    line.reload()
    undoing = line.record.undoing
    backs = undoing.of_run(run, partial(account, line))
    waiting = undoing.waiting(run)
    if not backs and not waiting:
        _refuse(line, run, f"No run {quoted(run)} wrote anything.")
    if undoing.is_in_hand(run):
        raise click.UsageError(_IN_HAND)
    click.echo(json.dumps(as_data(run, backs)) if as_json else "\n".join(told(backs, waiting)))
    if dry_run or not agreed("Put it back?", yes=yes):
        return
    wall = line.clock()
    if not undoing.undo(run, backs, wall=wall, now=line.record.clocks.company(wall)):
        raise click.UsageError(_IN_HAND)
    rules = sorted({back.last.rule for back in backs})
    said = f"It is on its way; `pitboard runs` shows what becomes of it. {_rest(rules)}"
    click.echo(said.strip(), err=as_json)


def account(line: Line, connection: str, name: str) -> str | None:
    """The account at a connection of whom it shows as `name`; GitHub shows accounts as they are."""
    for person in line.world.people.by_id.values():
        if person.name.casefold() == name.casefold() and connection in person.accounts:
            return person.accounts[connection]
    site = line.settings.connections.get(connection)
    return name if site is not None and site.tracker == "github" else None


def told(backs: Sequence[Back], waiting: int = 0) -> Iterator[str]:
    """What taking these back comes to, a line each, those that can be put back first."""
    able = [back for back in backs if back.effects]
    yield f"{_count(len(able), 'value')} can be put back, {len(backs) - len(able)} cannot."
    if waiting:
        yield f"{_count(waiting, 'write')} that waited will not be made."
    for back in sorted(backs, key=lambda each: (not each.effects, each.last.key)):
        where = f"  {back.last.key}  {place(back.last.effect)}: "
        if back.effects:
            yield f"{where}{_shown(back.reads)} -> {_target(back)}"
        else:
            yield f"{where}{_shown(back.reads)} stays: {back.why}"


def as_data(run: str, backs: Sequence[Back]) -> dict[str, object]:
    """The same as data."""
    return {
        "run": run,
        "items": [
            {
                "key": back.last.key,
                "field": back.last.effect.field,
                "rule": back.last.rule,
                "reads": list(back.reads),
                "before": None if back.was is None else list(back.was),
                "put_back": bool(back.effects),
                "why": back.why,
            }
            for back in backs
        ],
    }


def agreed(question: str, *, yes: bool) -> bool:
    """Whether a person said yes. Raises UsageError where nobody is there to ask."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody is here to ask. Add --yes to do this.")
    return click.confirm(question, default=False)


def _runs(line: Line, rule: str | None, limit: int, *, as_json: bool) -> Iterator[str]:
    found = line.record.runs.newest(limit=limit, rule=rule)
    if rule is not None and not found:
        line.reload()
        active_rule(line, rule)
    if as_json:
        yield json.dumps([_data(each) for each in found])
        return
    if not found:
        yield f"{rule or 'No rule'} has written {'nothing' if rule else 'anything'} yet."
    for each in found:
        yield f"{each.name}\n    {_counts(each)}"


def _data(done: Done) -> dict[str, object]:
    names = ("items", "written", "agreed", "waiting", "failed", "comments", "mails")
    counts = {name: getattr(done, name) for name in names}
    return {"run": done.name, "rule": done.rule, "began": done.began.isoformat(), **counts}


def _counts(done: Done) -> str:
    told_ = {
        "written": done.written,
        "already so": done.agreed,
        "waiting": done.waiting,
        "failed": done.failed,
        "of them comments": done.comments,
        "of them mails": done.mails,
    }
    some = ", ".join(f"{many} {word}" for word, many in told_.items() if many)
    return f"{_count(done.items, 'item')}: {some or 'nothing written'}"


def _writes(line: Line, run: str, *, as_json: bool) -> Iterator[str]:
    rows = line.record.runs.writes(run)
    if not rows:
        _refuse(line, run, f"There is no run {quoted(run)}.")
    names = ("id", "key", "field", "value", "state", "said", "before", "after")
    if as_json:
        data = [{**{name: row[name] for name in names}, "told": _told(row)} for row in rows]
        yield json.dumps(data)
        return
    for row in rows:
        yield f"{row['id']:>7}  {_about(row)}  {_told(row)}"
        yield f"         {became(row['state'], row['said'] or '')}"


def _told(row: Mapping[str, Any]) -> str:
    """What was done, or is to be done as long as it was not."""
    if row["state"] not in _DONE:
        return to_do(row["wished"])
    return done(row["wished"], asker(row["because"], row["evidence"]))


def _about(row: Mapping[str, Any]) -> str:
    """The item by its key; a report or a rule by its name."""
    return str(row["key"] or row["target"].replace(":", " ", 1))


def _refuse(line: Line, run: str, said: str) -> NoReturn:
    known = [each.name for each in line.record.runs.newest(limit=_LOOKED_AT)]
    refuse(said, run, known, "`pitboard runs` lists them.")


def _rest(rules: Sequence[str]) -> str:
    if not rules:
        return ""
    names = ", ".join(rules)
    go = " ".join(f"`pitboard apply {rule} --all` lets {rule} go." for rule in rules)
    return f"{names} {'rests' if len(rules) == 1 else 'rest'} until a person says otherwise. {go}"


def _target(back: Back) -> str:
    return _shown(back.was or ()) if back.was is not None else "deleted"


def _shown(values: Sequence[str]) -> str:
    return first(", ".join(values) or "nothing")


def _count(many: int, word: str) -> str:
    return f"{many} {word}{'' if many == 1 else 's'}"
