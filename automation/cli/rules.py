"""`pitboard check` and `pitboard test`: rule files judged before they decide anything."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from automation import paths, rulefiles
from automation.actions import ACTIONS, actions_of
from automation.cli.files import there
from automation.engine.ruleset.analysing import notes
from automation.engine.ruleset.loader import RuleSet, digest, load
from automation.engine.why.inline_tests import run
from automation.errors import Problem, RuleError
from automation.pointing import addresses, pointed
from automation.settings import load_settings, webhook_hosts


@click.command(help="Check rule files: shape, names, expressions, one writer for each field.")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Problems as JSON.")
def check(path: Path | None, *, as_json: bool) -> None:
    """Print every problem and every note; exit 1 where there is a problem."""
    files: Mapping[str, str] = {}
    try:
        files = _files(path)
        nodes = rulefiles.read_all(files)
        rules = load(nodes, digest(files), actions_of(webhook_hosts()))
    except RuleError as error:
        _show_problems(error.problems, files, as_json=as_json)
        sys.exit(1)
    found = notes(rules.rules, nodes, rules.world)
    if as_json:
        told = {"problems": [], "notes": _rows(found, files), "rules": len(rules.rules)}
        click.echo(json.dumps(told))
        return
    for line in pointed(found, files):
        click.echo(f"note: {line}")
    noted = f", {_counted(len(found), 'note')}" if found else ""
    click.echo(f"{_counted(len(rules.rules), 'rule')}, no problems{noted}.")


@click.command(help="Run the tests inside rule files.")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--json", "as_json", is_flag=True, help="Results as JSON.")
def test(path: Path | None, *, as_json: bool) -> None:
    """Print every test that failed; exit 1 where there is one."""
    rules = _load(path)
    found = [(rule, result) for rule in rules.rules for result in run(rule, rules.world)]
    failed = [(rule, result) for rule, result in found if not result.passed]
    if as_json:
        rows = [
            {"file": r.file, "line": t.line, "name": t.name, "passed": t.passed, "said": t.message}
            for r, t in found
        ]
        click.echo(json.dumps({"tests": rows}))
    else:
        for rule, result in failed:
            click.echo(f"{rule.file}:{result.line}  {result.name}: {result.message}")
        click.echo(f"{_counted(len(found) - len(failed), 'test')} passed, {len(failed)} failed.")
    sys.exit(1 if failed else 0)


def _load(path: Path | None) -> RuleSet:
    files = _files(path)
    nodes = rulefiles.read_all(files)
    return load(nodes, digest(files), ACTIONS)


def _files(path: Path | None) -> Mapping[str, str]:
    folder = there(path) if path else paths.rules(load_settings().rules)
    if folder.is_file():
        return {folder.name: rulefiles.read_file(folder)}
    found = rulefiles.read_folder(folder)
    if path and not found:
        raise click.UsageError(f"There is no rule file (*.yaml, *.yml) in {folder}.")
    return found


def _show_problems(problems: Sequence[Problem], files: Mapping[str, str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"problems": _rows(problems, files)}))
        return
    for line in pointed(problems, files):
        click.echo(line, err=True)


def _rows(
    problems: Sequence[Problem], files: Mapping[str, str]
) -> list[Mapping[str, str | int | None]]:
    return [
        {
            "file": each.file,
            "line": each.line,
            "column": each.column,
            "path": each.path,
            "said": each.message,
            "meant": each.suggestion,
            "see": see,
        }
        for each, see in zip(problems, addresses(problems, files), strict=True)
    ]


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
