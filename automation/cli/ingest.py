"""`pitboard ingest FILE...`: a past that was kept in files."""

import json
import lzma
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

import click

from automation.bootstrap import Line, open_line
from automation.cli.playing import Played, play_in
from automation.errors import SettingsError
from automation.model import Delivery
from automation.ports import Haul
from automation.settings import Settings, load_settings
from automation.store.migrate import migrate
from automation.trackers.jira.kinds import REREAD

TOGETHER = 50
"""Issues put into the inbox in one transaction."""


@click.command(help="Play in a past from files: Jira issues, one a line (.jsonl or .jsonl.xz).")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
)
@click.option("--connection", help="The Jira they are from; not needed where there is one.")
def ingest(files: tuple[Path, ...], connection: str | None) -> None:
    """Take in every issue of every file as history: nothing is said about it."""
    settings = load_settings()
    name = _jira(settings, connection)
    migrate(settings.database)
    with closing(open_line(settings)) as line:
        line.connect()
        for file in files:
            played = play_file(line, file, connection=name)
            click.echo(f"{file}: {played.read} issues read, {played.new} of them new.")


def play_file(line: Line, file: Path, *, connection: str) -> Played:
    """Take in the issues of one file. Raises SettingsError at a line that is none."""
    return play_in(line, hauls_of(file, connection, line.clock), label=file.name)


def hauls_of(file: Path, connection: str, clock: Callable[[], datetime]) -> Iterator[Haul]:
    """The issues of a file as deliveries, some at a time; the share is of the file's bytes."""
    size = max(1, file.stat().st_size)
    with file.open("rb") as raw, _unpacked(raw, file) as lines:
        for batch in _batches(_issues(lines, file)):
            found = tuple(_delivery(issue, connection, clock()) for issue in batch)
            yield Haul(found, "", raw.tell() / size)


def _jira(settings: Settings, named: str | None) -> str:
    known = [name for name, c in settings.connections.items() if c.tracker == "jira"]
    if named is None and len(known) == 1:
        return known[0]
    if named not in known:
        said = f'no Jira is called "{named}"' if named else "say which Jira they are from"
        names = ", ".join(known) or "none is configured, set PITBOARD_JIRA_WEBHOOK_SECRET"
        raise SettingsError(f"--connection: {said}. Known: {names}.")
    return named


def _unpacked(raw: IO[bytes], file: Path) -> AbstractContextManager[Iterable[bytes]]:
    return lzma.LZMAFile(raw) if file.suffix == ".xz" else nullcontext(raw)


def _issues(lines: Iterable[bytes], file: Path) -> Iterator[bytes]:
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                _check(line, f"{file}:{number}")
                yield line.strip()
    except (lzma.LZMAError, EOFError) as error:
        raise SettingsError(
            f"{file}: after line {number}: not a whole .xz file: {error}"
        ) from error


def _check(line: bytes, place: str) -> None:
    try:
        issue = json.loads(line)
    except ValueError as error:
        raise SettingsError(f"{place}: not JSON: {error}") from error
    if not isinstance(issue, dict) or not {"id", "key", "fields"} <= issue.keys():
        raise SettingsError(f"{place}: not an issue as Jira's API gives it: id, key, fields")


def _batches(issues: Iterable[bytes]) -> Iterator[Sequence[bytes]]:
    batch = list[bytes]()
    for issue in issues:
        batch.append(issue)
        if len(batch) == TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _delivery(issue: bytes, connection: str, at: datetime) -> Delivery:
    """Named after its content: the same file played in again changes nothing."""
    id_ = f"past:{sha256(issue).hexdigest()[:32]}"
    return Delivery(connection, id_, REREAD, b'{"issue":' + issue + b"}", at)
