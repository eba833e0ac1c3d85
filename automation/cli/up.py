"""`pitboard up`: everything on this machine, nothing to install, one key to stop."""

import fcntl
import json
import os
import secrets
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

import click

from automation.cli.supervisor import Child, Supervisor
from automation.errors import SettingsError
from automation.settings import DEFAULT_COMPANY, Settings, load_settings
from workers.address import answers, socket_path

_COMPANY = "PITBOARD_SANDBOX_COMPANY"


@click.command(help="Everything on this machine under one supervisor. Ctrl-C stops it in order.")
@click.option("--port", type=click.IntRange(1, 65533), help="Of the pages; 8000 if not said.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the record.")
@click.option("--rules", type=click.Path(path_type=Path, exists=True), help="Folder of the rules.")
@click.option(
    "--sandbox/--no-sandbox", default=None, help="A pretend GitHub and a pretend Jira to try it on."
)
def up(port: int | None, data: Path | None, rules: Path | None, *, sandbox: bool | None) -> None:
    """Start in order, restart what dies, stop in order."""
    environment = {**os.environ, **_said(port, data, rules)}
    settings = load_settings(environment)
    played = sandbox if sandbox is not None else not settings.connections
    environment |= _sandbox_environment(settings) if played else {_COMPANY: ""}
    settings = load_settings(environment)
    if settings.rules and not settings.rules.is_dir():
        raise SettingsError(f"PITBOARD_RULES: there is no folder {settings.rules}.")
    if not played and (settings.data / "sandbox").exists():
        raise SettingsError(
            f"{settings.data} holds the sandbox's record. Name another folder for your own "
            f"tracker: PITBOARD_DATA, or `pitboard up --data DIR`."
        )
    _check_ports(settings, played=played)
    held = _alone(settings.data)
    _prepare(settings)
    supervisor = Supervisor(
        _children(settings, environment, played=played),
        on_ready=lambda: click.echo(_welcome(settings, played=played)),
        news=_news(settings),
    )
    code = supervisor.run()
    held.close()
    sys.exit(code)


def _news(settings: Settings) -> Iterator[str]:
    """How far the past of the sandbox's company is taken in."""
    if settings.sandbox_company == "acme" and _is_playing_in(settings):
        from automation.bootstrap import open_line  # noqa: PLC0415 - only where there is news
        from automation.cli.playing import playing_in  # noqa: PLC0415 - the same
        from automation.sandbox.company.days import WEEKS  # noqa: PLC0415 - the same

        what, is_terminal = f"{WEEKS} weeks", sys.stdout.isatty()
        yield from playing_in(open_line(settings), what, is_terminal=is_terminal)


def _is_playing_in(settings: Settings) -> bool:
    from automation.store.record import open_record  # noqa: PLC0415 - after the cheap checks

    record = open_record(settings.database, {})
    tempo = record.clocks.tempo()
    record.close()
    return tempo is not None and tempo.playing_in is not None


def _alone(data: Path) -> IO[str]:
    """Hold the folder: two on one record would be two writers, and stop each other's Valkey."""
    try:
        opened = (data / "up.lock").open("w")
    except OSError as error:
        raise SettingsError(
            f"PITBOARD_DATA: {error.filename}: {error.strerror}. "
            f"Name a folder that you may write in."
        ) from error
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise SettingsError(
            f"Another Pitboard uses {data}. Stop it, or name another folder."
        ) from error
    return opened


def _said(port: int | None, data: Path | None, rules: Path | None) -> dict[str, str]:
    said = {"PITBOARD_PORT": port, "PITBOARD_DATA": data, "PITBOARD_RULES": rules}
    return {name: str(value) for name, value in said.items() if value is not None}


def _sandbox_environment(settings: Settings) -> dict[str, str]:
    """The pretend trackers as `github` and `jira`: no pace, and items settle in 1 s."""
    kept = _begun_with(settings)
    site = f"http://127.0.0.1:{settings.port + 1}/api/v3"
    jira = f"http://127.0.0.1:{settings.port + 2}"
    return {
        "PITBOARD_DATA": str(settings.data),
        _COMPANY: kept["company"],
        **_connection("GITHUB", site, kept["token"], kept["webhook_secret"]),
        **_connection("JIRA", jira, kept["jira_token"], kept["jira_webhook_secret"]),
    }


def _connection(name: str, url: str, token: str, secret: str) -> dict[str, str]:
    said = {"URL": url, "TOKEN": token, "WEBHOOK_SECRET": secret, "SETTLE": "1"}
    pace = dict.fromkeys(("GAP", "MINUTE", "HOUR"), "0")
    return {f"PITBOARD_{name}_{setting}": value for setting, value in {**said, **pace}.items()}


