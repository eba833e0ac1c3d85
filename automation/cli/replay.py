"""`pitboard replay DELIVERY`: let a stored delivery travel the line again."""

import click

from automation.bootstrap import Line
from automation.cli.known import quoted, refuse
from automation.cli.opened import opened
from automation.store import stored

_WHY = {
    "waiting": "waits to be read already.",
    "gone": "was read, and its content is not kept any more.",
    "read": "is being read right now. Try again in a moment.",
}


@click.command(help="Read a stored delivery again, by the id its tracker gave it.")
@click.argument("delivery")
def replay(delivery: str) -> None:
    """Make the delivery wait again; what it says is then taken in, decided and delivered."""
    with opened() as line:
        if not line.record.inbox.replay(delivery, wall=line.clock()):
            _refuse(line, delivery)
    click.echo(f"{delivery} waits to be read again.")


def _refuse(line: Line, delivery: str) -> None:
    fate = stored.fate(line.record.database, delivery)
    if fate != "never":
        raise click.UsageError(f"{delivery} {_WHY[fate]}")
    refuse(
        f"No delivery {quoted(delivery)} is stored.",
        delivery,
        stored.newest(line.record.database),
        "GitHub and Jira show the id of each beside what they sent.",
    )
