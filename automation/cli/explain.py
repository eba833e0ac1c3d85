"""`pitboard explain RULE ITEM`: why a rule did or did not act, gate by gate."""

import json
from collections.abc import Iterator
from datetime import datetime

import click

from automation.bootstrap import Line
from automation.cli.opened import opened
from automation.effects import Clause
from automation.engine.language.frame import EvaluationError
from automation.engine.why.explaining import Explanation
from automation.engine.why.inquiry import Gate
from automation.explained import Asked, Explainer, NothingToExplainError

_MARKS = {"passed": "ok  ", "stopped": "STOP", "unknown": " ?  "}
_HELD = {True: "yes", False: "no", None: "-"}


@click.command(help="Tell why a rule did or did not act on an item, gate by gate.")
@click.argument("rule")
@click.argument("item")
@click.option(
    "--at", help="As things stood then: 2026-11-20T09:00 by the company's clock, or with a zone."
)
@click.option("--json", "as_json", is_flag=True, help="Every gate as JSON.")
@click.option("--as-test", is_flag=True, help="The run as an inline test for the rule's file.")
def explain(rule: str, item: str, at: str | None, *, as_json: bool, as_test: bool) -> None:
    """Print the answer in one sentence, then every gate with its values."""
    moment = None if at is None else _moment(at)
    with opened() as line:
        asked = _asked(line, rule, item, moment)
    if as_test:
        _show_test(asked)
    elif as_json:
        click.echo(json.dumps(as_data(asked.answer)))
    else:
        click.echo("\n".join(_told(asked.answer)))


def _asked(line: Line, rule: str, item: str, at: datetime | None) -> Asked:
    try:
        return Explainer(line.record, line.settings, line.clock).ask(rule, item, at)
    except NothingToExplainError as error:
        raise click.UsageError(str(error)) from None


def _moment(said: str) -> datetime:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        raise click.UsageError(
            f'"{said}" is no time; write it such as 2026-11-20 or 2026-11-20T09:00Z.'
        ) from None


def _show_test(asked: Asked) -> None:
    try:
        kept = asked.as_test()
    except EvaluationError as error:
        raise click.ClickException(error.message) from None
    click.echo(kept.text, nl=False)
    click.echo(f"Put it at the end of {kept.file}, and run `pitboard test`.", err=True)
    if kept.note:
        click.echo(kept.note, err=True)


def as_data(answer: Explanation) -> dict[str, object]:
    """The answer as JSON tells it."""
    return {
        "rule": answer.rule,
        "item": answer.key,
        "at": answer.at.isoformat(),
        "past": answer.is_past,
        "said": answer.said,
        "stopped_by": None if answer.stop is None else answer.gates[answer.stop].name,
        "gates": [_data(gate) for gate in answer.gates],
    }


def _data(gate: Gate) -> dict[str, object]:
    return {
        "name": gate.name,
        "answer": gate.answer,
        "said": gate.said,
        "values": [{"name": name, "value": value} for name, value in gate.values],
        "lines": [
            {"text": line.text, "held": line.held, "values": dict(line.values)}
            for line in gate.lines
        ],
    }


def _told(answer: Explanation) -> Iterator[str]:
    yield f"{answer.rule} and {answer.key}"
    yield answer.said
    if answer.is_past:
        yield f"The item as it was on {answer.when}, the rule as it is now."
    else:
        yield f"As of {answer.when}."
    yield ""
    for number, gate in enumerate(answer.gates):
        mark = "STOP" if number == answer.stop else _MARKS[gate.answer].replace("STOP", "stop")
        yield f"{mark}  {gate.name + ':':<12}{gate.said}"
        yield from (f"        {name}: {value}" for name, value in gate.values)
        yield from (f"        {_line(line)}" for line in gate.lines)


def _line(line: Clause) -> str:
    values = ", ".join(f"{name} is {value}" for name, value in line.values)
    held = f"[{_HELD[line.held]}] "
    return f"{held}{line.text}{f'  ({values})' if values else ''}"
