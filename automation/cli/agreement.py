"""`pitboard agreement RULE`: what a rule in shadow would have set, beside what people had set."""

import json
from collections.abc import Iterator

import click

from automation.cli.known import active_rule
from automation.cli.opened import opened
from automation.conduct import Agreement, Compared


@click.command(help="How often a rule in shadow would have said what people had set already.")
@click.argument("rule")
@click.option("--json", "as_json", is_flag=True, help="Every item as JSON.")
def agreement(rule: str, *, as_json: bool) -> None:
    """Print the share, and the latest differences with their addresses."""
    with opened() as line:
        line.reload()
        found = line.record.conducts.agreement(rule)
        if not found.compared:
            active_rule(line, rule)
    click.echo(json.dumps(as_data(found)) if as_json else "\n".join(_told(found)))


def as_data(found: Agreement) -> dict[str, object]:
    """The table as data."""
    return {
        "rule": found.rule,
        "set": found.counted,
        "agreed": found.agreed,
        "empty": found.empty,
        "share": found.share,
        "items": [
            {
                "key": each.key,
                "url": each.url,
                "field": each.field,
                "would": each.would,
                "stood": list(each.stood),
                "agrees": each.agrees,
                "at": each.at.isoformat(),
            }
            for each in found.compared
        ],
    }


def _told(found: Agreement) -> Iterator[str]:
    if found.share is None:
        yield f"{found.rule} has nothing to be compared with: where it speaks, nothing was set."
    else:
        yield (
            f"{found.rule} agrees with {found.agreed} of {found.counted} values that were set "
            f"({found.share:.0%})."
        )
    if found.empty:
        yield f"It would also have set {found.empty} that were empty."
    for each in found.differences():
        yield f"  {each.key or 'gone'}  {each.field}: {_values(each)}\n      {each.url}"


def _values(each: Compared) -> str:
    return f"{', '.join(each.stood)} was set, it would say {each.would or 'nothing'}"
