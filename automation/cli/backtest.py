"""`pitboard backtest RULE|FILE|DIR`: what other rules would have said of the last weeks."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import click

from automation import paths, rulefiles
from automation.backtest.difference import Differences
from automation.backtest.markdown import as_markdown
from automation.backtest.replay import EXACT
from automation.backtest.running import backtest as replayed
from automation.backtest.running import unwatched
from automation.backtest.sources import as_if_live, at_revision, with_target
from automation.backtest.telling import as_data, as_text
from automation.engine.ruleset.loader import digest
from automation.settings import Settings, load_settings
from automation.store.record import Record, open_record
from automation.store.scratch import copied, scratch_folder

_SPAN: Final = re.compile(r"([1-9][0-9]{0,3})([dwh])")
_HOURS: Final[Mapping[str, int]] = {"h": 1, "d": 24, "w": 24 * 7}
_KEPT: Final = timedelta(days=400)
_WIDTH: Final = 40
_TENTHS: Final = 10
_WRITES: Final = 0o222
_SAME: Final = (
    "Nothing would differ: both are the same rules. What is saved in the live folder decides "
    "within seconds; edit a copy and name it, or name what they were with --against REV|DIR."
)


@click.command(help="Replay recorded history through changed rules; print what would differ.")
@click.argument("target", metavar="RULE|FILE|DIR")
@click.option("--since", default="30d", show_default=True, help="How far back: 30d, 8w, 12h.")
@click.option("--against", help="A git revision or a folder; else the rules that are live.")
@click.option("--record", help="A copy of pitboard.sqlite, or a postgresql:// address.")
@click.option("--exact", is_flag=True, help="Minute by minute, however many events there are.")
@click.option("--markdown", is_flag=True, help="For a comment of a pull request.")
@click.option("--json", "as_json", is_flag=True, help="Everything, for programs.")
def backtest(
    target: str,
    since: str,
    *,
    against: str | None,
    record: str | None,
    exact: bool,
    markdown: bool,
    as_json: bool,
) -> None:
    """Print what would differ; exit 1 where anything does."""
    span, settings = _span(since), load_settings()
    with _opened(settings, record) as opened:
        folder = _folder(settings, target)
        was = _was(opened, folder, against)
        becomes = as_if_live(was, with_target(target, folder, was))
        if not (markdown or as_json) and digest(was) == digest(becomes):
            click.echo(_SAME)
            return
        until = opened.clocks.company(datetime.now(UTC))
        with _progress(tells=not as_json) as watch:
            found = replayed(
                *(opened, was, becomes),
                since=until - span,
                until=until,
                pace=EXACT if exact else None,
                watch=watch,
            )
    _show(found, markdown=markdown, as_json=as_json)
    sys.exit(0 if found.is_none else 1)


def _span(text: str) -> timedelta:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise click.UsageError(f'--since "{text}": write a number and d, w or h, such as 30d.')
    span = int(found[1]) * timedelta(hours=_HOURS[found[2]])
    if span > _KEPT:
        raise click.UsageError(f"--since {text}: the record keeps {_KEPT.days} days.")
    return span


@contextmanager
def _opened(settings: Settings, place: str | None) -> Iterator[Record]:
    """The record to read. A file must be there: a new one would have no history."""
    where: Path | str = settings.database if place is None else place
    if isinstance(where, str) and not where.startswith(("postgres://", "postgresql://")):
        where = Path(where)
    if isinstance(where, Path) and not where.is_file():
        raise click.UsageError(f"{where}: there is no record. Name one with --record.")
    with ExitStack() as stack:
        if isinstance(where, Path) and _is_fixed(where):
            copy = stack.enter_context(scratch_folder()) / where.name
            opened = copied(where, copy)
        else:
            opened = open_record(where, {})
        stack.callback(opened.close)
        yield opened


def _is_fixed(file: Path) -> bool:
    """Whether it is a whole record that is only to be read: SQLite itself would write beside it."""
    if file.with_name(f"{file.name}-wal").exists():
        return False
    may_write = all(os.access(each, os.W_OK) for each in (file, file.parent))
    return not may_write or not file.stat().st_mode & _WRITES


def _folder(settings: Settings, target: str) -> Path:
    """The rule folder; of a folder that is named, that one."""
    return Path(target) if Path(target).is_dir() else paths.rules(settings.rules)


def _was(record: Record, folder: Path, against: str | None) -> Mapping[str, str]:
    """The rules to compare with: those that decide now, where nothing else is named."""
    if against is None:
        active = record.rulesets.active()
        if active is None:
            raise click.UsageError("No rules are active in this record. Say --against.")
        return active.files
    if Path(against).is_dir():
        return rulefiles.read_rules(Path(against))
    return at_revision(folder, against)


@contextmanager
def _progress(*, tells: bool) -> Iterator[Callable[[float], None]]:
    """A bar on the terminal. Where there is none a line for each tenth, as a log can hold, and
    nothing for programs, which are not told so.
    """
    if not sys.stderr.isatty():
        yield _tenths() if tells else unwatched
        return

    def draw(share: float) -> None:
        done = int(min(1.0, share) * _WIDTH)
        bar = f"{'#' * done}{'.' * (_WIDTH - done)}"
        click.echo(f"\rreplaying [{bar}] {min(1.0, share):4.0%}", nl=False, err=True)

    draw(0)
    try:
        yield draw
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)


def _tenths() -> Callable[[float], None]:
    """Prints a line at each tenth, once, and one before the first."""
    told = -1

    def tell(share: float) -> None:
        nonlocal told
        if (tenth := int(min(1.0, share) * _TENTHS)) > told:
            told = tenth
            click.echo(f"replaying: {tenth * 100 // _TENTHS} %", err=True)

    tell(0)
    return tell


def _show(found: Differences, *, markdown: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(as_data(found)))
    elif markdown:
        click.echo(as_markdown(found), nl=False)
    else:
        click.echo("\n".join(as_text(found)))
