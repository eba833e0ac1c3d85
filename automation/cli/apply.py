"""`pitboard apply RULE ITEM` and `pitboard apply RULE --all`: past the fuse, if a person agrees."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime

import click

from automation.bootstrap import Line
from automation.cli import known
from automation.cli.opened import opened
from automation.effects import Step
from automation.engine.grammar.rule import Rule
from automation.ports import Page, Run
from automation.sweeping import PAGE, judged

Wanted = Mapping[tuple[str, str | None], int]
"""How many writes there are of each (field, value)."""


@click.command(help="Let a rule write what it wants about one item, or about all of them.")
@click.argument("rule")
@click.argument("item", required=False)
@click.option("--all", "everything", is_flag=True, help="All items the rule is about.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="What it comes to as JSON.")
def apply(rule: str, item: str | None, *, everything: bool, yes: bool, as_json: bool) -> None:
    """Say how many writes of which values it comes to, ask, and put it on the agenda."""
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
    if rule.derive is None:
        held = line.record.fuses.held_wishes(rule.id, subject)
        return {(row["field"], row["value"]): row["count"] for row in held}
    steps = (
        step for page in _pages(line, rule.id, subject, now) for step in _steps(line, page, now)
    )
    return Counter((step.effect.field, step.effect.value) for step in steps if step.rule == rule.id)


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


def _steps(line: Line, page: Page, now: datetime) -> Iterator[Step]:
    version = line.bounds[page.run.rule].version
    for _, plan in judged(page.cases, line.plan, now, version):
        yield from plan.steps


def _told(rule: str, wanted: Wanted) -> Iterator[str]:
    total = sum(wanted.values())
    if not total:
        yield f"{rule} wants to write nothing: everything reads as it should."
        return
    yield f"{rule} would write {total} {'time' if total == 1 else 'times'}:"
    for (field, value), count in sorted(wanted.items(), key=lambda each: (-each[1], str(each[0]))):
        name, _, rest = field.partition(":")
        what = rest if name == "label" else field.partition(":")[0] if rest else field
        first = (value or "nothing").strip().partition("\n")[0]
        yield f"  {count:>6}  {what}: {first[:80]}"


def _show_json(rule: str, wanted: Wanted) -> None:
    values = [{"field": f, "value": v, "count": n} for (f, v), n in wanted.items()]
    click.echo(json.dumps({"rule": rule, "writes": sum(wanted.values()), "values": values}))


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
