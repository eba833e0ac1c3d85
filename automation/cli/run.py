"""One process each: the lines of the Procfile, and what `pitboard up` starts as its children."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import click

from automation.errors import SettingsError
from automation.settings import DEFAULT_COMPANY, Settings, load_settings


@click.command(help="The receiver, the pages and the API.")
def web() -> None:
    """Serve until told to stop."""
    from automation.bootstrap import open_line  # noqa: PLC0415 - loaded by the command that needs it
    from automation.web.app import create_app  # noqa: PLC0415 - the same
    from automation.web.server import serve  # noqa: PLC0415 - the same

    settings = load_settings()
    serve(settings, lambda: create_app(open_line(settings)))


@click.command(help="The workers, one process for each queue.")
@click.option("--queue", type=click.Choice(["line", "deliver"]), help="Only this queue.")
def worker(queue: str | None) -> None:
    """Work until told to stop."""
    from workers.__main__ import main as work  # noqa: PLC0415 - loaded by the command that needs it

    sys.exit(work(queue))


@click.command(help="The clock: rings the workers, tends rules and old rows.")
def clock() -> None:
    """Tick until told to stop."""
    from workers.clock import main as tick  # noqa: PLC0415 - loaded by the command that needs it

    sys.exit(tick())


@click.command(help="The bundled Valkey on a private socket.")
def queue() -> None:
    """Serve until told to stop."""
    from workers.valkey import main as keep  # noqa: PLC0415 - loaded by the command that needs it

    sys.exit(keep())


@click.command(help="Create or upgrade the database.")
def migrate() -> None:
    """Upgrade and say the revision."""
    from automation.store.migrate import migrate as upgrade  # noqa: PLC0415 - loaded when needed
    from automation.store.record import open_database  # noqa: PLC0415 - the same

    settings = load_settings()
    revision = upgrade(settings.database)
    click.echo(f"{open_database(settings.database).place} is at revision {revision}")


@click.command(help="One pretend tracker alone.")
@click.option("--tracker", type=click.Choice(["github", "jira"]), default="github")
@click.option("--port", type=int, required=True, help="The port of its API and pages.")
@click.option("--pitboard", "address", required=True, help="Where Pitboard answers.")
def sandbox(tracker: str, port: int, address: str) -> None:
    """Serve until told to stop."""
    settings = load_settings()
    if tracker not in settings.connections:
        raise SettingsError(
            f"The pretend {tracker} signs and lets in like the real one: set "
            f"PITBOARD_{tracker.upper()}_WEBHOOK_SECRET and PITBOARD_{tracker.upper()}_TOKEN."
        )
    serve = _pretend_jira if tracker == "jira" else _pretend_github
    serve(settings, port, address)


def _pretend_github(settings: Settings, port: int, address: str) -> None:
    from automation import paths  # noqa: PLC0415 - loaded by the command that needs it
    from automation.sandbox.company.days import ZONE  # noqa: PLC0415 - the same
    from automation.sandbox.company.story import tell  # noqa: PLC0415 - the same
    from automation.sandbox.github.server import serve  # noqa: PLC0415 - the same
    from automation.sandbox.github.settings import SandboxGitHub  # noqa: PLC0415 - the same
    from automation.sandbox.script import Script  # noqa: PLC0415 - the same

    site, hook_url = settings.connections["github"], f"{address}/hooks/github"
    story = cache(partial(tell, hook_url=hook_url))
    acme = Script(lambda now: story(now).github.past, lambda now: story(now).github.coming)
    played = SandboxGitHub(
        data=Path(settings.data) / "sandbox" / "github",
        base_url=f"http://127.0.0.1:{port}",
        hook_url=hook_url,
        secret=site.secrets[0].decode(),
        token=site.token,
        pitboard_url=address,
        templates=paths.templates(),
        script=acme if _is_acme(settings) else None,
        zone=ZONE,
    )
    serve(played, "127.0.0.1", port, clock=_watch(settings))


def _pretend_jira(settings: Settings, port: int, address: str) -> None:
    from automation import paths  # noqa: PLC0415 - loaded by the command that needs it
    from automation.sandbox.company.days import ZONE  # noqa: PLC0415 - the same
    from automation.sandbox.company.story import tell  # noqa: PLC0415 - the same
    from automation.sandbox.jira.server import serve  # noqa: PLC0415 - the same
    from automation.sandbox.jira.settings import SandboxJira  # noqa: PLC0415 - the same
    from automation.sandbox.script import Script  # noqa: PLC0415 - the same

    site, story = settings.connections["jira"], cache(tell)
    acme = Script(lambda now: story(now).jira.past, lambda now: story(now).jira.coming)
    played = SandboxJira(
        data=Path(settings.data) / "sandbox" / "jira",
        base_url=f"http://127.0.0.1:{port}",
        hook_url=f"{address}/hooks/jira",
        secret=site.secrets[0].decode(),
        token=site.token,
        pitboard_url=address,
        templates=paths.templates(),
        script=acme if _is_acme(settings) else None,
        zone=ZONE,
    )
    serve(played, "127.0.0.1", port, clock=_watch(settings))


def _is_acme(settings: Settings) -> bool:
    return (settings.sandbox_company or DEFAULT_COMPANY) == "acme"


def _watch(settings: Settings) -> Callable[[], datetime]:
    """The company's clock, as Pitboard's record has it."""
    from automation.store.watch import Watch  # noqa: PLC0415 - loaded by the command that needs it

    return Watch(settings.database, lambda: datetime.now(UTC))
