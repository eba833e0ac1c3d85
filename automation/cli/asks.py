"""`pitboard asks`: whatever Pitboard asks of people, in one list, and an answer to one of it."""

import json
from collections.abc import Iterator, Sequence

import click

from automation.asks import Row
from automation.bootstrap import Line
from automation.cli.known import quoted, refuse
from automation.cli.opened import opened

_SHOWN = ("id", "kind", "person", "subject", "question", "otherwise", "url", "state", "answer")


@click.command(help="List what Pitboard asks of people; with --answer, answer one question.")
@click.argument("ask", required=False)
@click.option("--answer", "said", help="Your answer to ASK: yes, no, or a sentence.")
@click.option("--all", "every", is_flag=True, help="Also what is answered, settled or expired.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def asks(ask: str | None, *, said: str | None, every: bool, as_json: bool) -> None:
    """Print the queue, or keep an answer."""
    if (ask is None) is not (said is None):
        raise click.UsageError("Name a question and say --answer, or neither.")
    with opened() as line:
        if ask is not None and said is not None:
            click.echo(_answered(line, ask, said))
            return
        rows = line.record.asks.listed(every=every)
    click.echo(json.dumps([as_data(row) for row in rows]) if as_json else "\n".join(_told(rows)))


def as_data(row: Row) -> dict[str, object]:
    """A question as data."""
    at, until = row["at"].isoformat(), row["until"].isoformat()
    return {**{name: row[name] for name in _SHOWN}, "at": at, "until": until}


def _answered(line: Line, ask: str, said: str) -> str:
    if not line.record.asks.answer(ask, said, now=line.now()):
        known = [row["id"] for row in line.record.asks.listed(every=False)]
        refuse(
            f"No open question is called {quoted(ask)}.", ask, known, "`pitboard asks` lists them."
        )
    return "It is on record, and is not asked again."


def _told(rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        yield "Nothing is asked of anybody."
    for row in rows:
        state = "" if row["state"] == "open" else f" [{row['state']}]"
        yield f"{row['id']}{state}\n    {row['question']}\n    Otherwise: {row['otherwise']}."
