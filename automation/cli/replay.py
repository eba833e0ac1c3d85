"""`pitboard replay DELIVERY`: let a stored delivery travel the line again."""

import sys

import click

from automation.bootstrap import open_line
from automation.settings import load_settings


@click.command(help="Read a stored delivery again, by the id its tracker gave it.")
@click.argument("delivery")
def replay(delivery: str) -> None:
    """Make the delivery wait again; what it says is then taken in, decided and delivered."""
    line = open_line(load_settings())
    again = line.record.inbox.replay(delivery, wall=line.clock())
    line.close()
    if not again:
        click.echo(
            f'No stored delivery "{delivery}" that has been read. Is the id right?', err=True
        )
        sys.exit(1)
    click.echo(f"{delivery} waits to be read again.")