def _begun_with(settings: Settings) -> Mapping[str, str]:
    """Secrets and company, made once: a second start goes on with the same pretend trackers."""
    folder = settings.data / "sandbox"
    file = folder / "secrets.json"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        # What was begun before there was a choice is the shop.
        company = kept.get("company", "shop") if kept else settings.sandbox_company
        whole = {**_new_secrets(), **kept, "company": company or DEFAULT_COMPANY}
        if whole != kept:
            file.touch(mode=0o600)
            file.write_text(json.dumps(whole), "utf-8")
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{file}: {error}. Delete the folder {folder} to start it anew."
        ) from error
    if settings.sandbox_company not in (None, whole["company"]):
        raise SettingsError(
            f'{_COMPANY}: the sandbox in {folder} was begun with "{whole["company"]}". '
            f"Name another folder: PITBOARD_DATA, or `pitboard up --data DIR`."
        )
    return whole


def _new_secrets() -> dict[str, str]:
    return {
        "token": secrets.token_hex(20),
        "webhook_secret": secrets.token_hex(32),
        "jira_token": f"pitboard@example.org:{secrets.token_hex(20)}",
        "jira_webhook_secret": secrets.token_hex(32),
    }


def _check_ports(settings: Settings, *, played: bool) -> None:
    for port in range(settings.port, settings.port + (3 if played else 1)):
        try:
            socket.create_server((settings.host, port)).close()
        except OSError as error:
            raise SettingsError(
                f"Port {port} is in use. Stop the program that has it, or start with "
                f"`pitboard up --port {settings.port + 10}`."
            ) from error


def _prepare(settings: Settings) -> None:
    """The database and the connections, before any child may need them."""
    if _is_prepared(settings):
        return  # what changed in the rules since then is the clock's affair
    from automation.bootstrap import open_line  # noqa: PLC0415 - after the cheap checks
    from automation.store.migrate import migrate  # noqa: PLC0415 - the same

    migrate(settings.database)
    line = open_line(settings)
    line.connect()
    line.tend()
    if settings.sandbox_company == "acme":
        line.record.clocks.begin_playing_in(wall=line.clock())
    line.close()


def _is_prepared(settings: Settings) -> bool:
    """Whether an earlier start left it so; looking takes a third of the time of doing it again."""
    from automation.store.record import open_record  # noqa: PLC0415 - after the cheap checks
    from automation.store.revision import is_current  # noqa: PLC0415 - the same

    if not is_current(settings.database):
        return False
    record, wanted = open_record(settings.database, {}), settings.connections.items()
    known, has_rules = record.accounts(), record.rulesets.active_hash() is not None
    has_past = settings.sandbox_company != "acme" or record.clocks.tempo() is not None
    record.close()
    return has_rules and has_past and all(known.get(n) == each.account for n, each in wanted)


def _children(settings: Settings, environment: Mapping[str, str], *, played: bool) -> list[Child]:
    pitboard = [sys.executable, "-m", "automation.cli"]
    address = f"http://{settings.host}:{settings.port}"
    queue = [] if settings.redis_url else [_queue(settings, pitboard, environment)]
    after = tuple(child.name for child in queue)
    # What a visitor opens comes first: the others would take the processors from it.
    behind = ("web", *(("sandbox", "sandbox-jira") if played else ()))
    children = [
        *queue,
        Child("clock", [*pitboard, "clock"], environment, after, behind),
        *(
            Child(queue, [*pitboard, "worker", "--queue", queue], environment, after, behind)
            for queue in ("line", "deliver")
        ),
        Child("web", [*pitboard, "web"], environment, ready=_answers(settings.port)),
    ]
    if played:
        for name, tracker, port in (
            ("sandbox", "github", settings.port + 1),
            ("sandbox-jira", "jira", settings.port + 2),
        ):
            argv = [*pitboard, "sandbox", "--tracker", tracker]
            argv += ["--port", str(port), "--pitboard", address]
            children.append(Child(name, argv, environment, after=("web",), ready=_answers(port)))
    return children


def _queue(settings: Settings, pitboard: list[str], environment: Mapping[str, str]) -> Child:
    path = socket_path(settings.run, settings.data)
    return Child("queue", [*pitboard, "queue"], environment, ready=lambda: answers(path))


def _answers(port: int) -> Callable[[], bool]:
    """Whether somebody accepts a connection on this port of this machine."""

    def ready() -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    return ready


def _welcome(settings: Settings, *, played: bool) -> str:
    address = f"http://{settings.host}:{settings.port}"
    lines = ["", f"  Pitboard          {address}/"]
    if played:
        lines += [
            f"  A pretend GitHub  http://{settings.host}:{settings.port + 1}/",
            f"  A pretend Jira    http://{settings.host}:{settings.port + 2}/",
            "",
            "  Open an issue there, or change a label, and watch it here. Nothing leaves this",
            "  machine. To connect your own GitHub: docs/connect-github.md",
        ]
    return "\n".join([*lines, "", "  Ctrl-C stops everything in order.", ""])
