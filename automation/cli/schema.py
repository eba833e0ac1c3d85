"""`pitboard schema`: what may stand in each kind of file, for the completion of editors."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from automation import rulefiles
from automation.actions import ACTIONS
from automation.cli import files
from automation.engine.manual.schema import schemas
from automation.errors import RuleError

KINDS = ("rule", "report", "policy", "mapping", "teams", "objectives", "people")


@click.command(help="Print the JSON Schema of a kind of rule file, for the completion of editors.")
@click.argument("kind", type=click.Choice(KINDS), default="rule")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the schemas of all kinds into this folder instead.",
)
def schema(kind: str, into: Path | None) -> None:
    """Print one, or write all of them."""
    if into is None:
        click.echo(written()[kind], nl=False)
        return
    for each, text in written().items():
        files.written(into / f"{each}.json", text)
    click.echo(f"{len(KINDS)} schemas in {into}.")


def written() -> Mapping[str, str]:
    """The schema of every kind as its file holds it."""
    found = schemas(ACTIONS, value_of)
    return {kind: json.dumps(found[kind], indent=1, ensure_ascii=False) + "\n" for kind in KINDS}


def value_of(text: str) -> object:
    """A value as it stands in a file to the value itself; a text that YAML cannot read alone is
    that text.
    """
    try:
        read = rulefiles.read(f"it: {text}\n", "example.yaml").plain()
    except RuleError:
        return text
    return read["it"] if isinstance(read, dict) else text
