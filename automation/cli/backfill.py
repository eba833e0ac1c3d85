"""`pitboard backfill CONNECTION --since 90d`: a past that the tracker still knows."""

import re
from contextlib import closing
from datetime import timedelta

import click

from automation.bootstrap import open_line
from automation.cli.playing import play_in
from automation.engine.language.vocabulary import suggest
from automation.errors import SettingsError
from automation.ports import Missed
from automation.settings import load_settings
from automation.store.migrate import migrate

_AGO = re.compile(r"([1-9][0-9]{0,3})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_LONGEST_CALL = 30.0
"""Seconds: nobody else waits for these calls."""


@click.command(help="Play in what a tracker knows of its past: everything that changed since.")
@click.argument("connection")
@click.option("--since", default="90d", show_default=True, help="How far back: 12h, 90d or 8w.")
@click.option("--projects", help="Only these, with commas between; else those already known.")
def backfill(connection: str, since: str, projects: str | None) -> None:
    """Take it in as history: nothing is said about it. Started again, it goes on."""
    settings, ago = load_settings(), _ago(since)
    if connection not in settings.connections:
        known = ", ".join(settings.connections) or "none is configured"
        near = suggest(connection, settings.connections)
        hint = f'Did you mean "{near}"?' if near else f"Known: {known}."
        raise SettingsError(f'no connection is called "{connection[:200]}". {hint}')
    migrate(settings.database)
    with closing(open_line(settings)) as line:
        line.connect()
        recoveries = line.record.recoveries
        named = tuple(each.strip() for each in (projects or "").split(",") if each.strip())
        now = line.record.clocks.company(line.clock())
        wanted = Missed(
            at=now - ago,
            projects=named or recoveries.projects(connection),
            arrived=lambda ids: recoveries.arrived(connection, ids),
            resent=False,
            now=now,
        )
        if not wanted.projects and settings.connections[connection].tracker == "github":
            raise SettingsError("--projects: name them, as in acme/shop: none is known yet.")
        hauls = line.source(connection).missed(wanted, timeout=_LONGEST_CALL)
        played = play_in(line, hauls, label=f"{connection} since {since}")
    click.echo(f"{connection}: {played.read} read, {played.new} of them new.")


def _ago(said: str) -> timedelta:
    found = _AGO.fullmatch(said)
    if found is None:
        raise SettingsError(f"--since {said}: say hours, days or weeks, as in 12h, 90d or 8w.")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
