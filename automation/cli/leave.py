"""`pitboard leave TEAM`: what was written for a team is taken back, and Pitboard stops there."""

import json
from collections.abc import Mapping, Sequence
from functools import partial

import click

from automation.active import BELONGS
from automation.bootstrap import Line
from automation.cli.known import active, quoted, refuse
from automation.cli.opened import opened
from automation.cli.undo import account, agreed, as_data, told
from automation.leaving import parting
from automation.model import Item
from automation.taking_back import Back


@click.command(help="Take back every label, field, link and comment of a team's items, and stop.")
@click.argument("team")
@click.option(
    "--back", "returns", is_flag=True, help="The team comes back: rules work there again."
)
@click.option("--dry-run", is_flag=True, help="Tell what would be taken back, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="What it comes to as JSON.")
def leave(team: str, *, returns: bool, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Tell item by item what is taken back, ask, and be about none of the team's items."""
    with opened() as line:
        line.reload()
        _known(line, team)
        if returns:
            click.echo(_returned(line, team))
        else:
            _leave(line, team, dry_run=dry_run, yes=yes, as_json=as_json)


def _known(line: Line, team: str) -> None:
    """Raise UsageError for a team that neither teams.yaml nor the record knows."""
    active(line)
    known = sorted({*line.world.teams.by_id, *line.record.departures.teams()})
    if team not in known:
        there_are = f"It names {', '.join(known)}." if known else ""
        refuse(f"rules/teams.yaml names no team {quoted(team)}.", team, known, there_are)


def _leave(line: Line, team: str, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    items = items_of(line, team)
    backs = backs_of(line, items)
    said = as_data(f"leave {team}", backs)
    click.echo(json.dumps(said) if as_json else "\n".join(told(backs)))
    question = f"Take it back, and leave {team} alone from now on?"
    if dry_run or not agreed(question, yes=yes):
        return
    wall = line.clock()
    line.record.departures.leave(team, items, backs, wall=wall, now=line.now())
    click.echo(
        f"{team} has left. What is taken back is on its way; `pitboard runs` shows what becomes "
        f"of it. `pitboard leave {team} --back` lets the rules work there again.",
        err=as_json,
    )


def items_of(line: Line, team: str) -> Mapping[str, Item]:
    """The items of a team that Pitboard wrote to or says something of, by id."""
    cases = line.record.departures.touched(now=line.now(), reach=max(BELONGS, line.reach))
    return {
        case.subject: case.item
        for case in cases
        if case.item is not None and line.world.team_of(case.item, case.around).value == team
    }


def backs_of(line: Line, items: Mapping[str, Item]) -> Sequence[Back]:
    """What taking back all that was written to these items comes to."""
    undoing = line.record.undoing
    return list(parting(undoing.of_items(items, partial(account, line))))


def _returned(line: Line, team: str) -> str:
    items = items_of(line, team)
    if not line.record.departures.back(team, items, wall=line.clock()):
        return f"{team} never left."
    return f"{team} is back. Its items are looked at as soon as something of them changes."
