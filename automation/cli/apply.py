"""`pitboard apply RULE ITEM` and `pitboard apply RULE --all`: past the fuse, if a person agrees."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import click

from automation.bootstrap import Line
from automation.cli import known
from automation.cli.opened import opened
from automation.effects import Step
from automation.engine.grammar.rule import Rule
from automation.ports import Page, Run
from automation.sweeping import PAGE, judged

Wanted = Mapping[tuple[str, str | None], Sequence[str]]
"""The keys of the items of which each (field, value) would be written."""

NAMED = 5
"""So many items are named for each value; the whole list is in --json."""


@click.command(help="Let a rule write what it wants about one item, or about all of them.")
@click.argument("rule")
@click.argument("item", required=False)
@click.option("--all", "everything", is_flag=True, help="All items the rule is about.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="What it comes to as JSON.")
def apply(rule: str, item: str | None, *, everything: bool, yes: bool, as_json: bool) -> None:
    """Say what would be written of which items, ask, and put it on the agenda."""
    if everything is (item is not None):
        raise click.UsageError("Name one item, or say --all.")
    with opened() as line:
        _applied(line, rule, item, yes=yes, as_json=as_json)


def _applied(line: Line, rule: str, item: str | None, *, yes: bool, as_json: bool) -> None:
    line.reload()
    found = _live(line, rule)
    subject = known.item(line, item).id if item is not None else None
    now = line.record.clocks.company(line.clock())
    wanted = _wanted(line, found, subject, now)
    if as_json:
        _show_json(rule, wanted)
    else:
        click.echo("\n".join(_told(rule, wanted)))
    rests = subject is None and _rests(line, rule)
    if not _agreed(yes=yes, rests=rests, wanted=wanted):
        return
    said = _put_on_agenda(line, rule, subject, now)
    click.echo(said, err=as_json)


def _live(line: Line, name: str) -> Rule:
    rule = known.active_rule(line, name)
    if rule.state != "live":
        raise click.UsageError(
            f"{name} is in state {rule.state} and writes nothing. "
            f"Say `state: live` in {rule.file} first."
        )
    return rule


def _wanted(line: Line, rule: Rule, subject: str | None, now: datetime) -> Wanted:
    """What deriving anew comes to; a rule with steps says what it held, and no more."""
    found: dict[tuple[str, str | None], list[str]] = {}
    for field, value, key in _each(line, rule, subject, now):
        found.setdefault((field, value), []).append(key)
    return found


def _each(
    line: Line, rule: Rule, subject: str | None, now: datetime
) -> Iterator[tuple[str, str | None, str]]:
    """Field, value and item of each write."""
    if rule.derive is None:
        for row in line.record.fuses.held_wishes(rule.id, subject):
            yield row["field"], row["value"], row["key"] or row["subject"]
        return
    for page in _pages(line, rule.id, subject, now):
        for key, step in _steps(line, page, now):
            if step.rule == rule.id:
                yield step.effect.field, step.effect.value, key


def _pages(line: Line, rule: str, subject: str | None, now: datetime) -> Iterator[Page]:
    run, since, sweeps = Run(f"{rule}/apply", now), "", line.record.sweeps
    if subject is not None:
        yield sweeps.look_at(run, line.bounds[rule], subject, reach=line.reach)
        return
    while True:
        page = sweeps.look(run, line.bounds[rule], since=since, limit=PAGE, reach=line.reach)
        yield page
        if page.last:
            return
        since = page.until


def _steps(line: Line, page: Page, now: datetime) -> Iterator[tuple[str, Step]]:
    version = line.bounds[page.run.rule].version
    for case, plan in judged(page.cases, line.plan, now, version):
        key = case.item.key if case.item else case.subject
        yield from ((key, step) for step in plan.steps)


def _told(rule: str, wanted: Wanted) -> Iterator[str]:
    total = sum(map(len, wanted.values()))
    if not total:
        yield f"{rule} wants to write nothing: everything reads as it should."
        return
    yield f"{rule} would write {total} {'time' if total == 1 else 'times'}:"
    for (field, value), keys in sorted(wanted.items(), key=lambda each: (-len(each[1]), str(each))):
        name, _, rest = field.partition(":")
        what = rest if name == "label" else field.partition(":")[0] if rest else field
        first = (value or "nothing").strip().partition("\n")[0]
        yield f"  {len(keys):>6}  {what}: {first[:80]}"
        yield f"          {_items(keys)}"


def _items(keys: Sequence[str]) -> str:
    named = [key.partition(":")[2] or key for key in sorted(keys)[:NAMED]]
    more = [f"and {len(keys) - NAMED} more"] if len(keys) > NAMED else []
    return ", ".join([*named, *more])


def _show_json(rule: str, wanted: Wanted) -> None:
    values = [
        {"field": f, "value": v, "count": len(keys), "items": sorted(keys)}
        for (f, v), keys in wanted.items()
    ]
    writes = sum(map(len, wanted.values()))
    click.echo(json.dumps({"rule": rule, "writes": writes, "values": values}))


def _rests(line: Line, rule: str) -> bool:
    return any(row["rule"] == rule for row in line.record.fuses.resting())


def _agreed(*, yes: bool, rests: bool, wanted: Wanted) -> bool:
    """Whether to go on. Where nothing is to be written there is nothing to do but to end a rest."""
    if not wanted and not rests:
        return False
    if yes:
        return True
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody is here to ask. Add --yes to write this.")
    return click.confirm("Write this?" if wanted else "Let the rule work again?", default=False)


def _put_on_agenda(line: Line, rule: str, subject: str | None, now: datetime) -> str:
    fuses, of, wall = line.record.fuses, line.bounds[rule], line.clock()
    if subject is not None:
        fuses.apply_one(of, subject, wall=wall, now=now)
    elif not fuses.apply_all(of, wall=wall, now=now):
        return f"{rule} is being applied already; /operations shows how far it is."
    return "It is on the agenda. The page /operations shows what becomes of it."
