"""`pitboard agreement RULE`: what a rule in shadow would have set, beside what people had set."""

import json
from collections.abc import Iterator

import click

from automation.bootstrap import open_line
from automation.conduct import Agreement, Compared
from automation.engine.language.vocabulary import suggest
from automation.settings import load_settings


@click.command(help="How often a rule in shadow would have said what people had set already.")
@click.argument("rule")
@click.option("--json", "as_json", is_flag=True, help="Every item as JSON.")
def agreement(rule: str, *, as_json: bool) -> None:
    """Print the share, and the latest differences with their addresses."""
    line = open_line(load_settings())
    try:
        line.reload()
        found = line.record.conducts.agreement(rule)
        known = {each.id for each in line.rules.rules} if line.rules else set()
    finally:
        line.close()
    if not found.compared and rule not in known:
        near = suggest(rule, known)
        hint = f' Did you mean "{near}"?' if near else ""
        raise click.UsageError(f'No active rule is called "{rule}".{hint}')
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
