"""`pitboard`: the command line. Each command's module is loaded only when it is called."""

import sys
from importlib import import_module

import click

from automation.errors import PitboardError, RuleError, SettingsError

OK, FINDINGS, USAGE = 0, 1, 2

COMMANDS = {
    "up": ("automation.cli.up", "Everything on this machine under one supervisor."),
    "web": ("automation.cli.run", "The receiver, the pages and the API."),
    "worker": ("automation.cli.run", "The workers, one process for each queue."),
    "clock": ("automation.cli.run", "The clock: rings the workers, tends rules and old rows."),
    "queue": ("automation.cli.run", "The bundled Valkey on a private socket."),
    "migrate": ("automation.cli.run", "Create or upgrade the database."),
    "sandbox": ("automation.cli.run", "One pretend tracker alone."),
    "check": ("automation.cli.rules", "Check rule files."),
    "test": ("automation.cli.rules", "Run the tests inside rule files."),
    "schema": ("automation.cli.schema", "Print the JSON Schema of rule files, for editors."),
    "backtest": ("automation.cli.backtest", "What changed rules would have said of late."),
    "backfill": ("automation.cli.backfill", "Play in what a tracker knows of its past."),
    "ingest": ("automation.cli.ingest", "Play in a past from files."),
    "replay": ("automation.cli.replay", "Read a stored delivery again."),
    "preview": ("automation.cli.preview", "Show what a report would say now, without sending it."),
    "explain": ("automation.cli.explain", "Tell why a rule did or did not act on an item."),
    "runs": ("automation.cli.undo", "The last runs of the rules, with what each wrote."),
    "undo": ("automation.cli.undo", "Put back what a run wrote, where nobody touched it since."),
    "leave": ("automation.cli.leave", "Take back all that was written for a team, and stop."),
    "webhooks": ("automation.cli.webhooks", "What receivers of webhooks of rules have to know."),
    "agreement": ("automation.cli.agreement", "What a rule in shadow says, and what people set."),
    "asks": ("automation.cli.asks", "What Pitboard asks of people, and an answer to it."),
    "apply": ("automation.cli.apply", "Let a rule write what it wants, whatever its fuse says."),
}
"""Command name -> (module, what it does in one line)."""


class Pitboard(click.Group):
    """A group whose commands are imported when they are needed: starting must be quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order people meet them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of this command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; one that is none is told with the one likely meant."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            # Only here: starting must be quick, and a command that is spelt well needs none of it.
            from difflib import get_close_matches  # noqa: PLC0415 - see above

            near = get_close_matches(args[0][:80], COMMANDS, n=1, cutoff=0.6)
            hint = f' Did you mean "{near[0]}"?' if near else " `pitboard --help` lists them."
            ctx.fail(f'There is no command "{args[0][:80]}".{hint}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List every command without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=Pitboard, help="Status that tells itself, from GitHub and Jira.")
@click.version_option(package_name="pitboard")
def cli() -> None:
    """Group the commands."""


def main() -> None:
    """Run a command; what a person can mend is one clear line and never a traceback."""
    try:
        cli(prog_name="pitboard")
    except RuleError as error:
        _stop(str(error), FINDINGS)
    except SettingsError as error:
        _stop(str(error), USAGE)
    except PitboardError as error:
        _stop(str(error), FINDINGS)


def _stop(message: str, code: int) -> None:
    click.echo(message, err=True)
    sys.exit(code)
